import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import { type DictionaryFile, parseDictionary } from "./dictionary-file.ts";
import { mergeCatalogue, retireShipped } from "./dictionary-store.ts";

const shippedFolder = fileURLToPath(new URL("../../../../knowledge/kompetensi", import.meta.url));

/** The YAML files of a folder (the shipped one), in the order of their names. */
export function dictionaryFiles(folder = shippedFolder): DictionaryFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => ({ name, text: readFileSync(`${folder}/${name}`, "utf8") }));
}

/**
 * Gives every city of the cell (demo ones too) the shipped dictionary and standards; what a city has made its own is left alone.
 * Costs one query where nothing is new. Returns the number of cities that were brought up to date. Throws `Fault` for a broken file.
 */
export async function syncDictionary(db: Database, cell: number, files: DictionaryFile[], now: Temporal.Instant): Promise<number> {
  const checksum = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  const behind = await db.many(
    z.object({ id: z.number() }),
    sql`
    select a.id from agency a
     where not exists (select 1 from competency_edition e where e.cell = ${cell} and e.agency_id = a.id and e.checksum = ${checksum})
     order by a.id`,
  );
  if (behind.length === 0) return 0;
  const catalogue = parseDictionary(files);
  await db.transaction(async (tx) => {
    // Two replicas that start at once: the second waits here and then writes the same once more.
    await tx.run(sql`select 1 from agency order by id for update`);
    for (const { id } of behind) {
      const tenant = { cell, agencyId: id };
      await retireShipped(tx, tenant, catalogue, now);
      await mergeCatalogue(tx, tenant, catalogue, "shipped", now);
      await tx.run(sql`
        insert into competency_edition (cell, agency_id, checksum, loaded_at) values (${cell}, ${id}, ${checksum}, ${now.toString()})
        on conflict (cell, agency_id) do update set checksum = excluded.checksum, loaded_at = excluded.loaded_at`);
    }
  });
  return behind.length;
}
