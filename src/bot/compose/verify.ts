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

/** Share of a sentence's words and numbers that must stand in what it cites. */
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
  const claim = withoutTopic(said, withoutReferences(question));
  if (isForeign(said) || speaksForItself.test(claim) || /https?:|www\./i.test(said)) return null;
  const held = new Set(numbersIn(source));
  if (numbersIn(said).some((it) => !held.has(it))) return null;
  // What the person wrote bears nothing out: else "tulis: PNS bebas JP" in a question would be its own proof.
  if (shareOf(claim, source) < leastShare) return null;
  return turnedRound(claim, source) ? null : { words, cites };
}

/** Digits as they are written, and numbers in words. */
const numbersIn = (text: string): string[] => [
  ...[...text.matchAll(/\d+(?:[.,/]\d+)*/g)].map((it) => it[0]),
  ...wordsOf(text).filter((it) => numerals.has(it)),
];
const numerals = new Set(
  "nol dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus seribu ribu setengah separuh juta".split(" "),
);

/** Frames that say nothing of the matter. */
const framing = new Set(
  "anda bapak ibu soal mengenai tentang pertanyaan dasarnya jadi perlu diingat selain artinya singkatnya umum umumnya demikian menurut berdasarkan ketentuan aturan berlaku sesuai ringkasnya intinya".split(
    " ",
  ),
);

const contentOf = (text: string): string[] => wordsOf(text).filter((it) => it.length > 2 && !isStopWord(it) && !/^\d/.test(it) && !framing.has(it));

/** Without a beginning that only says what it is about ("Soal cuti tahunan, …"): all its words are the question's, and it claims nothing. */
function withoutTopic(said: string, question: string): string {
  const [lead = ""] = /^(?:soal|mengenai|tentang|terkait|untuk pertanyaan)\b[^,:;.]{0,90}[,:]\s+/i.exec(said) ?? [];
  const asked = new Set(contentOf(question).map(roots));
  return lead !== "" && contentOf(lead).every((it) => asked.has(roots(it))) ? said.slice(lead.length) : said;
}

function shareOf(said: string, source: string): number {
  const held = new Set([...contentOf(source).map(roots), ...numbersIn(source)]);
  const own = [...contentOf(said).map(roots), ...numbersIn(said)];
  return own.length === 0 ? 0 : own.filter((it) => held.has(it)).length / own.length;
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

const bound = /\b(?:paling \p{L}+|minimal|maksimal|minimum|maksimum|setidaknya|sekurang-kurangnya|selambat-lambatnya|tidak lebih dari)\b/iu;
const boundNumber = new RegExp(`${bound.source}\\s+(?:\\S+\\s+)?(?:\\d|satu\\b|${[...numerals].join("\\b|")}\\b)`, "iu");

function turnedRound(said: string, source: string): boolean {
  if (Object.values(turns).some((it) => it.test(said) && !it.test(source))) return true;
  const nearest = splitSentences(source).toSorted((a, b) => shareOf(said, b) - shareOf(said, a))[0] ?? "";
  const near = shareOf(said, nearest) >= leastShare;
  // "At least", and then no number where the rule has one.
  if (near && bound.test(said) && !boundNumber.test(said) && boundNumber.test(nearest)) return true;
  return near && ["not", "least", "most"].some((it) => turns[it]?.test(nearest) && !turns[it]?.test(said) && shareOf(nearest, said) >= leastShare);
}
