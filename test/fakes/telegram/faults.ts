import type { Clock } from "./clock.ts";
import { Refusal } from "./refusal.ts";

/** How a call can go wrong. The first four are refused before anything happens; the last two after it happened. */
export type Fault = { times?: number; when?: (payload: Record<string, unknown>) => boolean } & (
  | { kind: "429"; retryAfter?: number }
  | { kind: "500" }
  | { kind: "error"; code: number; description: string }
  /** A page of HTML from something in between. */
  | { kind: "garbage" }
  /** The connection breaks before the call was taken. */
  | { kind: "dropConnection" }
  /** Taken and done, then no answer ever. */
  | { kind: "timeoutAfterAccept" }
  /** Taken and done, then the connection breaks. */
  | { kind: "dropAfterAccept" }
);

interface Scripted {
  method: string;
  fault: Fault;
  left: number;
}

const overallPerSecond = 30;
const windowMs = 1_000;

/** What goes wrong by script, and the limits of the real one when asked for. */
export class Faults {
  /** 1 message a second into one chat, 30 a second in all. */
  rateLimit = false;
  readonly #clock: Clock;
  #scripted: Scripted[] = [];
  readonly #lastSent = new Map<string, number>();
  #recent: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(method: string, fault: Fault): void {
    this.#scripted.push({ method, fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#scripted = [];
  }

  /** The fault that meets this call, used up by it. */
  take(method: string, payload: Record<string, unknown>): Fault | undefined {
    if (this.#scripted.length === 0) return undefined;
    const found = this.#scripted.find((it) => (it.method === method || it.method === "*") && (it.fault.when?.(payload) ?? true));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#scripted = this.#scripted.filter((it) => it !== found);
    return found.fault;
  }

  /** Throws 429 when a message comes too soon. */
  limit(method: string, payload: Record<string, unknown>): void {
    if (!this.rateLimit || !/^send(Message|Photo|Document)$/.test(method)) return;
    const now = this.#clock();
    const chat = String(payload.chat_id);
    this.#recent = this.#recent.filter((it) => it > now - windowMs);
    if ((this.#lastSent.get(chat) ?? 0) > now - windowMs || this.#recent.length >= overallPerSecond) throw tooMany(1);
    this.#lastSent.set(chat, now);
    this.#recent.push(now);
  }
}

/** The refusal a fault stands for, if it is one. */
export function refusalOf(fault: Fault | undefined): Refusal | undefined {
  if (fault?.kind === "429") return tooMany(fault.retryAfter ?? 1);
  if (fault?.kind === "500") return new Refusal(500, "Internal Server Error");
  return fault?.kind === "error" ? new Refusal(fault.code, fault.description) : undefined;
}

const tooMany = (seconds: number) => new Refusal(429, `Too Many Requests: retry after ${seconds}`, false, { retry_after: seconds });
