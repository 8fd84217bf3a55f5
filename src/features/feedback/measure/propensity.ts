/**
 * What is known of somebody who was asked, whether they answered or not. Shares are 0 to 1, null = not known.
 */
export interface Background {
  /** The rows of one stand together. */
  round: number;
  /** What is asked about one class goes together: who answers one form in a sitting answers the next. */
  classId: number;
  person: number;
  unit: number | null;
  answered: boolean;
  attendance: number | null;
  before: number | null;
  after: number | null;
  passed: boolean | null;
}

/** Weights are pulled towards nought as if this many answers had shown that nothing matters. */
const ridge = 3;
const steps = 12;
/** Evidence, in answers' variances, that a unit or a person answers like everybody. */
const [unitPrior, personPrior] = [2, 1.5];
/** Answers that a stratum keeps at least, for each of at most three; one more than five, so that a skipped question seldom empties it. */
const stratumAnswers = 6;
const mostStrata = 3;

/**
 * How likely each is to answer beside others of their class, on the logit scale: a regression over attendance, tests, result, and how often the
 * unit and the person answered after other classes, steadied by a ridge (Rosenbaum and Rubin 1983). Each class has its own rate, so that a lively
 * class passes for no lively people. In the order of what is handed in.
 */
export function scoresOf(list: Background[]): number[] {
  const rounds = [...Map.groupBy(list, (it) => it.round).values()];
  const rates = rounds.flatMap((it) => it.map(() => logit((it.filter((one) => one.answered).length + 1) / (it.length + 2))));
  const rows = standardise(rounds, featuresOf(rounds));
  const weights = learn(
    rows,
    rates,
    rounds.flat().map((it) => Number(it.answered)),
  );
  return rows.map((row) => dot(row, weights));
}

/**
 * Divides those asked of one class into at most three strata of like score, from 0, so that each keeps six answers; one stratum where there are
 * too few. Equal scores stay together.
 */
export function strataOf(people: { score: number; answered: boolean }[]): number[] {
  const scores = people
    .filter((it) => it.answered)
    .map((it) => it.score)
    .sort((a, b) => a - b);
  for (let count = Math.min(mostStrata, Math.floor(scores.length / stratumAnswers)); count > 1; count--) {
    const cuts = Array.from({ length: count - 1 }, (_, at) => scores[Math.round(((at + 1) * scores.length) / count)] ?? 0);
    const placed = people.map((it) => cuts.filter((cut) => it.score >= cut).length);
    const kept = Array.from({ length: count }, (_, at) => people.filter((it, place) => it.answered && placed[place] === at).length);
    if (kept.every((it) => it >= stratumAnswers)) return placed;
  }
  return people.map(() => 0);
}

/**
 * What speaks for answering: the background as it is, and what the unit and the person did after all other classes, never after this one: what
 * somebody's own answer is a part of would foretell it.
 */
function featuresOf(rounds: Background[][]): number[][] {
  const classes = new Map([...Map.groupBy(rounds, (it) => it[0]?.classId)].map(([id, own]) => [id, habitsOf(own)]));
  const units = togetherOf([...classes.values()].map((it) => it.units));
  const people = togetherOf([...classes.values()].map((it) => it.people));
  return rounds.flatMap((round) => {
    const own = classes.get(round[0]?.classId);
    return round.map((it) => {
      const known = [it.attendance, it.before, it.after, it.passed === null ? null : Number(it.passed)].map((value) => value ?? Number.NaN);
      return [...known, habitOf(units, own?.units, it.unit, unitPrior), habitOf(people, own?.people, it.person, personPrior)];
    });
  });
}

/** Answers beyond what the rate of their classes lets expect, and the variance of as many; by unit or person. */
type Habits = Map<number, [more: number, variance: number]>;

function habitsOf(rounds: Background[][]): { units: Habits; people: Habits } {
  const found = { units: new Map() as Habits, people: new Map() as Habits };
  for (const round of rounds) {
    const rate = (round.filter((it) => it.answered).length + 1) / (round.length + 2);
    for (const it of round) {
      const more: [number, number] = [Number(it.answered) - rate, rate * (1 - rate)];
      if (it.unit !== null) add(found.units, it.unit, more);
      add(found.people, it.person, more);
    }
  }
  return found;
}

