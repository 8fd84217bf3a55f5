import type { Letter } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import { localDate } from "../../core/time.ts";
import type { PersonRecord } from "../people/person-store.ts";
import { type ClassOf, loadClass } from "./class-of.ts";
import { askLeaders } from "./decide/ask-leader.ts";
import { changeStates, type Enrolment, type Entrant, enrolmentsAmong, freeSeats, lockRoom, refreshEntrants, type Wanted } from "./enrolment-store.ts";
import { closedBecause, needsOf } from "./may-enter.ts";
import type { WorkTime } from "./remind/work-time.ts";
import { type Desk, tenantOf } from "./seats/promote.ts";
import type { Standing } from "./seats/queue.ts";
import { queueOf, somebodyWaits } from "./seats/queue-store.ts";
import { timeHere, waitFor } from "./seats/wait.ts";
import { type State, states } from "./states.ts";

const texts = {
  gone: "Kelas itu tidak ada lagi.",
  closed: (reasons: string) => `Kelas itu baru saja berubah: ${reasons}. Lihat jadwal yang sekarang dengan /jadwal.`,
  already: "Anda sudah terdaftar atau menunggu di kelas ini. Ketik /status untuk melihatnya.",
};

/** What became of a wish to enter. */
export interface Entered {
  row: Enrolment;
  letters: Letter[];
  /** Place in the waiting list, first = 1; only for who waits. */
  place?: number;
  standing?: Standing;
  waiting?: number;
}

/** Somebody who wants in, and what only an officer can judge about it. */
export interface Wish {
  person: PersonRecord;
  doubts: string[];
}

/**
 * Enters somebody under the class's lock: a seat, held for the decision it needs, or a place in the waiting list. Whoever comes while
 * others wait waits behind them, even if a seat is free: it is on its way to somebody. Throws `Fault` where the person is in already.
 */
export async function enter(desk: Desk, person: PersonRecord, seen: ClassOf, doubts: string[]): Promise<Entered> {
  const [entered] = await enterAll(desk, seen, [{ person, doubts }]);
  if (!entered || entered instanceof Fault) throw entered ?? new Error("nobody was entered");
  return entered;
}

/**
 * The same for many, who came in this order: one lock, and what it takes to read and write is done once for all of them. What needs no
 * lock is read before it.
 */
export async function enterAll(desk: Desk, seen: ClassOf, wishes: Wish[]): Promise<(Entered | Fault)[]> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  const people = wishes.map((it) => it.person);
  const needs = await needsOf(db, tenant, people, seen.training.targets, localDate(now, desk.agency.zone));
  const time = await timeHere(desk);
  const room = await lockRoom(db, tenant, seen.class.id);
  // Read again under the lock: whoever held it may just have closed or cancelled the class.
  const of = room && (await loadClass(db, tenant, seen.class.id));
  if (!room || !of) return wishes.map(() => new Fault("not_found", texts.gone));
  const closed = closedBecause(of, now.epochMilliseconds / 1_000);
  if (closed.length > 0) return wishes.map(() => new Fault("conflict", texts.closed(closed.join("; "))));
  const ids = people.map((it) => it.id);
  const befores = await enrolmentsAmong(db, tenant, of.class.id, ids);
  // Who wishes twice (two chats, the same moment) is in by the first.
  const comers = wishes.flatMap((wish, at) => {
    const before = befores.get(wish.person.id);
    return ids.indexOf(wish.person.id) < at || (before && states[before.state].open) ? [] : [{ ...wish, before, need: needs[at] ?? null }];
  });
  const somebodyFirst = freeSeats(room) !== null && (await somebodyWaits(db, tenant, of.class.id));
  let free = somebodyFirst ? 0 : (freeSeats(room) ?? Number.POSITIVE_INFINITY);
  const again: (Entrant & { id: number })[] = [];
  const wanted: Wanted[] = [];
  for (const { person, doubts, before, need } of comers) {
    const entrant: Entrant = { classId: of.class.id, personId: person.id, via: "sendiri", unitId: person.positions[0]?.unit?.id ?? null, need };
    if (before) again.push({ ...entrant, id: before.id });
    const next = free > 0 ? await nextStep(desk, of, person, doubts, time) : queued;
    free -= 1;
    wanted.push({ held: before ?? entrant, change: { move: "daftar", actor: "peserta", actorId: person.id, now, ...next } });
  }
  await refreshEntrants(db, tenant, again);
  const rows = await changeStates(db, tenant, room, wanted);
  const told = await toldOf(
    desk,
    of,
    rows.map((it, at) => ({ it, person: comers[at]?.person as PersonRecord })),
  );
  return wishes.map(({ person }, at) => (ids.indexOf(person.id) === at && told.get(person.id)) || new Fault("conflict", texts.already));
}

const queued = { to: "daftar_tunggu" as const, dueAt: null, approverId: null };

/** What those hear who have just come in, and what their leaders do; by person. */
async function toldOf(desk: Desk, of: ClassOf, came: { it: Enrolment; person: PersonRecord }[]): Promise<Map<number, Entered>> {
  const letters = await askLeaders(desk, of, came);
  const waits = came.some(({ it }) => it.state === "daftar_tunggu");
  const queue = waits ? await queueOf(desk.db, tenantOf(desk), of.class.id, desk.now) : [];
  const places = new Map(queue.map((it, at) => [it.id, { place: at + 1, standing: it.standing, waiting: queue.length }]));
  return new Map(came.map(({ it }) => [it.personId, { row: it, letters: letters.get(it.id) ?? [], ...places.get(it.id) }]));
}

export interface Step {
  to: Extract<State, "menunggu_petugas" | "menunggu_atasan" | "terdaftar">;
  dueAt: Temporal.Instant | null;
  tellAt: Temporal.Instant | null;
  /** null = an officer, or nobody. */
  approverId: number | null;
}

/** Whose yes a seat needs next: an officer's where something is in doubt or nobody leads the person, else as the class says. */
export async function nextStep(
  desk: Desk,
  of: ClassOf,
  person: Pick<PersonRecord, "supervisor" | "positions">,
  doubts: string[],
  time?: WorkTime,
): Promise<Step> {
  const { approval } = of.class;
  const unitId = person.positions[0]?.unit?.id ?? null;
  const officer = doubts.length > 0 || approval === "petugas" || (approval === "atasan" && !person.supervisor);
  if (officer) return { to: "menunggu_petugas", ...(await waitFor(desk, of, "menunggu_petugas", unitId, time)), tellAt: null, approverId: null };
  if (approval === "tanpa") return { to: "terdaftar", dueAt: null, tellAt: null, approverId: null };
  return { to: "menunggu_atasan", ...(await waitFor(desk, of, "menunggu_atasan", unitId, time)), approverId: person.supervisor?.id ?? null };
}
