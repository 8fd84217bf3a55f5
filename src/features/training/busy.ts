import type { OpenClass } from "./store.ts";

/** A time in which somebody cannot learn, epoch seconds. */
export type Busy = [number, number];

/** Whole days of a leave, both dates inclusive (ISO), in the agency's zone; a leave without an end lasts a year. */
export function leaveAsBusy(from: string | null, until: string | null, zone: string): Busy[] {
  if (from === null) return [];
  const start = Temporal.PlainDate.from(from);
  const end = until === null ? start.add({ years: 1 }) : Temporal.PlainDate.from(until).add({ days: 1 });
  const epoch = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).epochMilliseconds / 1000;
  return [[epoch(start), epoch(end)]];
}

/** Whether two lists of times, each in order, overlap. */
export function overlap(one: Busy[], other: Busy[]): boolean {
  for (let a = 0, b = 0; a < one.length && b < other.length; ) {
    const [first, second] = [one[a] as Busy, other[b] as Busy];
    if (first[0] < second[1] && second[0] < first[1]) return true;
    if (first[1] <= second[1]) a++;
    else b++;
  }
  return false;
}

export const clashes = (it: OpenClass, busy: Busy[]): boolean => overlap(it.sessions, busy);
