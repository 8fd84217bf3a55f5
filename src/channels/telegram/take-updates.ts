import type { Sink } from "../../core/channel.ts";
import { keepInHand, type TelegramDesk } from "./desk.ts";
import { type OpenTap, type ReadUpdate, readUpdate } from "./update.ts";

const tapMs = 5_000;

/** Stores what an update says; rejects if it could not be stored. What is not for us, or not understood, is done with. */
export async function takeUpdate(desk: TelegramDesk, sink: Sink, update: ReadUpdate | null): Promise<void> {
  if (!update || update.unknown) desk.log.warn({ channel: "telegram", account: desk.account, update: update?.id ?? null }, "update not understood");
  if (update?.inbound) await sink.inbound(update.inbound);
  if (update?.tap) void keepInHand(desk, finishTap(desk, update.tap));
}

export const read = (desk: TelegramDesk, raw: unknown): ReadUpdate | null =>
  readUpdate(raw, { account: desk.account, cityOfStart: desk.cityOfStart, now: desk.clock() });

/**
 * Takes a batch: one talk in order, the talks beside each other. Returns the number up to which all is stored (to be confirmed)
 * and what went wrong first, if anything. The number may be a lower one: after a week without updates Telegram begins anew
 * anywhere, and who insisted on the old number would be told the same batch for ever and never what comes behind it.
 */
export async function takeBatch(desk: TelegramDesk, sink: Sink, raws: unknown[], offset: number): Promise<{ offset: number; failure?: unknown }> {
  const updates = raws.map((raw) => read(desk, raw));
  const talks = Map.groupBy(updates, (it) => it?.inbound?.to.chat ?? "");
  const failed: { id: number; error: unknown }[] = [];
  await Promise.all([...talks.values()].map((talk) => takeTalk(desk, sink, talk, failed)));
  const first = failed.toSorted((a, b) => a.id - b.id)[0];
  if (first) return { offset: Math.max(offset, first.id), failure: first.error };
  return { offset: Math.max(0, ...updates.map((it) => (it ? it.id + 1 : 0))) || offset };
}

/** Stops at the first that could not be stored: a later message must not be stored before it. */
async function takeTalk(desk: TelegramDesk, sink: Sink, talk: (ReadUpdate | null)[], failed: { id: number; error: unknown }[]): Promise<void> {
  for (const update of talk) {
    try {
      await takeUpdate(desk, sink, update);
    } catch (error) {
      failed.push({ id: update?.id ?? 0, error });
      return;
    }
  }
}

/** Stops the button's wheel and takes the used keyboard away. Courtesy only: nothing waits for it, nothing depends on it. */
async function finishTap(desk: TelegramDesk, { query, message }: OpenTap): Promise<void> {
  const within = { ms: tapMs };
  const calls = [desk.client.call("answerCallbackQuery", within, (api, signal) => api.answerCallbackQuery(query, undefined, signal))];
  if (message) {
    const { chat, id } = message;
    calls.push(
      desk.client.call("editMessageReplyMarkup", within, async (api, signal) =>
        Boolean(await api.editMessageReplyMarkup(chat, id, undefined, signal)),
      ) as Promise<true>,
    );
  }
  for (const it of await Promise.allSettled(calls)) {
    if (it.status === "rejected") desk.log.debug({ channel: "telegram", err: String(it.reason) }, "tap not finished");
  }
}
