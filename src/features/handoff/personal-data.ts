import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn, inTalk, talkRows } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";

const Asked = z.object({ at: z.string(), question: z.string(), status: z.string() });

/** Questions that an officer is to answer. */
export const handoffData = (answerDays: number): PersonalData => ({
  title: "Pertanyaan untuk petugas",
  tables: ["handoff_question"],
  purpose: { use: "menjawab pertanyaan yang belum ada sumbernya", basis: "persetujuan", kept: `${answerDays} hari` },
  async collect(db, { cell, talks, zone }) {
    const data = await db.many(
      Asked,
      sql`
      select to_json(asked_at)#>>'{}' as at, question, status
        from handoff_question q join ${talkRows(talks)} on talk.conversation = q.conversation and ${inTalk(sql`q.asked_at`)}
       where q.cell = ${cell} order by asked_at, id`,
    );
    return { lines: data.map((it) => `${dayIn(it.at, zone)}: ${it.question}`), data };
  },
  async erase(db, { cell, talks }) {
    await db.run(sql`
      delete from handoff_question where cell = ${cell}
         and exists (select 1 from ${talkRows(talks)} where talk.conversation = handoff_question.conversation and ${inTalk(sql`handoff_question.asked_at`)})`);
  },
});
