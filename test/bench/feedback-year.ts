import { sql } from "../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { buildCity, tenant } from "../simulation/build-city.ts";
import { type CityFacts, type CityPlan, planCity } from "../simulation/city-plan.ts";
import { fastYear } from "../simulation/fast-year.ts";
import { emptyReport, judgeYear, type Kept, type Report, type Teller, tellerOf } from "../simulation/judge-year.ts";
import { lightYear } from "../simulation/light-year.ts";
import { truthOf } from "../simulation/truth.ts";
import { testDatabases } from "../world.ts";

/** One city of the many; small, so that hundreds fit into an hour. */
const usual: CityFacts = { people: 400, units: 12, trainings: 6, runs: [2, 6], seats: [5, 40], days: 200, bias: 1, unseenBias: 0 };
const arms: [string, Partial<CityFacts>][] = [
  ["silence that depends on what the city knows", {}],
  ["silence that depends also on the unseen answer itself (nobody can correct that)", { unseenBias: 0.6 }],
  ["silence that depends on what the city knows", { people: 2_000, units: 40, trainings: 16, runs: [2, 5], seats: [4, 35], days: 350 }],
];
const afterwards = Temporal.Instant.from("2028-06-01T02:00:00Z");
const start = Temporal.Instant.from("2026-11-22T02:00:00Z");
/** How often what is known so far is printed. */
const everySeeds = 50;

/** Which seeds, and which of the arms (null = all). */
interface Seeds {
  seeds: number;
  first: number;
  arm: number | null;
}

/** Simulated cities with known truth, their rounds opened, closed and settled by the real jobs: how well the intervals that are told hold it. */
export async function benchFeedbackYear(print: (line: string) => void, seeds: Seeds): Promise<void> {
  const base = await (testDatabases().find((it) => it.name === "postgres") ?? testDatabases()[0])?.open();
  if (!base) return print("not measured: no PostgreSQL");
  await syncDictionary(base.db, tenant.cell, dictionaryFiles(), start);
  try {
    await eachArm(print, "by the real jobs", seeds, async (plan) => {
      await base.db.run(sql`truncate person, unit, training, survey, survey_block cascade`);
      const ids = await buildCity(base.db, plan);
      await fastYear(base.db, plan, ids);
      return tellerOf(base.db, plan, ids, afterwards);
    });
  } finally {
    await base.close();
  }
}

/** The same without a base (`light-year.ts`): a second a city, so that hundreds are a few minutes. */
export const benchFeedbackCoverage = (print: (line: string) => void, seeds: Seeds): Promise<void> =>
  eachArm(print, "without a base", seeds, async (plan) => lightYear(plan));

async function eachArm(print: (line: string) => void, how: string, { seeds, first, arm }: Seeds, teller: (plan: CityPlan) => Promise<Teller>): Promise<void> {
  for (const [name, more] of arms.filter((_, at) => arm === null || at === arm)) {
    const facts = { ...usual, ...more };
    print(
      `\n— a simulated city's year ${how}, ${seeds} seeds from ${first}: ${facts.people} people, ${facts.trainings} trainings, classes of ${facts.seats.join("–")}; ${name}`,
    );
    const report = emptyReport();
    for (let seed = first; seed < first + seeds; seed++) {
      const plan = planCity(seed, facts);
      await judgeYear(await teller(plan), plan, truthOf(plan, seed), report);
      const done = seed - first + 1;
      if (done % everySeeds === 0 && done < seeds) print(`${done} seeds: ${summary(report)}`);
    }
    printReport(print, report);
  }
}

/** Coverage by level alone. */
function summary({ kept, zero, declared }: Report): string {
  const levels = Map.groupBy(kept, ([name]) => name.split("|")[0] ?? "");
  const parts = [...levels].map(([level, some]) => `${level} ${percent(total(some.map(([, it]) => it)))}`);
  return `${parts.join(", ")}; trainings without effect called effective ${declared} of ${zero}`;
}

/** Percent of intervals that should hold what is true. */
const bounds = [92, 98] as const;

/** Whether so many may have held although each holds within the bounds: beyond 2.3 deviations lies one measure in a hundred by chance alone. */
function mayLieWithin({ held, intervals }: Kept): boolean {
  const share = held / intervals;
  return bounds.every((it, at) => {
    const bound = it / 100;
    const beyond = at === 0 ? bound - share : share - bound;
    return beyond <= 2.3 * Math.sqrt((bound * (1 - bound)) / intervals);
  });
}

const total = (all: Kept[]) => all.reduce((sum, it) => ({ held: sum.held + it.held, intervals: sum.intervals + it.intervals }), { held: 0, intervals: 0 });
const percent = ({ held, intervals }: { held: number; intervals: number }): string => `${((100 * held) / intervals).toFixed(1)} %`;

function printReport(print: (line: string) => void, report: Report): void {
  print(`${"measure".padEnd(46)} intervals  held     width/best  mean error  root mean square`);
  for (const [name, it] of [...report.kept].sort(([a], [b]) => a.localeCompare(b))) {
    const [error, root] = [it.off / it.intervals, Math.sqrt(it.squares / it.intervals)];
    print(
      `${name.replace("|", " ").padEnd(46)} ${String(it.intervals).padStart(9)}  ${percent(it).padEnd(8)} ${(it.width / it.best).toFixed(2).padStart(10)}  ${error.toFixed(3).padStart(10)}  ${root.toFixed(3).padStart(10)}`,
    );
  }
  const outside = [...report.kept].filter(([, it]) => !mayLieWithin(it));
  print(
    outside.length === 0
      ? `of ${report.kept.size} measures none lies outside ${bounds.join(" to ")} % by more than chance`
      : `outside ${bounds.join(" to ")} % by more than chance: ${outside.map(([name, it]) => `${name.replace("|", " ")} ${percent(it)}`).join(", ")}`,
  );
  print(`${summary(report)}; shown numbers that rest on fewer than five: ${report.small} of ${report.shown}`);
}
