import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { Planned, Tap } from "./interview.ts";

const Row = z.object({
  id: z.number(),
  personId: z.number(),
  raterId: z.number(),
  plan: z.array(z.object({ competency: z.string(), start: z.number() })),
  taps: z.array(z.union([z.number(), z.literal("skip")])),
  startedAt: z.string(),
  finished: z.boolean(),
});
/** A form under way or done. */
export type Assessment = z.output<typeof Row>;

const columns = sql`id::int, person_id::int as "personId", rater_id::int as "raterId", plan, taps,
  to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startedAt", finished_at is not null as finished`;

/** Whose form about whom; the same person twice is a self-assessment. */
export interface Pair extends Tenant {
  personId: number;
  raterId: number;
}

/** The pair's open form, locked for this transaction: two talks that answer at once come one after the other. */
export function openAssessment(db: Database, { cell, agencyId, personId, raterId }: Pair): Promise<Assessment | undefined> {
  return db.maybe(
    Row,
    sql`
    select ${columns} from assessment
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and rater_id = ${raterId} and finished_at is null
       for update`,
  );
}

/** Opens a form; where another talk has just opened one for the pair, that one. */
export async function startAssessment(db: Database, pair: Pair, plan: Planned[], now: Temporal.Instant): Promise<Assessment> {
  const { cell, agencyId, personId, raterId } = pair;
  const at = now.toString();
  await db.run(sql`
    insert into assessment (cell, agency_id, person_id, rater_id, plan, started_at, touched_at)
    values (${cell}, ${agencyId}, ${personId}, ${raterId}, ${JSON.stringify(plan)}, ${at}, ${at})
    on conflict (cell, agency_id, rater_id, person_id) where finished_at is null do nothing`);
  const open = await openAssessment(db, pair);
  if (!open) throw new Error("a form that was just opened is gone");
  return open;
}

/** Keeps the answers so far. */
export async function keepTaps(db: Database, { cell, agencyId }: Tenant, id: number, taps: Tap[], now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    update assessment set taps = ${JSON.stringify(taps)}, touched_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and finished_at is null`);
}

/** False when somebody has closed it before. */
export async function finishAssessment(db: Database, { cell, agencyId }: Tenant, id: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db.run(sql`
    update assessment set finished_at = ${now.toString()}, touched_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and finished_at is null`);
  return rows > 0;
}

const Status = z.object({ personId: z.number(), open: z.boolean(), ratedOn: z.string().nullable() });
/** How far a rater is with somebody: a form is open; the day (in UTC) of the rater's last finished one, or of the last rating that is kept. */
export type RatingStatus = z.output<typeof Status>;

export function ratingStatus(db: Database, { cell, agencyId, raterId }: Omit<Pair, "personId">, personIds: number[]): Promise<RatingStatus[]> {
  return db.many(
    Status,
    sql`
    select person_id::int as "personId", bool_or(open) as open, max(rated_on)::text as "ratedOn"
      from (
        select person_id, finished_at is null as open, (finished_at at time zone 'UTC')::date as rated_on
          from assessment
         where cell = ${cell} and agency_id = ${agencyId} and rater_id = ${raterId} and person_id = any(${personIds}::bigint[])
        union all -- forms go after a time, and ratings come by files too
        select person_id, false, observed_on
          from competency_evidence
         where cell = ${cell} and agency_id = ${agencyId} and rater_id = ${raterId} and person_id = any(${personIds}::bigint[])
           and kind = 'supervisor' and not confidential) ratings
     group by person_id`,
  );
}

/** Drafts and answers of forms that nobody has touched for long: what they led to is evidence, kept apart. */
export function deleteAssessmentsBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from assessment where cell = ${cell} and touched_at < ${before.toString()}`);
}

/** The person's own forms, and those that the person fills about others. */
export async function eraseAssessments(db: Database, { cell, agencyId, personId }: Subject): Promise<void> {
  await db.run(sql`
    delete from assessment
     where cell = ${cell} and agency_id = ${agencyId} and rater_id = ${personId}`);
}
