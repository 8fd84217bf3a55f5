import type { Passage } from "../passage.ts";
import type { AnswerBase, HeldDocument } from "./base.ts";
import type { Citation, UsedPassage } from "./outcome.ts";
import { statusWords } from "./status.ts";

/** Citations an answer may carry. */
export const mostCitations = 3;

/** A passage with the document it stands in. */
export interface Place {
  document: HeldDocument;
  passage: Passage;
}

/** `Pasal 203 ayat (4)` → `203`; null where no article is named. */
const articleNumber = (article: string): string | null => /Pasal\s+(\d+[A-Z]?)/i.exec(article)?.[1]?.toUpperCase() ?? null;

/** What a passage rests on: the rules it names as its basis, else its own document; the rule's own text before a summary of it. */
export function citationsOf(base: AnswerBase, place: Place, asOf: string): Citation[] {
  const { basis } = place.passage;
  const places = basis.length > 0 ? basis.flatMap((it) => basisPlace(base, it, place)) : [original(base, place)];
  return places.map(({ document, passage, article }) => ({
    document: document.meta.id,
    title: document.meta.title,
    article,
    status: statusWords(document.meta, base.book, asOf),
    passage: `${document.meta.id}#${passage.anchor}`,
    label: [document.meta.shortName, article].filter(Boolean).join(" "),
    // Shipped cards are our own words: nobody may take them for the rule's.
    text: document.origin === "shipped" && document.meta.rule !== null ? `Ringkasan, bukan bunyi pasalnya: ${passage.text}` : passage.text,
  }));
}

type Cited = Place & { article: string };

function basisPlace(base: AnswerBase, basis: { document: string; article: string }, fallback: Place): Cited[] {
  const documents = holding(base, basis.document);
  for (const document of documents) {
    const number = articleNumber(basis.article);
    const passage =
      document.passages.find((it) => it.article === basis.article) ?? document.passages.find((it) => number !== null && articleNumber(it.article) === number);
    if (passage) return [{ document, passage, article: basis.article }];
  }
  const [document] = documents;
  return document ? [{ document, passage: document.passages[0] ?? fallback.passage, article: basis.article }] : [];
}

/** The article in the rule's own text, if an officer added it beside the shipped summary. */
function original(base: AnswerBase, { document, passage }: Place): Cited {
  const own = { document, passage, article: passage.article };
  const number = articleNumber(passage.article);
  if (document.origin !== "shipped" || document.meta.rule === null || number === null) return own;
  for (const other of base.documents.values()) {
    if (other.origin === "shipped" || other.meta.rule !== document.meta.rule) continue;
    const found = other.passages.find((it) => it.role === "article" && articleNumber(it.article) === number);
    if (found) return { document: other, passage: found, article: passage.article };
  }
  return own;
}

/** Documents of an id or rule, those that officers added first. */
function holding(base: AnswerBase, id: string): HeldDocument[] {
  return [...base.documents.values()].filter((it) => it.meta.id === id || it.meta.rule === id).sort((a, b) => a.origin.localeCompare(b.origin));
}

export const usedOf = ({ document, passage }: Place): UsedPassage => ({
  key: document.key,
  version: document.version,
  anchor: passage.anchor,
});

/** `Pasal 311` → `Pasal 311 ayat (2)` where all that is quoted of the article stands in that one ayat. */
export function withAyat(passage: Passage, quoted: string): Passage {
  if (passage.role !== "article" || passage.article.includes("ayat")) return passage;
  const lines = quoted.split("\n").filter((it) => !/^(?:[a-z]\.|-|\d+\.)\s/.test(it));
  const ayat = lines.map((it) => /^\((\d{1,2}[a-z]?)\)/.exec(it)?.[1]);
  const [first] = ayat;
  return first !== undefined && ayat.every((it) => it === first) ? { ...passage, article: `${passage.article} ayat (${first})` } : passage;
}

/** One citation for each document and article. */
export function distinct(citations: Citation[]): Citation[] {
  return [...new Map(citations.map((it) => [it.label, it])).values()];
}

/** Longest answer of several passages together, characters. */
const screen = 1_000;

/** As many passages, best first, as a phone can show. */
export function fitting<T extends { text: string }>(said: T[]): T[] {
  let length = 0;
  return said.filter((it, at) => {
    length += it.text.length;
    return at === 0 || length <= screen;
  });
}
