import { strippings } from "./affixes.ts";
import { knownRoots, sameRoot } from "./roots.ts";

/** Gives words of one family one form. */
export type Stemmer = (word: string) => string;

/** How a swallowed k counts against a reading: `pengawasan` is awas before kawasan. */
const restoredCost = 4;

/**
 * A stemmer whose roots are an own list of common and civil-service roots plus the bare words of the base itself (seen in at least two
 * passages). Deterministic: the same words with the same counts give the same stems in any order.
 */
export function createStemmer(countOf: (word: string) => number): Stemmer {
  const memory = new Map<string, string>();
  return (word) => {
    let stem = memory.get(word);
    if (stem === undefined) {
      const root = stemOf(word, countOf);
      stem = sameRoot.get(root) ?? root;
      memory.set(word, stem);
    }
    return stem;
  };
}

function stemOf(word: string, countOf: (word: string) => number): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word) || isKnown(word)) return word;
  const readings = strippings(word);
  return (
    best(
      word,
      readings.filter((it) => isKnown(it.root)),
    ) ??
    best(
      word,
      readings.filter((it) => it.root !== word && isBare(it.root) && countOf(it.root) >= 2),
    ) ??
    (word.length >= 7 ? word.replace(/(kah|nya)$/, "") : word)
  );
}

function isKnown(word: string): boolean {
  return knownRoots.has(word) || sameRoot.has(word);
}

/** A word of the base may serve as a root if it shows no affix itself. */
function isBare(word: string): boolean {
  return word.length >= 4 && !/^(meng|meny|mem|men|ber|ter|peng|peny|pem|pen|per|di|ke|se)|(kan|nya|lah|an)$/.test(word);
}

function best(word: string, readings: readonly { root: string; steps: number }[]): string | undefined {
  const worth = (root: string): number => root.length - (root.startsWith("k") && !word.includes(root) ? restoredCost : 0);
  let found: { root: string; steps: number } | undefined;
  for (const it of readings) {
    const gain = found ? worth(it.root) - worth(found.root) : 1;
    if (gain > 0 || (gain === 0 && found && it.steps < found.steps)) found = it;
  }
  return found?.root;
}
