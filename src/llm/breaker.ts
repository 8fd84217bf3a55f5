/** Where troubles are told; the program's log fits. */
export interface TroubleLog {
  info(fields: Record<string, unknown>, event: string): void;
  warn(fields: Record<string, unknown>, event: string): void;
}

/** After repeated failure the endpoint is left alone for a while; then one call tries whether it works again. */
export interface Breaker {
  /** Whether a call may go out now; whoever is let through says afterwards how it went. */
  admits(): boolean;
  /** `restMs` = the endpoint itself said how long; `lasting` = trying again at once cannot help. */
  failed(reason: string, options?: { lasting?: boolean; restMs?: number }): void;
  worked(): void;
  /** The call ended without telling anything about the endpoint. */
  undecided(): void;
}

const mostFailures = 4;
const usualRestMs = 30_000;
const longestRestMs = 10 * 60_000;

export function createBreaker(model: string, log: TroubleLog, elapsed: () => number): Breaker {
  let failures = 0;
  let restsUntil: number | null = null;
  let trying = false;
  return {
    admits() {
      if (restsUntil === null) return true;
      if (elapsed() < restsUntil || trying) return false;
      trying = true;
      return true;
    },
    failed(reason, { lasting = false, restMs = usualRestMs } = {}) {
      failures++;
      const again = trying;
      trying = false;
      if (!lasting && !again && failures < mostFailures) return;
      if (restsUntil === null) log.warn({ model, reason, restMs }, "language model fails: the assistant goes on without it, next try after the rest");
      restsUntil = elapsed() + Math.min(restMs, longestRestMs);
    },
    worked() {
      if (restsUntil !== null) log.info({ model }, "language model works again");
      failures = 0;
      restsUntil = null;
      trying = false;
    },
    undecided() {
      trying = false;
    },
  };
}
