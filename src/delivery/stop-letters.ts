import { sql } from "../db/database.ts";
import type { Place } from "./place.ts";

/**
 * What still waits for these talks is not sent any more: their owner has died or gone elsewhere. What is just being sent cannot be called
 * back. The number of parts given up.
 */
export function stopLetters(tx: Place, conversations: string[], now: Temporal.Instant): Promise<number> {
  return tx.db.run(sql`
    update outbox set status = 'failed', error = 'stopped', owner = null, lease_until = null, finished_at = ${now.toString()}
     where cell = ${tx.cell} and conversation = any(${conversations}::text[]) and status = 'waiting'`);
}
