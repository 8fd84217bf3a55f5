import type { Message, Update, UserFromGetMe } from "grammy/types";
import { type Chat, Group, type Heard } from "./chat.ts";
import type { Clock } from "./clock.ts";
import { CommandMenus } from "./command-menus.ts";
import type { Method, Payload } from "./description.ts";
import { Faults } from "./faults.ts";
import { FileStore } from "./file-store.ts";
import { Person, type PersonFacts } from "./person.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { Tap } from "./tap.ts";
import { type News, UpdateQueue } from "./update-queue.ts";
import { Waiters } from "./waiting.ts";
import { WebhookSender } from "./webhook.ts";

export interface Call<M extends string = string> {
  method: M;
  payload: M extends Method ? Payload<M> : Record<string, unknown>;
  at: number;
  /** 200 or the error's code; nothing while the answer is out, or when it never came. */
  status: number | undefined;
  error: string | undefined;
  /** The scripted fault that met this call. */
  fault: string | undefined;
}

export interface Violation {
  method: string;
  problem: string;
  payload: Record<string, unknown>;
}

/** One bot: all that Telegram keeps of it. */
export class BotAccount {
  readonly token: string;
  readonly me: UserFromGetMe;
  readonly clock: Clock;
  readonly chats = new Map<number, Chat>();
  readonly files = new FileStore();
  readonly menus = new CommandMenus();
  readonly taps = new Map<string, Tap>();
  readonly journal: Call[] = [];
  readonly violations: Violation[] = [];
  readonly faults: Faults;
  readonly updates: UpdateQueue;
  readonly webhook: WebhookSender;
  readonly waiters = new Waiters();
  onMessage: ((message: Heard) => void) | undefined;
  #lastMessage = 0;
  #lastTap = 0;

  constructor(token: string, username: string, clock: Clock) {
    const id = Number(/^(\d+):[\w-]+$/.exec(token)?.[1]);
    if (!id) throw new Error("A bot's token looks like 123456:ABC-def");
    this.token = token;
    this.clock = clock;
    this.me = {
      id,
      is_bot: true,
      first_name: "Kawan ASN (uji)",
      username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      supports_guest_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
      has_topics_enabled: false,
      allows_users_to_create_topics: false,
      can_manage_bots: false,
      supports_join_request_queries: false,
    };
    this.faults = new Faults(clock);
    this.updates = new UpdateQueue(clock, () => this.waiters.wake());
    this.webhook = new WebhookSender(this.updates, clock, (problem) => this.violations.push({ method: "webhook", problem, payload: {} }));
  }

  person(facts: PersonFacts = {}): Person {
    const person = new Person(this, { id: 700_000_001 + this.chats.size, ...facts });
    this.chats.set(person.id, person);
    return person;
  }

  group(title: string): Group {
    const group = new Group(-1_001_000_000_001 - this.chats.size, title);
    this.chats.set(group.id, group);
    return group;
  }

  nextMessageId(): number {
    this.#lastMessage += 1;
    return this.#lastMessage;
  }

  nextTapId(): string {
    this.#lastTap += 1;
    return `${this.me.id}${String(this.#lastTap).padStart(9, "0")}`;
  }

  seconds(): number {
    return Math.floor(this.clock() / 1000);
  }

  tell(news: News, chat: Chat): Update | undefined {
    return this.updates.add(news, chat.id);
  }

  /** The chat a call is about. */
  chat(id: number | string): Chat {
    const chat = this.chats.get(Number(id));
    if (!chat?.met) throw refuse("chat not found");
    return chat;
  }

  /** The same, for what is said into it. */
  reachable(id: number | string): Chat {
    const chat = this.chat(id);
    if (chat.blocked) throw new Refusal(403, "Forbidden: bot was blocked by the user");
    return chat;
  }

  /** A message of the bot in Telegram's own form. */
  messageOf(it: Heard, chat: Chat): Message {
    const { first_name, id, is_bot, username } = this.me;
    const base = {
      message_id: it.id,
      from: { id, is_bot, first_name, username },
      date: it.date,
      chat: chat.facts(),
      ...(it.editDate !== undefined && { edit_date: it.editDate }),
      ...(it.buttons.length > 0 && { reply_markup: { inline_keyboard: it.buttons } }),
    };
    const { file } = it;
    if (!file) return { ...base, text: it.text, ...(it.entities.length > 0 && { entities: it.entities }) } as Message;
    const caption = it.text && { caption: it.text, ...(it.entities.length > 0 && { caption_entities: it.entities }) };
    const facts = { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length };
    if (it.kind === "photo") return { ...base, photo: [{ ...facts, width: 800, height: 600 }], ...caption } as Message;
    return { ...base, document: { ...facts, file_name: file.name, mime_type: file.mime }, ...caption } as Message;
  }
}
