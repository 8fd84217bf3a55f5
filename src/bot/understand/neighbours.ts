import type { Sample } from "../../language/logistic.ts";

/** How near the nearest known messages of each label are, 0 to 1. */
export type Neighbours = (features: Uint32Array) => Float64Array;

/** Known messages by what they hold, as plain data that can be kept: who holds feature f stands from `starts[f]` to `starts[f + 1]`. */
export interface Known {
  starts: Uint32Array;
  /** Numbers of messages. */
  holders: Uint16Array | Uint32Array;
  /** What each feature counts: the rarer, the more. */
  rarity: Float32Array;
  /** By message. */
  lengths: Float64Array;
  labels: Uint8Array;
}

/** What the nearest, the second and the third of a label count. */
const shares = [0.6, 0.25, 0.15] as const;

/** What more than one in so many messages hold tells hardly anything, and takes most of the time: it is left out. */
const telling = 20;

/** Lists which messages hold what; rarity is the squared inverse frequency. */
export function knownOf(samples: readonly Sample[], size: number): Known {
  const counts = new Uint32Array(size);
  for (const { features } of samples) for (const feature of features) counts[feature] = (counts[feature] ?? 0) + 1;
  const isCommon = (feature: number): boolean => (counts[feature] ?? 0) > samples.length / telling;
  const starts = new Uint32Array(size + 1);
  for (let it = 0; it < size; it++) starts[it + 1] = (starts[it] ?? 0) + (isCommon(it) ? 0 : (counts[it] ?? 0));
  const holders = new (samples.length > 0xffff ? Uint32Array : Uint16Array)(starts[size] ?? 0);
  const next = starts.slice();
  for (const [at, { features }] of samples.entries()) {
    for (const feature of features) {
      if (isCommon(feature)) continue;
      const place = next[feature] ?? 0;
      holders[place] = at;
      next[feature] = place + 1;
    }
  }
  const rarity = Float32Array.from(counts, (count, it) => (isCommon(it) ? 0 : Math.log((samples.length + 1) / (count + 1)) ** 2));
  const lengths = Float64Array.from(samples, (it) => lengthOf(it.features, rarity));
  return { starts, holders, rarity, lengths, labels: Uint8Array.from(samples, (it) => it.label) };
}

/** Nearest known messages by the rarity of what they share (cosine of the features by their rarity). */
export function neighboursOf({ starts, holders, rarity, lengths, labels: labelOf }: Known, labels: number): Neighbours {
  const shared = new Float64Array(lengths.length);
  return (features) => {
    shared.fill(0);
    for (const feature of features) {
      const worth = rarity[feature] ?? 0;
      const end = starts[feature + 1] ?? 0;
      for (let place = starts[feature] ?? 0; place < end; place++) {
        const at = holders[place] as number;
        shared[at] = (shared[at] ?? 0) + worth;
      }
    }
    const own = lengthOf(features, rarity);
    const best = new Float64Array(labels * shares.length);
    for (let at = 0; at < lengths.length; at++) keepBest(best, (labelOf[at] ?? 0) * shares.length, (shared[at] ?? 0) / own / (lengths[at] ?? 1));
    return Float64Array.from({ length: labels }, (_, label) => shares.reduce((sum, share, at) => sum + share * (best[label * shares.length + at] ?? 0), 0));
  };
}

function lengthOf(features: Uint32Array, rarity: Float32Array): number {
  return Math.sqrt(features.reduce((sum, it) => sum + (rarity[it] ?? 0), 0)) || 1;
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
