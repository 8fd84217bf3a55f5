import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";

/** What an officer notes. */
export interface NewChange {
  trainingId: number;
  asked: string;
  changed: string;
  by: number | null;
}

const Id = z.object({ id: z.number() });

/** Notes a change, once: the same words about the same training are the same change. Its id; null = it was noted before. */
export async function addChange(tx: Database, { cell, agencyId }: Tenant, it: NewChange, now: Temporal.Instant): Promise<number | null> {
  // Two officers who note the same at once wait for each other here.
  await tx.many(Id, sql`select id::int as id from training where cell = ${cell} and agency_id = ${agencyId} and id = ${it.trainingId} for no key update`);
  const made = await tx.many(
    Id,
    sql`
    insert into training_change (cell, agency_id, training_id, asked, changed, made_by, made_at)
    select ${cell}, ${agencyId}, ${it.trainingId}, ${it.asked}, ${it.changed}, ${it.by}, ${now.toString()}::timestamptz
     where not exists (select 1 from training_change where cell = ${cell} and agency_id = ${agencyId} and training_id = ${it.trainingId}
       and asked = ${it.asked} and changed = ${it.changed})
    returning id::int as id`,
  );
  return made[0]?.id ?? null;
}

/** Takes back what nobody was told of yet; false = it is told, or gone. */
export async function dropChange(tx: Database, { cell, agencyId }: Tenant, id: number): Promise<boolean> {
  return (await tx.run(sql`delete from training_change where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and told_at is null`)) > 0;
}

const Noted = z.object({
  id: z.number(),
  trainingId: z.number(),
  training: z.string(),
  asked: z.string(),
  changed: z.string(),
  madeAt: z.string(),
  told: z.boolean(),
});
/** A change with its training; `told`: the letters have gone. */
export type NotedChange = z.output<typeof Noted>;

/** What was noted, newest first. */
export function notedChanges(db: Database, { cell, agencyId }: Tenant, most: number): Promise<NotedChange[]> {
  return db.many(
    Noted,
    sql`
    select x.id::int as id, x.training_id::int as "trainingId", t.name as training, x.asked, x.changed, to_json(x.made_at)#>>'{}' as "madeAt", x.told_at is not null as told
      from training_change x join training t on t.cell = x.cell and t.agency_id = x.agency_id and t.id = x.training_id
     where x.cell = ${cell} and x.agency_id = ${agencyId} order by x.made_at desc, x.id desc limit ${most}`,
  );
}

const Waiting = z.object({ id: z.number(), trainingId: z.number(), training: z.string(), asked: z.string(), changed: z.string() });
export type WaitingChange = z.output<typeof Waiting>;

/** Changes that nobody was told of yet, locked: another replica passes them by. `before`: what was noted since may still be taken back. */
export function takeUntold(tx: Database, { cell, agencyId }: Tenant, before: Temporal.Instant): Promise<WaitingChange[]> {
  return tx.many(
    Waiting,
    sql`
    select x.id::int as id, x.training_id::int as "trainingId", t.name as training, x.asked, x.changed
      from training_change x join training t on t.cell = x.cell and t.agency_id = x.agency_id and t.id = x.training_id
     where x.cell = ${cell} and x.agency_id = ${agencyId} and x.told_at is null and x.made_at <= ${before.toString()}::timestamptz
     order by x.id for update of x skip locked`,
  );
}

export async function markTold(tx: Database, { cell, agencyId }: Tenant, ids: number[], now: Temporal.Instant): Promise<void> {
  await tx.run(
    sql`update training_change set told_at = ${now.toString()} where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::bigint[]) and told_at is null`,
  );
}

const Concerned = z.object({ personId: z.number(), trainingId: z.number(), next: z.boolean() });

/**
 * Whom a change concerns, each once: who has a seat in a run that is still to end (`next`), and who was asked after a run of the last two
 * years, whether or not they answered.
 */
export function concernedBy(
  db: Database,
  { cell, agencyId }: Tenant,
  trainings: number[],
  now: Temporal.Instant,
  day: string,
): Promise<z.output<typeof Concerned>[]> {
  return db.many(
    Concerned,
    sql`
    select person_id::int as "personId", training_id::int as "trainingId", bool_or(next) as next from (
      select e.person_id, c.training_id, true as next
        from enrolment e join training_class c on c.cell = e.cell and c.agency_id = e.agency_id and c.id = e.class_id
       where e.cell = ${cell} and e.agency_id = ${agencyId} and c.training_id = any(${trainings}::bigint[]) and e.state = 'terdaftar'
         and c.status not in ('batal', 'ditunda', 'selesai') and coalesce(c.ends_on, ${day}::date) >= ${day}::date
      union all
      select q.respondent_id, c.training_id, false
        from survey_request q
        join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
        join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
       where q.cell = ${cell} and q.agency_id = ${agencyId} and c.training_id = any(${trainings}::bigint[]) and q.capacity = 'peserta'
         and q.respondent_id is not null and q.sent_at is not null and r.opens_at > ${now.subtract({ hours: 24 * 730 }).toString()}::timestamptz) it
     group by 1, 2 order by 1, 2`,
  );
}
