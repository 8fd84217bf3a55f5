/** So many in so long, per key; held in memory with a bounded number of keys. */
export class Limit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #mostKeys: number;
  /** Oldest window first: a key is put at the end when its window begins. */
  readonly #windows = new Map<string, { count: number; endsAt: number }>();

  constructor(most: number, windowMs: number, mostKeys = 50_000) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#mostKeys = mostKeys;
  }

  /** Counts one; 0 = fine, otherwise the seconds to wait. */
  take(key: string, now: Temporal.Instant): number {
    const ms = now.epochMilliseconds;
    const open = this.#windows.get(key);
    if (open && open.endsAt > ms) {
      open.count += 1;
      return open.count > this.#most ? Math.ceil((open.endsAt - ms) / 1000) : 0;
    }
    this.#windows.delete(key);
    this.#makeRoom(ms);
    this.#windows.set(key, { count: 1, endsAt: ms + this.#windowMs });
    return 0;
  }

  #makeRoom(ms: number): void {
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt > ms && this.#windows.size < this.#mostKeys) return;
      this.#windows.delete(key);
    }
  }
}
