import { Agent, request } from "node:http";
import type { Opts, WebhookInfo } from "grammy/types";
import type { Clock } from "./clock.ts";
import { breach, refuse } from "./refusal.ts";
import type { Pending, UpdateQueue } from "./update-queue.ts";

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
const ports = new Set(["", "443", "80", "88", "8443"]);
const firstRetryMs = 50;
const lastRetryMs = 1_000;
const patienceMs = 60_000;

interface Lane {
  waiting: Pending[];
  failures: number;
}

export interface Hook {
  url: string;
  secret: string | undefined;
  connections: number;
}

/**
 * Delivery as Telegram's own server does it: updates of one chat strictly in order, chats beside each other up to
 * max_connections, a failed one again at once, then after doubling pauses (here from 50 ms to 1 s) until 24 hours are over.
 */
export class WebhookSender {
  hook: Hook | undefined;
  /** Where a public origin really listens; nothing but loopback is ever dialled. */
  readonly origins = new Map<string, string>();
  readonly #queue: UpdateQueue;
  readonly #clock: Clock;
  readonly #complain: (problem: string) => void;
  readonly #retries = new Set<NodeJS.Timeout>();
  #agent = new Agent({ keepAlive: true });
  #lanes = new Map<number, Lane>();
  #ready: number[] = [];
  #busy = 0;
  #round = 0;
  #lastError: { at: number; message: string } | undefined;

  constructor(queue: UpdateQueue, clock: Clock, complain: (problem: string) => void) {
    this.#queue = queue;
    this.#clock = clock;
    this.#complain = complain;
  }

  set({ url, secret_token, max_connections = 40 }: Opts<"setWebhook">): void {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    const local = target !== undefined && loopback.test(target.hostname);
    if (!target || (target.protocol !== "https:" && !local)) throw breach("bad webhook: An HTTPS URL must be provided for webhook");
    if (!local && !ports.has(target.port)) throw refuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    this.stop();
    this.hook = { url, secret: secret_token, connections: max_connections };
    this.#agent = new Agent({ keepAlive: true, maxSockets: max_connections });
    for (const it of this.#queue.pending.values()) this.#enter(it);
    this.#queue.listener = (it) => {
      this.#enter(it);
      this.#pump();
    };
    this.#pump();
  }

  stop(): void {
    this.hook = undefined;
    this.#queue.listener = undefined;
    this.#round += 1; // what still runs belongs to the past
    this.#busy = 0;
    this.#lanes = new Map();
    this.#ready = [];
    for (const it of this.#retries) clearTimeout(it);
    this.#retries.clear();
    this.#agent.destroy();
    this.#lastError = undefined;
  }

  info(): WebhookInfo {
    this.#queue.dropExpired();
    const { allowed, pending } = this.#queue;
    return {
      url: this.hook?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: pending.size,
      ...(this.hook && { max_connections: this.hook.connections, ip_address: "127.0.0.1" }),
      ...(allowed && { allowed_updates: allowed }),
      ...(this.#lastError && { last_error_date: Math.floor(this.#lastError.at / 1000), last_error_message: this.#lastError.message }),
    };
  }

  #enter(it: Pending): void {
    const lane = this.#lanes.get(it.lane);
    if (lane) return void lane.waiting.push(it);
    this.#lanes.set(it.lane, { waiting: [it], failures: 0 });
    this.#ready.push(it.lane);
  }

  #pump(): void {
    while (this.hook && this.#busy < this.hook.connections) {
      const key = this.#ready.shift();
      if (key === undefined) return;
      void this.#deliver(key, this.hook, this.#round);
    }
  }

  async #deliver(key: number, hook: Hook, round: number): Promise<void> {
    const lane = this.#lanes.get(key);
    const [it] = lane?.waiting ?? [];
    if (!lane || !it) return;
    this.#busy += 1;
    const failure = it.expires > this.#clock() ? await this.#post(hook, it) : undefined;
    if (round !== this.#round) return;
    this.#busy -= 1;
    if (failure !== undefined) {
      this.#lastError = { at: this.#clock(), message: failure };
      this.#later(key, lane);
    } else {
      lane.failures = 0;
      if (it.twice) it.twice = false;
      else {
        lane.waiting.shift();
        this.#queue.settle(it.update.update_id);
      }
      if (lane.waiting.length > 0) this.#ready.push(key);
      else this.#lanes.delete(key);
    }
    this.#pump();
  }

  #later(key: number, lane: Lane): void {
    const pause = lane.failures === 0 ? 0 : Math.min(lastRetryMs, firstRetryMs * 2 ** (lane.failures - 1));
    lane.failures += 1;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.#ready.push(key);
      this.#pump();
    }, pause);
    this.#retries.add(timer);
  }

  /** Nothing if accepted, else what went wrong, in Telegram's words. */
  #post({ url, secret }: Hook, { update }: Pending): Promise<string | undefined> {
    const target = new URL(url);
    const mapped = this.origins.get(target.origin);
    const real = mapped ? new URL(target.pathname + target.search, mapped) : target;
    if (!loopback.test(real.hostname) || real.protocol !== "http:") return Promise.resolve("Connection refused");
    const body = JSON.stringify(update);
    const headers: Record<string, string | number> = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    if (mapped) headers.host = target.host;
    if (secret !== undefined) headers["x-telegram-bot-api-secret-token"] = secret;
    return new Promise((resolve) => {
      const call = request(real, { method: "POST", agent: this.#agent, headers, timeout: patienceMs }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", () => resolve("Webhook connection closed"));
        response.on("end", () => {
          const { statusCode: status = 0, statusMessage } = response;
          if (Buffer.concat(parts).includes('"method"')) this.#complain("a call in the answer to a webhook is not played by this fake");
          resolve(status >= 200 && status <= 299 ? undefined : `Wrong response from the webhook: ${status} ${statusMessage}`);
        });
      });
      call.on("timeout", () => call.destroy(new Error("Read timeout expired")));
      call.on("error", (problem: NodeJS.ErrnoException) => resolve(problem.code === "ECONNREFUSED" ? "Connection refused" : problem.message));
      call.end(body);
    });
  }
}
