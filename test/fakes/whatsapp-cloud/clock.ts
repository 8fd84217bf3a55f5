const hourMs = 3_600_000;

/** The fake's own time: the real one, moved forward by the scenario. */
export interface Clock {
  now(): number;
  /** Unix seconds as a string, as webhooks carry them. */
  stamp(): string;
  advance(hours: number): void;
  /** From now on only `advance` moves it. */
  freeze(): void;
}

export function scriptedClock(): Clock {
  let ahead = 0;
  let frozen: number | undefined;
  const now = () => (frozen ?? Date.now()) + ahead;
  return {
    now,
    stamp: () => String(Math.floor(now() / 1000)),
    advance(hours) {
      ahead += hours * hourMs;
    },
    freeze() {
      frozen = Date.now();
    },
  };
}

export const hours = (count: number): number => count * hourMs;
