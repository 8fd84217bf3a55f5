/** Minutes after midnight: from, until (not included). */
export type Span = [number, number];
/** Spans by weekday, 1 (Monday) to 7; a day that is not there is free. */
export type Hours = Record<number, Span[]>;

export type FactKind = "libur" | "cuti_bersama" | "libur_daerah" | "kerja" | "jam";

/** A dated fact about working time, as an officer noted it. Dates are local, both inclusive. */
export interface WorkFact {
  kind: FactKind;
  since: string;
  until: string;
  /** Of this unit alone; null = the whole city. */
  unitId: number | null;
  /** Only with `jam`. */
  hours: Hours | null;
}

/** What is known of a city's working time. */
export interface WorkTime {
  /** IANA zone. */
  zone: string;
  facts: WorkFact[];
}

const hour = 60;
/** Where nobody has noted hours: our own assumption, narrow enough to disturb nobody. No rule is behind it. */
const usual: Hours = {
  1: [[8 * hour, 16 * hour]],
  2: [[8 * hour, 16 * hour]],
  3: [[8 * hour, 16 * hour]],
  4: [[8 * hour, 16 * hour]],
  5: [[8 * hour, 16 * hour]],
};
/** Friday prayer, whatever hours are noted (F22). */
const fridayQuiet: Span = [11 * hour + 30, 13 * hour + 30];

const covers = (it: WorkFact, day: string): boolean => it.since <= day && day <= it.until;
const days = (it: WorkFact): number => Temporal.PlainDate.from(it.since).until(it.until).days;

/** Whether a fact's own level says that a day is worked (true), free (false), or nothing (null); a day worked in spite of a holiday is worked. */
function judged(facts: WorkFact[]): boolean | null {
  if (facts.some((it) => it.kind === "kerja")) return true;
  return facts.some((it) => it.kind !== "jam") ? false : null;
}

/** Working spans of a local day in order; what a unit noted goes before what the city did, and the shortest stretch before longer ones. */
export function spansOn(day: Temporal.PlainDate, { facts }: WorkTime, unitId: number | null): Span[] {
  const iso = day.toString();
  const own = unitId === null ? [] : facts.filter((it) => it.unitId === unitId && covers(it, iso));
  const shared = facts.filter((it) => it.unitId === null && covers(it, iso));
  const worked = judged(own) ?? judged(shared);
  if (worked === false) return [];
  const noted = [own, shared].map((some) => some.filter((it) => it.kind === "jam").sort((a, b) => days(a) - days(b))[0]?.hours).find((it) => it);
  const hours = noted ?? usual;
  const spans = hours[day.dayOfWeek] ?? [];
  const whole = spans.length === 0 && worked === true ? (hours[1] ?? []) : spans;
  return day.dayOfWeek === 5 ? whole.flatMap((it) => without(it, fridayQuiet)) : whole;
}

function without([from, until]: Span, [start, end]: Span): Span[] {
  const parts: Span[] = [
    [from, Math.min(until, start)],
    [Math.max(from, end), until],
  ];
  return parts.filter(([a, b]) => a < b);
}

/** How far is looked for a working day; longer than any holiday. */
const mostDays = 60;

const at = (day: Temporal.PlainDate, minute: number, zone: string): number =>
  day.toZonedDateTime({ timeZone: zone, plainTime: { hour: Math.floor(minute / hour) % 24, minute: minute % hour } }).epochMilliseconds / 1_000 +
  (minute === 24 * hour ? 86_400 : 0);

const localDay = (second: number, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(second * 1_000))
    .toZonedDateTimeISO(zone)
    .toPlainDate();

/**
 * The moment itself where it is worked, else an earlier one: the beginning of the last working hour before it (F22: earlier, never away).
 * Epoch seconds. Where no working time is known for two months, the moment itself.
 */
export function lastWorkingMoment(second: number, time: WorkTime, unitId: number | null = null): number {
  const first = localDay(second, time.zone);
  for (let back = 0; back <= mostDays; back++) {
    const day = first.subtract({ days: back });
    for (const [from, until] of spansOn(day, time, unitId).toReversed()) {
      const [start, end] = [at(day, from, time.zone), at(day, until, time.zone)];
      if (second >= end) return Math.max(start, end - hour * 60);
      if (second >= start) return second;
    }
  }
  return second;
}

/** The moment itself where it is worked, else when work next begins, epoch seconds; the same exception. */
export function nextWorkingMoment(second: number, time: WorkTime, unitId: number | null = null): number {
  const first = localDay(second, time.zone);
  for (let on = 0; on <= mostDays; on++) {
    const day = first.add({ days: on });
    for (const [from, until] of spansOn(day, time, unitId)) {
      if (second < at(day, until, time.zone)) return Math.max(second, at(day, from, time.zone));
    }
  }
  return second;
}

/** Working spans from a moment on, in order, epoch seconds; ends after two months without any. */
function* spansFrom(second: number, time: WorkTime, unitId: number | null): Generator<[number, number]> {
  let day = localDay(second, time.zone);
  for (let idle = 0; idle <= mostDays; idle++, day = day.add({ days: 1 })) {
    for (const [from, until] of spansOn(day, time, unitId)) {
      const [start, end] = [Math.max(second, at(day, from, time.zone)), at(day, until, time.zone)];
      if (start >= end) continue;
      idle = 0;
      yield [start, end];
    }
  }
}

/** Seconds of working time between two moments, counted up to `most`. */
export function workingTimeBetween(from: number, until: number, time: WorkTime, { unitId, most }: { unitId: number | null; most: number }): number {
  let sum = 0;
  for (const [start, end] of spansFrom(from, time, unitId)) {
    if (start >= until || sum >= most) break;
    sum += Math.min(end, until) - start;
  }
  return Math.min(sum, most);
}

/** The moment after so many seconds of working time; a moment at work. Where no working time is known for two months, as if all were. */
export function plusWorkingTime(second: number, seconds: number, time: WorkTime, unitId: number | null = null): number {
  let left = seconds;
  let last = second;
  for (const [start, end] of spansFrom(second, time, unitId)) {
    if (start + left <= end) return start + left;
    left -= end - start;
    last = end;
  }
  return last + left;
}

/** Years of a span of dates of which no public holiday of the city is noted: nobody has entered them yet. */
export function missingYears({ facts }: WorkTime, from: string, until: string): number[] {
  const [first, last] = [from, until].map((it) => Temporal.PlainDate.from(it).year) as [number, number];
  const known = new Set(facts.filter((it) => it.kind === "libur" && it.unitId === null).flatMap((it) => [it.since.slice(0, 4), it.until.slice(0, 4)]));
  return Array.from({ length: last - first + 1 }, (_, at) => first + at).filter((it) => !known.has(String(it)));
}
