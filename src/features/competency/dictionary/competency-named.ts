import { isNamed } from "../standard-match.ts";
import type { Competency, Standard } from "./dictionary.ts";
import { inOfficialWords } from "./everyday-words.ts";

const bare = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ")
    .filter((it) => it !== "" && !filling.has(it));

const filling = new Set(["kompetensi", "kemampuan", "saya", "tentang", "soal", "dan", "pada", "di", "level"]);

/** The competency that these words name: its id, or every word of theirs in its name, the shortest such name first; undefined = none. */
export function competencyLike<C extends Pick<Competency, "id" | "name">>(words: string, competencies: C[]): C | undefined {
  const exact = competencies.find((it) => it.id === words.trim().toLowerCase());
  const wanted = bare(words);
  if (exact || wanted.length === 0) return exact;
  return named(wanted, competencies) ?? meant(words, competencies);
}

/**
 * The same where a position may be meant too: "analis kebijakan" is a position, although its words stand near a competency's;
 * "pelayanan publik" is a competency, although a position is found by it.
 */
export function competencyMeant<C extends Pick<Competency, "id" | "name">>(words: string, competencies: C[], positions: Standard[]): C | undefined {
  const found = competencyLike(words, competencies);
  const own = found !== undefined && named(bare(words), [found]) !== undefined;
  return !own && positions.some((it) => isNamed(it, words)) ? undefined : found;
}

/** By what people write for it: "public speaking", "komputer". */
function meant<C extends Pick<Competency, "id" | "name">>(words: string, competencies: C[]): C | undefined {
  const official = bare(inOfficialWords(bare(words).join(" ")));
  return named(official, competencies) ?? competencies.find((it) => official.join(" ").includes(bare(it.id).join(" ")));
}

function named<C extends Pick<Competency, "id" | "name">>(wanted: string[], competencies: C[]): C | undefined {
  return competencies
    .filter((it) => {
      const own = [...bare(it.name), ...bare(it.id)];
      return wanted.every((word) => own.includes(word));
    })
    .sort((a, b) => a.name.length - b.name.length || (a.id < b.id ? -1 : 1))[0];
}
