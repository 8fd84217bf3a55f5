import { createHash } from "node:crypto";
import { maskPersonalData } from "../../../core/mask.ts";
import type { DocumentMeta, Passage } from "../passage.ts";

/** Small models read 512 tokens, which Indonesian fills with about 1,800 characters; some services refuse more. */
export const longestText = 1_500;

/** What is embedded of a passage: where it stands, what it is called, what it says. */
export function embeddedText(meta: DocumentMeta, passage: Passage): string {
  const heading = [meta.title, ...passage.path, passage.article, passage.title].filter(Boolean).join(", ");
  const others = [...passage.aliases, ...passage.claims].join("; ");
  return [heading, others, passage.text].filter(Boolean).join("\n").slice(0, longestText);
}

/** The name under which a passage's vector is kept: the same words never need a second one. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

/** A question as it is embedded and remembered, personal data masked; null = nothing to go by. */
export function questionText(text: string): string | null {
  const plain = maskPersonalData(text.replaceAll("\0", " ").replace(/\s+/g, " ").trim()).slice(0, longestText);
  return /\p{L}{3}/u.test(plain) ? plain : null;
}
