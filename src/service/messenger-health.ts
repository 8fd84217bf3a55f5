import type { Channel, Health, Sink } from "../core/channel.ts";
import type { Log } from "../log.ts";

/** What a channel of this process last said of its health. */
export interface Listening {
  /** The same channel, listened to. */
  channel: Channel;
  /** Null until it said more than that it begins, as where another process takes the messages. */
  health(): Health | null;
  /** When that is no longer null. */
  known: Promise<void>;
}

const needsSomebody = new Set<Health["state"]>(["down", "restricted", "needs-pairing"]);

/** Hears what a channel tells on its way into the base: for the start, which prints it, and for the log, when somebody has to act. */
export function listenTo(channel: Channel, log: Log): Listening {
  let last: Health | null = null;
  let heard = () => {};
  const known = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const hear = (health: Health) => {
    if (health.state === "connecting" && health.detail === undefined) return;
    const changed = last?.state !== health.state;
    if (changed && needsSomebody.has(health.state)) log.warn({ channel: channel.id, account: channel.account }, `messenger ${healthWords(health)}`);
    if (changed && last && health.state === "up") log.info({ channel: channel.id, account: channel.account }, "messenger up again");
    last = health;
    heard();
  };
  const start: Channel["start"] = (sink, signal, hold) => channel.start(listened(sink, hear), signal, hold);
  return { channel: { ...channel, start }, health: () => last, known };
}

function listened(sink: Sink, hear: (health: Health) => void): Sink {
  return {
    inbound: (message) => sink.inbound(message),
    receipt: (receipt) => sink.receipt(receipt),
    health(health) {
      hear(health);
      sink.health(health);
    },
  };
}

/** In plain words, e.g. `up` or `down: token refused (401)`. */
export function healthWords(health: Health | null): string {
  if (!health) return "not known yet, see kawan channels";
  if (health.state === "up") return "up";
  const state = health.state === "connecting" ? "not connected yet" : health.state;
  return health.detail ? `${state}: ${health.detail}` : state;
}
