import { z } from "zod";
import type { PersonalData } from "../../../core/personal-data.ts";
import { dayIn } from "../../../core/talk-data.ts";
import { sql } from "../../../db/database.ts";

const Row = z.object({ about: z.string(), words: z.string(), at: z.string() });

/** What somebody asked or answered around a class. */
export const classTalkData: PersonalData = {
  title: "Tanya jawab kelas",
  tables: ["enrolment_question", "class_question", "class_question_vote"],
  purpose: {
    use: "meneruskan pertanyaan atasan, jawaban Anda, dan pertanyaan untuk narasumber",
    basis: "persetujuan",
    kept: "seperti jawaban pertanyaan, atau sampai persetujuan ditarik",
    seenBy: "atasan dan Anda; pertanyaan untuk narasumber tampil tanpa nama",
  },
  async collect(db, { cell, agencyId, personId, zone }) {
    const data = await db.many(
      Row,
      sql`
      select 'Pertanyaan untuk narasumber' as about, question as words, to_json(asked_at)#>>'{}' as at from class_question
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}
      union all
      select 'Jawaban kepada atasan', q.answer, to_json(q.answered_at)#>>'{}' from enrolment_question q
        join enrolment e on e.cell = q.cell and e.agency_id = q.agency_id and e.id = q.enrolment_id
       where q.cell = ${cell} and q.agency_id = ${agencyId} and e.person_id = ${personId} and q.answer is not null
      union all
      select 'Pertanyaan tentang permintaan bawahan', question, to_json(asked_at)#>>'{}' from enrolment_question
       where cell = ${cell} and agency_id = ${agencyId} and asker_id = ${personId}
      union all
      select 'Dukungan untuk pertanyaan', q.question, to_json(v.at)#>>'{}' from class_question_vote v
        join class_question q on q.cell = v.cell and q.agency_id = v.agency_id and q.id = v.question_id
       where v.cell = ${cell} and v.agency_id = ${agencyId} and v.person_id = ${personId}
       order by 3`,
    );
    return { lines: data.map((it) => `${it.about}: ${it.words}, ${dayIn(it.at, zone)}`), data };
  },
  async erase(db, { cell, agencyId, personId }) {
    const own = sql`cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`;
    await db.run(sql`delete from class_question_vote where ${own}`);
    await db.run(sql`delete from class_question where ${own}`);
    await db.run(sql`delete from enrolment_question where cell = ${cell} and agency_id = ${agencyId} and asker_id = ${personId}`);
    await db.run(sql`
      update enrolment_question set answer = null
       where cell = ${cell} and agency_id = ${agencyId} and enrolment_id in (select id from enrolment where ${own})`);
  },
};
