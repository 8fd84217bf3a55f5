import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import { findPerson } from "../../people/person-store.ts";
import { welcomed } from "../calendar/calendar-letter.ts";
import { loadClass, loadClasses } from "../class-of.ts";
import { changeState, enrolmentById, enrolmentsOf, lockRoom } from "../enrolment-store.ts";
import { enter } from "../enter.ts";
import { entryNotes } from "../entry-notes.ts";
import { mayEnter } from "../may-enter.ts";
import { type Desk, offerSeats, tenantOf } from "../seats/promote.ts";
import { states } from "../states.ts";
import { className, whenAndWhere } from "../words.ts";
import { chooseChange } from "./change-target.ts";

const texts = {
  gone: "Pendaftaran atau kelas itu sudah berubah. Ketik /status untuk melihat keadaan sekarang.",
  notNow: (name: string, reasons: string) => `Pindah ke ${name} belum dapat: ${reasons}. Pendaftaran Anda yang lama tetap.`,
  already: (name: string) => `Anda sudah terdaftar atau menunggu di ${name}. Bila yang lama tidak jadi diikuti, batalkan lewat /status.`,
  confirm: (from: string, to: string, when: string, notes: string[]) =>
    [`Pindah dari ${from} ke ${to}?\n${when}`, ["Pendaftaran Anda yang lama dilepas.", ...notes].join("\n")].join("\n\n"),
  done: (name: string, state: string) => `Anda pindah ke ${name}: ${state}.`,
  reason: (name: string) => `pindah ke ${name}`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

/** Leaves one class for another in one step: either both happen or nothing does. */
export const changeClass = capability({
  id: "change_class",
  about: "Memindahkan pendaftaran Anda ke angkatan atau kelas lain.",
  command: "pindah",
  phrases: ["pindah kelas", "ganti kelas", "pindah angkatan"],
  roles: ["asn"],
  input: z.object({
    words: z.string().trim().max(200).optional().describe("Kelas atau waktu yang dituju"),
    enrolment: z.number().int().positive().optional(),
    class: z.number().int().positive().optional(),
  }),

  async handle(context, { words = "", ...asked }) {
    const { id, agency } = context.person as Person;
    const { db, now } = context;
    const desk: Desk = { ...context, agency };
    const meant =
      asked.enrolment !== undefined && asked.class !== undefined
        ? { enrolment: asked.enrolment, class: asked.class }
        : await chooseChange(context, desk, id, { words, ...(asked.enrolment !== undefined && { enrolment: asked.enrolment }) });
    if ("reply" in meant) return meant;
    const { enrolment, class: classId } = meant;
    const tenant = tenantOf(desk);
    const first = await enrolmentById(db, tenant, enrolment);
    const gone = { reply: { text: texts.gone, buttons: [texts.status] }, code: "gone" };
    const person = first?.personId === id && (await findPerson(db, { ...tenant, personId: id }, localDate(now, agency.zone)));
    if (!first || !person || first.classId === classId || !(await loadClass(db, tenant, classId))) return gone;
    // In the order of their numbers, as every lock on two classes.
    const rooms = new Map<number, Awaited<ReturnType<typeof lockRoom>>>();
    for (const it of [first.classId, classId].toSorted((a, b) => a - b)) rooms.set(it, await lockRoom(db, tenant, it));
    // Judged as they are under the locks: whoever held one may just have closed the class or decided about the enrolment.
    const classes = await loadClasses(db, tenant, [first.classId, classId]);
    const [from, to] = [classes.get(first.classId), classes.get(classId)];
    const [held, room] = [await enrolmentById(db, tenant, enrolment), rooms.get(first.classId)];
    if (!from || !to || !held || !room || !states[held.state].open) return gone;
    const own = (await enrolmentsOf(db, tenant, id)).filter((it) => it.id !== held.id);
    if (own.some((it) => it.classId === classId && states[it.state].open))
      return { reply: { text: texts.already(className(to)), buttons: [texts.status] }, code: "already" };
    const verdict = await mayEnter(db, { ...tenant, personId: id }, { ...to, person, zone: agency.zone, now, own });
    if (verdict.refusals.length > 0)
      return { reply: { text: texts.notNow(className(to), verdict.refusals.join("; ")), buttons: [texts.status] }, code: "refused" };
    if (!context.confirmed) {
      // What one gives up is had for certain; what one gets for it may be a place in a queue or a wait for a decision.
      const question = texts.confirm(className(from), className(to), whenAndWhere(to, agency.zone), entryNotes(to, person, verdict));
      return { reply: { text: "" }, ask: { question, input: { enrolment, class: classId } } };
    }
    // Apart from what was read: a refusal on the way in leaves the old enrolment as it was.
    const { row, letters } = await db.transaction(async (tx) => {
      const at: Desk = { ...desk, db: tx };
      const by = { actor: "peserta", actorId: id, now, reason: texts.reason(to.class.code) } as const;
      await changeState(tx, tenant, room, held, { ...by, move: "batalkan", to: "batal" });
      const offers = await offerSeats(at, from, room);
      const entered = await enter(at, person, to, verdict.doubts);
      return { row: entered.row, letters: [...offers, ...entered.letters] };
    });
    const reply = { text: texts.done(className(to), states[row.state].words), buttons: [texts.status] };
    return { reply: await welcomed(desk, to, row, reply, context.conversation), letters, code: row.state };
  },
});
