import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type ClassOf, loadClasses } from "../class-of.ts";
import { type Enrolment, enrolmentsOf } from "../enrolment-store.ts";
import { classLine } from "../schedule/class-buttons.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { className } from "../words.ts";
import { calendarFile } from "./calendar-letter.ts";

const texts = {
  none: "Belum ada kelas terdaftar yang bertanggal. Bila sudah terdaftar, berkas kalendernya tersedia di sini.",
  which: "Jadwal kelas yang mana?",
  here: (name: string) => `Jadwal ${name}. Buka berkasnya untuk menyimpan ke kalender.`,
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
};

const shown = 8;
/** Over, or without a time that still holds. */
const timeless = new Set(["selesai", "ditunda"]);

export const classCalendar = capability({
  id: "class_calendar",
  about: "Memberi berkas kalender (.ics) kelas yang Anda ikuti.",
  command: "kalender",
  phrases: ["kalender kelas saya", "simpan ke kalender", "file kalender kelas"],
  roles: ["asn"],
  input: z.object({ enrolment: z.number().int().positive().optional() }),

  async handle(context, { enrolment }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const tenant = tenantOf(desk);
    const own = (await enrolmentsOf(context.db, tenant, id)).filter((it) => it.state === "terdaftar" && (enrolment === undefined || it.id === enrolment));
    const classes = await loadClasses(
      context.db,
      tenant,
      own.map((it) => it.classId),
    );
    const of = (it: Enrolment) => classes.get(it.classId);
    const dated = own.filter((it) => of(it)?.class.startsOn && !timeless.has(of(it)?.class.status ?? ""));
    const [only, second] = dated;
    if (second) {
      const buttons = dated.slice(0, shown).map((it, at) => ({
        label: `Pilih ${at + 1}`,
        full: classLine(of(it) as ClassOf, agency.zone),
        call: { capability: "class_calendar", input: { enrolment: it.id } },
      }));
      return { reply: { text: texts.which, buttons }, code: "which" };
    }
    const its = only && of(only);
    const file = only && its ? await calendarFile(desk, its, only, context.conversation) : null;
    if (!its || !file) return { reply: { text: texts.none, buttons: [texts.status] }, code: "none" };
    return { reply: { text: texts.here(className(its)), files: [file] }, code: "given" };
  },
});
