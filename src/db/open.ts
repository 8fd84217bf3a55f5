import { mkdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type Database, databaseOver, rawSql } from "./database.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";

export interface OpenDatabase {
  db: Database;
  kind: "embedded" | "postgres";
  /** Finishes what is in hand and frees the folder. */
  close(): Promise<void>;
}

export type DatabasePlace =
  | { url: string }
  /** Null = in memory, for tests; `from` = begins as this dump of a data folder. */
  | { folder: string | null; from?: Blob };

/** PostgreSQL at `url`, or the embedded database in `folder`. */
export async function openDatabase(where: DatabasePlace): Promise<OpenDatabase> {
  return "url" in where ? openPostgres(where.url) : openEmbedded(where.folder, where.from);
}

/** What a server connection is called, so that a restore can see whether services are connected. */
export const applicationName = "kawan-asn";
/**
 * A server that went silent (power, a firewall that forgot the connection) must not hold this process for ever, nor one locked
 * row everybody else. The client's own limit is the last: no answer, whatever the network says.
 */
const patience = {
  keepAlive: true,
  query_timeout: 90_000,
  statement_timeout: 80_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 60_000,
} as const;
const oldestServer = 150_000;

/** PostgreSQL is older than this program's SQL. */
export class ServerTooOld extends Error {
  constructor(found: string) {
    super(`the database server is PostgreSQL ${found}; 15 or newer is needed`);
    this.name = "ServerTooOld";
  }
}

async function openPostgres(url: string): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: 10, application_name: applicationName, connectionTimeoutMillis: 10_000, ...patience });
  pool.on("error", () => {}); // an idle connection was cut (restart, network): the pool replaces it at the next query
  pool.on("connect", (client) => client.on("error", () => {})); // cut between two statements of a transaction: the next one fails
  try {
    const { rows } = await pool.query("select current_setting('server_version_num')::int as number, current_setting('server_version') as name");
    if (rows[0].number < oldestServer) throw new ServerTooOld(rows[0].name);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { db: databaseOver(pool), kind: "postgres", close: () => pool.end() };
}

/** Between VACUUM and CHECKPOINT: PGlite has neither autovacuum nor a checkpointer. */
const tidyEveryMs = 10 * 60_000;

async function openEmbedded(folder: string | null, from: Blob | undefined): Promise<OpenDatabase> {
  let lock: FolderLock | null = null;
  if (folder !== null) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = lockFolder(folder);
  }
  try {
    return await openLite(folder, from, lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function openLite(folder: string | null, from: Blob | undefined, lock: FolderLock | null): Promise<OpenDatabase> {
  const { PGlite } = await import("@electric-sql/pglite");
  const { createPgConfig } = await import("@electric-sql/pglite/node-postgres");
  const { vector } = await import("@electric-sql/pglite-pgvector");
  const lite = await PGlite.create({
    ...(folder === null ? {} : { dataDir: join(folder, "pg") }),
    ...(from && { loadDataDir: from }),
    extensions: { vector },
  });
  // One session: with two clients, two transactions would interleave in it.
  const pool = new pg.Pool({ ...createPgConfig(lite), max: 1 } as pg.PoolConfig);
  const db = databaseOver(pool);
  const vacuum = () => db.run(rawSql("vacuum")).then(() => db.run(rawSql("checkpoint")));
  const tidy = setInterval(() => void vacuum().catch(() => {}), tidyEveryMs); // the next round tries again
  tidy.unref();
  return {
    db,
    kind: "embedded",
    async close() {
      clearInterval(tidy);
      await db.run(rawSql("checkpoint")).catch(() => {}); // only makes the next start quicker
      await pool.end();
      await lite.close();
      lock?.release();
    },
  };
}
