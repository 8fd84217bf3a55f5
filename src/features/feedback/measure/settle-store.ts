import { z } from "zod";
import { type Database, rawSql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { steps } from "../survey/request-store.ts";
import type { Answers, Capacity, Survey } from "../survey/survey.ts";

const Round = z.object({ id: z.number(), trainingId: z.number(), step: z.enum(steps), afterDays: z.number() });
/** The round that is settled. */
export type RoundToSettle = z.output<typeof Round>;

/** Settlements of a city come one after the other: two at once could put the same waiting answers into two blocks. */
export async function lockCity(tx: Database, { agencyId }: Tenant): Promise<void> {
  await tx.run(sql`select id from agency where id = ${agencyId} for no key update`);
}

export function roundToSettle(db: Database, { cell, agencyId }: Tenant, id: number): Promise<RoundToSettle | undefined> {
  return db.maybe(
    Round,
    sql`
    select r.id::int as id, c.training_id::int as "trainingId", r.step, r.after_days as "afterDays"
      from survey_round r
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.id = ${id}`,
  );
}

/** Asked and still known: who took the link back, was never there or could not be asked is nobody's answer. */
const counts = rawSql(`q.respondent_id is not null and q.about_id is not null and (q.closed_note is null or q.closed_note = 'lewat')`);

const Handed = z.object({
  request: z.number(),
  round: z.number(),
  classId: z.number(),
  year: z.number(),
  respondent: z.number(),
  about: z.number(),
  surveyId: z.number(),
  answers: z.custom<Answers>((it) => typeof it === "object" && it !== null),
  before: z.number().nullable(),
  after: z.number().nullable(),
});
/** A handed-in request that is in no block yet, with the points of both tests of the class. */
export type Handed = z.output<typeof Handed>;

/** What this round and the settled ones of the same training, step and capacity hold that is in no block. */
export function waitingAnswers(db: Database, { cell, agencyId }: Tenant, round: RoundToSettle, capacity: Capacity): Promise<Handed[]> {
  return db.many(
    Handed,
    sql`
    select q.id::int as request, r.id::int as round, r.class_id::int as "classId", q.respondent_id::int as respondent, q.about_id::int as about,
           r.survey_id::int as "surveyId", q.answers, b.score::int as before, a.score::int as after,
           extract(year from (r.opens_at at time zone c.zone) - make_interval(days => r.after_days))::int as year
      from survey_request q
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
      left join learning_test b on b.cell = q.cell and b.agency_id = q.agency_id and b.class_id = r.class_id and b.person_id = q.about_id and b.test = 'awal'
      left join learning_test a on a.cell = q.cell and a.agency_id = q.agency_id and a.class_id = r.class_id and a.person_id = q.about_id and a.test = 'akhir'
     where q.cell = ${cell} and q.agency_id = ${agencyId} and c.training_id = ${round.trainingId} and r.step = ${round.step} and r.after_days = ${round.afterDays}
       and (r.id = ${round.id} or r.settled_at is not null) and q.capacity = ${capacity} and q.done_at is not null and ${counts}
       and not exists (
         select 1 from survey_block_member m
           join survey_block k on k.cell = m.cell and k.agency_id = m.agency_id and k.id = m.block_id and k.family = 'kelas'
          where m.cell = q.cell and m.agency_id = q.agency_id and m.request_id = q.id)
     order by q.id`,
  );
}

const Known = z.object({
  request: z.number(),
  round: z.number(),
  classId: z.number(),
  person: z.number(),
  unit: z.number().nullable(),
  answered: z.boolean(),
  attendance: z.number().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  passed: z.boolean().nullable(),
});
/** Somebody who was asked, with what is known of them whether they answered or not. */
export type KnownPerson = z.output<typeof Known>;

/** How many askings of earlier rounds teach who answers. */
const history = 4_000;

/** Everybody asked in these rounds, and in the latest settled ones of any step, since whoever answers one form answers others; in the order of rounds, these last. */
export function askedPeople(db: Database, { cell, agencyId }: Tenant, capacity: Capacity, rounds: number[], most = history): Promise<KnownPerson[]> {
  return db.many(
    Known,
    sql`
    with own as (
      select q.id, q.round_id, r.class_id, q.about_id as person_id, q.done_at is not null as answered, r.id = any(${rounds}::bigint[]) as now, r.opens_at
        from survey_round r
        join survey_request q on q.cell = r.cell and q.agency_id = r.agency_id and q.round_id = r.id and q.capacity = ${capacity} and ${counts}
       where r.cell = ${cell} and r.agency_id = ${agencyId} and (r.settled_at is not null or r.id = any(${rounds}::bigint[]))
       order by now desc, r.opens_at desc, q.id limit ${most}),
    there as (
      select m.class_id, m.person_id, count(distinct m.day)::float8 as days from attendance_mark m
       where m.cell = ${cell} and m.agency_id = ${agencyId} and m.class_id in (select class_id from own) and m.struck_at is null group by 1, 2),
    held as (select class_id, max(days) as days from there group by 1),
    units as (
      select distinct on (person_id) person_id, unit_id from person_position
       where cell = ${cell} and agency_id = ${agencyId} and until is null and person_id in (select person_id from own) order by person_id, kind <> 'definitif', since, id)
    select own.id::int as request, own.round_id::int as round, own.class_id::int as "classId", own.person_id::int as person, own.answered, o.unit_id::int as unit,
           case when held.days is not null then coalesce(there.days, 0) / held.days end as attendance,
           b.score::float8 / 100 as before, a.score::float8 / 100 as after, e.state = 'selesai' as passed
      from own
      left join there on there.class_id = own.class_id and there.person_id = own.person_id
      left join held on held.class_id = own.class_id
      left join learning_test b on b.cell = ${cell} and b.agency_id = ${agencyId} and b.class_id = own.class_id and b.person_id = own.person_id and b.test = 'awal'
      left join learning_test a on a.cell = ${cell} and a.agency_id = ${agencyId} and a.class_id = own.class_id and a.person_id = own.person_id and a.test = 'akhir'
      left join enrolment e on e.cell = ${cell} and e.agency_id = ${agencyId} and e.class_id = own.class_id and e.person_id = own.person_id
      left join units o on o.person_id = own.person_id
     order by own.now, own.opens_at, own.round_id, own.id`,
  );
}

const Edition = z.object({ id: z.number(), body: z.custom<Survey>((it) => typeof it === "object" && it !== null && "items" in it) });

/** Surveys by id. */
export async function surveysById(db: Database, { cell, agencyId }: Tenant, ids: number[]): Promise<Map<number, Survey>> {
  const rows = await db.many(
    Edition,
    sql`select id::int as id, body from survey where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::bigint[])`,
  );
  return new Map(rows.map((it) => [it.id, it.body]));
}

const Turn = z.object({ person: z.number(), turns: z.number() });

/** How many answers of each person to this step are in blocks already. */
export async function turnsOf(
  db: Database,
  { cell, agencyId }: Tenant,
  { step }: RoundToSettle,
  capacity: Capacity,
  people: number[],
): Promise<Map<number, number>> {
  const rows = await db.many(
    Turn,
    sql`
    select q.respondent_id::int as person, count(*)::int as turns
      from survey_request q
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id and r.step = ${step}
      join survey_block_member m on m.cell = q.cell and m.agency_id = q.agency_id and m.request_id = q.id
      join survey_block k on k.cell = m.cell and k.agency_id = m.agency_id and k.id = m.block_id and k.family = 'kelas'
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.respondent_id = any(${people}::bigint[]) and q.capacity = ${capacity} group by 1`,
  );
  return new Map(rows.map((it) => [it.person, it.turns]));
}

const Heard = z.object({ name: z.string(), speaker: z.boolean() });
/** A name that comments of a class may tell. */
export type HeardName = z.output<typeof Heard>;

/** Who is asked about or in these rounds, and who spoke in their classes. */
export function namesIn(db: Database, { cell, agencyId }: Tenant, rounds: number[]): Promise<HeardName[]> {
  return db.many(
    Heard,
    sql`
    select distinct p.name, false as speaker
      from survey_round own
      join survey_round r on r.cell = own.cell and r.agency_id = own.agency_id and r.class_id = own.class_id
      join survey_request q on q.cell = r.cell and q.agency_id = r.agency_id and q.round_id = r.id
      join person p on p.cell = q.cell and p.agency_id = q.agency_id and (p.id = q.respondent_id or p.id = q.about_id)
     where own.cell = ${cell} and own.agency_id = ${agencyId} and own.id = any(${rounds}::bigint[])
    union all
    select distinct s.name, true as speaker
      from survey_round own
      join class_speaker s on s.cell = own.cell and s.agency_id = own.agency_id and s.class_id = own.class_id
     where own.cell = ${cell} and own.agency_id = ${agencyId} and own.id = any(${rounds}::bigint[])`,
  );
}
