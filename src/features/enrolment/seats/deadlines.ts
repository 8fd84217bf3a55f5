import { nextWorkingMoment, plusWorkingTime, type WorkTime, workingTimeBetween } from "../remind/work-time.ts";

/** States that wait for somebody's answer. */
export type Answerable = "ditawari" | "dipanggil" | "menunggu_atasan" | "menunggu_petugas";

const hourS = 3_600;
/** Of the working time left before the class a share, within limits of working hours: eight are a day. */
const rules: Record<Answerable, { part: number; leastH: number; mostH: number }> = {
  ditawari: { part: 1 / 4, leastH: 3, mostH: 8 },
  menunggu_atasan: { part: 1 / 3, leastH: 4, mostH: 24 },
  menunggu_petugas: { part: 1 / 2, leastH: 4, mostH: 24 },
  dipanggil: { part: 1 / 2, leastH: 6, mostH: 40 },
};

/** When somebody is told, and until when an answer is waited for: epoch seconds. */
export interface Deadline {
  tellAt: number;
  until: number;
}

/** Whether less working time is left than anybody needs for an answer. Epoch seconds. */
export function isShort(state: Answerable, nowS: number, untilS: number, time: WorkTime, unitId: number | null): boolean {
  const least = rules[state].leastH * hourS;
  return workingTimeBetween(nowS, untilS, time, { unitId, most: least }) < least;
}

/** When nobody is disturbed by a message that cannot wait for working time. */
const awakeHours = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [[7 * 60, 21 * 60]]])) as Record<number, [number, number][]>;
const awake = ({ zone }: WorkTime): WorkTime => ({ zone, facts: [{ kind: "jam", since: "2000-01-01", until: "2999-12-31", unitId: null, hours: awakeHours }] });

/**
 * The clock runs in working time only (F22), and nobody is told before it begins. Where a class is so near that too little working time is
 * left, the hours in which people are awake count; nearer still, every hour: it is told at once, for waiting would lose the seat. `beginS`:
 * of the class, null = open.
 */
export function deadlineFor(state: Answerable, nowS: number, beginS: number | null, time: WorkTime, unitId: number | null = null): Deadline {
  const { part, leastH, mostH } = rules[state];
  for (const clock of [time, awake(time)]) {
    const start = nextWorkingMoment(nowS, clock, unitId);
    const enough = (mostH * hourS) / part;
    const left = beginS === null ? enough : workingTimeBetween(start, beginS, clock, { unitId, most: enough });
    if (left < leastH * hourS) continue;
    const span = Math.max(leastH * hourS, Math.min(mostH * hourS, left * part));
    return { tellAt: start, until: plusWorkingTime(start, Math.floor(span / 60) * 60, clock, unitId) };
  }
  const left = Math.max(0, (beginS ?? nowS + mostH * hourS) - nowS);
  const least = nowS + Math.min(left, leastH * hourS);
  return { tellAt: nowS, until: Math.min(nowS + left, nextWorkingMoment(least, awake(time))) };
}
