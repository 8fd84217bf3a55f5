import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Row = z.object({
  by: z.enum(["all", "step", "channel", "hour", "wording", "reminded"]),
  value: z.string(),
  asked: z.number(),
  answered: z.number(),
});
/** How many who were asked in one way answered. */
export type Rate = z.output<typeof Row>;

/** Asked at least, below which nothing is said. */
const least = 5;

/**
 * Who answered of those who were asked since an instant and whose time is over or who have answered: by step, channel, local hour and wording of the first letter,
 * and by how often they had been reminded. Numbers of letters only, nobody's answers; ways in which fewer than five were asked are left out.
 */
export function responseRates(db: Database, { cell, agencyId }: Tenant, since: Temporal.Instant, now: Temporal.Instant): Promise<Rate[]> {
  return db.many(
    Row,
    sql`
    with asked as (
      select q.channel, q.hour, q.wording, q.reminded, r.step, r.after_days, q.capacity, q.done_at is not null as answered
        from survey_request q
        join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
       where q.cell = ${cell} and q.agency_id = ${agencyId} and q.sent_at >= ${since.toString()}::timestamptz
         and (q.done_at is not null or q.declined_at is not null or q.closed_note = 'lewat' or r.closes_at <= ${now.toString()}::timestamptz))
    select it.by, it.value, count(*)::int as asked, (count(*) filter (where asked.answered))::int as answered
      from asked cross join lateral (values
        ('all', ''), ('step', asked.step || case when asked.after_days > 0 then ' ' || asked.after_days else '' end || case when asked.capacity = 'peserta' then '' else ' ' || asked.capacity end),
        ('channel', asked.channel), ('hour', lpad(asked.hour::text, 2, '0')), ('wording', chr(65 + asked.wording)), ('reminded', asked.reminded::text)) as it (by, value)
     where it.value is not null
     group by it.by, it.value
    having count(*) >= ${least}
     order by array_position(array['all', 'step', 'channel', 'hour', 'wording', 'reminded'], it.by), it.value`,
  );
}
