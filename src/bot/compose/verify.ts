import { splitSentences } from "../../language/sentences.ts";
import { createStemmer } from "../../language/stemmer.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { wordsOf } from "../../language/words.ts";
import { withoutReferences } from "./references.ts";

/** A sentence that its passages bear out: its words without the numbers in brackets, and which passages it names, from 1. */
export interface Borne {
  words: string;
  cites: number[];
}

/** Share of a sentence's words that must stand in what it cites, or in the question. */
const leastShare = 0.6;
const roots = createStemmer(() => 0);

/**
 * Reads one sentence of a model against the passages that it cites; null = it is not borne out. Judged by what can be read off: it cites, all
 * its numbers stand there, most of its words do, and what turns a rule round (not, must, may, at least, at most) is not added nor lost.
 */
export function borneOut(sentence: string, passages: string[], question: string): Borne | null {
  const cites = [...new Set([...sentence.matchAll(/\[(\d{1,2})\]/g)].map((it) => Number(it[1])))];
  const cited = cites.map((it) => passages[it - 1]);
  if (cites.length === 0 || cited.some((it) => it === undefined)) return null;
  const words = sentence
    .replace(/\s*\[\d{1,2}\]/g, "")
    .replace(/\s+([.,;:!?])/g, "$1")
    .trim();
  const said = withoutReferences(words);
  const source = withoutReferences(cited.join("\n"));
  if (isForeign(said) || speaksForItself.test(said) || /https?:|www\./i.test(said)) return null;
  const held = new Set(numbersIn(source));
  if (numbersIn(said).some((it) => !held.has(it))) return null;
  if (shareOf(said, `${source}\n${withoutReferences(question)}`) < leastShare) return null;
  return turnedRound(said, source) ? null : { words, cites };
}

/** Digits as they are written, and numbers in words. */
const numbersIn = (text: string): string[] => [
  ...[...text.matchAll(/\d+(?:[.,/]\d+)*/g)].map((it) => it[0]),
  ...wordsOf(text).filter((it) => numerals.has(it)),
];
const numerals = new Set(
  "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus seribu ribu setengah separuh juta".split(" "),
);

const contentOf = (text: string): string[] => wordsOf(text).filter((it) => it.length > 2 && !isStopWord(it) && !/^\d/.test(it));

function shareOf(said: string, source: string): number {
  const held = new Set(contentOf(source).map(roots));
  const own = contentOf(said);
  return own.length === 0 ? 0 : own.filter((it) => held.has(roots(it))).length / own.length;
}

const english = /\b(?:the|and|you|your|is|are|of|must|shall|with|for|this|that|can|have|least|year)\b/gi;
const isForeign = (text: string): boolean => (text.match(english)?.length ?? 0) >= 2;

/** It promises, decides, tells of itself. */
const speaksForItself = /\b(?:saya|kami|kita)\b|\bsudah (?:di|ter)(?:daftar|setuju|ubah|proses)/i;

/** What turns a rule round, by meaning. */
const turns: Record<string, RegExp> = {
  not: /\b(?:tidak|bukan|belum|tanpa|dilarang|jangan|kecuali|tak)\b/i,
  must: /\b(?:wajib|harus|diwajibkan|diharuskan|berkewajiban|kewajiban|mesti)\b/i,
  least: /\b(?:paling (?:sedikit|kurang|rendah|singkat)|minimal|minimum|sekurang-kurangnya|setidaknya)\b/i,
  most: /\b(?:paling (?:banyak|lama|tinggi|lambat)|maksimal|maksimum|selambat-lambatnya|hingga|tidak lebih dari)\b/i,
  only: /\b(?:hanya|cuma)\b/i,
};

function turnedRound(said: string, source: string): boolean {
  if (Object.values(turns).some((it) => it.test(said) && !it.test(source))) return true;
  const nearest = splitSentences(source).toSorted((a, b) => shareOf(said, b) - shareOf(said, a))[0] ?? "";
  const near = shareOf(said, nearest) >= leastShare;
  return near && ["not", "least", "most"].some((it) => turns[it]?.test(nearest) && !turns[it]?.test(said) && shareOf(nearest, said) >= leastShare);
}
