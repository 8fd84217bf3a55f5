import { addLetterRuns, fingerprintOf } from "../../language/fingerprint.ts";
import type { Token } from "./reader.ts";

/** How many features are told apart. */
export const featureCount = 2 ** 15;

/** Letters of a run; longer ones add nothing but time (cross-validation). */
const letters = 3;
/** Words that pairs are made of, from the beginning; a longer message is a story. */
const paired = 14;

/**
 * What the judges see of a message: roots, concepts alone, in a row, with one between and in any two places (word order is free in
 * talk), runs of letters, which see through what no list of words holds, the length, and whether it asks.
 */
export function featuresOf(tokens: readonly Token[], message: string): Uint32Array {
  const found = new Set<number>();
  const add = (kind: string, one: string, other = "") => found.add(fingerprintOf(featureCount, kind, one, other));
  let [before, beforeThat] = ["^", "^"];
  for (const { root, concept } of [...tokens, end]) {
    add("root ", root);
    add("concept ", concept);
    add("row ", before, concept);
    add("around ", beforeThat, concept);
    [beforeThat, before] = [before, concept];
  }
  const concepts = [...new Set(tokens.slice(0, paired).map((it) => it.concept))].sort();
  for (const [at, one] of concepts.entries()) for (const other of concepts.slice(at + 1)) add("pair ", one, other);
  for (const word of message.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) addLetterRuns(` ${word.slice(0, 24)} `, featureCount, found, letters);
  add("length ", String(Math.min(12, Math.floor(tokens.length / 3))));
  if (message.includes("?")) add("asks", "");
  return Uint32Array.from(found);
}

const end = { root: "$", concept: "$" };
