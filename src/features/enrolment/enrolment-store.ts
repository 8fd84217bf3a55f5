import { z } from "zod";
import { type Database, rawSql, type Sql, sql } from "../../db/database.ts";
import type { Tenant } from "../training/store.ts";
import { type Actor, allows, type MoveName, openStates, type State, seatChange, stateNames } from "./states.ts";

/** How somebody came: alone, proposed by the unit, or called by the city. */
export type Via = "sendiri" | "usulan" | "panggilan";

const Enrolment = z.object({
  id: z.number(),
  classId: z.number(),
  personId: z.number(),
  state: z.enum(stateNames as [State, ...State[]]),
  via: z.enum(["sendiri", "usulan", "panggilan"]),
  attempt: z.number(),
  /** Epoch seconds, here and below: since when in this state, and in the queue across offers. */
  since: z.number(),
  queuedAt: z.number().nullable(),
  dueAt: z.number().nullable(),
  /** Who was asked; null = an officer. */
  approverId: z.number().nullable(),
  unitId: z.number().nullable(),
  /** Levels missing in what the training develops, at entry; null = was not known. */
  need: z.number().nullable(),
  reason: z.string().nullable(),
});
export type Enrolment = z.output<typeof Enrolment>;

const columns = rawSql(`e.id::int as id, e.class_id::int as "classId", e.person_id::int as "personId", e.state, e.via, e.attempt,
  extract(epoch from e.since)::float8 as since, extract(epoch from e.queued_at)::float8 as "queuedAt", extract(epoch from e.due_at)::float8 as "dueAt",
  e.approver_id::int as "approverId", e.unit_id::int as "unitId", e.need::float8 as need, e.reason`);

const Room = z.object({ id: z.number(), seats: z.number().nullable(), taken: z.number() });
/** A class whose seats nobody else can touch until the transaction ends. */
export type Room = z.output<typeof Room>;

/**
 * Locks a class's seats. Whoever takes, frees or offers one holds this lock, so that seats are counted by one at a time and never
 * oversold; undefined = there is no such class in this city.
 */
export function lockRoom(tx: Database, { cell, agencyId }: Tenant, classId: number): Promise<Room | undefined> {
  return tx.maybe(
    Room,
    sql`select id::int as id, seats, taken from training_class where cell = ${cell} and agency_id = ${agencyId} and id = ${classId} for no key update`,
  );
}

/** Seats that can be given now; null = no limit. */
export const freeSeats = ({ seats, taken }: Room): number | null => (seats === null ? null : seats - taken);

/** A change to make. Facts left out stay as they are; `dueAt` and `reason` are always those of the new state. */
export interface Change {
  move: MoveName;
  to: State;
  actor: Actor;
  /** null = the system. */
  actorId: number | null;
  now: Temporal.Instant;
  dueAt?: Temporal.Instant | null;
  reason?: string | null;
  approverId?: number | null;
}

/** Who begins, for a first attempt or a new one. */
export interface Entrant {
  classId: number;
  personId: number;
  via: Via;
  unitId: number | null;
  need: number | null;
}

/**
 * Makes a change under the lock on its class and keeps it as an event; `room` counts on. Returns the enrolment as it is now. A move
 * that the table of states does not know is an `Error`: the caller asks first.
 */
export async function changeState(tx: Database, tenant: Tenant, room: Room, held: Enrolment | Entrant, change: Change): Promise<Enrolment> {
  const { cell, agencyId } = tenant;
  const { move, to, actor, actorId, now, reason = null } = change;
  const from = "state" in held ? held.state : null;
  const entering = move === "daftar" || move === "usulkan" || move === "panggil";
  if (!allows(move, from, to, actor)) throw new Error(`no move ${move} from ${from} to ${to} by ${actor}`);
  const seats = seatChange(from, to);
  if (seats > 0 && freeSeats(room) !== null && Number(freeSeats(room)) < 1) throw new Error("no seat is free");
  const at = now.toString();
  const due = change.dueAt?.toString() ?? null;
  const approver = change.approverId === undefined ? ("approverId" in held ? held.approverId : null) : change.approverId;
  const queued = to === "daftar_tunggu" ? at : null;
  const row =
    "state" in held
      ? await tx.one(
          Enrolment,
          sql`
    update enrolment e
       set state = ${to}, since = ${at}, due_at = ${due}, reason = ${reason}, approver_id = ${approver}
           ${entering && from !== "diusulkan" && from !== "daftar_tunggu" ? sql`, attempt = attempt + 1, asked_at = ${at}, queued_at = ${queued}` : sql`, queued_at = coalesce(queued_at, ${queued}::timestamptz)`}
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.id = ${held.id} and e.state = ${from}
    returning ${columns}`,
        )
      : await tx.one(
          Enrolment,
          sql`
    insert into enrolment as e (cell, agency_id, class_id, person_id, state, via, asked_at, since, queued_at, due_at, approver_id, unit_id, need, reason)
    values (${cell}, ${agencyId}, ${held.classId}, ${held.personId}, ${to}, ${held.via}, ${at}, ${at}, ${queued}, ${due}, ${approver}, ${held.unitId}, ${held.need}, ${reason})
    returning ${columns}`,
        );
  await tx.run(sql`
    insert into enrolment_event (cell, agency_id, enrolment_id, at, move, from_state, to_state, actor, actor_id, reason)
    values (${cell}, ${agencyId}, ${row.id}, ${at}, ${move}, ${from}, ${to}, ${actor}, ${actorId}, ${reason})`);
  if (seats !== 0) {
    room.taken += seats;
    await tx.run(sql`update training_class set taken = taken + ${seats} where cell = ${cell} and agency_id = ${agencyId} and id = ${room.id}`);
  }
  return row;
}

/** Facts of a new attempt, where they may differ from those of the last one. */
export async function refreshEntrant(tx: Database, { cell, agencyId }: Tenant, id: number, { via, unitId, need }: Entrant): Promise<void> {
  await tx.run(sql`
    update enrolment set via = ${via}, unit_id = ${unitId}, need = ${need} where cell = ${cell} and agency_id = ${agencyId} and id = ${id}`);
}

/** An enrolment by id; undefined = none in this city. */
export const enrolmentById = (db: Database, tenant: Tenant, id: number): Promise<Enrolment | undefined> => first(db, tenant, sql`and e.id = ${id}`);

/** Somebody's enrolment in a class, whatever became of it. */
export const enrolmentIn = (db: Database, tenant: Tenant, classId: number, personId: number): Promise<Enrolment | undefined> =>
  first(db, tenant, sql`and e.class_id = ${classId} and e.person_id = ${personId}`);

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
  db.many(Enrolment, sql`select ${columns} from enrolment e where e.cell = ${cell} and e.agency_id = ${agencyId} ${which} order by e.id desc`);

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
