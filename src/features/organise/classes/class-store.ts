import { z } from "zod";
import { type Database, rawSql, type Sql, sql } from "../../../db/database.ts";
import type { Session } from "../../training/schedule.ts";
import type { Tenant, TrainingClass } from "../../training/store.ts";

/** When a class is; epoch seconds and local ISO dates. `schedule`: as the officer wrote it. */
export interface ClassDates {
  sessions: Session[];
  startsOn: string | null;
  endsOn: string | null;
  zone: string;
  schedule: string;
}

/** What may be changed of a class; what is left out stays. */
export interface ClassPatch
  extends Partial<Pick<TrainingClass, "name" | "place" | "city" | "link" | "seats" | "registerUntil" | "cancelUntil" | "entry" | "approval">> {
  status?: TrainingClass["status"];
  statusNote?: string | null;
  planLine?: string | null;
  budgetSource?: string | null;
  outsidePlan?: string | null;
  dates?: ClassDates;
}

const plainColumns = {
  name: "name",
  place: "place",
  city: "city",
  link: "link",
  seats: "seats",
  entry: "entry",
  approval: "approval",
  status: "status",
  statusNote: "status_note",
  planLine: "plan_line",
  budgetSource: "budget_source",
  outsidePlan: "outside_plan",
} as const satisfies Partial<Record<keyof ClassPatch, string>>;

const instantColumns = { registerUntil: "register_until", cancelUntil: "cancel_until" } as const;

/** Writes a change; the caller holds the class's lock and has judged it. */
export async function updateClass(tx: Database, { cell, agencyId }: Tenant, id: number, patch: ClassPatch, now: Temporal.Instant): Promise<void> {
  let set: Sql = sql`changed_at = ${now.toString()}`;
  for (const [key, column] of Object.entries(plainColumns)) {
    const value = patch[key as keyof typeof plainColumns];
    if (value !== undefined) set = sql`${set}, ${rawSql(column)} = ${value}`;
  }
  for (const [key, column] of Object.entries(instantColumns)) {
    const value = patch[key as keyof typeof instantColumns];
    if (value !== undefined) set = sql`${set}, ${rawSql(column)} = to_timestamp(${value}::float8)`;
  }
  const { dates } = patch;
  if (dates) set = sql`${set}, starts_on = ${dates.startsOn}::date, ends_on = ${dates.endsOn}::date, zone = ${dates.zone}, schedule = ${dates.schedule}`;
  await tx.run(sql`update training_class set ${set} where cell = ${cell} and agency_id = ${agencyId} and id = ${id}`);
  if (dates) await replaceSessions(tx, { cell, agencyId }, id, dates.sessions);
}

async function replaceSessions(tx: Database, { cell, agencyId }: Tenant, classId: number, sessions: Session[]): Promise<void> {
  await tx.run(sql`delete from training_session where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId}`);
  const rows = JSON.stringify(sessions.map(([from, until]) => ({ from_at: from, until_at: until })));
  await tx.run(sql`
    insert into training_session (cell, agency_id, class_id, starts_at, ends_at)
    select ${cell}, ${agencyId}, ${classId}, to_timestamp(from_at), to_timestamp(until_at)
      from jsonb_to_recordset(${rows}::jsonb) as it (from_at float8, until_at float8) order by from_at`);
}

/** A class to be made; it begins as a plan that nobody can enter yet. */
export interface NewClass extends Pick<TrainingClass, "trainingId" | "name" | "place" | "city" | "link" | "seats" | "entry" | "approval"> {
  planLine: string | null;
  budgetSource: string | null;
  outsidePlan: string | null;
  dates: ClassDates;
}

const Made = z.object({ id: z.number(), code: z.string() });

/** Adds a class under the next free code of its training. */
export async function insertClass(tx: Database, tenant: Tenant, it: NewClass, now: Temporal.Instant): Promise<z.output<typeof Made>> {
  const { cell, agencyId } = tenant;
  const code = await nextCode(tx, tenant, it.trainingId);
  const at = now.toString();
  const { dates } = it;
  const made = await tx.one(
    Made,
    sql`
    insert into training_class (cell, agency_id, training_id, code, name, starts_on, ends_on, zone, place, city, link, seats, entry, approval, status,
                                plan_line, budget_source, outside_plan, schedule, added_at, changed_at)
    values (${cell}, ${agencyId}, ${it.trainingId}, ${code}, ${it.name}, ${dates.startsOn}, ${dates.endsOn}, ${dates.zone}, ${it.place}, ${it.city}, ${it.link},
            ${it.seats}, ${it.entry}, ${it.approval}, 'rencana', ${it.planLine}, ${it.budgetSource}, ${it.outsidePlan}, ${dates.schedule}, ${at}, ${at})
    returning id::int as id, code`,
  );
  await replaceSessions(tx, tenant, made.id, dates.sessions);
  return made;
}

const Plan = z.object({ planLine: z.string().nullable(), budgetSource: z.string().nullable(), outsidePlan: z.string().nullable() });

/** Its line in the yearly plan, what pays for it, or why it is outside the plan (F12). */
export const planOf = (db: Database, { cell, agencyId }: Tenant, classId: number): Promise<z.output<typeof Plan>> =>
  db.one(
    Plan,
    sql`
    select plan_line as "planLine", budget_source as "budgetSource", outside_plan as "outsidePlan" from training_class
     where cell = ${cell} and agency_id = ${agencyId} and id = ${classId}`,
  );

/** `KDI-YAN-1-3` after `KDI-YAN-1-2`; the training's row is locked, so that two at once get two codes. */
async function nextCode(tx: Database, { cell, agencyId }: Tenant, trainingId: number): Promise<string> {
  const training = await tx.one(
    z.object({ code: z.string() }),
    sql`select code from training where cell = ${cell} and agency_id = ${agencyId} and id = ${trainingId} for no key update`,
  );
  const taken = await tx.many(
    z.object({ code: z.string() }),
    sql`select code from training_class where cell = ${cell} and agency_id = ${agencyId} and starts_with(code, ${`${training.code}-`})`,
  );
  const numbers = taken.map((it) => Number(it.code.slice(training.code.length + 1))).filter((it) => Number.isInteger(it) && it > 0);
  return `${training.code}-${Math.max(0, ...numbers) + 1}`;
}
