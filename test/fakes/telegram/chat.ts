import type { BotCommand, Chat as ChatFacts, MessageEntity } from "grammy/types";
import type { InlineKeyboard, ReplyMarkup } from "./description-markup.ts";
import type { StoredFile } from "./file-store.ts";
import { type Patience, Waiters } from "./waiting.ts";

export type InlineButton = InlineKeyboard["inline_keyboard"][number][number];

/** A message of the bot as the person's screen shows it; it changes when the bot edits it. */
export interface Heard {
  readonly id: number;
  readonly chat: number;
  readonly kind: "text" | "photo" | "document";
  /** Text or caption, as read: without markup. */
  text: string;
  entities: MessageEntity[];
  /** The inline keyboard, row by row; empty when there is none. */
  buttons: InlineButton[][];
  readonly file: StoredFile | undefined;
  readonly replyTo: number | undefined;
  /** What came as a reply keyboard with it. */
  readonly replyMarkup: ReplyMarkup | undefined;
  readonly date: number;
  editDate: number | undefined;
  deleted: boolean;
}

export type Wanted = string | RegExp | ((message: Heard) => boolean);

/** The labels of a message's inline keyboard. */
export const labels = (message: Heard): string[] => message.buttons.flat().map((it) => it.text);

/** One chat seen from the people's side. */
export abstract class Chat {
  readonly received: Heard[] = [];
  /** What people said here, by id: a bot may reply to it. */
  readonly said = new Set<number>();
  /** Menus set for this chat alone, and whether Telegram knows it at all: a bot cannot begin a talk. */
  met = false;
  blocked = false;
  /** The reply keyboard on the screen, as labels. */
  keyboard: string[][] | undefined;
  /** Chat actions such as "typing", in order. */
  readonly actions: string[] = [];
  /** What was shown of messages being written, in order, with how many messages had come before. */
  readonly drafts: { id: number; text: string; after: number }[] = [];
  /** The one that stands on the screen now. */
  draft: string | undefined;
  readonly #messages = new Map<number, Heard>();
  readonly #waiters = new Waiters();
  #heard = 0;

  abstract readonly id: number;
  abstract facts(): ChatFacts;

  /**
   * The next message that fits, among those not heard before: one call takes one message, and skips what lies before it.
   * A string is looked for inside the text.
   */
  hears(wanted: Wanted = () => true, patience: Patience = {}): Promise<Heard> {
    const fits = matcher(wanted);
    const next = () => {
      const at = this.received.findIndex((it, place) => place >= this.#heard && !it.deleted && fits(it));
      if (at < 0) return undefined;
      this.#heard = at + 1;
      return this.received[at];
    };
    return this.#waiters.until(next, patience, () => {
      const since = this.received.slice(this.#heard).map((it) => JSON.stringify(it.text));
      return `Did not hear ${typeof wanted === "function" ? "what was wanted" : wanted}; heard since: ${since.join(", ") || "nothing"}`;
    });
  }

  /** Waits until what stands on the screen is so: looked at again after each message, edit and deletion. */
  sees(isSo: () => boolean, patience: Patience = {}): Promise<void> {
    return this.#waiters
      .until(
        () => isSo() || undefined,
        patience,
        () => "Did not see what was wanted",
      )
      .then(() => undefined);
  }

  message(id: number): Heard | undefined {
    const found = this.#messages.get(id);
    return found?.deleted ? undefined : found;
  }

  /** For the fake itself: a message arrives. */
  show(message: Heard): void {
    this.received.push(message);
    this.draft = undefined;
    this.#messages.set(message.id, message);
    const markup = message.replyMarkup;
    if (markup && "keyboard" in markup) this.keyboard = markup.keyboard.map((row) => row.map((it) => (typeof it === "string" ? it : it.text)));
    if (markup && "remove_keyboard" in markup) this.keyboard = undefined;
    this.redraw();
  }

  redraw(): void {
    this.#waiters.wake();
  }
}

function matcher(wanted: Wanted): (message: Heard) => boolean {
  if (typeof wanted === "function") return wanted;
  return ({ text }) => (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text));
}

/** A group the bot was added to. */
export class Group extends Chat {
  readonly id: number;
  readonly title: string;
  override met = true;

  constructor(id: number, title: string) {
    super();
    this.id = id;
    this.title = title;
  }

  facts(): ChatFacts.SupergroupChat {
    return { id: this.id, type: "supergroup", title: this.title };
  }
}

export type Menu = readonly BotCommand[];
