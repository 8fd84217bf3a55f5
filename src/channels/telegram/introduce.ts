import type { LanguageCode } from "grammy/types";
import type { TelegramDesk } from "./desk.ts";

const callMs = 20_000;
/** For people whose Telegram speaks any language, and for those whose speaks Indonesian. */
const languages: (LanguageCode | undefined)[] = [undefined, "id"];
const scope = { type: "all_private_chats" } as const;

/** Whether Telegram knows the token; throws if not. The menu of commands is set on the way, which may fail without harm. */
export async function introduce(desk: TelegramDesk, signal: AbortSignal): Promise<void> {
  const me = await desk.client.call("getMe", { ms: callMs, signal }, (api, it) => api.getMe(it));
  desk.link = `https://t.me/${me.username}`;
  desk.log.info({ channel: "telegram", account: desk.account, bot: me.username, intake: desk.mode.kind }, "telegram bot known");
  try {
    for (const language of languages) await setCommands(desk, language, signal);
  } catch (error) {
    desk.log.warn({ channel: "telegram", account: desk.account, err: String(error) }, "menu of commands not set");
  }
}

/** Only when it differs: Telegram limits how often it may be set. */
async function setCommands(desk: TelegramDesk, language: LanguageCode | undefined, signal: AbortSignal): Promise<void> {
  const wanted = desk.commands.map(({ command, about }) => ({ command, description: about.slice(0, 256) }));
  const other = { scope, ...(language && { language_code: language }) };
  const within = { ms: callMs, signal };
  const current = await desk.client.call("getMyCommands", within, (api, it) => api.getMyCommands(other, it));
  const same = JSON.stringify(current.map((it) => [it.command, it.description])) === JSON.stringify(wanted.map((it) => [it.command, it.description]));
  if (!same) await desk.client.call("setMyCommands", within, (api, it) => api.setMyCommands(wanted, other, it));
}
