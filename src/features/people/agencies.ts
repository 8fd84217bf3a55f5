import { z } from "zod";
import type { Agency } from "../../core/person.ts";
import { type Database, sql } from "../../db/database.ts";

const AgencyRow = z.object({ id: z.number(), slug: z.string(), name: z.string(), zone: z.string() });

/** The deployment's cities, all known ones when none is named. Throws for a slug that the base does not know. */
export async function agenciesOf(db: Database, slugs: string[]): Promise<Agency[]> {
  const known = await db.many(AgencyRow, sql`select id, slug, name, zone from agency order by id`);
  if (slugs.length === 0) return known;
  return slugs.map((slug) => {
    const found = known.find((it) => it.slug === slug);
    if (!found) throw new Error(`CITIES: "${slug}" is not known; known are ${known.map((it) => it.slug).join(", ")}`);
    return found;
  });
}
