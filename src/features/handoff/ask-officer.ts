import { z } from "zod";
import { capability } from "../../core/capability.ts";
import { type Database, sql } from "../../db/database.ts";

const texts = {
  ask: "Silakan ketik pertanyaan untuk petugas BKPSDM.",
  kept: "Pertanyaan Anda sudah dicatat untuk petugas BKPSDM.\n\nPenyaluran ke petugas belum aktif di versi ini. Bila mendesak, hubungi BKPSDM kota Anda.",
};

/** Records a question that the base could not answer, for an officer to take up. */
export const askOfficer = capability({
  id: "ask_officer",
  about: "Mencatat pertanyaan yang belum terjawab untuk petugas BKPSDM.",
  phrases: [],
  roles: ["guest"],
  input: z.object({ question: z.string().trim().min(1, texts.ask).max(2_000), outcome: z.string().max(40).default("requested") }),
  ask: { question: { text: texts.ask } },

  async handle({ db, cell, agency, conversation, now }, { question, outcome }) {
    await db.run(sql`
      insert into handoff_question (cell, agency_id, conversation, asked_at, question, outcome)
      values (${cell}, ${agency?.id ?? null}, ${conversation ?? "-"}, ${now.toString()}, ${question}, ${outcome})
      on conflict (cell, conversation, question) do nothing`);
    return { reply: { text: texts.kept } };
  },
});

/** Deletes what is older than the retention allows; returns how many. */
export function deleteQuestionsBefore(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from handoff_question where cell = ${cell} and asked_at < ${before.toString()}`);
}
