import { z } from "zod";
import type { Subject } from "../core/personal-data.ts";
import { type Database, sql } from "../db/database.ts";
import type { Usage } from "./outcome.ts";
import type { Asker } from "./request.ts";

/** Whose use is counted; null = the operator's own. */
export interface User {
  agencyId: number;
  personId: number | null;
  /** ISO date of the first day of the city's month. */
  month: string;
}

/** Whose call it is, and in which month of the city's. */
export function userOf(asker: Asker | "operator", now: Temporal.Instant): User | null {
  if (asker === "operator") return null;
  const month = now.toZonedDateTimeISO(asker.zone).toPlainDate().with({ day: 1 }).toString();
  return { agencyId: asker.agencyId, personId: asker.personId, month };
}

/** Writes down a call and counts it in its month. No text of anybody. */
export async function recordUse(db: Database, cell: number, user: User | null, usage: Usage, outcome: string, now: Temporal.Instant): Promise<void> {
  const { prompt, model, tokensIn, tokensOut, cost, ms, tries } = usage;
  const row = sql`
    insert into model_use (cell, agency_id, person_id, at, prompt, prompt_version, model, tokens_in, tokens_out, cost, ms, tries, outcome)
    values (${cell}, ${user?.agencyId ?? null}, ${user?.personId ?? null}, ${now.toString()}, ${prompt.id}, ${prompt.version}, ${model}, ${tokensIn}, ${tokensOut},
      ${cost.toFixed(6)}::numeric, ${Math.round(ms)}, ${tries}, ${outcome})`;
  if (user === null) {
    await db.run(row);
    return;
  }
  await db.run(sql`
    with written as (${row})
    insert into model_month (cell, agency_id, month, person_id, calls, tokens, cost)
    values (${cell}, ${user.agencyId}, ${user.month}, ${user.personId ?? 0}, 1, ${tokensIn + tokensOut}, ${cost.toFixed(6)}::numeric)
    on conflict (cell, agency_id, month, person_id) do update
      set calls = model_month.calls + 1, tokens = model_month.tokens + excluded.tokens, cost = model_month.cost + excluded.cost`);
}

const Month = z.object({ calls: z.number(), tokens: z.number(), cost: z.number(), personTokens: z.number(), people: z.number() });
export type MonthUse = z.output<typeof Month>;

/** What a city and one of its people have used in a month. */
export function monthUse(db: Database, cell: number, { agencyId, personId, month }: User): Promise<MonthUse> {
  return db.one(
    Month,
    sql`
    select coalesce(sum(calls), 0)::int as calls, coalesce(sum(tokens), 0)::float8 as tokens, coalesce(sum(cost), 0)::float8 as cost,
      coalesce(sum(tokens) filter (where person_id = ${personId ?? 0}), 0)::float8 as "personTokens", count(*) filter (where person_id <> 0)::int as people
      from model_month where cell = ${cell} and agency_id = ${agencyId} and month = ${month}`,
  );
}

const Line = z.object({
  prompt: z.string(),
  version: z.number(),
  model: z.string(),
  outcome: z.string(),
  calls: z.number(),
  tokens: z.number(),
  cost: z.number(),
  p50: z.number(),
});
export type UseLine = z.output<typeof Line>;

/** A city's calls since an instant, by prompt, model and outcome. */
export function useLines(db: Database, cell: number, agencyId: number, since: Temporal.Instant): Promise<UseLine[]> {
  return db.many(
    Line,
    sql`
    select prompt, prompt_version::int as version, model, outcome, count(*)::int as calls, sum(tokens_in + tokens_out)::float8 as tokens, sum(cost)::float8 as cost,
      percentile_cont(0.5) within group (order by ms)::float8 as p50
      from model_use where cell = ${cell} and agency_id = ${agencyId} and at >= ${since.toString()}
     group by 1, 2, 3, 4 order by calls desc, prompt, outcome`,
  );
}

const Own = z.object({ at: z.string(), prompt: z.string(), tokens: z.number() });

/** A person's calls, oldest first; instants are ISO. */
export function usesOf(db: Database, { cell, agencyId, personId }: Subject): Promise<z.output<typeof Own>[]> {
  return db.many(
    Own,
    sql`
    select to_json(at)#>>'{}' as at, prompt, (tokens_in + tokens_out)::int as tokens from model_use
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id`,
  );
}

/** The city's counts stay right, but nobody's name is on them any more. */
export async function forgetUser(db: Database, { cell, agencyId, personId }: Subject): Promise<void> {
  await db.run(sql`update model_use set person_id = null where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
  await db.run(sql`
    with gone as (
      delete from model_month where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and person_id <> 0 returning month, calls, tokens, cost)
    insert into model_month (cell, agency_id, month, person_id, calls, tokens, cost)
    select ${cell}, ${agencyId}, month, 0, calls, tokens, cost from gone
    on conflict (cell, agency_id, month, person_id) do update
      set calls = model_month.calls + excluded.calls, tokens = model_month.tokens + excluded.tokens, cost = model_month.cost + excluded.cost`);
}

/** Deletes calls from before an instant, and the months that ended before it. */
export async function deleteUseBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  const months = await db.run(sql`delete from model_month where cell = ${cell} and month + interval '1 month' < ${at}::timestamptz`);
  let rows = 0;
  for (let gone = batch; gone === batch; rows += gone) {
    gone = await db.run(
      sql`delete from model_use where cell = ${cell} and id in (select id from model_use where cell = ${cell} and at < ${at} limit ${batch})`,
    );
  }
  return months + rows;
}

const batch = 2_000;
