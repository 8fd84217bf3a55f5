import { setImmediate as breath } from "node:timers/promises";

/**
 * Does so many pieces of work at a time, in their order, with a breath after each: two hundred people who ask at once wait for each other by
 * milliseconds, and whoever asks for something quick is not behind all of them.
 */
export function createFewAtOnce(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await work();
    } finally {
      void breath().then(() => {
        const next = waiting.shift();
        if (next) next();
        else free++;
      });
    }
  };
}
