/** Does the same work again and again in the background: when woken, and every few seconds. */
export interface Rounds {
  start(): void;
  wake(): void;
  /** The end of a whole round that begins after this call. */
  next(): Promise<void>;
  /** When the work has stopped, after the signal. */
  ended(): Promise<void>;
}

/** What other replicas made is seen after this time. */
const everyMs = 5_000;
/** Between two rounds that somebody waits for. */
const hurriedMs = 200;

export function createRounds(work: () => Promise<void>, signal: AbortSignal): Rounds {
  let running: Promise<void> | undefined;
  let woken = Promise.withResolvers<void>();
  let done = Promise.withResolvers<void>();
  let waiting = 0;
  signal.addEventListener("abort", () => woken.resolve());

  // One function that waits, never a timer set by the caller: a caller's open transaction must not reach in here.
  async function run(): Promise<void> {
    while (!signal.aborted) {
      woken = Promise.withResolvers<void>();
      const ends = done;
      done = Promise.withResolvers<void>();
      await work();
      ends.resolve();
      await Promise.race([woken.promise, rest(waiting > 0 ? hurriedMs : everyMs)]);
    }
    done.resolve();
  }

  return {
    start() {
      running ??= run();
    },
    wake: () => woken.resolve(),
    async next() {
      waiting++;
      await done.promise;
      waiting--;
    },
    ended: async () => void (await running),
  };
}

function rest(ms: number): Promise<void> {
  return new Promise((resume) => {
    setTimeout(resume, ms).unref();
  });
}
