import { z } from "zod";
import type { Address, Channel, InboundBody, Letter, Part, Sent, Sink } from "../core/channel.ts";
import { replyText } from "../core/reply.ts";
import { storableText } from "../core/storable.ts";
import type { Clock } from "../core/time.ts";

export interface TerminalOptions {
  /** Unique to this talk: only its own process may print what goes there. */
  chat: string;
  print(text: string): void;
  /** The one markup becomes bold letters. */
  bold: boolean;
  clock: Clock;
}

const Native = z.object({ letter: z.string(), text: z.string() });
type Native = z.output<typeof Native>;

/** A talk in a terminal, behind the same port as every network. `say` resolves when its answer has been printed. */
export function createTerminal(options: TerminalOptions): { channel: Channel; say(body: InboundBody): Promise<void> } {
  const waiting = new Map<string, () => void>();
  const printed = new Set<string>();
  const inHand = new Set<Promise<void>>();
  let sink: Sink | null = null;
  let count = 0;
  const to: Address = { channel: "terminal", account: options.chat, chat: options.chat };
  const answered = (letter: string) => {
    for (const [dedupe, done] of waiting) if (letter.endsWith(`:${dedupe}`)) done();
  };

  return {
    channel: {
      id: "terminal",
      account: options.chat,
      caps: { textMax: 100_000, buttonsMax: 0, idempotent: true },
      render: renderTerminal,
      async start(given, signal) {
        sink = given;
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        sink = null;
        await Promise.allSettled(inHand);
        for (const done of waiting.values()) done();
      },
      async send(_to: Address, part: Part): Promise<Sent> {
        const native = Native.safeParse(part.native);
        if (!native.success) return { ok: false, fault: { kind: "bad-request", code: "not_a_terminal_part" } };
        const { letter, text } = native.data;
        try {
          if (!printed.has(part.key)) options.print(`${shown(text, options.bold)}\n`);
        } catch {
          return { ok: false, fault: { kind: "unreachable", code: "closed" } };
        }
        printed.add(part.key);
        answered(letter);
        return { ok: true, native: part.key };
      },
    },
    async say(body) {
      if (!sink) throw new Error("the terminal is not open");
      const dedupe = `${options.chat}.${++count}`;
      const done = new Promise<void>((resolve) => waiting.set(dedupe, resolve));
      const stored = sink.inbound({ dedupe, at: options.clock().toString(), late: false, from: { id: options.chat }, to, body: storableBody(body) });
      inHand.add(stored);
      try {
        await stored;
        await done;
      } finally {
        inHand.delete(stored);
        waiting.delete(dedupe);
      }
    },
  };
}

const storableBody = (body: InboundBody): InboundBody => (body.type === "text" ? { ...body, text: storableText(body.text) } : body);

/** One part: choices are numbered lines. */
export function renderTerminal(letter: Letter): Part[] {
  const native: Native = { letter: letter.key, text: storableText(replyText(letter.reply)) };
  return [{ key: `${letter.key}#0`, native }];
}

/** Documents and people may have typed control characters, which a terminal would obey. */
function shown(text: string, bold: boolean): string {
  const harmless = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
  return bold ? harmless.replace(/\*([^*\n]+)\*/g, "\u001b[1m$1\u001b[22m") : harmless;
}
