import { z } from "zod";
import type { Agency } from "../../core/person.ts";
import { type Database, sql } from "../../db/database.ts";

const AgencyRow = z.object({ id: z.number(), slug: z.string(), name: z.string(), zone: z.string() });

/** The deployment's cities, all known ones when none is named. Throws for a slug that the base does not know. */
export async function agenciesOf(db: Database, slugs: string[]): Promise<Agency[]> {
  const known = await db.many(AgencyRow, sql`select id, slug, name, zone from agency where not demo order by id`);
  if (slugs.length === 0) return known;
  return slugs.map((slug) => {
    const found = known.find((it) => it.slug === slug);
    if (!found) throw new Error(`CITIES: "${slug}" is not known; known are ${known.map((it) => it.slug).join(", ")}`);
    return found;
  });
}

/** `Kota Kendari`; a name that says it already stays. */
export const cityTitle = ({ name }: Pick<Agency, "name">): string => (/^kota\b/i.test(name) ? name : `Kota ${name}`);

/** The agency with a slug, the one of demo people included; undefined = none. */
export async function agencyBySlug(db: Database, slug: string): Promise<Agency | undefined> {
  return db.maybe(AgencyRow.extend({ demo: z.boolean() }), sql`select id, slug, name, zone, demo from agency where slug = ${slug}`);
}
