import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { CommandIo } from "./io.ts";
import { type ClientFrame, frame, ServiceFrame, withSocketAddress } from "./socket.ts";

/** Has the service that holds the folder carry out the command; its exit code, or null when no service listens there. */
export async function carriedOutByService(folder: string, argv: string[], io: CommandIo): Promise<number | null> {
  const socket = await withSocketAddress(folder, connected).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ECONNREFUSED" || error.code === "ENOTDIR") return null;
    if (error.code === "EACCES") throw new Error(`the folder ${folder} belongs to another user: run the command as that one`, { cause: error });
    throw error;
  });
  if (!socket) return null;
  try {
    return await converse(socket, argv, io);
  } finally {
    socket.destroy();
  }
}

function connected(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      socket.on("error", () => {}); // the service died: the conversation below sees the end
      resolve(socket);
    });
  });
}

async function converse(socket: Socket, argv: string[], io: CommandIo): Promise<number> {
  const say = (it: ClientFrame) => socket.write(frame(it));
  say({ run: { argv, cwd: io.cwd, isTerminal: io.isTerminal } });
  const cancel = () => say({ cancel: true });
  if (io.signal.aborted) cancel();
  else io.signal.addEventListener("abort", cancel, { once: true });
  const pieces = io.stdin[Symbol.asyncIterator]();
  for await (const line of createInterface({ input: socket })) {
    const it = ServiceFrame.parse(JSON.parse(line));
    if ("exit" in it) return it.exit;
    if ("err" in it) io.err(it.err);
    else if ("want" in it) void sendPiece(pieces, say);
    else if (!io.signal.aborted) {
      io.out(it.out);
      await io.drained(); // no further reading meanwhile: the service feels it
    }
  }
  io.err("The service ended before the command did.\n");
  return 1;
}

async function sendPiece(pieces: AsyncIterator<Buffer | string>, say: (it: ClientFrame) => void): Promise<void> {
  const next = await pieces.next().catch(() => ({ done: true as const, value: undefined }));
  say({ stdin: next.done ? null : Buffer.from(next.value).toString("base64") });
}
