import { tQuantile } from "./student.ts";

/** What a block, or a stratum of it, says of one measure. */
export interface Cell {
  /** The block; its strata share it. */
  run: number;
  asked: number;
  answered: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  spread: number;
  /** Mean score of who answered (`propensity.ts`). */
  score: number;
  /** Mean score of all asked less that of who answered: how far the silent differ in what is known of them. */
  lift: number;
}

/** Between what a measure lies; a share is a mean of noughts and ones. */
export interface Scale {
  least: number;
  most: number;
  share?: boolean;
}

/** What the whole city's answers to a measure tell about any single class of it. */
export interface Known {
  /** Variance between answers within a class, and as how many answers' evidence it counts beside the class's own. */
  variance: number;
  df: number;
  /** By how much answers rise with the score that foretells answering, and how unsure that is. */
  slope: number;
  slopeVariance: number;
  /** Variance between runs of one training beyond chance, and its weight beside a training's own runs. */
  between: number;
  betweenDf: number;
}

/** A mean or a share with its 95 percent interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
  answered: number;
  asked: number;
  /** How many blocks it rests on. */
  runs: number;
}

/** A mean before its interval: its variance with the degrees of freedom, its weighted lift, and by how much it differs from the plain mean. */
interface Moments {
  value: number;
  variance: number;
  df: number;
  lift: number;
  corrected: number;
}

/**
 * How far the score may miss what really foretells answering, as a share of all that is corrected by it, through strata and slope: nobody's
 * background is known whole.
 */
const unseen = 0.2;

/**
 * What everybody asked would say on average, had they answered: the classes as they were held, each as its people are (not another draw of
 * classes). Strata weigh by who was asked (Little 1986), what is left of the difference between asked and answering is taken off along the
 * score; degrees of freedom after Satterthwaite. No cells: undefined.
 */
export function estimateHeld(cells: Cell[], known: Known, scale: Scale): Estimate | undefined {
  if (cells.length === 0) return undefined;
  return intervalOf(heldMoments(cells, known, scale), cells, known, scale);
}

/**
 * What the training does as such, the runs being some of many that might be held: between three runs and more, what differs from run to run
 * adds to the doubt (Hartung and Knapp 2001, Paule and Mandel's variance), steadied by how runs differ in the city. With fewer, `estimateHeld`.
 */
export function estimateOverRuns(cells: Cell[], known: Known, scale: Scale): Estimate | undefined {
  const runs = [...Map.groupBy(cells, (it) => it.run).values()].map((it) => heldMoments(it, known, scale));
  if (runs.length < 3) return estimateHeld(cells, known, scale);
  const own = betweenVariance(runs);
  const [least, freedom] = [known.betweenDf, known.betweenDf + runs.length - 1];
  const between = (least * known.between + (runs.length - 1) * own) / freedom;
  const weights = runs.map((it) => 1 / (it.variance + between));
  const all = sum(weights);
  const value = sum(runs.map((it, at) => (weights[at] ?? 0) * it.value)) / all;
  const lack = sum(runs.map((it, at) => (weights[at] ?? 0) * (it.value - value) ** 2));
  // Never below what chance within the runs alone makes of it: three runs that happen to agree prove no precision.
  const factor = Math.max(least > 0 ? 0 : 1, (least + lack) / freedom);
  const weighed = (of: (it: Moments) => number) => sum(runs.map((it, at) => (weights[at] ?? 0) * of(it))) / all;
  const moments = { value, variance: factor / all, df: freedom, lift: weighed((it) => it.lift), corrected: weighed((it) => it.corrected) };
  return intervalOf(moments, cells, known, scale);
}

