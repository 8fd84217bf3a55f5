import type { Context } from "../../core/capability.ts";
import type { Source } from "../../core/reply.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Answer } from "./answer/outcome.ts";

/** Keeps what was asked (masked), what was answered and which versions of which passages it rests on. */
export async function recordAnswer(
  { db, cell, now, agency, conversation }: Context,
  { question, answer, ms }: { question: string; answer: Answer; ms: number },
): Promise<void> {
  await db.run(sql`
    insert into knowledge_answer (cell, agency_id, conversation, asked_at, question, as_of, outcome, answer, passages, sources, ms)
    values (${cell}, ${agency?.id ?? null}, ${conversation}, ${now.toString()}, ${question}, ${answer.asOf}, ${answer.outcome},
            ${answer.text}, ${JSON.stringify(answer.used)}, ${JSON.stringify(sourcesOf(answer))}, ${ms})`);
}

/** The citations as the person saw them. */
export const sourcesOf = ({ citations }: Answer): Source[] => citations.map(({ label, status, text }) => ({ label, status, text }));

/** Deletes what is older than the retention allows; returns how many. */
export function deleteAnswersBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from knowledge_answer where cell = ${cell} and asked_at < ${before.toString()}`);
}
