import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { PdfOrder } from "./pdf-words-thread.ts";

/** Work for one file, of all that the process does meanwhile: on a busy machine an honest file waits longer than it works. */
const mostWorkMs = 10_000;
/** Whatever it does: forty files have forty times as much. */
const mostMs = 60_000;
/** By which the process may grow while a file is read. */
const mostGrowth = 256 * 1024 * 1024;
const lookMs = 25;

/** Of its objects alone, bytes are not counted there: behind the growth that is looked at. */
const limits = { maxOldGenerationSizeMb: 384 };

/** One at a time, so that growth is the file's and many files need no more memory than one. */
let before: Promise<unknown> = Promise.resolve();

/**
 * The words of PDFs in lines; null = cannot be read. A thousand bytes can hold a thousand million, or minutes of work, and anybody may send them:
 * so it is done beside the service, in a thread that is ended when it takes too much of either.
 */
export function pdfWords(files: Uint8Array[], most: { pages: number; characters: number }): Promise<(string | null)[]> {
  const words = before.then(() => readAll(files, most));
  before = words.catch(() => {});
  return words;
}

async function readAll(files: Uint8Array[], most: { pages: number; characters: number }): Promise<(string | null)[]> {
  let thread: Worker | null = null;
  const all: (string | null)[] = [];
  try {
    for (const bytes of files) {
      thread ??= begun();
      const words = await readOne(thread, { bytes, ...most });
      all.push(words ?? null);
      if (words !== undefined) continue;
      await thread.terminate();
      thread = null;
    }
  } finally {
    await thread?.terminate();
  }
  return all;
}

function begun(): Worker {
  const thread = new Worker(new URL("./pdf-words-thread.ts", import.meta.url), { resourceLimits: limits, execArgv: [], env: {} });
  // Whoever waits for an answer hears of it too; what comes later, while the thread ends, concerns nobody.
  return thread.on("error", () => {});
}

/** undefined = the thread is of no use any more. */
async function readOne(thread: Worker, order: PdfOrder): Promise<string | null | undefined> {
  const over = new AbortController();
  const [from, worked, until] = [process.memoryUsage.rss(), process.cpuUsage(), performance.now() + mostMs];
  const look = setInterval(() => {
    const { user, system } = process.cpuUsage(worked);
    const late = performance.now() > until || (user + system) / 1_000 > mostWorkMs;
    if (late || process.memoryUsage.rss() - from > mostGrowth) over.abort();
  }, lookMs);
  try {
    const answer = once(thread, "message", { signal: over.signal });
    thread.postMessage(order);
    return (await answer)[0];
  } catch {
    return undefined;
  } finally {
    clearInterval(look);
  }
}
