import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import { type Button, plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { findPerson, fullName, type PersonRecord } from "../people/person-store.ts";
import type { Training } from "../training/store.ts";
import { nameOf } from "../training/words.ts";
import { welcomed } from "./calendar/calendar-letter.ts";
import { classButtons } from "./class-buttons.ts";
import { type ClassOf, loadClass } from "./class-of.ts";
import { inAnyOf } from "./class-time.ts";
import { enrolmentsOf } from "./enrolment-store.ts";
import { type Entered, enter } from "./enter.ts";
import { findClasses } from "./find-class.ts";
import { mayEnter, type Verdict } from "./may-enter.ts";
import { periodIn } from "./period.ts";
import { type Desk, tenantOf } from "./promote.ts";
import { states } from "./states.ts";
import { className, decidingFacts, moment, standingText } from "./words.ts";

const texts = {
  which: "Kelas yang mana?",
  whichOpen: "Kelas yang terbuka saat ini. Pilih yang ingin Anda ikuti:",
  nothingOpen: "Saat ini belum ada kelas yang terbuka.",
  none: (words: string) => `Belum ada kelas "${words}" yang terbuka. Lihat jadwal, atau coba kata lain.`,
  noDate: (names: string) => `Belum ada tanggal untuk ${names}. Bila berminat, saya catat, dan petugas memakainya saat menyusun jadwal.`,
  gone: "Kelas itu tidak ada lagi. Lihat jadwal yang sekarang.",
  already: (name: string, state: string) => `Anda sudah tercatat di ${name}: ${state}.`,
  notNow: (name: string, reasons: string) => `Untuk ${name}, pendaftaran belum dapat diteruskan: ${reasons}.`,
  mistaken: "Bila data itu keliru, sampaikan kepada petugas BKPSDM.",
  confirm: (name: string, facts: string) => `Daftarkan Anda ke ${name}?\n${facts}`,
  full: "Kursi sudah penuh; Anda akan masuk daftar tunggu.",
  doubts: (reasons: string) => `Kesesuaian diperiksa petugas dulu: ${reasons}.`,
  leader: (name: string) => `Pendaftaran memerlukan persetujuan atasan Anda, *${name}*.`,
  unreachable: (name: string) => `*${name}* belum menautkan percakapan. Mohon disampaikan langsung: atasan cukup mengetik /persetujuan.`,
  done: {
    terdaftar: (name: string) => `Anda terdaftar di ${name}.`,
    menunggu_atasan: (name: string, until: string) => `Permintaan untuk ${name} sudah disampaikan kepada atasan Anda. Kursi disimpan sampai ${until}.`,
    menunggu_petugas: (name: string, until: string) => `Permintaan untuk ${name} diperiksa petugas BKPSDM. Kursi disimpan sampai ${until}.`,
    daftar_tunggu: (name: string, place: number, of: number) => `Anda masuk daftar tunggu ${name}: urutan ${place} dari ${of}.`,
  },
  why: (points: string) => `Urutan dihitung dari ${points}. Begitu ada kursi, saya tawarkan kepada Anda.`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
  schedule: { label: "Jadwal", full: "Lihat jadwal", call: { capability: "show_schedule", input: {} } },
  interest: "Catat minat",
  officer: { label: "Hubungi petugas", call: { capability: "ask_officer", input: {} } },
};

const Input = z.object({
  words: z.string().trim().max(200).optional().describe("Nama, topik, atau kode kelas"),
  class: z.number().int().positive().optional(),
});

export const enrol = capability({
  id: "enrol",
  about: "Mendaftarkan Anda ke satu kelas pelatihan.",
  command: "daftar",
  phrases: ["daftarkan saya", "daftar kelas", "daftar pelatihan", "saya mau daftar", "ikut kelas"],
  roles: ["asn"],
  input: Input,

  async handle(context, { words = "", class: id }) {
    const { id: personId, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    if (id === undefined) return choose(context, desk, personId, words);
    const of = await loadClass(context.db, tenantOf(desk), id);
    if (!of) return { reply: { text: texts.gone, buttons: [texts.schedule] }, code: "gone" };
    return decide(context, desk, personId, of);
  },
});

async function choose(context: Context, desk: Desk, personId: number, words: string): Promise<Outcome> {
  const { zone } = desk.agency;
  const { periods, rest } = periodIn(words, localDate(context.now, zone));
  const { classes: found, without } = await findClasses(context, desk.agency, rest);
  const timely = found.filter((it) => inAnyOf(it, periods, zone));
  // Nothing at the time that was named: what there is at other times is shown, and the person sees that it is another.
  const classes = timely.length > 0 ? timely : found;
  const [only, second] = classes;
  if (only && !second && rest !== "") return decide(context, desk, personId, only);
  if (only) {
    const call = (it: ClassOf) => ({ capability: "enrol", input: { class: it.class.id } });
    const text = rest === "" ? texts.whichOpen : texts.which;
    return { reply: { text, buttons: [...classButtons(classes, desk.agency.zone, call), texts.schedule] }, code: "which" };
  }
  if (without.length > 0)
    return { reply: { text: texts.noDate(without.slice(0, 3).map(nameOf).join(", ")), buttons: without.slice(0, 3).map(interestButton) }, code: "no_date" };
  return { reply: { text: rest === "" ? texts.nothingOpen : texts.none(plain(rest)), buttons: [texts.schedule] }, code: "none" };
}

const interestButton = (it: Training): Button => ({
  label: texts.interest,
  full: `${texts.interest}: ${it.name}`,
  call: { capability: "note_interest", input: { training: it.code } },
});

/** Judged when it is asked and again when it is confirmed: in between a seat or a fact may have changed. */
async function decide(context: Context, desk: Desk, personId: number, of: ClassOf): Promise<Outcome> {
  const { db, now, confirmed } = context;
  const { zone } = desk.agency;
  const subject = { ...tenantOf(desk), personId };
  const person = await findPerson(db, subject, localDate(now, zone));
  if (!person) throw new Error("a linked person who is not in the register");
  const own = await enrolmentsOf(db, subject, personId);
  const here = own.find((it) => it.classId === of.class.id);
  if (here && states[here.state].open)
    return { reply: { text: texts.already(className(of), states[here.state].words), buttons: [texts.status] }, code: "already" };
  const verdict = await mayEnter(db, subject, { ...of, person, zone, now, own });
  if (verdict.refusals.length > 0) return refused(of, verdict);
  if (!confirmed) return { reply: { text: "" }, ask: { question: question(of, person, verdict, zone), input: { class: of.class.id } } };
  const entered = await enter(desk, person, of, verdict.doubts);
  const reply = { text: said(of, entered, person, zone), buttons: [texts.status] };
  return { reply: await welcomed(desk, of, entered.row, reply, context.conversation), letters: entered.letters, code: entered.row.state };
}

function refused(of: ClassOf, { refusals, called }: Verdict): Outcome {
  const text = [texts.notNow(className(of), refusals.join("; ")), called ? "" : texts.mistaken].filter(Boolean).join("\n");
  return { reply: { text, buttons: [...(called ? [interestButton(of.training)] : []), texts.schedule] }, code: "refused" };
}

function question(of: ClassOf, person: PersonRecord, { doubts }: Verdict, zone: string): string {
  const { seats, taken, approval } = of.class;
  const notes = [
    ...(seats !== null && taken >= seats ? [texts.full] : []),
    ...(doubts.length > 0 ? [texts.doubts(doubts.map(plain).join("; "))] : []),
    ...(approval === "atasan" && person.supervisor ? [texts.leader(plain(fullName(person.supervisor)))] : []),
  ];
  return [texts.confirm(className(of), decidingFacts(of, zone)), notes.join("\n")].filter(Boolean).join("\n\n");
}

function said(of: ClassOf, { row, letters, place = 0, waiting = 0, standing }: Entered, person: PersonRecord, zone: string): string {
  const name = className(of);
  const until = row.dueAt === null ? "" : moment(row.dueAt, zone, of.class.zone);
  if (row.state === "daftar_tunggu") {
    return [texts.done.daftar_tunggu(name, place, waiting), ...(standing ? [texts.why(standingText(standing))] : [])].join("\n");
  }
  if (row.state === "terdaftar") return texts.done.terdaftar(name);
  if (row.state === "menunggu_petugas") return texts.done.menunggu_petugas(name, until);
  const leader = person.supervisor ? plain(fullName(person.supervisor)) : "";
  return [texts.done.menunggu_atasan(name, until), ...(letters.length === 0 ? [texts.unreachable(leader)] : [])].join("\n");
}
