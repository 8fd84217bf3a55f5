import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import type { Tenant } from "../training/store.ts";
import { Enrolment, enrolmentColumns, type Via } from "./enrolment-row.ts";
import { type Actor, allows, type MoveName, type State, seatChange } from "./states.ts";

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

/** A change to make. Facts left out stay as they are; `dueAt`, `tellAt` and `reason` are always those of the new state. */
export interface Change {
  move: MoveName;
  to: State;
  actor: Actor;
  /** null = the system. */
  actorId: number | null;
  now: Temporal.Instant;
  dueAt?: Temporal.Instant | null;
  tellAt?: Temporal.Instant | null;
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

/** A change of somebody's enrolment, or the first one. */
export interface Wanted {
  held: Enrolment | Entrant;
  change: Change;
}

/**
 * Makes a change under the lock on its class and keeps it as an event; `room` counts on. Returns the enrolment as it is now. A move
 * that the table of states does not know is an `Error`: the caller asks first.
 */
export async function changeState(tx: Database, tenant: Tenant, room: Room, held: Enrolment | Entrant, change: Change): Promise<Enrolment> {
  const [row] = await changeStates(tx, tenant, room, [{ held, change }]);
  return row as Enrolment;
}

/** The same for many of one class, one after the other and written together; in their order. */
export async function changeStates(tx: Database, tenant: Tenant, room: Room, wanted: Wanted[]): Promise<Enrolment[]> {
  if (wanted.length === 0) return [];
  const { cell, agencyId } = tenant;
  const before = room.taken;
  const rows = wanted.map((it, ord) => ({ ...written(it, room), ord }));
  const begun = await begin(tx, tenant, rows);
  const moved = await move(tx, tenant, rows);
  const changed = rows.map(({ id, personId }) => (id === null ? begun.get(personId) : moved.get(id)) as Enrolment);
  const events = rows.map((it, at) => ({ ...it, enrolment: changed[at]?.id }));
  await tx.run(sql`
    insert into enrolment_event (cell, agency_id, enrolment_id, at, move, from_state, to_state, actor, actor_id, reason)
    select ${cell}, ${agencyId}, enrolment, at, move, "from", "to", actor, "actorId", reason
      from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
        as it (ord int, enrolment bigint, at timestamptz, move text, "from" text, "to" text, actor text, "actorId" bigint, reason text)
     order by ord`);
  if (room.taken !== before)
    await tx.run(sql`update training_class set taken = taken + ${room.taken - before} where cell = ${cell} and agency_id = ${agencyId} and id = ${room.id}`);
  return changed;
}

type Row = ReturnType<typeof written> & { ord: number };

/** A change as its row and its event; counts the seat. */
function written({ held, change }: Wanted, room: Room) {
  const { move, to, actor, actorId, now, reason = null, dueAt = null, tellAt = null, approverId } = change;
  const { classId, personId, via, unitId, need } = held;
  const [id, from, approver] = "state" in held ? [held.id, held.state, held.approverId] : [null, null, null];
  if (!allows(move, from, to, actor)) throw new Error(`no move ${move} from ${from} to ${to} by ${actor}`);
  const seats = seatChange(from, to);
  if (seats > 0 && freeSeats(room) !== null && Number(freeSeats(room)) < 1) throw new Error("no seat is free");
  room.taken += seats;
  const at = now.toString();
  const entering = move === "daftar" || move === "usulkan" || move === "panggil";
  return {
    ...{ id, classId, personId, via, unitId, need, move, from, to, actor, actorId, reason, at },
    due: dueAt?.toString() ?? null,
    tell: tellAt?.toString() ?? null,
    approver: approverId === undefined ? approver : approverId,
    queued: to === "daftar_tunggu" ? at : null,
    /** Comes again, after an end. */
    anew: entering && from !== "diusulkan" && from !== "daftar_tunggu",
  };
}

const rowColumns = sql`(ord int, id bigint, "classId" bigint, "personId" bigint, via text, "unitId" bigint, need numeric, "from" text, "to" text, reason text, at timestamptz,
        due timestamptz, tell timestamptz, approver bigint, queued timestamptz, anew boolean)`;

/** First attempts, by person. Their ids follow the order in which they came, as the waiting list has it. */
async function begin(tx: Database, { cell, agencyId }: Tenant, rows: Row[]): Promise<Map<number, Enrolment>> {
  const first = rows.filter((it) => it.id === null);
  if (first.length === 0) return new Map();
  const added = await tx.many(
    Enrolment,
    sql`
    insert into enrolment as e (cell, agency_id, class_id, person_id, state, via, asked_at, since, queued_at, due_at, tell_at, approver_id, unit_id, need, reason)
    select ${cell}, ${agencyId}, "classId", "personId", "to", via, at, at, queued, due, tell, approver, "unitId", need, reason
      from jsonb_to_recordset(${JSON.stringify(first)}::jsonb) as it ${rowColumns}
     order by ord
    returning ${enrolmentColumns}`,
  );
  return new Map(added.map((it) => [it.personId, it]));
}

/** Those that were there, by id. The ids stand apart from the rows because the planner knows how many they are. */
async function move(tx: Database, { cell, agencyId }: Tenant, rows: Row[]): Promise<Map<number, Enrolment>> {
  const there = rows.filter((it) => it.id !== null);
  if (there.length === 0) return new Map();
  const moved = await tx.many(
    Enrolment,
    sql`
    update enrolment e
       set state = it.to, since = it.at, due_at = it.due, tell_at = it.tell, reason = it.reason, approver_id = it.approver,
           attempt = e.attempt + it.anew::int, asked_at = case when it.anew then it.at else e.asked_at end,
           queued_at = case when it.anew then it.queued else coalesce(e.queued_at, it.queued) end
      from jsonb_to_recordset(${JSON.stringify(there)}::jsonb) as it ${rowColumns}
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.id = any(${there.map((it) => it.id)}::bigint[]) and e.id = it.id and e.state = it.from
    returning ${enrolmentColumns}`,
  );
  if (moved.length !== there.length) throw new Error(`${there.length - moved.length} enrolments were not in the state that was read`);
  return new Map(moved.map((it) => [it.id, it]));
}

/** Facts of a new attempt, where they may differ from those of the last one. */
export const refreshEntrant = (tx: Database, tenant: Tenant, id: number, facts: Entrant): Promise<void> => refreshEntrants(tx, tenant, [{ ...facts, id }]);

/** The same for many. */
export async function refreshEntrants(tx: Database, { cell, agencyId }: Tenant, again: (Entrant & { id: number })[]): Promise<void> {
  if (again.length === 0) return;
  await tx.run(sql`
    update enrolment e set via = it.via, unit_id = it."unitId", need = it.need
      from jsonb_to_recordset(${JSON.stringify(again)}::jsonb) as it (id bigint, via text, "unitId" bigint, need numeric)
     where e.cell = ${cell} and e.agency_id = ${agencyId} and e.id = any(${again.map((it) => it.id)}::bigint[]) and e.id = it.id`);
}
