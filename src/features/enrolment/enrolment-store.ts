import { z } from "zod";
import { type Database, type Sql, sql } from "../../db/database.ts";
import type { Tenant } from "../training/store.ts";
import { Enrolment, enrolmentColumns } from "./enrolment-row.ts";
import { openStates, type State, stateNames } from "./states.ts";

export {
  type Change,
  changeState,
  changeStates,
  type Entrant,
  freeSeats,
  lockRoom,
  type Room,
  refreshEntrant,
  refreshEntrants,
  type Wanted,
} from "./change-store.ts";
export type { Enrolment, Via } from "./enrolment-row.ts";

/** An enrolment by id; undefined = none in this city. */
export const enrolmentById = (db: Database, tenant: Tenant, id: number): Promise<Enrolment | undefined> => first(db, tenant, sql`and e.id = ${id}`);

/** Somebody's enrolment in a class, whatever became of it. */
export const enrolmentIn = (db: Database, tenant: Tenant, classId: number, personId: number): Promise<Enrolment | undefined> =>
  first(db, tenant, sql`and e.class_id = ${classId} and e.person_id = ${personId}`);

/** These enrolments of this city, newest first. */
export const enrolmentsById = (db: Database, tenant: Tenant, ids: number[]): Promise<Enrolment[]> => rows(db, tenant, sql`and e.id = any(${ids}::bigint[])`);

/** All that these people have entered, by person, newest first. */
export const enrolmentsOfAll = async (db: Database, tenant: Tenant, personIds: number[]): Promise<Map<number, Enrolment[]>> =>
  Map.groupBy(await rows(db, tenant, sql`and e.person_id = any(${personIds}::bigint[])`), (it) => it.personId);

/** Enrolments of these people in a class, whatever became of them, by person. */
export const enrolmentsAmong = async (db: Database, tenant: Tenant, classId: number, personIds: number[]): Promise<Map<number, Enrolment>> =>
  new Map((await rows(db, tenant, sql`and e.class_id = ${classId} and e.person_id = any(${personIds}::bigint[])`)).map((it) => [it.personId, it]));

const first = async (db: Database, tenant: Tenant, which: Sql): Promise<Enrolment | undefined> => (await rows(db, tenant, which))[0];

/** All that somebody has entered, newest first. */
export const enrolmentsOf = (db: Database, tenant: Tenant, personId: number): Promise<Enrolment[]> => rows(db, tenant, sql`and e.person_id = ${personId}`);

/** All of a class, oldest first. */
export const enrolmentsIn = async (db: Database, tenant: Tenant, classId: number): Promise<Enrolment[]> =>
  (await rows(db, tenant, sql`and e.class_id = ${classId}`)).reverse();

/** What waits for this leader's decision, or that of whom they stand in for: what was sent to `approvers`. */
export const awaiting = (db: Database, tenant: Tenant, approvers: number[]): Promise<Enrolment[]> =>
  rows(db, tenant, sql`and e.state = 'menunggu_atasan' and e.approver_id = any(${approvers}::bigint[])`);

/** What waits for an officer. */
export const awaitingOfficer = (db: Database, tenant: Tenant): Promise<Enrolment[]> => rows(db, tenant, sql`and e.state in ('diusulkan', 'menunggu_petugas')`);

/** Classes that somebody is in or asks for, for clashes and for not being recommended again. */
export async function enteredClasses(db: Database, { cell, agencyId }: Tenant, personId: number): Promise<number[]> {
  const found = await db.many(
    z.object({ id: z.number() }),
    sql`
    select class_id::int as id from enrolment
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and state = any(${openStates}::text[])`,
  );
  return found.map((it) => it.id);
}

const rows = (db: Database, { cell, agencyId }: Tenant, which: Sql): Promise<Enrolment[]> =>
  db.many(Enrolment, sql`select ${enrolmentColumns} from enrolment e where e.cell = ${cell} and e.agency_id = ${agencyId} ${which} order by e.id desc`);

const Event = z.object({
  at: z.number(),
  move: z.string(),
  from: z.string().nullable(),
  to: z.enum(stateNames as [State, ...State[]]),
  actor: z.enum(["peserta", "atasan", "pengelola", "petugas", "sistem"]),
  actorId: z.number().nullable(),
  reason: z.string().nullable(),
});
/** A change as it was kept; `at` in epoch seconds. */
export type EnrolmentEvent = z.output<typeof Event>;

/** How an enrolment came to be what it is, oldest first. */
export function historyOf(db: Database, { cell, agencyId }: Tenant, enrolmentId: number): Promise<EnrolmentEvent[]> {
  return db.many(
    Event,
    sql`
    select extract(epoch from at)::float8 as at, move, from_state as "from", to_state as "to", actor, actor_id::int as "actorId", reason
      from enrolment_event where cell = ${cell} and agency_id = ${agencyId} and enrolment_id = ${enrolmentId} order by id`,
  );
}

const Who = z.object({ id: z.number() });

/** Who has ever come into one of these states of a class until a moment (ISO), whatever became of them since. */
export async function everIn(db: Database, { cell, agencyId }: Tenant, classId: number, states: readonly State[], until: string): Promise<number[]> {
  const rows = await db.many(
    Who,
    sql`
    select distinct e.person_id::int as id
      from enrolment e
      join enrolment_event v on v.cell = e.cell and v.agency_id = e.agency_id and v.enrolment_id = e.id
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.class_id = ${classId} and v.to_state = any(${[...states]}::text[]) and v.at <= ${until}::timestamptz`,
  );
  return rows.map((it) => it.id);
}
