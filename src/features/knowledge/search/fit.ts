import type { Concept, Owners } from "./concepts.ts";
import { marks } from "./stored.ts";
import { valueKinds, type WordFacts } from "./value-kinds.ts";

/** How well a short piece of text alone says what the question says: harmonic mean of both coverages, by idf. */
export type Fit = (ids: Uint32Array, from: number, to: number) => number;

export function createFit(concepts: readonly Concept[], owners: Owners, facts: WordFacts): Fit {
  const whole = concepts.reduce((sum, { idf }) => sum + idf, 0) || 1;
  const found = new Float32Array(concepts.length);
  return (ids, from, to) => {
    found.fill(0);
    const seen = new Set<number>();
    let [hit, all] = [0, 0];
    for (let at = from; at < to; at++) {
      const word = ids[at] ?? 0;
      const term = facts.termOfWord[word] ?? 0;
      if (term === 0 || seen.has(term) || ((facts.kindOfWord[word] ?? 0) & valueKinds.frame) !== 0) continue;
      seen.add(term);
      const weight = facts.idfOfTerm[term] ?? 0;
      all += weight;
      const owner = owners.get(term);
      if (!owner) continue;
      hit += weight * Math.min(1, owner.share * 2);
      found[owner.concept] = Math.min(1, (found[owner.concept] ?? 0) + owner.share);
    }
    const covered = concepts.reduce((sum, { idf }, at) => sum + idf * (found[at] ?? 0), 0);
    if (hit === 0 || covered === 0) return 0;
    const [precision, recall] = [hit / all, covered / whole];
    return (2 * precision * recall) / (precision + recall);
  };
}

/** The range of the last line between two places: of a path, the innermost joint. */
export function lastLineOf(ids: Uint32Array, from: number, to: number): [number, number] {
  let end = to;
  while (end > from && ids[end - 1] === marks.sentence) end--;
  let start = end;
  while (start > from && ids[start - 1] !== marks.sentence) start--;
  return [start, end];
}
