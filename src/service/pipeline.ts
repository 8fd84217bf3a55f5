import type { App } from "../app.ts";
import { renderLetter as renderTelegram } from "../channels/telegram/render.ts";
import { renderTerminal } from "../channels/terminal.ts";
import { renderLetter } from "../channels/web/message.ts";
import { renderWhatsApp } from "../channels/whatsapp-cloud/render.ts";
import { renderWhatsAppWeb } from "../channels/whatsapp-web/render.ts";
import { type Channel, type ChannelId, conversationOf, type Hold, type Inbound, type Letter, type Media, type Sink } from "../core/channel.ts";
import { Fault } from "../core/fault.ts";
import { gather } from "../core/gather.ts";
import { noteHealth } from "../delivery/accounts.ts";
import { type Courier, startCourier } from "../delivery/courier.ts";
import { whileHolding } from "../delivery/holder.ts";
import { storeInbound } from "../delivery/inbox.ts";
import { type Lane, putLetters } from "../delivery/outbox.ts";
import type { Place } from "../delivery/place.ts";
import { markReceipt } from "../delivery/receipts.ts";
import { stopLetters } from "../delivery/stop-letters.ts";
import { startWorker } from "../delivery/worker.ts";
import { preparing } from "./preparing.ts";

/** Takes messages, answers them, sends the answers: one for a process. */
export interface Pipeline {
  /** Takes this channel's messages and sends its letters until closed. */
  open(channel: Channel): { close(): Promise<void> };
  /** Stops intake, finishes what is in hand, sends what came of it. */
  stop(): Promise<void>;
}

/**
 * Mailboxes, and parcels of a lane, in hand at once: the embedded database has one session, more would only wait for it. On a
 * server more in hand means fewer, larger statements: with 100 half as many for each message as with 40, and where all want the same
 * (a class opens) 200 cost a quarter less than 100.
 */
const concurrency = { embedded: { mailboxes: 8, transactions: 1, parcels: 20 }, postgres: { mailboxes: 200, transactions: 3, parcels: 100 } } as const;

/** On one server any process may answer any channel's message, so each knows how all of them are rendered. */
const renderers: Partial<Record<ChannelId, Channel["render"]>> = {
  web: renderLetter,
  terminal: renderTerminal,
  telegram: renderTelegram,
  "wa-cloud": renderWhatsApp,
  "wa-web": renderWhatsAppWeb,
};

export function startPipeline(app: App): Pipeline {
  const place: Place = { db: app.db, cell: app.cell };
  const opened = new Map<Channel, Opened>();
  const worker = startWorker({
    ...place,
    turn: {
      ...app.engine,
      understand(message) {
        const channel = channelFor([...opened.keys()], message);
        return preparing(channel, message, (onDraft) => app.engine.understand(message, (_, media) => fetchFrom(channel, media), onDraft));
      },
      async act(tx, turns, now) {
        const left = turns.filter((it) => it.message.body.type === "left").map((it) => conversationOf(it.message.to));
        if (left.length > 0) await stopLetters({ db: tx, cell: app.cell }, left, now);
        return app.engine.act(tx, turns, now);
      },
    },
    put: (tx, letters, now) => putLetters(tx, render, letters, now),
    sent(letters) {
      for (const it of opened.values()) for (const lane of lanesOf(letters, it.channel)) it.courier.wake(lane);
    },
    clock: app.clock,
    log: app.log,
    concurrency: concurrency[app.kind].mailboxes,
    transactions: concurrency[app.kind].transactions,
  });
  const store = gather((messages: Inbound[]) => storeInbound(place, messages, app.clock()));
  const inbound: Sink["inbound"] = async (message) => {
    if (await store(message)) worker.wake();
  };
  return {
    open(channel) {
      const it = openChannel(app, place, channel, inbound);
      opened.set(channel, it);
      return {
        async close() {
          await it.endIntake();
          opened.delete(channel);
          await it.courier.stop();
        },
      };
    },
    async stop() {
      const all = [...opened.values()];
      await Promise.all(all.map((it) => it.endIntake()));
      await worker.stop();
      await Promise.all(all.map((it) => it.courier.stop()));
      opened.clear();
    },
  };
}

/** A file may take as long as a slow network needs. */
const fetchMs = 90_000;

/** The channel that a message came through, where this process holds it. */
const channelFor = (channels: Channel[], { to }: Inbound): Channel | undefined => channels.find((it) => it.id === to.channel && it.account === to.account);

/** Bytes of what somebody sent. */
async function fetchFrom(channel: Channel | undefined, media: Media): Promise<Uint8Array> {
  if (!channel?.fetch) throw new Fault("unavailable", "Berkas belum dapat diambil saat ini. Silakan kirim ulang beberapa menit lagi.");
  return channel.fetch(media, AbortSignal.timeout(fetchMs));
}

type Opened = ReturnType<typeof openChannel>;

function openChannel(app: App, place: Place, channel: Channel, inbound: Sink["inbound"]) {
  const { log, clock } = app;
  const stopping = new AbortController();
  const account = { id: channel.id, account: channel.account };
  // One after the other: over two sessions, "connecting" could be written after the "up" that follows it.
  let told = Promise.resolve();
  const sink: Sink = {
    inbound,
    receipt: (receipt) => markReceipt(place, receipt, clock()),
    health(health) {
      const now = clock();
      told = told
        .then(() => noteHealth(place, account, health, now))
        .catch((error: Error) => log.warn({ channel: channel.id, err: error.message }, "health not kept"));
    },
  };
  const openCounter = () => startCourier({ ...place, channel, clock, log, concurrency: concurrency[app.kind].parcels });
  let courier: Courier | undefined = channel.exclusiveSending ? undefined : openCounter();
  const take = async (signal: AbortSignal, hold?: Hold) => {
    if (!channel.exclusiveSending) return channel.start(sink, signal, hold);
    const own = openCounter();
    courier = own;
    // What is on its way goes out over the connection before that is closed.
    const closing = new AbortController();
    const close = () => void own.stop().finally(() => closing.abort());
    signal.addEventListener("abort", close, { once: true });
    if (signal.aborted) close();
    try {
      await channel.start(sink, closing.signal, hold);
    } finally {
      signal.removeEventListener("abort", close);
      await own.stop();
      courier = undefined;
    }
  };
  const intake = (channel.exclusiveIntake ? whileHolding({ ...place, account, clock, log }, stopping.signal, take) : take(stopping.signal)).catch(
    (error: Error) => log.error({ channel: channel.id, err: error.stack ?? error.message }, "intake ended"),
  );
  return {
    channel,
    courier: {
      wake: (lane) => courier?.wake(lane),
      stop: async () => courier?.stop(),
    } satisfies Courier,
    endIntake() {
      stopping.abort();
      return intake;
    },
  };
}

const lanesOf = (letters: Letter[], { id, account }: Channel): Set<Lane> =>
  new Set(letters.filter(({ to }) => to.channel === id && to.account === account).map((it) => it.intent));

/** Parts of a letter in its own channel's form; also for commands, which plan letters outside any talk. */
export function render(letter: Letter) {
  const by = renderers[letter.to.channel];
  if (!by) throw new Error(`no channel ${letter.to.channel} for letter ${letter.key}`);
  return by(letter);
}
