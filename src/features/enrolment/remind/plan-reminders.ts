import type { Database } from "../../../db/database.ts";
import { everyCity } from "../seats/lapse-store.ts";
import { type PlannedStep, planSteps, upcomingClasses } from "./reminder-store.ts";
import { stepsOf } from "./steps.ts";
import { missingYears, type WorkTime } from "./work-time.ts";
import { workTimeOf } from "./work-time-store.ts";

/** How far ahead is planned: seven days, and as long again for what a holiday moves earlier, and a week in which the job did not run. */
const aheadDays = 21;
/** Classes in one statement, so that nobody waits long for the embedded database. */
const atOnce = 50;

export interface Planned {
  reminders: number;
  /** Years without noted holidays in the planned span, by city: to be warned of. */
  missing: { city: string; years: number[] }[];
}

/** Plans the reminders of all cities, in bulk; done again it plans nothing twice. `since`: only what changed later, null = all. */
export async function planReminders(db: Database, cell: number, now: Temporal.Instant, since: Temporal.Instant | null = null): Promise<Planned> {
  const planned: Planned = { reminders: 0, missing: [] };
  const nowS = now.epochMilliseconds / 1_000;
  for (const { id, slug, zone } of await everyCity(db)) {
    const tenant = { cell, agencyId: id };
    const classes = await upcomingClasses(db, tenant, nowS, nowS + aheadDays * 86_400);
    if (classes.length === 0) continue;
    const time = await workTimeOf(db, tenant, zone);
    const own = [...new Set(time.facts.flatMap((it) => it.unitId ?? []))];
    for (let at = 0; at < classes.length; at += atOnce) {
      const steps = classes.slice(at, at + atOnce).flatMap((it) => stepsFor(it, time, own, nowS));
      planned.reminders += await planSteps(db, tenant, { steps, own, since }, now);
    }
    const today = now.toZonedDateTimeISO(zone).toPlainDate();
    const years = missingYears(time, today.toString(), today.add({ days: aheadDays }).toString());
    if (years.length > 0) planned.missing.push({ city: slug, years });
  }
  return planned;
}

function stepsFor({ id, sessions }: { id: number; sessions: [number, number][] }, time: WorkTime, own: number[], nowS: number): PlannedStep[] {
  return [0, ...own].flatMap((unit) =>
    stepsOf(sessions, time, unit === 0 ? null : unit)
      .filter((it) => it.dueAt > nowS && it.sessionAt <= nowS + aheadDays * 86_400)
      .map((it) => ({ ...it, classId: id, unit })),
  );
}
