import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

const Asked = z.object({ id: z.number(), enrolmentId: z.number(), askerId: z.number().nullable(), question: z.string() });
/** A leader's question about a request. */
export type Asked = z.output<typeof Asked>;

const columns = sql`q.id::int as id, q.enrolment_id::int as "enrolmentId", q.asker_id::int as "askerId", q.question`;

/** Keeps a question; its number. */
export async function keepQuestion(
  tx: Database,
  { cell, agencyId }: Tenant,
  { enrolmentId, askerId, question }: { enrolmentId: number; askerId: number; question: string },
  now: Temporal.Instant,
): Promise<number> {
  const { id } = await tx.one(
    z.object({ id: z.number() }),
    sql`
    insert into enrolment_question (cell, agency_id, enrolment_id, asker_id, question, asked_at)
    values (${cell}, ${agencyId}, ${enrolmentId}, ${askerId}, ${question}, ${now.toString()}) returning id::int as id`,
  );
  return id;
}

/** What was asked in this attempt of an enrolment. */
export const askedOf = (db: Database, { cell, agencyId }: Tenant, enrolmentId: number): Promise<Asked[]> =>
  db.many(
    Asked,
    sql`
    select ${columns} from enrolment_question q
      join enrolment e on e.cell = q.cell and e.agency_id = q.agency_id and e.id = q.enrolment_id and q.asked_at >= e.since
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.enrolment_id = ${enrolmentId} order by q.id`,
  );

/** Keeps the applicant's answer; undefined = not theirs, answered already, or the request waits no more. */
export const answerOnce = (
  tx: Database,
  { cell, agencyId, personId }: Subject,
  id: number,
  answer: string,
  now: Temporal.Instant,
): Promise<Asked | undefined> =>
  tx.maybe(
    Asked,
    sql`
    update enrolment_question q set answer = ${answer}, answered_at = ${now.toString()}
      from enrolment e
     where q.cell = ${cell} and q.agency_id = ${agencyId} and q.id = ${id} and q.answered_at is null
       and e.cell = q.cell and e.agency_id = q.agency_id and e.id = q.enrolment_id and e.person_id = ${personId} and e.state = 'menunggu_atasan'
    returning ${columns}`,
  );

/** Deletes what was asked before an instant; the number of rows. */
export const deleteEnrolmentQuestionsBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from enrolment_question where cell = ${cell} and asked_at < ${before.toString()}`);
