import { readDate, readSessions, type Session, zoneNamed } from "../../training/schedule.ts";
import type { TrainingClass } from "../../training/store.ts";
import { dateOf } from "../../training/when.ts";
import type { ClassDates } from "./class-store.ts";

const texts = {
  past: "jadwal itu sudah lewat",
  order: "tanggal selesai lebih awal daripada mulai",
  empty: "tulis tanggal dan jamnya, misalnya 7/12/2026 08.00-16.00",
};

interface Base {
  /** Today in the city, ISO. */
  today: string;
  /** IANA zone of the city: of times that name no other. */
  zone: string;
  now: Temporal.Instant;
}

/**
 * When a class is, from an officer's words: sessions (`7-9 Desember 2026 08.00-16.00 WITA`), or days alone where the hours are not known
 * yet. A string = what is wrong, a short clause.
 */
export function readClassDates(text: string, { today, zone: own, now }: Base): ClassDates | string {
  const zone = zoneNamed(text) ?? own;
  const written = text.trim();
  if (written === "") return texts.empty;
  const sessions = readSessions(written, { today, zone });
  if (typeof sessions === "string") return daysAlone(written, today, zone) ?? sessions;
  const [first] = sessions;
  if (!first) return texts.empty;
  if (first[0] * 1_000 <= now.epochMilliseconds) return texts.past;
  return { sessions, startsOn: dateOf(first[0], zone), endsOn: lastDay(sessions, zone), zone, schedule: scheduleText(written, zone) };
}

/** Classes of these have held nothing yet, whatever their dates say. */
const notHeld: ReadonlySet<string> = new Set(["rencana", "ditunda"]);

/** New dates for a class, with the sessions that were held before them: a new schedule is for what is left. */
export function withHeld(dates: ClassDates, it: TrainingClass, now: Temporal.Instant): ClassDates {
  const held = notHeld.has(it.status) ? [] : it.sessions.filter(([, until]) => until * 1_000 <= now.epochMilliseconds);
  const [first] = held;
  if (!first) return dates;
  return { ...dates, sessions: [...held, ...dates.sessions], startsOn: dateOf(first[0], dates.zone) };
}

function daysAlone(text: string, today: string, zone: string): ClassDates | string | null {
  const [from = "", until = from] = text.split(/\s+(?:s\.?d\.?|s\/d|sampai|hingga)\s+/i);
  const [startsOn, endsOn] = [readDate(from, today), readDate(until, today)];
  if (startsOn === null || endsOn === null) return null;
  if (endsOn < startsOn) return texts.order;
  if (startsOn <= today) return texts.past;
  return { sessions: [], startsOn, endsOn, zone, schedule: scheduleText("", zone, startsOn, endsOn) };
}

/** In the form in which the catalogue's import keeps it: a file with the same dates then changes nothing. */
const scheduleText = (sessions: string, zone: string, from = "", until = ""): string => [sessions, from, until, "", zone].join(" | ");

const lastDay = (sessions: Session[], zone: string): string => dateOf(sessions.reduce((latest, it) => Math.max(latest, it[1]), 0) - 1, zone);

/** The end of a day, epoch seconds: a deadline names the last day on which one may still. */
export const endOfDay = (day: string, zone: string): number => Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds / 1_000;
