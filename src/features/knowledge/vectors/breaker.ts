/** Where troubles are told; the program's log fits. */
export interface TroubleLog {
  info(fields: Record<string, unknown>, event: string): void;
  warn(fields: Record<string, unknown>, event: string): void;
}

/** After repeated failure the endpoint is left alone for a while; said once, and once more when it works again. */
export interface Breaker {
  readonly resting: boolean;
  /** `lasting` = trying again at once cannot help (wrong key, wrong address). */
  failed(reason: string, lasting: boolean): void;
  worked(): void;
}

const mostFailures = 3;
export const restMs = 60_000;

export function createBreaker(purpose: "question" | "passages", log: TroubleLog, elapsed: () => number): Breaker {
  let failures = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let told = false;
  return {
    get resting() {
      return elapsed() < restsUntil;
    },
    failed(reason, lasting) {
      failures++;
      if (!lasting && failures < mostFailures) return;
      restsUntil = elapsed() + restMs;
      if (!told) log.warn({ purpose, reason, restMs }, "embeddings endpoint fails: answers go by words alone, next try after the rest");
      told = true;
    },
    worked() {
      if (told) log.info({ purpose }, "embeddings endpoint works again");
      failures = 0;
      told = false;
    },
  };
}
