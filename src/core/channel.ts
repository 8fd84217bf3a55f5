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
  /** A lost `reply` is repeated, a lost `notice` is not: better once too few than twice. */
  intent: "reply" | "notice";
}

/** What the channel proves about the sender; who that is, the people feature decides. */
export interface Sender {
  id: string;
  phone?: { e164: string; proof: "channel" | "shared-contact" };
}

export type InboundBody =
  | { type: "text"; text: string }
  /** A tap: `menu` is the key of the letter that showed it, `choice` the button's place. */
  | { type: "choice"; menu: string; choice: number; label: string }
  /** A fresh talk was opened (a page, a deep link); `start` may name a city. */
  | { type: "start"; start: string }
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
  kind: "retry" | "window-closed" | "unreachable" | "blocked" | "restricted" | "bad-request" | "auth";
  /** Milliseconds the network asks to wait. */
  afterMs?: number;
  code: string;
}

export type Sent = { ok: true; native: string } | { ok: false; fault: SendFault } | { ok: "unknown" };

/** Awaited by the adapter before it acknowledges to the network; a rejection means: do not acknowledge. */
export interface Sink {
  inbound(message: Inbound): Promise<void>;
}

export interface Capabilities {
  /** Longest text of one part, characters. */
  textMax: number;
  /** Native buttons a reply; 0 = choices are numbered lines. */
  buttonsMax: number;
  /** A part sent twice under one key appears once. */
  idempotent: boolean;
}

/** A way in and out: verifies, stores plain data, renders, sends; decides nothing. */
export interface Channel {
  readonly id: ChannelId;
  /** Sends only what goes out through this account; absent = all of the channel's. */
  readonly account?: string;
  readonly caps: Capabilities;
  /** Takes messages until the signal; resolves when drained. */
  start(sink: Sink, signal: AbortSignal): Promise<void>;
  /** Pure: the plan of parts is stored before the first is sent. */
  render(letter: Letter): Part[];
  /** Never throws for a fault of the network. */
  send(to: Address, part: Part, signal: AbortSignal): Promise<Sent>;
}

/** The id of a talk: one per address. */
export const conversationOf = (to: Address): string => `${to.channel}|${to.account}|${to.chat}`;
