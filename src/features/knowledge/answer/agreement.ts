import { splitSentences } from "../../../language/sentences.ts";
import type { Passage } from "../passage.ts";
import type { Turn } from "./turn.ts";

const denial = /\b(?:tidak|bukan|tanpa|belum|dilarang)\b/;
const opener = /^(?:Tidak tepat|Tidak benar|Keliru|Bukan)[:,.]\s*/u;
/** Words that ask for a nod, beside those of talk. */
const tags = /^(?:kan|ya|betul|benar|berarti|katanya|bukannya|iya|dong|toh|sih|ga|tu|itu|jadi|buat|untuk|sama|dengan)$/;

/**
 * Whether one clause of the passage says what the person says: then nothing is to be corrected, however near the wording is to the belief
 * that the passage is there for. Words that stand in the heading or the line above a list count for every clause; one that stands in
 * another clause alone does not ("magang" under klasikal).
 */
export function agrees({ base, plain }: Turn, passage: Passage): boolean {
  const { index } = base;
  const stemsIn = (text: string) => new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((it) => index.stem(it)));
  const said = index.analyse(plain).tokens.filter((it) => !it.stop && !tags.test(it.word));
  const text = passage.text.replace(opener, "");
  const listed = stemsIn(/^-\s/m.test(text) ? (text.split("\n")[0] ?? "") : "");
  const whole = stemsIn(text);
  const heading = stemsIn(passage.title.toLowerCase().split(denial)[0] ?? "").difference(whole);
  const common = listed.union(heading);
  const clauses = splitSentences(text).flatMap((it) => it.split(/;|,? (?:sedangkan|melainkan|lalu) /));
  return clauses.some((clause) => {
    // What is denied in it may be another thing than the person denies.
    if (denial.test(clause.toLowerCase()) || denial.test(plain)) return false;
    const own = stemsIn(clause);
    const holds = (phrase: string): boolean => phrase.split(" ").every((it) => own.has(it) || common.has(it));
    const states = ({ word, stem }: { word: string; stem: string }): boolean =>
      own.has(stem) || (!/^\d/.test(word) && (common.has(stem) || (!whole.has(stem) && index.meanings(word).some(holds))));
    return said.length > 0 && said.every(states) && said.some(({ stem }) => own.has(stem));
  });
}
