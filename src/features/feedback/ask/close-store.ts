import { z } from "zod";
import { type Database, rawSql, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";
import { goneDuties } from "./request-plan-store.ts";

/** Hours that a round stays open at least, even if everybody has answered: who is noted late can still be asked. */
const leastHours = 24;

/**
 * Closes what turned out not to be asked: the class was cancelled, the participant was declared absent or taken out, who was asked or whom it
 * is about is not at work any more. The number of requests.
 */
export function closeMistaken(tx: Database, { cell, agencyId }: Tenant): Promise<number> {
  const still = rawSql("q.done_at is null and q.declined_at is null and q.closed_note is null and r.settled_at is null");
  const own = (table: string) => rawSql(`${table}.cell = r.cell and ${table}.agency_id = r.agency_id`);
  // From what is rare to its requests: every few minutes, all that is open would be looked through for it.
  return tx.run(sql`
    update survey_request q set closed_note = it.note
      from (
        select distinct on (id) id, note from (
          select q.id, 'kelas_batal' as note, 1 as rank
            from training_class c
            join survey_round r on ${own("c")} and r.class_id = c.id
            join survey_request q on ${own("q")} and q.round_id = r.id
           where c.cell = ${cell} and c.agency_id = ${agencyId} and c.status = 'batal' and ${still}
          union all
          select q.id, 'tidak_ikut', 2
            from enrolment e
            join survey_round r on ${own("e")} and r.class_id = e.class_id
            join survey_request q on ${own("q")} and q.round_id = r.id and q.about_id = e.person_id
           where e.cell = ${cell} and e.agency_id = ${agencyId} and e.state in ('tidak_hadir', 'batal', 'dikeluarkan') and ${still}
          union all
          select q.id, 'tidak_bertugas', 3
            from person p
            cross join lateral (
              select a.* from survey_request a where a.cell = p.cell and a.agency_id = p.agency_id and a.respondent_id = p.id
              union select b.* from survey_request b where b.cell = p.cell and b.agency_id = p.agency_id and b.about_id = p.id) q
            join survey_round r on ${own("q")} and r.id = q.round_id
           where p.cell = ${cell} and p.agency_id = ${agencyId} and p.duty in ${goneDuties} and ${still}) found
         order by id, rank) it
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.id = it.id and q.done_at is null and q.closed_note is null`);
}

/** Ends rounds of classes in which nobody can answer any more before their deadline; the number of rounds. */
export function endAnswered(tx: Database, { cell, agencyId }: Tenant, now: Temporal.Instant): Promise<number> {
  const at = now.toString();
  return tx.run(sql`
    update survey_round r set closes_at = ${at}
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.settled_at is null and r.month = 0 and r.closes_at > ${at}::timestamptz
       and r.opened_at <= ${now.subtract({ hours: leastHours }).toString()}::timestamptz and r.opens_at < ${at}::timestamptz
       and exists (select from survey_request q where q.cell = r.cell and q.agency_id = r.agency_id and q.round_id = r.id and q.done_at is not null)
       and not exists (select from survey_request q where q.cell = r.cell and q.agency_id = r.agency_id and q.round_id = r.id
                          and q.done_at is null and q.declined_at is null and q.closed_note is null)`);
}

/** The round whose deadline passed first and that is none of `but`, locked, with what is still open in it closed; undefined = none, or another replica has it. */
export async function takeClosing(tx: Database, { cell, agencyId }: Tenant, now: Temporal.Instant, but: number[]): Promise<{ id: number } | undefined> {
  const round = await tx.maybe(
    z.object({ id: z.number() }),
    sql`
    select id::int as id from survey_round
     where cell = ${cell} and agency_id = ${agencyId} and settled_at is null and closes_at <= ${now.toString()}::timestamptz and id <> all(${but}::bigint[])
     order by closes_at, id limit 1 for update skip locked`,
  );
  if (round) {
    await tx.run(sql`
      update survey_request set closed_note = 'lewat'
       where cell = ${cell} and agency_id = ${agencyId} and round_id = ${round.id} and done_at is null and declined_at is null and closed_note is null`);
  }
  return round;
}

/** The round's answers have been put into blocks. */
export async function markSettled(tx: Database, { cell, agencyId }: Tenant, roundId: number, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`update survey_round set settled_at = ${now.toString()} where cell = ${cell} and agency_id = ${agencyId} and id = ${roundId}`);
}

const Led = z.object({
  id: z.number(),
  roundId: z.number(),
  respondentId: z.number(),
  aboutId: z.number(),
  competencies: z.array(z.string()),
  /** Epoch seconds; the period asked of ends then, after so many days. */
  dueAt: z.number(),
  days: z.number(),
});
/** A leader is asked about somebody. */
export type LedBy = z.output<typeof Led>;

/** What leaders can still answer about people at work. */
export function leaderRequests(tx: Database, { cell, agencyId }: Tenant, now: Temporal.Instant): Promise<LedBy[]> {
  return tx.many(
    Led,
    sql`
    select q.id::int as id, q.round_id::int as "roundId", q.respondent_id::int as "respondentId", q.about_id::int as "aboutId", q.competencies,
           extract(epoch from q.due_at)::float8 as "dueAt", r.after_days as days
      from survey_round r
      join survey_request q on q.cell = r.cell and q.agency_id = r.agency_id and q.round_id = r.id and q.capacity = 'atasan' and q.respondent_id is not null
      join person p on p.cell = q.cell and p.agency_id = q.agency_id and p.id = q.about_id and p.duty not in ${goneDuties}
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.settled_at is null and r.closes_at > ${now.toString()}::timestamptz
       and q.done_at is null and q.declined_at is null and q.closed_note is null
     order by q.id`,
  );
}

/** Ends what is asked of the wrong leader; false = it was answered or has ended meanwhile. */
export async function closeMisdirected(tx: Database, { cell, agencyId }: Tenant, id: number): Promise<boolean> {
  const rows = await tx.run(sql`
    update survey_request set closed_note = 'ganti_atasan'
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and done_at is null and declined_at is null and closed_note is null`);
  return rows > 0;
}
