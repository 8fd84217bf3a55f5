import type { ClassOf } from "../enrolment/class-of.ts";
import { dateOf } from "../training/when.ts";

/** Days of a span at most, two years: what is longer is a slip of the hand. */
const mostDays = 731;

/**
 * The days on which a class takes place, ISO in the class's own zone, in order: those of its sessions, else every day of its span.
 * None for what is learnt alone.
 */
export function daysOf({ training, class: it }: ClassOf): string[] {
  if (it.sessions.length > 0) return [...new Set(it.sessions.map(([from]) => dateOf(from, it.zone)))];
  if (training.selfPaced || it.startsOn === null) return [];
  const first = Temporal.PlainDate.from(it.startsOn);
  const count = it.endsOn === null ? 1 : first.until(Temporal.PlainDate.from(it.endsOn)).days + 1;
  return Array.from({ length: Math.min(mostDays, count) }, (_, at) => first.add({ days: at }).toString());
}

/** Begin and end of a day of a class, epoch seconds: of its sessions, else the whole day. */
export function spanOn({ class: it }: ClassOf, day: string): [number, number] {
  const own = it.sessions.filter(([from]) => dateOf(from, it.zone) === day);
  const [first, last] = [own[0], own.at(-1)];
  if (first && last) return [first[0], last[1]];
  const epoch = (date: Temporal.PlainDate) => date.toZonedDateTime(it.zone).epochMilliseconds / 1_000;
  const date = Temporal.PlainDate.from(day);
  return [epoch(date), epoch(date.add({ days: 1 }))];
}

/** When the last day of a class is over, epoch seconds; null = it has none. */
export function endOf(of: ClassOf): number | null {
  const last = daysOf(of).at(-1);
  return last === undefined ? null : spanOn(of, last)[1];
}
