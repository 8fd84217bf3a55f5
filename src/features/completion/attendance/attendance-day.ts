import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import type { Button } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { className } from "../../enrolment/words.ts";
import { dayAndDate, shortDate } from "../../training/when.ts";
import { daysOf } from "../class-days.ts";
import { classMeant, deskOf, isClass, type OfficerDesk } from "../officer-class.ts";
import { moments } from "./attendance-store.ts";
import { type DayFacts, dayFacts } from "./day-facts.ts";
import { momentNames } from "./moment-names.ts";

const texts = {
  noDays: (name: string) => `${name} tidak memakai daftar hadir harian.`,
  head: (name: string, day: string) => `*Rekap hadir* ${name}\n${day}`,
  counts: (people: number, parts: string) => `Peserta ${people}; tercatat ${parts}.`,
  via: (code: number, list: number) => (list === 0 ? `${code} lewat kode` : `${code} lewat kode, ${list} dari daftar`),
  heads: (heads: number) => `Kepala dihitung di ruangan: ${heads}.`,
  noHeads: "Kepala di ruangan belum dihitung.",
  more: (there: number, heads: number) => `⚠️ Yang tercatat (${there}) lebih banyak daripada yang dihitung (${heads}). Coret yang tidak ada di ruangan.`,
  fewer: (missing: number) => `${missing} orang di ruangan belum tercatat; dapat dicatat dari daftar.`,
  confirmed: "✅ Sudah dikukuhkan.",
  skipped: "Hari ini dinyatakan tidak diselenggarakan, jadi tidak dihitung.",
  open: "Belum dikukuhkan; kehadiran baru dihitung sesudah dikukuhkan.",
  count: "Hitung kepala",
  list: "Catat dari daftar",
  strike: "Coret",
  confirm: "Kukuhkan",
  skip: "Hari tidak ada",
  code: "Kode hadir",
};

const Day = z.iso.date();

/** Days that are shown as buttons at most. */
const daysShown = 4;

export const attendanceDay = capability({
  id: "attendance_day",
  about: "Menampilkan rekap hadir satu hari kelas, untuk dihitung dan dikukuhkan.",
  command: "rekap",
  phrases: ["rekap hadir", "rekap kehadiran", "daftar hadir kelas"],
  roles: ["officer"],
  input: z.object({
    words: z.string().trim().max(200).optional().describe("Kelas"),
    class: z.number().int().positive().optional(),
    day: Day.optional(),
  }),

  async handle(context, { words, class: id, day }) {
    const desk = deskOf(context);
    const of = await classMeant(context, desk, { id, words, span: "near", fits: (it) => daysOf(it).length > 0 }, (it) => ({
      capability: "attendance_day",
      input: { class: it },
    }));
    return isClass(of) ? recap(desk, of, day) : of;
  },
});

/** A day's recap; without a day, today's or the last one before. `lead`: what has just been done. */
export async function recap(desk: OfficerDesk, of: ClassOf, wanted: string | undefined, lead = ""): Promise<Outcome> {
  const days = daysOf(of);
  const today = localDate(desk.now, of.class.zone);
  const day = wanted !== undefined && days.includes(wanted) ? wanted : (days.findLast((it) => it <= today) ?? days[0]);
  if (day === undefined) return { reply: { text: texts.noDays(className(of)) }, code: "no_days" };
  const facts = await dayFacts(desk, of, day);
  const text = [texts.head(className(of), dayAndDate(day)), countLine(of, facts), headLines(facts).join("\n"), stateLine(facts)].join("\n\n");
  return { reply: { text: lead === "" ? text : `${lead}\n\n${text}`, buttons: buttonsOf(of, facts, days, today) }, code: "shown" };
}

function countLine(of: ClassOf, { people, there }: DayFacts): string {
  const names = momentNames(of);
  const parts = moments.map((moment) => {
    const marks = there.flatMap((it) => it.marks[moment] ?? []);
    const list = marks.filter((it) => it.via === "daftar").length;
    return `${names[moment]} ${marks.length}${marks.length > 0 ? ` (${texts.via(marks.length - list, list)})` : ""}`;
  });
  return texts.counts(people.length, parts.join(", "));
}

function headLines({ said, there }: DayFacts): string[] {
  const heads = said?.heads ?? null;
  if (heads === null) return [texts.noHeads];
  const difference = there.length - heads;
  return [texts.heads(heads), ...(difference > 0 ? [texts.more(there.length, heads)] : difference < 0 ? [texts.fewer(-difference)] : [])];
}

const stateLine = ({ said }: DayFacts): string => (said?.skipped ? texts.skipped : said?.confirmed ? texts.confirmed : texts.open);

function buttonsOf(of: ClassOf, { day, there, said }: DayFacts, days: string[], today: string): Button[] {
  const input = { class: of.class.id, day };
  const act = (label: string, id: string, more: Record<string, unknown> = {}): Button => ({ label, call: { capability: id, input: { ...input, ...more } } });
  const others = days.filter((it) => it !== day && it <= today).slice(-daysShown);
  return [
    ...(day === today ? [{ label: texts.code, call: { capability: "show_attendance_code", input: { class: of.class.id } } }] : []),
    act(texts.count, "count_heads"),
    act(texts.list, "mark_attendance"),
    ...(there.length > 0 ? [act(texts.strike, "strike_attendance")] : []),
    ...(said?.confirmed || day > today ? [] : [act(texts.confirm, "confirm_attendance")]),
    ...(there.length === 0 && !said?.confirmed ? [act(texts.skip, "confirm_attendance", { skipped: true })] : []),
    ...others.map((it): Button => ({ label: shortDate(it), call: { capability: "attendance_day", input: { class: of.class.id, day: it } } })),
  ];
}
