import type { Clock } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";
import type { Log } from "../../log.ts";
import type { Child } from "./child-process.ts";
import type { Governor } from "./governor.ts";
import type { Limits } from "./pace.ts";
import type { TestEndpoint } from "./protocol.ts";
import { type Sealing, sealingWith } from "./sealing.ts";
import type { Rows } from "./store.ts";

export const channelId = "wa-web";

export interface WhatsAppWebOptions {
  /** Digits with country code; the zone is that of its city. */
  numbers: { phone: string; zone: string }[];
  db: Database;
  cell: number;
  /** What the session is sealed with; another one opens none of it. */
  secret: string;
  limits: Limits;
  /** Protocol version; absent = that of the library. */
  version?: string;
  /** Choices also go out as polls. */
  polls: boolean;
  log: Log;
  clock: Clock;
  /** How somebody seems to type before a message goes out, milliseconds. */
  typingMs?: readonly [number, number];
  /** Milliseconds for the server's word about a message. */
  ackWithinMs?: number;
  /** Milliseconds between looks for orders. */
  lookEveryMs?: number;
  /** Milliseconds between looks whether the process still answers; at the third in vain it is replaced. */
  aliveEveryMs?: number;
  /** Milliseconds for which a message waits unacknowledged for the base before the connection is given up. */
  patienceMs?: number;
  /** Only for tests: a server over loopback instead of WhatsApp's. No setting leads here. */
  testing?: TestEndpoint;
}

/** A number that this process holds. */
export interface Running {
  child: Child | null;
  /** There is an open connection. */
  connected: boolean;
  /** Parts being sent now, by WhatsApp's id for them. */
  leaving: Map<string, { key: string; chat: string; lane: "reply" | "notice"; left(): void }>;
}

/** What intake and output of one number share; lives as long as the channel. */
export interface Desk extends Required<Omit<WhatsAppWebOptions, "numbers" | "version" | "testing">> {
  version: string | undefined;
  testing: TestEndpoint | undefined;
  account: string;
  rows: Rows;
  sealing: Sealing;
  governor: Governor;
  /** Null while another process holds the number, or none. */
  running: Running | null;
}

export function openDesk({ numbers: _numbers, ...options }: WhatsAppWebOptions, account: string, governor: Governor): Desk {
  const { db, cell, secret } = options;
  const waits = { typingMs: [1_000, 2_000] as const, ackWithinMs: 15_000, lookEveryMs: 2_000, aliveEveryMs: 20_000, patienceMs: 30_000 };
  const usual = { ...waits, version: undefined, testing: undefined };
  return { ...usual, ...options, account, rows: { db, cell, account }, sealing: sealingWith(secret, account), governor, running: null };
}
