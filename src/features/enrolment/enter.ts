import type { Letter } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import { localDate } from "../../core/time.ts";
import type { PersonRecord } from "../people/person-store.ts";
import { askLeader } from "./ask-leader.ts";
import { beginOf, type ClassOf, loadClass } from "./class-of.ts";
import { approvalUntil, officerUntil } from "./deadlines.ts";
import { changeState, type Enrolment, type Entrant, enrolmentIn, freeSeats, lockRoom, refreshEntrant } from "./enrolment-store.ts";
import { closedBecause, needOf } from "./may-enter.ts";
import { type Desk, tenantOf } from "./promote.ts";
import type { Standing } from "./queue.ts";
import { queueOf, somebodyWaits } from "./queue-store.ts";
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

/**
 * Enters somebody under the class's lock: a seat, held for the decision it needs, or a place in the waiting list. Whoever comes while
 * others wait waits behind them, even if a seat is free: it is on its way to somebody. Throws `Fault` where the person is in already.
 */
export async function enter(desk: Desk, person: PersonRecord, seen: ClassOf, doubts: string[]): Promise<Entered> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  const subject = { ...tenant, personId: person.id };
  const need = await needOf(db, subject, person, seen.training.targets, localDate(now, desk.agency.zone));
  const room = await lockRoom(db, tenant, seen.class.id);
  // Read again under the lock: whoever held it may just have closed or cancelled the class.
  const of = room && (await loadClass(db, tenant, seen.class.id));
  if (!room || !of) throw new Fault("not_found", texts.gone);
  const closed = closedBecause(of, now.epochMilliseconds / 1_000);
  if (closed.length > 0) throw new Fault("conflict", texts.closed(closed.join("; ")));
  const before = await enrolmentIn(db, tenant, of.class.id, person.id);
  if (before && states[before.state].open) throw new Fault("conflict", texts.already);
  const entrant: Entrant = { classId: of.class.id, personId: person.id, via: "sendiri", unitId: person.positions[0]?.unit?.id ?? null, need };
  if (before) await refreshEntrant(db, tenant, before.id, entrant);
  const nobodyFirst = freeSeats(room) === null || !(await somebodyWaits(db, tenant, of.class.id));
  const hasSeat = (freeSeats(room) === null || Number(freeSeats(room)) > 0) && nobodyFirst;
  const next = hasSeat ? nextStep(of, person, doubts, now) : { to: "daftar_tunggu" as const, dueAt: null, approverId: null };
  const row = await changeState(db, tenant, room, before ?? entrant, { move: "daftar", actor: "peserta", actorId: person.id, now, ...next });
  if (row.state !== "daftar_tunggu") return { row, letters: await askLeader(desk, of, row, person) };
  const queue = await queueOf(db, tenant, of.class.id, now);
  const at = queue.findIndex((it) => it.id === row.id);
  const standing = queue[at]?.standing;
  return { row, letters: [], place: at + 1, waiting: queue.length, ...(standing && { standing }) };
}

export interface Step {
  to: Extract<State, "menunggu_petugas" | "menunggu_atasan" | "terdaftar">;
  dueAt: Temporal.Instant | null;
  /** null = an officer, or nobody. */
  approverId: number | null;
}

/** Whose yes a seat needs next: an officer's where something is in doubt or nobody leads the person, else as the class says. */
export function nextStep({ training, class: it }: ClassOf, person: Pick<PersonRecord, "supervisor">, doubts: string[], now: Temporal.Instant): Step {
  const nowS = now.epochMilliseconds / 1_000;
  const begin = beginOf(it, training.selfPaced);
  const at = (second: number) => Temporal.Instant.fromEpochMilliseconds(second * 1_000);
  const officer = doubts.length > 0 || it.approval === "petugas" || (it.approval === "atasan" && !person.supervisor);
  if (officer) return { to: "menunggu_petugas", dueAt: at(officerUntil(nowS, begin)), approverId: null };
  if (it.approval === "tanpa") return { to: "terdaftar", dueAt: null, approverId: null };
  return { to: "menunggu_atasan", dueAt: at(approvalUntil(nowS, begin)), approverId: person.supervisor?.id ?? null };
}
