import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

/** On coming and on leaving; of a webinar its two prompts. */
export const moments = ["masuk", "keluar"] as const;
export type Moment = (typeof moments)[number];

/** A day of a class. `day`: ISO, in the class's zone. */
export interface ClassDay {
  classId: number;
  day: string;
}

const Mark = z.object({
  personId: z.number(),
  day: z.string(),
  moment: z.enum(moments),
  /** By the shown code, or from the officer's list. */
  via: z.enum(["kode", "daftar"]),
  /** Epoch seconds. */
  at: z.number(),
  struck: z.boolean(),
});
export type Mark = z.output<typeof Mark>;

/** Every mark of a class, struck ones too, in the order of people and time. */
export function marksOf(db: Database, { cell, agencyId }: Tenant, classId: number): Promise<Mark[]> {
  return db.many(
    Mark,
    sql`
    select person_id::int as "personId", day::text as day, moment, via, extract(epoch from at)::float8 as at, struck_at is not null as struck
      from attendance_mark where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} order by person_id, day, moment desc`,
  );
}

/**
 * Notes that somebody was there; what is noted stays as it is. A struck mark comes back only from an officer's list. Returns whether
 * something changed.
 */
export async function addMark(
  tx: Database,
  { cell, agencyId, personId }: Subject,
  { classId, day }: ClassDay,
  { moment, via, now, by }: { moment: Moment; via: Mark["via"]; now: Temporal.Instant; by: number | null },
): Promise<boolean> {
  const rows = await tx.run(sql`
    insert into attendance_mark as m (cell, agency_id, class_id, person_id, day, moment, via, at, by_id)
    values (${cell}, ${agencyId}, ${classId}, ${personId}, ${day}, ${moment}, ${via}, ${now.toString()}, ${by})
    on conflict (cell, agency_id, class_id, person_id, day, moment) do update
      set via = excluded.via, at = excluded.at, by_id = excluded.by_id, struck_at = null, struck_by = null
      where m.struck_at is not null and excluded.via = 'daftar'`);
  return rows > 0;
}

/** Takes away what these people have on a day; it stays readable. */
export async function strikeMarks(
  tx: Database,
  { cell, agencyId }: Tenant,
  { classId, day }: ClassDay,
  { people, by, now }: { people: number[]; by: number; now: Temporal.Instant },
): Promise<void> {
  await tx.run(sql`
    update attendance_mark set struck_at = ${now.toString()}, struck_by = ${by}
     where cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and day = ${day} and person_id = any(${people}::bigint[]) and struck_at is null`);
}

/** Keeps a code that is being shown. */
export async function keepCode(
  tx: Database,
  { cell, agencyId }: Tenant,
  { classId, day }: ClassDay,
  it: { moment: Moment; code: string; by: number; now: Temporal.Instant; expires: Temporal.Instant },
): Promise<void> {
  await tx.run(sql`
    insert into attendance_code (cell, agency_id, class_id, day, moment, code, made_by, made_at, expires_at)
    values (${cell}, ${agencyId}, ${classId}, ${day}, ${it.moment}, ${it.code}, ${it.by}, ${it.now.toString()}, ${it.expires.toString()})`);
}

const Shown = z.object({ classId: z.number(), day: z.string(), moment: z.enum(moments) });

/** The class among these in which a code was on show at a moment, `slack` seconds more or less; undefined = none. */
export function shownCode(
  db: Database,
  { cell, agencyId }: Tenant,
  { classes, code, at, slack }: { classes: number[]; code: string; at: Temporal.Instant; slack: number },
): Promise<z.output<typeof Shown> | undefined> {
  return db.maybe(
    Shown,
    sql`
    select class_id::int as "classId", day::text as day, moment from attendance_code
     where cell = ${cell} and agency_id = ${agencyId} and class_id = any(${classes}::bigint[]) and code = ${code}
       and made_at <= ${at.add({ seconds: slack }).toString()} and expires_at >= ${at.subtract({ seconds: slack }).toString()}
     order by id desc limit 1`,
  );
}

/** Wrong codes of a person since an instant. */
export async function triesOf(db: Database, { cell, agencyId, personId }: Subject, since: Temporal.Instant): Promise<number> {
  const row = await db.maybe(
    z.object({ tries: z.number() }),
    sql`
    select tries from attendance_attempt where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and since > ${since.toString()}`,
  );
  return row?.tries ?? 0;
}

/** Counts a wrong code; a stretch that began before `since` is over, and a new one begins. */
export async function countTry(tx: Database, { cell, agencyId, personId }: Subject, since: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into attendance_attempt as a (cell, agency_id, person_id, tries, since) values (${cell}, ${agencyId}, ${personId}, 1, ${now.toString()})
    on conflict (cell, agency_id, person_id) do update
      set tries = case when a.since > ${since.toString()} then a.tries + 1 else 1 end,
          since = case when a.since > ${since.toString()} then a.since else excluded.since end`);
}

/** Codes, tries and prompts serve one day; the marks tell what came of them. */
export async function deleteCodesShownBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  const tries = await db.run(sql`delete from attendance_attempt where cell = ${cell} and since < ${at}`);
  // Who has shown codes in a class is asked for its next ones: only codes of finished classes go.
  const codes = await db.run(sql`
    delete from attendance_code a using training_class c
     where a.cell = ${cell} and a.made_at < ${at} and c.cell = a.cell and c.agency_id = a.agency_id and c.id = a.class_id and c.ends_on < ${at}::timestamptz::date - 60`);
  return tries + codes + (await db.run(sql`delete from attendance_prompt where cell = ${cell} and at < ${at}`));
}
