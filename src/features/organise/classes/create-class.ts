import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { isQuestion, noReason } from "../../enrolment/ask-reason.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { isAppointed } from "../../training/forms.ts";
import { type Training, trainingByCode, trainingsOf } from "../../training/store.ts";
import { matchTopic } from "../../training/topic.ts";
import { sessionLine, shortDate } from "../../training/when.ts";
import { planOfYear } from "../plan/plan-store.ts";
import { readClassDates } from "./class-dates.ts";
import { classFor, deskOf, sheetButton } from "./class-desk.ts";
import { classFields, entryNames, readPlan } from "./class-fields.ts";
import { type ClassDates, insertClass, type NewClass, planOf } from "./class-store.ts";

const texts = {
  training: "Kelas untuk pelatihan apa? Tulis nama atau kodenya.",
  whichTraining: "Pelatihan yang mana?",
  noTraining: (words: string) =>
    `Pelatihan “${plain(words)}” tidak ada dalam katalog. Tulis nama atau kode lain; pelatihan baru ditambahkan lewat impor katalog.`,
  schedule: classFields.jadwal.ask,
  seats: classFields.kursi.ask,
  place: "Di mana tempatnya? Untuk kelas daring, kirim tautannya; bila belum ada, tulis *nanti*.",
  entry: classFields.cara_masuk.ask,
  planned: (line: string) => `Rencana: ${line}`,
  unplanned: (year: number) => `⚠️ Baris itu belum ada dalam rencana ${year}: /rencanakota.`,
  outside: (why: string) => `Di luar rencana: ${why}`,
  plan: "Baris rencana tahunan mana? Tulis kodenya. Bila di luar rencana, tulis *luar:* lalu alasannya.",
  wrong: (why: string) => `Belum dapat dibaca: ${plain(why)}. Mohon tulis lagi.`,
  confirm: (name: string, when: string, rest: string) =>
    `Buat kelas ${name}?\n${when}\n${rest}\n\nKelas baru masih rencana: belum ada yang dapat mendaftar sampai dibuka.`,
  seatsText: (seats: number | null) => (seats === null ? "kursi tidak dibatasi" : `${seats} kursi`),
  made: (name: string, code: string) => `Kelas ${name} dibuat dengan kode ${code}. Periksa, lalu buka pendaftarannya.`,
  more: (count: number) => `, dan ${count} sesi lagi`,
};

const later = /^(?:nanti|belum(?: ada)?|-)$/i;

const Part = z.string().trim().max(500, "Terlalu panjang. Mohon dipendekkan.").optional();

/** In the order in which they are asked for. */
const parts = ["training", "schedule", "seats", "place", "entry", "plan"] as const;

export const createClass = capability({
  id: "create_class",
  about: "Membuat kelas baru dari pelatihan yang ada dalam katalog.",
  command: "buatkelas",
  phrases: ["buat kelas baru", "tambah kelas pelatihan", "buat angkatan baru"],
  roles: ["officer"],
  /** `asked`: the part that was awaited; a question in its place belongs to the talk. */
  input: z.object({ training: Part, schedule: Part, seats: Part, place: Part, entry: Part, plan: Part, asked: z.enum(parts).optional() }),

  async handle(context, { asked, ...input }) {
    if (asked !== undefined && isQuestion(input[asked] ?? "")) return noReason;
    const desk = deskOf(context);
    if (input.training === undefined) return asks("training", input);
    const found = await trainingsNamed(desk, input.training);
    if (!("id" in found)) return whichTraining(found, input);
    const known = isAppointed(found.form) ? { ...input, entry: entryNames.ditunjuk } : input;
    const unread = firstUnread(desk, known);
    if (unread) return askAgain(unread, { ...known, training: found.code });
    const missing = parts.find((it) => known[it] === undefined);
    if (missing) return asks(missing, { ...known, training: found.code });
    const read = readNew(desk, found, input);
    if ("field" in read) return askAgain(read, input);
    if (!context.confirmed) {
      const { training: _, ...rest } = input;
      return { reply: { text: "" }, ask: { question: await questionOf(desk, found, read), input: { training: found.code, ...rest } } };
    }
    return made(desk, await insertClass(desk.db, tenantOf(desk), read, desk.now));
  },
});

