import { z } from "zod";
import type { PersonalData } from "../../../core/personal-data.ts";
import { dayIn } from "../../../core/talk-data.ts";
import { sql } from "../../../db/database.ts";

const Written = z.object({ at: z.string(), as: z.string(), question: z.string().nullable(), state: z.string() });

/** Answers that an officer wrote for the knowledge base, or approved. What they say holds nobody's data. */
export const entryData: PersonalData = {
  title: "Jawaban yang Anda tulis untuk basis pengetahuan",
  tables: ["knowledge_entry"],
  purpose: { use: "mencatat siapa yang menulis dan menyetujui jawaban resmi", basis: "kewenangan", kept: "selama jawaban itu ada" },
  async collect(db, { cell, agencyId, personId, zone }) {
    const data = await db.many(
      Written,
      sql`
      select to_json(written_at)#>>'{}' as at, case when author_id = ${personId} then 'penulis' else 'penyetuju' end as "as", question, state from knowledge_entry
       where cell = ${cell} and agency_id = ${agencyId} and (author_id = ${personId} or approver_id = ${personId}) order by id`,
    );
    return { lines: data.map((it) => `${dayIn(it.at, zone)}: ${it.as}, ${it.question ?? "konsep"}`), data };
  },
  async erase(db, { cell, agencyId, personId }) {
    await db.run(sql`delete from knowledge_entry where cell = ${cell} and agency_id = ${agencyId} and author_id = ${personId} and state = 'konsep'`);
  },
};
