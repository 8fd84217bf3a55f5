import { isDeepStrictEqual } from "node:util";
import type { Inbound, Receipt } from "../../../src/core/channel.ts";
import { Waiters } from "../../fakes/telegram/waiting.ts";
import { KeptSink } from "../telegram-world.ts";

/** Keeps what it is told, each id once, notes what is no plain data, and refuses or holds when told to. */
export class ContractSink extends KeptSink {
  readonly receipts: Receipt[] = [];
  /** Throws to refuse. */
  beforeReceipt: (receipt: Receipt) => void = () => {};
  readonly notPlain: unknown[] = [];
  readonly #waiters = new Waiters();

  override async inbound(message: Inbound): Promise<void> {
    this.#check(message);
    await super.inbound(message);
  }

  override async receipt(receipt?: Receipt): Promise<void> {
    if (!receipt) return;
    this.#check(receipt);
    this.beforeReceipt(receipt);
    this.receipts.push(receipt);
    this.#waiters.wake();
  }

  hasReceipts(count: number): Promise<Receipt[]> {
    return this.#waiters.until(
      () => this.receipts.length >= count && this.receipts,
      {},
      () => `waited for ${count} receipts, got ${this.receipts.map((it) => it.state)}`,
    );
  }

  /** Holds every message from now on; `reached` resolves with the first. */
  hold(): { reached: Promise<unknown>; release(): void } {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const before = this.offered.length;
    this.before = () => released;
    return {
      reached: this.until(() => this.offered.length > before, "a message to hold"),
      release: () => {
        this.before = () => {};
        release();
      },
    };
  }

  /** Refuses as a database may that quotes what it could not store. */
  refuse(when: (message: Inbound) => boolean): void {
    this.before = (message) => {
      if (when(message)) throw new Error(`not stored: ${JSON.stringify(message)}`);
    };
  }

  /** The texts that were stored, in the order of storing. */
  texts(chat?: string): string[] {
    const all = [...this.stored.values()].filter((it) => chat === undefined || it.to.chat === chat);
    return all.map(({ body }) => (body.type === "text" ? body.text : `<${body.type}>`));
  }

  #check(value: unknown): void {
    if (!isDeepStrictEqual(value, JSON.parse(JSON.stringify(value)))) this.notPlain.push(value);
  }
}
