import type { Sample } from "../../language/logistic.ts";

/** How near the nearest known messages of each label are, 0 to 1. */
export type Neighbours = (features: Uint32Array) => Float64Array;

/** What the nearest, the second and the third of a label count. */
const shares = [0.6, 0.25, 0.15] as const;

/** What more than one in so many messages hold tells hardly anything, and takes most of the time: it is left out. */
const telling = 20;

/** Nearest known messages by the rarity of what they share (cosine of features weighted by inverse frequency). */
export function createNeighbours(samples: readonly Sample[], labels: number, size: number): Neighbours {
  const holders = new Map<number, number[]>();
  for (const [at, { features }] of samples.entries()) {
    for (const feature of features) {
      const list = holders.get(feature);
      if (list) list.push(at);
      else holders.set(feature, [at]);
    }
  }
  const weights = new Float32Array(size).fill(Math.log(samples.length + 1) ** 2);
  for (const [feature, list] of holders) {
    const common = list.length > samples.length / telling;
    weights[feature] = common ? 0 : Math.log((samples.length + 1) / (list.length + 1)) ** 2;
    if (common) holders.delete(feature);
  }
  const lengthOf = (features: Uint32Array): number => Math.sqrt(features.reduce((sum, it) => sum + (weights[it] ?? 0), 0)) || 1;
  const lengths = Float64Array.from(samples, (it) => lengthOf(it.features));
  const shared = new Float64Array(samples.length);
  return (features) => {
    shared.fill(0);
    for (const feature of features) for (const at of holders.get(feature) ?? []) shared[at] = (shared[at] ?? 0) + (weights[feature] ?? 0);
    const own = lengthOf(features);
    const best = new Float64Array(labels * shares.length);
    for (const [at, { label }] of samples.entries()) keepBest(best, label * shares.length, (shared[at] ?? 0) / own / (lengths[at] ?? 1));
    return Float64Array.from({ length: labels }, (_, label) => shares.reduce((sum, share, at) => sum + share * (best[label * shares.length + at] ?? 0), 0));
  };
}

/** Three best values of a label, in order. */
function keepBest(best: Float64Array, first: number, value: number): void {
  let carried = value;
  for (let at = first; at < first + shares.length; at++) {
    const there = best[at] ?? 0;
    if (carried <= there) continue;
    best[at] = carried;
    carried = there;
  }
}
