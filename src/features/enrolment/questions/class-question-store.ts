import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Asked = z.object({ id: z.number(), question: z.string(), votes: z.number(), own: z.boolean(), voted: z.boolean() });
/** A question to the speaker, as one participant sees it; nobody sees who asked. */
export type AskedSpeaker = z.output<typeof Asked>;

/** Open questions of a class, those with most votes first, then the oldest. `personId`: whose own and voted ones are marked. */
export const questionsIn = (db: Database, { cell, agencyId }: Tenant, classId: number, personId: number): Promise<AskedSpeaker[]> =>
  db.many(
    Asked,
    sql`
    select q.id::int as id, q.question, count(v.person_id)::int as votes, q.person_id = ${personId} as own,
           coalesce(bool_or(v.person_id = ${personId}), false) as voted
      from class_question q
      left join class_question_vote v on v.cell = q.cell and v.agency_id = q.agency_id and v.question_id = q.id
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.class_id = ${classId} and q.closed_at is null
     group by q.cell, q.agency_id, q.id
     order by votes desc, q.id`,
  );

/** Keeps a question; false = the person has asked `most` in this class already, or these very words. */
export async function keepSpeakerQuestion(
  tx: Database,
  { cell, agencyId, personId }: Subject,
  { classId, question, most }: { classId: number; question: string; most: number },
  now: Temporal.Instant,
): Promise<boolean> {
  const own = sql`cell = ${cell} and agency_id = ${agencyId} and class_id = ${classId} and person_id = ${personId}`;
  const kept = await tx.run(sql`
    insert into class_question (cell, agency_id, class_id, person_id, question, asked_at)
    select ${cell}, ${agencyId}, ${classId}, ${personId}, ${question}, ${now.toString()}
     where (select count(*) from class_question where ${own}) < ${most}
       and not exists (select from class_question where ${own} and lower(question) = lower(${question}))`);
  return kept > 0;
}

/** The class of an open question; undefined = none in this city, or answered. */
export async function classOfQuestion(db: Database, { cell, agencyId }: Tenant, id: number): Promise<{ classId: number; personId: number } | undefined> {
  return db.maybe(
    z.object({ classId: z.number(), personId: z.number() }),
    sql`
    select class_id::int as "classId", person_id::int as "personId" from class_question
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and closed_at is null`,
  );
}

/** Supports a question, or takes that back. Twice the same is once. */
export async function setVote(tx: Database, { cell, agencyId, personId }: Subject, id: number, support: boolean, now: Temporal.Instant): Promise<void> {
  if (!support) {
    await tx.run(sql`delete from class_question_vote where cell = ${cell} and agency_id = ${agencyId} and question_id = ${id} and person_id = ${personId}`);
    return;
  }
  await tx.run(sql`
    insert into class_question_vote (cell, agency_id, question_id, person_id, at) values (${cell}, ${agencyId}, ${id}, ${personId}, ${now.toString()})
    on conflict do nothing`);
}

/** Marks a question answered or put aside; false = it was already. */
export const closeQuestion = async (tx: Database, { cell, agencyId }: Tenant, id: number, now: Temporal.Instant): Promise<boolean> =>
  (await tx.run(sql`
    update class_question set closed_at = ${now.toString()} where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and closed_at is null`)) > 0;

/** Deletes what was asked before an instant, with its votes; the number of questions. */
export const deleteSpeakerQuestionsBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from class_question where cell = ${cell} and asked_at < ${before.toString()}`);