function togetherOf(all: Habits[]): Habits {
  const found: Habits = new Map();
  for (const habits of all) for (const [key, habit] of habits) add(found, key, habit);
  return found;
}

function add(habits: Habits, key: number, [more, variance]: [number, number]): void {
  const [before, spread] = habits.get(key) ?? [0, 0];
  habits.set(key, [before + more, spread + variance]);
}

/** On the logit scale, one step from "like everybody". */
function habitOf(all: Habits, own: Habits | undefined, key: number | null, prior: number): number {
  const [more, variance] = all.get(key ?? -1) ?? [0, 0];
  const [here, spread] = own?.get(key ?? -1) ?? [0, 0];
  return (more - here) / (variance - spread + prior);
}

/** Each column as the difference to its own class, to deviation 1 over all; what is not known is as the class. */
function standardise(rounds: Background[][], rows: number[][]): number[][] {
  let from = 0;
  const apart = rounds.flatMap((round) => {
    const part = rows.slice(from, from + round.length);
    from += round.length;
    const means = (part[0] ?? []).map((_, at) => mean(part.map((row) => row[at] ?? Number.NaN).filter((it) => !Number.isNaN(it))));
    return part.map((row) => row.map((it, at) => (Number.isNaN(it) ? 0 : it - (means[at] ?? 0))));
  });
  const deviations = (apart[0] ?? []).map((_, at) => Math.sqrt(mean(apart.map((row) => (row[at] ?? 0) ** 2))));
  return apart.map((row) => row.map((it, at) => (deviations[at] ? it / deviations[at] : 0)));
}

/** Ridge logistic regression by Newton's steps, beside the rate of each class. */
function learn(rows: number[][], rates: number[], labels: number[]): number[] {
  const size = rows[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < steps; step++) {
    const slope = weights.map((it) => -ridge * it);
    const bend: number[][] = weights.map((_, at) => weights.map((_, other) => (at === other ? ridge : 0)));
    rows.forEach((row, at) => {
      const likely = 1 / (1 + Math.exp(-(rates[at] ?? 0) - dot(row, weights)));
      const weight = Math.max(1e-6, likely * (1 - likely));
      for (let i = 0; i < size; i++) {
        const own = row[i] ?? 0;
        slope[i] = (slope[i] ?? 0) + ((labels[at] ?? 0) - likely) * own;
        const line = bend[i] ?? [];
        for (let j = 0; j <= i; j++) line[j] = (line[j] ?? 0) + weight * own * (row[j] ?? 0);
      }
    });
    const change = solve(bend, slope);
    weights = weights.map((it, at) => Math.max(-6, Math.min(6, it + (change[at] ?? 0))));
    if (change.every((it) => Math.abs(it) < 1e-6)) break;
  }
  return weights;
}

/** Solves a symmetric positive system given by its lower half (Cholesky). */
function solve(lower: number[][], right: number[]): number[] {
  const size = right.length;
  const root = lower.map((line) => [...line]);
  const at = (i: number, j: number) => root[i]?.[j] ?? 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let value = at(i, j);
      for (let k = 0; k < j; k++) value -= at(i, k) * at(j, k);
      (root[i] as number[])[j] = i === j ? Math.sqrt(Math.max(1e-12, value)) : value / at(j, j);
    }
  }
  const half: number[] = [];
  for (let i = 0; i < size; i++) half.push(((right[i] ?? 0) - sum(half.map((it, k) => at(i, k) * it))) / at(i, i));
  const found = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let value = half[i] ?? 0;
    for (let k = i + 1; k < size; k++) value -= at(k, i) * (found[k] ?? 0);
    found[i] = value / at(i, i);
  }
  return found;
}

const dot = (one: number[], other: number[]): number => one.reduce((all, it, at) => all + it * (other[at] ?? 0), 0);
const logit = (share: number): number => Math.log(share / (1 - share));
const sum = (list: number[]): number => list.reduce((all, it) => all + it, 0);
const mean = (list: number[]): number => (list.length === 0 ? 0 : sum(list) / list.length);
