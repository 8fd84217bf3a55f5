import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Button } from "../../../core/reply.ts";
import { noteBehaviour } from "../behaviour/note-evidence.ts";
import { answerTo, handedIn, type Move, moved, openQuestion, questionsOf } from "./form.ts";
import { listOpen } from "./list-open.ts";
import { mayOpen } from "./may-answer.ts";
import { heardAnswer, heardAtReview } from "./read-answer.ts";
import { beginRequest, declineRequest, finishRequest, openRequestsOf, type Progress, requestById, type SurveyRequest, saveAnswers } from "./request-store.ts";
import { asked, introOf, type Talked, whichAnswer } from "./survey-words.ts";
import { closedReply, talkedOf } from "./talked.ts";

const texts = {
  notYours: "Survei itu bukan untuk Anda, atau tidak ada lagi. Ketik /survei untuk melihat yang dapat Anda isi.",
  longName: "Nama kelas atau pegawai paling panjang 80 huruf. Cukup ketik /survei.",
  goOn: "Kita lanjutkan, jawaban Anda sebelumnya tersimpan.",
  later: "Baik, jawaban Anda tersimpan. Lanjutkan kapan saja dengan mengetik /survei, di sini atau di aplikasi lain.",
  stale: "Pertanyaan itu sudah dijawab; ini pertanyaan yang sekarang. Untuk mengubah yang sebelumnya, pilih *Kembali*.",
  incomplete: "Masih ada pertanyaan yang belum dijawab.",
  unsent: "Belum terkirim: ketik *ya* atau pilih *Kirim*.",
  required: "Pertanyaan ini perlu dijawab. Pilih yang paling mendekati, atau *Nanti saja*.",
  again: {
    range: () => "Angka itu di luar pilihan. Mohon dipilih lagi.",
    whole: () => "Mohon angka bulat, tanpa koma.",
    long: (most: number) => `Mohon dipersingkat, paling panjang ${most} huruf.`,
    together: () => "Pilihan itu tidak dapat digabung. Mohon dipilih lagi.",
    which: () => "Sebagian belum saya kenali. Mohon pilih dari daftar, misalnya *1 dan 3*.",
  },
  noChange: "Jawaban dengan nomor itu tidak ada.",
  first: "Ini sudah pertanyaan pertama.",
  late: (question: string) => `Apakah ini jawaban Anda untuk pertanyaan “${question}”?`,
  lateYes: { label: "Ya, itu jawabannya", full: "Ya, itu jawaban saya" },
  lateNo: "Bukan",
  notIt: "Baik. Silakan ketik sekali lagi yang ingin Anda tanyakan. Surveinya dapat dilanjutkan dengan /survei.",
  declined: "Baik, tidak apa-apa. Anda tidak akan diingatkan lagi tentang survei ini.",
  reopen: "Jadi mengisi",
  thanks: {
    reaksi: "Terima kasih, tanggapan Anda terkirim. Gabungannya dipakai memperbaiki angkatan berikutnya; yang berubah akan dikabarkan kepada peserta.",
    belajar: "Terima kasih, jawaban Anda terkirim. Dari gabungannya terlihat apakah pelatihan menambah kemampuan.",
    perilaku: "Terima kasih, jawaban Anda terkirim. Dari gabungannya terlihat apakah pelatihan sampai ke pekerjaan, dan hambatan apa yang perlu diatasi.",
  },
  thanksShort: "Terima kasih, tanggapan Anda terkirim.",
  further: (count: number) => `Masih ada ${count} pertanyaan singkat.`,
  rest: (count: number) => `Masih ada ${count} survei yang menunggu Anda.`,
  next: { label: "Berikutnya", full: "Isi yang berikutnya" },
};

/** For how long words are taken as the answer to an open question that any words may answer; later it is asked. */
const freshMinutes = 60;

const acts = ["show", "answer", "choose", "done", "skip", "back", "change", "review", "send", "later", "decline", "reopen", "not"] as const;

