import type { DocumentMeta, ParsedDocument, Passage } from "../../passage.ts";
import { anchors } from "../slug.ts";
import { amendmentPassages, isAmendment } from "./amendment.ts";
import { cutArticles } from "./cut-articles.ts";
import { elucidationPassages } from "./elucidation.ts";
import { lawMeta } from "./law-meta.ts";
import { articlePassages, citedPassages } from "./law-passages.ts";
import { layLines } from "./lines.ts";
import { cleanLaw } from "./ocr.ts";
import { type LawParts, lawParts } from "./parts.ts";
import { repeals } from "./repeals.ts";

/**
 * A regulation cut along its articles; null if the text is none. A description at its head, where there is one,
 * goes before what the text says about itself.
 */
export function readLaw(name: string, body: string, front: DocumentMeta | null): ParsedDocument | null {
  const parts = lawParts(cleanLaw(body));
  const amendment = isAmendment(parts.body);
  const { head, articles } = cutArticles(parts.body);
  const found = lawMeta(name, parts, head);
  const titled = found.rule !== null || /MEMUTUSKAN|Menetapkan\s*:/.test(head);
  if (!amendment && articles.length < (titled ? 1 : 3)) return null;
  if (!amendment && (articles[0]?.number !== "1" || (!titled && /\p{Ll}{3}/u.test(head) && head.length > 4000))) return null;
  const free = anchors();
  const passages: Passage[] = [
    ...(amendment ? amendmentPassages(parts.body, free) : articles.flatMap((it) => articlePassages(it, (part) => part, free))),
    ...added(parts, free),
  ];
  const meta = front ?? found;
  const relations = meta.relations.length > 0 && front !== null ? meta.relations : [...found.relations, ...repeals(passages, meta.rule)];
  return passages.length === 0 ? null : { meta: { ...meta, relations, inForceFrom: meta.inForceFrom ?? found.inForceFrom }, passages };
}

function added(parts: LawParts, free: (wanted: string) => string): Passage[] {
  return [...elucidationPassages(parts.elucidation, free), ...citedPassages("section", "Lampiran", layLines(parts.attachment), free)];
}
