import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { mayRemind } from "../../people/privacy/reminders.ts";
import { dateOf, instantOf, sessionLine } from "../../training/when.ts";
import { type ClassOf, loadClasses } from "../class-of.ts";
import type { Round } from "../seats/lapse.ts";
import { className } from "../words.ts";
import { eachCity } from "./each-city.ts";
import { claimDue, closePointless, type DueRow } from "./reminder-store.ts";
import { nextWorkingMoment, type WorkTime } from "./work-time.ts";
import { workTimeOf } from "./work-time-store.ts";

const texts = {
  one: (thing: string) => `Pengingat: ${thing}`,
  many: (things: string[]) => `Pengingat untuk ${things.length} kelas:\n\n${things.map((it, at) => `${at + 1}. ${it}`).join("\n\n")}`,
  thing: (name: string, soon: string, when: string, where: string) => `${name}, *${soon}*.\n${when}${where ? `\n${where}` : ""}`,
  link: (link: string) => `Tautan: ${link}`,
  linkOnly: (things: string[]) => `Tautan kelas Anda:\n\n${things.join("\n\n")}`,
  soon: ["hari ini", "besok", "lusa"],
  days: (count: number) => `${count} hari lagi`,
  unable: "Berhalangan",
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
  calendar: "Kalender",
};

/** People in one transaction. */
const atOnce = 200;
/** Minutes after which something that should have been said counts as late. */
const lateMinutes = 30;

/** Says what is due before sessions in all cities, one message a person however much is due; the number of letters. Bears being done twice. */
export const sendReminders = (round: Round): Promise<number> => eachCity(round.db, (agency) => sendIn(round, agency));

async function sendIn(round: Round, agency: Agency): Promise<number> {
  const { db, cell, now } = round;
  const tenant = { cell, agencyId: agency.id };
  await closePointless(db, tenant, now);
  const late = lateRule(await workTimeOf(db, tenant, agency.zone), now);
  for (let all = 0; ; ) {
    const { rows, letters } = await db.transaction(async (tx) => {
      const rows = await claimDue(tx, tenant, { now, people: atOnce, late });
      const letters = rows.length === 0 ? [] : await lettersFor(tx, { cell, agency, now }, rows);
      await round.put(tx, letters);
      return { rows: rows.length, letters: letters.length };
    });
    all += letters;
    if (rows === 0) return all;
  }
}

/** In a blocked time what is late waits for the next working time, where that is an hour before its session at least. */
function lateRule(time: WorkTime, now: Temporal.Instant) {
  const nowS = now.epochMilliseconds / 1_000;
  const next = nextWorkingMoment(nowS, time);
  return next <= nowS ? null : { before: now.subtract({ minutes: lateMinutes }), resume: instantOf(Math.ceil(next + 3_600)) };
}

interface Where {
  cell: number;
  agency: Agency;
  now: Temporal.Instant;
}

async function lettersFor(tx: Database, { cell, agency, now }: Where, rows: DueRow[]): Promise<Letter[]> {
  const tenant = { cell, agencyId: agency.id };
  const people = [...new Set(rows.map((it) => it.personId))];
  const [addresses, agreed] = [await addressesOf(tx, tenant, people, now), await mayRemind(tx, tenant, people)];
  const classes = await loadClasses(tx, tenant, [...new Set(rows.map((it) => it.classId))]);
  const letters: Letter[] = [];
  for (const [personId, own] of Map.groupBy(rows, (it) => it.personId)) {
    const to = addresses.get(personId);
    if (!to) continue;
    const things = nearest(own).flatMap((row) => {
      const of = classes.get(row.classId);
      return of ? [{ row, of }] : [];
    });
    const reply = agreed.has(personId) ? reminder(things, agency, now) : linksOnly(things, agency, now);
    if (!reply) continue;
    const key = `ingat:${agency.id}:${personId}:${Math.max(...own.map((it) => it.id))}`;
    const last = Math.max(...things.map((it) => it.row.sessionAt));
    letters.push({ key, to, intent: "notice", reply, expires: instantOf(last).add({ hours: 1 }).toString() });
  }
  return letters;
}

interface Thing {
  row: DueRow;
  of: ClassOf;
}

/** One per session, soonest first, however many steps have fallen together. */
const nearest = (rows: DueRow[]): DueRow[] =>
  [...new Map(rows.toSorted((a, b) => a.id - b.id).map((it) => [`${it.enrolmentId} ${it.sessionAt}`, it])).values()].toSorted(
    (a, b) => a.sessionAt - b.sessionAt,
  );

function reminder(things: Thing[], { zone }: Agency, now: Temporal.Instant): Letter["reply"] | null {
  const [first, second] = things;
  if (!first) return null;
  const lines = things.map((it) => lineOf(it, zone, now, it.row.step === "h1" || it.row.step === "jam2"));
  if (second) return { text: texts.many(lines), buttons: [texts.status] };
  const buttons: Button[] = [
    { label: texts.calendar, call: { capability: "class_calendar", input: { enrolment: first.row.enrolmentId } } },
    { label: texts.unable, call: { capability: "cancel_enrolment", input: { enrolment: first.row.enrolmentId } } },
  ];
  return { text: texts.one(lines[0] ?? ""), buttons };
}

/** Who wants no reminders still gets the way in to an own webinar, which is no reminder but part of it. */
function linksOnly(things: Thing[], { zone }: Agency, now: Temporal.Instant): Letter["reply"] | null {
  const due = things.filter(({ row, of }) => row.step === "jam2" && of.class.link !== null);
  return due.length === 0 ? null : { text: texts.linkOnly(due.map((it) => lineOf(it, zone, now, true))) };
}

function lineOf({ row, of }: Thing, zone: string, now: Temporal.Instant, withLink: boolean): string {
  const session = of.class.sessions.find(([from]) => from === row.sessionAt) ?? [row.sessionAt, row.sessionAt + 3_600];
  const days = Temporal.PlainDate.from(dateOf(now.epochMilliseconds / 1_000, zone)).until(dateOf(row.sessionAt, zone)).days;
  const where = [of.class.place, of.class.city].flatMap((it) => (it === null ? [] : plain(it))).join(", ");
  const link = withLink && of.class.link ? [texts.link(plain(of.class.link))] : [];
  return [texts.thing(className(of), texts.soon[days] ?? texts.days(days), sessionLine(session, zone, of.class.zone), where), ...link].join("\n");
}
