import type { Cell, Known, Scale } from "./estimate.ts";

/** A cell with the training that it is of. */
export interface TrainingCell extends Cell {
  training: number;
}

/** Answers' evidence that a guess from the scale alone counts for. */
const guessDf = 1;
/** From how many degrees of freedom on the city's own spread is used. */
const enoughDf = 20;
/**
 * What the slope may be before anything is seen, in standard deviations of the answer a unit of the score. Wide: who answers one unit more readily may
 * well be half a deviation more content, and a narrow guess would hold a slope that is seen down towards none.
 */
const slopeGuess = 0.5;
/** As how many runs' evidence the city's difference between runs counts at most. */
const mostBetweenDf = 6;

/** What is taken of a slope before its own answers are seen, in standard deviations of the answer a unit of the score. */
export interface SlopePrior {
  mean: number;
  variance: number;
}

const noPrior: SlopePrior = { mean: 0, variance: slopeGuess ** 2 };

/** Learns from all cells of one measure: empirical Bayes, so that a class of six answers does not stand alone (Smyth 2004). */
export function knownFrom(cells: TrainingCell[], scale: Scale, prior: SlopePrior = noPrior): Known {
  const spread = spreadOf(cells, scale);
  const slope = slopeOf(cells, spread.variance, prior);
  return { ...spread, ...slope, ...betweenOf(cells, spread, slope.slope) };
}

function spreadOf(cells: Cell[], scale: Scale): Pick<Known, "variance" | "df"> {
  const df = sum(cells.map((it) => it.answered - 1));
  const pooled = df === 0 ? 0 : sum(cells.map((it) => it.spread)) / df;
  if (df < enoughDf || pooled === 0) return { variance: ((scale.most - scale.least) / (scale.least < 0 && !isNps(scale) ? 8 : 4)) ** 2, df: guessDf };
  // How far classes differ in their spread beyond chance decides how much a class may borrow.
  const excess = sum(cells.map((it) => (it.answered - 1) * (it.spread / (it.answered - 1) / pooled - 1) ** 2 - 2)) / df;
  return { variance: pooled, df: excess <= 0 ? 40 : Math.min(40, 4 + 2 / excess) };
}

const isNps = (scale: Scale): boolean => scale.least === -1 && scale.most === 1;

/** From strata of one class, which differ in their score: what is between classes cannot pass for it. */
function slopeOf(cells: Cell[], variance: number, prior: SlopePrior): Pick<Known, "slope" | "slopeVariance"> {
  const { both, own } = slopeSums(cells);
  const known = 1 / (prior.variance * variance);
  const precision = own / variance + known;
  return { slope: (both / variance + prior.mean * Math.sqrt(variance) * known) / precision, slopeVariance: 1 / precision };
}

function slopeSums(cells: Cell[]): { both: number; own: number } {
  let [both, own] = [0, 0];
  for (const strata of Map.groupBy(cells, (it) => it.run).values()) {
    if (strata.length < 2) continue;
    const all = sum(strata.map((it) => it.answered));
    const centre = (of: (it: Cell) => number) => sum(strata.map((it) => it.answered * of(it))) / all;
    const [score, mean] = [centre((it) => it.score), centre((it) => it.mean)];
    both += sum(strata.map((it) => it.answered * (it.score - score) * (it.mean - mean)));
    own += sum(strata.map((it) => it.answered * (it.score - score) ** 2));
  }
  return { both, own };
}

/**
 * Who answers readily is content with much: so each measure's slope is expected to be about as the others' (of one capacity), by as much as these
 * differ among each other beyond chance. Without it, one that is hardly ever told by strata (the level, beside pairs) would have none, and the
 * silent would pass for like everybody. By key; never from the measure's own answers, which count by themselves.
 */
export function slopePriors(measures: Map<string, { cells: Cell[]; scale: Scale }>): Map<string, SlopePrior> {
  const told = [...measures].flatMap(([key, { cells, scale }]) => {
    const { both, own } = slopeSums(cells);
    return own > 0 ? [{ key, slope: both / own / Math.sqrt(spreadOf(cells, scale).variance), weight: own }] : [];
  });
  return new Map([...measures.keys()].map((key) => [key, priorFrom(told.filter((it) => it.key !== key))]));
}

/** Deviation of the measures' slopes from each other that is allowed for at least. */
const leastApart = 0.1;

function priorFrom(others: { slope: number; weight: number }[]): SlopePrior {
  if (others.length < 2) return noPrior;
  const all = sum(others.map((it) => it.weight));
  const centre = sum(others.map((it) => it.weight * it.slope)) / all;
  const lack = sum(others.map((it) => it.weight * (it.slope - centre) ** 2)) - (others.length - 1);
  const apart = Math.max(leastApart ** 2, lack / (all - sum(others.map((it) => it.weight ** 2)) / all));
  // The same people answered them all: together they are no surer than the surest of them.
  const theirs = 1 / (apart + 1 / Math.max(...others.map((it) => it.weight)));
  const guess = 1 / noPrior.variance;
  return { mean: (centre * theirs) / (theirs + guess), variance: 1 / (theirs + guess) };
}

/** How far runs of one training differ beyond chance, over all trainings with several (pooled moments after DerSimonian and Laird 1986). */
function betweenOf(cells: TrainingCell[], { variance, df }: Pick<Known, "variance" | "df">, slope: number): Pick<Known, "between" | "betweenDf"> {
  let [lack, freedom, scale] = [0, 0, 0];
  for (const training of Map.groupBy(cells, (it) => it.training).values()) {
    const runs = [...Map.groupBy(training, (it) => it.run).values()].map((strata) => runOf(strata, variance, df, slope));
    if (runs.length < 2) continue;
    const weights = sum(runs.map((it) => 1 / it.variance));
    const centre = sum(runs.map((it) => it.value / it.variance)) / weights;
    lack += sum(runs.map((it) => (it.value - centre) ** 2 / it.variance));
    freedom += runs.length - 1;
    scale += weights - sum(runs.map((it) => it.variance ** -2)) / weights;
  }
  if (freedom < 10) return { between: 0, betweenDf: 0 };
  return { between: Math.max(0, (lack - freedom) / scale), betweenDf: Math.min(mostBetweenDf, freedom / 5) };
}

function runOf(strata: Cell[], variance: number, df: number, slope: number): { value: number; variance: number } {
  const asked = sum(strata.map((it) => it.asked));
  return {
    value: sum(strata.map((it) => (it.asked / asked) * (it.mean + slope * it.lift))),
    variance: sum(strata.map((it) => ((it.asked / asked) ** 2 * (df * variance + it.spread)) / (df + it.answered - 1) / it.answered)),
  };
}

const sum = (list: number[]): number => list.reduce((all, it) => all + it, 0);
