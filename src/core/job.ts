import type { Address } from "./channel.ts";
import type { Reply } from "./reply.ts";

/** Something to send to somebody; `key` makes it happen once however often it is asked for. */
export interface Letter {
  key: string;
  to: Address;
  reply: Reply;
  /** A lost `reply` is repeated, a lost `notice` is not: better once too few than twice. */
  intent: "reply" | "notice";
}

/** Work at a computed instant; every replica may plan it, `key` makes it happen once. */
export interface PlannedJob {
  kind: string;
  key: string;
  payload: Record<string, unknown>;
  runAt: Temporal.Instant;
}
