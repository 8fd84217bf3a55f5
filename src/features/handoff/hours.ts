import { clockTime, localDate, longDate } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";

/** A city's working time, as far as a ticket needs it; whoever builds the room hands it in. Epoch seconds. */
export interface OfficeHours {
  /** The moment itself where it is worked, else when work next begins. */
  opens(second: number): number;
  /** The moment after so many seconds of working time. */
  plus(second: number, seconds: number): number;
}

export type ReadHours = (db: Database, city: { cell: number; agencyId: number }, zone: string) => Promise<OfficeHours>;

/** Seconds of work that make a working day. */
const workingDay = 8 * 3_600;

/** When the officers' turn is late: after one working day they are reminded, after two the administrators hear of it. */
export interface Due {
  remindAt: Temporal.Instant;
  escalateAt: Temporal.Instant;
}

const secondsOf = (now: Temporal.Instant): number => Math.floor(now.epochMilliseconds / 1_000);
const instantOf = (second: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(Math.round(second * 1_000));

export const dueFrom = (now: Temporal.Instant, hours: OfficeHours): Due => ({
  remindAt: instantOf(hours.plus(secondsOf(now), workingDay)),
  escalateAt: instantOf(hours.plus(secondsOf(now), 2 * workingDay)),
});

/** Whether it is worked now. */
export const isOpen = (now: Temporal.Instant, hours: OfficeHours): boolean => hours.opens(secondsOf(now)) <= secondsOf(now);

/** When somebody is there, from now on. */
export const opensAt = (now: Temporal.Instant, hours: OfficeHours): Temporal.Instant => instantOf(hours.opens(secondsOf(now)));

const weekdays = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];

/** `Senin, 23 November 2026 pukul 08.00 WITA` */
export function momentWords(at: Temporal.Instant, zone: string): string {
  const weekday = weekdays[at.toZonedDateTimeISO(zone).dayOfWeek - 1];
  return `${weekday}, ${longDate(localDate(at, zone))} pukul ${clockTime(at, zone)}`;
}

/** A wait as people say it: `sekitar 3 jam`, `sekitar 2 hari`. */
export function waitWords(seconds: number): string {
  const hours = Math.max(1, Math.round(seconds / 3_600));
  return hours < 24 ? `sekitar ${hours} jam` : `sekitar ${Math.round(hours / 24)} hari`;
}
