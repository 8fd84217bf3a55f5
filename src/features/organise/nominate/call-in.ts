import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { beginOf, type ClassOf } from "../../enrolment/class-of.ts";
import { callUntil } from "../../enrolment/deadlines.ts";
import { changeState, type Enrolment, type Entrant, freeSeats, type Room, refreshEntrant } from "../../enrolment/enrolment-store.ts";
import { type Desk, letterTo, tenantOf } from "../../enrolment/promote.ts";
import { className, moment, whenAndWhere } from "../../enrolment/words.ts";

const texts = {
  full: "Kursi kelas ini sudah terisi semua. Tambah kursinya dulu lewat /kelola, atau lepaskan seorang peserta.",
  closed: "Kelas ini tidak menerima peserta lagi.",
  called: (name: string, when: string, until: string) =>
    `Anda dipanggil sebagai peserta ${name}.\n${when}\n\nMohon jawabannya sampai ${until}, agar unit sempat mengusulkan pengganti bila Anda berhalangan.`,
  accept: "Bersedia",
  decline: "Tidak bersedia",
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
  const { zone } = desk.agency;
  const tenant = tenantOf(desk);
  const nowS = now.epochMilliseconds / 1_000;
  const begin = beginOf(of.class, of.training.selfPaced);
  if (!takesPeople.has(of.class.status) || (begin !== null && begin <= nowS)) throw new Fault("conflict", texts.closed);
  if (freeSeats(room) === 0) throw new Fault("conflict", texts.full);
  const until = callUntil(nowS, begin);
  const dueAt = Temporal.Instant.fromEpochMilliseconds(until * 1_000);
  const row = await changeState(db, tenant, room, who, { move: "panggil", to: "dipanggil", actor: "petugas", actorId: officerId, now, dueAt });
  const text = texts.called(className(of), whenAndWhere(of, zone), moment(until, zone, of.class.zone));
  const buttons = [
    { label: texts.accept, call: { capability: "answer_offer", input: { enrolment: row.id, accept: true } } },
    { label: texts.decline, call: { capability: "decline_call", input: { enrolment: row.id } } },
  ];
  return { row, letters: await letterTo(desk, row, row.state, { text, buttons }) };
}

/** The same for somebody who was in this class before, or never. */
export async function callAnew(
  desk: Desk,
  of: ClassOf,
  room: Room,
  { before, entrant }: { before: Enrolment | undefined; entrant: Entrant },
  officerId: number | null,
): Promise<{ row: Enrolment; letters: Letter[] }> {
  if (before) await refreshEntrant(desk.db, tenantOf(desk), before.id, entrant);
  return callIn(desk, of, room, before ?? entrant, officerId);
}
