import type { Update } from "grammy/types";
import type { Clock } from "./clock.ts";
import { Refusal } from "./refusal.ts";

export type UpdateKind = Exclude<keyof Update, "update_id">;
export type News = { [K in UpdateKind]: Pick<Update, K> }[UpdateKind];

export interface Pending {
  update: Update;
  /** Updates of one lane are delivered in order; lanes do not wait for each other. */
  lane: number;
  expires: number;
  /** Scripted fault: to be delivered once more after it was taken. */
  twice: boolean;
}

interface Poll {
  finish(result: Update[] | Refusal): void;
}

const keptMs = 24 * 3_600_000;
const longestPollSeconds = 50;
/** A number further ahead than this of all that were given out is not believed: all that waits is told from its beginning. */
const farAhead = 11;
/** Sent only when asked for by name. */
const unasked = new Set<UpdateKind>(["chat_member", "message_reaction", "message_reaction_count"]);

/** What waits to be fetched or delivered: 24 hours, in order, until confirmed. */
export class UpdateQueue {
  readonly pending = new Map<number, Pending>();
  /** Told of each new update while a webhook is set. */
  listener: ((it: Pending) => void) | undefined;
  duplicates = 0;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #allowed: ReadonlySet<string> | undefined;
  #repeats: Update[] = [];
  #lastId = 500_000_000;
  #poll: Poll | undefined;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get allowed(): UpdateKind[] | undefined {
    return this.#allowed && ([...this.#allowed] as UpdateKind[]);
  }

  /** Remembered until named again; an empty list means the default. */
  allow(kinds: readonly UpdateKind[] | undefined): void {
    if (kinds) this.#allowed = kinds.length > 0 ? new Set(kinds) : undefined;
  }

  add(news: News, lane: number): Update | undefined {
    const [kind] = Object.keys(news) as UpdateKind[];
    if (!kind || (this.#allowed ? !this.#allowed.has(kind) : unasked.has(kind))) return undefined;
    this.#lastId += 1;
    const update: Update = { update_id: this.#lastId, ...news };
    const twice = this.duplicates > 0;
    if (twice) this.duplicates -= 1;
    const pending = { update, lane, expires: this.#clock() + keptMs, twice };
    this.pending.set(update.update_id, pending);
    this.listener?.(pending);
    this.#poll?.finish([update]);
    return update;
  }

  /** Taken for good by whoever fetches. */
  settle(id: number): void {
    this.pending.delete(id);
    this.#changed();
  }

  dropExpired(): void {
    const now = this.#clock();
    for (const [id, it] of this.pending) {
      if (it.expires > now) return;
      this.pending.delete(id);
    }
  }

  forgetAll(): void {
    this.pending.clear();
    this.#repeats = [];
    this.#changed();
  }

  /** Long polling. A newer poll ends the older one with 409, as does a webhook. */
  fetch({ offset = 0, limit = 100, timeout = 0 }: { offset?: number; limit?: number; timeout?: number }, gone: AbortSignal): Promise<Update[]> {
    this.endPoll("other getUpdates request; make sure that only one bot instance is running");
    this.dropExpired();
    this.#confirm(offset > this.#lastId + farAhead ? 0 : offset);
    const ready = this.#batch(limit);
    if (ready.length > 0 || timeout === 0) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      const poll: Poll = {
        finish: (result) => {
          if (this.#poll === poll) this.#poll = undefined;
          clearTimeout(limitTimer);
          gone.removeEventListener("abort", leave);
          if (result instanceof Refusal) reject(result);
          else resolve(result);
        },
      };
      const leave = () => poll.finish([]);
      const limitTimer = setTimeout(leave, Math.min(timeout, longestPollSeconds) * 1000);
      gone.addEventListener("abort", leave);
      this.#poll = poll;
    });
  }

  /** After a week of silence the next update gets a number by chance, which may be a lower one. */
  renumber(from: number): void {
    this.#lastId = from;
  }

  endPoll(by: string): void {
    this.#poll?.finish(new Refusal(409, `Conflict: terminated by ${by}`));
  }

  /** Ends a waiting poll with an empty batch: the fake is being stopped. */
  release(): void {
    this.#poll?.finish([]);
  }

  #confirm(offset: number): void {
    const keep = offset < 0 ? [...this.pending.keys()].at(offset) : offset;
    for (const [id, it] of this.pending) {
      if (id >= (keep ?? 0)) break;
      if (it.twice) this.#repeats.push(it.update);
      this.pending.delete(id);
    }
    this.#changed();
  }

  #batch(limit: number): Update[] {
    const batch = this.#repeats.splice(0, limit);
    for (const it of this.pending.values()) {
      if (batch.length >= limit) break;
      batch.push(it.update);
    }
    return batch;
  }
}
