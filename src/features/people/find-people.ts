import { z } from "zod";
import type { Database } from "../../db/database.ts";
import { sql } from "../../db/database.ts";
import { nameFit } from "./name-match.ts";
import { isNip, normaliseNip } from "./nip.ts";
import { type Brief, briefsOf, personByNip, type Tenant } from "./person-store.ts";

/**
 * People of a city for an officer's search: by a whole NIP, or by words of the name in any order and usual spelling, titles left
 * out (F23). Best first. Whoever shows them records the look.
 */
export async function findPeople(db: Database, tenant: Tenant, words: string, day: string, most = 20): Promise<Brief[]> {
  if (isNip(words)) {
    const found = await personByNip(db, tenant, normaliseNip(words), day);
    return found ? [found] : [];
  }
  const names = await db.many(
    z.object({ id: z.number(), name: z.string() }),
    sql`select id::int as id, name from person where cell = ${tenant.cell} and agency_id = ${tenant.agencyId}`,
  );
  const fits = names.map((it) => ({ id: it.id, fit: nameFit(words, it.name) })).filter((it) => it.fit > 0);
  const best = fits
    .sort((a, b) => b.fit - a.fit || a.id - b.id)
    .slice(0, most)
    .map((it) => it.id);
  const people = new Map((await briefsOf(db, tenant, best, day)).map((it) => [it.id, it]));
  return best.flatMap((id) => people.get(id) ?? []);
}
