import { z } from "zod";
import { type Database, sql } from "../../src/db/database.ts";
import type { Group } from "../../src/features/feedback/measure/fact-store.ts";
import { factsOf } from "../../src/features/feedback/measure/facts.ts";
import { type CityIds, tenant } from "./build-city.ts";
import type { CityPlan } from "./city-plan.ts";
import type { Sent } from "./full-year.ts";
import { allHanded, keyOf } from "./handed.ts";
import type { RequestRow } from "./rows.ts";

/** Local minutes of a day in which a letter may come. */
const awake = [7 * 60, 18 * 60 + 30] as const;
const fewest = 5;

const twice = (all: string[]): string[] => [...Map.groupBy(all, (it) => it)].filter(([, own]) => own.length > 1).map(([it]) => it);

/** Letters at night, in the Friday prayer, twice the same, or two to a person on a day. */
export function letterFaults(sent: Sent[]): string[] {
  const untimely = sent.filter(({ at }) => {
    const local = Temporal.PlainDateTime.from(at);
    const minute = local.hour * 60 + local.minute;
    const prayer = local.dayOfWeek === 5 && minute >= 11 * 60 + 30 && minute < 13 * 60 + 30;
    return minute < awake[0] || minute >= awake[1] || prayer;
  });
  return [
    ...untimely.map(({ at, letter }) => `untimely: ${at} ${letter.key}`),
    ...twice(sent.map((it) => it.letter.key)).map((it) => `twice under one key: ${it}`),
    ...twice(sent.map((it) => `${it.person} ${it.at.slice(0, 10)}`)).map((it) => `two on a day: ${it}`),
    ...twice(sent.map((it) => `${it.person} ${it.letter.reply.text}`)).map((it) => `same words twice: ${it}`),
  ];
}

/** How often whoever was reminded most was. */
export const mostReminded = async (db: Database): Promise<number> =>
  (await db.one(z.object({ most: z.number() }), sql`select max(reminded)::int as most from survey_request`)).most;

/** What was meant and is not in the base just so and once, and the other way round. */
export function answerFaults(rows: RequestRow[], plan: CityPlan): string[] {
  const whole = (it: { answers: object }, key: string) => `${key} ${JSON.stringify(Object.entries(it.answers).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
  const found = rows.filter((it) => it.done).map((it) => whole(it, keyOf({ ...it, respondent: it.respondent ?? -1 } as Parameters<typeof keyOf>[0])));
  const meant = allHanded(plan).map((it) => whole(it, keyOf(it)));
  const [have, want] = [new Set(found), new Set(meant)];
  return [
    ...twice(found).map((it) => `twice: ${it}`),
    ...meant.filter((it) => !have.has(it)).map((it) => `missing: ${it}`),
    ...found.filter((it) => !want.has(it)).map((it) => `never meant: ${it}`),
  ];
}

/** Everything that can be asked about: the city, its classes, trainings, units, providers and speakers. */
export function groupsOf(plan: CityPlan, ids: CityIds): Group[] {
  return [
    { kind: "kota" },
    ...ids.classes.map((id): Group => ({ kind: "kelas", id })),
    ...ids.trainings.map((id): Group => ({ kind: "pelatihan", id })),
    ...ids.units.map((id): Group => ({ kind: "unit", id })),
    ...[...new Set(plan.trainings.map((one) => one.provider))].map((name): Group => ({ kind: "penyelenggara", name })),
    ...[...new Set(plan.classes.map((one) => one.speaker))].map((name): Group => ({ kind: "pemateri", name })),
  ];
}

/** What is told although fewer than five answered; how much is told, and of how many kinds of asking nothing is because of that. */
export async function smallFaults(db: Database, groups: Group[], now: Temporal.Instant): Promise<{ faults: string[]; shown: number; hidden: number }> {
  const faults: string[] = [];
  let [shown, hidden] = [0, 0];
  for (const group of groups) {
    for (const part of (await factsOf(db, tenant, group, null, now)).parts) {
      const few = part.answered > 0 && part.answered < fewest;
      if (few) hidden++;
      if (few && (part.measures.length > 0 || part.themes.length > 0 || part.agreement))
        faults.push(`${JSON.stringify(group)} ${part.step}: told of ${part.answered}`);
      for (const it of part.measures) {
        shown++;
        if (it.answered < fewest) faults.push(`${JSON.stringify(group)} ${part.step} ${it.measure}: told of ${it.answered}`);
      }
    }
  }
  return { faults, shown, hidden };
}
