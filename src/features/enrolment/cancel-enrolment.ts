import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import { type Button, plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { periodIn } from "../../language/period.ts";
import { reasonIn, tellsHindrance } from "../../language/reason.ts";
import { competenciesOf } from "../competency/gap/gap.ts";
import { personNamed } from "../competency/team-list.ts";
import { matchTopic } from "../training/topic.ts";
import { isQuestion, noReason } from "./ask-reason.ts";
import { calendarFile } from "./calendar/calendar-letter.ts";
import { beginOf, type ClassOf, loadClass, loadClasses } from "./class-of.ts";
import { tellCaller, tellLeader } from "./decide/tell-caller.ts";
import { changeState, type Enrolment, enrolmentById, enrolmentsOf, lockRoom } from "./enrolment-store.ts";
import { classLine } from "./schedule/class-buttons.ts";
import { inAnyOf } from "./schedule/class-time.ts";
import { type Desk, offerSeats, tenantOf } from "./seats/promote.ts";
import { states } from "./states.ts";
import { className, moment, whenAndWhere } from "./words.ts";

const texts = {
  none: "Tidak ada pendaftaran yang dapat dibatalkan.",
  which: "Pendaftaran mana yang dibatalkan?",
  unlike: "Saya belum menemukan yang cocok di antara pendaftaran Anda. Mana yang dibatalkan?",
  gone: "Pendaftaran itu sudah tidak berjalan. Ketik /status untuk melihatnya.",
  late: (name: string, when: string) =>
    `Batas pembatalan ${name} sudah lewat (${when}). Bila tetap berhalangan, sampaikan kepada petugas BKPSDM agar kursi dapat dialihkan.`,
  confirm: (name: string, when: string) => `Batalkan ${name}?\n${when}`,
  why: (reason: string, readers: string) => `Alasan, dibaca ${readers}: “${plain(reason)}”`,
  askWhy: (readers: string) => `Alasannya boleh ditulis dulu di sini; dibaca ${readers}. Rincian kesehatan tidak perlu.`,
  readers: { officer: "petugas BKPSDM", leader: "atasan Anda dan petugas BKPSDM" },
  passesOn: "Kursi Anda diberikan kepada yang menunggu.",
  losesPlace: "Urutan Anda di daftar tunggu hilang.",
  done: (name: string) => `${name} dibatalkan. Terima kasih sudah memberi tahu.`,
  officer: { label: "Hubungi petugas", call: { capability: "ask_officer", input: {} } },
  keep: { label: "Lihat status", call: { capability: "my_enrolments", input: {} } },
};

const Input = z.object({
  words: z.string().trim().max(200).optional().describe("Kelas yang dibatalkan"),
  enrolment: z.number().int().positive().optional(),
  reason: z.string().trim().max(300).optional().describe("Alasan, bila disebut"),
  /** The words were said right after the question which. */
  after: z.literal(true).optional(),
});

export const cancelEnrolment = capability({
  id: "cancel_enrolment",
  about: "Membatalkan pendaftaran Anda di satu kelas.",
  command: "batal",
  phrases: ["batalkan pendaftaran", "batalkan pendaftaran saya", "batal ikut pelatihan"],
  roles: ["asn"],
  input: Input,

  async handle(context, { words = "", enrolment, reason: given, after }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const typed = enrolment !== undefined && given !== undefined && !context.confirmed;
    if (typed && isQuestion(given)) return noReason;
    const said = given === undefined ? reasonIn(words) : { reason: given, rest: words };
    const chosen = enrolment === undefined ? await choose(desk, id, said.rest, said.reason) : { id: enrolment, reason: said.reason };
    if ("reply" in chosen) return after && chosen.code === "unlike" ? noReason : chosen;
    const { reason } = chosen;
    const held = await enrolmentById(context.db, tenant, chosen.id);
    const of = held && held.personId === id ? await loadClass(context.db, tenant, held.classId) : undefined;
    if (!held || !of || !states[held.state].open) return { reply: { text: texts.gone, buttons: [texts.keep] }, code: "gone" };
    const late = tooLate(of, held, context.now.epochMilliseconds / 1_000);
    if (late !== null) return { reply: { text: texts.late(className(of), moment(late, agency.zone, of.class.zone)), buttons: [texts.officer] }, code: "late" };
    if (context.confirmed) return cancel(context, desk, of, held.id, reason);
    const input = { enrolment: held.id };
    return {
      reply: { text: "" },
      ask: { question: question(of, held, reason, agency.zone), input: { ...input, ...(reason && { reason }) } },
      awaits: { capability: "cancel_enrolment", input, field: "reason" },
    };
  },
});

/** An open enrolment of one's own. */
interface Held {
  id: number;
  of: ClassOf;
}

/** Which one, and why where that was said. */
interface Chosen {
  id: number;
  reason: string | null;
}

/**
 * The one enrolment that is named, or the only one there is, which is confirmed anyway; where several fit, or nothing that was named, the question
 * which. Words that name none of them may say why.
 */
async function choose(desk: Desk, personId: number, words: string, reason: string | null): Promise<Chosen | Outcome> {
  const open = (await enrolmentsOf(desk.db, tenantOf(desk), personId)).filter((it) => states[it.state].open);
  const classes = await loadClasses(
    desk.db,
    tenantOf(desk),
    open.map((it) => it.classId),
  );
  const all = open.flatMap(({ id, classId }): Held[] => {
    const of = classes.get(classId);
    return of ? [{ id, of }] : [];
  });
  if (all.length === 0) return { reply: { text: texts.none }, code: "none" };
  const meant = words === "" ? all : await named(desk, all, words);
  const why = reason ?? (meant.length === 0 && tellsHindrance(words) && !isQuestion(words) ? words : null);
  const list = meant.length > 0 ? meant : all;
  const [only, second] = list;
  if (only && !second && (meant.length > 0 || why !== null)) return { id: only.id, reason: why };
  const buttons: Button[] = list.slice(0, 8).map((it, at) => ({
    label: `Pilih ${at + 1}`,
    full: classLine(it.of, desk.agency.zone),
    call: { capability: "cancel_enrolment", input: { enrolment: it.id, ...(why && { reason: why }) } },
  }));
  const awaits = { capability: "cancel_enrolment", input: { after: true, ...(why && { reason: why }) }, field: "words" };
  const unlike = meant.length === 0 && why === null;
  return { reply: { text: unlike ? texts.unlike : texts.which, buttons }, awaits, code: unlike ? "unlike" : "which" };
}

/** Those that words speak of: by when they are ("yang minggu depan"), by code or name, else by subject. Words that tell nothing exclude none. */
async function named(desk: Desk, all: Held[], words: string): Promise<Held[]> {
  const { zone } = desk.agency;
  const { periods, rest } = periodIn(words, localDate(desk.now, zone));
  const within = periods.length === 0 ? all : all.filter((it) => inAnyOf(it.of, periods, zone));
  // What is learnt alone lies in nearly every week: it is meant where nothing has its day then.
  const dated = within.filter((it) => beginOf(it.of.class, it.of.training.selfPaced) !== null);
  const timely = periods.length > 0 && dated.length > 0 ? dated : within;
  if (rest === "") return timely;
  const called = personNamed(
    rest,
    timely.map((it) => ({ ...it, name: `${it.of.training.name} ${it.of.training.keywords ?? ""} ${it.of.class.name ?? ""} ${it.of.class.code}` })),
  );
  if (called.length > 0) return called;
  const competencies = new Map((await competenciesOf(desk.db, tenantOf(desk))).map((it) => [it.id, it.name]));
  const fitting = new Set(
    matchTopic(
      rest,
      timely.map((it) => it.of.training),
      competencies,
    ).map((it) => it.training.id),
  );
  // After a time the rest is mostly the reason: "batalkan yang besok, saya sakit".
  return fitting.size === 0 && periods.length > 0 ? timely : timely.filter((it) => fitting.has(it.of.training.id));
}

/** Until when somebody may leave alone; who only waits may always. Null = still in time. */
function tooLate(of: ClassOf, { state }: Enrolment, nowS: number): number | null {
  if (state === "daftar_tunggu" || state === "ditawari" || state === "diusulkan") return null;
  const until = of.class.cancelUntil ?? beginOf(of.class, of.training.selfPaced);
  return until !== null && until <= nowS ? until : null;
}

function question(of: ClassOf, { state, approverId }: Enrolment, reason: string | null, zone: string): string {
  const note = states[state].seat && of.class.seats !== null ? texts.passesOn : state === "daftar_tunggu" ? texts.losesPlace : "";
  const readers = approverId === null ? texts.readers.officer : texts.readers.leader;
  const why = reason === null ? texts.askWhy(readers) : texts.why(reason, readers);
  return [texts.confirm(className(of), whenAndWhere(of, zone)), note, why].filter(Boolean).join("\n\n");
}

async function cancel({ conversation }: Context, desk: Desk, of: ClassOf, id: number, reason: string | null): Promise<Outcome> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  const room = await lockRoom(db, tenant, of.class.id);
  const held = room && (await enrolmentById(db, tenant, id));
  if (!room || !held || !states[held.state].open) return { reply: { text: texts.gone, buttons: [texts.keep] }, code: "gone" };
  const row = await changeState(db, tenant, room, held, { move: "batalkan", to: "batal", actor: "peserta", actorId: held.personId, now, reason });
  // Whoever proposed or called the person can look for a substitute; a leader who was asked knows that it is settled, and why.
  const told = held.via === "sendiri" ? await tellLeader(desk, of, held, row) : await tellCaller(desk, of, row);
  // Who has the dates in a calendar can take them out by the same way.
  const file = held.state === "terdaftar" ? await calendarFile(desk, of, held, conversation, true) : null;
  const reply = { text: texts.done(className(of)), buttons: [texts.keep], ...(file && { files: [file] }) };
  return { reply, letters: [...told, ...(await offerSeats(desk, of, room))], code: "cancelled" };
}
