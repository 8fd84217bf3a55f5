import type { Sql } from "../db/database.ts";
import type { Reply } from "./reply.ts";

export type ChannelId = "web" | "terminal" | "telegram" | "wa-cloud" | "wa-web";

/** Where to answer; opaque to all but the channel, stable for one person on one channel account. */
export interface Address {
  channel: ChannelId;
  account: string;
  chat: string;
}

/** Something to send to somebody; `key` makes it happen once however often it is asked for. */
export interface Letter {
  key: string;
  to: Address;
  reply: Reply;
  /** A lost `reply` is repeated, a lost `notice` is not: better once too few than twice. Notices travel in a lane of their own. */
  intent: "reply" | "notice";
  /** Approved text for a network that takes nothing else from us just then (see `Capabilities.windowHours`). */
  template?: Template;
  /** ISO instant after which it is not worth sending; absent = two days. */
  expires?: string;
}

/** A text that the network has approved beforehand, with its variables in order. */
export interface Template {
  name: string;
  /** Language code of the approved text. */
  language: string;
  values: string[];
}

/** What the channel proves about the sender; who that is, the people feature decides. */
export interface Sender {
  id: string;
  /** Only an adapter sets it, and only for the sender's own: a card that anybody could have sent is no proof. */
  phone?: { e164: string; proof: "channel" | "shared-contact" };
}

/** Something other than words; `ref` is the network's name for it, see `Channel.fetch`. */
export interface Media {
  kind: "voice" | "audio" | "image" | "video" | "document";
  ref: string;
  mime?: string;
  bytes?: number;
  name?: string;
  seconds?: number;
}

export type InboundBody =
  | { type: "text"; text: string }
  /** A tap: `menu` is the key of the letter that showed it, `choice` the button's place. */
  | { type: "choice"; menu: string; choice: number; label: string }
  /** A fresh talk was opened (a page, a deep link); `start` may name a city. */
  | { type: "start"; start: string }
  | { type: "media"; media: Media; caption: string }
  /** A contact card; `own` = the network proves that it is the sender's. */
  | { type: "contact"; own: boolean }
  /** The network says that the sender's account has left this address: who writes from it next is somebody else. Nobody answers it. */
  | { type: "left" }
  /** A reaction, a sticker, a place on the map, … */
  | { type: "unsupported"; what: string };

/** A message as plain data; `dedupe` is the network's own id, unique on its channel. */
export interface Inbound {
  dedupe: string;
  /** ISO instant at which the network says it was sent. */
  at: string;
  /** Delivered after an outage: answered all the same, marked late. */
  late: boolean;
  from: Sender;
  to: Address;
  body: InboundBody;
}

/** One native call; a retry repeats the same key. */
export interface Part {
  key: string;
  native: unknown;
}

/** Why a channel could not send. */
export interface SendFault {
  /**
   * `retry`: later again. `slow-down`: the whole account waits, then again. `window-closed`: only a template would be taken.
   * `unreachable`, `blocked`: this person cannot be written to. `restricted`, `auth`: the account stops until somebody acts;
   * the letter waits. `hold`: nothing has left and it is not this letter's fault (no connection came about, or the channel's own rules
   * say not yet); it alone waits `afterMs`.
   * `bad-request`: our mistake; trying again cannot help.
   */
  kind: "retry" | "slow-down" | "window-closed" | "unreachable" | "blocked" | "restricted" | "hold" | "auth" | "bad-request";
  /** Milliseconds the network asks to wait. */
  afterMs?: number;
  /** The network's own code, e.g. `403` or `131047`. */
  code: string;
}

/** `unknown`: the network may or may not have taken it (time-out, broken connection). */
export type Sent = { ok: true; native: string } | { ok: false; fault: SendFault } | { ok: "unknown" };

/** What the network tells later about a part; found by its native id, or by our key where the network carries it. */
export interface Receipt {
  channel: ChannelId;
  account: string;
  native: string;
  key?: string;
  /** ISO instant. */
  at: string;
  state: "sent" | "delivered" | "read" | "failed";
  fault?: SendFault;
  /** What the network charges for it, as it says so. */
  price?: unknown;
}

