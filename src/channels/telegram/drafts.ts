import type { Address, Drafts } from "../../core/channel.ts";
import { TelegramError } from "./client.ts";
import { chatIdOf, type TelegramDesk } from "./desk.ts";
import { toHtml } from "./markup.ts";
import { textMax } from "./render.ts";

/** Between two states of one draft, and between those of all talks together: letters come first. */
const gapMs = 1_000;
const betweenMs = 100;
const callMs = 3_000;
/** Telegram takes a draft down by itself after half a minute. */
const livesMs = 60_000;
/** A talk that takes no drafts is asked again after this. */
const refusedMs = 3_600_000;

interface Draft {
  id: number;
  text: string;
  shown: string;
  /** When its last state left. */
  atMs: number;
  timer?: NodeJS.Timeout | undefined;
  call?: Promise<void> | undefined;
}

/**
 * What of an answer can already be said, as Telegram's own message draft: a preview that is no message, gone by itself after half a minute or with
 * the message that follows. So nothing is left over where a process dies, nothing is doubled, and the letter is sent like any other. It costs no
 * letter its turn: paced, only the newest state, and where Telegram refuses it not tried again.
 */
export function telegramDrafts(desk: TelegramDesk, gap = gapMs): Drafts {
  const drafts = new Map<string, Draft>();
  const refused = new Map<string, number>();
  let count = 0;
  let quietUntilMs = 0;
  let nextMs = 0;
  /** A Bot API older than drafts. */
  let unknown = false;

  const forgetOld = (now: number) => {
    for (const [chat, it] of drafts) if (now - it.atMs > livesMs && !it.timer && !it.call) drafts.delete(chat);
    for (const [chat, at] of refused) if (now - at > refusedMs) refused.delete(chat);
  };
  const plan = (chat: string, draft: Draft) => {
    if (draft.timer || draft.call || draft.text === draft.shown) return;
    const now = performance.now();
    nextMs = Math.max(now, nextMs, draft.atMs + gap, quietUntilMs);
    draft.timer = setTimeout(() => push(chat, draft), nextMs - now);
    nextMs += betweenMs;
  };
  const push = (chat: string, draft: Draft) => {
    draft.timer = undefined;
    const id = chatIdOf(chat);
    if (!desk.running || unknown || refused.has(chat) || id === null) return;
    if (performance.now() < quietUntilMs) return plan(chat, draft);
    const { text } = draft;
    draft.atMs = performance.now();
    draft.call = desk.client
      .call("sendMessageDraft", { ms: callMs, signal: desk.running.signal }, (api, it) =>
        api.sendMessageDraft(id, draft.id, toHtml(text.slice(0, textMax)), { parse_mode: "HTML" }, it),
      )
      .then(() => {})
      .catch((error: unknown) => heed(chat, error))
      .finally(() => {
        draft.shown = text;
        draft.call = undefined;
        if (drafts.get(chat) === draft) plan(chat, draft);
      });
  };
  const heed = (chat: string, error: unknown) => {
    if (!(error instanceof TelegramError) || error.mishap !== "refused") return;
    if (error.code === "429") quietUntilMs = performance.now() + (error.retryAfterMs ?? gap);
    else if (error.code === "404") unknown = true;
    else refused.set(chat, performance.now());
    desk.log.info({ channel: "telegram", account: desk.account, code: error.code }, "a draft was refused");
  };

  return {
    show({ chat }: Address, text) {
      const now = performance.now();
      if (!desk.running || unknown || refused.has(chat)) return forgetOld(now);
      forgetOld(now);
      const draft = drafts.get(chat) ?? { id: ++count, text: "", shown: "", atMs: Number.NEGATIVE_INFINITY };
      draft.text = text;
      drafts.set(chat, draft);
      plan(chat, draft);
    },
    async settle({ chat }) {
      const draft = drafts.get(chat);
      drafts.delete(chat);
      clearTimeout(draft?.timer);
      await draft?.call;
    },
  };
}
