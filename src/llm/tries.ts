import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../core/time.ts";
import type { Ends } from "./attempt.ts";
import type { Breaker } from "./breaker.ts";
import type { Failure } from "./outcome.ts";

const mostTries = 3;
/** Before the second try; chance makes it up to twice as long. */
export const firstPauseMs = 300;
/** Whoever asked waits: longer than this is the breaker's affair. */
const longestPauseMs = 5_000;
const again: readonly Failure[] = ["timeout", "rate_limited", "unavailable", "malformed", "cut"];

/** A try that came to nothing. */
export interface Failed {
  kind: "failed";
  why: Failure;
  detail: string;
  retryAfterMs: number | null;
}

export interface Patience {
  cancel: AbortSignal;
  /** What one try may take. */
  tryMs: number;
  /** What is left for all of them. */
  left(): number;
  clock: Clock;
  /** Before the second try; each next one is three times it. */
  pauseMs: number;
  /** 0 to 1, for pauses that do not fall together. */
  chance(): number;
  /** Whether something of the answer has been shown already: then nothing is tried again. */
  last?(): boolean;
}

/** Tries until an answer is good, trying again is of no use, or the time is up. */
export async function untilGood<T extends { kind: "ok" }>(once: (ends: Ends) => Promise<T | Failed>, patience: Patience): Promise<T | Failed> {
  const { cancel, tryMs, left, clock, pauseMs, chance, last } = patience;
  for (let tries = 1; ; tries++) {
    const result = await once({ cancel, timeoutMs: Math.max(1, Math.round(Math.min(tryMs, left()))), clock });
    if (result.kind === "ok") return result;
    const waitMs = Math.max(result.retryAfterMs ?? 0, pauseMs * 3 ** (tries - 1) * (1 + chance()));
    if (last?.() || !again.includes(result.why) || tries >= mostTries || waitMs > longestPauseMs || waitMs >= left()) return result;
    await pause(waitMs, undefined, { signal: cancel }).catch(() => {}); // the next try sees that whoever asked has gone
  }
}

/** Tells the breaker what a failure says of the endpoint. */
export function tell(breaker: Breaker, { why, detail, retryAfterMs }: Omit<Failed, "kind">, cancelled: boolean): void {
  if (cancelled || why === "cancelled") breaker.undecided();
  else if (why === "unauthorized") breaker.failed(detail, { lasting: true });
  else if (why === "rate_limited")
    breaker.failed(detail, retryAfterMs === null ? {} : { lasting: retryAfterMs > longestPauseMs, restMs: Math.max(retryAfterMs, 1_000) });
  else if (why === "timeout" || why === "unavailable" || (why === "rejected" && /40[45]/.test(detail))) breaker.failed(detail);
  else breaker.worked(); // it answered, though not well
}
