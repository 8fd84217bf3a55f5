import type { Chat as ChatFacts, Message, Update, User } from "grammy/types";
import type { BotAccount } from "./bot-account.ts";
import { Chat, type Group, type Heard, type InlineButton, labels, type Menu } from "./chat.ts";
import type { StoredFile } from "./file-store.ts";
import { Tap } from "./tap.ts";
import type { News } from "./update-queue.ts";

export interface PersonFacts {
  id?: number;
  name?: string;
  username?: string;
  language?: string;
}

export type Said = Message & Update.NonChannel;
type Content = Partial<Pick<Message, "text" | "entities" | "contact" | "document" | "photo" | "voice" | "caption">>;

/** Somebody with Telegram in the hand. What they do comes back as the message that was sent. */
export class Person extends Chat {
  readonly id: number;
  readonly name: string;
  readonly username: string | undefined;
  readonly language: string;
  readonly #bot: BotAccount;

  constructor(bot: BotAccount, { id = 700_000_001, name = "Orang Contoh", username, language = "id" }: PersonFacts) {
    super();
    this.#bot = bot;
    this.id = id;
    this.name = name;
    this.username = username;
    this.language = language;
  }

  /** The commands shown behind the menu button. */
  get menu(): Menu {
    return this.#bot.menus.inPrivateChat(this.id, this.language);
  }

  says(text: string): Said {
    return this.#send({ text, ...commandEntity(text) });
  }

  saysIn(group: Group, text: string): Said {
    return this.#send({ text, ...commandEntity(text) }, group);
  }

  /** Changes a text already sent. */
  edits(said: Said, text: string): void {
    const edited_message = { ...said, text, edit_date: this.#bot.seconds() } as NonNullable<Update["edited_message"]>;
    this.#bot.tell({ edited_message }, this);
  }

  /** Presses Start, perhaps through a link https://t.me/bot?start=payload. */
  starts(payload = ""): Said {
    if (!/^[\w-]{0,64}$/.test(payload)) throw new Error("A start payload has at most 64 of A-Z, a-z, 0-9, _ and -");
    this.blocked = false;
    return this.says(payload ? `/start ${payload}` : "/start");
  }

  /** Taps a button by its label: on the given message, or on the newest that shows it. Fails if no such button is there. */
  taps(label: string): Tap;
  taps(message: Heard, label: string): Tap;
  taps(first: string | Heard, second?: string): Tap {
    const label = typeof first === "string" ? first : (second ?? "");
    const message = typeof first === "string" ? this.received.findLast((it) => !it.deleted && labels(it).includes(label)) : first;
    const button = message?.deleted ? undefined : message?.buttons.flat().find((it) => it.text === label);
    if (!message || !button) {
      const shown = this.received.flatMap((it) => (it.deleted ? [] : labels(it)));
      throw new Error(`There is no button "${label}"${message ? ` on "${message.text}"` : ""}; there are: ${shown.join(", ") || "none"}`);
    }
    return this.#tap(message, button);
  }

  /** A second tap before the screen changed, or on a phone that was offline: sent although the button is gone. */
  tapsAgain({ message, button }: Tap): Tap {
    return this.#tap(message, button);
  }

  /** Own contact (a request_contact button or the clip), or somebody else's out of the address book. */
  sharesContact({ phone, own = true, name, userId }: { phone: string; own?: boolean; name?: string; userId?: number }): Said {
    const user_id = own ? this.id : userId;
    return this.#send({ contact: { phone_number: phone, first_name: name ?? this.name, ...(user_id !== undefined && { user_id }) } });
  }

  sendsDocument({ name, bytes, mime = "application/octet-stream", caption }: { name: string; bytes: Uint8Array; mime?: string; caption?: string }): Said {
    const file = this.#bot.files.add({ name, mime, bytes: Buffer.from(bytes) }, "documents");
    return this.#send({ document: { ...idsOf(file), file_name: name, mime_type: mime }, ...(caption && { caption }) });
  }

  sendsPhoto({ bytes, caption }: { bytes: Uint8Array; caption?: string }): Said {
    const file = this.#bot.files.add({ name: "photo.jpg", mime: "image/jpeg", bytes: Buffer.from(bytes) }, "photos");
    return this.#send({ photo: [{ ...idsOf(file), width: 800, height: 600 }], ...(caption && { caption }) });
  }

  sendsVoice({ bytes, seconds = 3 }: { bytes: Uint8Array; seconds?: number }): Said {
    const file = this.#bot.files.add({ name: "voice.oga", mime: "audio/ogg", bytes: Buffer.from(bytes) }, "voice");
    return this.#send({ voice: { ...idsOf(file), duration: seconds, mime_type: "audio/ogg" } });
  }

  /** Any update, with a number of its own. */
  sendsRaw(update: News): Update | undefined {
    this.met = true;
    return this.#bot.tell(update, this);
  }

  blocks(): void {
    this.#turn("kicked");
  }

  unblocks(): void {
    this.#turn("member");
  }

  user(): User {
    return { id: this.id, is_bot: false, first_name: this.name, language_code: this.language, ...(this.username && { username: this.username }) };
  }

  facts(): ChatFacts.PrivateChat {
    return { id: this.id, type: "private", first_name: this.name, ...(this.username && { username: this.username }) };
  }

  #send(content: Content, chat: Chat = this): Said {
    if (chat === this && this.blocked) throw new Error(`${this.name} has blocked the bot and cannot write to it`);
    const id = this.#bot.nextMessageId();
    chat.met = true;
    chat.said.add(id);
    const message = { message_id: id, date: this.#bot.seconds(), chat: chat.facts(), from: this.user(), ...content } as Said;
    this.#bot.tell({ message }, chat);
    return message;
  }

  #tap(message: Heard, button: InlineButton): Tap {
    if (button.callback_data === undefined) throw new Error(`The button "${button.text}" opens something; it tells the bot nothing`);
    const tap = new Tap(this.#bot.nextTapId(), button, message);
    this.#bot.taps.set(tap.id, tap);
    this.#bot.tell(
      {
        callback_query: {
          id: tap.id,
          from: this.user(),
          chat_instance: String(this.id),
          data: button.callback_data,
          message: this.#bot.messageOf(message, this),
        },
      },
      this,
    );
    return tap;
  }

  #turn(status: "kicked" | "member"): void {
    this.blocked = status === "kicked";
    const user = this.#bot.me;
    const kicked = { status: "kicked", user, until_date: 0 } as const;
    const member = { status: "member", user } as const;
    this.sendsRaw({
      my_chat_member: {
        chat: this.facts(),
        from: this.user(),
        date: this.#bot.seconds(),
        old_chat_member: this.blocked ? member : kicked,
        new_chat_member: this.blocked ? kicked : member,
      },
    });
  }
}

const idsOf = (file: StoredFile) => ({ file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length });

function commandEntity(text: string): Pick<Content, "entities"> {
  const length = /^\/[a-z0-9_]+(@\w+)?/i.exec(text)?.[0].length;
  return length ? { entities: [{ type: "bot_command", offset: 0, length }] } : {};
}
