import { z } from "zod";
import { rawSql, sql } from "../db/database.ts";
import type { Place } from "./place.ts";

const Row = z.object({
  channel: z.string(),
  account: z.string(),
  /** As the adapter last said; null = it says nothing (web). */
  state: z.string().nullable(),
  detail: z.string().nullable(),
  since: z.string().nullable(),
  /** When its adapter, or whoever holds it, was last heard of. */
  seenAt: z.string().nullable(),
  pausedUntil: z.string().nullable(),
  /** Some process takes its messages right now; null = every process does. */
  held: z.boolean().nullable(),
  /** Messages not handled yet. */
  unanswered: z.coerce.number(),
  dead: z.coerce.number(),
  /** Letters not sent yet. */
  replies: z.coerce.number(),
  notices: z.coerce.number(),
  oldest: z.string().nullable(),
  /** Letters of the last 24 hours that failed, and those of which nobody knows. */
  failed: z.coerce.number(),
  /** Why the last of those failed: the network's code, or ours. */
  failedFor: z.string().nullable(),
  unknown: z.coerce.number(),
  lastError: z.string().nullable(),
  lastErrorAt: z.string().nullable(),
});
export type AccountOverview = z.output<typeof Row>;

/** Health and queues of every account that has been seen. */
export async function accountOverviews(place: Place, now: Temporal.Instant): Promise<AccountOverview[]> {
  const at = now.toString();
  const yesterday = now.subtract({ hours: 24 }).toString();
  const text = (column: string) => sql`to_json(${rawSql(column)})#>>'{}'`;
  return place.db.many(
    Row,
    sql`
    with letters as (
      select channel, account,
             count(*) filter (where status in ('waiting', 'sending') and lane = 0) as replies,
             count(*) filter (where status in ('waiting', 'sending') and lane = 1) as notices,
             min(created_at) filter (where status in ('waiting', 'sending')) as oldest,
             count(*) filter (where status = 'failed') as failed,
             (array_agg(error order by finished_at desc) filter (where status = 'failed'))[1] as failed_for,
             count(*) filter (where status = 'unknown') as unknown
        from outbox
       where cell = ${place.cell} and (status in ('waiting', 'sending') or finished_at > ${yesterday})
       group by channel, account
    ), messages as (
      select channel, message->'to'->>'account' as account,
             count(*) filter (where status = 'waiting') as unanswered, count(*) filter (where status = 'dead') as dead
        from (
          -- Apart, since each has an index of its own and the two together have none.
          select channel, message, status from inbox where cell = ${place.cell} and status = 'waiting'
          union all
          select channel, message, status from inbox where cell = ${place.cell} and status = 'dead'
        ) unsettled
       group by 1, 2
    ), accounts as (
      select channel, account from channel_account where cell = ${place.cell}
      union select channel, account from letters union select channel, account from messages
    )
    select channel, account, a.state, a.detail, ${text("a.changed_at")} as since, ${text("a.seen_at")} as "seenAt",
           case when a.paused_until > ${at} then ${text("a.paused_until")} end as "pausedUntil",
           case when a.epoch > 0 then coalesce(a.lease_until > ${at}, false) end as held,
           coalesce(unanswered, 0) as unanswered, coalesce(dead, 0) as dead, coalesce(replies, 0) as replies, coalesce(notices, 0) as notices,
           ${text("oldest")} as oldest, coalesce(failed, 0) as failed, failed_for as "failedFor", coalesce(unknown, 0) as unknown,
           a.last_error as "lastError", ${text("a.last_error_at")} as "lastErrorAt"
      from accounts
      left join letters using (channel, account)
      left join messages using (channel, account)
      left join channel_account a using (channel, account)
     where channel <> 'terminal' and (a.cell is null or a.cell = ${place.cell})
     order by channel, account`,
  );
}
