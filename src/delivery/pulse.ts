import type { Log } from "../log.ts";

/**
 * Does its work again and again: soon when woken (`gapMs` after the last round at the earliest, so that what comes together is
 * done together), otherwise after a pause with jitter; one round at a time.
 * While rounds find nothing to do, the pause doubles up to `mostMs`: an idle service should cost next to nothing.
 */
export class Pulse {
  #stopped = false;
  #woken = false;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | null = null;
  #last: (() => Promise<void>)[] = [];
  #nextMs: number;
  readonly #pauseMs: number;
  readonly #mostMs: number;
  readonly #gapMs: number;
  #endedAt = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Resolves with how much there was to do. */
  readonly #work: () => Promise<number>;
  readonly #log: Log;

  constructor({ pauseMs, mostMs = pauseMs, gapMs = 0 }: { pauseMs: number; mostMs?: number; gapMs?: number }, work: () => Promise<number>, log: Log) {
    this.#pauseMs = pauseMs;
    this.#mostMs = mostMs;
    this.#gapMs = gapMs;
    this.#nextMs = pauseMs;
    this.#work = work;
    this.#log = log;
    this.#plan(0);
  }

  /** There is something to do now. */
  wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    if (!this.#round) this.#planSoon();
  }

  /** Done before `stop` resolves. */
  onStop(finish: () => Promise<void>): void {
    this.#last.push(finish);
  }

  /** No further round begins; resolves when what is in hand is finished. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    for (const finish of this.#last) await finish();
  }

  /** Told at once, then once a minute: an outage must not fill the disk. The pause grows, whoever wakes. */
  #failed(error: Error): void {
    this.#woken = false;
    this.#nextMs = Math.min(5_000, Math.max(200, this.#nextMs * 2));
    if (performance.now() - this.#toldAt < 60_000) return;
    this.#toldAt = performance.now();
    this.#log.error({ err: error.message }, "round failed; told once a minute while it goes on");
  }

  #planSoon(): void {
    this.#plan(Math.max(0, this.#endedAt + this.#gapMs - performance.now()));
  }

  #plan(waitMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), waitMs);
  }

  #run(): void {
    this.#woken = false;
    this.#round = this.#work()
      .then(
        (done) => {
          this.#nextMs = done > 0 ? this.#pauseMs : Math.min(this.#mostMs, this.#nextMs * 2);
        },
        (error: Error) => this.#failed(error),
      )
      .then(() => {
        this.#round = null;
        this.#endedAt = performance.now();
        if (!this.#woken) return this.#plan(this.#nextMs * (0.75 + Math.random() / 2));
        this.#nextMs = this.#pauseMs;
        this.#planSoon();
      });
  }
}
