import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import { type Brief, subordinatesOf } from "../../people/person-store.ts";
import type { Pair } from "./assessment-store.ts";

/** Days before today that a rating of behaviour is about. */
export const ratedPeriodDays = 180;

/** `early`: leads the person today, and not yet for long enough; `from` is about when. */
export type RatingRight =
  | { may: true; person: Brief }
  | { may: false; why: "self" | "not_leading" }
  | { may: false; why: "early"; person: Brief; from: string };

const Days = z.object({ own: z.number(), all: z.number() });

/**
 * Whether somebody may rate another's behaviour on a day (F7): never oneself; who leads the person today (or is the leader's delegate)
 * and did so for at least half of the time that is known of the last half year. Judged at every tap, not when the form was opened.
 */
export async function ratingRight(db: Database, pair: Pair, day: string): Promise<RatingRight> {
  const { cell, agencyId, personId, raterId } = pair;
  if (personId === raterId) return { may: false, why: "self" };
  const person = (await subordinatesOf(db, { cell, agencyId, personId: raterId }, day)).find((it) => it.id === personId);
  if (!person) return { may: false, why: "not_leading" };
  const { own, all } = await ledDays(db, pair, day);
  if (own * 2 >= all) return { may: true, person };
  // Each further day adds one of one's own; the oldest ones of others fall out in time, which can only make it sooner.
  const missing = Math.min(all - own * 2, Math.ceil(ratedPeriodDays / 2) - own);
  return {
    may: false,
    why: "early",
    person,
    from: Temporal.PlainDate.from(day)
      .add({ days: Math.max(1, missing) })
      .toString(),
  };
}

/** Days of the period in which anybody is known to have led the person, and those of this rater or of whom the rater stands in for today. */
function ledDays(db: Database, { cell, agencyId, personId, raterId }: Pair, day: string): Promise<z.output<typeof Days>> {
  return db.one(
    Days,
    sql`
    select coalesce(sum(days), 0)::int as all, coalesce(sum(days) filter (where mine), 0)::int as own
      from (
        select greatest(0, least(coalesce(l.until, ${day}::date), ${day}::date) - greatest(l.since, ${day}::date - ${ratedPeriodDays}::int)) as days,
               l.supervisor_id = ${raterId} or exists (
                 select 1 from delegation d
                  where d.cell = l.cell and d.agency_id = l.agency_id and d.leader_id = l.supervisor_id and d.delegate_id = ${raterId}
                    and d.since <= ${day}::date and (d.until is null or d.until > ${day}::date)) as mine
          from reporting_line l
         where l.cell = ${cell} and l.agency_id = ${agencyId} and l.person_id = ${personId}) spans`,
  );
}
