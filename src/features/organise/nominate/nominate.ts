import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { personNamed } from "../../competency/team-list.ts";
import { type ClassOf, loadClass, loadClasses } from "../../enrolment/class-of.ts";
import { changeState, type Enrolment, enrolmentIn, enrolmentsIn, lockRoom, refreshEntrant } from "../../enrolment/enrolment-store.ts";
import { closedBecause, closedToInvited } from "../../enrolment/may-enter.ts";
import { classButtons, classesShown } from "../../enrolment/schedule/class-buttons.ts";
import { type Desk, letterTo, tenantOf } from "../../enrolment/seats/promote.ts";
import { states } from "../../enrolment/states.ts";
import { className, whenAndWhere } from "../../enrolment/words.ts";
import { unitsInCareOf } from "../../people/grants.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { allClasses } from "../../training/store.ts";
import { type Candidate, judge } from "./candidates.ts";
import { peopleInUnits, quotasOf } from "./quota-store.ts";
import { readNames } from "./read-names.ts";

const texts = {
  nothing: "Saat ini tidak ada kelas yang meminta usulan dari unit Anda.",
  which: "Usulkan nama untuk kelas yang mana?",
  more: (count: number) => ({ label: "Berikutnya", full: `Berikutnya (${count} kelas)` }),
  closed: (name: string, why: string) => `Usulan untuk ${name} tidak dapat diterima lagi: ${why}.`,
  notAsked: (name: string) => `${name} tidak meminta usulan dari unit Anda.`,
  ask: (name: string, when: string, left: string, proposed: string) =>
    `Usulan untuk ${name}\n${when}\n\n${left}${proposed}\n\nTulis nama atau NIP pegawai unit Anda, satu baris satu orang.`,
  quota: (unit: string, quota: number, used: number) => `Kuota ${unit} ${quota}, terpakai ${used}.`,
  yourUnit: "unit Anda",
  noQuota: "Jumlah usulan tidak dibatasi; BKPSDM yang memilih.",
  proposed: (lines: string) => `\nSudah diusulkan:\n${lines}`,
  tooMany: (unit: string, most: number) => `Kuota ${unit} tinggal ${most}, jadi tulis paling banyak ${most} nama dari unit itu.`,
  unitFull: "kuota unitnya tidak ada atau sudah terpakai semua",
  noneLeft: "Kuota unit Anda sudah terpakai semua. Bila ada yang berhalangan, kuotanya kembali.",
  confirm: (name: string, lines: string) => `Usulkan untuk ${name}?\n${lines}`,
  not: (lines: string) => `Belum dapat diusulkan:\n${lines}`,
  check: (doubts: string) => ` (diperiksa BKPSDM: ${doubts})`,
  self: "nama Anda sendiri diusulkan lewat petugas BKPSDM",
  retry: "Perbaiki, lalu tulis lagi nama yang diusulkan.",
  done: (count: number, name: string) => `${count} nama diusulkan untuk ${name}. BKPSDM memeriksanya, dan yang dipanggil diberi tahu.`,
  told: (name: string, when: string) => `Unit Anda mengusulkan Anda untuk ${name}.\n${when}\n\nBKPSDM memeriksanya dulu. Bila dipanggil, Anda saya tanya lagi.`,
};

const Input = z.object({
  class: z.number().int().positive().optional(),
  /** Classes that were shown already. */
  after: z.number().int().min(0).max(10_000).default(0),
  names: z.string().trim().max(2_000, "Terlalu panjang. Mohon dipendekkan.").optional().describe("Nama atau NIP, satu baris satu orang"),
});

/** States that use up a unit's quota. */
const usesQuota = (state: keyof typeof states): boolean => states[state].open || states[state].seat;