/** The surveys after a class: one question a message; what was answered is in the request, so that it goes on on any channel. */
export const answerSurvey = capability({
  id: "answer_survey",
  about: "Mengisi survei singkat tentang kelas yang Anda ikuti, atau tentang penerapannya di pekerjaan.",
  command: "survei",
  phrases: ["isi survei", "lanjut survei", "lanjutkan survei", "survei saya", "isi evaluasi pelatihan"],
  roles: ["asn"],
  input: z.object({
    of: z.string().trim().max(80, texts.longName).optional().describe("Nama kelas atau pegawai yang dinilai, bila disebut"),
    /** Words that follow the list of what is open: they name one of it, or are for somebody else. */
    named: z.string().max(4_096).optional(),
    request: z.number().int().positive().optional(),
    act: z.enum(acts).default("show"),
    step: z.number().int().min(0).optional(),
    value: z.union([z.number(), z.string().max(200)]).optional(),
    key: z.string().max(120).optional(),
    words: z.string().max(4_096).optional(),
    /** When a question that any words answer was asked, epoch seconds. */
    asked: z.number().optional(),
  }),

  async handle(context, input) {
    if (input.request !== undefined) return turn(context, { ...input, request: input.request });
    const chosen = await listOpen(context, input.named?.trim() ?? input.of ?? "", input.named !== undefined);
    if (chosen === null) return elsewhere;
    return typeof chosen === "number" ? turn(context, { act: "show", request: chosen }) : chosen;
  },
});

interface Said {
  request: number;
  act: (typeof acts)[number];
  step?: number | undefined;
  value?: number | string | undefined;
  key?: string | undefined;
  words?: string | undefined;
  asked?: number | undefined;
}

/** Nothing was done: the words are for somebody else. */
const elsewhere: Outcome = { reply: { text: "" }, notAwaited: true, code: "not_an_answer" };

async function turn(context: Context, said: Said): Promise<Outcome> {
  const request = await requestById(context.db, tenantOf(context), said.request);
  if (request?.respondentId !== context.person?.id || !request) return { reply: { text: texts.notYours }, code: "not_found" };
  const closed = await closedReply(context, request, said.act === "reopen");
  if (closed) return said.words === undefined || (await isAnswer(context, request, said.words, said.asked)) ? closed : elsewhere;
  if (said.act === "reopen" && request.declined) await declineRequest(context.db, tenantOf(context), request.id, null);
  const talked = await talkedOf(context, request);
  const current = said.step === request.step;
  if (said.words !== undefined) return words(context, talked, said.words, current, said.asked);
  if (said.act === "later") return { reply: { text: texts.later }, code: "paused" };
  if (said.act === "not") return { reply: { text: texts.notIt }, code: "not_an_answer" };
  if (said.act === "show" || said.act === "reopen") return show(context, talked, said.act === "reopen" || said.step !== undefined);
  if (!current) return asked(talked, request, texts.stale);
  return act(context, talked, said);
}

/** Whether words are for a form that has closed meanwhile: then it is said that it has, and they are no question about a rule. */
async function isAnswer(context: Context, request: SurveyRequest, text: string, askedAt: number | undefined): Promise<boolean> {
  const open = openQuestion((await talkedOf(context, request)).form, request)?.question;
  if (open?.item.kind === "text" && isLate(context, askedAt)) return false;
  return (open ? heardAnswer(open, text) : heardAtReview(text)) !== null;
}

const isLate = ({ now }: Context, askedAt: number | undefined): boolean => askedAt !== undefined && now.epochMilliseconds / 1_000 - askedAt > freshMinutes * 60;

/** At the first time with what it is for; resumed, with a word that nothing was lost. */
async function show(context: Context, talked: Talked, plainly: boolean): Promise<Outcome> {
  const { request } = talked;
  if (!request.begun) await beginRequest(context.db, tenantOf(context), request.id, context.now);
  const fresh = Object.keys(request.answers).length === 0;
  return asked(talked, request, plainly ? "" : fresh ? introOf(talked) : texts.goOn);
}

const tenantOf = ({ cell, person }: Context) => ({ cell, agencyId: (person as Person).agency.id });

async function act(context: Context, talked: Talked, { act: what, value, key }: Said): Promise<Outcome> {
  const { request } = talked;
  switch (what) {
    case "send":
      return send(context, talked);
    case "review":
      return whichAnswer(talked, request);
    case "decline":
      await declineRequest(context.db, tenantOf(context), request.id, context.now);
      return { reply: { text: texts.declined, buttons: [button(request.id, texts.reopen, "reopen")] }, code: "declined" };
    case "choose":
      return move(context, talked, { act: "choose", value: String(value) });
    case "answer":
      return move(context, talked, { act: "answer", value: value ?? null });
    case "change":
      return move(context, talked, { act: "change", key: key ?? "" });
    default:
      return move(context, talked, { act: what === "back" || what === "done" ? what : "skip" });
  }
}

const button = (request: number, label: string, act: Said["act"]): Button => ({ label, call: { capability: "answer_survey", input: { request, act } } });

/** A move that the open question does not take leaves everything as it was, and says so. */
async function move(context: Context, talked: Talked, it: Move): Promise<Outcome> {
  const { form, request } = talked;
  const next = moved(form, request, it);
  if (!next) return asked(talked, request, refused(it));
  await saveAnswers(context.db, tenantOf(context), request.id, next);
  return asked({ ...talked, request: { ...request, ...next } }, next);
}

