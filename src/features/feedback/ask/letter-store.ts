import { z } from "zod";
import { type Database, rawSql, type Sql, sql } from "../../../db/database.ts";
import { aliveHandle } from "../../people/link/handle-store.ts";
import { isRemindable } from "../../people/privacy/reminders.ts";
import type { Tenant } from "../../training/store.ts";
import { type Capacity, capacities } from "../survey/survey.ts";
import { goneDuties } from "./request-plan-store.ts";

/**
 * Days for which a letter to somebody about themselves still goes to a chat that has been silent too long to count: who last wrote on the day
 * of the class would otherwise never hear of the question ninety days after it. It names the class and nobody; to answer, they prove anew who they are.
 */
export const graceDays = 14;

/** Letters after the first one, at most. */
export const mostReminders = 2;

const open = rawSql("q.done_at is null and q.declined_at is null and q.closed_note is null and q.respondent_id is not null");
const answerable = (now: Temporal.Instant): Sql => sql`
  r.opened_at is not null and r.settled_at is null and r.closes_at > ${now.add({ hours: 2 }).toString()}::timestamptz and c.status not in ('batal', 'ditunda')`;
const joined = rawSql(`
  join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
  join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id`);
/** Now, and when work begins again after today: a reminder that falls in between comes earlier, today (F22). */
export interface DueBy {
  now: Temporal.Instant;
  remindUntil: Temporal.Instant;
}

/** Not asked yet, or asked so long ago that a reminder is due: a quarter of the time that somebody has. */
const due = ({ now, remindUntil }: DueBy): Sql => sql`
  case when q.sent_at is null then q.due_at <= ${now.toString()}::timestamptz
       else q.reminded < ${mostReminders} and coalesce(q.reminded_at, q.sent_at) < ${remindUntil.toString()}::timestamptz - (r.closes_at - greatest(r.opens_at, q.due_at)) / 4 end`;

/**
 * The next people to whom something is due, by their ids after `after`, locked: another replica passes them by. Who is not at work today
 * (on leave by its dates) waits. Who has agreed to no reminders is due none: for weeks everybody who does not answer would be looked at anew.
 */
export async function takePeople(
  tx: Database,
  { cell, agencyId }: Tenant,
  { now, remindUntil, day, after, most }: DueBy & { day: string; after: number; most: number },
): Promise<{ ids: number[]; last: number | null }> {
  const found = await tx.many(
    z.object({ id: z.number() }),
    sql`
    select distinct q.respondent_id::int as id from survey_request q ${joined}
     where q.cell = ${cell} and q.agency_id = ${agencyId} and ${open} and q.respondent_id > ${after} and ${answerable(now)} and ${due({ now, remindUntil })}
       and (q.sent_at is null or ${isRemindable({ cell, agencyId }, rawSql("q.respondent_id"))})
     order by 1 limit ${most}`,
  );
  const ids = found.map((it) => it.id);
  const locked = await tx.many(
    z.object({ id: z.number() }),
    sql`
    select id::int as id from person p
     where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id = any(${ids}::bigint[]) and p.duty not in ${goneDuties}
       and exists (select from handle h where h.cell = p.cell and h.agency_id = p.agency_id and h.person_id = p.id and ${aliveHandle(now, graceDays)})
       and not (p.leave_from is not null and p.leave_from <= ${day}::date and coalesce(p.leave_until, ${day}::date) >= ${day}::date)
     order by p.id for no key update of p skip locked`,
  );
  return { ids: locked.map((it) => it.id), last: ids.at(-1) ?? null };
}

const Waiting = z.object({
  id: z.number(),
  personId: z.number(),
  aboutId: z.number().nullable(),
  capacity: z.enum(capacities),
  step: z.enum(["reaksi", "belajar", "perilaku"]),
  days: z.number(),
  classId: z.number(),
  sent: z.boolean(),
  begun: z.boolean(),
  reminded: z.number(),
  isDue: z.boolean(),
  /** Which words by lot: 0 or 1. */
  lot: z.number(),
  /** Epoch seconds. */
  dueAt: z.number(),
  closesAt: z.number(),
});
/** A request that somebody can still answer. */
export type Waiting = z.output<typeof Waiting> & { capacity: Capacity };

/** All that these people can still answer, oldest first; the caller holds their locks. */
export function waitingFor(tx: Database, { cell, agencyId }: Tenant, people: number[], by: DueBy): Promise<Waiting[]> {
  return tx.many(
    Waiting,
    sql`
    select q.id::int as id, q.respondent_id::int as "personId", q.about_id::int as "aboutId", q.capacity, r.step, r.after_days as days, r.class_id::int as "classId",
           q.sent_at is not null as sent, q.begun_at is not null as begun, q.reminded, coalesce(${due(by)}, false) as "isDue",
           (('x' || substr(md5(q.public_id), 1, 2))::bit(8)::int % 2) as lot,
           extract(epoch from q.due_at)::float8 as "dueAt", extract(epoch from r.closes_at)::float8 as "closesAt"
      from survey_request q ${joined}
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.respondent_id = any(${people}::bigint[]) and ${open} and ${answerable(by.now)}
     order by q.due_at, r.step desc, q.id`,
  );
}

