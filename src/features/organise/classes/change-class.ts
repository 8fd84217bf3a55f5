import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { plain } from "../../../core/reply.ts";
import { beginOf, type ClassOf, loadClass } from "../../enrolment/class-of.ts";
import { lockRoom } from "../../enrolment/enrolment-store.ts";
import { tellAll } from "../../enrolment/news/tell-all.ts";
import { type Desk, offerSeats, tenantOf } from "../../enrolment/seats/promote.ts";
import { isAppointed } from "../../training/forms.ts";
import { callUnits } from "../nominate/call-units.ts";
import { withHeld } from "./class-dates.ts";
import { movesFrom, type StatusMoveName, statusMoves } from "./class-status.ts";
import { type ClassPatch, updateClass } from "./class-store.ts";

const texts = {
  gone: "Kelas itu tidak ada lagi.",
  seats: (taken: number) => `Kursi tidak dapat kurang dari ${taken}: sebanyak itu sudah terisi.`,
  appointed: "Pelatihan kepemimpinan dan prajabatan hanya untuk yang ditunjuk.",
  deadline: "Batas daftar tidak boleh lewat dari awal kelas.",
  fixed: "Kelas yang sudah selesai atau batal tidak diubah lagi. Gandakan saja bila hendak diadakan lagi.",
  notNow: (status: string) => `Kelas ini sedang *${status}*, jadi itu tidak dapat dilakukan.`,
  place: "Isi tempatnya dulu: kelas tatap muka yang dibuka perlu tempat.",
  dates: "Isi jadwalnya dulu.",
  past: "Jadwalnya sudah lewat. Isi jadwal baru dulu.",
};

/** A change that was made: the class before and after, and who is told what. */
export interface Changed {
  before: ClassOf;
  after: ClassOf;
  letters: Letter[];
  /** People who are told of the change itself. */
  told: number;
}

/**
 * Changes facts of a class under its lock: never fewer seats than are taken, and more are offered at once; sessions that were held stay.
 * Throws `Fault`.
 */
export async function changeClass(desk: Desk, classId: number, patch: ClassPatch): Promise<Changed> {
  const { before, room } = await openClass(desk, classId);
  if (before.class.status === "selesai" || before.class.status === "batal") throw new Fault("conflict", texts.fixed);
  const { seats } = patch;
  if (seats !== undefined && seats !== null && seats < room.taken) throw new Fault("conflict", texts.seats(room.taken));
  if (patch.entry !== undefined && patch.entry !== "ditunjuk" && isAppointed(before.training.form)) throw new Fault("bad_input", texts.appointed);
  const dates = patch.dates && withHeld(patch.dates, before.class, desk.now);
  await updateClass(desk.db, tenantOf(desk), classId, { ...patch, ...(dates && { dates }) }, desk.now);
  const after = await reload(desk, classId);
  const begin = beginOf(after.class, after.training.selfPaced);
  if (patch.registerUntil && begin !== null && after.class.registerUntil !== null && patch.registerUntil > dayEnd(begin, after.class.zone)) {
    throw new Fault("bad_input", texts.deadline);
  }
  const letters = await tellAll(desk, before, after);
  // Who gets a seat now hears of the class as it is from now on, and of nothing that has changed.
  return { before, after, told: letters.length, letters: [...letters, ...(await offerSeats(desk, after, { ...room, seats: after.class.seats }))] };
}

const dayEnd = (atS: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(atS * 1_000)
    .toZonedDateTimeISO(zone)
    .startOfDay()
    .add({ days: 1 }).epochMilliseconds / 1_000;

/** Opens, closes, postpones or cancels a class. Those in it are told; a cancelled class lets all of them go (`tellAll`). Throws `Fault`. */
export async function moveClass(desk: Desk, classId: number, move: StatusMoveName, reason: string | null): Promise<Changed> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  const { before, room } = await openClass(desk, classId);
  if (!movesFrom(before.class.status).includes(move)) throw new Fault("conflict", texts.notNow(before.class.status));
  if (move === "buka") mayOpen(before, now);
  const { to } = statusMoves[move];
  await updateClass(db, tenant, classId, { status: to, statusNote: reason === null ? null : plain(reason) }, now);
  const after = await reload(desk, classId);
  const letters = await tellAll(desk, before, after);
  const units = move === "buka" ? await callUnits(desk, after) : [];
  return { before, after, told: letters.length, letters: [...letters, ...units, ...(await offerSeats(desk, after, room))] };
}

function mayOpen({ training, class: it }: ClassOf, now: Temporal.Instant): void {
  if (training.mode === "tatap_muka" && it.place === null) throw new Fault("conflict", texts.place);
  const begin = beginOf(it, training.selfPaced);
  if (begin === null && !training.selfPaced) throw new Fault("conflict", texts.dates);
  if (begin !== null && begin * 1_000 <= now.epochMilliseconds) throw new Fault("conflict", texts.past);
}

async function openClass(desk: Desk, classId: number) {
  const tenant = tenantOf(desk);
  const room = await lockRoom(desk.db, tenant, classId);
  const before = room && (await loadClass(desk.db, tenant, classId));
  if (!room || !before) throw new Fault("not_found", texts.gone);
  return { room, before };
}

async function reload(desk: Desk, classId: number): Promise<ClassOf> {
  const of = await loadClass(desk.db, tenantOf(desk), classId);
  if (!of) throw new Error("a locked class cannot go");
  return of;
}
