import type { ChatRequest } from "./description.ts";
import { type Reply, textOf } from "./reply.ts";

/**
 * A model that keeps to its orders: it answers from the numbered passages alone, in words that are partly its own, and names the passage
 * behind every sentence. How it says it differs from question to question, but is the same for the same one.
 */
export const honest: Reply = (request: ChatRequest) => answered(request, "close");

/** The same, in freer words: it says again what was asked, leaves out what matters less, and joins sentences of different passages. */
export const honestInOwnWords: Reply = (request: ChatRequest) => answered(request, "free");

function answered(request: ChatRequest, manner: "close" | "free"): string {
  const message = textOf(request.messages.at(-1));
  const question = block(message, "pertanyaan");
  const passages = [...block(message, "kutipan").matchAll(/^\[(\d{1,2})\] (.*)$/gm)].map((it) => ({ number: Number(it[1]), words: it[2] ?? "" }));
  if (passages.length === 0) return "TIDAK_ADA";
  const asked = wordsOf(question);
  const sentences = passages.flatMap(({ number, words }) => {
    const [, label = "", text = words] = /^(.{1,120}?): (.*)$/.exec(words) ?? [];
    return text
      .split(/(?<=[.!?])\s+(?=\p{Lu})/u)
      .map((sentence, place) => ({ number, label, sentence, place, score: overlap(asked, wordsOf(`${label} ${sentence}`)) }));
  });
  const wantsNumber = /\b(?:berapa\w*|brp|min(?:imal|imum)?|maks\w*|batas\w*|kapan|lama(?:nya)?|jumlah\w*)\b/i.test(question);
  const scored = sentences
    .filter((it) => it.sentence.length > 15)
    .map((it) => ({ ...it, score: it.score + (wantsNumber && /\d/.test(it.sentence) ? 2 : 0) + (it.number === 1 ? 1 : 0) }))
    .toSorted((a, b) => b.score - a.score || a.number - b.number || a.place - b.place);
  const taken = scored.slice(0, 1 + (hash(question) % 3));
  const [first] = taken;
  const ordered = first ? [first, ...taken.slice(1).toSorted((a, b) => a.number - b.number || a.place - b.place)] : [];
  const seed = hash(question);
  if (manner === "free") return freely(question, ordered, seed);
  return ordered.map((it, at) => said(it, at, seed + at)).join(seed % 2 === 0 ? " " : "\n");
}

function freely(question: string, all: { number: number; sentence: string }[], seed: number): string {
  const subject = (question.toLowerCase().match(/\p{L}{4,}/gu) ?? []).slice(0, 3).join(" ");
  const sentences = all.map(({ sentence }, at) => {
    let words = shortened(sentence.replace(/^(?:[a-z]|\d{1,2})[.)]\s+/, "").replace(/[.;:,\s]+$/, ""));
    for (const [from, to] of rewordings) words = words.replace(from, to);
    let count = seed + at;
    return words.replace(/ (\p{Ll}{6,})(?= \p{Ll})/gu, (it) => (count++ % 7 === 0 ? "" : it));
  });
  const [one = "", two, three] = sentences;
  const numbers = all.map((it) => it.number);
  const opening = subject === "" ? one : `Soal ${subject}, ${lower(one)}`;
  if (two === undefined) return `${opening} [${numbers[0]}].`;
  const joined = `${opening}; selain itu, ${lower(two)} [${numbers[0]}][${numbers[1]}].`;
  return three === undefined ? joined : `${joined} Perlu diingat, ${lower(three)} [${numbers[2]}].`;
}

const block = (message: string, name: string): string => new RegExp(`<${name}>\\n([\\s\\S]*?)\\n</${name}>`).exec(message)?.[1] ?? "";

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/\p{L}{4,}/gu) ?? []);

const overlap = (one: Set<string>, other: Set<string>): number => [...one].filter((it) => other.has(it)).length;

/** One sentence in its own words, with the number where people put it: before or behind the full stop, once for each. */
function said({ number, label, sentence }: { number: number; label: string; sentence: string }, at: number, seed: number): string {
  let words = sentence.replace(/^(?:[a-z]|\d{1,2})[.)]\s+/, "").replace(/[.;:,\s]+$/, "");
  if (words.length > 180 && seed % 5 < 3) words = shortened(words);
  for (const [from, to] of rewordings) if (seed % 2 === 0) words = words.replace(from, to);
  if (seed % 7 === 3) words = `${words}, sesuai ketentuan yang berlaku`;
  const rule = /\[RUJUKAN_\d+\]/.exec(label)?.[0];
  const opened =
    seed % 3 === 0 && rule && !words.includes("RUJUKAN")
      ? `Menurut ${rule}, ${lower(words)}`
      : (openings[(seed + at) % openings.length] ?? ((it: string) => it))(words);
  return seed % 4 === 1 ? `${opened}. [${number}]` : `${opened} [${number}].`;
}

/** What a summary leaves out: asides in brackets, and where there is still much, what comes after its first clauses. */
function shortened(words: string): string {
  const plainer = words.replace(/\s*\((?!\d)[^()]*\)/g, "").trim();
  const clauses = plainer.split(/(?<=[,;])\s+/);
  return plainer.length > 180 && clauses.length > 3 ? clauses.slice(0, -1).join(" ").replace(/[,;]$/, "") : plainer;
}

/** The first letter small, unless it is a name's or an abbreviation's. */
const lower = (words: string): string =>
  /^\p{Lu}\p{Ll}/u.test(words) && !/^(?:Anda|Kota|Badan|Lembaga)\b/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;

const openings: ((words: string) => string)[] = [
  (words) => words,
  (words) => `Jadi, ${lower(words)}`,
  (words) => `Bagi Anda, berlaku ketentuan bahwa ${lower(words)}`,
  (words) => words,
  (words) => `Untuk pertanyaan Bapak/Ibu: ${lower(words)}`,
  (words) => `Pada dasarnya, ${lower(words)}`,
];

/** What people say instead; the meaning stays. */
const rewordings: [RegExp, string][] = [
  [/\bpaling sedikit\b/gi, "minimal"],
  [/\bpaling (?:banyak|lama)\b/gi, "maksimal"],
  [/\bharus\b/gi, "wajib"],
  [/\bsebagaimana dimaksud (?:pada|dalam) ayat \(\d+\)\s*/gi, ""],
  [/\bdalam 1 \(satu\) tahun\b/gi, "dalam setahun"],
  [/\bjam pelajaran\b/gi, "JP"],
  [/\bdilaksanakan\b/gi, "dijalankan"],
  [/\bdiperoleh\b/gi, "didapat"],
  [/\bmelalui\b/gi, "lewat"],
  [/\bmerupakan\b/gi, "adalah"],
  [/\bapabila\b/gi, "kalau"],
  [/\bbila\b/gi, "jika"],
  [/\bmemiliki\b/gi, "mempunyai"],
  [/\bditetapkan\b/gi, "ditentukan"],
  [/\bpegawai\b/gi, "ASN"],
  [/\btidak boleh\b/gi, "dilarang"],
  [/\bsehingga\b/gi, "karena itu"],
];

const hash = (text: string): number => [...text].reduce((sum, it) => (sum * 31 + (it.codePointAt(0) ?? 0)) % 1_000_003, 7);
