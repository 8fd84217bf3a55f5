import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { localDate } from "../../../core/time.ts";
import { decidesAbout } from "../../people/authority-store.ts";
import { findPerson, fullName, type PersonRecord } from "../../people/person-store.ts";
import { welcomeLetters } from "../calendar/calendar-letter.ts";
import { type ClassOf, loadClass } from "../class-of.ts";
import { changeState, type Enrolment, enrolmentById, freeSeats, historyOf, lockRoom, type Room } from "../enrolment-store.ts";
import { nextStep } from "../enter.ts";
import { type Desk, letterTo, offerSeats, tenantOf } from "../seats/promote.ts";
import { waitFor } from "../seats/wait.ts";
import { type State, states } from "../states.ts";
import { className, whenAndWhere } from "../words.ts";
import { askLeader } from "./ask-leader.ts";

const texts = {
  gone: "Permintaan itu tidak ada.",
  self: "Tidak seorang pun memutuskan permintaannya sendiri.",
  moved: "Hari ini Anda bukan atasan pegawai itu, jadi keputusannya tidak lagi pada Anda.",
  settled: (name: string, state: string) => `Permintaan *${name}* sudah tidak menunggu: ${state}.`,
  withOfficer: (name: string) => `Permintaan *${name}* sekarang ada pada petugas BKPSDM. Bila ada pertimbangan, sampaikan kepada petugas.`,
  takenBack: (training: string) => `Keputusan atasan tentang ${training} diurungkan dan sedang dipertimbangkan lagi. Anda akan diberi tahu hasilnya.`,
  late: "Waktu sepuluh menit untuk mengurungkan sudah lewat. Sampaikan kepada petugas BKPSDM.",
  notYours: "Keputusan itu bukan dari Anda, jadi tidak dapat Anda urungkan.",
  given: "Kursinya sudah diberikan kepada yang lain, jadi keputusan ini tidak dapat diurungkan.",
  approved: (name: string, when: string) => `Permintaan Anda disetujui. Anda terdaftar di ${name}.\n${when}`,
  refused: (name: string, reason: string) =>
    `Permintaan untuk ${name} kali ini belum disetujui. Alasan: ${reason}\nLain waktu Anda dapat mendaftar kelas lain; lihat /jadwal.`,
  forward: (name: string) => `Petugas sudah memeriksa permintaan Anda untuk ${name}; sekarang menunggu persetujuan atasan.`,
};

/** Minutes in which a decision can be taken back. */
export const undoMinutes = 10;

/** A request under its class's lock, with all that a decision needs. */
export interface Case {
  of: ClassOf;
  room: Room;
  held: Enrolment;
  person: PersonRecord;
  /** Full name of who asks. */
  name: string;
}

/** Who decides, and in which capacity. */
export interface Decider {
  id: number;
  actor: "atasan" | "petugas";
}

/**
 * Opens a request for deciding. Whether a leader may is judged now, not when it was sent (F7): `Fault` for oneself, for whom somebody
 * else leads by now, and for what waits no more.
 */
export async function openCase(desk: Desk, id: number, by: Decider, waiting: readonly State[]): Promise<Case> {
  const tenant = tenantOf(desk);
  const day = localDate(desk.now, desk.agency.zone);
  const asked = await enrolmentById(desk.db, tenant, id);
  const of = asked && (await loadClass(desk.db, tenant, asked.classId));
  if (!asked || !of) throw new Fault("not_found", texts.gone);
  if (asked.personId === by.id) throw new Fault("forbidden", texts.self);
  const subject = { ...tenant, personId: asked.personId };
  if (by.actor === "atasan" && (await decidesAbout(desk.db, by.id, subject, day)) === null) throw new Fault("forbidden", texts.moved);
  const person = await findPerson(desk.db, subject, day);
  const room = await lockRoom(desk.db, tenant, of.class.id);
  const held = room && (await enrolmentById(desk.db, tenant, id));
  if (!person || !room || !held) throw new Fault("not_found", texts.gone);
  const name = fullName(person);
  if (!waiting.includes(held.state) && by.actor === "atasan" && held.state === "menunggu_petugas") throw new Fault("conflict", texts.withOfficer(name));
  if (!waiting.includes(held.state)) throw new Fault("conflict", texts.settled(name, states[held.state].words));
  return { of, room, held, person, name };
}

