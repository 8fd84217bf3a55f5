import { createStemmer } from "../../language/stemmer.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { wordsOf } from "../../language/words.ts";

const roots = createStemmer(() => 0);
const contentOf = (text: string): string[] => wordsOf(text).filter((it) => it.length > 1 && !isStopWord(it));
const numbersOf = (text: string): string[] => text.match(/\d+/g) ?? [];
/** Words of asking, that a question may get when it is written out. */
const asking = new Set(
  "berapa apa apakah bagaimana siapa kapan di mana dimana mengapa kenapa bolehkah bisakah apakah ketentuan aturan syarat cara bagi dalam minimal maksimal setahun tahun jumlah boleh wajib menurut jam pelajaran pengembangan kompetensi asn pegawai".split(
    " ",
  ),
);
/** Abbreviations of talk beside the words that a good question writes instead. */
const same: Record<string, string[]> = {
  jp: ["jam", "pelajaran"],
  tubel: ["tugas", "belajar"],
  bangkom: ["pengembangan", "kompetensi"],
  diklat: ["pelatihan"],
};

/** Share of the words that must have been said. */
const leastShare = 0.6;
const leastOwn = 0.5;

const held = (text: string): Set<string> => new Set(contentOf(text).flatMap((it) => [it, roots(it), ...(same[it] ?? []).flatMap((one) => [one, roots(one)])]));
const share = (words: string[], of: Set<string>): number =>
  words.length === 0 ? 1 : words.filter((it) => of.has(it) || of.has(roots(it))).length / words.length;

/**
 * Whether a text that a model wrote for a person says no more than they said themself: its numbers and most of its words come from the message
 * or the talk before it, and most of the message's own words are in it. So a model can put a question together, but not put another in its place.
 */
export function isFaithful(written: string, message: string, before: string): boolean {
  const said = `${message}\n${before}`;
  const numbers = new Set(numbersOf(said));
  if (numbersOf(written).some((it) => !numbers.has(it))) return false;
  const own = contentOf(written).filter((it) => !asking.has(it));
  if (share(own, held(said)) < leastShare) return false;
  const wanted = contentOf(message).filter((it) => it.length > 2 && !/^\d+$/.test(it));
  return share(wanted, held(written)) >= leastOwn;
}

/** Whether a part of a tool's input was said: every word of it, or of a number its digits. */
export function wasSaid(value: unknown, message: string, before: string): boolean {
  if (typeof value === "number") return numbersOf(`${message}\n${before}`).includes(String(value));
  if (typeof value !== "string") return true;
  const words = wordsOf(value).filter((it) => !isStopWord(it));
  return share(words, new Set([...held(`${message}\n${before}`), ...wordsOf(`${message}\n${before}`)])) === 1;
}
