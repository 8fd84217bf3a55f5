import type { Health } from "../../core/channel.ts";
import { errorName } from "../error-name.ts";
import { TelegramError } from "./client.ts";
import { type TelegramDesk, tellHealth } from "./desk.ts";

const firstMs = 1_000;
const longestMs = 60_000;

/** Does something over and over until it is done or the signal comes; after a failure it waits as long as that failure demands. */
export async function keepTrying(desk: TelegramDesk, signal: AbortSignal, attempt: () => Promise<"done" | "again">): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      if ((await attempt()) === "done") return;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const { health, waitMs } = troubleOf(error, failures);
      failures += 1;
      if (health) tellHealth(desk, health);
      const err = error instanceof TelegramError ? error.message : errorName(error);
      desk.log.warn({ channel: "telegram", account: desk.account, err, waitMs }, "telegram intake interrupted");
      await desk.pause(waitMs, signal);
    }
  }
}

/** Anything but Telegram's own trouble (the base does not take messages) says nothing about the account's health. */
function troubleOf(error: unknown, failures: number): { health?: Health; waitMs: number } {
  const waitMs = backoffMs(failures);
  if (!(error instanceof TelegramError)) return { waitMs };
  const { code, description } = error;
  if (code === "401" || code === "404") return { health: { state: "down", detail: `token refused (${code})` }, waitMs: longestMs };
  if (code === "409") return { health: { state: "down", detail: `another process takes this bot's messages: ${description}` }, waitMs };
  if (code === "429") return { health: { state: "connecting", detail: "asked to slow down (429)" }, waitMs: error.retryAfterMs ?? waitMs };
  if (error.mishap === "refused") return { health: { state: "down", detail: `${code} ${description}` }, waitMs };
  return { health: { state: "connecting", detail: code }, waitMs };
}

/** Doubles up to a minute; half of it is chance, so that many do not come back at once. */
const backoffMs = (failures: number): number => Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
