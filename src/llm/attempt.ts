import type { Clock } from "../core/time.ts";
import type { Failure } from "./outcome.ts";

/** What became of one try. */
export type Tried<T> =
  | { kind: "ok"; answered: T }
  | { kind: "failed"; why: Failure; detail: string; retryAfterMs: number | null /** The endpoint may have worked for it, and counts it. */; sent: boolean };

/** Ends of one try: whoever asked has gone, or the time is up. `clock` reads a Retry-After that is a date. */
export interface Ends {
  cancel: AbortSignal;
  timeoutMs: number;
  clock: Clock;
}

/** What one try is given to be ended by, and to tell of. */
export interface Hooks {
  signal: AbortSignal;
  /** What the endpoint answered with, also when the call fails. */
  onStatus(status: number, retryAfter: string | null): void;
  /** Hears the pieces of a text as they come. */
  onText(piece: string): void;
}

/** Asks once and says what became of it. Never throws, and never takes longer than it may, whatever the library does. */
export async function tryOnce<T>(
  ask: (hooks: Hooks) => Promise<T>,
  { cancel, timeoutMs, clock }: Ends,
  heard: (piece: string) => void = () => {},
): Promise<Tried<T>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([cancel, timeout]);
  let status: number | null = null;
  let spoke = false;
  let retryAfter: string | null = null;
  const onStatus: Hooks["onStatus"] = (is, after) => {
    status = is;
    retryAfter = after;
  };
  const onText: Hooks["onText"] = (piece) => {
    spoke = true;
    if (!signal.aborted) heard(piece);
  };
  const ended = Promise.withResolvers<never>();
  const end = () => ended.reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  try {
    signal.throwIfAborted();
    const answering = ask({ signal, onStatus, onText });
    answering.catch(() => {}); // when the end came first, nobody waits for it any more
    return { kind: "ok", answered: await Promise.race([answering, ended.promise]) };
  } catch (error) {
    const failed = (why: Failure, detail: string, sent = false): Tried<T> => ({ kind: "failed", why, detail, retryAfterMs: retryMs(retryAfter, clock), sent });
    if (cancel.aborted) return failed("cancelled", "cancelled", true);
    if (timeout.aborted) return failed("timeout", `no answer within ${timeoutMs} ms`, true);
    if (status !== null && status >= 400) return failed(whyOf(status), adviceOf(status));
    if (status !== null) return failed(spoke ? "cut" : "malformed", "the answer broke off or is none", true);
    return failed("unavailable", `not reachable (${reasonOf(error)})`);
  } finally {
    signal.removeEventListener("abort", end);
    ended.promise.catch(() => {});
  }
}

function whyOf(status: number): Failure {
  if (status === 408) return "timeout";
  if (status === 429) return "rate_limited";
  if (status === 401 || status === 403) return "unauthorized";
  return status >= 500 ? "unavailable" : "rejected";
}

/** Never the endpoint's own words: they may quote what was sent. */
function adviceOf(status: number): string {
  const advice: Record<number, string> = { 401: ", check LLM_KEY", 403: ", check LLM_KEY", 404: ", check LLM_URL and the model's name" };
  return `HTTP ${status}${advice[status] ?? ""}`;
}

/** Seconds or a date. */
function retryMs(header: string | null, clock: Clock): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - clock().epochMilliseconds;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** The network's own code, such as ECONNREFUSED; messages may hold more than a log should. */
function reasonOf(error: unknown): string {
  for (let it: unknown = error; it instanceof Error; it = it.cause)
    if ("code" in it && typeof it.code === "string" && /^E[A-Z_]+$|^UND_/.test(it.code)) return it.code;
  return error instanceof Error ? error.name : "unknown";
}
