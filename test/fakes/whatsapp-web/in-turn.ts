/** Work done one piece after the other; a piece that fails is reported and does not stop the next. */
export class InTurn {
  readonly #failed: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  do(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch((error: unknown) => this.#failed(error));
  }

  /** Resolves when all that was asked for so far is done. */
  get done(): Promise<void> {
    return this.#last;
  }
}
