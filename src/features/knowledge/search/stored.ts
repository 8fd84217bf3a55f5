import { isCopula, isStopWord } from "../../../language/stop-words.ts";
import { sentenceEnd, splitWords } from "../../../language/words.ts";
import type { DocumentMeta, Passage } from "../passage.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** A document as it is put into the index. */
export interface IndexedDocument {
  /** Unique: origin and id. */
  key: string;
  /** Where it came from; `shipped` for the knowledge that comes with the program. */
  origin: string;
  meta: DocumentMeta;
  passages: Passage[];
}

/** Fields of a passage, in the order in which their words are stored. */
export const fields = ["title", "aliases", "claims", "path", "text"] as const;

/** Marks among the word numbers of a passage. */
export const marks = { sentence: 0, copula: 1, first: 2 } as const;

export interface StoredPassage {
  document: StoredDocument;
  passage: Passage;
  shape: Shape;
  /** Word numbers of all fields, stop words left out, with `marks` between them. */
  ids: Uint32Array;
  /** Where each field ends in `ids`. */
  ends: readonly number[];
  /** How many of the text's first ids are its opening: what stands before the list, or simply the beginning. */
  opening: number;
}

export interface StoredDocument {
  key: string;
  origin: string;
  meta: DocumentMeta;
  name: Uint32Array;
  passages: StoredPassage[];
  /** Abbreviations that its text introduces, with what they stand for. */
  abbreviations: readonly (readonly [string, string])[];
}

/** Numbers for words, with the number of passages that hold each. A number is never given twice. */
export interface WordTable {
  numberOf(word: string): number;
  find(word: string): number | undefined;
  readonly words: string[];
  readonly counts: number[];
}

export function createWordTable(): WordTable {
  const numbers = new Map<string, number>();
  const words = ["", ""];
  const counts = [0, 0];
  return {
    words,
    counts,
    find: (word) => numbers.get(word),
    numberOf(word) {
      let number = numbers.get(word);
      if (number === undefined) {
        number = words.length;
        numbers.set(word, number);
        words.push(word);
        counts.push(0);
      }
      return number;
    },
  };
}

/** Turns a document into word numbers once, so that searching never reads text again. */
export function store({ key, origin, meta, passages }: IndexedDocument, table: WordTable): StoredDocument {
  const name = Uint32Array.from(encode(`${meta.shortName === meta.title ? "" : meta.shortName} ${meta.title}`, table).filter((it) => it >= marks.first));
  const stored: StoredDocument = { key, origin, meta, name, passages: [], abbreviations: passages.flatMap((it) => abbreviationsIn(it.text)) };
  stored.passages = passages.map((it) => storePassage(it, stored, table));
  count(stored, table, 1);
  return stored;
}

/** Adds the words of a document to the counts, or takes them away. */
export function count(document: StoredDocument, table: WordTable, by: 1 | -1): void {
  for (const number of new Set(document.name)) table.counts[number] = (table.counts[number] ?? 0) + by;
  for (const { ids } of document.passages) {
    for (const number of new Set(ids)) if (number >= marks.first) table.counts[number] = (table.counts[number] ?? 0) + by;
  }
}

function storePassage(passage: Passage, document: StoredDocument, table: WordTable): StoredPassage {
  const ids: number[] = [];
  const texts = { ...passage, aliases: passage.aliases.join("\n"), claims: passage.claims.join("\n"), path: passage.path.join("\n") };
  const ends = fields.map((field) => {
    for (const number of encode(texts[field], table)) ids.push(number);
    return ids.length;
  });
  return { document, passage, shape: shapeOf(passage), ids: Uint32Array.from(ids), ends, opening: openingOf(passage.text, table) };
}

const openingWords = 14;

function openingOf(text: string, table: WordTable): number {
  const head = text.slice(0, 240);
  const end = head.search(/[:\n]/);
  return end < 0 ? openingWords : Math.min(openingWords, encode(head.slice(0, end), table).length - 1);
}

function encode(text: string, table: WordTable): number[] {
  const numbers: number[] = [];
  for (const word of splitWords(text)) {
    if (word === sentenceEnd) numbers.push(marks.sentence);
    else if (isCopula(word)) numbers.push(marks.copula);
    else if (!isStopWord(word)) numbers.push(table.numberOf(word));
  }
  numbers.push(marks.sentence);
  return numbers;
}

const introduced = /([A-Z][^.;:()\n]{3,90}?),? yang selanjutnya disingkat (?:dengan )?([A-Z][A-Za-z]{1,9})\b/g;

/** "Batas Usia Pensiun yang selanjutnya disingkat BUP" gives BUP; kept only if the letters come from the words, which scans break. */
function abbreviationsIn(text: string): [string, string][] {
  if (!text.includes("disingkat")) return [];
  const found = [...text.matchAll(introduced)].map((it): [string, string] => [it[2] ?? "", it[1] ?? ""]);
  return found.filter(([short, long]) => isSpelledBy(short.toLowerCase(), long.toLowerCase()));
}

function isSpelledBy(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length && long.startsWith(short[0] ?? " ") && long.split(/\s+/).length > 1;
}
