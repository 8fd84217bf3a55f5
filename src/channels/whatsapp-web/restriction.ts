import type { Desk } from "./desk.ts";
import { noteAccount } from "./store.ts";

/** Where WhatsApp does not say how long. */
const usualMs = 24 * 60 * 60_000;

/** New chats stop until then (milliseconds; null = not told, 0 = it is over); talks that exist go on. Returns the end. */
export async function noteRestriction(desk: Desk, untilMs: number | null): Promise<number> {
  const now = desk.clock();
  const end = untilMs ?? now.epochMilliseconds + usualMs;
  desk.governor.restrict(end);
  const restrictedUntil = end > now.epochMilliseconds ? Temporal.Instant.fromEpochMilliseconds(Math.round(end)).toString() : null;
  await noteAccount(desk.rows, { restrictedUntil }, now);
  return Math.max(end, now.epochMilliseconds + 60_000);
}
