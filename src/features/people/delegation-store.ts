import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../db/database.ts";
import type { Tenant } from "./person-store.ts";

const Row = z.object({ id: z.number(), leaderId: z.number(), delegateId: z.number(), since: z.string(), until: z.string().nullable() });
/** Somebody acts for a leader; ISO days in the agency's zone, `until` = the first day outside, null = until it is ended. */
export type KeptDelegation = z.output<typeof Row>;

const columns = sql`id::int as id, leader_id::int as "leaderId", delegate_id::int as "delegateId", since::text as since, until::text as until`;
const ofLeader = ({ cell, agencyId, personId }: Subject): Sql => sql`cell = ${cell} and agency_id = ${agencyId} and leader_id = ${personId}`;

/** Who acts for a leader on a day or will later, soonest first. */
export const delegationsFrom = (db: Database, leader: Subject, day: string): Promise<KeptDelegation[]> =>
  db.many(
    Row,
    sql`select ${columns} from delegation where ${ofLeader(leader)} and (until is null or (until > ${day}::date and until > since)) order by since, id`,
  );

const Turning = Row.extend({ namedAt: z.number(), beginTold: z.boolean(), endTold: z.boolean() });
/** One of which it is still to be told that it begins or is over; `namedAt` in epoch seconds. */
export type Turning = z.output<typeof Turning>;

/** What begins or is over until a day and has not been told; never what was taken back before it began. */
export const delegationsTurning = (db: Database, { cell, agencyId }: Tenant, until: string): Promise<Turning[]> =>
  db.many(
    Turning,
    sql`
    select ${columns}, extract(epoch from named_at)::float8 as "namedAt", begin_told_at is not null as "beginTold", end_told_at is not null as "endTold"
      from delegation
     where cell = ${cell} and agency_id = ${agencyId} and (until is null or until > since)
       and ((begin_told_at is null and since <= ${until}::date) or (end_told_at is null and until <= ${until}::date)) order by id`,
  );

/** Notes that it has been told; false = somebody else was quicker. */
export const noteTold = async (tx: Database, { cell, agencyId }: Tenant, id: number, what: "begin" | "end", now: Temporal.Instant): Promise<boolean> => {
  const column = what === "begin" ? sql`begin_told_at` : sql`end_told_at`;
  const noted = await tx.run(
    sql`update delegation set ${column} = ${now.toString()} where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and ${column} is null`,
  );
  return noted > 0;
};

/**
 * Names who acts for a leader in a span from `day`, today, on. At one time there is one: who was named for some of these days before ends where the span begins.
 * Returns the new one and those that end by it, as they are now.
 */
export async function nameDelegate(
  tx: Database,
  leader: Subject,
  { delegateId, since, until, day, now }: { delegateId: number; since: string; until: string | null; day: string; now: Temporal.Instant },
): Promise<{ named: KeptDelegation; ended: KeptDelegation[] }> {
  const ended = await end(tx, leader, { from: since, until, day, now });
  const named = await tx.one(
    Row,
    sql`
    insert into delegation (cell, agency_id, leader_id, delegate_id, since, until, named_at, begin_told_at)
    values (${leader.cell}, ${leader.agencyId}, ${leader.personId}, ${delegateId}, ${since}, ${until}, ${now.toString()},
            ${since <= day ? now.toString() : null}) returning ${columns}`,
  );
  return { named, ended };
}

/** Ends one, or all that run or are to come; returns them as they are now. Whoever ends one tells of it. */
export const endDelegations = (
  tx: Database,
  leader: Subject,
  { day, now, id }: { day: string; now: Temporal.Instant; id?: number },
): Promise<KeptDelegation[]> => end(tx, leader, { from: day, until: null, day, now, ...(id !== undefined && { id }) });

interface Ending {
  from: string;
  until: string | null;
  day: string;
  now: Temporal.Instant;
  id?: number;
}

async function end(tx: Database, leader: Subject, { from, until, day, now, id }: Ending): Promise<KeptDelegation[]> {
  const meant = (await delegationsFrom(tx, leader, from)).filter((it) => (until === null || it.since < until) && (id === undefined || it.id === id));
  await tx.run(sql`
    update delegation set until = greatest(since, ${from}::date), end_told_at = case when greatest(since, ${from}::date) <= ${day}::date then ${now.toString()}::timestamptz end
     where ${ofLeader(leader)} and id = any(${meant.map((it) => it.id)}::bigint[])`);
  return meant.map((it) => ({ ...it, until: it.since > from ? it.since : from }));
}

/** Whether it is over or was taken back, so that who ended it tells so; one that runs on for some days is told when it is over. */
export const isOver = ({ since, until }: KeptDelegation, day: string): boolean => until !== null && (until <= day || until <= since);
