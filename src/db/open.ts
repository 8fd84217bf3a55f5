import { mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type Database, databaseOver } from "./database.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";

export interface OpenDatabase {
  db: Database;
  kind: "embedded" | "postgres";
  /** Finishes what is in hand and frees the folder. */
  close(): Promise<void>;
}

/** PostgreSQL at `url`, or the embedded database in `folder` (null = in memory, for tests). */
export async function openDatabase(where: { url: string } | { folder: string | null }): Promise<OpenDatabase> {
  return "url" in where ? openPostgres(where.url) : openEmbedded(where.folder);
}

function openPostgres(url: string): OpenDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 10, application_name: "kawan-asn" });
  pool.on("error", () => {}); // an idle connection was cut (restart, network): the pool replaces it at the next query
  return { db: databaseOver(pool), kind: "postgres", close: () => pool.end() };
}

/** Minutes between VACUUM and CHECKPOINT: PGlite has neither autovacuum nor a checkpointer. */
const tidyEveryMs = 10 * 60_000;

async function openEmbedded(folder: string | null): Promise<OpenDatabase> {
  let lock: FolderLock | null = null;
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    lock = await lockFolder(folder);
  }
  const { PGlite } = await import("@electric-sql/pglite");
  const { createPgConfig } = await import("@electric-sql/pglite/node-postgres");
  const { vector } = await import("@electric-sql/pglite-pgvector");
  const lite = await PGlite.create({
    ...(folder === null ? {} : { dataDir: join(folder, "pg") }),
    extensions: { vector },
  });
  // One session: with two clients, two transactions would interleave in it.
  const pool = new pg.Pool({ ...createPgConfig(lite), max: 1 } as pg.PoolConfig);
  const tidy = setInterval(() => void pool.query("vacuum").then(() => pool.query("checkpoint")), tidyEveryMs);
  tidy.unref();
  return {
    db: databaseOver(pool),
    kind: "embedded",
    async close() {
      clearInterval(tidy);
      await pool.query("checkpoint").catch(() => {});
      await pool.end();
      await lite.close();
      await lock?.release();
    },
  };
}
