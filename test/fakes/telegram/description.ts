import type { ApiMethods, LanguageCode, Opts, Update } from "grammy/types";
import { z } from "zod";
import { inlineKeyboard, replyMarkup } from "./description-markup.ts";
import { breach, Refusal } from "./refusal.ts";

const chatId = z.union([z.int(), z.string().min(1)]);
const flag = z.boolean().exactOptional();
const parseMode = z.literal("HTML", "this fake reads HTML only").exactOptional();
const language = z.custom<LanguageCode>((it) => typeof it === "string" && /^([a-z]{2})?$/.test(it), "invalid language code specified").exactOptional();
const updateKind = z.custom<Exclude<keyof Update, "update_id">>((it) => typeof it === "string" && /^[a-z]+(_[a-z]+)*$/.test(it), "unknown update type");
const updateKinds = z.array(updateKind).exactOptional();
/** A file id or an upload; `typed` has turned the upload into `attach://name`. */
const file = z.string().min(1, "there is no file in the request");
const reply = z.strictObject({ message_id: z.int(), allow_sending_without_reply: flag }).exactOptional();

const sending = {
  chat_id: chatId,
  disable_notification: flag,
  protect_content: flag,
  reply_parameters: reply,
  reply_markup: replyMarkup.exactOptional(),
};
const preview = z.strictObject({ is_disabled: flag, url: z.string().exactOptional(), prefer_small_media: flag, show_above_text: flag }).exactOptional();
const editing = { chat_id: chatId, message_id: z.int(), reply_markup: inlineKeyboard.exactOptional() };

const commands = z
  .array(
    z.strictObject({
      command: z.string().regex(/^[a-z0-9_]{1,32}$/, "BOT_COMMAND_INVALID"),
      description: z
        .string()
        .refine((it) => it.trim() !== "", "Command description must be non-empty")
        .refine((it) => it.length <= 256, "Command description length must not exceed 256"),
    }),
  )
  .max(100, "BOT_COMMANDS_TOO_MUCH");
const scope = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["default", "all_private_chats", "all_group_chats", "all_chat_administrators"]) }),
    z.strictObject({ type: z.literal("chat"), chat_id: chatId }),
  ])
  .exactOptional();

/**
 * The Bot API as far as this fake plays it, written from its documentation. A field Telegram knows but this fake does not play
 * is refused too: silence would prove nothing.
 */
export const description = {
  getMe: z.strictObject({}),
  getUpdates: z.strictObject({
    offset: z.int().exactOptional(),
    limit: z.int().min(1).max(100).exactOptional(),
    timeout: z.int().min(0).exactOptional(),
    allowed_updates: updateKinds,
  }),
  setWebhook: z.strictObject({
    url: z.string(),
    max_connections: z.int().min(1).max(100).exactOptional(),
    allowed_updates: updateKinds,
    drop_pending_updates: flag,
    secret_token: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,256}$/, "secret token contains unallowed characters")
      .exactOptional(),
  }),
  deleteWebhook: z.strictObject({ drop_pending_updates: flag }),
  getWebhookInfo: z.strictObject({}),
  sendMessage: z.strictObject({ ...sending, text: z.string(), parse_mode: parseMode, link_preview_options: preview }),
  sendPhoto: z.strictObject({ ...sending, photo: file, caption: z.string().exactOptional(), parse_mode: parseMode }),
  sendDocument: z.strictObject({
    ...sending,
    document: file,
    caption: z.string().exactOptional(),
    parse_mode: parseMode,
    disable_content_type_detection: flag,
  }),
  sendChatAction: z.strictObject({
    chat_id: chatId,
    action: z.enum(
      ["typing", "upload_photo", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location"],
      "wrong parameter action in request",
    ),
  }),
  sendMessageDraft: z.strictObject({
    chat_id: z.int(),
    draft_id: z.int().refine((it) => it !== 0, "draft_id must be non-zero"),
    text: z.string(),
    parse_mode: parseMode,
  }),
  editMessageText: z.strictObject({ ...editing, text: z.string(), parse_mode: parseMode, link_preview_options: preview }),
  editMessageReplyMarkup: z.strictObject(editing),
  deleteMessage: z.strictObject({ chat_id: chatId, message_id: z.int() }),
  answerCallbackQuery: z.strictObject({
    callback_query_id: z.string().min(1),
    text: z.string().max(200, "MESSAGE_TOO_LONG").exactOptional(),
    show_alert: flag,
    cache_time: z.int().min(0).exactOptional(),
  }),
  getFile: z.strictObject({ file_id: z.string().min(1, "file_id not specified") }),
  setMyCommands: z.strictObject({ commands, scope, language_code: language }),
  getMyCommands: z.strictObject({ scope, language_code: language }),
  deleteMyCommands: z.strictObject({ scope, language_code: language }),
} satisfies { [M in keyof ApiMethods]?: z.ZodObject };

export type Method = keyof typeof description;
export type Payload<M extends Method> = z.output<(typeof description)[M]>;
type Sound<M extends Method> = string extends keyof Payload<M>
  ? true // no arguments at all
  : [Exclude<keyof Payload<M>, keyof Opts<M>>] extends [never]
    ? Omit<Payload<M>, "reply_markup"> extends Omit<Opts<M>, "reply_markup">
      ? true
      : { disagrees: M }
    : { unknownKey: Exclude<keyof Payload<M>, keyof Opts<M>> };
/** Checked by the compiler: whatever passes a schema here, grammY's types would have let through. */
export const sound: Record<Method, true> extends { [M in Method]: Sound<M> } ? true : { [M in Method]: Sound<M> } = true;

export const isMethod = (name: string): name is Method => Object.hasOwn(description, name);

/** The checked arguments, or the refusal Telegram would give. */
export function check<M extends Method>(method: M, values: Record<string, unknown>): Payload<M> {
  const result = description[method].safeParse(values);
  if (result.success) return result.data as Payload<M>;
  const [issue] = result.error.issues;
  if (!issue) throw new Refusal(500, "Internal Server Error");
  const where = issue.path.join(".");
  throw breach(ownWords.test(issue.message) ? `${where || method}: ${issue.message}` : issue.message);
}

/** How zod begins its own sentences; all others are Telegram's, put into the schemas above. */
const ownWords = /^(Invalid|Unrecognized|Too (big|small))/;
