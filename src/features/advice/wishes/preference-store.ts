import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";

const Preference = z.object({ id: z.number(), kind: z.enum(["mode", "cost", "place", "interest", "less", "less_topic"]), value: z.string() });
/**
 * What somebody wants: a way of learning, nothing to pay, nothing out of town, an interest in own words, less of a training (its code)
 * or of a subject in own words.
 */
export type Preference = z.output<typeof Preference>;

/** What holds now, oldest first. */
export function preferencesOf(db: Database, { cell, agencyId, personId }: Subject): Promise<Preference[]> {
  return db.many(
    Preference,
    sql`
    select id::int as id, kind, value from advice_preference
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and ended_at is null
     order by id`,
  );
}

/** Remembers a wish; the same one twice is one. A way of learning replaces the one before. The id by which it is taken back. */
export async function addPreference(db: Database, subject: Subject, { kind, value }: Omit<Preference, "id">, now: Temporal.Instant): Promise<number> {
  const { cell, agencyId, personId } = subject;
  if (kind === "mode") await endPreferences(db, subject, sql`kind = 'mode' and value <> ${value}`, now);
  const { id } = await db.one(
    z.object({ id: z.number() }),
    sql`
    insert into advice_preference (cell, agency_id, person_id, kind, value, since)
    values (${cell}, ${agencyId}, ${personId}, ${kind}, ${value}, ${now.toString()})
    on conflict (cell, agency_id, person_id, kind, value) where ended_at is null do update set value = excluded.value
    returning id::int as id`,
  );
  return id;
}

/** Takes one wish back; how many were: 0 = it was gone already, or another person's. */
export const endPreference = (db: Database, subject: Subject, id: number, now: Temporal.Instant): Promise<number> =>
  endPreferences(db, subject, sql`id = ${id}`, now);

/** Takes several back. */
export const endThese = (db: Database, subject: Subject, ids: number[], now: Temporal.Instant): Promise<number> =>
  endPreferences(db, subject, sql`id = any(${ids}::bigint[])`, now);

/** Wishes that were taken back, of these, oldest first; none of another person. */
export const endedAmong = (db: Database, { cell, agencyId, personId }: Subject, ids: number[]): Promise<Preference[]> =>
  db.many(
    Preference,
    sql`
    select id::int as id, kind, value from advice_preference
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and ended_at is not null and id = any(${ids}::bigint[])
     order by id`,
  );

/** Takes all wishes of a kind back, or all there are. */
export const endKind = (db: Database, subject: Subject, kind: Preference["kind"] | null, now: Temporal.Instant): Promise<number> =>
  endPreferences(db, subject, kind === null ? sql`true` : sql`kind = ${kind}`, now);

const endPreferences = (db: Database, { cell, agencyId, personId }: Subject, which: ReturnType<typeof sql>, now: Temporal.Instant): Promise<number> =>
  db.run(sql`
    update advice_preference set ended_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and ended_at is null and ${which}`);

/** Forgets everything that somebody wished. */
export const deletePreferences = (db: Database, { cell, agencyId, personId }: Subject): Promise<number> =>
  db.run(sql`delete from advice_preference where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);

/** Retention: what was taken back before an instant. */
export const deletePreferencesBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from advice_preference where cell = ${cell} and ended_at < ${before.toString()}`);
