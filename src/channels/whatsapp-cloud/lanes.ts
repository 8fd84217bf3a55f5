/** Work of one lane happens one after the other, that of different lanes side by side. */
export class Lanes {
  readonly #ends = new Map<string, Promise<unknown>>();

  /** Rejects if the work does; what waits behind it goes on all the same. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const before = this.#ends.get(lane);
    const done = before ? before.then(work, work) : work();
    this.#ends.set(lane, done);
    const leave = () => {
      if (this.#ends.get(lane) === done) this.#ends.delete(lane);
    };
    done.then(leave, leave);
    return done;
  }
}