/** How an account is; `down` and `restricted` need a person. */
export interface Health {
  state: "up" | "connecting" | "needs-pairing" | "restricted" | "down";
  /** English, for operators; never personal data. */
  detail?: string;
  /** Where anybody can begin a talk with the account, e.g. `https://t.me/name`; left out = as told before. */
  link?: string;
}

/** Awaited by the adapter before it acknowledges to the network; a rejection means: do not acknowledge. */
export interface Sink {
  inbound(message: Inbound): Promise<void>;
  receipt(receipt: Receipt): Promise<void>;
  /** Kept for `kawan channels`; never fails. */
  health(health: Health): void;
}

/** What is known about the moment of sending. */
export interface Occasion {
  /** ISO instant of the person's last message; null = never wrote. */
  heardAt: string | null;
  now: Temporal.Instant;
  /** Bytes of a file named in a part. */
  open(blob: string): Promise<Uint8Array>;
  signal: AbortSignal;
}

/** How fast an account may send. */
export interface Pace {
  /** Parts a second, all talks together. */
  perSecond: number;
  /** Milliseconds between two parts of one talk. */
  talkGapMs: number;
}

export interface Capabilities {
  /** Longest text of one part, characters. */
  textMax: number;
  /** Native buttons a reply; 0 = choices are numbered lines. */
  buttonsMax: number;
  /** A part sent twice under one key appears once. */
  idempotent: boolean;
  pace?: Pace;
  /** Hours after the person's last message in which free text is taken; absent = always. */
  windowHours?: number;
}

/** Says when parts may leave the outbox; what it holds back stays there, untouched and counted. */
export interface Pacing {
  /** Parts of this lane that may be sent now, at most `wanted`. */
  room(lane: Letter["intent"], wanted: number): number;
  /** A part was taken for this talk. */
  spend(conversation: string, lane: Letter["intent"]): void;
  /** Talks that may not be sent to yet. */
  resting(): string[];
}

/** What a channel is given that runs in one process at a time. */
export interface Hold {
  /** A query with one row while this process still holds the account and none after, which keeps others from taking it until the commit. Goes into every write that a late former holder must not make. */
  fence: Sql;
}

/** What of an answer can already be said, past the outbox; the letter that follows takes its place. Nothing here fails, anything may be lost. */
export interface Drafts {
  show(to: Address, text: string): void;
  /** Resolves when nothing more of this draft leaves: what stands then is for the letter to replace. */
  settle(to: Address): Promise<void>;
}

/** The sign that somebody is writing; it fades by itself. */
export interface Typing {
  /** Milliseconds after which it has to be shown again. */
  everyMs: number;
  /** To the sender of this message. Never fails, and may be lost. */
  show(message: Inbound): void;
}

/** A way in and out: verifies, stores plain data, renders, sends; decides nothing. */
export interface Channel {
  readonly id: ChannelId;
  /** The bot, number or page that messages go through. */
  readonly account: string;
  readonly caps: Capabilities;
  /** Beyond `caps.pace`: rules of its own about when to send. */
  readonly pacing?: Pacing;
  /** Only one process at a time may run `start` (long polling). */
  readonly exclusiveIntake?: boolean;
  /** And only that one can send (one connection for both ways). */
  readonly exclusiveSending?: boolean;
  /** Takes messages until the signal; resolves when drained. `hold` comes with `exclusiveIntake`. */
  start(sink: Sink, signal: AbortSignal, hold?: Hold): Promise<void>;
  /** Pure: the plan of parts is stored before the first is sent. */
  render(letter: Letter): Part[];
  /** Never throws for a fault of the network. */
  send(to: Address, part: Part, occasion: Occasion): Promise<Sent>;
  /** Shows what of an answer can already be said; absent = the network has nothing for it. */
  readonly drafts?: Drafts;
  /** Shows that an answer is coming; absent = the channel does so by itself, or cannot. */
  readonly typing?: Typing;
  /** Bytes of something a person sent. Throws `Fault` with a sentence for the person (too large, gone). */
  fetch?(media: Media, signal: AbortSignal): Promise<Uint8Array>;
}

/** The id of a talk: one per address. */
export const conversationOf = (to: Address): string => `${to.channel}|${to.account}|${to.chat}`;
