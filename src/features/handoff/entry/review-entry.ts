import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import {
  type Entry,
  entriesIn,
  entryById,
  isWhole,
  noteTrial,
  publishEntry,
  refuseEntry,
  renewEntry,
  type WholeEntry,
  withdrawEntry,
} from "../../knowledge/entry/entry-store.ts";
import { currentRevision } from "../../knowledge/store.ts";
import { cityTitle } from "../../people/agencies.ts";
import { toOfficers } from "../desk.ts";
import type { Place } from "../ticket-store.ts";
import { entryText, worseText } from "./entry-words.ts";

const texts = {
  none: "Belum ada jawaban petugas. Sesudah tiket ditutup, petugas yang menjawabnya dapat menjadikannya jawaban.",
  head: "Jawaban petugas untuk basis pengetahuan kota:",
  line: ({ id, question, state }: Entry) => `${id}. ${plain(question ?? "(konsep)")} – ${stateWords[state]}`,
  gone: "Jawaban itu tidak ada atau sudah diputuskan. Daftarnya: /jawaban.",
  own: "Jawaban yang Anda tulis sendiri diperiksa petugas lain.",
  trying: "Jawaban ini masih diuji dengan soal uji. Anda diberi tahu begitu selesai, biasanya dalam beberapa menit.",
  changed: "Basis pengetahuan berubah sejak jawaban ini diuji, jadi saya uji lagi. Anda diberi tahu begitu selesai.",
  confirm: (text: string) => `${text}\n\nTerbitkan untuk semua pegawai kota ini?`,
  confirmWorse: (text: string, worse: string, reason: string) => `${text}\n\n${worse}\n\nAlasan tetap menerbitkan: “${plain(reason)}”\n\nTerbitkan?`,
  published: (id: number) => `✅ Jawaban nomor ${id} terbit dan langsung dapat ditemukan. Yang pernah bertanya hal yang sama diberi tahu.`,
  reason: "Tulis alasannya dalam satu pesan. Alasan itu dicatat.",
  refused: (id: number) => `Jawaban nomor ${id} tidak diterbitkan; penulisnya diberi tahu.`,
  short: "Mohon tulis alasannya sedikit lebih lengkap.",
  toAuthor: (id: number) => `✅ Jawaban nomor ${id} yang Anda tulis sudah disetujui dan terbit.`,
  toAuthorRefused: (id: number, note: string) => `Jawaban nomor ${id} yang Anda tulis belum diterbitkan: ${note}`,
  confirmWithdraw: (question: string) => `Tarik jawaban “${question}” dari basis pengetahuan? Sesudah itu tidak dikutip lagi.`,
  withdrawn: (id: number) => `✅ Jawaban nomor ${id} ditarik dan tidak dikutip lagi.`,
  renewed: (day: string) => `✅ Baik. Ditinjau lagi ${day}.`,
  approve: "Setujui",
  refuse: "Tolak",
  anyway: "Terbitkan tetap",
  withdraw: "Tarik",
  keep: "Masih berlaku",
  draft: "Tulis jawaban baru",
};

const stateWords: Record<Entry["state"], string> = {
  konsep: "konsep",
  diajukan: "menunggu petugas kedua",
  terbit: "terbit",
  ditolak: "tidak diterbitkan",
  ditarik: "ditarik",
};

const acts = ["show", "approve", "override", "refuse", "withdraw", "keep"] as const;
const shown = 6;

/** `review_entry`: the city's own answers; a second officer lets one into the base or not, with what the question sets say of it. */
export const reviewEntry: Capability = capability({
  id: "review_entry",
  about: "Memeriksa dan menerbitkan jawaban petugas di basis pengetahuan kota.",
  command: "jawaban",
  phrases: ["jawaban petugas", "periksa jawaban petugas", "daftar jawaban petugas"],
  roles: ["officer", "administrator"],
  input: z.object({
    id: z.coerce.number().int().positive().optional().describe("Nomor jawaban"),
    act: z.enum(acts).default("show"),
    reason: z.string().trim().max(1_000).optional(),
  }),

  async handle(context, { id, act, reason }) {
    const { id: me, agency } = context.person as Person;
    const place = { cell: context.cell, agencyId: agency.id };
    if (id === undefined) return list(context, place);
    const entry = await entryById(context.db, place, id, true);
    if (!entry || !isWhole(entry)) throw new Fault("not_found", texts.gone);
    if (entry.state === "terbit") return published(context, place, entry, act);
    if (entry.state !== "diajukan") throw new Fault("not_found", texts.gone);
    if (entry.authorId === me) throw new Fault("forbidden", texts.own);
    if (act === "refuse") return refuse(context, place, entry, me, reason);
    if (entry.triedRevision === null) return { reply: { text: texts.trying }, code: "trying" };
    if (act === "show") return { reply: { text: entryText(entry), buttons: reviewButtons(entry) }, code: "one" };
    return approve(context, place, entry, me, act === "override" ? (reason ?? "") : undefined);
  },
});

const call = (id: number, act: (typeof acts)[number]) => ({ capability: "review_entry", input: { id, act } });

