import { isDeadlock } from "../db/outage.ts";

/** Most items of one write, where nothing else is said. */
const usualMost = 200;
/**
 * After this a write counts as stuck, e.g. behind a lock: what waits goes on beside it. Until then it joins the next one. A large write of
 * a busy server takes a good part of it without being stuck.
 */
const stuckAfterMs = 200;

/**
 * Joins calls that come while a write is under way into the next one: under load one statement and one commit serve
 * many, and a lonely call waits for nobody. Where a joined write fails, each of its items is tried alone, so that a bad
 * one costs only itself; one that met a deadlock, which is nobody's fault, is first tried once more as it was. `write` returns one result per item, in order, of at most so many. With `atOnce` above one, a write that takes
 * long does not hold up all that comes after it: so many may be under way.
 */
export function gather<T, R>(write: (items: T[]) => Promise<R[]>, { atOnce = 1, most = usualMost } = {}): (item: T) => Promise<R> {
  let waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = [];
  let writing = 0;
  let impatience: NodeJS.Timeout | undefined;

  const alone = async ({ item, resolve, reject }: (typeof waiting)[number]) => {
    try {
      const [result] = await write([item]);
      resolve(result as R);
    } catch (error) {
      reject(error);
    }
  };
  const round = async () => {
    const batch = waiting.slice(0, most);
    waiting = waiting.slice(most);
    try {
      const items = batch.map((it) => it.item);
      const results = await write(items).catch((error: unknown) => (isDeadlock(error) ? write(items) : Promise.reject(error)));
      for (const [at, it] of batch.entries()) it.resolve(results[at] as R);
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else {
        const left = batch.values();
        await Promise.all(
          Array.from({ length: atOnce }, async () => {
            for (const it of left) await alone(it);
          }),
        );
      }
    }
  };
  const run = async () => {
    writing++;
    while (waiting.length > 0) {
      clearTimeout(impatience);
      impatience = undefined;
      await round();
    }
    writing--;
  };
  /** Where no round begins in time, one begins beside those that are stuck. */
  const beImpatient = () => {
    impatience ??= setTimeout(() => {
      impatience = undefined;
      if (waiting.length > 0) void run();
    }, stuckAfterMs);
  };
  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (writing === 0) void run();
      else if (writing < atOnce) beImpatient();
    });
}
