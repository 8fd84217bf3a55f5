import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import { maskPersonalData } from "../../core/mask.ts";
import type { Person } from "../../core/person.ts";
import type { Subject } from "../../core/personal-data.ts";
import { type Button, plain } from "../../core/reply.ts";
import { cityTitle } from "../people/agencies.ts";
import { sentElsewhere } from "./complaint.ts";
import { buttons, handlersOf, toOfficers } from "./desk.ts";
import { dueFrom, isOpen, momentWords, opensAt, type ReadHours, waitWords } from "./hours.ts";
import { isMereRequest } from "./mere-request.ts";
import { keepQuestion } from "./question-store.ts";
import { openTicket, type Ticket, ticketsOf, usualWait } from "./ticket-store.ts";

const texts = {
  ask: "Silakan tulis hal yang ingin Anda sampaikan kepada petugas BKPSDM, dalam satu pesan.",
  long: "Mohon diringkas menjadi paling banyak 2.000 huruf.",
  last: "Pertanyaan tadi",
  preview: (city: string, question: string) => `Pesan ini saya teruskan kepada *petugas BKPSDM ${city}*:\n\n“${question}”`,
  passed: "Yang ikut terkirim: nama dan jabatan Anda. Percakapan dengan saya hanya ikut bila Anda memilihnya.",
  open: "Kantor sedang buka.",
  closed: (when: string) => `Di luar jam kerja: petugas baru dapat membaca mulai ${when}.`,
  usual: (wait: string) => `Biasanya dijawab dalam ${wait}.`,
  noUsual: (when: string) => `Bila belum ada yang mengambil sampai ${when}, petugas saya ingatkan.`,
  send: "Kirim",
  sendTalk: "Kirim + percakapan",
  sendTalkFull: "Kirim dengan percakapan tadi",
  no: "Tidak jadi",
  dropped: "Baik, tidak jadi. Tidak ada yang dikirim.",
  made: (id: number) =>
    `✅ Tiket nomor *${id}* sudah saya teruskan. Jawabannya datang di sini; silakan tetap bertanya hal lain kepada saya. Lihat lagi: /tiket.`,
  nobody: (id: number) =>
    `✅ Tiket nomor *${id}* sudah dicatat, tetapi di kota Anda belum ada petugas yang dapat dihubungi lewat chat. Bila mendesak, hubungi BKPSDM langsung.`,
  same: (id: number) => `Pertanyaan ini sudah ada pada tiket nomor *${id}*. Lihat: /tiket.`,
  tooMany: "Masih ada lima tiket Anda yang terbuka. Mohon tunggu jawabannya, atau tutup yang sudah selesai: /tiket.",
  guest:
    "Pertanyaan Anda sudah dicatat tanpa nama. Bila BKPSDM menerbitkan jawabannya, saya kabari di sini.\n\nAgar petugas dapat membalas Anda langsung, tautkan dulu chat ini.",
  link: "Tautkan sekarang",
  toOfficers: (id: number, question: string) =>
    `*Tiket baru nomor ${id}* dari seorang pegawai:\n\n“${question}”\n\nSiapa yang mengambil? Nama penanya terlihat sesudah diambil.`,
};

/** Open tickets that one person may have at once. */
const mostOpen = 5;

/** What the room needs of others. */
export interface AskTools {
  /** A complaint about people, of which nothing may be kept. */
  complains(request: { text: string; city: string | null; asOf: string }): boolean;
  /** What was asked and answered in this talk lately, personal data masked; null = nothing. */
  recentTalk(context: Context): Promise<string | null>;
  readHours: ReadHours;
}

