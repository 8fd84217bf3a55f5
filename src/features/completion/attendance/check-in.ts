import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { clockTime } from "../../../core/time.ts";
import { loadClass } from "../../enrolment/class-of.ts";
import { enrolmentsOf } from "../../enrolment/enrolment-store.ts";
import { className } from "../../enrolment/words.ts";
import { instantOf } from "../../training/when.ts";
import { participantsIn } from "../participants.ts";
import { addMark, countTry, marksOf, shownCode, triesOf } from "./attendance-store.ts";
import { codeIn, mostTries, networkSeconds, triesMinutes } from "./code.ts";
import { reopenDay } from "./day-store.ts";
import { momentNames } from "./moment-names.ts";

const texts = {
  ask: "Ketik kode hadir yang sedang ditampilkan di ruangan atau di layar, misalnya H12345.",
  shape: "Kode hadir terdiri atas huruf H dan lima angka, misalnya H12345. Ketik kode yang sedang ditampilkan.",
  notIn: "Saat ini Anda tidak terdaftar di kelas mana pun, jadi kehadiran belum dapat dicatat. Bila keliru, sampaikan kepada penyelenggara.",
  wrong: "Kode itu tidak sedang berlaku. Kode hanya tampil kurang dari satu menit; mohon ketik kode yang sedang ditampilkan.",
  tooMany: (minutes: number) =>
    `Sudah ${mostTries} kode yang tidak cocok. Mohon tunggu ${minutes} menit, atau minta penyelenggara mencatat kehadiran Anda dari daftar.`,
  done: (name: string, moment: string, at: string) => `✅ Kehadiran tercatat: ${name}, ${moment}, pukul ${at}.`,
  again: (name: string, moment: string, at: string) => `Kehadiran Anda di ${name} (${moment}) sudah tercatat pukul ${at}.`,
  struck: (name: string) => `Kehadiran Anda di ${name} hari ini perlu dipastikan penyelenggara. Silakan temui penyelenggara di ruangan.`,
};

/** Longest time for which a message may have been under way: a network that was down, or a service. */
const lateHours = 12;

/**
 * Notes that somebody is there, by the code that is on show just then. Only the enrolled person's own linked talk counts (F18), and when the
 * message was sent, not when it was heard: a delay of the network takes nobody's attendance away.
 */
export const checkIn = capability({
  id: "check_in",
  about: "Mencatat kehadiran Anda di kelas dengan kode yang ditampilkan.",
  command: "hadir",
  phrases: ["absen", "presensi", "isi kehadiran", "isi daftar hadir"],
  roles: ["asn"],
  input: z.object({ code: z.string().trim().max(40).describe("Kode hadir, misalnya H12345") }),
  ask: { code: { text: texts.ask } },
  recognise(text) {
    const code = codeIn(text);
    return code === undefined ? undefined : { code };
  },

  async handle(context, { code: typed }) {
    const code = codeIn(typed) ?? codeIn(`H${typed}`);
    if (code === undefined) return { reply: { text: texts.shape }, awaits: { capability: "check_in", input: {}, field: "code" }, code: "shape" };
    const { db, cell, now } = context;
    const { id: personId, agency } = context.person as Person;
    const subject = { cell, agencyId: agency.id, personId };
    const since = now.subtract({ minutes: triesMinutes });
    if ((await triesOf(db, subject, since)) >= mostTries) return { reply: { text: texts.tooMany(triesMinutes) }, code: "too_many" };
    const classes = (await enrolmentsOf(db, subject, personId)).filter((it) => it.state === "terdaftar").map((it) => it.classId);
    if (classes.length === 0) return { reply: { text: texts.notIn }, code: "not_in" };
    const shown = await shownCode(db, subject, { classes, code, at: sentAt(context), slack: networkSeconds });
    if (!shown) {
      await countTry(db, subject, since, now);
      return { reply: { text: texts.wrong }, code: "wrong" };
    }
    return noted(context, { ...subject, zone: agency.zone }, shown);
  },
});

type Shown = NonNullable<Awaited<ReturnType<typeof shownCode>>>;

async function noted({ db, now }: Context, subject: { cell: number; agencyId: number; personId: number; zone: string }, shown: Shown): Promise<Outcome> {
  const of = await loadClass(db, subject, shown.classId);
  if (!of) throw new Error("a code of a class that is not there");
  const { zone } = subject;
  const named = [className(of), momentNames(of)[shown.moment]] as const;
  if (await addMark(db, subject, shown, { moment: shown.moment, via: "kode", now, by: null })) {
    // A mark that nobody has confirmed counts for nothing yet; what was declared is corrected by an officer only.
    const declared = (await participantsIn(db, subject, shown.classId)).some((it) => it.state !== "terdaftar");
    if (!declared) await reopenDay(db, subject, shown);
    return { reply: { text: texts.done(...named, clockTime(now, zone)) }, code: "noted" };
  }
  const held = (await marksOf(db, subject, shown.classId)).find((it) => it.personId === subject.personId && it.day === shown.day && it.moment === shown.moment);
  if (!held || held.struck) return { reply: { text: texts.struck(className(of)) }, code: "struck" };
  return { reply: { text: texts.again(...named, clockTime(instantOf(held.at), zone)) }, code: "again" };
}

/** When the network says that the message was sent, as far as that can be. */
function sentAt({ origin, now }: Context): Temporal.Instant {
  if (origin?.at === undefined) return now;
  const at = Temporal.Instant.from(origin.at);
  const early = Temporal.Instant.compare(at, now.subtract({ hours: lateHours })) < 0;
  return early || Temporal.Instant.compare(at, now) > 0 ? now : at;
}
