import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { plain } from "../../../core/reply.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { dayAndDate } from "../../training/when.ts";
import { recap } from "./attendance-day.ts";
import { addMark, type Moment, moments, strikeMarks } from "./attendance-store.ts";
import { type Attendee, type DayFacts, dayFacts } from "./day-facts.ts";
import { reopenDay } from "./day-store.ts";
import { momentNames } from "./moment-names.ts";
import { readPlaces } from "./places.ts";
import { type OnDay, openDay } from "./settle-day.ts";

const texts = {
  mark: (name: string, day: string, list: string) =>
    `Belum lengkap tercatat di ${name}, ${day}:\n${list}\n\nKetik nomor yang hadir, misalnya 1-5, 8, atau *semua*. Sehari penuh dicatat hadir.`,
  strike: (name: string, day: string, list: string) =>
    `Tercatat hadir di ${name}, ${day}:\n${list}\n\nKetik nomor yang tidak ada di ruangan, misalnya 3, 7. Kehadirannya hari itu dicoret.`,
  allThere: "Semua peserta sudah tercatat hadir.",
  nobody: "Belum ada yang tercatat hadir.",
  unclear: (most: number) => `Ketik nomor 1 sampai ${most}, misalnya 1-5, 8, atau *semua*.`,
  marked: (count: number) => `${count} orang dicatat hadir dari daftar.`,
  struck: (names: string) => `Dicoret: ${names}.`,
  own: "Kehadiran Anda sendiri dicatat atau dicoret petugas lain.",
  has: (moments: string) => `(${moments})`,
};

/** Names in one message: longer lists come in several. */
const mostNames = 100;

const Input = z.object({
  class: z.number().int().positive(),
  day: z.iso.date(),
  /** Who stood at which number when it was asked; the list may be another by now. */
  people: z.array(z.number().int().positive()).max(mostNames).optional(),
  numbers: z.string().trim().max(300).optional(),
});

export const markAttendance = capability({
  id: "mark_attendance",
  about: "Mencatat kehadiran peserta tanpa ponsel atau sinyal dari daftar.",
  phrases: [],
  roles: ["officer"],
  input: Input,

  async handle(context, input) {
    const at = await openDay(context, input);
    const facts = await dayFacts(at.desk, at.of, at.day);
    const missing = facts.people.filter((it) => moments.some((moment) => !it.marks[moment]));
    if (input.people === undefined || input.numbers === undefined) {
      if (missing.length === 0) return recap(at.desk, at.of, at.day, texts.allThere);
      return choose("mark_attendance", at, missing, (list) => texts.mark(className(at.of), dayAndDate(at.day), list));
    }
    const chosen = chosenOf(at, facts, input.people, input.numbers);
    if (!chosen) return again("mark_attendance", at, input.people);
    const tenant = tenantOf(at.desk);
    const day = { classId: at.of.class.id, day: at.day };
    for (const { personId } of chosen) {
      for (const moment of moments) await addMark(context.db, { ...tenant, personId }, day, { moment, via: "daftar", now: at.desk.now, by: at.desk.by });
    }
    await reopenDay(context.db, tenant, day);
    return changed(at, chosen, texts.marked(chosen.length), "marked");
  },
});

export const strikeAttendance = capability({
  id: "strike_attendance",
  about: "Mencoret kehadiran orang yang tidak ada di ruangan.",
  phrases: [],
  roles: ["officer"],
  input: Input,

  async handle(context, input) {
    const at = await openDay(context, input);
    const facts = await dayFacts(at.desk, at.of, at.day);
    if (input.people === undefined || input.numbers === undefined) {
      if (facts.there.length === 0) return recap(at.desk, at.of, at.day, texts.nobody);
      return choose("strike_attendance", at, facts.there, (list) => texts.strike(className(at.of), dayAndDate(at.day), list));
    }
    const chosen = chosenOf(at, facts, input.people, input.numbers);
    if (!chosen) return again("strike_attendance", at, input.people);
    const tenant = tenantOf(at.desk);
    const day = { classId: at.of.class.id, day: at.day };
    const people = chosen.map((it) => it.personId);
    await strikeMarks(context.db, tenant, day, { people, by: at.desk.by, now: at.desk.now });
    await reopenDay(context.db, tenant, day);
    return changed(at, chosen, texts.struck(chosen.map((it) => plain(it.name)).join("; ")), "struck");
  },
});

function choose(id: string, at: OnDay, people: Attendee[], text: (list: string) => string): Outcome {
  const others = people.filter((it) => it.personId !== at.desk.by);
  const shown = others.slice(0, mostNames);
  const list = shown.map((it, place) => `${place + 1}. ${plain(it.name)}${heldText(at, it)}`).join("\n");
  const ids = shown.map((it) => it.personId);
  const own = others.length < people.length ? [texts.own] : [];
  if (others.length === 0) return { reply: { text: texts.own }, code: "own" };
  return { reply: { text: [text(list), ...own].join("\n\n") }, awaits: awaited(id, at, ids), looked: ids, code: "asked" };
}

/** What somebody has, where it is one moment of two. */
function heldText({ of }: OnDay, { marks }: Attendee): string {
  const held = (Object.keys(marks) as Moment[]).map((it) => momentNames(of)[it]);
  return held.length === 1 ? ` ${texts.has(held.join())}` : "";
}

const awaited = (id: string, { of, day }: OnDay, people: number[]) => ({ capability: id, input: { class: of.class.id, day, people }, field: "numbers" });

const again = (id: string, at: OnDay, people: number[]): Outcome => ({
  reply: { text: texts.unclear(people.length) },
  awaits: awaited(id, at, people),
  code: "unclear",
});

/** Nobody marks or strikes themselves, whatever was asked. */
function chosenOf({ desk }: OnDay, { people }: DayFacts, ids: number[], numbers: string): Attendee[] | undefined {
  const places = readPlaces(numbers, ids.length);
  return places?.flatMap((place) => people.find((it) => it.personId === ids[place - 1] && it.personId !== desk.by) ?? []);
}

async function changed({ desk, of, day }: OnDay, chosen: Attendee[], lead: string, code: string): Promise<Outcome> {
  return { ...(await recap(desk, of, day, lead)), looked: chosen.map((it) => it.personId), code };
}
