import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import { localDate } from "../../../core/time.ts";
import { type ClassOf, loadClass } from "../../enrolment/class-of.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { dayAndDate } from "../../training/when.ts";
import { daysOf } from "../class-days.ts";
import { deskOf, type OfficerDesk } from "../officer-class.ts";
import { refuseParticipant } from "../participants.ts";
import { recap } from "./attendance-day.ts";
import { dayFacts } from "./day-facts.ts";
import { confirmDay, saveHeads } from "./day-store.ts";

const texts = {
  gone: "Kelas atau hari itu tidak ada.",
  future: "Hari itu belum berlangsung.",
  askHeads: "Berapa orang yang dihitung di ruangan (atau di layar)? Ketik angkanya.",
  notNumber: "Ketik satu angka saja, misalnya 38.",
  counted: (heads: number) => `Tercatat: ${heads} kepala.`,
  confirm: (name: string, day: string, there: number, people: number) => `Kukuhkan kehadiran ${name} pada ${day}: ${there} dari ${people} peserta hadir?`,
  notCounted: "Kepala belum dihitung.",
  tooMany: (there: number, heads: number) => `⚠️ Tercatat ${there}, dihitung hanya ${heads}. Bila dilanjutkan, perbedaan ini ikut disimpan.`,
  tooFew: (there: number, heads: number) =>
    `⚠️ Dihitung ${heads}, tercatat hanya ${there}. Yang belum tercatat tidak mendapat JP; catat dulu dari daftar bila mereka memang peserta.`,
  skip: (name: string, day: string) => `Nyatakan ${name} pada ${day} tidak diselenggarakan? Hari itu tidak dihitung bagi siapa pun.`,
  confirmed: "Kehadiran hari itu dikukuhkan.",
  skipped: "Hari itu tidak dihitung.",
  another: "mengukuhkan kehadirannya",
};

const Input = { class: z.number().int().positive(), day: z.iso.date() };

export interface OnDay {
  desk: OfficerDesk;
  of: ClassOf;
  day: string;
}

/** A day of a class that has begun. Throws `Fault` for any other. */
export async function openDay(context: Context, { class: id, day }: { class: number; day: string }): Promise<OnDay> {
  const desk = deskOf(context);
  const of = await loadClass(context.db, tenantOf(desk), id);
  if (!of || !daysOf(of).includes(day)) throw new Fault("not_found", texts.gone);
  if (day > localDate(desk.now, of.class.zone)) throw new Fault("conflict", texts.future);
  return { desk, of, day };
}

export const countHeads = capability({
  id: "count_heads",
  about: "Mencatat jumlah orang yang dihitung di ruangan pada satu hari kelas.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ ...Input, heads: z.union([z.number(), z.string()]) }),
  ask: { heads: { text: texts.askHeads } },

  async handle(context, { heads: typed, ...at }) {
    const { desk, of, day } = await openDay(context, at);
    const heads = typeof typed === "number" ? typed : Number(/^\s*(\d{1,4})\s*(?:orang|kepala|peserta)?\s*[.!]?\s*$/i.exec(typed)?.[1] ?? Number.NaN);
    if (!Number.isInteger(heads) || heads < 0 || heads > 9_999) {
      return { reply: { text: texts.notNumber }, awaits: { capability: "count_heads", input: at, field: "heads" }, code: "not_number" };
    }
    await saveHeads(context.db, tenantOf(desk), { classId: of.class.id, day }, { heads, by: desk.by, now: desk.now });
    return { ...(await recap(desk, of, day, texts.counted(heads))), code: "counted" };
  },
});

export const confirmAttendance = capability({
  id: "confirm_attendance",
  about: "Mengukuhkan kehadiran satu hari kelas, atau menyatakan hari itu tidak diselenggarakan.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ ...Input, skipped: z.boolean().default(false) }),

  async handle(context, { skipped, ...at }): Promise<Outcome> {
    const { desk, of, day } = await openDay(context, at);
    await refuseParticipant(desk, of.class.id, texts.another);
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: await question(desk, of, day, skipped), input: { ...at, skipped } } };
    await confirmDay(context.db, tenantOf(desk), { classId: of.class.id, day }, { skipped, by: desk.by, now: desk.now });
    return { ...(await recap(desk, of, day, skipped ? texts.skipped : texts.confirmed)), code: skipped ? "skipped" : "confirmed" };
  },
});

async function question(desk: OfficerDesk, of: ClassOf, day: string, skipped: boolean): Promise<string> {
  if (skipped) return texts.skip(className(of), dayAndDate(day));
  const { people, there, said } = await dayFacts(desk, of, day);
  const heads = said?.heads ?? null;
  const differs = (counted: number): string[] =>
    there.length > counted ? [texts.tooMany(there.length, counted)] : there.length < counted ? [texts.tooFew(there.length, counted)] : [];
  const note = heads === null ? [texts.notCounted] : differs(heads);
  return [texts.confirm(className(of), dayAndDate(day), there.length, people.length), ...note].join("\n\n");
}
