import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BotAccount, type Call, type Violation } from "./bot-account.ts";
import type { Group, Heard } from "./chat.ts";
import type { Clock } from "./clock.ts";
import type { Method } from "./description.ts";
import type { Fault } from "./faults.ts";
import type { Person, PersonFacts } from "./person.ts";
import { createBotApiServer } from "./server.ts";
import type { Tap } from "./tap.ts";
import type { Patience } from "./waiting.ts";

export type { Call, Violation } from "./bot-account.ts";
export { type Group, type Heard, labels } from "./chat.ts";
export type { Fault } from "./faults.ts";
export type { Person } from "./person.ts";
export type { Tap } from "./tap.ts";

export interface FakeTelegramOptions {
  token?: string;
  username?: string;
  /** 1 message a second into one chat, 30 a second in all. */
  rateLimit?: boolean;
  clock?: Clock;
  /** Told of each message the bot sends, before the bot is answered. */
  onMessage?: (message: Heard) => void;
}

/** A Bot API over loopback with people who write through it. Hand `url` to the client as `apiRoot`. */
export async function fakeTelegram(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
  const bots = new Map<string, BotAccount>();
  const server = createBotApiServer(bots);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return new FakeTelegram(server, bots, options);
}

/** One bot's Telegram, from outside. */
export class FakeTelegram {
  readonly url: string;
  readonly token: string;
  readonly #server: Server;
  readonly #bots: Map<string, BotAccount>;
  readonly #bot: BotAccount;

  constructor(server: Server, bots: Map<string, BotAccount>, { token = "100001:UJI-token", username = "kawan_uji_bot", clock, ...rest }: FakeTelegramOptions) {
    this.#server = server;
    this.#bots = bots;
    this.#bot = new BotAccount(token, username, clock ?? Date.now);
    this.#bot.faults.rateLimit = rest.rateLimit ?? false;
    this.#bot.onMessage = rest.onMessage;
    this.token = token;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    bots.set(token, this.#bot);
  }

  /** Another bot on the same server, with its own people. */
  anotherBot(options: FakeTelegramOptions & { token: string }): FakeTelegram {
    return new FakeTelegram(this.#server, this.#bots, options);
  }

  person(facts: PersonFacts = {}): Person {
    return this.#bot.person(facts);
  }

  group(title = "Grup Contoh"): Group {
    return this.#bot.group(title);
  }

  /** Every call of a method so far, or of all; `file` stands for a download. */
  calls<M extends Method | "file">(method: M): Call<M>[];
  calls(): Call[];
  calls(method?: string): Call[] {
    return method === undefined ? this.#bot.journal : this.#bot.journal.filter((it) => it.method === method);
  }

  /** Waits until a method was called and, if named, met a condition. */
  called<M extends Method | "file">(method: M, when: (call: Call<M>) => boolean = () => true, patience: Patience = {}): Promise<Call<M>> {
    return this.#bot.waiters.until(
      () => this.calls(method).find(when),
      patience,
      () => `${method} was not called so`,
    );
  }

  /** Requests that no correct client sends. A good test ends with this empty. */
  get violations(): readonly Violation[] {
    return this.#bot.violations;
  }

  get unansweredCallbacks(): Tap[] {
    return [...this.#bot.taps.values()].filter((it) => !it.answered);
  }

  /** Updates nobody has taken yet. */
  get pendingUpdates(): number {
    return this.#bot.updates.pending.size;
  }

  /** Waits until every update was taken: confirmed by a later poll, or accepted by the webhook. */
  async drained(patience: Patience = {}): Promise<void> {
    await this.#bot.waiters.until(
      () => this.pendingUpdates === 0 || undefined,
      patience,
      () => `${this.pendingUpdates} updates were not taken`,
    );
  }

  /** Scripts what happens to the next calls of a method, of all (`*`) or to downloads (`file`). */
  fault(method: Method | "file" | "*", fault: Fault): void {
    this.#bot.faults.add(method, fault);
  }

  clearFaults(): void {
    this.#bot.faults.clear();
  }

  /** The next `count` updates are delivered twice: posted again, or repeated in the batch after the one that confirmed them. */
  repeatsUpdates(count = 1): void {
    this.#bot.updates.duplicates += count;
  }

  /** Updates are numbered from here on, as Telegram does by chance after a week without any. */
  renumbersUpdates(from: number): void {
    this.#bot.updates.renumber(from);
  }

  /** From now on Telegram takes no answer to the taps made so far. */
  expireCallbacks(): void {
    for (const tap of this.#bot.taps.values()) tap.expired = true;
  }

  set rateLimit(on: boolean) {
    this.#bot.faults.rateLimit = on;
  }

  /** A webhook may be set to a public address such as https://kawan.example; this says where it listens in truth. */
  routes(publicOrigin: string, listens: string): void {
    this.#bot.webhook.origins.set(new URL(publicOrigin).origin, listens);
  }

  /** Where updates are posted; empty while there is no webhook. */
  get webhookUrl(): string {
    return this.#bot.webhook.hook?.url ?? "";
  }

  async stop(): Promise<void> {
    for (const bot of this.#bots.values()) {
      bot.webhook.stop();
      bot.updates.release();
    }
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((done) => this.#server.close(done));
  }
}
