import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";

/** Wrong codes that a sender may type without waiting. */
const free = 4;
/** The wait after the next one; each further one doubles it, up to a day. */
const firstWaitMinutes = 1;
const mostWaitMinutes = 24 * 60;
/** After this long without a wrong code everything is forgotten. */
const forgivenAfterHours = 24;

/** Who tries: a sender on a channel, never the person who is claimed. */
export interface Claimant {
  cell: number;
  channel: string;
  sender: string;
}

/** Until when this sender has to wait; null = not at all. */
export async function waitOf(db: Database, { cell, channel, sender }: Claimant, now: Temporal.Instant): Promise<Temporal.Instant | null> {
  const row = await db.maybe(
    z.object({ until: z.string() }),
    sql`
    select to_json(blocked_until)#>>'{}' as until from link_attempt
     where cell = ${cell} and channel = ${channel} and sender = ${sender} and blocked_until > ${now.toString()}`,
  );
  return row ? Temporal.Instant.from(row.until) : null;
}

/** Counts a wrong code. */
export async function noteFailure(db: Database, { cell, channel, sender }: Claimant, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  const forgotten = now.subtract({ hours: forgivenAfterHours }).toString();
  const { failures } = await db.one(
    z.object({ failures: z.number() }),
    sql`
    insert into link_attempt as a (cell, channel, sender, failures, last_at) values (${cell}, ${channel}, ${sender}, 1, ${at})
    on conflict (cell, channel, sender) do update
      set failures = case when a.last_at < ${forgotten} then 1 else a.failures + 1 end, last_at = excluded.last_at, blocked_until = null
    returning failures`,
  );
  if (failures <= free) return;
  const minutes = Math.min(mostWaitMinutes, firstWaitMinutes * 2 ** (failures - free - 1));
  await db.run(sql`
    update link_attempt set blocked_until = ${now.add({ minutes }).toString()}
     where cell = ${cell} and channel = ${channel} and sender = ${sender}`);
}

/** A right code ends the counting. */
export async function clearFailures(db: Database, { cell, channel, sender }: Claimant): Promise<void> {
  await db.run(sql`delete from link_attempt where cell = ${cell} and channel = ${channel} and sender = ${sender}`);
}

/** A page's talk has got another id: its count goes with it. */
export async function moveFailures(db: Database, cell: number, channel: string, from: string, to: string): Promise<void> {
  await db.run(sql`update link_attempt set sender = ${to} where cell = ${cell} and channel = ${channel} and sender = ${from}`);
}

/** Deletes what is older than the retention allows; returns how many. */
export const deleteAttemptsBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from link_attempt where cell = ${cell} and last_at < ${before.toString()}`);
