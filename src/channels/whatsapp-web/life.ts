import type { Health, Hold, Sink } from "../../core/channel.ts";
import type { Desk, Running } from "./desk.ts";
import type { Order } from "./orders.ts";
import type { Past } from "./policy.ts";

/** One holding of a number: what its parts share from the start to the stop. */
export interface Life {
  desk: Desk;
  sink: Sink;
  hold: Hold;
  signal: AbortSignal;
  running: Running;
  past: Past;
  /** The order being carried out. */
  order: Order | undefined;
  /** The number is being offered for linking. */
  pairing: boolean;
  /** In a pairing: whether the phone that linked us has the configured number; null = none has. */
  linked: boolean | null;
  /** Codes shown since the pairing began. */
  offers: number;
  /** Of this connection, by `performance.now()`; null = not open yet. */
  openedAt: number | null;
  /** Since when there is no connection. */
  lostAt: number;
  /** Writes under way: the stop waits for them. */
  inHand: Set<Promise<unknown>>;
  told: Health;
  /** Something has happened for which no wait goes on. */
  woken: boolean;
  wake(): void;
}

export function newLife(desk: Desk, sink: Sink, hold: Hold, signal: AbortSignal, past: Past): Life {
  return {
    desk,
    sink,
    hold,
    signal,
    past,
    running: { child: null, connected: false, leaving: new Map() },
    order: undefined,
    pairing: false,
    linked: null,
    offers: 0,
    openedAt: null,
    lostAt: performance.now(),
    inHand: new Set(),
    told: { state: "connecting" },
    woken: false,
    wake() {
      this.woken = true;
    },
  };
}

/** Resolves after so long (absent = never), at an order, or at the stop. */
export function waiting(life: Life, ms?: number): Promise<void> {
  return new Promise((resolve) => {
    const limit = ms === undefined ? undefined : setTimeout(() => life.wake(), ms);
    life.wake = () => {
      clearTimeout(limit);
      life.woken = true;
      resolve();
    };
    if (life.woken || life.signal.aborted) life.wake();
  });
}

export function tell(life: Life, health: Health): void {
  life.told = health;
  life.sink.health(health);
}

/** Connected: with today's numbers, and what WhatsApp restricts. */
export function tellUp(life: Life): void {
  const { governor } = life.desk;
  const end = governor.restrictedUntil();
  if (end === null) tell(life, { state: "up", detail: governor.words() });
  else
    tell(life, {
      state: "restricted",
      detail: `WhatsApp allows no new chats until ${Temporal.Instant.fromEpochMilliseconds(end).toString({ smallestUnit: "second" })}; talks that exist go on; ${governor.words()}`,
    });
}

/** Remembers work that the stop has to wait for. */
export function inHand<T>(life: Life, work: Promise<T>): Promise<T> {
  life.inHand.add(work);
  const done = () => void life.inHand.delete(work);
  work.then(done, done);
  return work;
}
