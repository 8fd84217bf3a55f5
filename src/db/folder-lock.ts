import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readlinkSync, realpathSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Somebody else holds the folder; `owner` is what the lock file says of it. */
export class FolderHeld extends Error {
  constructor(folder: string, owner: string) {
    super(`folder ${folder} is held by ${owner}`);
    this.name = "FolderHeld";
  }
}

export interface FolderLock {
  release(): Promise<void>;
}

const staleMs = 15_000;
const beatMs = 3_000;

/**
 * Takes the embedded database's folder for this process alone, or throws `FolderHeld`.
 *
 * PGlite has no lock: two processes silently lose commits. Two locks together, since each has a hole: an abstract
 * Unix socket is freed by the kernel at once after kill -9, but holds only inside one network namespace; a heartbeat
 * file is seen by containers that share the volume, and counts as abandoned when its beat stops.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true });
  const socket = await takeSocket(folder);
  const file = join(folder, "service.lock");
  try {
    await takeFile(folder, file);
  } catch (cause) {
    await closeServer(socket);
    throw cause;
  }
  const beat = setInterval(() => writeFileSync(file, beatText(), { mode: 0o600 }), beatMs);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      rmSync(file, { force: true });
      await closeServer(socket);
    },
  };
}

async function takeSocket(folder: string): Promise<Server | null> {
  if (process.platform !== "linux") return null; // abstract sockets are a Linux thing; the file alone serves elsewhere
  const server = createServer((it) => it.destroy());
  server.unref();
  const name = `\0kawan-asn:${createHash("sha256").update(realpathSync(folder)).digest("hex")}`;
  return new Promise((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "EADDRINUSE" ? new FolderHeld(folder, "a process on this machine") : error),
    );
    server.listen(name, () => done(server));
  });
}

/** A dead process of this machine is recognised at once; anybody else must be seen not to beat for a while. */
async function takeFile(folder: string, file: string): Promise<void> {
  let seenAt: number | undefined;
  let unchangedSince = performance.now();
  while (!createBeat(file)) {
    const held = readBeat(file);
    if (held?.at !== seenAt) {
      if (seenAt !== undefined && held) throw new FolderHeld(folder, `${held.host} (pid ${held.pid})`);
      seenAt = held?.at;
      unchangedSince = performance.now();
    }
    if ((held && isDeadHere(held)) || performance.now() - unchangedSince > staleMs) unlinkSync(file);
    else await sleep(beatMs / 6);
  }
  await sleep(50); // of two that saw the same dead beat, the later one's file stands
  if (readBeat(file)?.pid !== process.pid) throw new FolderHeld(folder, "a process that started at the same moment");
}

interface Beat {
  host: string;
  /** Boot and pid namespace: where `pid` has a meaning. */
  place: string;
  pid: number;
  at: number;
}

function createBeat(file: string): boolean {
  try {
    writeFileSync(file, beatText(), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

const beatText = () =>
  JSON.stringify({ host: hostname(), place: place(), pid: process.pid, at: Date.now() } satisfies Beat);

function readBeat(file: string): Beat | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Beat;
  } catch {
    return null; // being written this very moment, or gone
  }
}

function place(): string {
  if (process.platform !== "linux") return hostname();
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
}

function isDeadHere(beat: Beat): boolean {
  if (beat.place !== place()) return false;
  if (beat.pid === process.pid) return true; // a pid used again: its former owner is gone
  try {
    process.kill(beat.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

const closeServer = (server: Server | null) =>
  new Promise<void>((done) => (server ? server.close(() => done()) : done()));
