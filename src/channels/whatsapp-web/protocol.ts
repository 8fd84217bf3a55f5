import type { Media } from "../../core/channel.ts";
import type { Ending } from "./policy.ts";

/** What the service tells the process that speaks WhatsApp, once, before anything else. Over the line only: arguments and environment can be seen by others. */
export interface Opening {
  /** Digits of the telephone number that must be the paired one. */
  account: string;
  secret: string;
  /** Protocol version, `2.3000.1043857760`; absent = that of the library. */
  version?: string;
  typingMs: readonly [number, number];
  ackWithinMs: number;
  /** Choices also go out as polls. */
  polls: boolean;
  /** Only for tests: a server over loopback instead of WhatsApp's. */
  testing?: TestEndpoint;
}

/** A server that plays WhatsApp's. Nothing in the product makes one. */
export interface TestEndpoint {
  /** `ws://` or `wss://` address. */
  url: string;
  /** Certificate of its own authority, beside (never instead of) the usual ones. */
  ca?: string;
  /** Where media lie, `https://127.0.0.1:1234`. */
  mediaOrigin?: string;
  keepAliveMs?: number;
  queryMs?: number;
}

/** What somebody said, without who and when. */
export type Said =
  | { type: "text"; text: string }
  | { type: "media"; media: Media; caption: string }
  | { type: "contact" }
  | { type: "unsupported"; what: string }
  /** The choice at this place of a poll of ours. */
  | { type: "vote"; poll: string; place: number; label: string };

/** A message as it came off the ratchet. */
export interface Heard {
  /** WhatsApp's id. */
  id: string;
  /** Who wrote, and the other name of the same person where WhatsApp shows it. */
  from: string;
  alias: string | null;
  /** Whether this very message shows the other name: what is only remembered proves no number, which may be somebody else's by now. */
  shown: boolean;
  /** Seconds since the epoch, by WhatsApp's clock. */
  at: number;
  /** It waited for us. */
  offline: boolean;
  /** Null = nothing is said to us (a changed timer). */
  said: Said | null;
  /** Seconds after which messages vanish in this chat; null = it does not say. */
  ephemeral: number | null;
}

/** What a phone tells about messages of ours. */
export interface Seen {
  ids: string[];
  state: "delivered" | "read";
  at: number;
}

/** Keys to write, all or none, with the credentials where they changed. */
export interface KeyChange {
  creds?: Uint8Array;
  put: { id: string; type: string; value: Uint8Array }[];
  gone: string[];
}

export type News =
  | { type: "qr"; qr: string }
  | { type: "code"; code: string }
  | { type: "open" }
  /** The phone has linked us; `right` = it is the configured number. */
  | { type: "linked"; right: boolean }
  | { type: "restricted"; untilMs: number | null }
  | { type: "log"; level: "debug" | "info" | "warn" | "error"; words: string };

/** What the service does for the process. */
export interface ServiceCalls {
  [name: string]: (input: never) => Promise<unknown>;
  /** The sealed credentials; null = not paired. */
  load(input: null): Promise<Uint8Array | null>;
  read(ids: string[]): Promise<(Uint8Array | null)[]>;
  write(change: KeyChange): Promise<void>;
  /** Resolves when it is durable. */
  heard(message: Heard): Promise<void>;
  seen(receipt: Seen): Promise<void>;
  /** The sealed message that left under this id; `askedBy` = only if it was for the person of these names. */
  stored(it: { id: string; askedBy: string[] | null }): Promise<Uint8Array | null>;
  /** Keeps what is about to leave. */
  keep(it: { id: string; message: Uint8Array }): Promise<void>;
  news(it: News): Promise<void>;
}

/** One part to send. */
export interface Post {
  id: string;
  jid: string;
  ephemeral: number;
  content:
    | { kind: "text"; text: string; poll?: { question: string; options: string[] } | undefined }
    | { kind: "image" | "document"; bytes: Uint8Array; name: string; mime: string; caption: string };
}

export type Posted =
  | { ok: true }
  /** The server's number for it, or ours; `sent` = it may have arrived. */
  | { ok: false; code: string; by: "server" | "us"; untilMs?: number | null }
  | { ok: "unknown" };

export interface ProcessCalls {
  [name: string]: (input: never) => Promise<unknown>;
  begin(opening: Opening): Promise<void>;
  /** One connection, from its beginning to its end. */
  connect(pairing: "qr" | "code" | null): Promise<Ending>;
  post(it: Post): Promise<Posted>;
  /** Shows somebody that an answer is being written. */
  typing(jid: string): Promise<void>;
  /** Unlinks the device; the connection then ends. */
  unlink(input: null): Promise<void>;
  /** Asks the sender's phone to upload a file again; the new path. */
  renew(it: { id: string; from: string; mediaKey: Uint8Array; path: string }): Promise<string>;
  /** Only answers. */
  alive(input: null): Promise<void>;
  /** Closes the connection: nothing more is taken. */
  hangUp(input: null): Promise<void>;
}
