const defaultTimeoutMs = 60_000;

export interface Patience {
  /** Upper bound, in milliseconds; nothing waits longer than the event needs. */
  timeout?: number;
}

/** Conditions looked at again whenever something happened; nobody polls a clock. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** The first value of `find` that is neither undefined nor false. */
  until<T>(find: () => T | undefined | false, { timeout = defaultTimeoutMs }: Patience, complaint: () => string): Promise<T> {
    const found = find();
    if (found !== undefined && found !== false) return Promise.resolve(found);
    const error = new Error("waited in vain"); // made here so that its stack shows who waits
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.#waiting.delete(look);
        clearTimeout(limit);
        act();
      };
      const look = () => {
        try {
          const value = find();
          if (value !== undefined && value !== false) settle(() => resolve(value));
        } catch (problem) {
          settle(() => reject(problem));
        }
      };
      const limit = setTimeout(() => {
        error.message = `${complaint()} (waited ${timeout} ms)`;
        settle(() => reject(error));
      }, timeout);
      this.#waiting.add(look);
    });
  }
}