type Parts = Partial<Record<(typeof parts)[number], string | undefined>>;

/** Asked here and not by the gate's `ask`: what may be answered depends on the part, and only an officer is asked at all. */
function asks(field: keyof Parts, input: Parts): Outcome {
  const { [field]: _, ...given } = input;
  const choices = field === "entry" ? classFields.cara_masuk.choices : [];
  const buttons = choices.map((it) => ({ label: it, call: { capability: "create_class", input: { ...given, entry: it } } }));
  return { reply: { text: texts[field], ...(buttons.length > 0 && { buttons }) }, ...awaited(field, given), code: field };
}

/** From the first part on it is a form: a question in between is answered, and then it goes on. */
function awaited(field: keyof Parts, input: Parts): Pick<Outcome, "awaits" | "form"> {
  const call = { capability: "create_class", input };
  return { awaits: { ...call, input: { ...input, asked: field }, field }, form: call };
}

interface Unread {
  field: keyof Parts;
  why: string;
}

/** One training, or those that it may be. */
async function trainingsNamed({ db, cell, agency }: Desk, words: string): Promise<Training | Training[]> {
  const tenant = { cell, agencyId: agency.id };
  const exact = await trainingByCode(db, tenant, words);
  if (exact) return exact;
  const all = await trainingsOf(db, tenant);
  const named = all.filter((it) => it.name.toLowerCase() === words.toLowerCase());
  const [only, second] = named;
  if (only && !second) return only;
  const matches = named.length > 0 ? named.map((training) => ({ training, fit: 1 })) : matchTopic(words, all, new Map());
  const [best, next] = matches;
  // What speaks of but a part of the words is a guess, and is asked back.
  return best?.fit === 1 && !next ? best.training : matches.map((it) => it.training);
}

function whichTraining(found: Training[], input: Parts): Outcome {
  const { training, ...rest } = input;
  const awaits = { capability: "create_class", input: rest, field: "training" };
  if (found.length === 0) return { reply: { text: texts.noTraining(training ?? "") }, awaits, code: "no_training" };
  const buttons = found.slice(0, 8).map((it, at) => ({
    label: `Pilih ${at + 1}`,
    full: `${it.code}: ${it.name}`,
    call: { capability: "create_class", input: { ...rest, training: it.code } },
  }));
  return { reply: { text: texts.whichTraining, buttons }, code: "which" };
}

function askAgain({ field, why }: Unread, input: Parts): Outcome {
  const { [field]: _, ...rest } = input;
  return { reply: { text: texts.wrong(why) }, ...awaited(field, rest), code: "unread" };
}

/** The first answer so far that cannot be read: said at once, not after all the others. */
function firstUnread({ agency, now }: Desk, { schedule, seats, entry, plan }: Parts): Unread | undefined {
  const base = { today: localDate(now, agency.zone), zone: agency.zone, now };
  const dates = schedule === undefined ? {} : readClassDates(schedule, base);
  if (typeof dates === "string") return { field: "schedule", why: dates };
  const room = seats === undefined ? {} : classFields.kursi.read(seats);
  if (typeof room === "string") return { field: "seats", why: room };
  const way = entry === undefined ? {} : classFields.cara_masuk.read(entry);
  if (typeof way === "string") return { field: "entry", why: way };
  const line = plan === undefined ? {} : readPlan(plan);
  return typeof line === "string" ? { field: "plan", why: line } : undefined;
}

