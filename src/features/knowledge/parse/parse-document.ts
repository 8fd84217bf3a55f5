import { Fault } from "../../../core/fault.ts";
import type { ParsedDocument } from "../passage.ts";
import { hasCards, readCards } from "./cards.ts";
import { metaOf, readFrontMatter } from "./front-matter.ts";
import { titledMeta } from "./law/law-meta.ts";
import { readLaw } from "./law/read-law.ts";
import { plainMeta } from "./plain-meta.ts";
import { tidy } from "./plain-text.ts";
import { readSections } from "./sections.ts";

const texts = {
  empty: (name: string) => `${name} tidak berisi teks. Periksa berkasnya, lalu unggah lagi.`,
};

/** Cuts a text along its own joints: cards, articles of a regulation, headings, or paragraphs. */
export function parseDocument(name: string, text: string): ParsedDocument {
  const { front, body } = readFrontMatter(name, tidy(text));
  const described = front === null ? null : metaOf(name, front);
  const law = hasCards(body) ? null : readLaw(name, body, described);
  if (law !== null) return law;
  const passages = hasCards(body) ? readCards(name, body) : readSections(body);
  if (passages.length === 0) throw new Fault("bad_input", texts.empty(name));
  return { meta: described ?? titledMeta(name, body) ?? plainMeta(name, body), passages };
}
