import type { Channel, Hold, Sink } from "../../core/channel.ts";
import { channelId, type Desk, openDesk, type WhatsAppWebOptions } from "./desk.ts";
import { Governor } from "./governor.ts";
import { live } from "./live.ts";
import { fetchMedia } from "./media.ts";
import { textMax } from "./native.ts";
import { renderWhatsAppWeb } from "./render.ts";
import { sendPart } from "./send.ts";
import { linkedTyping } from "./typing.ts";

export type { WhatsAppWebOptions } from "./desk.ts";
export { usualLimits } from "./limits.ts";
export type { Limits } from "./pace.ts";
export type { TestEndpoint } from "./protocol.ts";

/** Ordinary WhatsApp numbers, linked as a device each: one channel for each, and for each a process of its own while it is held. */
export const createWhatsAppWeb = (options: WhatsAppWebOptions): Channel[] => options.numbers.map((it) => channelOf(options, it));

function channelOf(options: WhatsAppWebOptions, { phone, zone }: WhatsAppWebOptions["numbers"][number]): Channel {
  const governor = new Governor(options.limits, zone, () => options.clock().epochMilliseconds);
  const desk = openDesk(options, phone, governor);
  return {
    id: channelId,
    account: phone,
    caps: { textMax, buttonsMax: 0, idempotent: true },
    pacing: governor,
    exclusiveIntake: true,
    exclusiveSending: true,
    start: (sink, signal, hold) => run(desk, sink, signal, hold),
    render: renderWhatsAppWeb,
    send: (to, part, occasion) => sendPart(desk, to, part, occasion),
    typing: linkedTyping(desk),
    fetch: (media, signal) => fetchMedia(desk, media, signal),
  };
}

async function run(desk: Desk, sink: Sink, signal: AbortSignal, hold: Hold | undefined): Promise<void> {
  if (!hold) throw new Error("WhatsApp Web runs only where the number is held");
  await live(desk, sink, signal, hold);
}
