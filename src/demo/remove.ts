import { z } from "zod";
import { type Database, rawSql, sql } from "../db/database.ts";
import { ownTables } from "../db/migrate.ts";
import { demoAgency } from "./load.ts";

/** Kept: numbers and codes without anything of a person, in chains that a hole would break. */
const kept = new Set(["agency", "audit", "audit_seal", "ledger", "ledger_head"]);

const Name = z.object({ name: z.string() });

/** Takes the made-up city away whole; its people, their talks' state, catalogue and evidence. The number of rows that went. */
export function removeDemo(db: Database, cell: number): Promise<number> {
  return db.transaction(async (tx) => {
    const withAgency = await tx.many(
      Name,
      sql`
      select table_name::text as name from information_schema.columns where table_schema = current_schema() and column_name = 'agency_id'`,
    );
    const names = new Set(withAgency.map((it) => it.name));
    let rows = await tx.run(sql`
      delete from conversation c using handle h
       where c.cell = ${cell} and h.cell = c.cell and h.agency_id = ${demoAgency.id}
         and c.id = concat_ws('|', h.address->>'channel', h.address->>'account', h.address->>'chat')`);
    // What refers to another table was made after it.
    for (const name of ownTables().reverse()) {
      if (names.has(name) && !kept.has(name)) rows += await tx.run(sql`delete from ${rawSql(name)} where agency_id = ${demoAgency.id}`);
    }
    return rows + (await tx.run(sql`delete from agency where id = ${demoAgency.id} and demo`));
  });
}
