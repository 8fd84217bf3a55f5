import type { BinaryNode } from "@whiskeysockets/baileys";
import type { SignalEnd } from "./signal-end.ts";
import { node } from "./stanza.ts";

const most = 5;

/** "Waiting for this message": what a phone sends when it cannot read one, at most five times, from the second time on with keys of its own. */
export class AskingAgain {
  readonly #asked = new Map<string, number>();

  /** The request, unless it has been made often enough. `chat` says which talk it was, when the own phone asks. */
  request(end: SignalEnd, id: string, from: string, t: string, chat?: string): BinaryNode | undefined {
    const key = `${from} ${id}`;
    const count = (this.#asked.get(key) ?? 0) + 1;
    if (count > most) return undefined;
    this.#asked.set(key, count);
    const keys = count > 1 ? [node("keys", {}, end.bundleNodes())] : [];
    const content = [node("retry", { count: String(count), id, t, v: "1" }), end.registrationNode(), ...keys];
    return node("receipt", { id, from, t, type: "retry", recipient: chat }, content);
  }
}
