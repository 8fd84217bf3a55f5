import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";
import { deletePreferences } from "./wishes/preference-store.ts";

const Row = z.object({ kind: z.string(), value: z.string(), since: z.string(), ended: z.boolean() });

const kinds: Record<string, string> = { mode: "Cara belajar", cost: "Biaya", place: "Tempat", interest: "Minat", less: "Dikurangi", less_topic: "Dikurangi" };

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
      select kind, value, to_json(since)#>>'{}' as since, ended_at is not null as ended from advice_preference
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}
       order by id`,
    );
    return { lines: data.map((it) => `${kinds[it.kind]}: ${it.value}, sejak ${dayIn(it.since, zone)}${it.ended ? ", sudah dibatalkan" : ""}`), data };
  },
  async erase(db, subject) {
    await deletePreferences(db, subject);
  },
};
