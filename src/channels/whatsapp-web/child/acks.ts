/** What WhatsApp's server said about a message: taken, or refused with a number. */
export type Ack = { ok: true } | { ok: false; code: string };

/** Waits for the server's word about what was sent. */
export class Acks {
  readonly #waiting = new Map<string, (ack: Ack | null) => void>();

  /** From now on its ack is heard; `told` gives null when it does not come in time, or the connection is lost. */
  listen(id: string): { told(withinMs: number): Promise<Ack | null>; forget(): void } {
    const { promise, resolve } = Promise.withResolvers<Ack | null>();
    let limit: NodeJS.Timeout | undefined;
    const settle = (ack: Ack | null) => {
      clearTimeout(limit);
      if (this.#waiting.get(id) === settle) this.#waiting.delete(id);
      resolve(ack);
    };
    this.#waiting.set(id, settle);
    return {
      told(withinMs) {
        limit = setTimeout(() => settle(null), withinMs);
        return promise;
      },
      forget: () => settle(null),
    };
  }

  take({ id, error }: { [name: string]: string }): void {
    if (id === undefined) return;
    this.#waiting.get(id)?.(error ? { ok: false, code: error } : { ok: true });
  }

  /** The connection is gone. */
  lose(): void {
    for (const settle of [...this.#waiting.values()]) settle(null);
  }
}