/** Says yes. An officer's yes may still need the leader's; returns the letters and the state that follows. */
export async function approve(desk: Desk, it: Case, by: Decider): Promise<{ state: State; letters: Letter[] }> {
  const { db, now } = desk;
  const leaderNext =
    it.held.state === "menunggu_petugas" && it.of.class.approval === "atasan" && it.person.supervisor !== null && !(await escalated(desk, it.held));
  const step = leaderNext ? await nextStep(desk, it.of, it.person, []) : { to: "terdaftar" as const, dueAt: null, approverId: it.held.approverId };
  const row = await changeState(db, tenantOf(desk), it.room, it.held, { move: "setujui", actor: by.actor, actorId: by.id, now, ...step });
  if (row.state !== "terdaftar") {
    const told = await letterTo(desk, row, "diteruskan", { text: texts.forward(className(it.of)) });
    return { state: row.state, letters: [...told, ...(await askLeader(desk, it.of, row, it.person))] };
  }
  const text = texts.approved(className(it.of), whenAndWhere(it.of, desk.agency.zone));
  return { state: row.state, letters: await welcomeLetters(desk, it.of, row, await letterTo(desk, row, row.state, { text })) };
}

/** The leader did not decide in time and an officer does instead; still so after the officer has taken a decision back. */
async function escalated(desk: Desk, { id }: Enrolment): Promise<boolean> {
  const history = await historyOf(desk.db, tenantOf(desk), id);
  return history.findLast((it) => it.to === "menunggu_petugas" && it.move !== "tarik")?.move === "eskalasi";
}

/** Says no, with the reason that the person is told; the seat passes on. */
export async function refuse(desk: Desk, it: Case, by: Decider, reason: string): Promise<Letter[]> {
  const row = await changeState(desk.db, tenantOf(desk), it.room, it.held, {
    move: "tolak",
    to: "ditolak",
    actor: by.actor,
    actorId: by.id,
    now: desk.now,
    reason,
  });
  const told = await letterTo(desk, row, row.state, { text: texts.refused(className(it.of), reason) });
  return [...told, ...(await offerSeats(desk, it.of, it.room))];
}

/** Takes one's own decision back within ten minutes; the request waits again. `Fault` where the seat has gone to somebody else. */
export async function takeBack(desk: Desk, it: Case, by: Decider): Promise<void> {
  const { db, now } = desk;
  const last = (await historyOf(db, tenantOf(desk), it.held.id)).at(-1);
  const decided = last?.move === "setujui" || last?.move === "tolak" || (last?.move === "panggil" && last.from === "diusulkan");
  if (!last || last.actorId !== by.id || !decided) throw new Fault("forbidden", texts.notYours);
  if (now.epochMilliseconds / 1_000 - last.at > undoMinutes * 60) throw new Fault("conflict", texts.late);
  const to = last.from === "menunggu_petugas" || last.from === "diusulkan" ? last.from : "menunggu_atasan";
  if (states[to].seat && !states[it.held.state].seat && freeSeats(it.room) === 0) throw new Fault("conflict", texts.given);
  // A proposal has no deadline of its own: it waits for the officers until the class begins.
  const dueAt = to === "diusulkan" ? null : (await waitFor(desk, it.of, to, it.held.unitId)).dueAt;
  const approver = to === "menunggu_atasan" ? {} : { approverId: null };
  await changeState(db, tenantOf(desk), it.room, it.held, { move: "tarik", to, actor: by.actor, actorId: by.id, now, dueAt, ...approver });
}

/** The same for a leader, with what is said: the person has been told of the decision and must not go on believing it. */
export async function undo(desk: Desk, it: Case, by: Decider): Promise<Letter[]> {
  await takeBack(desk, it, by);
  const row = await enrolmentById(desk.db, tenantOf(desk), it.held.id);
  const told = row ? await letterTo(desk, row, "ditarik", { text: texts.takenBack(className(it.of)) }) : [];
  return [...told, ...(await offerSeats(desk, it.of, it.room))];
}
