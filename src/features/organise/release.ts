import type { Letter } from "../../core/channel.ts";
import { Fault } from "../../core/fault.ts";
import { plain } from "../../core/reply.ts";
import { loadClass } from "../enrolment/class-of.ts";
import { changeState, enrolmentIn, lockRoom } from "../enrolment/enrolment-store.ts";
import { type Desk, letterTo, offerSeats, tenantOf } from "../enrolment/seats/promote.ts";
import { states } from "../enrolment/states.ts";
import { className } from "../enrolment/words.ts";

const texts = {
  gone: "Orang ini tidak ada di kelas itu, atau sudah tidak ikut.",
  self: "Tidak seorang pun memutuskan tentang dirinya sendiri.",
  told: (name: string, reason: string) =>
    `Kursi Anda di ${name} dilepas oleh penyelenggara. Alasan: ${reason}\nBila ini keliru, sampaikan kepada petugas BKPSDM.`,
};

/** Takes somebody out of a class, with the reason that they are told; the seat passes on. Throws `Fault`. */
export async function release(
  desk: Desk,
  { classId, personId, officerId, reason }: { classId: number; personId: number; officerId: number | null; reason: string },
): Promise<Letter[]> {
  const tenant = tenantOf(desk);
  if (personId === officerId) throw new Fault("forbidden", texts.self);
  const room = await lockRoom(desk.db, tenant, classId);
  const of = room && (await loadClass(desk.db, tenant, classId));
  const held = room && (await enrolmentIn(desk.db, tenant, classId, personId));
  if (!room || !of || !held || !states[held.state].open) throw new Fault("not_found", texts.gone);
  const by = { actor: "petugas", actorId: officerId, now: desk.now, reason: plain(reason) } as const;
  const row = await changeState(desk.db, tenant, room, held, { ...by, move: "keluarkan", to: "dikeluarkan" });
  const told = await letterTo(desk, row, row.state, { text: texts.told(className(of), plain(reason)) });
  return [...told, ...(await offerSeats(desk, of, room))];
}
