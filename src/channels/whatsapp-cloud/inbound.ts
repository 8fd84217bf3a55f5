import { z } from "zod";
import type { Inbound, InboundBody, Media } from "../../core/channel.ts";
import { chatOf, senderOf, type Writer, writerOf } from "./address.ts";
import { readChoiceId } from "./choice-id.ts";
import { channelId } from "./desk.ts";

const lateAfterMs = 5 * 60_000;
/** A thumb is not a message; a greeting screen was opened; a message was taken back. */
const notForUs = new Set(["reaction", "request_welcome", "revoke"]);
/** Kinds of system messages that say so. */
const moves = new Set(["user_changed_number", "user_changed_user_id"]);

const Envelope = z.object({
  id: z.string().regex(/^[\x21-\x7e]{1,512}$/),
  type: z.string(),
  timestamp: z.unknown().optional(),
  group_id: z.unknown().optional(),
  system: z.object({ type: z.string() }).optional().catch(undefined),
});

/** Why a part of a webhook goes no further; for the log. */
export interface Note {
  note: string;
  level: "debug" | "info" | "warn";
}

/** One object of `messages`; says why when it is not something to answer. */
export function readMessage(raw: unknown, contacts: unknown[], alone: boolean, account: string, now: Temporal.Instant): { inbound: Inbound } | Note {
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success) return { note: "message without id or type", level: "warn" };
  const { id, type, timestamp, group_id, system } = envelope.data;
  if (type === "system" && !moves.has(system?.type ?? "")) return { note: `system ${kindName(system?.type ?? "")}`, level: "info" };
  if (notForUs.has(type)) return { note: type, level: "debug" };
  if (group_id !== undefined) return { note: "group message", level: "info" };
  const writer = writerOf(raw, contacts, alone);
  if (!writer) return { note: `${kindName(type)} without a sender`, level: "warn" };
  const at = instantOf(timestamp) ?? now;
  if (type === "system") return { inbound: leftBy(writer, id, at, account) };
  return {
    inbound: {
      dedupe: id,
      at: at.toString(),
      late: now.epochMilliseconds - at.epochMilliseconds > lateAfterMs,
      from: { id: senderOf(writer), ...(writer.phone && { phone: { e164: `+${writer.phone}`, proof: "channel" as const } }) },
      to: { channel: channelId, account, chat: chatOf(writer) },
      body: bodyOf(type, (raw as Record<string, unknown>)[type]),
    },
  };
}

/**
 * A changed number is a new user id and a new phone: for us somebody new, until they have proved who they are. What is told here is
 * that the old ones are nobody's; no phone is proven by it.
 */
function leftBy(writer: Writer, dedupe: string, at: Temporal.Instant, account: string): Inbound {
  const to = { channel: channelId, account, chat: chatOf(writer) } as const;
  return { dedupe, at: at.toString(), late: false, from: { id: senderOf(writer) }, to, body: { type: "left" } };
}

const Update = z.object({ user_id: z.object({ previous: z.string() }), timestamp: z.unknown().optional() });

/** One object of `user_id_update`: the same news, beside or instead of the system message. */
export function readUpdate(raw: unknown, account: string, now: Temporal.Instant): { inbound: Inbound } | Note {
  const update = Update.safeParse(raw).data;
  const writer = update && writerOf({ from_user_id: update.user_id.previous }, [], true);
  if (!writer) return { note: "user_id_update without a former id", level: "warn" };
  return { inbound: leftBy(writer, `left:${writer.userId}`, instantOf(update.timestamp) ?? now, account) };
}

/** Unix seconds, as a string. */
export function instantOf(timestamp: unknown): Temporal.Instant | null {
  const text = String(timestamp);
  return /^\d{1,11}$/.test(text) ? Temporal.Instant.fromEpochMilliseconds(Number(text) * 1_000) : null;
}

/** Meta's own words for kinds, never a person's: safe to log. */
export const kindName = (type: string): string => (/^[a-z_]{1,40}$/.test(type) ? type : "unknown");

function bodyOf(type: string, content: unknown): InboundBody {
  const read = readers.get(type)?.safeParse(content);
  return read?.success ? read.data : { type: "unsupported", what: kindName(type) };
}

const Tap = z.object({ id: z.string(), title: z.string().min(1) });
/** A tap on something that is not from us, or no longer readable, is what its label says. */
const bodyOfTap = ({ id, title }: z.output<typeof Tap>): InboundBody => {
  const choice = readChoiceId(id);
  return choice ? { type: "choice", ...choice, label: title } : { type: "text", text: title };
};

const File = z.object({
  id: z.string().min(1),
  mime_type: z.string().optional().catch(undefined),
  filename: z.string().optional().catch(undefined),
  caption: z.string().catch(""),
  voice: z.boolean().catch(false),
});
const media = (kindOf: (file: z.output<typeof File>) => Media["kind"]) =>
  File.transform((file): InboundBody => {
    const { id: ref, mime_type: mime, filename: name, caption } = file;
    return { type: "media", media: { kind: kindOf(file), ref, ...(mime && { mime }), ...(name && { name }) }, caption };
  });

/** What we read, by message type; everything else is unsupported. */
const readers = new Map<string, z.ZodType<InboundBody>>([
  ["text", z.object({ body: z.string().regex(/\S/) }).transform(({ body }): InboundBody => ({ type: "text", text: body }))],
  [
    "interactive",
    z.union([
      z.object({ button_reply: Tap }).transform((it) => bodyOfTap(it.button_reply)),
      z.object({ list_reply: Tap }).transform((it) => bodyOfTap(it.list_reply)),
    ]),
  ],
  // A quick reply under a template carries no menu of ours.
  ["button", z.object({ text: z.string().regex(/\S/) }).transform(({ text }): InboundBody => ({ type: "text", text }))],
  ["image", media(() => "image")],
  ["document", media(() => "document")],
  ["video", media(() => "video")],
  ["audio", media((file) => (file.voice ? "voice" : "audio"))],
  // Anybody can send anybody's card, so it proves nothing; who answers a contact request shows the phone from then on (`from`).
  ["contacts", z.array(z.unknown()).transform((): InboundBody => ({ type: "contact", own: false }))],
]);
