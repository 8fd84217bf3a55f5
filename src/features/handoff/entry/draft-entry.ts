import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate, parseDate } from "../../../core/time.ts";
import { isSource } from "../../knowledge/entry/entry-source.ts";
import { draftOf, type Entry, isWhole, noteParts, submitEntry, type WholeEntry } from "../../knowledge/entry/entry-store.ts";
import { cardOf } from "../../people/link/link-store.ts";
import { messagesOf, type Place, type Ticket, ticketById } from "../ticket-store.ts";
import { type CaseFact, caseFacts } from "./case-facts.ts";

const texts = {
  notYours: "Hanya petugas yang menjawab tiket itu, sesudah tiketnya ditutup, yang dapat menjadikannya jawaban.",
  question: (original: string) =>
    `Tulis pertanyaannya untuk umum, dalam satu kalimat: tanpa nama, tanpa unit, tanpa keadaan orang tertentu.${original ? `\n\nAslinya: “${original}”` : ""}`,
  answer: (original: string) => `Tulis jawabannya untuk umum; kalimat pertama langsung menjawab.${original ? `\n\nJawaban pada tiket: “${original}”` : ""}`,
  source: "Apa dasarnya? Tulis aturan dengan pasalnya, misalnya “PP 11/2017 Pasal 203”, atau “Kebijakan kota:” dengan nama dan nomor dokumennya.",
  badSource: "Dasarnya belum lengkap. Tulis aturan dengan pasalnya, atau “Kebijakan kota:” dengan nama dan nomor dokumennya.",
  review: "Kapan jawaban ini perlu ditinjau lagi? Pilih, atau tulis tanggalnya.",
  badReview: "Tulis tanggal yang akan datang, paling lama tiga tahun lagi, misalnya 1 Juni 2027.",
  short: "Mohon tulis sedikit lebih lengkap.",
  long: "Mohon diringkas menjadi paling banyak 1.500 huruf.",
  facts: (facts: CaseFact[]) =>
    `Teks itu masih memuat data seseorang, jadi belum disimpan:\n${facts.map((it) => `- ${it.kind}: “${plain(it.where)}”`).join("\n")}\n\nTulis ulang tanpa bagian itu.`,
  preview: ({ question, answer, source, reviewOn }: WholeEntry) =>
    `Jawaban untuk basis pengetahuan kota Anda:\n\n*${plain(question)}*\n${plain(answer)}\n\nDasar: ${plain(source)}\nDitinjau lagi: ${longDate(reviewOn)}\n\nSesudah diajukan, jawaban ini diuji dan diperiksa petugas lain.`,
  submitted: (id: number) => `✅ Jawaban nomor ${id} diajukan. Sistem mengujinya dengan soal uji, lalu petugas lain memeriksanya. Daftarnya: /jawaban.`,
  gone: "Konsep itu sudah diajukan. Daftarnya: /jawaban.",
  submit: "Ajukan",
  half: "6 bulan lagi",
  year: "1 tahun lagi",
  edit: { question: "Ubah pertanyaan", answer: "Ubah jawaban", source: "Ubah dasar", review: "Ubah tinjauan" },
};

const fields = ["question", "answer", "source", "review"] as const;
type Field = (typeof fields)[number];

const Input = z.object({
  ticket: z.coerce.number().int().positive().optional(),
  question: z.string().trim().max(4_000).optional(),
  answer: z.string().trim().max(4_000).optional(),
  source: z.string().trim().max(4_000).optional(),
  review: z.string().trim().max(60).optional(),
  edit: z.enum(fields).optional(),
  submit: z.boolean().default(false),
});

/** A draft being written, with the ticket it comes from. */
interface Desk {
  context: Context;
  place: Place;
  me: number;
  ticket: Ticket | null;
  entry: Entry;
}

/** `draft_entry`: an officer makes an answer that everybody may read, part by part; every part is kept, so that it goes on days later. */
export const draftEntry: Capability = capability({
  id: "draft_entry",
  about: "Menyusun jawaban petugas untuk basis pengetahuan kota.",
  phrases: ["tulis jawaban baru", "buat jawaban baru"],
  roles: ["officer", "administrator"],
  input: Input,

  async handle(context, input) {
    const { id: me, agency } = context.person as Person;
    const place = { cell: context.cell, agencyId: agency.id };
    const ticket = input.ticket === undefined ? null : await ownTicket(context, place, me, input.ticket);
    const desk: Desk = { context, place, me, ticket, entry: await draftOf(context.db, place, { authorId: me, ticketId: ticket?.id ?? null }, context.now) };
    if (input.edit) return askFor(desk, input.edit);
    for (const field of fields) {
      const text = input[field];
      if (text !== undefined) return keep(desk, field, text);
    }
    return goOn(desk, input.submit);
  },
});

