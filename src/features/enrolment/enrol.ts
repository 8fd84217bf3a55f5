import { z } from "zod";
import { type Asked, type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Agency, Person } from "../../core/person.ts";
import { plain, type Reply } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { periodIn } from "../../language/period.ts";
import { holdsOn } from "../people/authority.ts";
import { delegationsOf } from "../people/authority-store.ts";
import { reachable } from "../people/link/letters.ts";
import { fullName, type PersonRecord, recordsOf } from "../people/person-store.ts";
import { classIdByCode } from "../training/store.ts";
import { nameOf } from "../training/words.ts";
import { welcomedAll } from "./calendar/calendar-letter.ts";
import { type ClassOf, loadClass } from "./class-of.ts";
import { type Enrolment, enrolmentsOfAll } from "./enrolment-store.ts";
import { type Entered, enterAll } from "./enter.ts";
import { entryNotes } from "./entry-notes.ts";
import { mayEnterAll, type Verdict } from "./may-enter.ts";
import { instead, refusal } from "./refusal.ts";
import { classButtons, interestButtons } from "./schedule/class-buttons.ts";
import { inAnyOf } from "./schedule/class-time.ts";
import { findClasses } from "./schedule/find-class.ts";
import { insteadFor } from "./schedule/instead.ts";
import { entersAlone, ownFirst } from "./schedule/way-in.ts";
import { type Desk, tenantOf } from "./seats/promote.ts";
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
  confirm: (name: string, facts: string) => `Daftarkan Anda ke ${name}?\n${facts}`,
  unreachable: (name: string) => `*${name}* belum menautkan percakapan. Mohon disampaikan langsung: atasan cukup mengetik /persetujuan.`,
  done: {
    terdaftar: (name: string) => `Anda terdaftar di ${name}.`,
    mandiri: (name: string) => `Anda terdaftar di ${name}. Belajarnya dapat dimulai kapan saja; tautan dan materinya di /materi.`,
    menunggu_atasan: (name: string, until: string) => `Permintaan untuk ${name} sudah disampaikan kepada atasan Anda. Kursi disimpan sampai ${until}.`,
    menunggu_kerja: (name: string, tell: string, until: string) =>
      `Permintaan untuk ${name} saya sampaikan kepada atasan Anda saat jam kerja mulai, ${tell}. Kursi disimpan sampai ${until}.`,
    menunggu_petugas: (name: string, until: string) => `Permintaan untuk ${name} diperiksa petugas BKPSDM. Kursi disimpan sampai ${until}.`,
    daftar_tunggu: (name: string, place: number, of: number) => `Anda masuk daftar tunggu ${name}: urutan ${place} dari ${of}.`,
  },
  why: (points: string) => `Urutan dihitung dari ${points}. Begitu ada kursi, saya tawarkan kepada Anda.`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
  schedule: { label: "Jadwal", full: "Lihat jadwal", call: { capability: "show_schedule", input: {} } },
  officer: { label: "Hubungi petugas", call: { capability: "ask_officer", input: {} } },
};

type Input = z.output<typeof Input>;
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

  async handle(context, input) {
    const [outcome] = await enrolAll([{ context, input }]);
    if (!outcome || outcome instanceof Fault) throw outcome ?? new Error("a wish without an answer");
    return outcome;
  },

  handleMany: enrolAll,
});

/**
 * When a class opens, a whole city asks for it: those who ask in the same words are looked up once, those who mean the same class are
 * judged and entered together.
 */
async function enrolAll(asked: Asked<Input>[]): Promise<(Outcome | Fault)[]> {
  const outcomes: (Outcome | Fault)[] = [];
  const meant = new Map<string, ClassOf | Outcome>();
  const wishes: (Wish & { at: number })[] = [];
  for (const [at, { context, input }] of asked.entries()) {
    const key = JSON.stringify([context.person?.agency.id, input]);
    const found = meant.get(key) ?? (await classMeant(context, input));
    meant.set(key, found);
    if ("reply" in found) outcomes[at] = found;
    else wishes.push({ at, context, of: found });
  }
  // In the order of their numbers, as every lock on two classes.
  const classes = [...Map.groupBy(wishes, (it) => it.of.class.id)].toSorted(([one], [other]) => one - other);
  for (const [, group] of classes) {
    for (const [place, outcome] of (await decideAll(group)).entries()) outcomes[group[place]?.at ?? 0] = outcome;
  }
  return outcomes;
}