/** The difference of two estimates from different people, its interval recovered from theirs (Zou and Donner 2008). */
export function differenceOf(one: Estimate, other: Estimate): { value: number; low: number; high: number } {
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

function heldMoments(cells: Cell[], known: Known, scale: Scale): Moments {
  const asked = sum(cells.map((it) => it.asked));
  const shares = scale.share ? new Map([...Map.groupBy(cells, (it) => it.run)].map(([run, strata]) => [run, nearShare(strata)])) : null;
  const parts = cells.map((it) => {
    const df = known.df + it.answered - 1;
    const weight = it.asked / asked;
    // How far noughts and ones lie apart follows from their share; only of what is measured otherwise is it learnt.
    const share = shares?.get(it.run);
    const variance = share === undefined ? (known.df * known.variance + it.spread) / df : share * (1 - share);
    return { weight, df, mean: it.mean + known.slope * it.lift, lift: it.lift, variance: (weight ** 2 * variance) / it.answered };
  });
  const variance = sum(parts.map((it) => it.variance));
  const value = sum(parts.map((it) => it.weight * it.mean));
  return {
    value,
    corrected: value - plainMean(cells, asked),
    variance,
    df: variance === 0 ? 2 : variance ** 2 / sum(parts.map((it) => it.variance ** 2 / it.df)),
    lift: sum(parts.map((it) => it.weight * it.lift)),
  };
}

/** What it would be if the silent of a class were like who answered in it. */
const plainMean = (cells: Cell[], asked: number): number =>
  sum(
    [...Map.groupBy(cells, (it) => it.run).values()].map((strata) => {
      const mean = sum(strata.map((it) => it.answered * it.mean)) / sum(strata.map((it) => it.answered));
      return (sum(strata.map((it) => it.asked)) / asked) * mean;
    }),
  );

function intervalOf({ value, variance, df, lift, corrected }: Moments, cells: Cell[], known: Known, scale: Scale): Estimate {
  const clip = (it: number) => Math.min(scale.most, Math.max(scale.least, it));
  const whole = variance + lift ** 2 * known.slopeVariance + (unseen * corrected) ** 2;
  const t = tQuantile(df);
  const counts = { answered: sum(cells.map((it) => it.answered)), asked: sum(cells.map((it) => it.asked)), runs: new Set(cells.map((it) => it.run)).size };
  if (scale.share) return { value: clip(value), ...wilson(clip(value), whole, t, counts.answered), ...counts };
  const half = t * Math.sqrt(whole);
  return { value: clip(value), low: clip(value - half), high: clip(value + half), ...counts };
}

/** The share of who answered in a block, as if one more had said neither: never none nor all. */
function nearShare(cells: Cell[]): number {
  const answered = sum(cells.map((it) => it.answered));
  return (sum(cells.map((it) => it.answered * it.mean)) + 0.5) / (answered + 1);
}

/** Wilson's interval at the number of answers that the variance is worth (Korn and Graubard 1998); so it has a width where all agree. */
function wilson(share: number, variance: number, t: number, answered: number): { low: number; high: number } {
  const near = Math.min(1 - 0.5 / answered, Math.max(0.5 / answered, share));
  const worth = (near * (1 - near)) / variance;
  const centre = (share + t ** 2 / (2 * worth)) / (1 + t ** 2 / worth);
  const half = (t * Math.sqrt((share * (1 - share)) / worth + t ** 2 / (4 * worth ** 2))) / (1 + t ** 2 / worth);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** The variance between runs at which they differ as much as they should (Paule and Mandel 1982). */
function betweenVariance(runs: Moments[]): number {
  const excess = (between: number) => {
    const weights = runs.map((it) => 1 / (it.variance + between));
    const centre = sum(runs.map((it, at) => (weights[at] ?? 0) * it.value)) / sum(weights);
    return sum(runs.map((it, at) => (weights[at] ?? 0) * (it.value - centre) ** 2)) - (runs.length - 1);
  };
  if (excess(0) <= 0) return 0;
  let [low, high] = [0, 1e-6];
  while (excess(high) > 0) high *= 2;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}

const sum = (list: number[]): number => list.reduce((all, it) => all + it, 0);
