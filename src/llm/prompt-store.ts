import { z } from "zod";
import { type Database, sql } from "../db/database.ts";

const Stored = z.object({ id: z.string(), version: z.number(), text: z.string(), tests: z.string().nullable(), putAt: z.string() });
/** A prompt that was put to use in place of a shipped one, as its file says it. */
export type StoredPrompt = z.output<typeof Stored>;

/** The newest of each id. */
export function storedPrompts(db: Database, cell: number): Promise<StoredPrompt[]> {
  return db.many(
    Stored,
    sql`
    select distinct on (id) id, version, text, tests, to_json(put_at)#>>'{}' as "putAt" from prompt_version where cell = ${cell} order by id, version desc`,
  );
}

/** Puts a version to use; `reason` = why, although something is answered worse. */
export async function putPrompt(
  db: Database,
  cell: number,
  { id, version, text, tests, reason }: Omit<StoredPrompt, "putAt"> & { reason: string | null },
  now: Temporal.Instant,
): Promise<void> {
  await db.run(sql`
    insert into prompt_version (cell, id, version, text, tests, reason, put_at)
    values (${cell}, ${id}, ${version}, ${text}, ${tests}, ${reason}, ${now.toString()})`);
}

/** Takes the newest version back: the one before it stands again. False = there was none. */
export async function takeBackPrompt(db: Database, cell: number, id: string): Promise<boolean> {
  const gone = await db.run(sql`
    delete from prompt_version where cell = ${cell} and id = ${id} and version = (select max(version) from prompt_version where cell = ${cell} and id = ${id})`);
  return gone > 0;
}
