import { z } from "zod";
import type { Database } from "../../db/database.ts";
import { sql } from "../../db/database.ts";
import { nameFit } from "./name-match.ts";
import { isNip, normaliseNip } from "./nip.ts";
import { type Brief, briefsOf, type Tenant } from "./person-store.ts";

/**
 * People of a city for an officer's search: by a whole NIP, or by words of the name in any order and usual spelling, titles left
 * out (F23). Best first. Whoever shows them records the look.
 */
export const findPeople = async (db: Database, tenant: Tenant, words: string, day: string, most = 20): Promise<Brief[]> =>
  (await findEachOf(db, tenant, [words], day, most))[0] ?? [];

/** The same for several wordings at once, in their order; the register is read once. */
export async function findEachOf(db: Database, { cell, agencyId }: Tenant, wordings: string[], day: string, most = 20): Promise<Brief[][]> {
  const nips = wordings.filter(isNip).map(normaliseNip);
  const byName = nips.length < wordings.length;
  const register = await db.many(
    z.object({ id: z.number(), name: z.string(), nip: z.string().nullable() }),
    sql`
    select id::int as id, name, nip from person
     where cell = ${cell} and agency_id = ${agencyId} and (${byName} or nip = any(${nips}::text[]))`,
  );
  const idOf = new Map(register.map((it) => [it.nip, it.id]));
  const found = wordings.map((words) => (isNip(words) ? [idOf.get(normaliseNip(words)) ?? []].flat() : bestFits(words, register, most)));
  const people = new Map((await briefsOf(db, { cell, agencyId }, [...new Set(found.flat())], day)).map((it) => [it.id, it]));
  return found.map((ids) => ids.flatMap((id) => people.get(id) ?? []));
}

function bestFits(words: string, register: { id: number; name: string }[], most: number): number[] {
  const fits = register.map((it) => ({ id: it.id, fit: nameFit(words, it.name) })).filter((it) => it.fit > 0);
  return fits
    .sort((a, b) => b.fit - a.fit || a.id - b.id)
    .slice(0, most)
    .map((it) => it.id);
}
