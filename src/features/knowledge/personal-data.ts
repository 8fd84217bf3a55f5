import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { inTalk, linesOf, talkRows } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";

const Asked = z.object({ at: z.string(), question: z.string(), outcome: z.string(), answer: z.string() });

/** Questions about rules, with their answers. */
export const questionData = (answerDays: number, chatDays: number): PersonalData => ({
  title: "Pertanyaan aturan",
  tables: ["knowledge_answer"],
  purpose: {
    use: "memperbaiki jawaban dan membuktikan sumbernya; NIP dan nomor telepon disamarkan",
    basis: "persetujuan",
    kept: `${answerDays} hari, setelah ${chatDays} hari tanpa kaitan dengan Anda`,
  },
  async collect(db, { cell, talks, zone }) {
    const data = await db.many(
      Asked,
      sql`
      select to_json(asked_at)#>>'{}' as at, question, outcome, answer
        from knowledge_answer a join ${talkRows(talks)} on talk.conversation = a.conversation and ${inTalk(sql`a.asked_at`)}
       where a.cell = ${cell} order by asked_at, id`,
    );
    return { lines: linesOf(data, "pertanyaan", zone), data };
  },
  async erase(db, { cell, talks }) {
    await db.run(sql`
      delete from knowledge_answer where cell = ${cell}
         and exists (select 1 from ${talkRows(talks)} where talk.conversation = knowledge_answer.conversation and ${inTalk(sql`knowledge_answer.asked_at`)})`);
  },
});
