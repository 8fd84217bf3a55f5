import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";
import type { PersonStatus } from "./nip.ts";
import { splitName } from "./person-name.ts";
import type { Tenant } from "./person-store.ts";

/** Puts somebody into an empty register, so that there can be an administrator before the first import, which completes the record. */
export async function addByConsole(
  tx: Database,
  { cell, agencyId }: Tenant,
  { nip, name, status }: { nip: string | null; name: string; status: PersonStatus },
  now: Temporal.Instant,
): Promise<number> {
  const parts = splitName(name);
  const row = await tx.one(
    z.object({ id: z.number() }),
    sql`
    insert into person (cell, agency_id, nip, name, title_before, title_after, status, added_at, changed_at)
    values (${cell}, ${agencyId}, ${nip}, ${parts.name}, ${parts.titleBefore}, ${parts.titleAfter}, ${status}, ${now.toString()}, ${now.toString()})
    returning id::int as id`,
  );
  return row.id;
}
