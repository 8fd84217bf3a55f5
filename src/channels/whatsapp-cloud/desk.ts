import type { Health, Sink } from "../../core/channel.ts";
import type { Clock } from "../../core/time.ts";
import type { Log } from "../../log.ts";
import { Lanes } from "./lanes.ts";

export interface WhatsAppCloudOptions {
  /** Numbers of one business that share one Meta app and so one webhook. */
  numbers: { phoneNumberId: string }[];
  token: string;
  /** Meta signs every webhook with it. */
  appSecret: string;
  /** Made up by the operator; Meta repeats it once when the webhook is set. */
  verifyToken: string;
  apiUrl?: string;
  /** An approved text with one hole, in which any notice goes out where the window is closed; absent = such notices fail. */
  noticeTemplate?: { name: string; language: string } | undefined;
  log: Log;
  clock: Clock;
  /** Milliseconds for one call to the API. */
  timeoutMs?: number;
  /** Milliseconds for the sending of one part, its upload included. */
  sendWithinMs?: number;
  /** Milliseconds between looks at a number's status. */
  checkEveryMs?: number;
}

export interface Running {
  sink: Sink;
  signal: AbortSignal;
  /** What the last look at the number found. */
  health?: Health;
}

/** What intake and output of all numbers share; lives as long as the channels. */
export interface Desk extends Required<Omit<WhatsAppCloudOptions, "noticeTemplate">>, Pick<WhatsAppCloudOptions, "noticeTemplate"> {
  /** Numbers that take messages now, by their id. */
  running: Map<string, Running>;
  /** When each number's last webhook came. */
  webhookAt: Map<string, Temporal.Instant>;
  /** Webhooks being read whose sender is not proven yet. */
  reading: number;
  lanes: Lanes;
  /** Webhooks being stored. */
  inHand: Set<Promise<unknown>>;
  /** Numbers that are not ours and have been warned of. */
  strangers: Set<string>;
}

export const channelId = "wa-cloud";

export function openDesk(options: WhatsAppCloudOptions): Desk {
  // With an empty secret anybody could sign.
  for (const it of ["token", "appSecret", "verifyToken"] as const) if (options[it] === "") throw new Error(`WhatsApp Cloud API: ${it} is empty`);
  return {
    ...options,
    apiUrl: (options.apiUrl ?? "https://graph.facebook.com/v23.0").replace(/\/+$/, ""),
    timeoutMs: options.timeoutMs ?? 20_000,
    sendWithinMs: options.sendWithinMs ?? 25_000,
    checkEveryMs: options.checkEveryMs ?? 5 * 60_000,
    running: new Map(),
    webhookAt: new Map(),
    reading: 0,
    lanes: new Lanes(),
    inHand: new Set(),
    strangers: new Set(),
  };
}

/** The stop of a number waits for this work. */
export function inHand<T>(desk: Desk, work: Promise<T>): Promise<T> {
  desk.inHand.add(work);
  const done = () => void desk.inHand.delete(work);
  work.then(done, done);
  return work;
}
