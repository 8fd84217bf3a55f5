import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";

const Class = z.object({ id: z.number(), trainingId: z.number(), provider: z.string(), speakers: z.array(z.string()) });
/** A class that was asked after, with all that it may be found by. */
export type AskedClass = z.output<typeof Class>;

/** Classes whose surveys have opened, the newest first. */
export function askedClasses(db: Database, { cell, agencyId }: Tenant, now: Temporal.Instant): Promise<AskedClass[]> {
  return db.many(
    Class,
    sql`
    select c.id::int as id, t.id::int as "trainingId", t.provider,
           array(select s.name from class_speaker s where s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.id order by s.name) as speakers
      from training_class c
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
      join (select class_id, max(opens_at) filter (where step <> 'perilaku') as last, min(opens_at) as first from survey_round
             where cell = ${cell} and agency_id = ${agencyId} and opens_at <= ${now.toString()}::timestamptz group by class_id) r on r.class_id = c.id
     where c.cell = ${cell} and c.agency_id = ${agencyId} order by coalesce(r.last, r.first) desc, c.id desc`,
  );
}

const Id = z.object({ id: z.number() });

/** Classes in which somebody of our own staff spoke. */
export const ownClasses = async (db: Database, { cell, agencyId, personId }: Subject): Promise<number[]> =>
  (
    await db.many(
      Id,
      sql`select distinct class_id::int as id from class_speaker where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by 1 desc`,
    )
  ).map((it) => it.id);

/** Units in which somebody works today and leads others. */
export const unitsLedBy = async (db: Database, { cell, agencyId, personId }: Subject, day: string): Promise<number[]> =>
  (
    await db.many(
      Id,
      sql`
      select distinct p.unit_id::int as id from person_position p
       where p.cell = ${cell} and p.agency_id = ${agencyId} and p.person_id = ${personId} and p.unit_id is not null
         and p.since <= ${day}::date and coalesce(p.until, ${day}::date) >= ${day}::date
         and exists (select 1 from reporting_line l
           join person_position o on o.cell = l.cell and o.agency_id = l.agency_id and o.person_id = l.person_id and o.unit_id = p.unit_id and o.until is null
          where l.cell = p.cell and l.agency_id = p.agency_id and l.supervisor_id = p.person_id
            and l.since <= ${day}::date and coalesce(l.until, ${day}::date) >= ${day}::date)`,
    )
  ).map((it) => it.id);

const Unit = z.object({ id: z.number(), name: z.string() });

/** Units by id; without ids those of which anything is told. */
export function unitsFor(db: Database, { cell, agencyId }: Tenant, ids: number[] | null): Promise<z.output<typeof Unit>[]> {
  return db.many(
    Unit,
    sql`
    select id::int as id, name from unit u
     where u.cell = ${cell} and u.agency_id = ${agencyId}
       and case when ${ids === null} then exists (select 1 from survey_block k where k.cell = u.cell and k.agency_id = u.agency_id and k.unit_id = u.id)
                else u.id = any(${ids ?? []}::bigint[]) end
     order by name`,
  );
}
