import type { Context, Outcome } from "../../../core/capability.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { periodIn } from "../../../language/period.ts";
import { findPerson } from "../../people/person-store.ts";
import { modeIn } from "../../training/words.ts";
import { type ClassOf, loadClasses } from "../class-of.ts";
import { enrolmentsOf } from "../enrolment-store.ts";
import { mayEnterAll } from "../may-enter.ts";
import { classButtons, classLine } from "../schedule/class-buttons.ts";
import { inAnyOf } from "../schedule/class-time.ts";
import { findClasses } from "../schedule/find-class.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { states } from "../states.ts";
import { className } from "../words.ts";

const texts = {
  none: "Anda belum terdaftar di kelas mana pun, jadi belum ada yang dipindahkan.",
  from: "Pendaftaran mana yang dipindahkan?",
  to: (name: string) => `Pindah dari ${name} ke kelas yang mana?`,
  noOther: (name: string) =>
    `Belum ada angkatan lain dari ${name} yang dapat diikuti. Sebutkan kelas lain, misalnya "pindah ke kelas arsip", atau lihat jadwal.`,
  unlike: (words: string) => `Saya belum menemukan kelas yang cocok dengan "${plain(words)}".`,
  schedule: { label: "Lihat jadwal", call: { capability: "show_schedule", input: {} } },
};

/** From which enrolment to which class. */
export interface Change {
  enrolment: number;
  class: number;
}

/**
 * What somebody means who wants to change class: the only open enrolment and the only class that the words fit, which is confirmed anyway;
 * otherwise the question which. Without words another run of the same training is meant; so it is where they name but a time or a way to learn.
 */
export async function chooseChange(context: Context, desk: Desk, personId: number, asked: { enrolment?: number; words: string }): Promise<Change | Outcome> {
  const tenant = tenantOf(desk);
  const open = (await enrolmentsOf(desk.db, tenant, personId)).filter((it) => states[it.state].open);
  const classes = await loadClasses(
    desk.db,
    tenant,
    open.map((it) => it.classId),
  );
  const held = open.flatMap(({ id, classId }) => {
    const of = classes.get(classId);
    return of && (asked.enrolment === undefined || asked.enrolment === id) ? [{ id, of }] : [];
  });
  const [only, second] = held;
  if (!only) return { reply: { text: texts.none, buttons: [texts.schedule] }, code: "none" };
  if (second) {
    const buttons: Button[] = held.slice(0, 8).map(({ id, of }, at) => ({
      label: `Pilih ${at + 1}`,
      full: classLine(of, desk.agency.zone),
      call: { capability: "change_class", input: { enrolment: id, ...(asked.words && { words: asked.words }) } },
    }));
    return { reply: { text: texts.from, buttons }, code: "which_from" };
  }
  const entered = new Set(open.map((it) => it.classId));
  const found = await fitting(context, desk, { from: only.of, entered, words: asked.words });
  const targets = asked.words === "" ? await possible(desk, personId, only.id, found) : found;
  const [target, other] = targets;
  if (!target) {
    const text = asked.words === "" ? texts.noOther(className(only.of)) : `${texts.unlike(asked.words)} ${texts.noOther(className(only.of))}`;
    return { reply: { text, buttons: [texts.schedule] }, code: "no_target" };
  }
  if (!other) return { enrolment: only.id, class: target.class.id };
  const call = (it: ClassOf) => ({ capability: "change_class", input: { enrolment: only.id, class: it.class.id } });
  return { reply: { text: texts.to(className(only.of)), buttons: classButtons(targets, desk.agency.zone, call) }, code: "which_to" };
}

/** Classes that the words fit and that are not entered already: of the same training first, of any other only where they name one. */
async function fitting(
  context: Context,
  desk: Desk,
  { from, entered, words }: { from: ClassOf; entered: ReadonlySet<number>; words: string },
): Promise<ClassOf[]> {
  const { zone } = desk.agency;
  const { periods, rest } = periodIn(words, localDate(desk.now, zone));
  const { mode, rest: topic } = modeIn(rest);
  const wanted = (it: ClassOf): boolean =>
    !entered.has(it.class.id) &&
    (periods.length === 0 || inAnyOf(it, periods, zone)) &&
    (!mode || it.training.mode === mode || it.training.mode === "campuran");
  const same = (await findClasses(context, desk.agency, from.training.code)).classes.filter(wanted);
  const named = same.filter((it) => topic !== "" && runName(it).includes(` ${topic.toLowerCase()} `));
  if (named.length > 0) return named;
  const about = topic === "" || isOfRuns(topic) ? [] : (await findClasses(context, desk.agency, topic)).classes.filter(wanted);
  return about.length > 0 ? about : same;
}

/**
 * Who names no run is offered one with a free seat that nothing speaks against, else one to wait for; where there is none all are left, so that
 * the reason is told.
 */
async function possible(desk: Desk, personId: number, enrolment: number, targets: ClassOf[]): Promise<ClassOf[]> {
  const { db, now, agency } = desk;
  const tenant = tenantOf(desk);
  const person = await findPerson(db, { ...tenant, personId }, localDate(now, agency.zone));
  if (!person || targets.length === 0) return targets;
  // The enrolment that is given up stands in no way.
  const own = (await enrolmentsOf(db, tenant, personId)).filter((it) => it.id !== enrolment);
  const asked = targets.map((it) => ({ ...it, person, zone: agency.zone, now, own }));
  const verdicts = await mayEnterAll(db, tenant, asked);
  const fit = targets.filter((_, at) => verdicts[at]?.refusals.length === 0);
  const free = fit.filter(({ class: it }) => it.seats === null || it.taken < it.seats);
  return [free, fit, targets].find((some) => some.length > 0) ?? [];
}

/** With a space around each, so that the first run is not found in the second one's name. */
const runName = ({ class: it }: ClassOf): string => ` ${it.name ?? ""} ${it.code} `.toLowerCase();

/** Words for another run as such, not for a subject: "angkatan berikutnya", "kelas lain". */
const isOfRuns = (topic: string): boolean =>
  topic
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .every((it) => ofRuns.has(it));
const ofRuns = new Set(
  "angkatan gelombang kelas jadwal tanggal sesi batch seri hari waktu lain lainnya berikutnya selanjutnya depan satunya itu yang yg aja saja dong ke di pada nya".split(
    " ",
  ),
);
