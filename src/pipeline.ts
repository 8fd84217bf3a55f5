import type { App } from "./app.ts";
import { renderTerminal } from "./channels/terminal.ts";
import { renderLetter } from "./channels/web-message.ts";
import type { Channel, ChannelId, Letter, Sink } from "./core/channel.ts";
import { startCourier } from "./delivery/courier.ts";
import { type Place, storeInbound } from "./delivery/inbox.ts";
import { putLetter } from "./delivery/outbox.ts";
import { startWorker } from "./delivery/worker.ts";

/** Takes messages, answers them, sends the answers: one for a process. */
export interface Pipeline {
  /** Takes this channel's messages and sends its letters until closed. */
  open(channel: Channel): { close(): Promise<void> };
  /** Stops intake, finishes what is in hand, sends what came of it. */
  stop(): Promise<void>;
}

/** Mailboxes in hand at once: the embedded database has one session, more would only wait for it. */
const concurrency = { embedded: 2, postgres: 8 } as const;
const batch = 20;

/** On one server any process may answer any channel's message, so each knows how all of them are rendered. */
const renderers: Partial<Record<ChannelId, Channel["render"]>> = { web: renderLetter, terminal: renderTerminal };

export function startPipeline(app: App): Pipeline {
  const place: Place = { db: app.db, cell: app.cell };
  const opened = new Map<Channel, Opened>();
  const worker = startWorker({
    ...place,
    turn: app.engine,
    put: (tx, letter, now) => putLetter(tx, { render: rendererOf(letter) }, letter, now),
    sent: () => opened.forEach((it) => it.courier.wake()),
    clock: app.clock,
    log: app.log,
    concurrency: concurrency[app.kind],
  });
  const sink: Sink = {
    async inbound(message) {
      if (await storeInbound(place, message, app.clock())) worker.wake();
    },
  };
  return {
    open(channel) {
      const it = openChannel(app, place, channel, sink);
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

type Opened = ReturnType<typeof openChannel>;

function openChannel(app: App, place: Place, channel: Channel, sink: Sink) {
  const stopping = new AbortController();
  const intake = channel.start(sink, stopping.signal).catch((error: Error) => {
    app.log.error({ channel: channel.id, err: error.stack ?? error.message }, "intake ended");
  });
  return {
    courier: startCourier({ ...place, channel, clock: app.clock, log: app.log, batch }),
    endIntake() {
      stopping.abort();
      return intake;
    },
  };
}

function rendererOf({ to, key }: Letter): Channel["render"] {
  const render = renderers[to.channel];
  if (!render) throw new Error(`no channel ${to.channel} for letter ${key}`);
  return render;
}
