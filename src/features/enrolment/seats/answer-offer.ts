import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Button } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { findPerson } from "../../people/person-store.ts";
import { welcomed } from "../calendar/calendar-letter.ts";
import { type ClassOf, loadClass } from "../class-of.ts";
import { askLeader } from "../decide/ask-leader.ts";
import { tellCaller } from "../decide/tell-caller.ts";
import { changeState, type Enrolment, enrolmentById, enrolmentsOf, lockRoom, type Room } from "../enrolment-store.ts";
import { nextStep } from "../enter.ts";
import { mayEnter } from "../may-enter.ts";
import { states } from "../states.ts";
import { className, moment, whenAndWhere } from "../words.ts";
import { type Desk, offerSeats, tenantOf } from "./promote.ts";

const texts = {
  gone: "Tawaran itu sudah ditanggapi atau waktunya sudah lewat. Ketik /status untuk melihat keadaan sekarang.",
  state: (name: string, state: string) => `${name}: ${state}.`,
  refused: (name: string, reasons: string) => `Kursi di ${name} tidak dapat diambil: ${reasons}. Kursi diberikan kepada yang berikutnya.`,
  notYet: (name: string, reasons: string, until: string) =>
    `Kursi di ${name} belum dapat diambil: ${reasons}. Batalkan dulu yang itu lewat /status, lalu pilih Terima. Kursi ini tetap disimpan sampai ${until}.`,
  entered: (name: string, when: string) => `Anda terdaftar di ${name}.\n${when}`,
  asked: (name: string, state: string, until: string) => `Kursi di ${name} disimpan untuk Anda: ${state}, sampai ${until}.`,
  skipped: (name: string) => `Baik, kursi di ${name} saya berikan kepada yang berikutnya. Bila ingin menunggu lagi, pilih Daftar lagi.`,
  take: "Terima",
  skip: "Lewati",
  again: "Daftar lagi",
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
  declined: (name: string) => `Baik, tercatat bahwa Anda tidak dapat mengikuti ${name}. Unit Anda dapat mengusulkan pengganti.`,
};

/** The answer to an offered seat or to a call; only the person's own, and only while it waits. */
export const answerOffer = capability({
  id: "answer_offer",
  about: "Menjawab tawaran kursi atau panggilan ikut pelatihan.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ enrolment: z.number().int().positive(), accept: z.boolean(), reason: z.string().trim().max(300).optional() }),

  async handle(context, { enrolment: id, accept, reason }) {
    const { id: personId, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const asked = await enrolmentById(context.db, tenant, id);
    const of = asked && asked.personId === personId ? await loadClass(context.db, tenant, asked.classId) : undefined;
    const room = of && (await lockRoom(context.db, tenant, of.class.id));
    // Read again under the lock: the deadline's job or another chat may have been quicker.
    const held = room && (await enrolmentById(context.db, tenant, id));
    if (!of || !room || !held) return { reply: { text: texts.gone, buttons: [texts.status] }, code: "gone" };
    const nowS = context.now.epochMilliseconds / 1_000;
    const open = (held.state === "ditawari" || held.state === "dipanggil") && (held.dueAt === null || held.dueAt > nowS);
    if (!open) return late(of, held);
    return accept ? take(desk, of, room, held, context.conversation) : leave(desk, of, room, held, reason ?? null);
  },
});

/** Who took an offer back or let it pass may still want in: there is a list to wait in. */
function late(of: ClassOf, { state }: Enrolment): Outcome {
  const text = `${texts.gone}\n${texts.state(className(of), states[state].words)}`;
  return { reply: { text, buttons: [...(state === "lewat" ? [againButton(of)] : []), texts.status] }, code: "late" };
}

const againButton = (of: ClassOf): Button => ({ label: texts.again, call: { capability: "enrol", input: { class: of.class.id } } });

async function take(desk: Desk, of: ClassOf, room: Room, held: Enrolment, conversation: string | null): Promise<Outcome> {
  const { db, now } = desk;
  const { zone } = desk.agency;
  const tenant = tenantOf(desk);
  const subject = { ...tenant, personId: held.personId };
  const person = await findPerson(db, subject, localDate(now, zone));
  if (!person) throw new Error("a linked person who is not in the register");
  const called = held.state === "dipanggil";
  const own = (await enrolmentsOf(db, tenant, held.personId)).filter((it) => it.id !== held.id);
  const verdict = called
    ? { refusals: [], against: [], doubts: [] }
    : await mayEnter(db, subject, { ...of, class: { ...of.class, status: "dibuka", registerUntil: null }, person, zone, now, own, invited: true });
  const by = { actor: "peserta", actorId: held.personId, now } as const;
  // What one has entered oneself one can leave again: the seat is not lost by it.
  if (verdict.against.length > 0 && verdict.against.every((kind) => kind === "clash" || kind === "same")) {
    const until = moment(held.dueAt ?? 0, zone, of.class.zone);
    const answer = (label: string, accept: boolean): Button => ({ label, call: { capability: "answer_offer", input: { enrolment: held.id, accept } } });
    const buttons = [answer(texts.take, true), answer(texts.skip, false), texts.status];
    return { reply: { text: texts.notYet(className(of), verdict.refusals.join("; "), until), buttons }, code: "not_yet" };
  }
  if (verdict.refusals.length > 0) {
    await changeState(db, tenant, room, held, { ...by, move: "lewati", to: "lewat", reason: verdict.refusals.join("; ") });
    return { reply: { text: texts.refused(className(of), verdict.refusals.join("; ")) }, letters: await offerSeats(desk, of, room), code: "refused" };
  }
  const step = called ? { to: "terdaftar" as const, dueAt: null, approverId: null } : await nextStep(desk, of, person, verdict.doubts);
  const row = await changeState(db, tenant, room, held, { ...by, move: "terima", ...step });
  const text =
    row.state === "terdaftar"
      ? texts.entered(className(of), whenAndWhere(of, zone))
      : texts.asked(className(of), states[row.state].words, moment(row.dueAt ?? 0, zone, of.class.zone));
  return { reply: await welcomed(desk, of, row, { text }, conversation), letters: await askLeader(desk, of, row, person), code: row.state };
}

async function leave(desk: Desk, of: ClassOf, room: Room, held: Enrolment, reason: string | null): Promise<Outcome> {
  const called = held.state === "dipanggil";
  const to = called ? "tidak_bersedia" : "lewat";
  const row = await changeState(desk.db, tenantOf(desk), room, held, { move: "lewati", to, actor: "peserta", actorId: held.personId, now: desk.now, reason });
  const text = called ? texts.declined(className(of)) : texts.skipped(className(of));
  const told = called ? await tellCaller(desk, of, row) : [];
  return { reply: { text, ...(!called && { buttons: [againButton(of), texts.status] }) }, letters: [...told, ...(await offerSeats(desk, of, room))], code: to };
}
