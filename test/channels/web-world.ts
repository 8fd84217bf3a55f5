import { z } from "zod";
import { createEngine } from "../../src/bot/engine.ts";
import { helpCapabilities } from "../../src/bot/help.ts";
import { createWebChannel, type WebOptions } from "../../src/channels/web/channel.ts";
import { type Capability, capability } from "../../src/core/capability.ts";
import type { Inbound } from "../../src/core/channel.ts";
import type { Agency } from "../../src/core/person.ts";
import type { Reply } from "../../src/core/reply.ts";
import { type Clock, systemClock } from "../../src/core/time.ts";
import type { Database } from "../../src/db/database.ts";
import { startCourier } from "../../src/delivery/courier.ts";
import { storeInbound } from "../../src/delivery/inbox.ts";
import { putLetters } from "../../src/delivery/outbox.ts";
import { markReceipt } from "../../src/delivery/receipts.ts";
import { startWorker } from "../../src/delivery/worker.ts";
import { agenciesOf } from "../../src/features/people/agencies.ts";
import { chooseCity } from "../../src/features/people/choose-city.ts";
import { type RunningServer, startServer } from "../../src/http/server.ts";
import { silentLog, type TestDatabase } from "../world.ts";

export const cell = 1;
export const secret = "rahasia-untuk-pengujian-saja-0123456789";

export interface WebWorld {
  url: string;
  db: Database;
  agencies: Agency[];
  /** A second process over the same database. */
  replica(): Promise<{ url: string; stop(): Promise<void> }>;
  /** Messages that reached the delivery wing. */
  received: Inbound[];
  /** What the assistant answers; the default repeats the question. */
  answerWith(answer: (question: string) => Reply | Promise<Reply>): void;
  /** What can already be said of an answer. */
  draft(chat: string, text: string): void;
  /** Set to make the delivery wing refuse. */
  broken: { sink: boolean };
  close(): Promise<void>;
}

/** Real database, engine, worker, courier and server, with a test's own answers. */
export async function openWebWorld(database: TestDatabase, given: Partial<WebOptions> & { cities?: string[] } = {}): Promise<WebWorld> {
  const { cities = [], ...options } = given;
  const opened = await database.open();
  const agencies = await agenciesOf(opened.db, cities);
  const state = {
    received: [] as Inbound[],
    broken: { sink: false },
    answer: (question: string): Reply | Promise<Reply> => ({ text: `Jawaban untuk: ${question}` }),
  };
  const start = () => startOne(opened.db, agencies, options, state);
  const first = await start();
  const replicas: { stop(): Promise<void> }[] = [];
  return {
    url: first.url,
    db: opened.db,
    agencies,
    received: state.received,
    broken: state.broken,
    draft: first.draft,
    answerWith(answer) {
      state.answer = answer;
    },
    async replica() {
      const another = await start();
      replicas.push(another);
      return another;
    },
    async close() {
      for (const it of [...replicas, first]) await it.stop();
      await opened.close();
    },
  };
}

interface WorldState {
  received: Inbound[];
  broken: { sink: boolean };
  answer(question: string): Reply | Promise<Reply>;
}

async function startOne(
  db: Database,
  agencies: Agency[],
  options: Partial<WebOptions>,
  state: WorldState,
): Promise<RunningServer & { draft(chat: string, text: string): void }> {
  const log = silentLog;
  const clock: Clock = options.clock ?? systemClock;
  const { channel, routes } = createWebChannel({ db, cell, agencies, secret, secureCookie: false, log, clock, ...options });
  const catalog: Capability[] = [...helpCapabilities(() => catalog), chooseCity, askPolicy(state)];
  const turn = createEngine({ catalog, agencies, cell, fallback: "ask_policy", identify: async () => [] });
  const courier = startCourier({ db, cell, channel, clock, log, concurrency: 10 });
  const worker = startWorker({
    db,
    cell,
    clock,
    log,
    concurrency: 4,
    turn,
    put: (tx, letters, now) => putLetters(tx, channel.render, letters, now),
    sent: () => courier.wake(),
  });
  const stopping = new AbortController();
  const drained = channel.start(
    {
      async inbound(message) {
        if (state.broken.sink) throw new Error("the inbox is not reachable");
        if ((await storeInbound({ db, cell }, [message], clock()))[0]) state.received.push(message);
        worker.wake();
      },
      receipt: (receipt) => markReceipt({ db, cell }, receipt, clock()),
      health: () => {},
    },
    stopping.signal,
  );
  const server = await startServer({ host: "127.0.0.1", port: 0, routes: [routes], ready: async () => true, log, trustProxy: true });
  return {
    url: server.url,
    draft: (chat, text) => channel.drafts?.show({ channel: "web", account: channel.account, chat }, text),
    async stop() {
      await server.stop();
      stopping.abort();
      await drained;
      await worker.stop();
      await courier.stop();
    },
  };
}

const askPolicy = (state: WorldState): Capability =>
  capability({
    id: "ask_policy",
    about: "Menjawab pertanyaan aturan.",
    phrases: [],
    roles: ["guest"],
    input: z.object({ question: z.string() }),
    handle: async (_context, { question }) => ({ reply: await state.answer(question) }),
  });

/** A browser as far as the server can tell: keeps its cookie, names its origin. */
export class Browser {
  cookie = "";
  readonly url: string;
  readonly address: string;

  constructor(url: string, address = "10.0.0.1") {
    this.url = url;
    this.address = address;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#keep(await fetch(this.url + path, { headers: this.#headers(headers), redirect: "manual" }));
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const all = this.#headers({ "content-type": "application/json", origin: this.url, "sec-fetch-site": "same-origin", ...headers });
    return this.#keep(await fetch(this.url + path, { method: "POST", headers: all, body: typeof body === "string" ? body : JSON.stringify(body) }));
  }

  /** The id of its talk, which the cookie holds. */
  talk(): string {
    return decodeURIComponent(this.cookie.split("=")[1] ?? "").split(".")[0] ?? "";
  }

  /** Says something and returns what the server answered to the post. */
  says(text: string, id: string = crypto.randomUUID()): Promise<Response> {
    return this.post("/pesan", { id, text });
  }

  async messages(after = 0): Promise<ShownMessage[]> {
    const { messages } = Talk.parse(await (await this.get(`/pesan?setelah=${after}`)).json());
    return messages;
  }

  /** Waits until the talk has so many messages. */
  async until(count: number): Promise<ShownMessage[]> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const messages = await this.messages();
      if (messages.length >= count) return messages;
      if (Date.now() > deadline) throw new Error(`only ${messages.length} of ${count} messages: ${JSON.stringify(messages)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #headers(headers: Record<string, string>): Record<string, string> {
    return { "x-forwarded-for": this.address, ...(this.cookie && { cookie: this.cookie }), ...headers };
  }

  #keep(response: Response): Response {
    const set = response.headers.getSetCookie()[0];
    if (set) this.cookie = set.split(";")[0] ?? "";
    return response;
  }
}

const Shown = z.object({
  id: z.number(),
  files: z.array(z.object({ name: z.string(), blob: z.string(), alt: z.string().optional() })).optional(),
  author: z.enum(["person", "assistant"]),
  at: z.string(),
  text: z.string(),
  own: z.string().optional(),
  menu: z.string().optional(),
  sources: z.array(z.object({ label: z.string(), status: z.string(), text: z.string() })),
  buttons: z.array(z.object({ label: z.string(), place: z.number() })),
});
export type ShownMessage = z.output<typeof Shown>;
export const Talk = z.object({ talk: z.string().nullable(), city: z.string().nullable(), messages: z.array(Shown) });
