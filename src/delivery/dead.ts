import { z } from "zod";
import { sql } from "../db/database.ts";
import type { Place } from "./place.ts";

const Dead = z.object({
  id: z.coerce.number(),
  channel: z.string(),
  account: z.string().nullable(),
  at: z.string(),
  attempts: z.number(),
  /** What kind of message, e.g. `text`. */
  kind: z.string().nullable(),
  /** Its words, personal data masked. */
  words: z.string().nullable(),
  error: z.string().nullable(),
});
export type Dead = z.output<typeof Dead>;

/** Messages whose handling failed for good, newest last. */
export async function listDead(place: Place, most: number): Promise<Dead[]> {
  return place.db.many(
    Dead,
    sql`
    select id, channel, message->'to'->>'account' as account, to_json(received_at)#>>'{}' as at, attempts, message->'body'->>'type' as kind,
           coalesce(message->'body'->>'text', message->'body'->>'label', message->'body'->>'caption') as words, error
      from inbox
     where cell = ${place.cell} and status = 'dead'
     order by id
     limit ${most}`,
  );
}

/**
 * Has them handled again, next in their talks, since each is the oldest there; those that are not dead (any more) are left.
 * What is kept of a handled message is what is handled again: personal data in its words stays masked.
 */
export async function retryDead(place: Place, ids: number[], now: Temporal.Instant): Promise<number[]> {
  const Retried = z.object({ id: z.coerce.number() });
  const at = now.toString();
  return place.db.transaction(async (tx) => {
    const retried = await tx.many(
      Retried,
      sql`
      with revived as (
        update inbox set status = 'waiting', attempts = 0, error = null, finished_at = null
         where cell = ${place.cell} and id = any(${ids}::bigint[]) and status = 'dead'
        returning id, conversation
      ), woken as (
        insert into mailbox (cell, conversation, ready_at, tail)
        select ${place.cell}, conversation, ${at}::timestamptz, count(*) from revived group by conversation order by conversation
        on conflict (cell, conversation) do update
          set tail = mailbox.tail + excluded.tail, ready_at = coalesce(mailbox.ready_at, excluded.ready_at)
      )
      select id from revived`,
    );
    return retried.map((it) => it.id).toSorted((a, b) => a - b);
  });
}

/** Gives them up: they stay on record until retention takes them. */
export async function dropDead(place: Place, ids: number[]): Promise<number[]> {
  const dropped = await place.db.many(
    z.object({ id: z.coerce.number() }),
    sql`update inbox set status = 'dropped' where cell = ${place.cell} and id = any(${ids}::bigint[]) and status = 'dead' returning id`,
  );
  return dropped.map((it) => it.id).toSorted((a, b) => a - b);
}
