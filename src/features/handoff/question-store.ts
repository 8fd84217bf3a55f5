import { z } from "zod";
import type { Context } from "../../core/capability.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Place } from "./ticket-store.ts";

/** Keeps a question of somebody unknown, by its talk; the same one again is the same. */
export async function keepQuestion({ db, cell, agency, conversation, now }: Context, question: string, outcome: string): Promise<void> {
  await db.run(sql`
    insert into handoff_question (cell, agency_id, conversation, asked_at, question, outcome)
    values (${cell}, ${agency?.id ?? null}, ${conversation ?? "-"}, ${now.toString()}, ${question}, ${outcome})
    on conflict (cell, conversation, question) do nothing`);
}

const Question = z.object({ id: z.number(), at: z.string(), conversation: z.string(), question: z.string() });
export type Question = z.output<typeof Question>;

/** Questions of a city that nobody has answered yet, oldest first. */
export const openQuestions = (db: Database, { cell, agencyId }: Place): Promise<Question[]> =>
  db.many(
    Question,
    sql`
    select id::int as id, to_json(asked_at)#>>'{}' as at, conversation, question from handoff_question
     where cell = ${cell} and agency_id = ${agencyId} and status = 'open' order by asked_at, id limit 500`,
  );

/** Marks a question answered; false = it was already, and whoever asked has been told. */
export const settleQuestion = async (tx: Database, cell: number, id: number): Promise<boolean> =>
  (await tx.run(sql`update handoff_question set status = 'answered' where cell = ${cell} and id = ${id} and status = 'open'`)) > 0;

/** Deletes what is older than the retention allows; returns how many. */
export function deleteQuestionsBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from handoff_question where cell = ${cell} and asked_at < ${before.toString()}`);
}

/** Deletes tickets that were closed before an instant, with all that was said in them; returns how many. */
export function deleteTicketsBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from handoff_ticket where cell = ${cell} and closed_at < ${before.toString()}`);
}
