/** Functions that the other side may call: one value in, one out, both plain data. */
export type Calls = Record<string, (input: never) => Promise<unknown>>;

/** How messages reach the other process. */
export interface Wire {
  send(message: unknown): void;
  hear(listener: (message: unknown) => void): void;
}

type Message = { call: string; id: number; input: unknown } | { done: number; output: unknown } | { failed: number; name: string; code: string };

/** What the other side threw: name and code only, since messages of errors quote what they could not store. */
export class CallFailed extends Error {
  readonly code: string;
  constructor(name: string, code: string) {
    super(`the call failed: ${name} ${code}`.trim());
    this.name = name;
    this.code = code;
  }
}

/** The other side is gone. */
export class LineClosed extends Error {
  constructor() {
    super("the line is closed");
    this.name = "LineClosed";
  }
}

export interface Line<Theirs extends Calls> {
  call<K extends keyof Theirs & string>(name: K, input: Parameters<Theirs[K]>[0]): ReturnType<Theirs[K]>;
  /** Every call under way fails, and every later one. */
  close(): void;
}

/** Calls both ways over one wire. What arrives is carried out in the order of arrival, side by side. */
export function openLine<Theirs extends Calls>(wire: Wire, mine: Calls): Line<Theirs> {
  const waiting = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>();
  let next = 0;
  let closed = false;
  const answer = (message: Message) => {
    if (!closed) wire.send(message);
  };
  wire.hear((raw) => {
    const message = raw as Message;
    if ("call" in message) {
      const { call, id, input } = message;
      const own = Object.hasOwn(mine, call) ? mine[call] : undefined;
      if (!own) return answer({ failed: id, name: "TypeError", code: "no_such_call" });
      own(input as never).then(
        (output) => answer({ done: id, output }),
        (error: unknown) => answer({ failed: id, ...describe(error) }),
      );
      return;
    }
    const id = "done" in message ? message.done : message.failed;
    const caller = waiting.get(id);
    waiting.delete(id);
    if ("done" in message) caller?.resolve(message.output);
    else caller?.reject(new CallFailed(message.name, message.code));
  });
  return {
    call: ((call: string, input: unknown) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new LineClosed());
        const id = next++;
        waiting.set(id, { resolve, reject });
        wire.send({ call, id, input } satisfies Message);
      })) as Line<Theirs>["call"],
    close() {
      closed = true;
      for (const { reject } of waiting.values()) reject(new LineClosed());
      waiting.clear();
    },
  };
}

function describe(error: unknown): { name: string; code: string } {
  const word = (it: unknown) => (typeof it === "string" && /^\w{1,40}$/.test(it) ? it : "");
  if (!(error instanceof Error)) return { name: "Error", code: "" };
  return { name: word(error.name) || "Error", code: "code" in error ? word(String(error.code)) : "" };
}
