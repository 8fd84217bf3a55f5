import { z } from "zod";
import type { PersonalData } from "../../../core/personal-data.ts";
import { dayIn } from "../../../core/talk-data.ts";
import { sql } from "../../../db/database.ts";
import { endFactor } from "./factor-store.ts";

const Row = z.object({ madeAt: z.string(), provenAt: z.string().nullable() });

/** That somebody has a second factor; the secret itself is shown to nobody. */
export const factorData: PersonalData = {
  title: "Kode keamanan kedua",
  tables: ["second_factor", "factor_pass", "factor_request"],
  purpose: {
    use: "memastikan bahwa yang memakai hak petugas benar orangnya",
    basis: "kewenangan",
    kept: "selama Anda memegang hak itu, sampai diganti atau dihapus administrator",
    seenBy: "administrator; rahasianya tidak dapat dilihat siapa pun",
  },
  async collect(db, { cell, agencyId, personId, zone }) {
    const data = await db.many(
      Row,
      sql`
      select to_json(made_at)#>>'{}' as "madeAt", to_json(proven_at)#>>'{}' as "provenAt" from second_factor
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`,
    );
    const asked = await db.many(
      z.object({ at: z.string() }),
      sql`
      select to_json(asked_at)#>>'{}' as at from factor_request
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id`,
    );
    const requests = asked.map((it) => `diminta ${dayIn(it.at, zone)}`);
    const made = data.map((it) => `dibuat ${dayIn(it.madeAt, zone)}${it.provenAt ? `, terakhir dipakai ${dayIn(it.provenAt, zone)}` : ""}`);
    return { lines: [...requests, ...made], data: [...asked, ...data] };
  },
  // Who leaves all chats can use no right; a new link takes a new factor.
  async erase(db, subject) {
    await endFactor(db, subject);
  },
};
