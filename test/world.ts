import { createHash, randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdtempSync, openAsBlob, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import { vector } from "@electric-sql/pglite-pgvector";
import pg from "pg";
import { databaseOver } from "../src/db/database.ts";
import { migrate } from "../src/db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../src/db/open.ts";
import { createLog, type Log } from "../src/log.ts";
import { type Config, readConfig } from "../src/settings/config.ts";

export interface TestDatabase {
  name: "embedded" | "postgres";
  /** A fresh migrated base of its own; closing it removes it. */
  open(): Promise<OpenDatabase>;
}

/** Both databases, for `describe.each(testDatabases())`. */
export function testDatabases(): TestDatabase[] {
  postgresUrl();
  return [
    { name: "embedded", open: async () => openDatabase({ folder: null, from: await template() }) },
    { name: "postgres", open: openFreshPostgres },
  ];
}

/** A server's database: empty and unmigrated, or a copy of another one. */
export async function freshPostgres(from = "template1"): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `kawan_test_${randomBytes(8).toString("hex")}`;
  await onServer(`create database ${name} template ${from}`);
  const url = new URL(postgresUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: async () => void (await onServer(`drop database if exists ${name} with (force)`)) };
}

/** An empty folder under the system's temporary one. */
export function freshFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "kawan-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

export const testConfig = (settings: Record<string, string> = {}): Config => readConfig({ LOG_LEVEL: "silent", ...settings });

export const silentLog: Log = createLog("silent");

/** A clock that stands still until it is told to go on. */
export function testClock(iso = "2026-11-22T02:00:00Z") {
  let now = Temporal.Instant.from(iso);
  return {
    now: () => now,
    pass(duration: Temporal.DurationLike) {
      now = now.add(duration);
    },
  };
}

function postgresUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (url) return url;
  throw new Error("TEST_DATABASE_URL is not set: `npm test` finds or starts a PostgreSQL and sets it; nothing is tested on one database only");
}

async function openFreshPostgres(): Promise<OpenDatabase> {
  migrated ??= migratedPostgres();
  const { url, drop } = await freshPostgres(await migrated);
  const opened = await openDatabase({ url });
  return {
    ...opened,
    async close() {
      await opened.close();
      await drop();
    },
  };
}

/** Returns the number of rows. */
async function onServer(statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

let migrated: Promise<string> | undefined;

/** The server's migrated database that others are copied from: a copy takes a tenth of migrating. Kept for all test files of this schema. */
async function migratedPostgres(): Promise<string> {
  const name = `kawan_template_${schemaMark()}`;
  const exists = () => onServer(`select 1 from pg_database where datname = '${name}'`);
  if ((await exists()) > 0) return name;
  const { url } = await freshPostgres();
  const opened = await openDatabase({ url });
  await migrate(opened.db);
  await opened.close();
  // Several test processes may make one at once: the first stays, and a name is taken only when all is in it.
  const own = new URL(url).pathname.slice(1);
  await onServer(`alter database ${own} rename to ${name}`).catch(async (error: Error) => {
    await onServer(`drop database ${own}`);
    if ((await exists()) === 0) throw error;
  });
  return name;
}

let made: Promise<Blob> | undefined;

/** The migrated folder as a dump: making one takes seconds, loading it half a second (packed, twice as long). Kept for all test files of this schema. */
const template = (): Promise<Blob> => {
  made ??= loadTemplate();
  return made;
};

async function loadTemplate(): Promise<Blob> {
  const file = join(tmpdir(), `kawan-test-template-${schemaMark()}.tar`);
  if (!existsSync(file)) await makeTemplate(file);
  return openAsBlob(file, { type: "application/x-tar" });
}

async function makeTemplate(file: string): Promise<void> {
  const lite = await PGlite.create({ extensions: { vector } });
  const pool = new pg.Pool({ ...createPgConfig(lite), max: 1 } as pg.PoolConfig);
  await migrate(databaseOver(pool));
  const dump = await lite.dumpDataDir("none");
  const own = `${file}.${process.pid}`;
  writeFileSync(own, new Uint8Array(await dump.arrayBuffer()));
  linkIfAbsent(own, file);
  await pool.end();
  await lite.close();
}

/** Several test processes may make the template at once: the first stays, since others may be reading it already. */
function linkIfAbsent(own: string, file: string): void {
  try {
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  rmSync(own);
}

function schemaMark(): string {
  const folder = new URL("../src/db/migrations/", import.meta.url);
  const hash = createHash("sha256").update(readFileSync(new URL("../package.json", import.meta.url)));
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(new URL(name, folder)));
  return hash.digest("hex").slice(0, 16);
}