/** `ask_officer`: hands a question over to a person. Tells first what goes to whom and when somebody is there; then opens a ticket. */
export const askOfficer = (tools: AskTools): Capability =>
  capability({
    id: "ask_officer",
    about: "Meneruskan pertanyaan Anda kepada petugas BKPSDM.",
    command: "petugas",
    phrases: [],
    roles: ["guest"],
    input: z.object({
      question: z.string().trim().min(1, texts.ask).max(2_000, texts.long),
      outcome: z.string().max(40).default("requested"),
      send: z.enum(["question", "talk", "no"]).optional(),
    }),
    ask: { question: { text: texts.ask, buttons: lastQuestion } },

    recognise: (text) => (isMereRequest(text) ? {} : undefined),

    async handle(context, { question: typed, outcome, send }) {
      // "Sambungkan saya ke petugas", also while the question is awaited.
      if (isMereRequest(typed))
        return {
          reply: { text: texts.ask, buttons: lastQuestion(context) },
          awaits: { capability: "ask_officer", input: {}, field: "question" },
          code: "asked",
        };
      if (send === "no") return { reply: { text: texts.dropped }, code: "dropped" };
      const asOf = context.now.toString().slice(0, 10);
      if (tools.complains({ text: typed, city: context.agency?.slug ?? null, asOf })) return sentElsewhere(context);
      const question = maskPersonalData(typed);
      if (context.person === null) return noted(context, question, outcome);
      const subject = { cell: context.cell, agencyId: context.person.agency.id, personId: context.person.id };
      const open = (await ticketsOf(context.db, subject)).filter((it) => it.state !== "selesai");
      const same = open.find((it) => it.question === question);
      if (same) return { reply: { text: texts.same(same.id), buttons: [buttons.mine(same.id)] }, code: "same" };
      if (open.length >= mostOpen) throw new Fault("too_many", texts.tooMany);
      return send === undefined ? preview(tools, context, subject, question) : sent(tools, context, subject, question, send);
    },
  });

function lastQuestion({ memory }: Context): Button[] {
  const unanswered = (memory.unanswered as { question?: unknown } | undefined)?.question;
  const question = typeof unanswered === "string" ? unanswered : memory.question;
  if (typeof question !== "string") return [];
  return [{ label: texts.last, full: `“${question.slice(0, 60)}”`, call: { capability: "ask_officer", input: { question } } }];
}

/** Nobody to answer to by name: the question is kept for the knowledge base, and whoever asked is told when it knows. */
async function noted(context: Context, question: string, outcome: string): Promise<Outcome> {
  await keepQuestion(context, question, outcome);
  const link = { label: texts.link, call: { capability: "link_chat", input: {} } };
  return { reply: { text: texts.guest, buttons: [link] }, remember: { unanswered: null }, code: "noted" };
}

async function preview({ readHours, recentTalk }: AskTools, context: Context, subject: Subject, question: string): Promise<Outcome> {
  const { agency } = context.person as Person;
  const hours = await readHours(context.db, subject, agency.zone);
  const usual = await usualWait(context.db, subject, context.now);
  const when = isOpen(context.now, hours) ? texts.open : texts.closed(momentWords(opensAt(context.now, hours), agency.zone));
  const wait = usual === null ? texts.noUsual(momentWords(dueFrom(context.now, hours).remindAt, agency.zone)) : texts.usual(waitWords(usual));
  const choice = (label: string, send: string, full = label): Button => ({ label, full, call: { capability: "ask_officer", input: { question, send } } });
  const talk = (await recentTalk(context)) === null ? [] : [choice(texts.sendTalk, "talk", texts.sendTalkFull)];
  const text = [texts.preview(cityTitle(agency), plain(question)), texts.passed, `${when} ${wait}`].join("\n\n");
  return { reply: { text, buttons: [choice(texts.send, "question"), choice(texts.no, "no"), ...talk] }, yesNo: true, code: "asked" };
}

async function sent({ readHours, recentTalk }: AskTools, context: Context, subject: Subject, question: string, send: "question" | "talk"): Promise<Outcome> {
  const { db, now, person } = context;
  const due = dueFrom(now, await readHours(db, subject, (person as Person).agency.zone));
  const talk = send === "talk" ? await recentTalk(context) : null;
  const { ticket, fresh } = await openTicket(db, subject, { question, talk, due }, now);
  if (!fresh) return { reply: { text: texts.same(ticket.id), buttons: [buttons.mine(ticket.id)] }, code: "same" };
  const people = await handlersOf(db, subject, ticket, now);
  return {
    reply: { text: people.length > 0 ? texts.made(ticket.id) : texts.nobody(ticket.id) },
    letters: await toOfficers(db, subject, people, newTicket(subject, ticket, "baru"), now),
    remember: { unanswered: null },
    code: "opened",
  };
}

/** What officers hear of a ticket that nobody has: without the asker's name, which only who takes it needs. `turn` = which time it is theirs. */
export const newTicket = ({ agencyId }: Pick<Subject, "agencyId">, { id, question }: Ticket, turn: string) => ({
  key: `tiket:${agencyId}:${id}:${turn}`,
  reply: { text: texts.toOfficers(id, plain(question)), buttons: [buttons.take(id)] },
});
