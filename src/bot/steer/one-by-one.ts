import { setImmediate as breath } from "node:timers/promises";

/**
 * Does pieces of work that keep the processor busy one after the other, with a breath between them: two hundred people who ask at once
 * wait for each other by milliseconds, and whoever asks for something quick is not behind all of them.
 */
export function createOneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.then(breath, breath);
    return mine;
  };
}