export const nominate = capability({
  id: "nominate",
  about: "Mengusulkan pegawai unit Anda sebagai peserta kelas yang memakai kuota atau usulan unit.",
  command: "usulkan",
  phrases: ["usulkan peserta", "usulkan pegawai unit", "usulan peserta pelatihan"],
  roles: ["unit_officer"],
  input: Input,

  async handle(context, { class: id, names, after }) {
    const { id: officerId, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const units = await unitsInCareOf(desk.db, { ...tenantOf(desk), personId: officerId }, desk.now);
    if (id === undefined) return choose(desk, units, { words: names ?? "", after });
    const of = await asked(desk, id, units);
    // Two staff officers of one unit at once: the second sees what the first has used of the quota.
    if (context.confirmed) await lockRoom(desk.db, tenantOf(desk), id);
    const mine = await proposedBy(desk, of, units);
    if (names === undefined) return askNames(desk, of, units, mine);
    return propose(context, desk, { of, units, officerId, mine }, names);
  },
});

/** The classes that ask these units for names, a page at a time; only those that the words name, where they name any. */
async function choose(desk: Desk, units: number[], { words, after }: { words: string; after: number }): Promise<Outcome> {
  const tenant = tenantOf(desk);
  const open = (await allClasses(desk.db, tenant)).filter((it) => it.status === "dibuka" && (it.entry === "usulan" || it.entry === "kuota"));
  const quotas = await quotasOf(
    desk.db,
    tenant,
    open.map((it) => it.id),
  );
  const loaded = await loadClasses(
    desk.db,
    tenant,
    open.map((it) => it.id),
  );
  const nowS = desk.now.epochMilliseconds / 1_000;
  const classes = open
    .filter((it) => it.entry === "usulan" || quotas.some((one) => one.classId === it.id && units.includes(one.unitId)))
    .flatMap((it) => loaded.get(it.id) ?? [])
    .filter((of) => closedBecause(of, nowS).length === 0);
  if (classes.length === 0) return { reply: { text: texts.nothing }, code: "none" };
  const call = (it: ClassOf) => ({ capability: "nominate", input: { class: it.class.id } });
  const named = personNamed(
    words,
    classes.map((of) => ({ of, name: `${of.training.name} ${of.class.name ?? ""} ${of.class.code} ${of.training.keywords ?? ""}` })),
  ).map((it) => it.of);
  const found = named.length > 0 ? named : classes;
  const from = after < found.length ? after : 0;
  const left = found.length - from - classesShown;
  const next = { capability: "nominate", input: { ...(named.length > 0 && { names: words }), after: from + classesShown } };
  const buttons = [...classButtons(found.slice(from), desk.agency.zone, call), ...(left > 0 ? [{ ...texts.more(left), call: next }] : [])];
  return { reply: { text: texts.which, buttons }, code: "which" };
}

/** The class, if it asks these units for names now; after the deadline for a substitute only. Throws `Fault` that says why not. */
async function asked(desk: Desk, id: number, units: number[]): Promise<ClassOf> {
  const of = await loadClass(desk.db, tenantOf(desk), id);
  if (!of) throw new Fault("not_found", texts.nothing);
  const nowS = desk.now.epochMilliseconds / 1_000;
  const [closed] = (await seeksSubstitute(desk, of, units)) ? closedToInvited(of, nowS) : closedBecause(of, nowS);
  if (closed) throw new Fault("conflict", texts.closed(className(of), closed));
  if (of.class.entry === "usulan") return of;
  const quotas = await quotasOf(desk.db, tenantOf(desk), [id]);
  if (of.class.entry !== "kuota" || !quotas.some((it) => units.includes(it.unitId))) throw new Fault("forbidden", texts.notAsked(className(of)));
  return of;
}

/** Whether somebody whom these units proposed has dropped out: their unit was told that it may name another. */
const seeksSubstitute = async (desk: Desk, of: ClassOf, units: number[]): Promise<boolean> =>
  (await ownProposals(desk, of, units)).some((one) => !usesQuota(one.state));

const ownProposals = async (desk: Desk, { class: it }: ClassOf, units: number[]): Promise<Enrolment[]> =>
  (await enrolmentsIn(desk.db, tenantOf(desk), it.id)).filter((one) => one.unitId !== null && units.includes(one.unitId) && one.via === "usulan");

interface Mine {
  /** The units' quotas, each for its own people; empty = none is set. */
  quotas: { unitId: number; unit: string; seats: number; used: number }[];
  /** Names that a unit may still propose; infinite where nothing limits it. */
  leftOf(unitId: number): number;
  lines: string[];
  personIds: number[];
}

/** What these units have proposed already, and how much of each quota is left. */
async function proposedBy(desk: Desk, of: ClassOf, units: number[]): Promise<Mine> {
  const tenant = tenantOf(desk);
  const own = await ownProposals(desk, of, units);
  const using = own.filter((one) => usesQuota(one.state));
  const quotas = (await quotasOf(desk.db, tenant, [of.class.id]))
    .filter((one) => units.includes(one.unitId))
    .map(({ unitId, unit, seats }) => ({ unitId, unit: plain(unit), seats, used: using.filter((one) => one.unitId === unitId).length }));
  const people = await briefsOf(
    desk.db,
    tenant,
    own.map((one) => one.personId),
    localDate(desk.now, desk.agency.zone),
  );
  const lines = own.flatMap((one) => {
    const brief = people.find((person) => person.id === one.personId);
    return brief ? [`• ${plain(fullName(brief))}: ${states[one.state].words.replace("menunggu jawaban Anda", "menunggu jawabannya")}`] : [];
  });
  const leftOf = (unitId: number): number => {
    const quota = quotas.find((one) => one.unitId === unitId);
    if (quota) return Math.max(0, quota.seats - quota.used);
    return of.class.entry === "kuota" ? 0 : Number.POSITIVE_INFINITY;
  };
  return { quotas, leftOf, lines, personIds: own.map((one) => one.personId) };
}

function askNames({ agency }: Desk, of: ClassOf, units: number[], mine: Mine): Outcome {
  const proposed = mine.lines.length > 0 ? texts.proposed(mine.lines.join("\n")) : "";
  const left = mine.quotas.map((it) => texts.quota(mine.quotas.length === 1 ? texts.yourUnit : it.unit, it.seats, it.used)).join("\n") || texts.noQuota;
  const looked = mine.personIds;
  if (units.every((it) => mine.leftOf(it) === 0)) return { reply: { text: `${texts.noneLeft}${proposed}` }, looked, code: "full" };
  return {
    reply: { text: texts.ask(className(of), whenAndWhere(of, agency.zone), left, proposed) },
    looked,
    awaits: { capability: "nominate", input: { class: of.class.id }, field: "names" },
    code: "names",
  };
}

interface Asking {
  of: ClassOf;
  units: number[];
  officerId: number;
  mine: Mine;
}

/** Only people of the officer's own units are found at all, and nobody's own name is proposed by themselves. */
async function propose(context: Context, desk: Desk, { of, units, officerId, mine }: Asking, names: string): Promise<Outcome> {
  const day = localDate(desk.now, desk.agency.zone);
  const inUnits = await peopleInUnits(desk.db, tenantOf(desk), units, day);
  const { people, problems } = readNames(names, await briefsOf(desk.db, tenantOf(desk), [...inUnits.keys()], day));
  const judged = await judge(desk, of, people);
  const unitOf = (it: Candidate): number => inUnits.get(it.brief.id) ?? 0;
  const fit = judged.filter((it) => it.refusals.length === 0 && it.brief.id !== officerId);
  const good = fit.filter((it) => mine.leftOf(unitOf(it)) > 0);
  const bad = [
    ...problems.map((it) => `• ${it}`),
    ...judged.filter((it) => it.brief.id === officerId).map((it) => `• ${plain(fullName(it.brief))}: ${texts.self}`),
    ...judged
      .filter((it) => it.refusals.length > 0 && it.brief.id !== officerId)
      .map((it) => `• ${plain(fullName(it.brief))}: ${it.refusals.map(plain).join("; ")}`),
    ...fit.filter((it) => !good.includes(it)).map((it) => `• ${plain(fullName(it.brief))}: ${texts.unitFull}`),
  ];
  const awaits = { capability: "nominate", input: { class: of.class.id }, field: "names" };
  const looked = people.map((it) => it.id);
  if (units.every((it) => mine.leftOf(it) === 0)) return { reply: { text: texts.noneLeft }, looked, code: "full" };
  if (good.length === 0) return { reply: { text: `${texts.not(bad.join("\n"))}\n\n${texts.retry}` }, looked, awaits, code: "refused" };
  const over = mine.quotas.find((quota) => good.filter((it) => unitOf(it) === quota.unitId).length > mine.leftOf(quota.unitId));
  if (over) return { reply: { text: texts.tooMany(over.unit, mine.leftOf(over.unitId)) }, looked, awaits, code: "too_many" };
  if (!context.confirmed) {
    const lines = good.map((it) => `• ${plain(fullName(it.brief))}${it.doubts.length > 0 ? texts.check(it.doubts.map(plain).join("; ")) : ""}`);
    const question = [texts.confirm(className(of), lines.join("\n")), ...(bad.length > 0 ? [texts.not(bad.join("\n"))] : [])].join("\n\n");
    return { reply: { text: "" }, looked, ask: { question, input: { class: of.class.id, names: good.map((it) => it.brief.nip ?? it.brief.name).join("\n") } } };
  }
  const letters = await enterAll(desk, of, good, { officerId, unitOf: inUnits });
  return { reply: { text: texts.done(good.length, className(of)) }, letters, looked, code: "proposed" };
}

async function enterAll(
  desk: Desk,
  of: ClassOf,
  good: Candidate[],
  { officerId, unitOf }: { officerId: number; unitOf: Map<number, number> },
): Promise<Letter[]> {
  const { db, now, agency } = desk;
  const tenant = tenantOf(desk);
  const room = await lockRoom(db, tenant, of.class.id);
  if (!room) throw new Fault("not_found", texts.nothing);
  const letters: Letter[] = [];
  for (const { brief, need } of good) {
    const before = await enrolmentIn(db, tenant, of.class.id, brief.id);
    const entrant = { classId: of.class.id, personId: brief.id, via: "usulan" as const, unitId: unitOf.get(brief.id) ?? null, need };
    if (before) await refreshEntrant(db, tenant, before.id, entrant);
    const row = await changeState(db, tenant, room, before ?? entrant, { move: "usulkan", to: "diusulkan", actor: "pengelola", actorId: officerId, now });
    letters.push(...(await letterTo(desk, row, row.state, { text: texts.told(className(of), whenAndWhere(of, agency.zone)) })));
  }
  return letters;
}
