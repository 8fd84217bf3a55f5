import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, type Sql, sql } from "../../db/database.ts";
import { capacityOf, type Delegation, holdsOn, type Line, supervisorOn } from "./authority.ts";
import type { Tenant } from "./person-store.ts";

const LineRow = z.object({ personId: z.number(), supervisorId: z.number(), since: z.string(), until: z.string().nullable() });
const DelegationRow = z.object({ leaderId: z.number(), delegateId: z.number(), since: z.string(), until: z.string().nullable() });

/** All lines of these people, past ones too, oldest first. */
export function linesOf(db: Database, { cell, agencyId }: Tenant, personIds: number[]): Promise<Line[]> {
  return db.many(
    LineRow,
    sql`
    select person_id::int as "personId", supervisor_id::int as "supervisorId", since::text as since, until::text as until from reporting_line
     where cell = ${cell} and agency_id = ${agencyId} and person_id = any(${personIds}::bigint[]) order by since, id`,
  );
}

/** All delegations of these leaders, past ones too. */
export function delegationsOf(db: Database, { cell, agencyId }: Tenant, leaderIds: number[]): Promise<Delegation[]> {
  return db.many(
    DelegationRow,
    sql`
    select leader_id::int as "leaderId", delegate_id::int as "delegateId", since::text as since, until::text as until from delegation
     where cell = ${cell} and agency_id = ${agencyId} and leader_id = any(${leaderIds}::bigint[]) order by since, id`,
  );
}

/** In which capacity `actorId` may decide about the subject on a day; null = not at all. Always ask anew at the moment of deciding. */
export async function decidesAbout(
  db: Database,
  actorId: number,
  { cell, agencyId, personId }: Subject,
  day: string,
): Promise<"supervisor" | "delegate" | null> {
  const lines = await linesOf(db, { cell, agencyId }, [personId]);
  const leaders = lines.map((it) => it.supervisorId);
  return capacityOf(actorId, personId, { lines, delegations: await delegationsOf(db, { cell, agencyId }, leaders) }, day);
}

/** Everybody who may decide about a person on a day: the leader, and who stands in for them. */
export async function decidersOf(db: Database, { cell, agencyId, personId }: Subject, day: string): Promise<number[]> {
  const leader = supervisorOn(await linesOf(db, { cell, agencyId }, [personId]), personId, day);
  if (leader === null) return [];
  const delegates = (await delegationsOf(db, { cell, agencyId }, [leader])).filter((it) => holdsOn(it, day)).map((it) => it.delegateId);
  return [leader, ...delegates].filter((it) => it !== personId);
}

/** Whether the person of `cell`, `agency` and `person` (SQL expressions) leads anybody on `day`, by a line or as delegate of who does. */
export const leadsSomebody = ({ cell, agency, person, day }: { cell: Sql; agency: Sql; person: Sql; day: Sql }): Sql => {
  // Two lookups by index: joined by an "or", every line of the city would be read for whoever leads nobody, at every message.
  const holds = sql`l.cell = ${cell} and l.agency_id = ${agency} and l.since <= ${day} and (l.until is null or l.until > ${day})`;
  return sql`(
    exists (select 1 from reporting_line l where ${holds} and l.supervisor_id = ${person})
    or exists (select 1 from delegation d join reporting_line l on l.supervisor_id = d.leader_id
                where d.cell = ${cell} and d.agency_id = ${agency} and d.delegate_id = ${person} and d.since <= ${day} and (d.until is null or d.until > ${day})
                  and ${holds}))`;
};
