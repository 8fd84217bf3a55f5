import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import type { Person } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { findPerson } from "../../people/person-store.ts";
import { welcomed } from "../calendar/calendar-letter.ts";
import { loadClass } from "../class-of.ts";
import { changeState, enrolmentById, enrolmentsOf, lockRoom } from "../enrolment-store.ts";
import { enter } from "../enter.ts";
import { mayEnter } from "../may-enter.ts";
import { type Desk, offerSeats, tenantOf } from "../promote.ts";
import { states } from "../states.ts";
import { className, whenAndWhere } from "../words.ts";

const texts = {
  gone: "Pendaftaran atau kelas itu sudah berubah. Ketik /status untuk melihat keadaan sekarang.",
  notNow: (name: string, reasons: string) => `Pindah ke ${name} belum dapat: ${reasons}. Pendaftaran Anda yang lama tetap.`,
  confirm: (from: string, to: string, when: string) => `Pindah dari ${from} ke ${to}?\n${when}\n\nPendaftaran Anda yang lama dilepas.`,
  done: (name: string, state: string) => `Anda pindah ke ${name}: ${state}.`,
  reason: (name: string) => `pindah ke ${name}`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

/** Leaves one class for another in one step: either both happen or nothing does. */
export const changeClass = capability({
  id: "change_class",
  about: "Memindahkan pendaftaran Anda ke kelas lain.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ enrolment: z.number().int().positive(), class: z.number().int().positive() }),

  async handle(context, { enrolment, class: classId }) {
    const { id, agency } = context.person as Person;
    const { db, now } = context;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const asked = await enrolmentById(db, tenant, enrolment);
    const [from, to] = asked?.personId === id ? [await loadClass(db, tenant, asked.classId), await loadClass(db, tenant, classId)] : [];
    const person = from && to && (await findPerson(db, { ...tenant, personId: id }, localDate(now, agency.zone)));
    if (!from || !to || !person || from.class.id === to.class.id) return { reply: { text: texts.gone, buttons: [texts.status] }, code: "gone" };
    // In the order of their numbers, as every lock on two classes.
    const rooms = new Map<number, Awaited<ReturnType<typeof lockRoom>>>();
    for (const it of [from.class.id, to.class.id].toSorted((a, b) => a - b)) rooms.set(it, await lockRoom(db, tenant, it));
    const [held, room] = [await enrolmentById(db, tenant, enrolment), rooms.get(from.class.id)];
    if (!held || !room || !states[held.state].open) return { reply: { text: texts.gone, buttons: [texts.status] }, code: "gone" };
    const own = (await enrolmentsOf(db, tenant, id)).filter((it) => it.id !== held.id);
    const verdict = await mayEnter(db, { ...tenant, personId: id }, { ...to, person, zone: agency.zone, now, own });
    if (verdict.refusals.length > 0)
      return { reply: { text: texts.notNow(className(to), verdict.refusals.join("; ")), buttons: [texts.status] }, code: "refused" };
    if (!context.confirmed) {
      const question = texts.confirm(className(from), className(to), whenAndWhere(to, agency.zone));
      return { reply: { text: "" }, ask: { question, input: { enrolment, class: classId } } };
    }
    const by = { actor: "peserta", actorId: id, now, reason: texts.reason(to.class.code) } as const;
    await changeState(db, tenant, room, held, { ...by, move: "batalkan", to: "batal" });
    const letters: Letter[] = await offerSeats(desk, from, room);
    const { row, letters: asks } = await enter(desk, person, to, verdict.doubts);
    letters.push(...asks);
    const reply = { text: texts.done(className(to), states[row.state].words), buttons: [texts.status] };
    return { reply: await welcomed(desk, to, row, reply, context.conversation), letters, code: row.state };
  },
});