/** Who of these people has had a letter of ours since an instant, or has a form under way that was touched since another. */
export async function busyPeople(
  tx: Database,
  { cell, agencyId }: Tenant,
  people: number[],
  { lettersSince, formsSince }: { lettersSince: Temporal.Instant; formsSince: Temporal.Instant },
): Promise<Set<number>> {
  const [day, form] = [lettersSince.toString(), formsSince.toString()];
  const at = (table: Sql, person: Sql): Sql => sql`${table} t where t.cell = ${cell} and t.agency_id = ${agencyId} and ${person} = any(${people}::bigint[])`;
  const rows = await tx.many(
    z.object({ id: z.number() }),
    sql`
    select t.respondent_id::int as id from ${at(sql`survey_request`, sql`t.respondent_id`)}
       and (t.sent_at >= ${day} or t.reminded_at >= ${day}
            or (t.begun_at >= ${form} and t.done_at is null and t.declined_at is null and t.closed_note is null))
    union select t.rater_id::int from ${at(sql`assessment`, sql`t.rater_id`)} and t.finished_at is null and t.touched_at >= ${form}
    union select t.person_id::int from ${at(sql`learning_test`, sql`t.person_id`)} and t.finished_at is null and t.started_at >= ${form}`,
  );
  return new Set(rows.map((it) => it.id));
}

/** Answers handed in from which an own hour is read. */
const enoughAnswers = 3;

/** The local hour, between eight and four, in which these people mostly hand in; who answered seldom is left out. */
export async function bestHours(tx: Database, { cell, agencyId }: Tenant, people: number[], zone: string): Promise<Map<number, number>> {
  const rows = await tx.many(
    z.object({ id: z.number(), hour: z.number() }),
    sql`
    select distinct on (id) id, hour from (
      select respondent_id::int as id, extract(hour from done_at at time zone ${zone})::int as hour, count(*) as times,
             sum(count(*)) over (partition by respondent_id) as "all", max(done_at) as newest
        from survey_request
       where cell = ${cell} and agency_id = ${agencyId} and respondent_id = any(${people}::bigint[]) and done_at is not null
       group by respondent_id, 2) own
     where own."all" >= ${enoughAnswers} and hour between 8 and 15
     order by id, times desc, newest desc`,
  );
  return new Map(rows.map((it) => [it.id, it.hour]));
}

/** What a first letter asks, by which network and in which words. */
export interface FirstAsked {
  ids: number[];
  channel: string;
  wording: number;
}

/** Marks what first letters ask, all of them at once. */
export async function markSent(
  tx: Database,
  { cell, agencyId }: Tenant,
  asked: FirstAsked[],
  { now, hour }: { now: Temporal.Instant; hour: number },
): Promise<void> {
  if (asked.length === 0) return;
  const rows = JSON.stringify(asked.flatMap(({ ids, channel, wording }) => ids.map((id) => ({ id, channel, wording }))));
  await tx.run(sql`
    update survey_request q set sent_at = ${now.toString()}, hour = ${hour}, channel = it.channel, wording = it.wording
      from jsonb_to_recordset(${rows}::jsonb) as it (id bigint, channel text, wording smallint)
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.id = it.id and q.sent_at is null`);
}

/** Days back in which a letter that never left is looked for; its request closes before long anyway. */
const unsentDays = 3;

/** Whose first letter expired before it could leave was not asked: it is due again, and counts for nothing until then. The number of requests. */
export function takeBackUnsent(tx: Database, { cell, agencyId }: Tenant, zone: string, now: Temporal.Instant): Promise<number> {
  return tx.run(sql`
    update survey_request q set sent_at = null, hour = null, channel = null
     where q.cell = ${cell} and q.agency_id = ${agencyId} and ${open} and q.sent_at >= ${now.subtract({ hours: 24 * unsentDays }).toString()}::timestamptz
       and q.begun_at is null and q.reminded = 0
       and exists (select from outbox o where o.cell = q.cell and o.status = 'expired' and o.part = 0
                      and o.key = 'survei:' || q.agency_id || ':' || q.respondent_id || ':' || (q.sent_at at time zone ${zone})::date::text)`);
}

/** Marks what reminders were about, all of them at once. */
export async function markReminded(tx: Database, { cell, agencyId }: Tenant, ids: number[], now: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return;
  await tx.run(sql`
    update survey_request set reminded = reminded + 1, reminded_at = ${now.toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = any(${ids}::bigint[]) and reminded < ${mostReminders}`);
}
