import type { ApiMethods, BotCommand } from "grammy/types";
import type { BotAccount } from "./bot-account.ts";
import type { Method, Payload } from "./description.ts";
import { deleteMessage, editMarkup, editText, sendDraft, sendFile, sendText } from "./messages.ts";
import type { UploadedFile } from "./multipart.ts";
import { Refusal, refuse } from "./refusal.ts";

export interface Circumstances {
  files: ReadonlyMap<string, UploadedFile>;
  /** Aborted when the caller hangs up. */
  gone: AbortSignal;
}

/** A result with the remark Telegram puts beside it. */
export class Remarked {
  readonly result: unknown;
  readonly description: string;

  constructor(result: unknown, description: string) {
    this.result = result;
    this.description = description;
  }
}

type Result<M extends Method> = ReturnType<ApiMethods[M]> | Remarked;
type Methods = { [M in Method]: (bot: BotAccount, payload: Payload<M>, circumstances: Circumstances) => Result<M> | Promise<Result<M>> };

export const methods: Methods = {
  getMe: (bot) => bot.me,

  async getUpdates(bot, { allowed_updates, ...wanted }, { gone }) {
    if (bot.webhook.hook) {
      throw new Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
    }
    bot.updates.allow(allowed_updates);
    return bot.updates.fetch(wanted, gone);
  },

  setWebhook(bot, payload) {
    if (payload.url === "") return methods.deleteWebhook(bot, payload.drop_pending_updates ? { drop_pending_updates: true } : {}, never) as Remarked;
    bot.updates.allow(payload.allowed_updates);
    if (payload.drop_pending_updates) bot.updates.forgetAll();
    bot.webhook.set(payload);
    bot.updates.endPoll("setWebhook request");
    return new Remarked(true, "Webhook was set");
  },

  deleteWebhook(bot, { drop_pending_updates }) {
    const was = bot.webhook.hook !== undefined;
    bot.webhook.stop();
    if (drop_pending_updates) bot.updates.forgetAll();
    return new Remarked(true, was ? "Webhook was deleted" : "Webhook is already deleted");
  },

  getWebhookInfo: (bot) => bot.webhook.info(),

  sendMessage: (bot, payload) => sendText(bot, payload) as ReturnType<ApiMethods["sendMessage"]>,
  sendPhoto: (bot, payload, { files }) => sendFile(bot, "photo", payload, payload.photo, files) as ReturnType<ApiMethods["sendPhoto"]>,
  sendDocument: (bot, payload, { files }) => sendFile(bot, "document", payload, payload.document, files) as ReturnType<ApiMethods["sendDocument"]>,

  sendChatAction(bot, { chat_id, action }) {
    const chat = bot.reachable(chat_id);
    chat.actions.push(action);
    chat.redraw();
    return true;
  },

  sendMessageDraft: sendDraft,

  editMessageText: (bot, payload) => editText(bot, payload) as ReturnType<ApiMethods["editMessageText"]>,
  editMessageReplyMarkup: (bot, payload) => editMarkup(bot, payload) as ReturnType<ApiMethods["editMessageReplyMarkup"]>,
  deleteMessage,

  answerCallbackQuery(bot, { callback_query_id, text = "", show_alert = false }) {
    const tap = bot.taps.get(callback_query_id);
    if (!tap || tap.expired) throw refuse("query is too old and response timeout expired or query ID is invalid");
    tap.answer(text, show_alert);
    return true;
  },

  getFile: (bot, { file_id }) => bot.files.describe(file_id),

  setMyCommands(bot, { commands, scope, language_code }) {
    if (scope?.type === "chat") bot.chat(scope.chat_id);
    bot.menus.set(scope, language_code ?? "", commands as BotCommand[]);
    return true;
  },

  getMyCommands: (bot, { scope, language_code }) => bot.menus.get(scope, language_code ?? ""),

  deleteMyCommands(bot, { scope, language_code }) {
    bot.menus.set(scope, language_code ?? "", []);
    return true;
  },
};

const never: Circumstances = { files: new Map(), gone: new AbortController().signal };
