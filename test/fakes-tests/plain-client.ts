import {
  type AuthenticationCreds,
  type ConnectionState,
  initAuthCreds,
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  makeWASocket,
  type SignalDataSet,
  type SignalKeyStore,
  type SocketConfig,
  type WAMessage,
  type WASocket,
} from "@whiskeysockets/baileys";
import { type Patience, Waiters } from "../fakes/telegram/waiting.ts";
import type { FakeWhatsAppWeb } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { silent } from "../fakes/whatsapp-web/silent.ts";

type Got = WAMessage & { how: "notify" | "append" };

/** Baileys as it comes, its keys in memory. */
export class PlainClient {
  readonly creds: AuthenticationCreds;
  readonly keys: SignalKeyStore;
  /** What people wrote. */
  readonly got: Got[] = [];
  readonly updates: Partial<ConnectionState>[] = [];
  readonly qrs: string[] = [];
  readonly acks: { id: string; error: string | undefined }[] = [];
  /** Receipts for what the client wrote: id and status. */
  readonly statuses: { id: string; status: number }[] = [];
  socket: WASocket;
  readonly #server: FakeWhatsAppWeb;
  readonly #config: Partial<SocketConfig>;
  readonly #waiters = new Waiters();

  constructor(server: FakeWhatsAppWeb, creds: AuthenticationCreds = initAuthCreds(), config: Partial<SocketConfig> = {}, keys = memoryKeys()) {
    this.#server = server;
    this.creds = creds;
    this.keys = keys;
    this.#config = config;
    this.socket = this.connect();
  }

  /** A new socket with the same credentials and keys. */
  connect(): WASocket {
    const socket = makeWASocket({
      waWebSocketUrl: this.#server.url,
      auth: { creds: this.creds, keys: this.keys },
      logger: silent,
      syncFullHistory: false,
      markOnlineOnConnect: false,
      emitOwnEvents: false,
      fetchAgent: this.#server.media.agent,
      shouldIgnoreJid: (jid) => Boolean(isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid)),
      retryRequestDelayMs: 1,
      transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 1 },
      ...this.#config,
    });
    socket.ev.on("creds.update", (update) => Object.assign(this.creds, update));
    socket.ev.on("connection.update", (update) => {
      this.updates.push(update);
      if (update.qr) this.qrs.push(update.qr);
      this.#waiters.wake();
    });
    socket.ev.on("messages.upsert", ({ messages, type }) => {
      this.got.push(...messages.filter((it) => !it.key.fromMe).map((it) => ({ ...it, how: type })));
      this.#waiters.wake();
    });
    socket.ev.on("messages.update", (updates) => {
      for (const { key, update } of updates) if (key.fromMe && update.status) this.statuses.push({ id: key.id ?? "", status: update.status });
      this.#waiters.wake();
    });
    socket.ws.on("CB:ack,class:message", ({ attrs }: { attrs: Record<string, string> }) => {
      this.acks.push({ id: attrs.id ?? "", error: attrs.error });
      this.#waiters.wake();
    });
    this.socket = socket;
    return socket;
  }

  /** Looked at again whenever the client noticed something. */
  until<T>(find: () => T | undefined | false, patience: Patience = {}): Promise<T> {
    return this.#waiters.until(find, patience, () => "the client did not come to it");
  }

  /** The newest QR; of several, the one that differs from those seen before. */
  async qr(after = 0): Promise<string> {
    return this.until(() => (this.qrs.length > after ? this.qrs.at(-1) : undefined));
  }

  /** Waits until so many messages have come, and gives their texts. */
  async texts(count: number): Promise<string[]> {
    await this.until(() => this.got.length >= count);
    return this.got.map((it) => it.message?.conversation ?? it.message?.extendedTextMessage?.text ?? Object.keys(it.message ?? {}).join());
  }

  /** Waits until so many lines have ended, and gives the codes. */
  async endings(count: number): Promise<(number | undefined)[]> {
    const ended = () => this.updates.filter((it) => it.connection === "close");
    await this.until(() => ended().length >= count);
    return ended().map((it) => (it.lastDisconnect?.error as { output?: { statusCode: number } } | undefined)?.output?.statusCode);
  }

  async close(): Promise<void> {
    await this.socket.end(undefined);
  }
}

export function memoryKeys(): SignalKeyStore & { kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: (type, ids) => Object.fromEntries(ids.flatMap((id) => (kept.has(`${type} ${id}`) ? [[id, kept.get(`${type} ${id}`) as never]] : []))),
    set(data: SignalDataSet) {
      for (const [type, entries] of Object.entries(data))
        for (const [id, value] of Object.entries(entries))
          if (value === null) kept.delete(`${type} ${id}`);
          else kept.set(`${type} ${id}`, value);
    },
  };
}
