import { Agent } from "node:https";
import { rootCertificates } from "node:tls";
import type { AuthenticationCreds, BinaryNode, CacheStore, SocketConfig } from "@whiskeysockets/baileys";
import { isIgnored, personName } from "../jid.ts";
import type { Ending } from "../policy.ts";
import type { Heard } from "../protocol.ts";
import { sealText } from "../sealing.ts";
import { Acks } from "./acks.ts";
import { messageIn, readContent } from "./content.ts";
import { type Desk, report, type Socket, tell } from "./desk.ts";
import { devicesCache } from "./devices-cache.ts";
import { endingOf } from "./ending.ts";
import { keptMessage } from "./kept-message.ts";
import { keysOf, passingKeys } from "./keys.ts";
import { libraryLog } from "./library-log.ts";
import { offerPairing } from "./pairing.ts";
import { journalling } from "./repository.ts";
import { ciphertextsOf, envelopeOf, seenIn } from "./stanza.ts";
import { voteIn } from "./vote.ts";

/** One connection to WhatsApp; another one is another object. */
export interface Connection {
  socket: Socket;
  acks: Acks;
  /** Resolves when it is over and all that was written is durable. */
  ended: Promise<Ending>;
  /** Ends it at once: nothing more is read, written or acknowledged. */
  drop(): void;
}

/** Recent messages that were kept when they were opened: the library's own event about them says nothing new. */
const knownMost = 2_000;

/** Connects; `pairing` = as a new device that somebody has to link. Credentials of another number are only used to unlink it. */
export function connect(desk: Desk, creds: AuthenticationCreds, pairing: "qr" | "code" | null): Connection {
  const { baileys, opening, line, sealing } = desk;
  const state = { dropped: false, over: false };
  const rightNumber = () => personName(creds.me?.id)?.digits === opening.account;
  const keys = creds.account && !rightNumber() ? passingKeys() : keysOf(desk, () => state.over);
  const stanzas = new WeakMap<Uint8Array, BinaryNode>();
  const known = new Set<string>();
  const own = (jid: string) => {
    // A hidden id and a number with the same digits are two people.
    const name = personName(jid)?.jid;
    return name !== undefined && [creds.me?.id, creds.me?.lid].some((it) => personName(it)?.jid === name);
  };

  const keep = async (envelope: Omit<Heard, "said" | "ephemeral">, message: object, socket: Socket) => {
    const content = baileys.normalizeMessageContent(message) ?? {};
    const { id, from } = envelope;
    const read = readContent(content, (file) => sealText(sealing, "media", JSON.stringify({ ...file, id, from })));
    const said = read.said ?? (opening.polls ? await voteIn(desk, content, envelope, creds) : null);
    if (!said && read.ephemeral === null) return;
    const alias = envelope.alias ?? (await aliasOf(socket, from));
    await line.call("heard", { ...envelope, alias, said, ephemeral: read.ephemeral });
  };

  const guard = () => {
    if (state.dropped) throw new Error("this connection is over");
  };
  const config: Partial<SocketConfig> = {
    auth: { creds, keys: keys.store },
    logger: libraryLog((words) => tell(desk, "debug", words)),
    browser: baileys.Browsers.macOS("Chrome"),
    countryCode: "ID",
    markOnlineOnConnect: false,
    emitOwnEvents: false,
    syncFullHistory: false,
    // The first batch tells which hidden id belongs to which number; the rest would be other people's talks.
    shouldSyncHistoryMessage: ({ syncType }) => syncType === baileys.proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
    shouldIgnoreJid: isIgnored,
    generateHighQualityLinkPreview: false,
    defaultQueryTimeoutMs: opening.testing?.queryMs ?? 20_000,
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    msgRetryCounterCache: cacheOver(desk.retries),
    userDevicesCache: devicesCache(),
    // The library gives it to whoever asks.
    getMessage: async ({ id, remoteJid }) => {
      const asker = personName(remoteJid);
      if (!id || !asker) return undefined;
      const alias = await aliasOf(socket, asker.jid);
      return (await keptMessage(desk, id, alias === null ? [asker.jid] : [asker.jid, alias])) ?? undefined;
    },
    makeSignalRepository: journalling(baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository, {
      guard,
      stanzaOf: (ciphertext) => stanzas.get(ciphertext),
      async keep(stanza, plaintext) {
        const envelope = rightNumber() ? envelopeOf(stanza, own) : null;
        const message = envelope && messageIn(baileys, plaintext);
        // What cannot be read would come again for ever if the connection ended over it: the library asks for it a few times, and gives up.
        if (!message) return;
        try {
          await keep(envelope, message, socket);
        } catch (error) {
          connection.drop();
          throw error;
        }
        known.add(`${envelope.from}|${envelope.id}`);
        if (known.size > knownMost) known.delete(known.values().next().value ?? "");
      },
    }),
    ...versionOf(opening.version),
    ...endpointOf(desk),
  };
  const socket = baileys.makeWASocket(config as SocketConfig);
  const ended = Promise.withResolvers<Ending>();
  const acks = new Acks();
  const connection: Connection = {
    socket,
    acks,
    ended: ended.promise,
    drop() {
      if (state.dropped) return;
      state.dropped = true;
      // At once, and not with a farewell: what the library would still send must not leave.
      (socket.ws as unknown as { socket: { terminate(): void } | null }).socket?.terminate();
      void socket.end(undefined);
    },
  };

  socket.ws.prependListener("CB:message", (stanza: BinaryNode) => {
    const asItCame = { ...stanza, attrs: { ...stanza.attrs } };
    for (const it of ciphertextsOf(stanza)) stanzas.set(it, asItCame);
    // The library takes only what waited one by one; the rest overtakes it, a person's later message their earlier ones.
    stanza.attrs.offline ??= "0";
  });
  socket.ws.on("CB:receipt", (stanza: BinaryNode) => {
    const seen = seenIn(stanza);
    if (seen && !state.dropped) line.call("seen", seen).catch(() => {}); // the service says so itself
  });
  socket.ws.on("CB:ack,class:message", (stanza: BinaryNode) => acks.take(stanza.attrs));
  // The library listens to this and does nothing about it, and would wait for twenty seconds.
  socket.ws.on("unexpected-response", (_request: unknown, { statusCode }: { statusCode?: number }) => {
    void socket.end(Object.assign(new Error(`WebSocket Error (${statusCode})`), { output: { statusCode } }));
  });
  socket.ev.on("creds.update", () => {
    if (!state.dropped && creds.account && rightNumber()) keys.saveCreds(creds);
  });
  socket.ev.on("messages.upsert", ({ messages }) => {
    for (const { key, message, messageTimestamp } of messages) {
      const [from, alias] = [personName(key.remoteJid), personName(key.remoteJidAlt)];
      const { id } = key;
      if (state.dropped || key.fromMe || !id || !message || !from || own(from.jid) || known.has(`${from.jid}|${id}`)) continue;
      // Not opened here but sent once more by our own phone, for instance: it has been acknowledged already.
      keep({ id, from: from.jid, alias: alias?.jid ?? null, shown: false, at: Number(String(messageTimestamp ?? 0)), offline: true }, message, socket).catch(
        (error: Error) => tell(desk, "warn", `a message that came round was not kept: ${error.name}`),
      );
    }
  });
  socket.ev.on("connection.update", ({ connection: phase, lastDisconnect, reachoutTimeLock, isNewLogin }) => {
    if (reachoutTimeLock)
      report(desk, { type: "restricted", untilMs: reachoutTimeLock.isActive ? (reachoutTimeLock.timeEnforcementEnds?.getTime() ?? null) : 0 });
    if (isNewLogin) report(desk, { type: "linked", right: rightNumber() });
    if (phase === "open") {
      if (rightNumber()) report(desk, { type: "open" });
      else socket.logout().catch(() => connection.drop());
    }
    if (phase === "close") {
      state.over = true;
      acks.lose();
      const ending = endingOf(lastDisconnect?.error, state.dropped);
      // Written before it is told: the next connection begins with what the base has.
      keys.settled().then(
        () => ended.resolve(ending),
        () => ended.resolve(ending),
      );
    }
  });
  if (pairing) offerPairing(desk, socket, creds, pairing);
  return connection;
}