function refused({ act: what }: Move): string {
  if (what === "back") return texts.first;
  return what === "skip" || what === "done" ? texts.required : texts.again.range();
}

/** What was typed: an answer, a word that a button says as well, or something else. */
async function words(context: Context, talked: Talked, text: string, current: boolean, askedAt: number | undefined): Promise<Outcome> {
  const { form, request } = talked;
  const open = openQuestion(form, request)?.question;
  const heard = open ? heardAnswer(open, text) : heardAtReview(text);
  if (!heard) return elsewhere;
  if (!current) return open?.item.kind === "text" ? elsewhere : asked(talked, request, texts.stale);
  if (heard.kind === "nod") return asked(talked, request, texts.unsent);
  if (heard.kind === "again") return asked(talked, request, texts.again[heard.why](open?.item.kind === "text" ? open.item.most : 0));
  if (heard.kind === "change") {
    const key = questionsOf(form, request.answers)[heard.place - 1]?.key;
    const given = key !== undefined && answerTo(request.answers, key) !== undefined;
    return !given ? asked(talked, request, texts.noChange) : move(context, talked, { act: "change", key });
  }
  if (heard.kind === "answer") {
    return isLate(context, askedAt) ? askWhether(talked, open?.ask ?? "", text) : move(context, talked, { act: "answer", value: heard.value });
  }
  if (heard.move === "later") return { reply: { text: texts.later }, code: "paused" };
  return act(context, talked, { request: request.id, act: heard.move });
}

/** Hours after the question, words may be meant for anything: nothing is taken without a yes. */
function askWhether({ request }: Talked, question: string, text: string): Outcome {
  const input = { request: request.id, step: request.step };
  const buttons: Button[] = [
    { ...texts.lateYes, call: { capability: "answer_survey", input: { ...input, words: text } } },
    { label: texts.lateNo, call: { capability: "answer_survey", input: { ...input, act: "not" } } },
  ];
  return { reply: { text: texts.late(question), buttons }, code: "asked_whether" };
}

/** Only what is complete, and only once; the request's row is locked, so a second tap finds it handed in. */
async function send(context: Context, talked: Talked): Promise<Outcome> {
  const { form, request } = talked;
  const { db, now, origin } = context;
  if (openQuestion(form, { ...request, atItem: null })) return asked(talked, request, texts.incomplete);
  // Whoever went back to an answer and has changed nothing sees all of them once more.
  if (request.atItem !== null) return reviewed(context, talked);
  const answers = handedIn(form, request.answers);
  const handed = await finishRequest(db, tenantOf(context), request.id, { answers, channel: origin?.to.channel ?? null, now });
  if (!handed) throw new Error("a locked request that is open cannot be handed in");
  await noteBehaviour(db, tenantOf(context), request.id, now);
  return afterwards(context, talked);
}

async function reviewed(context: Context, talked: Talked): Promise<Outcome> {
  const { request } = talked;
  const next: Progress = { answers: request.answers, atItem: null, step: request.step + 1 };
  await saveAnswers(context.db, tenantOf(context), request.id, next);
  return asked({ ...talked, request: { ...request, ...next } }, next);
}

/** What was learnt follows the reaction in the same sitting; anything else that waits is one tap away. */
async function afterwards(context: Context, { request }: Talked): Promise<Outcome> {
  const { db, now, person } = context;
  const { open: waiting } = await mayOpen(
    db,
    tenantOf(context),
    person as Person,
    await openRequestsOf(db, { ...tenantOf(context), personId: (person as Person).id }, now),
  );
  const learnt = waiting.find((it) => request.round.step === "reaksi" && it.round.step === "belajar" && it.round.classId === request.round.classId);
  const thanks = texts.thanks[request.round.step];
  if (learnt) {
    const talked = await talkedOf(context, learnt);
    const progress: Progress = learnt;
    const left = questionsOf(talked.form, progress.answers).length;
    if (!learnt.begun) await beginRequest(db, tenantOf(context), learnt.id, now);
    return { ...asked(talked, progress, `${texts.thanksShort} ${texts.further(left)}`), code: "finished" };
  }
  const [next] = waiting;
  if (!next) return { reply: { text: thanks }, code: "finished" };
  const buttons: Button[] = [{ ...texts.next, call: { capability: "answer_survey", input: { request: next.id } } }];
  return { reply: { text: `${thanks}\n\n${texts.rest(waiting.length)}`, buttons }, code: "finished" };
}
