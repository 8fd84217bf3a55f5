import { lastWorkingMoment, nextWorkingMoment, type WorkTime } from "./work-time.ts";

/**
 * When a leader is reminded: half-way from when the clock began, in the hours of the unit of who asks; earlier where that is blocked, or later
 * where earlier would be as soon as the leader is asked. Epoch seconds; null = neither leaves a reminder any sense.
 */
export function halfWay({ since, dueAt, unitId }: { since: number; dueAt: number; unitId: number | null }, time: WorkTime): number | null {
  const begun = nextWorkingMoment(since, time, unitId);
  const from = begun < dueAt ? begun : since;
  const half = from + (dueAt - from) / 2;
  const earlier = lastWorkingMoment(half, time, unitId);
  if (earlier > from) return earlier;
  const later = nextWorkingMoment(half, time, unitId);
  return later < dueAt ? later : null;
}
