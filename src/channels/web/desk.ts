import type { Context } from "hono";
import type { Sink } from "../../core/channel.ts";
import { Limit } from "../../core/limit.ts";
import type { Agency } from "../../core/person.ts";
import type { Clock } from "../../core/time.ts";
import type { Visit } from "../../core/visit.ts";
import type { Database } from "../../db/database.ts";
import type { Log } from "../../log.ts";
import { Listeners } from "./listeners.ts";

export interface WebLimits {
  /** Messages of one talk in a minute. */
  perChat: number;
  /** Messages of one network address in a minute; a whole city hall may be one address. */
  perVisitor: number;
  /** Reads of one network address in a minute. */
  readsPerVisitor: number;
  /** Pages that may follow one talk at once. */
  pagesPerChat: number;
  /** One-time codes typed from one network address in ten minutes: a talk costs nothing here, so that a limit on talks alone would be none. */
  codesPerVisitor: number;
  /** Files of one talk in ten minutes. */
  filesPerChat: number;
}

const usualLimits: WebLimits = { perChat: 20, perVisitor: 600, readsPerVisitor: 3_000, pagesPerChat: 6, codesPerVisitor: 60, filesPerChat: 12 };

/** Who sits at the page; the people feature knows. */
export interface WebPeople {
  /** Whose this talk is (a masked name); `ended` = it was somebody's and is nobody's any more, in a sentence; null = nobody's. */
  who(chat: string): Promise<{ name: string } | { ended: string } | null>;
  /** Ends the link at once, if there is one. */
  leave(chat: string): Promise<void>;
  /** The talk goes on under another id. */
  moved(from: string, to: string): Promise<void>;
}

export interface WebOptions {
  db: Database;
  cell: number;
  agencies: Agency[];
  /** Signs the cookie; the same on every replica. */
  secret: string;
  /** The page is served over https. */
  secureCookie: boolean;
  /** Address that people use, where a proxy hides it. */
  publicUrl?: string;
  log: Log;
  clock: Clock;
  limits?: Partial<WebLimits>;
  /** Absent = no talk can be anybody's. */
  people?: WebPeople;
}

/** What the routes share; lives as long as the channel. */
export interface WebDesk extends WebOptions {
  listeners: Listeners;
  messages: { chat: Limit; visitor: Limit };
  reads: Limit;
  codes: Limit;
  files: Limit;
  /** Messages being taken and streams being written. */
  inHand: Set<Promise<unknown>>;
  /** Null until started and after the stop. */
  running: { sink: Sink; signal: AbortSignal } | null;
}

export function openDesk(options: WebOptions): WebDesk {
  const limits = { ...usualLimits, ...options.limits };
  const minute = 60_000;
  return {
    ...options,
    listeners: new Listeners(limits.pagesPerChat),
    messages: { chat: new Limit(limits.perChat, minute), visitor: new Limit(limits.perVisitor, minute) },
    reads: new Limit(limits.readsPerVisitor, minute),
    codes: new Limit(limits.codesPerVisitor, 10 * minute),
    files: new Limit(limits.filesPerChat, 10 * minute),
    inHand: new Set(),
    running: null,
  };
}

/** The visitor's network address, for limits. */
export const visitorOf = (c: Context<Visit>): string => c.get("visitor") ?? "unknown";

/** Counts a read; 0 or the seconds to wait. */
export const takeRead = (desk: WebDesk, c: Context<Visit>): number => desk.reads.take(visitorOf(c), desk.clock());

/** The channel's stop waits for this work. */
export function inHand<T>(desk: WebDesk, work: Promise<T>): Promise<T> {
  desk.inHand.add(work);
  const done = () => void desk.inHand.delete(work);
  work.then(done, done);
  return work;
}
