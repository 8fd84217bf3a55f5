import type { BinaryNode, proto } from "@whiskeysockets/baileys";
import type { Patience, Waiters } from "../telegram/waiting.ts";
import type { Account } from "./account.ts";

type State = "sending" | "sent" | "delivered" | "read" | "thrown back";
const rank: Record<State, number> = { sending: 0, sent: 1, "thrown back": 2, delivered: 3, read: 4 };

interface What {
  id: string;
  to: Account;
  content: proto.IMessage;
  /** Attributes of its stanza. */
  attrs: Record<string, string>;
  /** Which of the person's devices wrote it. */
  device: number;
}

/** Something a person wrote, and what became of it. */
export class Said implements What {
  readonly id: string;
  readonly to: Account;
  readonly content: proto.IMessage;
  readonly attrs: Record<string, string>;
  readonly device: number;
  /** As last posted, by the account's device. */
  readonly stanzas = new Map<string, BinaryNode>();
  state: State = "sending";
  /** How often the client asked for it again. */
  resends = 0;
  readonly #waiters: Waiters;

  constructor(waiters: Waiters, { id, to, content, attrs, device }: What) {
    this.#waiters = waiters;
    this.id = id;
    this.to = to;
    this.content = content;
    this.attrs = attrs;
    this.device = device;
  }

  become(state: State): void {
    if (rank[state] <= rank[this.state]) return;
    this.state = state;
    this.#waiters.wake();
  }

  /** The server has it. */
  sent(patience: Patience = {}): Promise<this> {
    return this.#is("sent", patience);
  }

  /** The client has acknowledged it: two ticks. */
  delivered(patience: Patience = {}): Promise<this> {
    return this.#is("delivered", patience);
  }

  /** The client said it was read: blue ticks. */
  read(patience: Patience = {}): Promise<this> {
    return this.#is("read", patience);
  }

  async #is(state: State, patience: Patience): Promise<this> {
    const there = () => rank[this.state] >= rank[state];
    await this.#waiters.until(there, patience, () => `the message ${this.id} is ${this.state}, not ${state}`);
    return this;
  }
}
