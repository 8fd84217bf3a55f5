import { knownRoots } from "../../../language/roots.ts";
import { isStopWord } from "../../../language/stop-words.ts";
import { wordsOf } from "../../../language/words.ts";
import { type Citation, readCitations } from "./citations.ts";
import type { Lexicon } from "./lexicon.ts";

/** One word of the question after slang and spelling. */
export interface QueryToken {
  /** As it is searched. */
  word: string;
  stem: string;
  stop: boolean;
  /** What the person typed, if it was a slip. */
  corrected: string | null;
}

/** What kind of thing answers the question. */
export type Expected = "number" | "date" | "person";

export interface QueryAnalysis {
  tokens: QueryToken[];
  citations: Citation[];
  expects: Expected | null;
  /** What follows "apa yang dimaksud dengan": the term to be defined and perhaps more ("… menurut aturan ini"). */
  defines: string[] | null;
}

const expectedBy: readonly (readonly [Expected, RegExp])[] = [
  ["date", /\b(?:kapan|kapankah|tanggal berapa|hari apa|tahun berapa|bulan apa|bulan berapa|berapa lama)\b/],
  ["number", /\b(?:berapa|berapakah|seberapa)\b/],
  ["person", /\b(?:siapa|siapakah|oleh siapa|pejabat mana)\b/],
];
const definitionBefore =
  /(?:\byang di ?maksud(?:kan)? (?:dengan |oleh )?|^(?:apa(?:kah)? )?(?:itu |arti(?:nya)? |makna |pengertian |definisi |maksud )(?:dari |kata |istilah )*|\b(?:pengertian|definisi) (?:dari |kata |istilah )*|^apa(?:kah)? (?:sih )?itu )(.+)$/;
const definitionAfter = /^(.+?) (?:itu|tu|adalah) (?:artinya )?apa(?:an)?(?: (?:sih|ya|yah|dong|kak|min|pak|bu))*$/;
const listWords =
  /\b(?:apa saja|apa aja|hal apa|mana saja|siapa saja|jenis|bentuk|syarat|persyaratan|komponen|macam|sebab|alasan|isi|memuat|dimuat|kewajiban|manfaat|asas|prinsip|unsur|tahap)/;
const politeness = /\b(?:selamat (?:pagi|siang|sore|malam)|terima kasih|(?:mohon |izin |numpang )(?:bertanya|tanya|info)|assalamualaikum)\b/giu;

/** "… according to the rules?": everything here is; with a name after it ("menurut peraturan BKN …") it says something. */
const byTheRules = /\b(?:menurut|sesuai|berdasarkan) (?:aturan|peraturan|ketentuan)(?: yang berlaku| yg berlaku)?(?=\s*(?:[?.!,]|$))/giu;

/** Reads a question: slang, slips, stems, citations, the kind of answer, the term to be defined. */
export function analyseQuery(text: string, lexicon: Lexicon): QueryAnalysis {
  const { citations, rest } = readCitations(text);
  const tokens = normalWords(rest.replace(politeness, " ").replace(byTheRules, " "), lexicon).map((it) => toToken(it, lexicon));
  const plain = tokens.map((it) => it.word).join(" ");
  const defined = definedTerm(plain);
  return {
    tokens: tokens.map((it, at) => (defined && at < defined.from ? { ...it, stop: true } : it)),
    citations,
    expects: expectedBy.find(([, pattern]) => pattern.test(plain))?.[0] ?? null,
    defines: defined?.words ?? null,
  };
}

/** Whether the question asks for several things: kinds, conditions, parts. */
export function asksForList(tokens: readonly QueryToken[]): boolean {
  return listWords.test(tokens.map((it) => it.word).join(" "));
}

function normalWords(text: string, { vocabulary }: Lexicon): string[] {
  return wordsOf(text).flatMap((word) => {
    const slang = vocabulary.slang.get(word);
    if (slang !== undefined) return wordsOf(slang);
    // "anak2" is "anak-anak".
    const doubled = /^(\p{L}{3,})2(nya|an)?$/u.exec(word);
    return doubled ? [doubled[1] ?? word] : [word];
  });
}

function toToken(word: string, lexicon: Lexicon): QueryToken {
  const stop = isStopWord(word);
  const stem = lexicon.stem(word);
  // A right word that the base happens not to use is left alone.
  if (stop || lexicon.knows(word) || knownRoots.has(stem) || /\d/.test(word)) return { word, stem, stop, corrected: null };
  const better = malayEnding(word, lexicon) ?? informalRoot(word, lexicon) ?? lexicon.correct(word);
  const searched = better ?? word;
  return { word: searched, stem: lexicon.stem(searched), stop: isStopWord(searched), corrected: better ? word : null };
}

/** Malay speech ends in -e where the written word ends in -a: "kite", "tanpe", "kerje". */
function malayEnding(word: string, lexicon: Lexicon): string | null {
  const written = word.replace(/e$/, "a");
  return written !== word && word.length >= 3 && (lexicon.knows(written) || isStopWord(written)) ? written : null;
}

/** "ngajuin" is "ajukan", "diurusin" is "diuruskan": the chat forms of meng- and -kan. */
function informalRoot(word: string, lexicon: Lexicon): string | null {
  const bare = word.replace(/^(?:nge|ng|ny|n)(?=\p{L}{3})/u, "");
  const ending = word.endsWith("in") ? word.replace(/in$/, "") : word;
  const both = bare.endsWith("in") ? bare.replace(/in$/, "") : bare;
  if (both === word) return null;
  const swallowed = bare === word ? [] : [`k${both}`, `s${both}`, `t${both}`];
  const tries = [both, bare, ending, ...swallowed].filter((it) => it.length >= 3 && it !== word);
  return tries.find((it) => lexicon.knows(it)) ?? null;
}

/** The words after the frame of a definition question, and where they begin. */
function definedTerm(plain: string): { words: string[]; from: number } | null {
  const polite = /^(?:(?:mohon|tolong|info|tanya|min|kak|pak|bu|jelaskan|sebutkan|halo|izin|mau|numpang|bertanya)\s+)*/.exec(plain)?.[0] ?? "";
  const question = plain.slice(polite.length);
  const found = definitionBefore.exec(question)?.[1] ?? definitionAfter.exec(question)?.[1];
  if (found === undefined) return null;
  const words = found.split(" ").filter(Boolean);
  const from = plain
    .slice(0, polite.length + question.lastIndexOf(found))
    .split(" ")
    .filter(Boolean).length;
  return { words, from };
}
