import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import { type Database, sql } from "../../db/database.ts";
import { type Answers, capacities, type Survey } from "./survey/survey.ts";

const Own = z.object({
  capacity: z.enum(capacities),
  training: z.string(),
  step: z.enum(["reaksi", "belajar", "perilaku"]),
  days: z.number(),
  sentAt: z.string().nullable(),
  doneAt: z.string().nullable(),
  declined: z.boolean(),
  closed: z.boolean(),
  answers: z.custom<Answers>((it) => typeof it === "object" && it !== null && !Array.isArray(it)),
  survey: z.custom<Survey>((it) => typeof it === "object" && it !== null && "items" in it),
});
/** What somebody was asked. */
export type OwnRequest = z.output<typeof Own>;

/** Everything that a person was asked, oldest first; not about whom. */
export function requestsOf(db: Database, { cell, agencyId, personId }: Subject): Promise<OwnRequest[]> {
  return db.many(
    Own,
    sql`
    select q.capacity, t.name as training, r.step, r.after_days as days, to_json(q.sent_at)#>>'{}' as "sentAt", to_json(q.done_at)#>>'{}' as "doneAt",
           q.declined_at is not null as declined, q.closed_note is not null as closed, q.answers, s.body as survey
      from survey_request q
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
      join survey s on s.cell = r.cell and s.agency_id = r.agency_id and s.id = r.survey_id
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.respondent_id = ${personId} order by q.id`,
  );
}

const Class = z.object({ training: z.string() });

/** Trainings after which others were asked about the person: not who, not whether they answered, not what (F17). */
export function askedAbout(db: Database, { cell, agencyId, personId }: Subject): Promise<z.output<typeof Class>[]> {
  return db.many(
    Class,
    sql`
    select distinct t.name as training from survey_request q
      join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
      join training_class c on c.cell = r.cell and c.agency_id = r.agency_id and c.id = r.class_id
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.about_id = ${personId} and q.capacity <> 'peserta' and q.respondent_id is not null order by 1`,
  );
}

/** Trainings in whose classes the person spoke. */
export function spokeIn(db: Database, { cell, agencyId, personId }: Subject): Promise<z.output<typeof Class>[]> {
  return db.many(
    Class,
    sql`
    select t.name as training from class_speaker s
      join training_class c on c.cell = s.cell and c.agency_id = s.agency_id and c.id = s.class_id
      join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
     where s.cell = ${cell} and s.agency_id = ${agencyId} and s.person_id = ${personId} order by s.id`,
  );
}

/**
 * Cuts what was asked of and about a person from the person. What was not handed in is forgotten and not asked any more; what was handed in
 * stays, nobody's: totals that it is part of do not change, and what is in none yet will be in none. Where they spoke their name stays with the class.
 */
export async function cutPerson(tx: Database, { cell, agencyId, personId }: Subject): Promise<void> {
  const open = sql`done_at is null and declined_at is null and closed_note is null`;
  const forgotten = sql`closed_note = case when ${open} then 'ditarik' else closed_note end, answers = case when done_at is null then '{}' else answers end`;
  await tx.run(sql`
    update survey_request set ${forgotten}, respondent_id = null, about_id = case when about_id = ${personId} then null else about_id end
     where cell = ${cell} and agency_id = ${agencyId} and respondent_id = ${personId}`);
  await tx.run(sql`
    update survey_request set ${forgotten}, about_id = null where cell = ${cell} and agency_id = ${agencyId} and about_id = ${personId}`);
  await tx.run(sql`update class_speaker set person_id = null where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
}

/** Requests in one statement. */
const batch = 2_000;

/** Of rounds that closed before an instant nothing is left but that somebody was asked: neither who nor what was answered. */
export async function cutRequestsBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  let all = 0;
  for (let rows = batch; rows === batch; all += rows) {
    rows = await db.run(sql`
      update survey_request set respondent_id = null, about_id = null, answers = '{}', closed_note = coalesce(closed_note, case when done_at is null then 'lewat' end)
       where cell = ${cell} and id in (
         select q.id from survey_request q
           join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
          where q.cell = ${cell} and r.closes_at < ${before.toString()} and (q.respondent_id is not null or q.about_id is not null or q.answers <> '{}') limit ${batch})`);
  }
  return all;
}
