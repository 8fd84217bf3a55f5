import { setTimeout as wait } from "node:timers/promises";
import type { Health, Sink } from "../../core/channel.ts";
import type { Clock } from "../../core/time.ts";
import type { Log } from "../../log.ts";
import { createClient, type TelegramClient } from "./client.ts";

/** How messages come in. */
export type Intake =
  | { kind: "polling" }
  /** `url` is the public https address, path included; `secret` 1 to 256 of A-Z, a-z, 0-9, _ and -. */
  | { kind: "webhook"; url: string; secret: string };

export interface TelegramOptions {
  /** From BotFather, `123456:ABC…`. */
  token: string;
  apiRoot?: string;
  mode: Intake;
  /** Shown behind the menu button, in this order. */
  commands: { command: string; about: string }[];
  log: Log;
  clock: Clock;
  /** City that a start without one means: that of a bot which belongs to one city. */
  cityOfStart?: string;
  /** Milliseconds for the sending of one part, everything that belongs to it together. */
  sendWithinMs?: number;
  /** Waits between attempts; ends early at the signal. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
}

/** What the parts of the adapter share; lives as long as the channel. */
export interface TelegramDesk extends Required<Omit<TelegramOptions, "token" | "apiRoot">> {
  client: TelegramClient;
  /** The bot's own id. */
  account: string;
  /** Updates being stored and taps being answered: the stop waits for them. */
  inHand: Set<Promise<unknown>>;
  /** Null until started and after the stop. */
  running: { sink: Sink; signal: AbortSignal } | null;
  /** Where the bot can be opened, once Telegram has told its name. */
  link: string | undefined;
  /** The last health that was told, and when (milliseconds). */
  told: { words: string; atMs: number };
  /** When an update last came by webhook and was stored; null = not yet. */
  updateAt: Temporal.Instant | null;
}

export function openDesk({ token, apiRoot = "https://api.telegram.org", ...options }: TelegramOptions): TelegramDesk {
  const account = /^(\d{1,20}):[\w-]+$/.exec(token)?.[1];
  if (account === undefined) throw new Error("The Telegram token does not look like one of BotFather's (digits, a colon, letters)");
  const usual = { cityOfStart: "", sendWithinMs: 25_000, pause: pauseQuietly };
  const fresh = { inHand: new Set<Promise<unknown>>(), link: undefined, running: null, told: nothingTold, updateAt: null };
  return { ...usual, ...options, client: createClient(token, apiRoot), account, ...fresh };
}

/** A chat's number; null = not an address of Telegram's. */
export const chatIdOf = (chat: string): number | null => (/^-?\d{1,15}$/.test(chat) ? Number(chat) : null);

const pauseQuietly = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => {}); // rejects when stopped

export const nothingTold: TelegramDesk["told"] = { words: "", atMs: 0 };
/** Short enough that a long poll that goes well tells at least once a minute. */
const tellAgainMs = 30_000;

/**
 * Changes at once, and what stays the same now and then: a refused send writes "down" over it, and a write may fail while
 * the database is away.
 */
export function tellHealth(desk: TelegramDesk, health: Health): void {
  const words = `${health.state} ${health.detail ?? ""}`;
  const atMs = desk.clock().epochMilliseconds;
  if (words === desk.told.words && Math.abs(atMs - desk.told.atMs) < tellAgainMs) return;
  desk.told = { words, atMs };
  desk.running?.sink.health({ ...health, ...(desk.link !== undefined && { link: desk.link }) });
}

export function keepInHand<T>(desk: TelegramDesk, work: Promise<T>): Promise<T> {
  desk.inHand.add(work);
  const done = () => void desk.inHand.delete(work);
  work.then(done, done);
  return work;
}
