/** Most items of one write. */
const most = 200;

/**
 * Joins calls that come while a write is under way into the next one: under load one statement and one commit serve
 * many, and a lonely call waits for nobody. Where a joined write fails, each of its items is tried alone, so that a bad
 * one costs only itself. `write` returns one result per item, in order. With `atOnce` above one, that many writes may be under
 * way, so that one which has to wait for a lock does not hold up all that comes after it.
 */
export function gather<T, R>(write: (items: T[]) => Promise<R[]>, atOnce = 1): (item: T) => Promise<R> {
  let waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = [];
  let writing = 0;

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
      const results = await write(batch.map((it) => it.item));
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
    while (waiting.length > 0) await round();
    writing--;
  };
  return (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (writing < atOnce) void run();
    });
}