async function ownTicket({ db }: Context, place: Place, me: number, id: number): Promise<Ticket> {
  const ticket = await ticketById(db, place, id);
  if (!ticket || ticket.officerId !== me || ticket.state !== "selesai" || ticket.personId === me) throw new Fault("forbidden", texts.notYours);
  return ticket;
}

const callOf = (ticket: Ticket | null, input: Record<string, unknown> = {}) => ({
  capability: "draft_entry",
  input: { ...(ticket && { ticket: ticket.id }), ...input },
});

/** What is asked next: the first part that is missing, or the whole to be handed in. */
async function goOn(desk: Desk, submit: boolean): Promise<Outcome> {
  const { context, place, ticket, entry } = desk;
  const values: Record<Field, string | null> = { question: entry.question, answer: entry.answer, source: entry.source, review: entry.reviewOn };
  const missing = fields.find((it) => values[it] === null);
  if (missing) return askFor(desk, missing);
  if (!isWhole(entry)) throw new Error("a draft without a missing part, and yet not whole");
  if (submit) {
    const submitted = await submitEntry(context.db, place, entry.id, context.now);
    return { reply: { text: submitted ? texts.submitted(entry.id) : texts.gone }, code: submitted ? "submitted" : "gone" };
  }
  const edits = fields.slice(0, 3).map((it): Button => ({ label: texts.edit[it], call: callOf(ticket, { edit: it }) }));
  return { reply: { text: texts.preview(entry), buttons: [{ label: texts.submit, call: callOf(ticket, { submit: true }) }, ...edits] }, code: "preview" };
}

async function askFor(desk: Desk, field: Field, lead?: string): Promise<Outcome> {
  const { context, place, ticket } = desk;
  const awaits = { ...callOf(ticket), field };
  const answered =
    ticket === null || field !== "answer" ? undefined : (await messagesOf(context.db, place, ticket.id)).findLast((it) => it.author === "petugas" && !it.asks);
  const question = {
    question: () => texts.question(ticket ? plain(ticket.question) : ""),
    answer: () => texts.answer(answered ? plain(answered.body) : ""),
    source: () => texts.source,
    review: () => texts.review,
  }[field]();
  const buttons = field === "review" ? [texts.half, texts.year].map((it): Button => ({ label: it, call: callOf(ticket, { review: it }) })) : [];
  return {
    reply: { text: lead ?? question, buttons },
    awaits,
    ...(ticket && field !== "source" && field !== "review" && { looked: [ticket.personId] }),
    code: "asked",
  };
}

/** Keeps one part, unless it says something about somebody, or says too little. */
async function keep(desk: Desk, field: Field, text: string): Promise<Outcome> {
  const { context, place, me, ticket, entry } = desk;
  const { db, now, person } = context;
  if (field === "review") {
    const reviewOn = reviewDate(text, localDate(now, (person as Person).agency.zone));
    if (reviewOn === null) return askFor(desk, field, texts.badReview);
    return kept(desk, await noteParts(db, place, { id: entry.id, authorId: me }, { reviewOn }, now));
  }
  if (text.length < 10) return askFor(desk, field, texts.short);
  if (text.length > 1_500) return askFor(desk, field, texts.long);
  if (field === "source" && !isSource(text)) return askFor(desk, field, texts.badSource);
  const asker = ticket && (await cardOf(db, { ...place, personId: ticket.personId }, now));
  const facts = await caseFacts(db, place, text, asker?.name ?? null);
  if (facts.length > 0) return { ...(await askFor(desk, field, texts.facts(facts))), code: "case_facts" };
  return kept(desk, await noteParts(db, place, { id: entry.id, authorId: me }, { [field]: text }, now));
}

const kept = (desk: Desk, entry: Entry | undefined): Promise<Outcome> | Outcome =>
  entry ? goOn({ ...desk, entry }, false) : { reply: { text: texts.gone }, code: "gone" };

/** `6 bulan lagi`, `1 tahun lagi` or a date to come within three years, ISO; null otherwise. */
function reviewDate(text: string, today: string): string | null {
  const from = Temporal.PlainDate.from(today);
  const span = /^(\d{1,2})\s*(bulan|tahun)(?: lagi)?$/i.exec(text);
  const date = span ? from.add(span[2]?.toLowerCase() === "bulan" ? { months: Number(span[1]) } : { years: Number(span[1]) }).toString() : parseDate(text);
  return date !== null && date > today && date <= from.add({ years: 3 }).toString() ? date : null;
}