/** The other name that the library remembers. Where the number has gone over to somebody else, it still remembers it for the former owner too. */
async function aliasOf(socket: Socket, jid: string): Promise<string | null> {
  const { lidMapping } = socket.signalRepository;
  const otherOf = async (it: string) => personName(it.endsWith("@lid") ? await lidMapping.getPNForLID(it) : await lidMapping.getLIDForPN(it))?.jid ?? null;
  const other = await otherOf(jid);
  return other !== null && (await otherOf(other)) === jid ? other : null;
}

function versionOf(version: string | undefined): Partial<SocketConfig> {
  const [first, second, third] = (version ?? "").split(".").map(Number);
  return first !== undefined && second !== undefined && third !== undefined ? { version: [first, second, third] } : {};
}

/** Another address than WhatsApp's only where a test has handed one over the line; certificates are checked there too. */
function endpointOf({ opening: { testing } }: Desk): Partial<SocketConfig> {
  if (!testing) return {};
  const agent = testing.ca === undefined ? undefined : new Agent({ ca: [...rootCertificates, testing.ca] });
  return {
    waWebSocketUrl: testing.url,
    ...(agent && { fetchAgent: agent }),
    ...(agent && testing.url.startsWith("wss:") && { agent }),
    ...(testing.keepAliveMs !== undefined && { keepAliveIntervalMs: testing.keepAliveMs }),
  };
}

const retriesMost = 5_000;

function cacheOver(map: Map<string, number>): CacheStore {
  return {
    get: <T>(key: string) => map.get(key) as T | undefined,
    set(key, value) {
      map.set(key, value as number);
      if (map.size > retriesMost) map.delete(map.keys().next().value ?? "");
    },
    del: (key) => void map.delete(key),
    flushAll: () => map.clear(),
  };
}
