import { addLetterRuns, fingerprintOf } from "../../language/fingerprint.ts";
import type { Token } from "./reader.ts";

/** How many features are told apart. */
export const featureCount = 2 ** 16;

/** Letters of a run; longer ones add nothing but time (cross-validation). */
const letters = 3;
/** How far apart two words may stand and still be one wish; farther ones belong to the story around it (cross-validation: 5 to 14 are alike). */
const reach = 8;

/**
 * What the judges see of a message: roots, concepts alone, in a row, with one between and near each other in any order (it is
 * free in talk), runs of letters, which see through what no list of words holds, the length, and whether it asks.
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
  for (const [at, { concept: one }] of tokens.entries()) {
    for (const { concept: other } of tokens.slice(at + 1, at + reach)) one < other ? add("pair ", one, other) : add("pair ", other, one);
  }
  for (const word of message.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) addLetterRuns(` ${word.slice(0, 24)} `, featureCount, found, letters);
  add("length ", String(Math.min(12, Math.floor(tokens.length / 3))));
  if (message.includes("?")) add("asks", "");
  return Uint32Array.from(found);
}

const end = { root: "$", concept: "$" };