/** Somebody who wants into a class. */
interface Wish {
  context: Context;
  of: ClassOf;
}

async function classMeant(context: Context, { words = "", class: id }: Input): Promise<ClassOf | Outcome> {
  const { agency } = context.person as Person;
  if (id === undefined) return choose(context, agency, words);
  const of = await loadClass(context.db, tenantOf({ cell: context.cell, agency }), id);
  return of ?? { reply: { text: texts.gone, buttons: [texts.schedule] }, code: "gone" };
}

async function choose(context: Context, agency: Agency, words: string): Promise<ClassOf | Outcome> {
  const { zone } = agency;
  const { periods, rest } = periodIn(words, localDate(context.now, zone));
  const { classes: found, without } = await findClasses(context, agency, rest);
  const timely = found.filter((it) => inAnyOf(it, periods, zone));
  // Nothing at the time that was named: what there is at other times is shown, and the person sees that it is another.
  const fitting = timely.length > 0 ? timely : found;
  // Without a subject it is shown what one can enter; of a named one also what others bring people into, behind it.
  const own = fitting.filter(entersAlone);
  const classes = rest === "" && own.length > 0 ? own : ownFirst(fitting);
  const [only, second] = classes;
  if (only && !second && rest !== "") return only;
  if (only) {
    const call = (it: ClassOf) => ({ capability: "enrol", input: { class: it.class.id } });
    const text = rest === "" ? texts.whichOpen : texts.which;
    return { reply: { text, buttons: [...classButtons(classes, zone, call), texts.schedule] }, code: "which" };
  }
  if (without.length > 0)
    return { reply: { text: texts.noDate(without.slice(0, 3).map(nameOf).join(", ")), buttons: interestButtons(without) }, code: "no_date" };
  // Who names a class that is not open by its own code (from a letter, from before its deadline) is told why it is not.
  const id = await classIdByCode(context.db, tenantOf({ cell: context.cell, agency }), words);
  const coded = id === undefined ? undefined : await loadClass(context.db, tenantOf({ cell: context.cell, agency }), id);
  return coded ?? { reply: { text: rest === "" ? texts.nothingOpen : texts.none(plain(rest)), buttons: [texts.schedule] }, code: "none" };
}

/** Judged when it is asked and again when it is confirmed: in between a seat or a fact may have changed. */
async function decideAll(wishes: Wish[]): Promise<(Outcome | Fault)[]> {
  const { context, of } = wishes[0] as Wish;
  const { agency } = context.person as Person;
  const { db, now } = context;
  const desk: Desk = { db, cell: context.cell, now, agency };
  const tenant = tenantOf(desk);
  const ids = wishes.map((it) => it.context.person?.id ?? 0);
  const people = new Map((await recordsOf(db, tenant, ids, localDate(now, agency.zone))).map((it) => [it.id, it]));
  const own = await enrolmentsOfAll(db, tenant, ids);
  const asking = wishes.map(({ context: { confirmed, conversation } }, at) => {
    const person = people.get(ids[at] ?? 0);
    if (!person) throw new Error("a linked person who is not in the register");
    return { ...of, person, zone: agency.zone, now, own: own.get(person.id) ?? [], confirmed, conversation };
  });
  const verdicts = await mayEnterAll(db, tenant, asking);
  const others = await insteadFor(
    desk,
    of,
    asking.filter((_, at) => instead(verdicts[at] as Verdict)),
  );
  const outcomes: (Outcome | Fault | undefined)[] = asking.map((it, at) => beforehand(of, it, verdicts[at] as Verdict, others.get(it.person.id) ?? []));
  const comers = asking.flatMap((it, at) => (outcomes[at] ? [] : [{ ...it, doubts: verdicts[at]?.doubts ?? [], at }]));
  for (const [place, outcome] of (await welcomeAll(desk, of, comers)).entries()) outcomes[comers[place]?.at ?? 0] = outcome;
  return outcomes as (Outcome | Fault)[];
}

