import type { AuthenticationCreds } from "@whiskeysockets/baileys";
import type { Line } from "../line.ts";
import type { ProcessCalls, ServiceCalls } from "../protocol.ts";
import { sealingWith } from "../sealing.ts";
import { type Connection, connect } from "./connection.ts";
import { type Baileys, type Desk, tell } from "./desk.ts";
import { loadCreds } from "./keys.ts";
import { post } from "./post.ts";

export type { Baileys } from "./desk.ts";

/** Time for the last words to reach the service. */
const lastWordsMs = 200;

/** The library is not installed, or not whole. */
class LibraryMissing extends Error {
  constructor(cause: unknown) {
    super("the library for WhatsApp Web is missing", { cause });
    this.name = "LibraryMissing";
  }
}

/** One number in this process: what the service may ask of it. */
export function account(line: () => Line<ServiceCalls>, load: () => Promise<Baileys>) {
  let desk: Desk | null = null;
  let connection: Connection | null = null;
  /** Of a number that is not the configured one: kept nowhere, only used to unlink it. */
  let strange: AuthenticationCreds | null = null;

  const end = (words: string) => {
    connection?.drop();
    tell({ line: line() }, "error", words);
    setTimeout(() => process.exit(1), lastWordsMs);
  };
  const opened = (): Desk => {
    if (!desk) throw new Error("not begun");
    return desk;
  };
  const connected = (): Connection => {
    if (!connection) throw new Error("not connected");
    return connection;
  };

  const calls: ProcessCalls = {
    async begin(opening) {
      const baileys = await load().catch((cause: unknown) => {
        throw new LibraryMissing(cause);
      });
      desk = { baileys, opening, sealing: sealingWith(opening.secret, opening.account), line: line(), retries: new Map(), fatal: end };
    },
    async connect(pairing) {
      const it = opened();
      if (connection) throw new Error("connected already");
      const creds = strange ?? (pairing ? it.baileys.initAuthCreds() : await loadCreds(it));
      if (!creds) throw new Error("not paired");
      connection = connect(it, creds, strange ? null : pairing);
      const ending = await connection.ended;
      connection = null;
      // Linked by another number's phone: again, only to take that back, until it is.
      const linked = creds.account !== undefined && creds.me?.id !== undefined;
      const takenBack = ending.code === 401 && ending.by !== "network";
      strange = linked && !takenBack && creds.me?.id.split(/[:@]/)[0] !== it.opening.account ? creds : null;
      return ending;
    },
    post: async (it) => (connection ? post(opened(), connection, it) : { ok: false, by: "us", code: "not_connected" }),
    async typing(jid) {
      await connection?.socket.sendPresenceUpdate("composing", jid);
    },
    async unlink() {
      await connected().socket.logout();
    },
    async renew({ id, from, mediaKey, path }) {
      const key = { id, remoteJid: from, fromMe: false };
      const renewed = await connected().socket.updateMediaMessage({ key, message: { documentMessage: { mediaKey, directPath: path } } } as Parameters<
        Connection["socket"]["updateMediaMessage"]
      >[0]);
      return renewed.message?.documentMessage?.directPath ?? path;
    },
    async alive() {},
    async hangUp() {
      connection?.drop();
    },
  };
  return {
    calls,
    /** Somewhere in the library nobody caught an error. Those of connections that are over are its usual way of ending. */
    broken(error: unknown) {
      const { isBoom, name } = (error ?? {}) as { isBoom?: boolean; name?: string };
      if (isBoom === true) return tell({ line: line() }, "debug", "an uncaught error of the library's");
      end(`uncaught: ${/^\w{1,40}$/.test(String(name)) ? name : "unknown"}`);
    },
  };
}
