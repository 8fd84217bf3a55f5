import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed, type CommandIo, cancelled } from "./io.ts";
import { runProgram } from "./program.ts";
import { ClientFrame, frame, type ServiceFrame, socketFile, withSocketAddress } from "./socket.ts";

/** Milliseconds for commands in hand when the service stops. */
const graceMs = 3_000;

/** Listens in the data folder and carries out commands for whoever may open the socket (mode 0600: the same user). */
export async function startControl(folder: string, hostOf: (io: CommandIo) => CommandHost): Promise<{ stop(): Promise<void> }> {
  const inHand = new Map<Socket, AbortController>();
  const server = createServer((socket) => {
    const abort = new AbortController();
    inHand.set(socket, abort);
    socket.on("error", () => {}); // the client is gone: "close" follows
    socket.on("close", () => {
      abort.abort();
      inHand.delete(socket);
    });
    serve(socket, abort, hostOf);
  });
  rmSync(socketFile(folder), { force: true }); // of a service that was killed: the folder's lock is ours
  await withSocketAddress(folder, (address) => listen(server, address));
  return {
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const abort of inHand.values()) abort.abort();
      const cut = setTimeout(() => inHand.forEach((_abort, socket) => socket.destroy()), graceMs);
      await closed;
      clearTimeout(cut);
      rmSync(socketFile(folder), { force: true });
    },
  };
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const before = process.umask(0o177); // the socket is made inside `listen`, and never open to others
    server.once("error", reject);
    server.listen(address, () => {
      if (process.platform !== "win32") chmodSync(address, 0o600);
      resolve();
    });
    process.umask(before);
  });
}

/** One connection, one command. */
function serve(socket: Socket, abort: AbortController, hostOf: (io: CommandIo) => CommandHost): void {
  const send = (it: ServiceFrame) => {
    if (!socket.destroyed && socket.writable) socket.write(frame(it));
  };
  const stdin = new Readable({ read: () => send({ want: true }) });
  abort.signal.addEventListener("abort", () => stdin.push(null), { once: true });
  createInterface({ input: socket }).on("line", (line) => {
    const it = ClientFrame.safeParse(parsed(line)).data;
    if (it === undefined) return socket.destroy();
    if ("cancel" in it) return abort.abort();
    if ("stdin" in it) return void (abort.signal.aborted || stdin.push(it.stdin === null ? null : Buffer.from(it.stdin, "base64")));
    const host = hostOf(ioOf(socket, send, stdin, abort.signal, it.run));
    void runProgram(it.run.argv, host).then((exit) => {
      send({ exit });
      socket.end();
    });
  });
}

function ioOf(
  socket: Socket,
  send: (it: ServiceFrame) => void,
  stdin: Readable,
  signal: AbortSignal,
  { cwd, isTerminal }: { cwd: string; isTerminal: boolean },
): CommandIo {
  return {
    cwd,
    stdin,
    isTerminal,
    signal,
    out(text) {
      if (signal.aborted) throw cancelled();
      send({ out: text });
    },
    err: (text) => send({ err: text }),
    async drained() {
      if (socket.writableNeedDrain) await new Promise<void>((resolve) => socket.once("drain", resolve).once("close", resolve));
      if (socket.destroyed) throw new CommandFailed("");
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
