import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";

/** A server of the test's own, to be stopped and started again at will. */
export interface OwnPostgres {
  url: string;
  start(): Promise<void>;
  /** `immediate`: as if it had crashed; `fast`: as an administrator restarts it. Either way every connection is cut. */
  stop(how: "immediate" | "fast"): Promise<void>;
  remove(): Promise<void>;
}

const signals = { immediate: "SIGQUIT", fast: "SIGINT" } as const;

/** Makes a cluster in a folder of its own; only PostgreSQL's programs are needed, and as root a user `postgres`. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), "kawan-own-pg-"));
  const identity = process.getuid?.() === 0 ? userIds("postgres") : {}; // PostgreSQL refuses to run as root
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], { ...identity, cwd: folder, stdio: "ignore" });
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | undefined;
  const stop = async (how: "immediate" | "fast") => {
    if (!server) return;
    const gone = new Promise((done) => server?.on("close", done));
    server.kill(signals[how]);
    await gone;
    server = undefined;
  };
  return {
    url,
    async start() {
      server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), "-k", folder, "-h", "127.0.0.1"], { ...identity, cwd: folder, stdio: "ignore" });
      await answered(url);
    },
    stop,
    async remove() {
      await stop("immediate");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function answered(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      return await client.end();
    } catch {
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
  throw new Error("the test's own PostgreSQL never answered");
}

/** Where Debian keeps them, newest first; elsewhere beside the `initdb` on the path. */
function binaries(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(debian, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
  if (found) return found;
  const onPath = (process.env.PATH ?? "").split(":").find((bin) => existsSync(join(bin, "initdb")));
  if (onPath) return dirname(join(onPath, "initdb"));
  throw new Error("this test stops and starts a PostgreSQL of its own and needs its programs: Debian: apt-get install postgresql");
}

function userIds(name: string): { uid?: number; gid?: number } {
  const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
