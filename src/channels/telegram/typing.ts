import type { Typing } from "../../core/channel.ts";
import { chatIdOf, type TelegramDesk } from "./desk.ts";

const callMs = 3_000;

/** Telegram shows it for five seconds, or until the next message. */
export const telegramTyping = (desk: TelegramDesk): Typing => ({
  everyMs: 4_500,
  show({ to }) {
    const chat = chatIdOf(to.chat);
    if (!desk.running || chat === null) return;
    const { signal } = desk.running;
    desk.client.call("sendChatAction", { ms: callMs, signal }, (api, it) => api.sendChatAction(chat, "typing", {}, it)).catch(() => {}); // only for show
  },
});
