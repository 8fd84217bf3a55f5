import type { Context } from "../../core/capability.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Answer } from "./answer/outcome.ts";

/** Keeps what was asked (masked), what was answered and which versions of which passages it rests on. */
export async function recordAnswer(
  { db, cell, now, agency, conversation }: Context,
  { question, answer, ms }: { question: string; answer: Answer; ms: number },
): Promise<void> {
  await db.run(sql`
    insert into knowledge_answer (cell, agency_id, conversation, asked_at, question, as_of, outcome, answer, passages, ms)
    values (${cell}, ${agency?.id ?? null}, ${conversation}, ${now.toString()}, ${question}, ${answer.asOf}, ${answer.outcome},
            ${answer.text}, ${JSON.stringify(answer.used)}, ${ms})`);
}

/** Deletes what is older than the retention allows; returns how many. */
export function deleteAnswersBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from knowledge_answer where cell = ${cell} and asked_at < ${before.toString()}`);
}
