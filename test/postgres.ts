import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

export interface TestPostgres {
  url: string;
  description: string;
  stop(): Promise<void>;
}

/** A PostgreSQL 15 or newer for the tests: the one named, one that runs on this machine, or one started for them. Throws if there is none. */
export async function findPostgres(): Promise<TestPostgres> {
  const user = process.env.USER ?? "postgres";
  const candidates = process.env.TEST_DATABASE_URL
    ? [process.env.TEST_DATABASE_URL]
    : ["postgres://postgres@127.0.0.1:5432/postgres", `postgres://${user}@127.0.0.1:5432/postgres`];
  for (const url of candidates) {
    const version = await versionAt(url);
    if (version >= 15) return { url, description: `PostgreSQL ${version} that was running`, stop: async () => {} };
  }
  if (process.env.TEST_DATABASE_URL) throw new Error("TEST_DATABASE_URL is set, but no PostgreSQL 15 or newer that may create databases answers there");
  return startPostgres([]);
}

/**
 * The server for `npm test`, which makes and drops thousands of databases: the one named, or one of its own that does not wait for the
 * disk, else any that runs. Not waiting loses data in a power cut only; killed processes, which the tests do try, lose nothing.
 */
export async function hastyPostgres(): Promise<TestPostgres> {
  if (process.env.TEST_DATABASE_URL || !binaries()) return findPostgres();
  const settings = { fsync: "off", full_page_writes: "off", shared_buffers: "512MB", checkpoint_timeout: "30min", max_connections: "300" };
  return startPostgres(
    Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    roomyMemory() ?? tmpdir(),
  );
}

/** A folder in memory with place for the tests' databases, where there is one. */
function roomyMemory(): string | null {
  const folder = "/dev/shm";
  if (!existsSync(folder)) return null;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 4 * 2 ** 30 ? folder : null;
}

async function versionAt(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    const { rows } = await client.query(
      "select current_setting('server_version_num')::int / 10000 as version, rolcreatedb or rolsuper as can from pg_roles where rolname = current_user",
    );
    return rows[0]?.can ? rows[0].version : 0;
  } catch {
    return 0;
  } finally {
    await client.end().catch(() => {});
  }
}

async function startPostgres(settings: string[], under = tmpdir()): Promise<TestPostgres> {
  const bin = binaries();
  if (!bin) throw new Error("The tests need PostgreSQL 15 or newer: install it (Debian: apt-get install postgresql) or set TEST_DATABASE_URL.");
  const folder = mkdtempSync(join(under, "kawan-pg-"));
  const root = process.getuid?.() === 0; // PostgreSQL refuses to run as root
  const identity: { uid?: number; gid?: number } = root ? userIds("postgres") : {};
  if (root) chownSync(folder, identity.uid ?? 0, identity.gid ?? 0);
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], { ...identity, stdio: "ignore" });
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), "-k", folder, "-h", "127.0.0.1", ...settings], { ...identity, stdio: "ignore" });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  for (let tries = 0; tries < 100; tries++) {
    const version = await versionAt(url);
    if (version > 0) {
      return {
        url,
        description: `PostgreSQL ${version} started for this run`,
        async stop() {
          server.kill("SIGINT");
          await new Promise((done) => server.on("close", done));
          rmSync(folder, { recursive: true, force: true });
        },
      };
    }
    await sleep(100);
  }
  throw new Error("a PostgreSQL was started for the tests, but never answered");
}

function binaries(): string | null {
  const base = "/usr/lib/postgresql";
  if (!existsSync(base)) return null;
  const newest = readdirSync(base).sort((a, b) => Number(b) - Number(a))[0];
  return newest && Number(newest) >= 15 ? join(base, newest, "bin") : null;
}

function userIds(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
