import { type Span, spansOn, type WorkTime } from "../../enrolment/remind/work-time.ts";

/** When somebody may be asked. */
export interface Asking {
  time: WorkTime;
  unitId: number | null;
  /** The local hour at which the person has mostly answered; null = not known yet. */
  bestHour: number | null;
  /** When the person's class ended, epoch seconds: what is asked about it may come while people still sit together. null = nothing of that kind. */
  classEnd: number | null;
}

const hour = 60;
/** After the morning's mail and after lunch; our own choice until the person's own hour is known (measured: `kawan feedback rates`). */
const usual: Span[] = [
  [9 * hour + 30, 11 * hour],
  [13 * hour + 30, 15 * hour],
];
/** How long after a class its participants are still asked outside working time. */
const afterClass = 90;
/** Never earlier or later than this, whatever working hours are noted. */
export const awake: Span = [7 * hour, 18 * hour + 30];
/** Friday prayer (F22). */
const fridayQuiet: Span = [11 * hour + 30, 13 * hour + 30];

const within = (minute: number, [from, until]: Span): boolean => from <= minute && minute < until;

/**
 * Whether somebody may be asked at a moment, epoch seconds: in working time, at the person's own hour or the usual ones; just after the
 * person's class also outside working time, since the class itself was their work that day, but never at night nor in the Friday prayer.
 */
export function goodMoment(second: number, { time, unitId, bestHour, classEnd }: Asking): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(second * 1_000)).toZonedDateTimeISO(time.zone);
  const minute = local.hour * hour + local.minute;
  if (!within(minute, awake) || (local.dayOfWeek === 5 && within(minute, fridayQuiet))) return false;
  if (classEnd !== null && second >= classEnd && second < classEnd + afterClass * 60) return true;
  const worked = spansOn(local.toPlainDate(), time, unitId);
  if (!worked.some((it) => within(minute, it))) return false;
  return hoursOf(worked, bestHour).some((it) => within(minute, it));
}

/** The person's own hour where it is worked that day, else the usual hours, else (a shift at other times) all that is worked. */
function hoursOf(worked: Span[], bestHour: number | null): Span[] {
  const own: Span[] = bestHour === null ? [] : [[bestHour * hour, (bestHour + 1) * hour]];
  const meets = (some: Span[]) => some.some(([a, b]) => worked.some(([from, until]) => Math.max(a, from) < Math.min(b, until)));
  return [own, usual].find(meets) ?? worked;
}
