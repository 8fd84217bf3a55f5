import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { clockTime, localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { daysOf, spanOn } from "../class-days.ts";
import { classMeant, deskOf, isClass, type OfficerDesk } from "../officer-class.ts";
import { keepCode, type Moment, moments } from "./attendance-store.ts";
import { codeSeconds, newCode } from "./code.ts";
import { momentAt, momentNames } from "./moment-names.ts";

const texts = {
  notNow: (name: string) => `Kode hadir ${name} hanya dapat ditampilkan pada hari kelas, dari satu jam sebelum mulai sampai satu jam sesudah selesai.`,
  show: (name: string, moment: string, code: string, until: string) =>
    `Kode hadir ${name} (${moment}):\n\n*${code}*\n\nBerlaku ${codeSeconds} detik, sampai pukul ${until}. Tampilkan di ruangan atau di layar, jangan dikirim ke grup. Peserta mengetiknya di percakapan masing-masing.`,
  fresh: "Kode baru",
  other: (moment: string) => `Kode ${moment}`,
  recap: "Rekap hadir",
};

/** Minutes before and after a day's sessions in which codes can be shown. */
const aroundMinutes = 60;

export const showCode = capability({
  id: "show_attendance_code",
  about: "Menampilkan kode hadir singkat untuk kelas yang sedang berlangsung.",
  command: "kode",
  phrases: ["kode hadir", "tampilkan kode hadir", "buat kode hadir"],
  roles: ["officer"],
  // Shows nobody's data, and is needed within seconds in front of a room.
  secondFactor: false,
  input: z.object({
    words: z.string().trim().max(200).optional().describe("Kelas"),
    class: z.number().int().positive().optional(),
    moment: z.enum(moments).optional(),
  }),

  async handle(context, { words, class: id, moment }) {
    const desk = deskOf(context);
    const today = (of: ClassOf) => daysOf(of).includes(localDate(desk.now, of.class.zone));
    const call = (it: number) => ({ capability: "show_attendance_code", input: { class: it, ...(moment && { moment }) } });
    const of = await classMeant(context, desk, { id, words, span: "today", fits: today }, call);
    return isClass(of) ? show(context, desk, of, moment) : of;
  },
});

async function show({ db }: Context, desk: OfficerDesk, of: ClassOf, wanted: Moment | undefined): Promise<Outcome> {
  const { now } = desk;
  const nowS = now.epochMilliseconds / 1_000;
  const day = localDate(now, of.class.zone);
  const [from, until] = spanOn(of, day);
  if (!daysOf(of).includes(day) || nowS < from - aroundMinutes * 60 || nowS > until + aroundMinutes * 60) {
    return { reply: { text: texts.notNow(className(of)) }, code: "not_now" };
  }
  const moment = wanted ?? momentAt(of, day, nowS);
  const other: Moment = moment === "masuk" ? "keluar" : "masuk";
  const names = momentNames(of);
  const code = newCode();
  const expires = now.add({ seconds: codeSeconds });
  await keepCode(db, tenantOf(desk), { classId: of.class.id, day }, { moment, code, by: desk.by, now, expires });
  const [clock = "", zone = ""] = clockTime(expires, desk.agency.zone).split(" ");
  const seconds = String(expires.toZonedDateTimeISO(desk.agency.zone).second).padStart(2, "0");
  const again = (label: string, at: Moment) => ({ label, call: { capability: "show_attendance_code", input: { class: of.class.id, moment: at } } });
  return {
    reply: {
      text: texts.show(className(of), names[moment], code, `${clock}.${seconds} ${zone}`),
      buttons: [
        again(texts.fresh, moment),
        again(names[other].startsWith("kode") ? capitalised(names[other]) : texts.other(names[other]), other),
        { label: texts.recap, call: { capability: "attendance_day", input: { class: of.class.id, day } } },
      ],
    },
    code: "shown",
  };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
