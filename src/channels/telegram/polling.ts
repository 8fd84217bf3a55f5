import type { Sink } from "../../core/channel.ts";
import { TelegramError } from "./client.ts";
import { type TelegramDesk, tellHealth } from "./desk.ts";
import { introduce } from "./introduce.ts";
import { keepTrying } from "./keep-trying.ts";
import { takeBatch } from "./take-updates.ts";
import { updateKinds } from "./update.ts";

const longPollSeconds = 25;
const callMs = 20_000;

/**
 * Fetches until the signal. A number confirms all below it, so it goes out only after all of them are stored. It is kept
 * nowhere: what a dead process had not confirmed comes again and is known by its id.
 */
export async function runPolling(desk: TelegramDesk, sink: Sink, signal: AbortSignal): Promise<void> {
  let offset = 0;
  let known = false;
  let seconds = 0; // the first look, and that after a failure, does not wait: then the health is known at once
  await keepTrying(desk, signal, async () => {
    const wait = seconds;
    seconds = 0;
    if (!known) await introduce(desk, signal);
    known = true;
    const updates = await fetchUpdates(desk, offset, wait, signal);
    if (!updates) return "again";
    tellHealth(desk, { state: "up" });
    const taken = await takeBatch(desk, sink, updates, offset);
    const nothingNew = updates.length > 0 && taken.offset <= offset;
    offset = taken.offset;
    if (taken.failure !== undefined) throw taken.failure;
    if (nothingNew) throw Object.assign(new Error("a batch brought nothing new"), { code: "nothing_new" });
    seconds = longPollSeconds;
    return "again";
  });
}

/** Undefined = a webhook stood in the way and was removed; what waits there stays. */
async function fetchUpdates(desk: TelegramDesk, offset: number, timeout: number, signal: AbortSignal): Promise<unknown[] | undefined> {
  const wanted = { offset, timeout, limit: 100, allowed_updates: updateKinds };
  const within = { ms: timeout * 1000 + callMs, signal };
  try {
    return await desk.client.call("getUpdates", within, (api, it) => api.getUpdates(wanted, it));
  } catch (error) {
    if (!(error instanceof TelegramError) || error.code !== "409" || !/webhook is active/i.test(error.description)) throw error;
    desk.log.warn({ channel: "telegram", account: desk.account }, "a webhook is set: removed, since this deployment polls");
    await desk.client.call("deleteWebhook", { ms: callMs, signal }, (api, it) => api.deleteWebhook({ drop_pending_updates: false }, it));
    return undefined;
  }
}
