import type { Message } from "grammy/types";
import type { BotAccount } from "./bot-account.ts";
import type { Chat, Heard } from "./chat.ts";
import type { Payload } from "./description.ts";
import type { ReplyMarkup } from "./description-markup.ts";
import type { StoredFile } from "./file-store.ts";
import { type FormattedText, parseHtml, trimmed } from "./html.ts";
import type { UploadedFile } from "./multipart.ts";
import { breach, refuse } from "./refusal.ts";

const mostText = 4096;
const mostCaption = 1024;
const mostPhoto = 10 * 1024 * 1024;
const mostFile = 50 * 1024 * 1024;
const imageStarts = ["ffd8ff", "89504e47", "474946", "52494646", "424d"];

type Sending = Pick<Payload<"sendMessage">, "chat_id" | "reply_markup" | "reply_parameters" | "parse_mode">;

export function sendText(bot: BotAccount, payload: Payload<"sendMessage">): Message {
  const formatted = textOf(payload);
  return show(bot, payload, "text", formatted, undefined);
}

/** A preview on the person's screen: no message, and gone with the next one. */
export function sendDraft(bot: BotAccount, payload: Payload<"sendMessageDraft">): true {
  const { text } = textOf(payload);
  const chat = bot.reachable(payload.chat_id);
  chat.drafts.push({ id: payload.draft_id, text, after: chat.received.length });
  chat.draft = text;
  chat.redraw();
  return true;
}

export function sendFile(
  bot: BotAccount,
  kind: "photo" | "document",
  payload: Sending & { caption?: string },
  reference: string,
  files: ReadonlyMap<string, UploadedFile>,
): Message {
  const caption = formattedText(payload.caption ?? "", payload.parse_mode);
  if (caption.text.length > mostCaption) throw breach("message caption is too long");
  bot.reachable(payload.chat_id); // said before the file is looked at
  return show(bot, payload, kind, caption, fileOf(bot, kind, reference, files));
}

export function editText(bot: BotAccount, payload: Payload<"editMessageText">): Message {
  const { text, entities } = textOf(payload);
  const { chat, message } = editable(bot, payload);
  if (message.kind !== "text") throw refuse("there is no text in the message to edit");
  const buttons = rowsOf(payload.reply_markup);
  if (same([message.text, message.entities, message.buttons], [text, entities, buttons])) throw unchanged();
  Object.assign(message, { text, entities, buttons, editDate: bot.seconds() });
  return redrawn(bot, chat, message);
}

export function editMarkup(bot: BotAccount, payload: Payload<"editMessageReplyMarkup">): Message {
  const { chat, message } = editable(bot, payload);
  const buttons = rowsOf(payload.reply_markup);
  if (same(message.buttons, buttons)) throw unchanged();
  Object.assign(message, { buttons, editDate: bot.seconds() });
  return redrawn(bot, chat, message);
}

export function deleteMessage(bot: BotAccount, { chat_id, message_id }: Payload<"deleteMessage">): true {
  const chat = bot.chat(chat_id);
  const message = chat.message(message_id);
  if (!message && !chat.said.delete(message_id)) throw refuse("message to delete not found");
  if (message) message.deleted = true;
  chat.redraw();
  return true;
}

function show(bot: BotAccount, payload: Sending, kind: Heard["kind"], { text, entities }: FormattedText, file: StoredFile | undefined): Message {
  const chat = bot.reachable(payload.chat_id);
  const { reply_markup: markup, reply_parameters: reply } = payload;
  const known = reply && (chat.said.has(reply.message_id) || chat.message(reply.message_id));
  if (reply && !known && !reply.allow_sending_without_reply) throw refuse("message to be replied not found");
  const message: Heard = {
    id: bot.nextMessageId(),
    chat: chat.id,
    kind,
    text,
    entities,
    buttons: rowsOf(markup),
    file,
    replyTo: known ? reply.message_id : undefined,
    replyMarkup: markup && !("inline_keyboard" in markup) ? markup : undefined,
    date: bot.seconds(),
    editDate: undefined,
    deleted: false,
  };
  chat.show(message);
  bot.onMessage?.(message);
  return bot.messageOf(message, chat);
}

function textOf({ text, parse_mode }: { text: string; parse_mode?: "HTML" }): FormattedText {
  const formatted = formattedText(text, parse_mode);
  if (formatted.text === "") throw breach("message text is empty");
  // Counted as JavaScript counts; Telegram is a little more generous with characters outside the basic plane.
  if (formatted.text.length > mostText) throw breach("message is too long");
  return formatted;
}

const formattedText = (text: string, mode: "HTML" | undefined) => (mode ? parseHtml(text) : trimmed({ text, entities: [] }));

function fileOf(bot: BotAccount, kind: "photo" | "document", reference: string, files: ReadonlyMap<string, UploadedFile>): StoredFile {
  if (!reference.startsWith("attach://")) {
    const known = bot.files.byId(reference);
    if (!known) throw refuse("wrong file identifier/HTTP URL specified");
    return known;
  }
  const upload = files.get(reference.slice("attach://".length));
  if (!upload) throw breach("there is no file in the request that the field names");
  if (upload.bytes.length === 0) throw breach("file must be non-empty");
  if (upload.bytes.length > mostFile) throw breach("Request Entity Too Large", 413);
  if (kind === "photo" && upload.bytes.length > mostPhoto) throw breach("file is too big for a photo");
  const start = upload.bytes.subarray(0, 4).toString("hex");
  if (kind === "photo" && !imageStarts.some((it) => start.startsWith(it))) throw breach("IMAGE_PROCESS_FAILED");
  return bot.files.add(upload, kind === "photo" ? "photos" : "documents");
}

function editable(bot: BotAccount, { chat_id, message_id }: { chat_id: number | string; message_id: number }): { chat: Chat; message: Heard } {
  const chat = bot.chat(chat_id);
  if (chat.said.has(message_id)) throw refuse("message can't be edited");
  const message = chat.message(message_id);
  if (!message) throw refuse("message to edit not found");
  // A message that brought a reply keyboard cannot be edited any more.
  if (message.replyMarkup) throw refuse("message can't be edited");
  return { chat, message };
}

function redrawn(bot: BotAccount, chat: Chat, message: Heard): Message {
  chat.redraw();
  return bot.messageOf(message, chat);
}

const rowsOf = (markup: ReplyMarkup | undefined): Heard["buttons"] =>
  markup && "inline_keyboard" in markup ? markup.inline_keyboard.filter((row) => row.length > 0) : [];
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const unchanged = () =>
  refuse("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message");
