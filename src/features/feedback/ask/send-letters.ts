import type { Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { type ClassOf, loadClasses } from "../../enrolment/class-of.ts";
import { nextWorkingMoment, type WorkTime } from "../../enrolment/remind/work-time.ts";
import { workTimeOf } from "../../enrolment/remind/work-time-store.ts";
import type { Round } from "../../enrolment/seats/lapse.ts";
import { className } from "../../enrolment/words.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { mayRemind } from "../../people/privacy/reminders.ts";
import type { Tenant } from "../../training/store.ts";
import { instantOf } from "../../training/when.ts";
import { eachAskingCity } from "./asking-city-store.ts";
import { awake, goodMoment } from "./good-hour.ts";
import {
  bestHours,
  busyPeople,
  type FirstAsked,
  graceDays,
  markReminded,
  markSent,
  mostReminders,
  takeBackUnsent,
  takePeople,
  type Waiting,
  waitingFor,
} from "./letter-store.ts";
import { firstLetter, reminderLetter, type Thing } from "./letter-words.ts";
import { unitsOf } from "./request-plan-store.ts";

/** People in one transaction. */
const atOnce = 200;
/** A form of the person that was touched within this time is taken to be under way. */
const formHours = 24;
/** Local hour from which a letter that could not leave any more is not sent: better no letter than one at night. */
const untilHour = 19;

/**
 * Asks whom something is due, at a good hour, one letter a person and day however much it is; then reminds, twice at most, who has agreed
 * to reminders. The first letter belongs to the class that somebody was in, or leads somebody of, and needs no further yes. The number of letters.
 */
export const sendSurveys = (round: Round): Promise<number> => eachAskingCity(round, (agency) => sendIn(round, agency));

async function sendIn(round: Round, agency: Agency): Promise<number> {
  const { db, cell, now } = round;
  const local = now.toZonedDateTimeISO(agency.zone);
  const minute = local.hour * 60 + local.minute;
  if (minute < awake[0] || minute >= awake[1]) return 0;
  const tenant = { cell, agencyId: agency.id };
  const time = await workTimeOf(db, tenant, agency.zone);
  const tomorrow = local.startOfDay().add({ days: 1 }).toInstant().epochMilliseconds / 1_000;
  const remindUntil = instantOf(nextWorkingMoment(tomorrow, time));
  await takeBackUnsent(db, tenant, agency.zone, now);
  let [all, after] = [0, 0];
  for (;;) {
    const { letters, last } = await db.transaction(async (tx) => {
      const { ids, last } = await takePeople(tx, tenant, { now, remindUntil, day: localDate(now, agency.zone), after, most: atOnce });
      const letters = ids.length === 0 ? [] : await lettersFor(tx, { tenant, agency, now, remindUntil, time }, ids);
      await round.put(tx, letters);
      return { letters: letters.length, last };
    });
    all += letters;
    if (last === null) return all;
    after = last;
  }
}

interface Where {
  tenant: Tenant;
  agency: Agency;
  now: Temporal.Instant;
  remindUntil: Temporal.Instant;
  time: WorkTime;
}

async function lettersFor(tx: Database, where: Where, people: number[]): Promise<Letter[]> {
  const { tenant, agency, now, time } = where;
  const today = now.toZonedDateTimeISO(agency.zone).startOfDay();
  const addresses = await addressesOf(tx, tenant, people, now, { graceDays });
  // What names others goes only to a chat of which a second person has said whose it is.
  const confirmed = await addressesOf(tx, tenant, people, now, { confirmed: true });
  const busy = await busyPeople(tx, tenant, people, { lettersSince: today.toInstant(), formsSince: now.subtract({ hours: formHours }) });
  const free = people.filter((it) => addresses.has(it) && !busy.has(it));
  if (free.length === 0) return [];
  const [units, hours, agreed] = [
    await unitsOf(tx, tenant, free, today.toPlainDate().toString()),
    await bestHours(tx, tenant, free, agency.zone),
    await mayRemind(tx, tenant, free),
  ];
  const waiting = Map.groupBy(await waitingFor(tx, tenant, free, where), (it) => it.personId);
  const words = await wordsFor(tx, where, [...waiting.values()].flat());
  const letters: Letter[] = [];
  const [asked, reminded]: [FirstAsked[], number[]] = [[], []];
  for (const [personId, own] of waiting) {
    const chosen = chooseFrom(
      own.filter((it) => it.capacity === "peserta" || confirmed.has(personId)),
      agreed.has(personId),
    );
    const to = (chosen.every((it) => it.capacity === "peserta") ? addresses : confirmed).get(personId);
    if (!to || chosen.length === 0) continue;
    const at = now.epochMilliseconds / 1_000;
    const asking = { time, unitId: units.get(personId) ?? null, bestHour: hours.get(personId) ?? null, classEnd: classEndOf(chosen) };
    if (!goodMoment(at, asking)) continue;
    const things = thingsOf(chosen, words);
    if (things.length === 0) continue;
    const [first] = chosen as [Waiting];
    const ids = chosen.map((it) => it.id);
    if (first.sent) reminded.push(...ids);
    else asked.push({ ids, channel: to.channel, wording: first.lot });
    const reply = first.sent ? reminderLetter(things, first.reminded + 1, agency.zone) : firstLetter(things, first.lot);
    const key = `survei:${agency.id}:${personId}:${today.toPlainDate()}`;
    letters.push({ key, to, intent: "notice", reply, expires: today.add({ hours: untilHour }).toInstant().toString() });
  }
  await markSent(tx, tenant, asked, { now, hour: now.toZonedDateTimeISO(agency.zone).hour });
  await markReminded(tx, tenant, reminded, now);
  return letters;
}

/** What has not been asked goes first, all of it; otherwise a reminder of all that is open, the one most reminded of deciding the words. */
function chooseFrom(own: Waiting[], mayRemind: boolean): Waiting[] {
  const fresh = own.filter((it) => !it.sent && it.isDue);
  if (fresh.length > 0) return fresh;
  if (!mayRemind || !own.some((it) => it.sent && it.isDue)) return [];
  return own.filter((it) => it.sent && it.reminded < mostReminders).sort((a, b) => b.reminded - a.reminded || a.id - b.id);
}

/** When the class ended that all of this is about, epoch seconds; null where anything else is asked too, which has time. */
const classEndOf = (chosen: Waiting[]): number | null =>
  chosen.every((it) => it.step !== "perilaku" && !it.sent) ? Math.max(...chosen.map((it) => it.dueAt)) : null;

interface Words {
  classes: Map<number, ClassOf>;
  names: Map<number, string>;
}

async function wordsFor(tx: Database, { tenant, agency, now }: Where, waiting: Waiting[]): Promise<Words> {
  const others = waiting.flatMap((it) => (it.capacity === "peserta" || it.aboutId === null ? [] : it.aboutId));
  const named = await briefsOf(tx, tenant, [...new Set(others)], localDate(now, agency.zone));
  return {
    classes: await loadClasses(tx, tenant, [...new Set(waiting.map((it) => it.classId))]),
    names: new Map(named.map((it) => [it.id, plain(fullName(it))])),
  };
}

function thingsOf(chosen: Waiting[], { classes, names }: Words): Thing[] {
  const things = chosen.flatMap((it): Thing[] => {
    const of = classes.get(it.classId);
    const own = it.capacity === "peserta";
    const name = own ? null : (names.get(it.aboutId ?? 0) ?? null);
    if (!of || (!own && name === null)) return [];
    const kind = it.capacity !== "peserta" ? it.capacity : it.step === "perilaku" ? "penerapan" : "kelas";
    return [{ request: it.id, kind, className: className(of), days: it.days, name, begun: it.begun, closesAt: it.closesAt }];
  });
  // What was learnt follows the reaction in one sitting, by itself.
  const classOf = new Map(chosen.map((it) => [it.id, it.classId]));
  return things.filter(
    (it, at) => it.kind !== "kelas" || things.findIndex((other) => other.kind === "kelas" && classOf.get(other.request) === classOf.get(it.request)) === at,
  );
}
