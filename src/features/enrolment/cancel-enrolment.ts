import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import type { Button } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { periodIn } from "../../language/period.ts";
import { competenciesOf } from "../competency/gap/gap.ts";
import { personNamed } from "../competency/team-list.ts";
import { matchTopic } from "../training/topic.ts";
import { calendarFile } from "./calendar/calendar-letter.ts";
import { beginOf, type ClassOf, loadClass, loadClasses } from "./class-of.ts";
import { tellCaller } from "./decide/tell-caller.ts";
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
});

export const cancelEnrolment = capability({
  id: "cancel_enrolment",
  about: "Membatalkan pendaftaran Anda di satu kelas.",
  command: "batal",
  phrases: ["batalkan pendaftaran", "batalkan pendaftaran saya", "batal ikut pelatihan"],
  roles: ["asn"],
  input: Input,

  async handle(context, { words = "", enrolment, reason }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const chosen = enrolment === undefined ? await choose(context, desk, id, words, reason) : enrolment;
    if (typeof chosen !== "number") return chosen;
    const held = await enrolmentById(context.db, tenant, chosen);
    const of = held && held.personId === id ? await loadClass(context.db, tenant, held.classId) : undefined;
    if (!held || !of || !states[held.state].open) return { reply: { text: texts.gone, buttons: [texts.keep] }, code: "gone" };
    const late = tooLate(of, held, context.now.epochMilliseconds / 1_000);
    if (late !== null) return { reply: { text: texts.late(className(of), moment(late, agency.zone, of.class.zone)), buttons: [texts.officer] }, code: "late" };
    if (!context.confirmed)
      return { reply: { text: "" }, ask: { question: question(of, held, agency.zone), input: { enrolment: held.id, ...(reason && { reason }) } } };
    return cancel(context, desk, of, held.id, reason ?? null);
  },
});

/** An open enrolment of one's own. */
interface Held {
  id: number;
  of: ClassOf;
}

/** The one enrolment that is named, which is confirmed anyway; where none is or several fit, or nothing that was named, the question which. */
async function choose(context: Context, desk: Desk, personId: number, words: string, reason: string | undefined): Promise<number | Outcome> {
  const open = (await enrolmentsOf(context.db, tenantOf(desk), personId)).filter((it) => states[it.state].open);
  const classes = await loadClasses(
    context.db,
    tenantOf(desk),
    open.map((it) => it.classId),
  );
  const all = open.flatMap(({ id, classId }): Held[] => {
    const of = classes.get(classId);
    return of ? [{ id, of }] : [];
  });
  if (all.length === 0) return { reply: { text: texts.none }, code: "none" };
  const meant = words === "" ? [] : await named(desk, all, words);
  const [only, second] = meant;
  if (only && !second) return only.id;
  const list = meant.length > 0 ? meant : all;
  const buttons: Button[] = list.slice(0, 8).map((it, at) => ({
    label: `Pilih ${at + 1}`,
    full: classLine(it.of, desk.agency.zone),
    call: { capability: "cancel_enrolment", input: { enrolment: it.id, ...(reason && { reason }) } },
  }));
  return { reply: { text: words === "" || meant.length > 0 ? texts.which : texts.unlike, buttons }, code: "which" };
}

/** Those that words speak of: by when they are ("yang minggu depan"), by code or name, else by subject. Words that tell nothing exclude none. */
async function named(desk: Desk, all: Held[], words: string): Promise<Held[]> {
  const { zone } = desk.agency;
  const { periods, rest } = periodIn(words, localDate(desk.now, zone));
  const timely = periods.length === 0 ? all : all.filter((it) => inAnyOf(it.of, periods, zone));
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

function question(of: ClassOf, { state }: Enrolment, zone: string): string {
  const note = states[state].seat ? texts.passesOn : state === "daftar_tunggu" ? texts.losesPlace : "";
  return [texts.confirm(className(of), whenAndWhere(of, zone)), note].filter(Boolean).join("\n\n");
}

async function cancel({ conversation }: Context, desk: Desk, of: ClassOf, id: number, reason: string | null): Promise<Outcome> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  const room = await lockRoom(db, tenant, of.class.id);
  const held = room && (await enrolmentById(db, tenant, id));
  if (!room || !held || !states[held.state].open) return { reply: { text: texts.gone, buttons: [texts.keep] }, code: "gone" };
  const row = await changeState(db, tenant, room, held, { move: "batalkan", to: "batal", actor: "peserta", actorId: held.personId, now, reason });
  // Whoever proposed or called the person can look for a substitute.
  const told = held.via === "sendiri" ? [] : await tellCaller(desk, of, row);
  // Who has the dates in a calendar can take them out by the same way.
  const file = held.state === "terdaftar" ? await calendarFile(desk, of, held, conversation, true) : null;
  const reply = { text: texts.done(className(of)), buttons: [texts.keep], ...(file && { files: [file] }) };
  return { reply, letters: [...told, ...(await offerSeats(desk, of, room))], code: "cancelled" };
}
