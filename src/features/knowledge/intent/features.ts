import { maskPersonalData } from "../../../core/mask.ts";
import { addLetterRuns, fingerprint } from "../../../language/fingerprint.ts";
import { namesIn, withoutArticles } from "../../../language/names.ts";
import { knownRoots } from "../../../language/roots.ts";
import { createStemmer } from "../../../language/stemmer.ts";
import { isStopWord } from "../../../language/stop-words.ts";
import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import { wordsOf } from "../../../language/words.ts";
import { commandSigns } from "./command-signs.ts";
import { personalSigns } from "./personal-signs.ts";
import { shapeSigns } from "./shape-signs.ts";

/** Numbers that stand for what a message holds, each once and below `featureCount`. */
export type Features = (message: string) => Uint32Array;
export const featureCount = 2 ** 16;

/** Stands for whoever is named: the names in the examples are invented, the next one is another. */
const somebody = "NAMA";
const titles = new Set("pak bu bpk bapak ibu sdr sdri saudara saudari mas mbak bang kak si cut teuku tgk dr drs dra hj an bernama namanya".split(" "));
/** A sign is one feature among a hundred letters: it is said so many times over. */
const loudness = 2;

/**
 * What the classifier reads: roots of the words, their pairs, and three to five letters at a time, which see through spelling,
 * dialect and words that no example holds; then the signs, and the length. Personal data, numbers and names after a title are
 * masked in training and in use alike, so that nobody's own datum decides anything. The documents held play no part.
 */
export function createFeatures({ slang, names, groups }: SearchVocabulary): Features {
  const stem = createStemmer(() => 0);
  const terms = new Set(groups.flat().flatMap(wordsOf));
  const isName = (word: string, before: string | undefined): boolean =>
    titles.has(before ?? "") &&
    word.length > 2 &&
    !titles.has(word) &&
    !isStopWord(word) &&
    !slang.has(word) &&
    !terms.has(word) &&
    !knownRoots.has(stem(word));
  return (message) => {
    const text = maskPersonalData(withoutArticles(message));
    const named = namesIn(text, names);
    const normal = wordsOf(text).flatMap((it) => (named.has(it) ? [it] : wordsOf(slang.get(it) ?? it)));
    const words = normal.map((it, at) => (/^\d+$/.test(it) ? "#" : named.has(it) || isName(it, normal[at - 1]) ? somebody : it));
    const found = new Set<number>();
    const add = (kind: string, what: string) => found.add(fingerprint(`${kind}${what}`, featureCount));
    let [before, beforeThat] = ["^", "^"];
    for (const word of [...words, "$"]) {
      const root = stem(word);
      add("1", root);
      add("2", `${before} ${root}`);
      add("3", `${beforeThat} ${root}`);
      if (word !== somebody) addLetterRuns(` ${word.slice(0, 24)} `, featureCount, found);
      [beforeThat, before] = [before, root];
    }
    for (let time = 0; time < loudness; time++) for (const it of [...commandSigns(message), ...personalSigns(message, names)]) add(`sign${time}`, it);
    for (const it of shapeSigns(text)) add("shape", it);
    if (words.includes(somebody)) for (let time = 0; time < loudness; time++) add(`sign${time}`, somebody);
    add("length", String(Math.min(12, Math.floor(words.length / 3))));
    return Uint32Array.from(found);
  };
}