/** Decide by one tap; where questions are answered worse, it takes a reason. */
export const reviewButtons = ({ id, worse }: Entry): Button[] => [
  (worse ?? []).length > 0
    ? { label: texts.anyway, full: `Terbitkan tetap, jawaban ${id}`, call: call(id, "override") }
    : { label: texts.approve, full: `Setujui jawaban ${id}`, call: call(id, "approve") },
  { label: texts.refuse, full: `Tolak jawaban ${id}`, call: call(id, "refuse") },
];

/** What officers may do about an answer whose day of review has come. */
export const renewButtons = ({ id }: Entry): Button[] => [
  { label: texts.keep, full: `Jawaban ${id} masih berlaku`, call: call(id, "keep") },
  { label: texts.withdraw, full: `Tarik jawaban ${id}`, call: call(id, "withdraw") },
];

async function list({ db }: Context, place: Place): Promise<Outcome> {
  const all = await entriesIn(db, place, ["diajukan", "terbit", "konsep"]);
  const draft: Button = { label: texts.draft, call: { capability: "draft_entry", input: {} } };
  if (all.length === 0) return { reply: { text: texts.none, buttons: [draft] }, code: "none" };
  const some = all.toSorted((a, b) => Number(b.state === "diajukan") - Number(a.state === "diajukan")).slice(0, shown);
  const open = some
    .filter((it) => it.state !== "konsep")
    .map((it): Button => ({ label: `Jawaban ${it.id}`, full: `Lihat jawaban ${it.id}`, call: call(it.id, "show") }));
  return { reply: { text: [texts.head, some.map(texts.line).join("\n")].join("\n\n"), buttons: [...open, draft] }, code: "listed" };
}

async function published({ db, cell, now, person, confirmed }: Context, place: Place, entry: WholeEntry, act: (typeof acts)[number]): Promise<Outcome> {
  const { agency } = person as Person;
  if (act === "withdraw") {
    if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirmWithdraw(plain(entry.question)), input: { id: entry.id, act } } };
    await withdrawEntry(db, { cell, agencyId: place.agencyId, id: entry.id, city: agency.slug }, now);
    return { reply: { text: texts.withdrawn(entry.id) }, code: "withdrawn" };
  }
  if (act === "keep") {
    const reviewOn = Temporal.PlainDate.from(localDate(now, agency.zone)).add({ years: 1 }).toString();
    await renewEntry(db, { ...place, id: entry.id }, reviewOn);
    return { reply: { text: texts.renewed(longDate(reviewOn)) }, code: "renewed" };
  }
  return { reply: { text: entryText(entry), buttons: [{ label: texts.withdraw, call: call(entry.id, "withdraw") }] }, code: "one" };
}

async function refuse(context: Context, place: Place, entry: WholeEntry, me: number, reason: string | undefined): Promise<Outcome> {
  const { db, now } = context;
  const awaits = { ...call(entry.id, "refuse"), field: "reason" };
  if (reason === undefined) return { reply: { text: texts.reason }, awaits, code: "asked" };
  if (reason.length < 5) return { reply: { text: texts.short }, awaits, code: "asked" };
  await refuseEntry(db, { ...place, id: entry.id }, { by: me, note: reason }, now);
  const letters = await tellAuthor(context, place, entry, texts.toAuthorRefused(entry.id, plain(reason)));
  return { reply: { text: texts.refused(entry.id) }, letters, code: "refused" };
}

/** `reason` undefined = a plain yes, which is not enough where questions are answered worse. */
async function approve(context: Context, place: Place, entry: WholeEntry, me: number, reason: string | undefined): Promise<Outcome> {
  const { db, cell, now, person, confirmed } = context;
  const { agency } = person as Person;
  if ((await currentRevision(db)) !== entry.triedRevision) {
    await noteTrial(db, place, entry.id, null, now);
    return { reply: { text: texts.changed }, code: "changed" };
  }
  const worse = entry.worse ?? [];
  if (worse.length > 0 && (reason === undefined || reason.length < 5)) {
    const text = reason === undefined || reason === "" ? [worseText(worse), texts.reason].join("\n\n") : texts.short;
    return { reply: { text }, awaits: { ...call(entry.id, "override"), field: "reason" }, code: "worse" };
  }
  const overrideReason = worse.length > 0 ? (reason ?? null) : null;
  if (!confirmed) {
    const question = overrideReason === null ? texts.confirm(entryText(entry)) : texts.confirmWorse(entryText(entry), worseText(worse), overrideReason);
    return {
      reply: { text: "" },
      ask: { question, input: { id: entry.id, act: overrideReason === null ? "approve" : "override", ...(reason && { reason }) } },
    };
  }
  await publishEntry(db, entry, { cell, city: { slug: agency.slug, title: cityTitle(agency) }, approverId: me, overrideReason }, now);
  return {
    reply: { text: texts.published(entry.id) },
    letters: await tellAuthor(context, place, entry, texts.toAuthor(entry.id)),
    code: overrideReason === null ? "published" : "published_worse",
  };
}

const tellAuthor = ({ db, now }: Context, place: Place, { id, authorId }: Entry, text: string) =>
  authorId === null ? [] : toOfficers(db, place, [authorId], { reply: { text }, key: `jawaban-putus:${place.agencyId}:${id}:${now.epochMilliseconds}` }, now);
