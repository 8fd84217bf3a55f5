import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain } from "../../../core/reply.ts";
import { clockTime } from "../../../core/time.ts";
import { dayOf } from "../link/chat-words.ts";
import { lettersTo } from "../link/letters.ts";
import { cardOf, holdersOf } from "../link/link-store.ts";
import { fullName } from "../person-name.ts";
import { openRequest, type RequestKind, type RightsRequest, requestKinds, requestsOf } from "./rights-store.ts";

/** Open requests that one person may have at once. */
const mostOpen = 5;

/** Each kind of request as people call it. */
export const kindNames: Record<RequestKind, string> = {
  correction: "Koreksi data",
  objection: "Keberatan atas peringkat",
  restriction: "Penundaan pemrosesan",
  deletion: "Penghapusan data",
};

const texts = {
  ask: "Data mana yang keliru, dan yang benar bagaimana? Tulis dalam satu pesan, misalnya: jabatan saya tertulis Pelaksana, yang benar Pengawas sejak 1 Mei.\n\nAnda juga dapat menulis keberatan atas peringkat atau rekomendasi.",
  short: "Mohon tulis sedikit lebih lengkap: data mana, dan yang benar bagaimana.",
  long: "Mohon diringkas menjadi paling banyak 1.000 huruf.",
  confirm: (kind: string, text: string) => `*${kind}* ini dikirim ke petugas BKPSDM kota Anda:\n\n“${text}”\n\nKirim?`,
  made: (id: number, due: string) => `✅ Permohonan nomor *${id}* sudah dicatat. Paling lambat ${due} Anda mendapat jawaban di sini (3×24 jam, UU 27/2022).`,
  tooMany: "Masih ada lima permohonan Anda yang sedang dikerjakan. Mohon tunggu jawabannya.",
  toOfficer: (it: RightsRequest, name: string, position: string, due: string) =>
    `*${kindNames[it.kind]}* nomor ${it.id} dari *${name}*${position}.\n\n“${it.subject}”\n\nTenggat jawaban: ${due}. Semua yang menunggu: /permohonan.`,
  answer: "Jawab",
};

/** Words by which a text says itself what it is. */
const objects = /\b(?:keberatan|tidak setuju|tdk setuju|protes)\b/i;

/** `request_correction`: a request under UU 27/2022, with its clock, to the officers. */
export const requestCorrection: Capability = capability({
  id: "request_correction",
  about: "Meminta data Anda dibetulkan, atau keberatan atas peringkat.",
  command: "koreksi",
  phrases: ["koreksi data", "perbaiki data", "data saya salah", "data saya keliru", "ajukan keberatan"],
  roles: ["asn"],
  input: z.object({
    text: z.string().trim().min(10, texts.short).max(1_000, texts.long).describe("Data yang keliru dan yang benar"),
    kind: z.enum(requestKinds).optional(),
  }),
  ask: { text: { text: texts.ask } },

  async handle(context, { text, kind = objects.test(text) ? "objection" : "correction" }) {
    const person = context.person as Person;
    const subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id };
    const open = (await requestsOf(context.db, subject)).filter((it) => it.status === "open");
    if (open.length >= mostOpen) throw new Fault("too_many", texts.tooMany);
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(kindNames[kind], plain(text)), input: { text, kind } } };
    return make(context, subject, person, kind, text);
  },
});

async function make(context: Context, subject: Subject, { agency }: Person, kind: RequestKind, text: string): Promise<Outcome> {
  const { db, now } = context;
  const request = await openRequest(db, subject, { kind, subject: text }, now);
  const due = `${dayOf(request.dueAt, agency.zone)} pukul ${clockTime(Temporal.Instant.from(request.dueAt), agency.zone)}`;
  return {
    reply: { text: texts.made(request.id, due) },
    letters: await toOfficers(context, subject, request, due),
    ledger: [{ kind: "request", subjectId: subject.personId, outcome: kind }],
    code: kind,
  };
}

async function toOfficers({ db, now }: Context, subject: Subject, request: RightsRequest, due: string): Promise<Letter[]> {
  const card = await cardOf(db, subject, now);
  if (!card) return [];
  const position = card.position ? ` (${plain(card.position)})` : "";
  const reply = {
    text: texts.toOfficer({ ...request, subject: plain(request.subject) }, plain(fullName(card)), position, due),
    buttons: [{ label: texts.answer, full: `Jawab permohonan nomor ${request.id}`, call: { capability: "answer_requests", input: { id: request.id } } }],
  };
  const letters: Letter[] = [];
  for (const personId of await holdersOf(db, subject, ["officer"], subject.personId, now)) {
    const key = `request:${subject.agencyId}:${request.id}:${personId}`;
    letters.push(...(await lettersTo(db, { ...subject, personId }, { reply, key, intent: "notice", now, confirmed: true })));
  }
  return letters;
}
