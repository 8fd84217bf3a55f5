import type { Hono } from "hono";
import type { Channel, Sink } from "../../core/channel.ts";
import type { Visit } from "../../core/visit.ts";
import { nothingTold, openDesk, type TelegramDesk, type TelegramOptions, tellHealth } from "./desk.ts";
import { telegramDrafts } from "./drafts.ts";
import { fetchFile } from "./fetch-file.ts";
import { runPolling } from "./polling.ts";
import { buttonsMax, renderLetter, textMax } from "./render.ts";
import { sendPart } from "./send.ts";
import { telegramTyping } from "./typing.ts";
import { runWebhook, webhookRoutes } from "./webhook.ts";

export type { Intake, TelegramOptions } from "./desk.ts";

/** One bot. `routes` (empty when polling) belong on the HTTP server, `channel` to the delivery wing. Throws on a malformed token. */
export function createTelegramChannel(options: TelegramOptions): { channel: Channel; routes: Hono<Visit> } {
  const desk = openDesk(options);
  const channel: Channel = {
    id: "telegram",
    account: desk.account,
    // Telegram bears short bursts in one talk and about one message a second over time.
    caps: { textMax, buttonsMax, idempotent: false, pace: { perSecond: 25, talkGapMs: 350 } },
    exclusiveIntake: desk.mode.kind === "polling",
    start: (sink, signal) => run(desk, sink, signal),
    render: renderLetter,
    send: (to, part, occasion) => sendPart(desk, to, part, occasion),
    drafts: telegramDrafts(desk),
    typing: telegramTyping(desk),
    fetch: (media, signal) => fetchFile(desk, media, signal),
  };
  return { channel, routes: webhookRoutes(desk) };
}

async function run(desk: TelegramDesk, sink: Sink, signal: AbortSignal): Promise<void> {
  desk.running = { sink, signal };
  const stop = () => {
    desk.running = null;
  };
  signal.addEventListener("abort", stop, { once: true });
  desk.told = nothingTold;
  tellHealth(desk, { state: "connecting" });
  if (desk.mode.kind === "webhook") await runWebhook(desk, desk.mode, signal);
  else await runPolling(desk, sink, signal);
  stop();
  while (desk.inHand.size > 0) await Promise.allSettled(desk.inHand); // a message in hand may leave a tap in hand
}
