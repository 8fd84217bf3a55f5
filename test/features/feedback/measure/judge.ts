import { nextBlock } from "../../../../src/features/feedback/measure/blocks.ts";
import { type Cell, type Estimate, estimateHeld, estimateOverRuns, type Scale } from "../../../../src/features/feedback/measure/estimate.ts";
import { knownFrom, type TrainingCell } from "../../../../src/features/feedback/measure/known.ts";
import { type Background, scoresOf, strataOf } from "../../../../src/features/feedback/measure/propensity.ts";
import { type Given, totalsOf } from "../../../../src/features/feedback/measure/totals.ts";
import { type City, type Kind, kinds, makeCity, type Run, type Settings } from "./simulate.ts";

const scales: Record<Kind, Scale> = {
  reaction: { least: 1, most: 5 },
  learning: { least: -4, most: 4 },
  applied: { least: 0, most: 1, share: true },
  nps: { least: -1, most: 1 },
};

export interface Tally {
  intervals: number;
  held: number;
  /** Truth above the interval, and below. */
  above: number;
  width: number;
  /** Of the best possible: the true spread among those who answered, known, and no bias. */
  oracle: number;
  error: number;
}
export type Report = Map<string, Tally>;

/** Puts a simulated city through blocks, totals and estimates, and counts how often the intervals hold what is true. */
export function judge(seed: number, settings: Settings, report: Report): void {
  const city = makeCity(seed, settings);
  const { cells, blocks } = settle(city);
  for (const kind of kinds) {
    const own = cells[kind];
    const known = knownFrom(own, scales[kind]);
    const byBlock = Map.groupBy(own, (it) => it.run);
    const spreads = spreadOf(city, kind);
    for (const [block, strata] of byBlock) {
      const runs = blocks[block] ?? [];
      note(report, `class ${kind}`, estimateHeld(strata, known, scales[kind]), expectedOf(runs, kind), spreads);
      note(report, `class-asked ${kind}`, estimateHeld(strata, known, scales[kind]), wouldOf(runs, kind), spreads);
    }
    for (const [training, strata] of Map.groupBy(own, (it) => it.training)) {
      const runs = new Set(strata.map((it) => it.run)).size;
      note(
        report,
        `training${runs < 3 ? "-few" : ""} ${kind}`,
        estimateOverRuns(strata, known, scales[kind]),
        city.truth[training]?.[kind] ?? 0,
        spreads,
        settings.between,
      );
    }
    note(report, `city ${kind}`, estimateHeld(own, known, scales[kind]), expectedOf(city.runs, kind), spreads);
    const plain = city.truth.reduce(
      (all, it, training) => all + it[kind] * city.runs.filter((run) => run.training === training).reduce((sum, run) => sum + run.asked.length, 0),
      0,
    );
    note(report, `city-as-such ${kind}`, estimateHeld(own, known, scales[kind]), plain / city.runs.reduce((all, it) => all + it.asked.length, 0), spreads);
  }
}

function settle(city: City) {
  const cells = { reaction: [], learning: [], applied: [], nps: [] } as Record<Kind, TrainingCell[]>;
  const blocks: Run[][] = [];
  const history: Background[] = [];
  const waiting = new Map<number, Given[]>();
  const scored: number[][] = [];
  const held: Given[][] = [];
  city.runs.forEach((run, round) => {
    const rows = run.asked.map(
      (it): Background => ({
        round,
        person: it.person.id,
        unit: it.person.unit,
        answered: it.answered,
        attendance: it.attendance,
        before: null,
        after: it.test / 100,
        passed: null,
      }),
    );
    // As in the settlement: what was known of everybody asked so far teaches who answers.
    const all = [...history.slice(-3_000), ...rows];
    const scores = scoresOf(all).slice(-rows.length);
    scored.push(scores);
    const strata = strataOf(rows.map((it, at) => ({ score: scores[at] ?? 0, answered: it.answered })));
    history.push(...rows);
    const own = run.asked.flatMap((it, at): Given[] =>
      it.answered
        ? [
            {
              request: round * 1_000 + at,
              round,
              respondent: it.person.id,
              about: it.person.id,
              score: scores[at] ?? 0,
              stratum: strata[at] ?? 0,
              values: new Map(kinds.map((kind) => [kind, { value: it.would[kind], choices: [] }])),
              levels: new Map(),
            },
          ]
        : [],
    );
    const waiters = [...(waiting.get(run.training) ?? []), ...own];
    const next = nextBlock(waiters, round);
    waiting.set(run.training, next === null ? waiters : waiters.filter((it) => !next.includes(it)));
    if (next === null) return;
    const rounds = [...new Set(next.map((it) => it.round))];
    const block = blocks.length;
    held.push(next);
    blocks.push(rounds.map((it) => city.runs[it] as Run));
    const joined = rounds.length > 1;
    const asked = joined
      ? rounds.flatMap((it) => (scored[it] ?? []).map((score) => ({ score, stratum: 0 })))
      : scores.map((score, at) => ({ score, stratum: strata[at] ?? 0 }));
    for (const it of totalsOf(joined ? next.map((one) => ({ ...one, stratum: 0 })) : next, asked)) {
      const mean = it.total / it.answered;
      cells[it.measure as Kind].push({
        run: block,
        training: run.training,
        asked: it.asked,
        answered: it.answered,
        mean,
        spread: Math.max(0, it.squares - it.answered * mean ** 2),
        score: it.scoreAnswered,
        lift: it.scoreAsked - it.scoreAnswered,
      } satisfies Cell & { training: number });
    }
  });
  rescore(history, cells, blocks, held, city);
  return { cells, blocks };
}

