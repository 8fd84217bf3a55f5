import type { Estimate } from "./estimate.ts";
import type { ChoiceCount, TotalCell } from "./fact-store.ts";
import { measures } from "./values.ts";

/** How far participants and their leaders see the same; of five pairs and five leaders at least. */
export interface Agreement {
  pairs: number;
  self: Estimate;
  leader: Estimate;
  /** Self less leader. */
  gap: Estimate;
  /** Share of pairs at most one level apart. */
  within: number;
  /**
   * Weighted kappa with squared weights, which is the correlation within pairs (Fleiss and Cohen 1973): 1 = always the same, 0 = as by chance;
   * null where nobody differs from anybody.
   */
  kappa: number | null;
}

/** From the totals of pairs alone: what the products are follows from the squares of self, leader and their difference. */
export function agreementOf(cells: TotalCell[], estimateOf: (measure: string) => Estimate | undefined, gaps: ChoiceCount[]): Agreement | undefined {
  const [self, leader, gap] = [estimateOf(measures.pairSelf), estimateOf(measures.pairLeader), estimateOf(measures.pairGap)];
  if (!self || !leader || !gap) return undefined;
  const moments = (measure: string) => {
    const own = cells.filter((it) => it.measure === measure);
    const [count, total, squares] = [sum(own.map((it) => it.answered)), sum(own.map((it) => it.total)), sum(own.map((it) => it.squares))];
    return { count, mean: total / count, variance: squares / count - (total / count) ** 2 };
  };
  const [own, other, apart] = [moments(measures.pairSelf), moments(measures.pairLeader), moments(measures.pairGap)];
  const shared = (own.variance + other.variance - apart.variance) / 2;
  const whole = own.variance + other.variance + (own.mean - other.mean) ** 2;
  const near = sum(gaps.filter((it) => Math.abs(Number(it.choice)) <= 1).map((it) => it.count));
  return { pairs: own.count, self, leader, gap, within: near / own.count, kappa: whole < 1e-9 ? null : (2 * shared) / whole };
}

const sum = (list: number[]): number => list.reduce((all, it) => all + it, 0);
