import type { BinaryNode } from "@whiskeysockets/baileys";

/** What a fault can meet: sending, logging in, any query, or the queries of one namespace. */
export type FaultTarget = "message" | "login" | "iq" | `iq ${string}`;

/** How something the client asks for goes wrong. Once, unless `times` says more. */
export type Fault = {
  times?: number;
  when?: (node: BinaryNode) => boolean;
} /** The server says no: the error of an acknowledgement, of a query, or the reason of a failed login. */ & (
  | { kind: "refused"; code: number }
  /** Taken and done, and never answered. */
  | { kind: "unanswered" }
  /** Gone on the way: neither done nor answered. */
  | { kind: "lost" }
  /** Done at once, answered after so many milliseconds, or when the promise resolves. */
  | { kind: "late"; after: number | Promise<unknown> }
  /** The connection breaks before it was taken. */
  | { kind: "droppedBefore" }
  /** Taken and done; the connection breaks instead of an answer. */
  | { kind: "droppedAfter" }
);

interface Scripted {
  target: string;
  fault: Fault;
  left: number;
}

/** What goes wrong by script. */
export class Faults {
  #scripted: Scripted[] = [];

  add(target: string, fault: Fault): void {
    this.#scripted.push({ target, fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#scripted = [];
  }

  /** The fault that meets this, used up by it. */
  take(targets: string[], node: BinaryNode): Fault | undefined {
    if (this.#scripted.length === 0) return undefined;
    const found = this.#scripted.find((it) => targets.includes(it.target) && (it.fault.when?.(node) ?? true));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#scripted = this.#scripted.filter((it) => it !== found);
    return found.fault;
  }
}

/** Resolves when a late answer is due. */
export const due = (after: number | Promise<unknown>): Promise<unknown> =>
  typeof after === "number" ? new Promise((resolve) => setTimeout(resolve, after).unref()) : after;

interface Line {
  send(it: BinaryNode): void;
  drop(): void;
}

interface Request {
  /** Does what is asked and gives the answer. */
  take(): BinaryNode | undefined;
  refuse(code: number): BinaryNode | undefined;
}

/** Does and answers what a client asks over its line, as far as the fault lets it. */
export function meet(fault: Fault | undefined, line: Line, { take, refuse }: Request): void {
  if (fault?.kind === "lost") return;
  if (fault?.kind === "droppedBefore") {
    line.drop();
    return;
  }
  const answer = fault?.kind === "refused" ? refuse(fault.code) : take();
  const say = () => {
    if (answer) line.send(answer);
  };
  if (fault?.kind === "droppedAfter") line.drop();
  else if (fault?.kind === "late") void due(fault.after).then(say);
  else if (fault?.kind !== "unanswered") say();
}
