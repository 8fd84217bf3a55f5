import { createHash } from "node:crypto";
import { closeSync, constants, openSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What the client says, one JSON object a line. Standard input is sent piece by piece, each only when it was wanted. */
export const ClientFrame = z.union([
  z.object({ run: z.object({ argv: z.array(z.string()), cwd: z.string(), isTerminal: z.boolean() }) }),
  /** Base64; null = the end. */
  z.object({ stdin: z.string().nullable() }),
  z.object({ cancel: z.literal(true) }),
]);
export type ClientFrame = z.output<typeof ClientFrame>;

/** What the service says. */
export const ServiceFrame = z.union([
  z.object({ out: z.string() }),
  z.object({ err: z.string() }),
  z.object({ want: z.literal(true) }),
  z.object({ exit: z.number() }),
]);
export type ServiceFrame = z.output<typeof ServiceFrame>;

export const frame = (it: ClientFrame | ServiceFrame): string => `${JSON.stringify(it)}\n`;

/** The socket's file in the data folder. */
export const socketFile = (folder: string): string => join(folder, "control.sock");

/** Bytes of a socket's path that every system takes (Linux 107, macOS 103). */
const longestPath = 100;

/** Runs `work` with an address of the folder's socket that the system takes however long the folder's path is. */
export async function withSocketAddress<T>(folder: string, work: (address: string) => Promise<T>): Promise<T> {
  const file = socketFile(folder);
  if (process.platform === "win32") return work(pipeName(folder));
  if (Buffer.byteLength(file) <= longestPath) return work(file);
  if (process.platform !== "linux") throw new Error(`the path ${file} is too long for a socket: set DATA_DIR to a shorter one`);
  const opened = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return await work(`/proc/self/fd/${opened}/control.sock`);
  } finally {
    closeSync(opened);
  }
}

const pipeName = (folder: string) => `\\\\.\\pipe\\kawan-${createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 32)}`;
