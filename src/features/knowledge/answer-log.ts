import { z } from "zod";
import type { Context } from "../../core/capability.ts";
import type { Source } from "../../core/reply.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Answer } from "./answer/outcome.ts";

/** Keeps what was asked (masked), what was answered and which versions of which passages it rests on. */
export async function recordAnswer(
  { db, cell, now, agency, conversation }: Context,
  { question, answer, ms, writtenBy }: { question: string; answer: Answer; ms: number; writtenBy: string | null },
): Promise<void> {
  await db.run(sql`
    insert into knowledge_answer (cell, agency_id, conversation, asked_at, question, as_of, outcome, answer, passages, sources, ms, written_by)
    values (${cell}, ${agency?.id ?? null}, ${conversation}, ${now.toString()}, ${question}, ${answer.asOf}, ${answer.outcome},
            ${answer.text}, ${JSON.stringify(answer.used)}, ${JSON.stringify(sourcesOf(answer))}, ${ms}, ${writtenBy})`);
}

/** The citations as the person saw them. */
export const sourcesOf = ({ citations }: Answer): Source[] => citations.map(({ label, status, text }) => ({ label, status, text }));

const Asked = z.object({ question: z.string(), answer: z.string() });

/** Hours back and questions at most that still belong to "just now". */
const recent = { hours: 2, most: 3 };

/** What was asked and answered in this talk lately, oldest first and personal data masked; null = nothing. Complaints were never kept. */
export async function recentTalk({ db, cell, conversation, now }: Context): Promise<string | null> {
  if (conversation === null) return null;
  const rows = await db.many(
    Asked,
    sql`
    select question, left(answer, 300) as answer from knowledge_answer
     where cell = ${cell} and conversation = ${conversation} and asked_at > ${now.subtract({ hours: recent.hours }).toString()}
       and outcome not in ('small_talk', 'out_of_domain', 'instruction_ignored', 'personal_data_refused')
     order by id desc limit ${recent.most}`,
  );
  return rows.length === 0
    ? null
    : rows
        .toReversed()
        .map((it) => `Tanya: ${it.question}\nJawab asisten: ${it.answer}`)
        .join("\n");
}

/** Deletes what is older than the retention allows; returns how many. */
export function deleteAnswersBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from knowledge_answer where cell = ${cell} and asked_at < ${before.toString()}`);
}
