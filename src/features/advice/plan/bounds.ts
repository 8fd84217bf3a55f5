import type { PlanItem } from "./instance.ts";

/** What the classes from each place on could bring at best: sums over the best `count` of them. */
export interface Bounds {
  /** Most JP (hundredths). */
  jp(from: number, count: number): number;
  /** Least cost. */
  cost(from: number, count: number): number;
  /** Earliest possible end of the last of them. */
  end(from: number, count: number): number;
}

/** `jp` alone by place; `most` = the largest plan that will be asked about. */
export function boundsOf(items: PlanItem[], jp: number[], most: number): Bounds {
  const best = suffixes(
    jp.map((it) => -it),
    most,
  );
  const cheapest = suffixes(
    items.map((it) => it.cost),
    most,
  );
  const earliest = suffixes(
    items.map((it) => it.end),
    most,
  );
  const sum = (list: number[] | undefined, count: number) => (list ?? []).slice(0, count).reduce((all, it) => all + it, 0);
  return {
    jp: (from, count) => -sum(best[from], count),
    cost: (from, count) => sum(cheapest[from], count),
    end: (from, count) => (count === 0 ? 0 : (earliest[from]?.[count - 1] ?? Number.POSITIVE_INFINITY)),
  };
}

/** For each place the `most` smallest values from there on, in order. */
function suffixes(values: number[], most: number): number[][] {
  const lists: number[][] = Array.from({ length: values.length + 1 }, () => []);
  for (let at = values.length - 1; at >= 0; at--) {
    const list = [...(lists[at + 1] ?? [])];
    const value = values[at] ?? 0;
    const place = list.findIndex((it) => it > value);
    list.splice(place < 0 ? list.length : place, 0, value);
    lists[at] = list.slice(0, most);
  }
  return lists;
}

/** Classes that climb the same steps, with the last place at which one stands and the most JP of one of them. */
export interface Kind {
  steps: number[];
  last: number;
  jp: number;
}

/**
 * The kinds of classes without those that are a part of another in steps, place and JP: taking the wider kind instead never climbs
 * less, so a bound over the rest stays a bound.
 */
export function kindsOf(items: PlanItem[], jp: number[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const [at, { steps }] of items.entries()) {
    if (steps.length === 0) continue;
    const key = steps.join(",");
    const before = kinds.get(key);
    kinds.set(key, { steps, last: at, jp: Math.max(before?.jp ?? 0, jp[at] ?? 0) });
  }
  const all = [...kinds.values()];
  return all.filter((it) => !all.some((other) => other.steps.length > it.steps.length && isPart(it, other)));
}

const isPart = (it: Kind, other: Kind): boolean => other.last >= it.last && other.jp >= it.jp && it.steps.every((step) => other.steps.includes(step));

/**
 * The most that `count` more classes from a place on could still climb: the sum of the best kinds, each taken once, since a second
 * class of a kind climbs nothing new. `least`: JP that each of them must bring, or the need cannot be met any more.
 */
export function mostClimbed(kinds: Kind[], covered: Uint8Array, values: number[], from: number, count: number, least: number): number {
  const best = new Float64Array(count);
  for (const kind of kinds) {
    if (kind.last < from || kind.jp < least) continue;
    let gain = 0;
    for (const at of kind.steps) if (!covered[at]) gain += values[at] ?? 0;
    for (let at = count - 1; at >= 0 && gain > (best[at] ?? 0); at--) {
      if (at < count - 1) best[at + 1] = best[at] ?? 0;
      best[at] = gain;
    }
  }
  return best.reduce((sum, it) => sum + it, 0);
}