/** The class that the answers make, or which of them cannot be read. */
export function readNew({ agency, now }: Pick<Desk, "agency" | "now">, training: Training, input: Parts): NewClass | Unread {
  const { zone } = agency;
  const dates = readClassDates(input.schedule ?? "", { today: localDate(now, zone), zone, now });
  if (typeof dates === "string") return { field: "schedule", why: dates };
  const seats = classFields.kursi.read(input.seats ?? "");
  if (typeof seats === "string") return { field: "seats", why: seats };
  const entry = isAppointed(training.form) ? ({ entry: "ditunjuk" } as const) : classFields.cara_masuk.read(input.entry ?? "");
  if (typeof entry === "string") return { field: "entry", why: entry };
  const plan = readPlan(input.plan ?? "");
  if (typeof plan === "string") return { field: "plan", why: plan };
  const place = later.test(input.place ?? "") ? null : (input.place ?? null);
  const link = place !== null && /^https?:\/\//i.test(place) ? place : null;
  return {
    trainingId: training.id,
    name: null,
    place: link === null ? place : null,
    city: null,
    link,
    ...seats,
    ...entry,
    approval: training.selfPaced ? "tanpa" : "atasan",
    budgetSource: null,
    ...plan,
    dates,
  };
}

async function questionOf(desk: Desk, training: Training, { dates, seats, place, link, entry, planLine, outsidePlan }: NewClass): Promise<string> {
  const where = [place, link].filter((it) => it !== null).map(plain);
  const plan = outsidePlan === null ? await plannedText(desk, planLine ?? "", dates) : texts.outside(plain(outsidePlan));
  const how = [texts.seatsText(seats), ...where, entryNames[entry]].join("; ");
  return texts.confirm(`*${plain(training.name)}*`, datesText(dates, desk.agency.zone), `${how}\n${plan}`);
}

/** The line with its name; where the year's plan is kept here and does not have it, that is said before the yes. */
async function plannedText(desk: Desk, code: string, { startsOn }: ClassDates): Promise<string> {
  const year = Number((startsOn ?? localDate(desk.now, desk.agency.zone)).slice(0, 4));
  const plan = await planOfYear(desk.db, tenantOf(desk), year);
  const line = plan.find((it) => it.code.toLowerCase() === code.toLowerCase());
  const said = texts.planned(plain(line ? `${line.code}, ${line.name}` : code));
  return line || plan.length === 0 ? said : `${said}\n${texts.unplanned(year)}`;
}

function datesText({ sessions, startsOn, endsOn, zone }: ClassDates, own: string): string {
  const [first] = sessions;
  if (first) return `${sessionLine(first, own, zone)}${sessions.length > 1 ? texts.more(sessions.length - 1) : ""}`;
  return [startsOn, endsOn]
    .flatMap((it) => (it === null ? [] : [shortDate(it)]))
    .filter((it, at, all) => all.indexOf(it) === at)
    .join("–");
}

async function made(desk: Desk, { id, code }: { id: number; code: string }): Promise<Outcome> {
  const of = await classFor(desk, id);
  return { reply: { text: texts.made(className(of), plain(code)), buttons: [sheetButton(id, "Lihat kelas")] }, code: "created" };
}

/** The same class once more at another time; people, deadlines and what was said of its status are not taken along. */
export const duplicateClass = capability({
  id: "duplicate_class",
  about: "Menggandakan satu kelas dengan jadwal baru.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ class: z.number().int().positive(), schedule: Part }),

  async handle(context, { class: id, schedule }) {
    const desk = deskOf(context);
    const of = await classFor(desk, id);
    if (schedule === undefined)
      return { reply: { text: texts.schedule }, awaits: { capability: "duplicate_class", input: { class: id }, field: "schedule" }, code: "schedule" };
    const dates = readClassDates(schedule, { today: localDate(desk.now, desk.agency.zone), zone: of.class.zone, now: desk.now });
    const awaits = { capability: "duplicate_class", input: { class: id }, field: "schedule" };
    if (typeof dates === "string") return { reply: { text: texts.wrong(dates) }, awaits, code: "unread" };
    const copy = { ...(await copyOf(desk, id)), dates };
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: await questionOf(desk, of.training, copy), input: { class: id, schedule } } };
    return made(desk, await insertClass(desk.db, tenantOf(desk), copy, desk.now));
  },
});

/** What a second run of a class takes over from the first. */
export async function copyOf(desk: Desk, classId: number): Promise<Omit<NewClass, "dates">> {
  const { trainingId, place, city, link, seats, entry, approval } = (await classFor(desk, classId)).class;
  return { trainingId, name: null, place, city, link, seats, entry, approval, ...(await planOf(desk.db, tenantOf(desk), classId)) };
}
