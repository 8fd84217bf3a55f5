import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another process holds the folder. */
export class FolderHeld extends Error {
  constructor(folder: string, holder: string) {
    super(`the data folder ${folder} is in use by another process (${holder}): stop that one first, or set DATA_DIR to another folder`);
    this.name = "FolderHeld";
  }
}

export interface FolderLock {
  release(): void;
}

/**
 * Takes the embedded database's folder for this process alone, or throws `FolderHeld`.
 *
 * PGlite has no lock: two processes silently lose commits. Ours is a lock of the kernel on a file in the folder, taken
 * through SQLite since Node itself offers none. It is freed at once when its process ends, also by kill -9; knows no
 * pid that could be used again; and is seen from other network and pid namespaces, so also by containers that share
 * the volume (a heartbeat file would make a restart after kill -9 wait there). Two machines on one network folder are
 * kept apart only as far as that file system locks. Nobody may delete the file while it is held.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "service.lock");
  writeFileSync(file, "", { flag: "a", mode: 0o600 });
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec("pragma journal_mode = memory; begin exclusive");
  } catch (cause) {
    lock.close();
    throw isBusy(cause) ? new FolderHeld(folder, holderOf(folder)) : new Error(`the folder ${folder} cannot be locked: ${(cause as Error).message}`, { cause });
  }
  writeFileSync(holderFile(folder), `pid ${process.pid} on ${hostname()}, since ${Temporal.Now.instant().toString({ smallestUnit: "second" })}\n`, {
    mode: 0o600,
  });
  return { release: () => lock.close() };
}

/** Only for the sentence: it may speak of a process that is gone. */
function holderOf(folder: string): string {
  try {
    return readFileSync(holderFile(folder), "utf8").trim();
  } catch {
    return "it has not said which";
  }
}

const holderFile = (folder: string) => join(folder, "service.holder");

const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5;
