import { lastWorkingMoment, type WorkTime } from "./work-time.ts";

/** How long before a session something is said. */
export type Step = "h7" | "h3" | "h1" | "jam2";

const daysBefore = { h7: 7, h3: 3, h1: 1 } as const;
/** Local hour of a reminder that is some days before. */
const usualHour = 9;
/** A day of the same class within this many days needs no reminder of its own: one comes again tomorrow. */
const apartDays = 3;

export interface DueStep {
  step: Step;
  /** Epoch seconds. */
  sessionAt: number;
  dueAt: number;
}

/**
 * When what is to be said before a class's sessions (begin and end in epoch seconds, in order): seven, three and one days and two hours
 * before the first, one day and two hours before a later one after a pause; moved earlier out of blocked times. Of several that fall on
 * one moment only the nearest is left.
 */
export function stepsOf(sessions: [number, number][], time: WorkTime, unitId: number | null): DueStep[] {
  return sessions.flatMap(([from], at) => {
    const before = sessions[at - 1];
    if (before && from - before[1] < apartDays * 86_400) return [];
    const steps: Step[] = before ? ["h1", "jam2"] : ["h7", "h3", "h1", "jam2"];
    const due = new Map<number, DueStep>();
    for (const step of steps) {
      const dueAt = lastWorkingMoment(nominal(step, from, time.zone), time, unitId);
      due.set(dueAt, { step, sessionAt: from, dueAt });
    }
    return [...due.values()];
  });
}

function nominal(step: Step, from: number, zone: string): number {
  if (step === "jam2") return from - 2 * 3_600;
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(from * 1_000)).toZonedDateTimeISO(zone);
  const day = local.toPlainDate().subtract({ days: daysBefore[step] });
  return day.toZonedDateTime({ timeZone: zone, plainTime: { hour: usualHour } }).epochMilliseconds / 1_000;
}