/** What is said before anybody enters: that they are in already, why they cannot be, or the question; undefined = they have said yes to it. */
function beforehand(of: ClassOf, { person, own, zone, confirmed }: Asking, verdict: Verdict, others: ClassOf[]): Outcome | undefined {
  const here = own.find((it) => it.classId === of.class.id);
  if (here && states[here.state].open)
    return { reply: { text: texts.already(className(of), states[here.state].words), buttons: [texts.status] }, code: "already" };
  if (verdict.refusals.length > 0) return refusal(of, verdict, { others, own, zone });
  return confirmed ? undefined : { reply: { text: "" }, ask: { question: question(of, person, verdict, zone), input: { class: of.class.id } } };
}

interface Asking {
  person: PersonRecord;
  own: Enrolment[];
  zone: string;
  confirmed: boolean | undefined;
  conversation: string | null;
}

async function welcomeAll(desk: Desk, of: ClassOf, comers: (Asking & { doubts: string[] })[]): Promise<(Outcome | Fault)[]> {
  if (comers.length === 0) return [];
  const { db, now } = desk;
  const all = await enterAll(desk, of, comers);
  const leaders = all.flatMap((it) => (it instanceof Fault || it.row.state !== "menunggu_atasan" ? [] : (it.row.approverId ?? [])));
  const acting = (await delegationsOf(db, tenantOf(desk), leaders)).filter((it) => holdsOn(it, localDate(now, desk.agency.zone)));
  const chats = await reachable(db, tenantOf(desk), [...leaders, ...acting.map((it) => it.delegateId)], now);
  // Whoever acts for the leader today hears it as well, but for what is their own.
  const heard = (leaderId: number, { id }: PersonRecord): boolean =>
    chats.has(leaderId) || acting.some((it) => it.leaderId === leaderId && it.delegateId !== id && chats.has(it.delegateId));
  const told = all.flatMap((entered, at) => {
    const { person, zone, conversation } = comers[at] as Asking;
    if (entered instanceof Fault) return [];
    const leaderId = entered.row.state === "menunggu_atasan" ? entered.row.approverId : null;
    const notes = leaderId !== null && !heard(leaderId, person) ? [texts.unreachable(plain(fullName(person.supervisor ?? person)))] : [];
    const reply = { text: [said(of, entered, zone), ...notes].join("\n"), buttons: [texts.status] };
    return [{ it: entered.row, reply, conversation }];
  });
  const replies = (await welcomedAll(desk, of, told)).values();
  return all.map((it) => (it instanceof Fault ? it : { reply: replies.next().value as Reply, letters: it.letters, code: it.row.state }));
}

function question(of: ClassOf, person: PersonRecord, verdict: Verdict, zone: string): string {
  return [texts.confirm(className(of), decidingFacts(of, zone)), entryNotes(of, person, verdict).join("\n")].filter(Boolean).join("\n\n");
}

function said(of: ClassOf, { row, place = 0, waiting = 0, standing }: Entered, zone: string): string {
  const name = className(of);
  const until = row.dueAt === null ? "" : moment(row.dueAt, zone, of.class.zone);
  if (row.state === "daftar_tunggu") {
    return [texts.done.daftar_tunggu(name, place, waiting), ...(standing ? [texts.why(standingText(standing))] : [])].join("\n");
  }
  // Nobody is reminded of what has no day: where it begins is said now.
  if (row.state === "terdaftar") return (of.training.selfPaced ? texts.done.mandiri : texts.done.terdaftar)(name);
  if (row.state === "menunggu_petugas") return texts.done.menunggu_petugas(name, until);
  if (row.tellAt !== null) return texts.done.menunggu_kerja(name, moment(row.tellAt, zone, of.class.zone), until);
  return texts.done.menunggu_atasan(name, until);
}
