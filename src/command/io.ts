import { writeFileSync } from "node:fs";
import type { Readable } from "node:stream";

/** What a command may touch of the terminal it was typed in; over the control socket it is the client's. */
export interface CommandIo {
  /** Folder that relative paths mean. */
  cwd: string;
  stdin: Readable;
  /** A person sits there. */
  isTerminal: boolean;
  /** Aborted when the person cancels or is gone: the next `out` throws, so that a command ends between two steps. */
  signal: AbortSignal;
  out(text: string): void;
  err(text: string): void;
  /** Resolves when what was put out has been taken: awaited between the steps of a long output, so that it is never held whole. */
  drained(): Promise<void>;
}

/** Ends a command with this exit code; its sentence has been or is printed by whoever catches it. */
export class CommandFailed extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = "CommandFailed";
    this.exitCode = exitCode;
  }
}

/** As a shell counts an interrupted program. */
export const cancelled = (): CommandFailed => new CommandFailed("", 130);

/** Writes a file that was asked for on the command line, never over one that is there. */
export function writeNew(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new CommandFailed(`Berkas ${path} sudah ada; beri nama lain.`);
  }
}
