import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { clockTime } from "../../../core/time.ts";
import { dayOf } from "../link/chat-words.ts";
import { lettersTo } from "../link/letters.ts";
import { cardOf } from "../link/link-store.ts";
import { fullName } from "../person-name.ts";
import { kindNames } from "./request-correction.ts";
import { type RightsRequest, requestsIn } from "./rights-store.ts";
import { settle } from "./settle.ts";

/** Requests shown at once; the ones due first. */
const shownMost = 8;

const texts = {
  none: "Tidak ada permohonan data pribadi yang menunggu jawaban.",
  head: (count: number) => `*${count} permohonan data pribadi* menunggu jawaban, yang paling dekat tenggatnya lebih dulu:`,
  line: (it: RightsRequest, name: string, due: string) => `${it.id}. ${kindNames[it.kind]}, ${name}; ${due}`,
  due: (late: boolean, day: string, time: string) => (late ? `*terlambat* (tenggat ${day} pukul ${time})` : `tenggat ${day} pukul ${time}`),
  gone: "Permohonan itu tidak ada atau sudah dijawab. Daftarnya: /permohonan.",
  own: "Permohonan sendiri dijawab oleh petugas lain.",
  one: (it: RightsRequest, name: string, due: string) => `*${kindNames[it.kind]}* nomor ${it.id} dari *${name}*; ${due}.\n\n“${plain(it.subject)}”`,
  done: "Sudah dipenuhi",
  refused: "Belum dapat",
  askDone: "Tulis jawaban untuk pemohon dalam satu pesan: apa yang sudah dibetulkan atau dilakukan.",
  askRefused: "Tulis jawaban untuk pemohon dalam satu pesan: mengapa belum dapat dipenuhi, dan apa langkah berikutnya.",
  short: "Mohon tulis jawabannya sedikit lebih lengkap.",
  long: "Mohon diringkas menjadi paling banyak 1.000 huruf.",
  confirm: (id: number, done: boolean, answer: string) =>
    `Permohonan nomor ${id} dijawab *${done ? "sudah dipenuhi" : "belum dapat dipenuhi"}*:\n\n“${plain(answer)}”\n\nKirim kepada pemohon?`,
  settled: (id: number, told: boolean) =>
    `✅ Permohonan nomor ${id} sudah dijawab${told ? "; pemohon diberi tahu di chatnya" : ". Pemohon belum mempunyai chat, jadi mohon disampaikan langsung"}.`,
};

/** `answer_requests`: officers see and settle requests under UU 27/2022, each with its clock of 72 hours. */
export const answerRequests: Capability = capability({
  id: "answer_requests",
  about: "Menjawab permohonan koreksi dan keberatan pegawai (3×24 jam).",
  command: "permohonan",
  phrases: ["permohonan data", "permohonan koreksi", "daftar permohonan data"],
  roles: ["officer", "administrator"],
  input: z.object({
    id: z.coerce.number().int().positive().optional().describe("Nomor permohonan"),
    status: z.enum(["done", "refused"]).optional(),
    answer: z.string().trim().max(4_000).optional(),
  }),

  async handle(context, { id, status, answer }) {
    const person = context.person as Person;
    const open = await requestsIn(context.db, { cell: context.cell, agencyId: person.agency.id }, { open: true });
    if (id === undefined) return list(context, person, open);
    const request = open.find((it) => it.id === id);
    if (!request) throw new Fault("not_found", texts.gone);
    if (request.personId === person.id) throw new Fault("forbidden", texts.own);
    if (status === undefined) return show(context, person, request);
    const missing = answer === undefined ? (status === "done" ? texts.askDone : texts.askRefused) : lengthFault(answer);
    if (answer === undefined || missing) return { reply: { text: missing ?? "" }, awaits: { ...callOf({ id, status }), field: "answer" }, code: "asked" };
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(id, status === "done", answer), input: { id, status, answer } } };
    return answered(context, person, { id, status, answer });
  },
});

const lengthFault = (answer: string): string | null => (answer.length < 10 ? texts.short : answer.length > 1_000 ? texts.long : null);

const callOf = (input: Record<string, unknown>) => ({ capability: "answer_requests", input });

function dueWords({ dueAt }: RightsRequest, { agency }: Person, now: Temporal.Instant): string {
  const due = Temporal.Instant.from(dueAt);
  return texts.due(Temporal.Instant.compare(due, now) < 0, dayOf(dueAt, agency.zone), clockTime(due, agency.zone));
}

async function nameOf({ db, cell, now }: Context, { agencyId, personId }: RightsRequest): Promise<string> {
  const card = await cardOf(db, { cell, agencyId, personId }, now);
  return card ? plain(fullName(card)) : "–";
}

/** Only the subject line is shown here; whose request it is counts as seen. */
async function list(context: Context, person: Person, open: RightsRequest[]): Promise<Outcome> {
  if (open.length === 0) return { reply: { text: texts.none }, code: "none" };
  const shown = open.slice(0, shownMost);
  const lines: string[] = [];
  for (const it of shown) lines.push(texts.line(it, await nameOf(context, it), dueWords(it, person, context.now)));
  const buttons = shown
    .filter((it) => it.personId !== person.id)
    .map((it): Button => ({ label: `Nomor ${it.id}`, full: `${kindNames[it.kind]}, nomor ${it.id}`, call: callOf({ id: it.id }) }));
  return { reply: { text: [texts.head(open.length), lines.join("\n")].join("\n\n"), buttons }, looked: shown.map((it) => it.personId), code: "listed" };
}

async function show(context: Context, person: Person, request: RightsRequest): Promise<Outcome> {
  const buttons = (["done", "refused"] as const).map((status): Button => ({ label: texts[status], call: callOf({ id: request.id, status }) }));
  const text = texts.one(request, await nameOf(context, request), dueWords(request, person, context.now));
  return { reply: { text, buttons }, looked: [request.personId], code: "one" };
}

async function answered(
  { db, cell, now }: Context,
  { id: by, agency }: Person,
  given: { id: number; status: "done" | "refused"; answer: string },
): Promise<Outcome> {
  const tenant = { cell, agencyId: agency.id };
  const { request, notice } = await settle(db, tenant, { ...given, by }, now);
  const letters = await lettersTo(db, { ...tenant, personId: request.personId }, { reply: notice.reply, key: notice.key, intent: "notice", now });
  return {
    reply: { text: texts.settled(request.id, letters.length > 0) },
    letters,
    ledger: [{ kind: "request", subjectId: request.personId, action: "settle_request", outcome: given.status }],
    code: given.status,
  };
}
