import { z } from "zod";
import type { Agency } from "../../../core/person.ts";
import { sql } from "../../../db/database.ts";
import { eachCity } from "../../enrolment/remind/each-city.ts";
import type { Round } from "../../enrolment/seats/lapse.ts";

/** Does something for every city that has classes at all, as `eachCity`: the others cost no query. */
export async function eachAskingCity({ db, cell }: Pick<Round, "db" | "cell">, serve: (agency: Agency) => Promise<number>): Promise<number> {
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`select id from agency a where exists (select from training_class c where c.cell = ${cell} and c.agency_id = a.id)`,
  );
  const asking = new Set(rows.map((it) => it.id));
  return eachCity(db, async (agency) => (asking.has(agency.id) ? serve(agency) : 0));
}
