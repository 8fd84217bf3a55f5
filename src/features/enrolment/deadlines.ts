const hourS = 3_600;

/** A share of the time left, within limits, in whole minutes, and never past the end. Instants in epoch seconds. */
function within(nowS: number, endS: number | null, part: number, least: number, most: number): number {
  const left = endS === null ? Number.POSITIVE_INFINITY : Math.max(0, endS - nowS);
  const span = Math.min(left, Math.max(least, Math.min(most, left * part)));
  return nowS + Math.floor(span / 60) * 60;
}

/** Until when an offered seat is kept: a day, less when the class is near, so that it can still be passed on. `beginS`: of the class, null = open. */
export const offerUntil = (nowS: number, beginS: number | null): number => within(nowS, beginS, 1 / 4, 3 * hourS, 24 * hourS);

/** Until when a seat waits for the leader: three days, less when the class is near. */
export const approvalUntil = (nowS: number, beginS: number | null): number => within(nowS, beginS, 1 / 3, 4 * hourS, 72 * hourS);

/** Until when it then waits for an officer. */
export const officerUntil = (nowS: number, beginS: number | null): number => within(nowS, beginS, 1 / 2, 4 * hourS, 72 * hourS);

/** Until when somebody who is called may answer. */
export const callUntil = (nowS: number, beginS: number | null): number => within(nowS, beginS, 1 / 2, 6 * hourS, 120 * hourS);
