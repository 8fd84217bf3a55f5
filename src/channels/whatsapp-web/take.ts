import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Inbound, InboundBody, Receipt, Sink } from "../../core/channel.ts";
import { errorName } from "../error-name.ts";
import { type Contact, meet, phoneOf } from "./contacts.ts";
import { channelId, type Desk } from "./desk.ts";
import { personName } from "./jid.ts";
import type { Heard, Said, Seen } from "./protocol.ts";
import { sentAs } from "./store.ts";

/** After this long people notice; a message that waited for us while we were away was likely written before others. */
const lateAfterMs = { live: 5 * 60_000, waited: 60_000 } as const;
const idMost = 128;
const firstWaitMs = 50;
const longestWaitMs = 2_000;

/** Stores what somebody said; resolves when it is durable. Until then WhatsApp has been told nothing. */
export function takeMessage(desk: Desk, sink: Sink, heard: Heard, signal: AbortSignal): Promise<void> {
  return insisting(desk, signal, async () => {
    const contact = await meet(desk.rows, { from: heard.from, alias: heard.alias, ephemeral: heard.ephemeral }, desk.clock());
    if (!heard.said) return;
    const body = await bodyOf(desk, heard.said);
    if (body) await sink.inbound(inboundOf(desk, heard, contact, body));
  });
}

function inboundOf(desk: Desk, heard: Heard, contact: Contact, body: InboundBody): Inbound {
  const { id, at, offline } = heard;
  const now = desk.clock();
  const sent = instantOf(at, now);
  const phone = heard.shown || personName(heard.from)?.kind === "pn" ? phoneOf(contact) : null;
  return {
    dedupe: `${desk.account}|${contact.chat}|${shortened(id)}`,
    at: sent.toString(),
    late: now.epochMilliseconds - sent.epochMilliseconds > lateAfterMs[offline ? "waited" : "live"],
    from: { id: contact.chat, ...(phone !== null && { phone: { e164: phone, proof: "channel" as const } }) },
    to: { channel: channelId, account: desk.account, chat: contact.chat },
    body,
  };
}

/** Clocks differ; nothing was said or seen in the future. `seconds` since the epoch, 0 = not told. */
const instantOf = (seconds: number, now: Temporal.Instant): Temporal.Instant =>
  seconds > 0 ? Temporal.Instant.fromEpochMilliseconds(Math.min(Math.trunc(seconds * 1_000), now.epochMilliseconds)) : now;

/** Whoever writes chooses the id; an index takes no longer ones. */
const shortened = (id: string): string => (id.length <= idMost ? id : createHash("sha256").update(id).digest("base64url"));

async function bodyOf(desk: Desk, said: Said): Promise<InboundBody | null> {
  if (said.type === "contact") return { type: "contact", own: false }; // a card that anybody could have sent
  if (said.type !== "vote") return said;
  const [poll] = await sentAs(desk.rows, [said.poll]);
  const letter = poll?.key.slice(0, poll.key.lastIndexOf("#"));
  return letter ? { type: "choice", menu: letter, choice: said.place, label: said.label } : null;
}

/** Hands on what phones tell about messages of ours. */
export async function takeReceipt(desk: Desk, sink: Sink, { ids, state, at }: Seen, signal: AbortSignal): Promise<void> {
  const when = instantOf(at, desk.clock()).toString();
  await insisting(desk, signal, async () => {
    const ours = await sentAs(desk.rows, ids);
    for (const { id, key } of ours) {
      const receipt: Receipt = { channel: channelId, account: desk.account, native: id, key, at: when, state };
      await sink.receipt(receipt);
    }
  });
}

/** Again and again, while there is reason to hope. */
async function insisting(desk: Desk, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const until = performance.now() + desk.patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    try {
      return await work();
    } catch (error) {
      // Only the kind: a database quotes what it could not store.
      desk.log.warn({ channel: channelId, account: desk.account, err: errorName(error), waitMs }, "not stored");
      if (signal.aborted || performance.now() + waitMs > until) throw error;
      await pause(waitMs);
    }
  }
}
