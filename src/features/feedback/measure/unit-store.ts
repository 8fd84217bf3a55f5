import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { steps } from "../survey/request-store.ts";
import type { Answers } from "../survey/survey.ts";

/** How many of these answers are still somebody's and in no block of a unit. */
export async function stillWaiting(db: Database, { cell, agencyId }: Tenant, requests: number[]): Promise<number> {
  const { count } = await db.one(
    z.object({ count: z.number() }),
    sql`
    select count(*)::int as count from survey_request q
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.id = any(${requests}::bigint[]) and q.respondent_id is not null
       and not exists (
         select 1 from survey_block_member m
           join survey_block u on u.cell = m.cell and u.agency_id = m.agency_id and u.id = m.block_id and u.family = 'unit'
          where m.cell = q.cell and m.agency_id = q.agency_id and m.request_id = q.id)`,
  );
  return count;
}

const Part = z.object({ step: z.enum(steps), afterDays: z.number(), year: z.number() });
/** One kind of asking in one year. */
export type UnitPart = z.output<typeof Part>;

/** Where answers of participants stand in a block of their class and in none of their unit. */
export function waitingParts(db: Database, { cell, agencyId }: Tenant): Promise<UnitPart[]> {
  return db.many(
    Part,
    sql`
    select distinct k.step, k.after_days as "afterDays", k.year
      from survey_block k
      join survey_block_member m on m.cell = k.cell and m.agency_id = k.agency_id and m.block_id = k.id
     where k.cell = ${cell} and k.agency_id = ${agencyId} and k.family = 'kelas' and k.capacity = 'peserta'
       and not exists (
         select 1 from survey_block_member o
           join survey_block u on u.cell = o.cell and u.agency_id = o.agency_id and u.id = o.block_id and u.family = 'unit'
          where o.cell = m.cell and o.agency_id = m.agency_id and o.request_id = m.request_id)
     order by 1, 2, 3`,
  );
}

const Row = z.object({
  block: z.number(),
  request: z.number(),
  round: z.number(),
  classId: z.number(),
  respondent: z.number(),
  stratum: z.number(),
  unit: z.number().nullable(),
  placed: z.number().nullable(),
  surveyId: z.number(),
  answers: z.custom<Answers>((it) => typeof it === "object" && it !== null),
  before: z.number().nullable(),
  after: z.number().nullable(),
});
/**
 * A participant's answers in a block of their class, with the unit of today and the one in whose block they stand. All who took the link back
 * are respondent 0: one person at least, and nobody knows how many.
 */
export type PlacedAnswer = z.output<typeof Row>;

/** All of a part, in the order in which the blocks were made. */
export function answersIn(db: Database, { cell, agencyId }: Tenant, { step, afterDays, year }: UnitPart): Promise<PlacedAnswer[]> {
  return db.many(
    Row,
    sql`
    select k.id::int as block, q.id::int as request, r.id::int as round, r.class_id::int as "classId", coalesce(q.respondent_id, 0)::int as respondent, m.stratum,
           o.unit_id::int as unit, u.unit_id::int as placed, r.survey_id::int as "surveyId", q.answers, b.score::int as before, a.score::int as after
      from survey_block k
      join survey_block_member m on m.cell = k.cell and m.agency_id = k.agency_id and m.block_id = k.id
      join survey_request q on q.cell = m.cell and q.agency_id = m.agency_id and q.id = m.request_id
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
      left join learning_test b on b.cell = q.cell and b.agency_id = q.agency_id and b.class_id = r.class_id and b.person_id = q.about_id and b.test = 'awal'
      left join learning_test a on a.cell = q.cell and a.agency_id = q.agency_id and a.class_id = r.class_id and a.person_id = q.about_id and a.test = 'akhir'
      left join lateral (
        select unit_id from person_position p
         where p.cell = q.cell and p.agency_id = q.agency_id and p.person_id = q.respondent_id and p.until is null
         order by p.kind <> 'definitif', p.since, p.id limit 1) o on true
      left join lateral (
        select x.unit_id from survey_block_member y
          join survey_block x on x.cell = y.cell and x.agency_id = y.agency_id and x.id = y.block_id and x.family = 'unit'
         where y.cell = q.cell and y.agency_id = q.agency_id and y.request_id = q.id) u on true
     where k.cell = ${cell} and k.agency_id = ${agencyId} and k.family = 'kelas' and k.capacity = 'peserta' and k.step = ${step}
       and k.after_days = ${afterDays} and k.year = ${year}
     order by k.settled_at, k.id, q.id`,
  );
}

const Told = z.object({ block: z.number(), measures: z.array(z.string()) });

/** What each class block of a part tells of. */
export function blocksIn(db: Database, { cell, agencyId }: Tenant, { step, afterDays, year }: UnitPart): Promise<z.output<typeof Told>[]> {
  return db.many(
    Told,
    sql`
    select k.id::int as block, array_agg(distinct o.measure) as measures
      from survey_block k
      join survey_total o on o.cell = k.cell and o.agency_id = k.agency_id and o.block_id = k.id
     where k.cell = ${cell} and k.agency_id = ${agencyId} and k.family = 'kelas' and k.capacity = 'peserta' and k.step = ${step} and k.after_days = ${afterDays} and k.year = ${year}
     group by k.id`,
  );
}

const Count = z.object({ unit: z.number(), round: z.number(), asked: z.number() });

/** How many of each unit were asked in each of these rounds. */
export function askedByUnit(db: Database, { cell, agencyId }: Tenant, rounds: number[]): Promise<z.output<typeof Count>[]> {
  return db.many(
    Count,
    sql`
    with units as (
      select distinct on (person_id) person_id, unit_id from person_position
       where cell = ${cell} and agency_id = ${agencyId} and until is null order by person_id, kind <> 'definitif', since, id)
    select o.unit_id::int as unit, q.round_id::int as round, count(*)::int as asked
      from survey_request q
      join units o on o.person_id = q.respondent_id and o.unit_id is not null
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.round_id = any(${rounds}::bigint[]) and q.capacity = 'peserta'
       and (q.closed_note is null or q.closed_note = 'lewat') group by 1, 2`,
  );
}
