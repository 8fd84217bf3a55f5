import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import type { DueStep } from "./steps.ts";

const Upcoming = z.object({ id: z.number(), sessions: z.array(z.tuple([z.number(), z.number()])) });
/** A class with all its sessions, epoch seconds. */
export type Upcoming = z.output<typeof Upcoming>;

/** Classes that go on or have still to begin, with a session in the span, epoch seconds. */
export function upcomingClasses(db: Database, { cell, agencyId }: Tenant, from: number, until: number): Promise<Upcoming[]> {
  return db.many(
    Upcoming,
    sql`
    select c.id::int as id,
           json_agg(json_build_array(extract(epoch from s.starts_at)::float8, extract(epoch from s.ends_at)::float8) order by s.starts_at) as sessions
      from training_class c
      join training_session s on s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.id
     where c.cell = ${cell} and c.agency_id = ${agencyId} and c.status in ('dibuka', 'ditutup', 'berjalan')
     group by c.id
    having bool_or(s.starts_at > to_timestamp(${from}) and s.starts_at <= to_timestamp(${until}))
     order by c.id`,
  );
}

/** What is due for a class's participants of one unit; unit 0 = all those whose unit has no working time of its own. */
export interface PlannedStep extends DueStep {
  classId: number;
  unit: number;
}

/**
 * Plans for everybody enrolled, what lies ahead only, each thing once; the number planned. `own`: units with working time of their own.
 * `since`: only for enrolments or classes that changed later, null = all.
 */
export async function planSteps(
  tx: Database,
  { cell, agencyId }: Tenant,
  { steps, own, since }: { steps: PlannedStep[]; own: number[]; since: Temporal.Instant | null },
  now: Temporal.Instant,
): Promise<number> {
  if (steps.length === 0) return 0;
  const fresh = since === null ? sql`` : sql`and (e.since > ${since.toString()} or c.changed_at > ${since.toString()})`;
  return tx.run(sql`
    insert into reminder (cell, agency_id, enrolment_id, session_at, step, due_at)
    select e.cell, e.agency_id, e.id, to_timestamp(it."sessionAt"), it.step, to_timestamp(it."dueAt")
      from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as it ("classId" bigint, unit bigint, step text, "sessionAt" float8, "dueAt" float8)
      join training_class c on c.cell = ${cell} and c.agency_id = ${agencyId} and c.id = it."classId"
      join enrolment e on e.cell = ${cell} and e.agency_id = ${agencyId} and e.class_id = it."classId" and e.state = 'terdaftar'
       and it.unit = case when e.unit_id = any(${own}::bigint[]) then e.unit_id else 0 end
     where to_timestamp(it."dueAt") > ${now.toString()}::timestamptz ${fresh}
    on conflict (cell, agency_id, enrolment_id, session_at, step) do nothing`);
}

const Claimed = z.object({ id: z.number(), enrolmentId: z.number(), step: z.enum(["h7", "h3", "h1", "jam2"]), sessionAt: z.number() });
/** A reminder to be said now; `sessionAt` in epoch seconds. */
export type DueRow = z.output<typeof Claimed> & { classId: number; personId: number };

const stillOn = sql`
  exists (select from enrolment e
            join training_class c on c.cell = e.cell and c.agency_id = e.agency_id and c.id = e.class_id and c.status in ('dibuka', 'ditutup', 'berjalan')
            join training_session s on s.cell = c.cell and s.agency_id = c.agency_id and s.class_id = c.id and s.starts_at = r.session_at
           where e.cell = r.cell and e.agency_id = r.agency_id and e.id = r.enrolment_id and e.state = 'terdaftar')`;

/** Closes what is due and has become pointless: the session has begun or is not any more, or the person does not take part. */
export const closePointless = (tx: Database, { cell, agencyId }: Tenant, now: Temporal.Instant): Promise<number> =>
  tx.run(sql`
    update reminder r set done_at = ${now.toString()}
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.done_at is null and r.due_at <= ${now.toString()}
       and (r.session_at <= ${now.toString()} or not ${stillOn})`);

/**
 * Claims what is due for the people whose turn it is, all that is due for each of them, and marks it done in the caller's transaction.
 * `late`: what should have been said before this instant waits where its session is after `resume` (a service that comes back at night
 * wakes nobody). Three statements with the numbers handed on: as one, a planner without figures joined all that is due with all
 * enrolments, a second for each two hundred people.
 */
export async function claimDue(
  tx: Database,
  { cell, agencyId }: Tenant,
  { now, people, late }: { now: Temporal.Instant; people: number; late: { before: Temporal.Instant; resume: Temporal.Instant } | null },
): Promise<DueRow[]> {
  const at = now.toString();
  const waits = late === null ? sql`` : sql`and not (r.due_at < ${late.before.toString()} and r.session_at > ${late.resume.toString()})`;
  const due = sql`r.cell = ${cell} and r.agency_id = ${agencyId} and r.done_at is null and r.due_at <= ${at} ${waits}`;
  const turn = await tx.many(
    z.object({ enrolmentId: z.number() }),
    sql`select r.enrolment_id::int as "enrolmentId" from reminder r where ${due} order by r.due_at, r.id limit ${people}`,
  );
  if (turn.length === 0) return [];
  const theirs = await tx.many(
    z.object({ id: z.number(), classId: z.number(), personId: z.number() }),
    sql`
    select id::int as id, class_id::int as "classId", person_id::int as "personId" from enrolment
     where cell = ${cell} and agency_id = ${agencyId} and state = 'terdaftar' and person_id = any(array(
       select person_id from enrolment where cell = ${cell} and agency_id = ${agencyId} and id = any(${turn.map((it) => it.enrolmentId)}::bigint[])))`,
  );
  const claimed = await tx.many(
    Claimed,
    sql`
    update reminder set done_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and id = any(array(
       select r.id from reminder r where ${due} and r.enrolment_id = any(${theirs.map((it) => it.id)}::bigint[]) for update skip locked))
    returning id::int as id, enrolment_id::int as "enrolmentId", step, extract(epoch from session_at)::float8 as "sessionAt"`,
  );
  const entered = new Map(theirs.map((it) => [it.id, it]));
  return claimed.flatMap((it) => {
    const { classId, personId } = entered.get(it.enrolmentId) ?? {};
    return classId === undefined || personId === undefined ? [] : [{ ...it, classId, personId }];
  });
}

/** Deletes what was said before an instant; the number of rows. */
export const deleteRemindersBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from reminder where cell = ${cell} and done_at < ${before.toString()}`);