/** As is done once a month: what the year showed of who answers, for the blocks of all months but the last. */
function rescore(history: Background[], cells: Record<Kind, TrainingCell[]>, blocks: Run[][], held: Given[][], city: City): void {
  const rounds = Math.floor((city.runs.length * 11) / 12);
  const rows = history.filter((it) => it.round < rounds);
  const scores = scoresOf(rows);
  const byRound = new Map<number, Map<number, number>>();
  const order = new Map<number, number>();
  rows.forEach((it, at) => {
    const place = order.get(it.round) ?? 0;
    order.set(it.round, place + 1);
    byRound.set(it.round, (byRound.get(it.round) ?? new Map()).set(place, scores[at] ?? 0));
  });
  const places = new Map(city.runs.map((run, at) => [run, at]));
  for (const kind of kinds) {
    for (const cell of cells[kind]) {
      const own = (blocks[cell.run] ?? []).map((it) => places.get(it) ?? 0);
      if (own.some((it) => it >= rounds)) continue;
      const asked = own.flatMap((it) => [...(byRound.get(it)?.values() ?? [])]);
      const strata = cells[kind].filter((it) => it.run === cell.run);
      const members = (held[cell.run] ?? []).filter((it) => strata.length === 1 || it.stratum === strata.indexOf(cell));
      cell.score = mean(members.map((it) => byRound.get(it.round)?.get(it.request % 1_000) ?? 0));
      cell.lift = mean(asked) - cell.score;
    }
  }
}

const mean = (list: number[]): number => list.reduce((all, it) => all + it, 0) / list.length;

const average = (runs: Run[], of: (it: Run["asked"][number]) => number): number => {
  const all = runs.flatMap((it) => it.asked.map(of));
  return all.reduce((sum, it) => sum + it, 0) / all.length;
};
const expectedOf = (runs: Run[], kind: Kind) => average(runs, (it) => it.expected[kind]);
const wouldOf = (runs: Run[], kind: Kind) => average(runs, (it) => it.would[kind]);

/** Standard deviation of answers around what each class's people answer on average. */
function spreadOf(city: City, kind: Kind): number {
  const squares = average(city.runs, (it) => (it.would[kind] - it.expected[kind]) ** 2);
  const within =
    city.runs.reduce((all, run) => all + average([run], (it) => it.expected[kind] ** 2) - average([run], (it) => it.expected[kind]) ** 2, 0) / city.runs.length;
  return Math.sqrt(squares + within);
}

function note(report: Report, name: string, found: Estimate | undefined, truth: number, spread: number, between = 0): void {
  if (!found) return;
  const it = report.get(name) ?? { intervals: 0, held: 0, above: 0, width: 0, oracle: 0, error: 0 };
  it.intervals += 1;
  it.held += Number(found.low <= truth && truth <= found.high);
  it.above += Number(truth > found.high);
  it.width += found.high - found.low;
  it.oracle += 2 * 1.96 * Math.sqrt(spread ** 2 / found.answered + (between * spread) ** 2 / found.runs);
  it.error += found.value - truth;
  report.set(name, it);
}

export const line = (name: string, it: Tally): string =>
  `${name.padEnd(24)} ${String(it.intervals).padStart(6)} intervals, hold ${((100 * it.held) / it.intervals).toFixed(1)} % (above ${((100 * it.above) / it.intervals).toFixed(1)} %), bias ${(it.error / it.intervals).toFixed(3)}, width ${(it.width / it.intervals).toFixed(3)} = ${(it.width / it.oracle).toFixed(2)} × best`;
