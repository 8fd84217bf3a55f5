import type { Hono } from "hono";
import type { Channel, Sink } from "../../core/channel.ts";
import type { Visit } from "../../core/visit.ts";
import { channelId, type Desk, openDesk, type Running, type WhatsAppCloudOptions } from "./desk.ts";
import { watchNumber } from "./health.ts";
import { fetchMedia } from "./media.ts";
import { limits } from "./native.ts";
import { renderWhatsApp } from "./render.ts";
import { webhookRoutes } from "./routes.ts";
import { sendPart, windowHours } from "./send.ts";
import { whatsAppTyping } from "./typing.ts";

export type { WhatsAppCloudOptions } from "./desk.ts";

/** WhatsApp through Meta's Cloud API: a channel for each number, one webhook for all of them. */
export function createWhatsAppCloud(options: WhatsAppCloudOptions): { channels: Channel[]; routes: Hono<Visit> } {
  const desk = openDesk(options);
  return { channels: options.numbers.map((it) => channelOf(desk, it.phoneNumberId)), routes: webhookRoutes(desk) };
}

function channelOf(desk: Desk, account: string): Channel {
  return {
    id: channelId,
    account,
    caps: {
      textMax: limits.text,
      buttonsMax: limits.rows,
      idempotent: false,
      windowHours,
      // Meta takes 80 a second, and one in six seconds to the same person with 45 lent in advance: a second keeps their order.
      pace: { perSecond: 60, talkGapMs: 1_000 },
    },
    start: (sink, signal) => run(desk, account, sink, signal),
    render: renderWhatsApp,
    send: (to, part, occasion) => sendPart(desk, account, to, part, occasion),
    typing: whatsAppTyping(desk, account),
    fetch: (media, signal) => fetchMedia(desk, account, media, signal),
  };
}

async function run(desk: Desk, account: string, sink: Sink, signal: AbortSignal): Promise<void> {
  const running: Running = { sink, signal };
  desk.running.set(account, running);
  await watchNumber(desk, account, running);
  if (desk.running.get(account) === running) desk.running.delete(account);
  await Promise.allSettled(desk.inHand);
}
