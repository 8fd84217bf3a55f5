import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { scriptLine } from "../script-line.ts";

export interface RunningService {
  url: string;
  /** Milliseconds from the start of the process to the first answer of /readyz. */
  readyMs: number;
  /** Resident memory now, MB. */
  memoryMb(): number;
  stop(): Promise<void>;
  /** SIGKILL: no chance to finish anything. */
  kill(): Promise<void>;
}

/** Starts the program as `npm start` does, in a process of its own. */
export async function startProgram(settings: Record<string, string>): Promise<RunningService> {
  const port = settings.PORT ?? String(21_000 + Math.floor(Math.random() * 11_000)); // below those that the system gives to connections
  const started = performance.now();
  const environment = { PATH: process.env.PATH ?? "", LOG_LEVEL: "error", PORT: port, TRUST_PROXY: "true", BACKUP_KEEP: "0", ...settings };
  const child = spawn(process.execPath, scriptLine("start"), { env: environment, stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`);
    const ready = await fetch(`${url}/readyz`).catch(() => null);
    if (ready?.ok) break;
    await new Promise((wake) => setTimeout(wake, 10));
  }
  return {
    url,
    readyMs: performance.now() - started,
    memoryMb: () => residentMb(child),
    stop: () => stopped(child, "SIGTERM"),
    kill: () => stopped(child, "SIGKILL"),
  };
}

function residentMb(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = new Promise<void>((done) => child.on("close", () => done()));
  child.kill(signal);
  return gone;
}

/** An empty folder, removed with `remove`. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "kawan-bench-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An empty database on a server, dropped with `drop`. */
export async function scratchDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `kawan_bench_${randomBytes(6).toString("hex")}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) };
}

/** The value below which the share `p` of the values lies. */
export function quantile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}
