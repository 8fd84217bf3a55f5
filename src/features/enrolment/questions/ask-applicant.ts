import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { supervisorOn } from "../../people/authority.ts";
import { decidesAbout, linesOf } from "../../people/authority-store.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { findPerson, fullName } from "../../people/person-store.ts";
import { loadClass } from "../class-of.ts";
import { decisionButtons } from "../decide/ask-leader.ts";
import { openCase } from "../decide/decide.ts";
import { enrolmentById } from "../enrolment-store.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { className, moment } from "../words.ts";
import { answerOnce, askedOf, keepQuestion } from "./enrolment-question-store.ts";

const texts = {
  write: "Apa yang ingin ditanyakan? Tulis satu pesan; pegawai yang bersangkutan akan membacanya.",
  short: "Tulis pertanyaannya dalam beberapa kata.",
  sent: (name: string, training: string) =>
    `Pertanyaan sudah disampaikan kepada *${name}*. Permintaannya untuk ${training} tetap menunggu; jawabannya saya teruskan ke sini.`,
  unreachable: (name: string) =>
    `*${name}* belum menautkan percakapan, jadi pertanyaan belum dapat disampaikan lewat sini. Silakan tanyakan langsung; permintaannya tetap menunggu.`,
  many: "Sudah tiga pertanyaan untuk permintaan ini. Silakan putuskan, atau bicarakan langsung.",
  asked: (leader: string, training: string, question: string, until: string) =>
    `*${leader}* bertanya tentang permintaan Anda untuk ${training}:\n\n“${question}”\n\nPermintaan tetap menunggu${until}.`,
  until: (when: string) => `, sampai ${when}`,
  answer: "Jawab",
  writeAnswer: "Tulis jawaban Anda dalam satu pesan. Atasan Anda akan membacanya.",
  answered: "Jawaban sudah disampaikan kepada atasan Anda.",
  gone: "Pertanyaan itu sudah dijawab atau permintaannya sudah diputuskan. Ketik /status untuk melihatnya.",
  told: (name: string, training: string, question: string, answer: string) =>
    `Jawaban *${name}* tentang permintaan untuk ${training}:\n\n“${question}”\n→ “${answer}”`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

const mostQuestions = 3;
const Id = z.number().int().positive();
const Words = z.string().trim().min(3, texts.short).max(500);

/** A leader asks before deciding; the request waits on. */
export const askApplicant = capability({
  id: "ask_applicant",
  about: "Menanyakan sesuatu kepada pegawai sebelum memutuskan permintaan pelatihannya.",
  phrases: [],
  roles: ["supervisor"],
  input: z.object({ enrolment: Id, question: Words }),
  ask: { question: { text: texts.write } },

  async handle(context, { enrolment, question }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const it = await openCase(desk, enrolment, { id, actor: "atasan" }, ["menunggu_atasan"]);
    if ((await askedOf(context.db, tenant, enrolment)).length >= mostQuestions)
      return { reply: { text: texts.many, buttons: decisionButtons(enrolment) }, code: "many" };
    const leader = await findPerson(context.db, { ...tenant, personId: id }, localDate(context.now, agency.zone));
    const key = await keepQuestion(context.db, tenant, { enrolmentId: enrolment, askerId: id, question }, context.now);
    const until = it.held.dueAt === null ? "" : texts.until(moment(it.held.dueAt, agency.zone, it.of.class.zone));
    const reply = {
      text: texts.asked(leader ? plain(fullName(leader)) : "", className(it.of), plain(question), until),
      buttons: [{ label: texts.answer, call: { capability: "answer_leader", input: { question: key } } }, texts.status],
    };
    const letters = await lettersTo(
      context.db,
      { ...tenant, personId: it.person.id },
      { key: `tanya:${agency.id}:${key}`, intent: "notice", now: context.now, reply },
    );
    const text = letters.length === 0 ? texts.unreachable(plain(it.name)) : texts.sent(plain(it.name), className(it.of));
    return { reply: { text, buttons: decisionButtons(enrolment) }, letters, code: letters.length === 0 ? "unreachable" : "asked" };
  },
});

/** The applicant's answer goes back to who asked, or who leads by then; once, and only while the request waits. */
export const answerLeader = capability({
  id: "answer_leader",
  about: "Menjawab pertanyaan atasan tentang permintaan pelatihan Anda.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ question: Id, answer: Words }),
  ask: { answer: { text: texts.writeAnswer } },

  async handle(context, { question: id, answer }) {
    const { id: personId, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const asked = await answerOnce(context.db, { ...tenant, personId }, id, answer, context.now);
    const held = asked && (await enrolmentById(context.db, tenant, asked.enrolmentId));
    const of = held && (await loadClass(context.db, tenant, held.classId));
    if (!asked || !held || !of) return { reply: { text: texts.gone, buttons: [texts.status] }, code: "gone" };
    const person = await findPerson(context.db, { ...tenant, personId }, localDate(context.now, agency.zone));
    const reply = {
      text: texts.told(person ? plain(fullName(person)) : "", className(of), plain(asked.question), plain(answer)),
      buttons: decisionButtons(held.id),
    };
    const reader = asked.askerId === null ? null : await readerOf(context.db, asked.askerId, { ...tenant, personId }, localDate(context.now, agency.zone));
    const letters =
      reader === null
        ? []
        : await lettersTo(context.db, { ...tenant, personId: reader }, { key: `jawab:${agency.id}:${id}`, intent: "notice", now: context.now, reply });
    return { reply: { text: texts.answered, buttons: [texts.status] }, letters, code: "answered" };
  },
});

/** Who reads the answer: who asked, as long as they may decide (F7), else who leads today; null = nobody. */
async function readerOf(db: Database, askerId: number, applicant: Subject, day: string): Promise<number | null> {
  if (await decidesAbout(db, askerId, applicant, day)) return askerId;
  const leader = supervisorOn(await linesOf(db, applicant, [applicant.personId]), applicant.personId, day);
  return leader === applicant.personId ? null : leader;
}
