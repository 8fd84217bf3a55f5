import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { callLetters } from "../../enrolment/call-letter.ts";
import { beginOf, type ClassOf } from "../../enrolment/class-of.ts";
import { changeState, type Enrolment, type Entrant, freeSeats, type Room, refreshEntrant } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { waitFor } from "../../enrolment/seats/wait.ts";

const texts = {
  full: "Kursi kelas ini sudah terisi semua. Tambah kursinya dulu lewat /kelola, atau lepaskan seorang peserta.",
  closed: "Kelas ini tidak menerima peserta lagi.",
};

/** Classes into which somebody can still be called. */
const takesPeople: ReadonlySet<string> = new Set(["rencana", "dibuka", "ditutup"]);

/**
 * Calls somebody into a class, under its lock: whom a unit proposed, who waits, or whom the city names itself. A seat is held until the
 * person has answered. Throws `Fault` where none is free or the class takes nobody any more.
 */
export async function callIn(
  desk: Desk,
  of: ClassOf,
  room: Room,
  who: Enrolment | Entrant,
  officerId: number | null,
): Promise<{ row: Enrolment; letters: Letter[] }> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  mustTake(desk, of, room);
  const wait = await waitFor(desk, of, "dipanggil", who.unitId);
  const row = await changeState(db, tenant, room, who, { move: "panggil", to: "dipanggil", actor: "petugas", actorId: officerId, now, ...wait });
  return { row, letters: await callLetters(desk, of, [row]) };
}

/** Throws `Fault` where nobody can be called in. */
function mustTake({ now }: Desk, of: ClassOf, room: Room): void {
  const begin = beginOf(of.class, of.training.selfPaced);
  if (!takesPeople.has(of.class.status) || (begin !== null && begin <= now.epochMilliseconds / 1_000)) throw new Fault("conflict", texts.closed);
  if (freeSeats(room) === 0) throw new Fault("conflict", texts.full);
}

/** The same for somebody who was in this class before, or never. */
export async function callAnew(
  desk: Desk,
  of: ClassOf,
  room: Room,
  { before, entrant }: { before: Enrolment | undefined; entrant: Entrant },
  officerId: number | null,
): Promise<{ row: Enrolment; letters: Letter[] }> {
  // Before anything is written: what a refusal leaves behind is committed.
  mustTake(desk, of, room);
  if (before) await refreshEntrant(desk.db, tenantOf(desk), before.id, entrant);
  return callIn(desk, of, room, before ?? entrant, officerId);
}
