import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { className } from "../../enrolment/words.ts";
import { classFor, deskOf, sheetButton } from "../../organise/classes/class-desk.ts";
import { namesIn } from "../../organise/nominate/read-names.ts";
import { isNip, normaliseNip } from "../../people/nip.ts";
import { briefsOf, fullName, personByNip, type Tenant } from "../../people/person-store.ts";
import { type Speaker, setSpeakers, speakersOf, staffCalled } from "./speaker-store.ts";

const texts = {
  now: (name: string, list: string) => `Pemateri ${name}: ${list}.`,
  none: "belum dicatat",
  ask: "Tulis semua pemateri kelas ini, satu nama tiap baris. Untuk pegawai kota, tulis NIP atau nama lengkapnya; ia dapat melihat hasil kelasnya. Bila tidak ada, tulis *hapus*.",
  unknownNip: (at: number) => `NIP pada baris ${at} belum ditemukan. Periksa kembali 18 angkanya.`,
  several: (name: string) => `Ada beberapa pegawai bernama ${plain(name)}. Bila pematerinya salah satu dari mereka, tulis NIP-nya.`,
  name: "Nama pemateri 3 sampai 120 huruf, paling banyak 10 orang. Mohon tulis lagi.",
  confirm: (name: string, lines: string) => `Catat pemateri ${name}?\n${lines}`,
  remove: (name: string) => `Hapus catatan pemateri ${name}?`,
  mistaken: "Bila bukan pegawai itu, tulis lagi dengan *tamu:* di depan namanya.",
  own: (name: string, unit: string | null) => `• ${name}, pegawai${unit === null ? "" : ` ${unit}`} (dapat melihat hasil kelas ini)`,
  guest: (name: string) => `• ${name}`,
  noted: (name: string) => `Pemateri ${name} sudah dicatat.`,
  removed: (name: string) => `Catatan pemateri ${name} sudah dihapus.`,
};

/** Somebody from outside who is called like somebody of the staff. */
const fromOutside = /^(?:tamu|luar)\s*:\s*/i;
const removed = /^(?:hapus|kosong(?:kan)?|tidak ada|-)$/i;
const most = 10;

/** Results are told by speaker, and to a speaker of our own staff: only of whom somebody has noted that they spoke. */
export const noteSpeakers = capability({
  id: "note_speakers",
  about: "Mencatat pemateri satu kelas, supaya hasil evaluasi dapat dilihat per pemateri.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ class: z.number().int().positive(), names: z.string().trim().max(1_500).optional() }),

  async handle(context, { class: id, names }) {
    const desk = deskOf(context);
    const of = await classFor(desk, id);
    const tenant = { cell: context.cell, agencyId: desk.agency.id };
    if (names === undefined) return ask(of, texts.now(className(of), listOf(await speakersOf(context.db, tenant, id))));
    const read = removed.test(names) ? [] : await speakersIn(context, tenant, names);
    if (typeof read === "string") return ask(of, read);
    const looked = read.flatMap((it) => it.personId ?? []);
    if (!context.confirmed) {
      const lines = read.length === 0 ? texts.remove(className(of)) : texts.confirm(className(of), await linesOf(context, tenant, read));
      return { reply: { text: "" }, looked, ask: { question: lines, input: { class: id, names } } };
    }
    await setSpeakers(context.db, tenant, id, read);
    return { reply: { text: (read.length === 0 ? texts.removed : texts.noted)(className(of)), buttons: [sheetButton(id)] }, looked, code: "noted" };
  },
});

const ask = (of: ClassOf, lead: string): Outcome => ({
  reply: { text: `${lead}\n\n${texts.ask}`, buttons: [sheetButton(of.class.id)] },
  awaits: { capability: "note_speakers", input: { class: of.class.id }, field: "names", whole: true },
  code: "names",
});

const listOf = (all: Speaker[]): string => (all.length === 0 ? texts.none : all.map((it) => plain(it.name)).join("; "));

/** Whom the words name; a string = what is wrong with them. Who is not in the register is somebody from outside. */
async function speakersIn({ db, now, person }: Context, tenant: Tenant, words: string): Promise<Speaker[] | string> {
  const all = namesIn(words);
  if (all.length === 0 || all.length > most) return texts.name;
  const today = localDate(now, (person as Person).agency.zone);
  const found = new Map<string, Speaker>();
  for (const [at, words] of all.entries()) {
    const name = words.replace(fromOutside, "").trim();
    const id = isNip(name) ? ((await personByNip(db, tenant, normaliseNip(name), today))?.id ?? null) : null;
    if (isNip(name) && id === null) return texts.unknownNip(at + 1);
    if (id === null && (name.length < 3 || name.length > 120)) return texts.name;
    const named = id === null && !fromOutside.test(words) ? await staffCalled(db, tenant, (name.split(",")[0] ?? name).trim()) : [];
    const called = id === null ? named : [id];
    if (called.length > 1) return texts.several(name);
    const [brief] = await briefsOf(db, tenant, called, today);
    const speaker = brief ? { name: fullName(brief), personId: brief.id } : { name, personId: null };
    found.set(speaker.name, speaker);
  }
  return [...found.values()];
}

async function linesOf({ db, now, person }: Context, tenant: Tenant, speakers: Speaker[]): Promise<string> {
  const staff = speakers.flatMap((it) => it.personId ?? []);
  const briefs = new Map((await briefsOf(db, tenant, staff, localDate(now, (person as Person).agency.zone))).map((it) => [it.id, it]));
  const unitOf = (id: number): string | null => {
    const unit = briefs.get(id)?.unit ?? null;
    return unit === null ? null : plain(unit);
  };
  const lines = speakers.map(({ name, personId }) => (personId === null ? texts.guest(plain(name)) : texts.own(plain(name), unitOf(personId))));
  return [...lines, ...(staff.length > 0 ? [texts.mistaken] : [])].join("\n");
}
