import { Writable } from "node:stream";
import type { Hono } from "hono";
import { pino } from "pino";
import { createTelegramChannel, type Intake } from "../../src/channels/telegram/telegram.ts";
import type { Address, Channel, Health, Inbound, Letter, Occasion, Part, Sent, Sink } from "../../src/core/channel.ts";
import type { Visit } from "../../src/core/visit.ts";
import type { Log } from "../../src/log.ts";
import { type FakeTelegram, fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { Waiters } from "../fakes/telegram/waiting.ts";
import { silentLog, testClock } from "../world.ts";

export const commands = [
  { command: "bantuan", about: "Menampilkan hal-hal yang bisa dilakukan asisten ini." },
  { command: "kota", about: "Memilih kota." },
];

/** Keeps what it is told, each id once; refuses to store when told to. */
export class KeptSink implements Sink {
  readonly stored = new Map<string, Inbound>();
  /** Every message offered, repeats and refused ones too. */
  readonly offered: Inbound[] = [];
  readonly told: Health[] = [];
  /** Throws to refuse; awaited. */
  before: (message: Inbound) => void | Promise<void> = () => {};
  readonly #waiters = new Waiters();

  async inbound(message: Inbound): Promise<void> {
    this.offered.push(message);
    const allowed = this.before(message);
    this.#waiters.wake();
    await allowed;
    this.stored.set(message.dedupe, message);
    this.#waiters.wake();
  }

  async receipt(): Promise<void> {}

  health(health: Health): void {
    this.told.push(health);
    this.#waiters.wake();
  }

  get bodies(): Inbound["body"][] {
    return [...this.stored.values()].map((it) => it.body);
  }

  has(count: number): Promise<Inbound[]> {
    return this.until(() => this.stored.size >= count && [...this.stored.values()], `${count} stored messages`);
  }

  is(state: Health["state"]): Promise<Health> {
    return this.until(() => (this.told.at(-1)?.state === state ? this.told.at(-1) : undefined), `health ${state}`);
  }

  until<T>(find: () => T | undefined | false, what: string): Promise<T> {
    return this.#waiters.until(find, {}, () => `waited for ${what}; stored: ${this.stored.size}, health: ${JSON.stringify(this.told.at(-1))}`);
  }
}

/** The adapter stands still after a failure until it is told to go on, so that no test waits for a clock. */
export class Pauses {
  readonly all: number[] = [];
  readonly #waiters = new Waiters();
  #go: (() => void) | undefined;

  readonly pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      this.all.push(ms);
      this.#go = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
      this.#waiters.wake();
    });

  /** Milliseconds of the next pause that began and has not been ended. */
  async begun(): Promise<number> {
    await this.#waiters.until(
      () => this.#go !== undefined,
      {},
      () => "the adapter did not pause",
    );
    return this.all.at(-1) ?? 0;
  }

  end(): void {
    this.#go?.();
    this.#go = undefined;
  }
}

export interface TelegramWorld {
  fake: FakeTelegram;
  channel: Channel;
  routes: Hono<Visit>;
  sink: KeptSink;
  pauses: Pauses;
  clock: ReturnType<typeof testClock>;
  /** Starts the intake; the result ends it and waits until it is drained. */
  start(): () => Promise<void>;
  /** Sends a letter's parts one after the other, stopping at the first that fails. */
  sends(letter: Letter, occasion?: Partial<Occasion>): Promise<Sent[]>;
  sendPart(to: Address, part: Part, occasion?: Partial<Occasion>): Promise<Sent>;
  close(): Promise<void>;
}

interface WorldOptions {
  mode?: Intake;
  log?: Log;
  token?: string;
  apiRoot?: string;
  cityOfStart?: string;
  sendWithinMs?: number;
  fake?: FakeTelegram;
}

export async function telegramWorld({ mode = { kind: "polling" }, log = silentLog, ...rest }: WorldOptions = {}): Promise<TelegramWorld> {
  const clock = testClock();
  const fake = rest.fake ?? (await fakeTelegram({ clock: () => clock.now().epochMilliseconds }));
  const sink = new KeptSink();
  const pauses = new Pauses();
  const { cityOfStart, sendWithinMs } = rest;
  const { channel, routes } = createTelegramChannel({
    token: rest.token ?? fake.token,
    apiRoot: rest.apiRoot ?? fake.url,
    mode,
    commands,
    log,
    clock: clock.now,
    pause: pauses.pause,
    ...(cityOfStart !== undefined && { cityOfStart }),
    ...(sendWithinMs !== undefined && { sendWithinMs }),
  });
  const stops = new Set<() => Promise<void>>();
  const sendPart: TelegramWorld["sendPart"] = (to, part, occasion) => channel.send(to, part, { ...occasionOf(clock.now()), ...occasion });
  return {
    fake,
    channel,
    routes,
    sink,
    pauses,
    clock,
    start() {
      const stopping = new AbortController();
      const ended = channel.start(sink, stopping.signal);
      const stop = async () => {
        stopping.abort();
        await ended;
      };
      stops.add(stop);
      return stop;
    },
    async sends(letter, occasion) {
      const all: Sent[] = [];
      for (const part of channel.render(letter)) {
        const sent = await sendPart(letter.to, part, occasion);
        all.push(sent);
        if (sent.ok !== true) break;
      }
      return all;
    },
    sendPart,
    async close() {
      await Promise.all([...stops].map((stop) => stop()));
      await fake.stop();
    },
  };
}

const occasionOf = (now: Temporal.Instant): Occasion => ({
  heardAt: now.toString(),
  now,
  open: async () => {
    throw new Error("no file in this test");
  },
  signal: new AbortController().signal,
});

/** A letter to somebody of the fake. */
export const letterTo = (person: { id: number }, reply: Letter["reply"], key = "re:telegram:100001:1"): Letter => ({
  key,
  to: { channel: "telegram", account: "100001", chat: String(person.id) },
  reply,
  intent: "reply",
});

/** A log whose lines can be read. */
export function recordingLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    lines.push(chunk.toString());
    done();
  };
  return { log: pino({ level: "trace" }, new Writable({ write })), lines };
}
