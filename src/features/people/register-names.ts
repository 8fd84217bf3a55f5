import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import { nameWords } from "./name-match.ts";
import type { Tenant } from "./person-store.ts";

/** All names of a city without titles, for hiding them in what leaves the house. */
export async function registerNames(db: Database, { cell, agencyId }: Tenant): Promise<string[]> {
  const rows = await db.many(z.object({ name: z.string() }), sql`select name from person where cell = ${cell} and agency_id = ${agencyId}`);
  return rows.map((it) => nameWords(it.name).join(" "));
}

/** Another value whenever somebody came, went or changed. */
export async function registerVersion(db: Database, { cell, agencyId }: Tenant): Promise<string> {
  const row = await db.one(
    z.object({ version: z.string() }),
    sql`select count(*) || ' ' || coalesce(max(changed_at)::text, '') || ' ' || coalesce(max(id)::text, '') as version from person
     where cell = ${cell} and agency_id = ${agencyId}`,
  );
  return row.version;
}
