import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { type ClassOf, loadClass } from "../class-of.ts";
import { enrolmentIn } from "../enrolment-store.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { className } from "../words.ts";
import { type AskedSpeaker, classOfQuestion, closeQuestion, keepSpeakerQuestion, questionsIn, setVote } from "./class-question-store.ts";
import { inOwnClass } from "./own-class.ts";

const texts = {
  write: "Tulis pertanyaan untuk narasumber dalam satu pesan. Nama Anda tidak ditampilkan.",
  short: "Tulis pertanyaannya dalam beberapa kata.",
  kept: (name: string) => `Pertanyaan Anda untuk narasumber ${name} sudah dicatat, tanpa nama. Peserta lain dapat mendukungnya.`,
  notKept: "Pertanyaan itu sudah Anda ajukan, atau Anda sudah mengajukan lima pertanyaan untuk kelas ini.",
  head: (name: string) => `Pertanyaan untuk narasumber ${name}:`,
  none: (name: string) => `Belum ada pertanyaan untuk narasumber ${name}.`,
  line: ({ question, votes, own }: AskedSpeaker, at: number) =>
    `${at + 1}. ${plain(question)}${votes > 0 ? ` (${votes} dukungan)` : ""}${own ? " – dari Anda" : ""}`,
  more: (count: number) => `…dan ${count} lagi.`,
  support: (at: number) => `Dukung ${at + 1}`,
  unsupport: (at: number) => `Batal dukung ${at + 1}`,
  done: (at: number) => `Terjawab ${at + 1}`,
  ask: "Ajukan pertanyaan",
  closed: "Ditandai terjawab.",
  gone: "Pertanyaan itu sudah dijawab atau tidak ada.",
};

const mostQuestions = 5;
const shown = 6;
const Id = z.number().int().positive();

export const askSpeaker = capability({
  id: "ask_speaker",
  about: "Mengajukan pertanyaan kepada narasumber kelas yang Anda ikuti.",
  command: "narasumber",
  phrases: ["tanya narasumber", "pertanyaan untuk narasumber", "tanya pemateri"],
  roles: ["asn"],
  input: z.object({ class: Id.optional(), question: z.string().trim().max(500).optional() }),

  handle: (context, input) =>
    inOwnClass(
      context,
      input,
      (classId) => ({ capability: "ask_speaker", input: { ...input, class: classId } }),
      async (of, desk) => {
        const { question } = input;
        // Asked for only here: whoever is in no class is told so before they write anything.
        if (question === undefined || question.length < 5) {
          const awaits = { capability: "ask_speaker", input: { class: of.class.id }, field: "question" };
          return { reply: { text: question === undefined ? texts.write : texts.short }, awaits, code: "asks" };
        }
        const subject = { ...tenantOf(desk), personId: (context.person as Person).id };
        const kept = await keepSpeakerQuestion(context.db, subject, { classId: of.class.id, question, most: mostQuestions }, context.now);
        const list = { label: "Lihat pertanyaan", call: { capability: "class_questions", input: { class: of.class.id } } };
        return { reply: { text: kept ? texts.kept(className(of)) : texts.notKept, buttons: [list] }, code: kept ? "kept" : "refused" };
      },
    ),
});

export const classQuestions = capability({
  id: "class_questions",
  about: "Menampilkan pertanyaan peserta untuk narasumber dan dukungannya.",
  command: "pertanyaan",
  phrases: ["pertanyaan peserta", "lihat pertanyaan narasumber"],
  roles: ["asn"],
  input: z.object({ class: Id.optional() }),

  handle: (context, input) =>
    inOwnClass(
      context,
      input,
      (classId) => ({ capability: "class_questions", input: { class: classId } }),
      (of, desk) => listed(context, of, desk),
    ),
});

async function listed(context: Context, of: ClassOf, desk: Desk): Promise<Outcome> {
  const all = await questionsIn(context.db, tenantOf(desk), of.class.id, (context.person as Person).id);
  const ask: Button = { label: texts.ask, call: { capability: "ask_speaker", input: { class: of.class.id } } };
  if (all.length === 0) return { reply: { text: texts.none(className(of)), buttons: [ask] }, code: "none" };
  const votes = all.slice(0, shown).flatMap((it, at): Button[] =>
    it.own
      ? []
      : [
          {
            label: it.voted ? texts.unsupport(at) : texts.support(at),
            call: { capability: "support_question", input: { question: it.id, support: !it.voted } },
          },
        ],
  );
  return { reply: { text: listText(of, all), buttons: [...votes, ask] }, code: "listed" };
}

function listText(of: ClassOf, all: AskedSpeaker[]): string {
  const rest = all.length - shown;
  return [texts.head(className(of)), all.slice(0, shown).map(texts.line).join("\n"), ...(rest > 0 ? [texts.more(rest)] : [])].join("\n\n");
}

export const supportQuestion = capability({
  id: "support_question",
  about: "Mendukung pertanyaan peserta lain untuk narasumber.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ question: Id, support: z.boolean() }),

  async handle(context, { question, support }) {
    const { id: personId, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const asked = await classOfQuestion(context.db, tenant, question);
    const of = asked && (await loadClass(context.db, tenant, asked.classId));
    const own = asked && (await enrolmentIn(context.db, tenant, asked.classId, personId));
    if (!asked || !of || own?.state !== "terdaftar" || asked.personId === personId) return { reply: { text: texts.gone }, code: "gone" };
    await setVote(context.db, { ...tenant, personId }, question, support, context.now);
    return listed(context, of, desk);
  },
});

/** For the organiser: all open questions of a class, the most wanted first; no names. */
export const speakerQuestions = capability({
  id: "speaker_questions",
  about: "Menampilkan pertanyaan peserta satu kelas kepada penyelenggara.",
  phrases: ["pertanyaan peserta kelas"],
  roles: ["officer"],
  secondFactor: false,
  input: z.object({ class: Id }),

  async handle(context, { class: classId }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const of = await loadClass(context.db, tenantOf(desk), classId);
    if (!of) return { reply: { text: texts.gone }, code: "gone" };
    const all = await questionsIn(context.db, tenantOf(desk), classId, id);
    if (all.length === 0) return { reply: { text: texts.none(className(of)) }, code: "none" };
    const buttons = all.slice(0, shown).map((it, at) => ({ label: texts.done(at), call: { capability: "close_question", input: { question: it.id } } }));
    return { reply: { text: listText(of, all), buttons, data: all.map(({ question, votes }) => ({ question, votes })) }, code: "listed" };
  },
});

export const closeSpeakerQuestion = capability({
  id: "close_question",
  about: "Menandai pertanyaan peserta sudah dijawab.",
  phrases: [],
  roles: ["officer"],
  secondFactor: false,
  input: z.object({ question: Id }),

  async handle(context, { question }) {
    const { agency } = context.person as Person;
    const tenant = tenantOf({ ...context, agency });
    const asked = await classOfQuestion(context.db, tenant, question);
    if (!asked || !(await closeQuestion(context.db, tenant, question, context.now))) return { reply: { text: texts.gone }, code: "gone" };
    return { reply: { text: texts.closed }, next: { capability: "speaker_questions", input: { class: asked.classId } }, code: "closed" };
  },
});
