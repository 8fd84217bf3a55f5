import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { organiseCapabilities } from "../../src/features/organise/capabilities.ts";
import { openAskWorld } from "../features/feedback/ask/ask-world.ts";
import { buildCity, tenant } from "../simulation/build-city.ts";
import { answerFaults, groupsOf, letterFaults, mostReminded, smallFaults } from "../simulation/check-year.ts";
import { type CityFacts, planCity } from "../simulation/city-plan.ts";
import { enterCity } from "../simulation/enter-city.ts";
import { fastYear } from "../simulation/fast-year.ts";
import { fullYear } from "../simulation/full-year.ts";
import { allHanded } from "../simulation/handed.ts";
import { emptyReport, judgeYear, tellerOf } from "../simulation/judge-year.ts";
import { requestRows } from "../simulation/rows.ts";
import { truthOf } from "../simulation/truth.ts";
import { type TestDatabase, testDatabases } from "../world.ts";

/** A whole city. The classes end within a year; the last surveys close some four months later. */
const facts: CityFacts = { people: 2_000, units: 40, trainings: 16, runs: [2, 5], seats: [4, 35], days: 350, bias: 1, unseenBias: 0 };
const afterwards = Temporal.Instant.from("2028-06-01T02:00:00Z");
const start = Temporal.Instant.from("2026-11-22T02:00:00Z");

/**
 * One simulated year of a whole city, every answer given in a talk: the regular jobs write, people answer by commands, buttons and words through
 * engine and gate. Judges letters, answers, the rule of five and what is told; then writes the same answers past the talk (`fast-year.ts`, on which
 * `feedback-year` rests) and looks whether the base is the same.
 */
export async function benchFeedbackCity(print: (line: string) => void, { seed }: { seed: number }): Promise<void> {
  const database = testDatabases().find((it) => it.name === "postgres");
  if (!database) return print("not measured: no PostgreSQL");
  const plan = planCity(seed, facts);
  const meant = allHanded(plan);
  const seats = plan.classes.reduce((all, it) => all + it.seats.length, 0);
  const still = plan.trainings.filter((it) => it.zero).length;
  print(
    `\n— a simulated city by talk, seed ${seed}: ${facts.people} people, ${facts.trainings} trainings (${still} without any effect), ${plan.classes.length} classes, ${seats} seats, ${meant.length} forms meant`,
  );
  const world = await openAskWorld(database, organiseCapabilities("https://asn.contoh.go.id"));
  const from = performance.now();
  const minutes = () => ((performance.now() - from) / 60_000).toFixed(1);
  const entered = await enterCity(world, plan);
  const { ids } = entered;
  print(
    `an officer has made, named and opened ${plan.classes.length} classes, ${seats} have asked for a seat and their leaders approved, all by talk: ${minutes()} min`,
  );
  const sent = await fullYear(world, plan, entered, (day, letters) => {
    if (day.endsWith("-01")) print(`${day}: ${letters} letters so far, ${minutes()} min`);
  });
  print(`the year took ${minutes()} min; ${sent.length} letters, at most ${await mostReminded(world.db)} reminders of one thing`);
  const rows = await requestRows(world.db, ids);
  tell(print, "letters at night, in prayer, twice, or two on a day", letterFaults(sent));
  tell(print, `of ${rows.filter((it) => it.done).length} forms handed in, not as meant or not once`, answerFaults(rows, plan));
  const small = await smallFaults(world.db, groupsOf(plan, ids), afterwards);
  tell(print, `numbers told of fewer than five (${small.shown} told; of ${small.hidden} kinds of asking nothing, since too few answered)`, small.faults);
  const report = emptyReport();
  await judgeYear(await tellerOf(world.db, plan, ids, afterwards), plan, truthOf(plan, seed), report);
  for (const level of ["class", "training", "city"]) {
    const own = [...report.kept].filter(([name]) => name.startsWith(level)).map(([, it]) => it);
    const [held, all] = [own.reduce((sum, it) => sum + it.held, 0), own.reduce((sum, it) => sum + it.intervals, 0)];
    print(`intervals of each ${level} that hold what is true: ${held} of ${all} (${((100 * held) / all).toFixed(1)} %)`);
  }
  print(`trainings without effect called effective: ${report.declared} of ${report.zero}`);
  await compare(print, database, plan, rows);
  await world.close();
}

async function compare(print: (line: string) => void, database: TestDatabase, plan: ReturnType<typeof planCity>, rows: unknown[]): Promise<void> {
  const { db, close } = await database.open();
  await syncDictionary(db, tenant.cell, dictionaryFiles(), start);
  const ids = await buildCity(db, plan);
  await fastYear(db, plan, ids);
  const other = await requestRows(db, ids);
  const apart = rows.filter((it, at) => JSON.stringify(it) !== JSON.stringify(other[at])).length + Math.abs(rows.length - other.length);
  print(`the same answers written past the talk: ${rows.length} and ${other.length} requests, ${apart} of them differ`);
  await close();
}

const shown = 5;

function tell(print: (line: string) => void, what: string, faults: string[]): void {
  print(`${what}: ${faults.length}`);
  for (const it of faults.slice(0, shown)) print(`  ${it}`);
}
