import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";
import { deletePreferences } from "./wishes/preference-store.ts";
import { kindNames, valueNames } from "./wishes/wish-words.ts";

const Row = z.object({
  kind: z.enum(["mode", "cost", "place", "interest", "less", "less_topic"]),
  value: z.string(),
  /** Of the training that the value is the code of. */
  training: z.string().nullable(),
  since: z.string(),
  ended: z.boolean(),
});

/** What somebody told us to want: rests on consent alone. */
export const adviceData: PersonalData = {
  title: "Keinginan belajar",
  tables: ["advice_preference"],
  purpose: {
    use: "menyesuaikan saran pelatihan dengan keinginan Anda",
    basis: "persetujuan",
    kept: "sampai Anda batalkan atau persetujuan ditarik; yang dibatalkan hilang bersama percakapan",
    seenBy: "Anda saja",
  },
  async collect(db, { cell, agencyId, personId, zone }) {
    const data = await db.many(
      Row,
      sql`
      select a.kind, a.value, t.name as training, to_json(a.since)#>>'{}' as since, a.ended_at is not null as ended
        from advice_preference a
        left join training t on t.cell = a.cell and t.agency_id = a.agency_id and a.kind = 'less' and t.code = a.value
       where a.cell = ${cell} and a.agency_id = ${agencyId} and a.person_id = ${personId}
       order by a.id`,
    );
    const said = (it: z.output<typeof Row>) => it.training ?? valueNames[it.value] ?? it.value;
    return { lines: data.map((it) => `${kindNames[it.kind]}: ${said(it)}, sejak ${dayIn(it.since, zone)}${it.ended ? ", sudah dibatalkan" : ""}`), data };
  },
  async erase(db, subject) {
    await deletePreferences(db, subject);
  },
};
