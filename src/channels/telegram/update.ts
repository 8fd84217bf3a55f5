import { z } from "zod";
import type { Inbound } from "../../core/channel.ts";
import { cleanLine } from "./clean-text.ts";
import { bodyOf, Message, type Saying } from "./message.ts";
import { readTapData } from "./tap-data.ts";

/** Asked for by name; the test of `readUpdate` says what becomes of each. */
export const updateKinds = ["message", "callback_query", "my_chat_member"] as const;

const lateMinutes = 5;

const Tap = z.object({
  id: z.string().min(1),
  from: z.object({ id: z.int(), is_bot: z.boolean().default(false) }),
  data: z.string().optional().catch(undefined),
  message: z
    .object({
      message_id: z.int(),
      /** 0 = so old that Telegram has forgotten it. */
      date: z.int(),
      chat: z.object({ id: z.int(), type: z.string() }),
      reply_markup: z
        .object({ inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string().optional() }))) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Tap = z.output<typeof Tap>;

const Update = z.object({ update_id: z.int().min(0), message: z.unknown().optional(), callback_query: z.unknown().optional() });

/** A button whose wheel turns until we answer; `message` carries the keyboard, if it can still be changed. */
export interface OpenTap {
  query: string;
  message?: { chat: number; id: number };
}

export interface ReadUpdate {
  id: number;
  /** Absent = nothing for us: a group, a bot, an edit, a change of membership. */
  inbound?: Inbound;
  tap?: OpenTap;
  /** It was a message or a tap, but of a shape we do not know. */
  unknown?: boolean;
}

export interface Reading {
  account: string;
  cityOfStart: string;
  now: Temporal.Instant;
}

/** An update as plain data; null = not even a number. Never throws, whatever comes. */
export function readUpdate(raw: unknown, reading: Reading): ReadUpdate | null {
  const update = Update.safeParse(raw);
  if (!update.success) return null;
  const { update_id: id, message, callback_query: query } = update.data;
  if (message !== undefined) return { id, ...readMessage(id, message, reading) };
  if (query !== undefined) return { id, ...readTap(id, query, reading) };
  return { id };
}

function readMessage(id: number, raw: unknown, reading: Reading): Partial<ReadUpdate> {
  const message = Message.safeParse(raw);
  if (!message.success) return { unknown: true };
  const { chat, from, date } = message.data;
  if (chat.type !== "private" || !from || from.is_bot) return {};
  const saying = bodyOf(message.data, reading.cityOfStart);
  if (!saying) return {};
  const at = Temporal.Instant.fromEpochMilliseconds(date * 1000);
  const late = Temporal.Instant.compare(at.add({ minutes: lateMinutes }), reading.now) < 0;
  return { inbound: inboundOf(id, reading.account, chat.id, from.id, at, late, saying) };
}

/** A tap has no time of its own: it counts from when we hear of it. */
function readTap(id: number, raw: unknown, reading: Reading): Partial<ReadUpdate> {
  const read = Tap.safeParse(raw);
  if (!read.success) return { unknown: true };
  const { from, message } = read.data;
  const tap: OpenTap = { query: read.data.id, ...(message && message.date > 0 && { message: { chat: message.chat.id, id: message.message_id } }) };
  if (message?.chat.type !== "private" || from.is_bot) return { tap };
  const body = { type: "choice", ...readTapData(read.data.data ?? ""), label: labelOf(read.data) } as const;
  return { tap, inbound: inboundOf(id, reading.account, message.chat.id, from.id, reading.now, false, { body }) };
}

function inboundOf(id: number, account: string, chat: number, from: number, at: Temporal.Instant, late: boolean, { body, phone }: Saying): Inbound {
  return {
    dedupe: `${account}:${id}`,
    at: at.toString(),
    late,
    from: { id: String(from), ...(phone !== undefined && { phone: { e164: phone, proof: "shared-contact" as const } }) },
    to: { channel: "telegram", account, chat: String(chat) },
    body,
  };
}

function labelOf({ data, message }: Tap): string {
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
  return cleanLine(buttons.find((it) => data !== undefined && it.callback_data === data)?.text ?? "", 80);
}
