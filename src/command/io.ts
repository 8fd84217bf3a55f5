import type { Readable } from "node:stream";

/** What a command may touch of the terminal it was typed in; over the control socket it is the client's. */
export interface CommandIo {
  /** Folder that relative paths mean. */
  cwd: string;
  stdin: Readable;
  /** A person sits there. */
  isTerminal: boolean;
  out(text: string): void;
  err(text: string): void;
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
