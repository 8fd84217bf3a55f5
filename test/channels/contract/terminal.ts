import { createTerminal } from "../../../src/channels/terminal.ts";
import type { Inbound, InboundBody } from "../../../src/core/channel.ts";
import { testClock } from "../../world.ts";
import { keeping } from "./keeping.ts";
import { running } from "./running.ts";
import { ContractSink } from "./sink.ts";
import { type ContractWorld, type Doing, occasionOf, type WorldKind } from "./world.ts";

/** What the person reads when a message is answered; nobody else says it. */
const answer = "Dijawab.";

export const terminalKind: WorldKind = {
  name: "terminal",
  abilities: new Set(["start"]),
  faults: [{ name: "the output is closed", gives: "unreachable" }],
  media: [],
  proof: { text: undefined, own: undefined, foreign: undefined },
  huge: "whole",
  open: async () => open(),
};

function open(): ContractWorld {
  const clock = testClock();
  const printed: string[] = [];
  const state = { closed: false };
  const print = (text: string) => {
    const closed = state.closed;
    state.closed = false;
    if (closed) throw new Error("EPIPE");
    printed.push(text);
  };
  const { channel, say } = createTerminal({ chat: "talk-1", print, bold: false, clock: clock.now });
  const sink = new AnsweringSink((message) => {
    const key = `re:terminal:${message.dedupe}`;
    return channel.send(
      message.to,
      { key, native: channel.render({ key, to: message.to, reply: { text: answer }, intent: "reply" })[0]?.native },
      occasionOf(world),
    );
  });
  const runs = running(channel, sink);
  let typed: Promise<unknown> = Promise.resolve();
  const does = (body: InboundBody): Doing => {
    const said = typed.then(() => say(body)); // the prompt comes back with the answer
    typed = said.catch(() => {});
    said.catch(() => {}); // asked about with `taken`
    return { taken: () => said };
  };
  const world: ContractWorld = {
    channel,
    sink,
    now: clock.now,
    pass: clock.pass,
    ...keeping(),
    logged: [],
    logs: false,
    secrets: [],
    start: runs.start,
    person: async () => ({
      to: { channel: "terminal", account: "talk-1", chat: "talk-1" },
      says: (text) => does({ type: "text", text }),
      starts: (start) => does({ type: "start", start }),
      screen: async () => printed.filter((it) => it.trim() !== answer).map((text) => ({ text, options: [], asksContact: false, files: [] })),
    }),
    violations: () => printed.filter((it) => /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(it)),
    fails: () => {
      state.closed = true;
    },
    close: runs.stop,
  };
  return world;
}

/** A terminal shows the prompt again only after the answer: so each message gets one. */
class AnsweringSink extends ContractSink {
  readonly #answer: (message: Inbound) => Promise<unknown>;

  constructor(answer: (message: Inbound) => Promise<unknown>) {
    super();
    this.#answer = answer;
  }

  override async inbound(message: Inbound): Promise<void> {
    await super.inbound(message);
    void this.#answer(message);
  }
}
