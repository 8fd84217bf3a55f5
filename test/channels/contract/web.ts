import { createWebChannel } from "../../../src/channels/web/channel.ts";
import { keepBlob } from "../../../src/core/blob.ts";
import { conversationOf } from "../../../src/core/channel.ts";
import type { Database } from "../../../src/db/database.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import { agenciesOf } from "../../../src/features/people/agencies.ts";
import { startServer } from "../../../src/http/server.ts";
import { type TestDatabase, testClock } from "../../world.ts";
import { recordingLog } from "../telegram-world.ts";
import { Browser, secret } from "../web-world.ts";
import { running } from "./running.ts";
import { ContractSink } from "./sink.ts";
import { WebPerson } from "./web-person.ts";
import type { ContractWorld, FaultCase, WorldKind } from "./world.ts";

const faults: (FaultCase & { after: boolean })[] = [
  { name: "the base is away before", gives: "retry", after: false },
  { name: "the base is away after", gives: "retry", arrives: true, after: true },
];
const many = 1_000_000;

/** The page's part is played by `WebPerson`; the base is a real one, shared by all worlds of the kind. */
export function webKind(database: TestDatabase): WorldKind {
  let opened: Promise<OpenDatabase> | undefined;
  return {
    name: `web on ${database.name}`,
    abilities: new Set(["buttons", "start", "files out", "repeats", "redelivers", "door", "secret"]),
    faults,
    media: [],
    proof: { text: undefined, own: undefined, foreign: undefined },
    huge: "refused",
    async open() {
      opened ??= database.open();
      return openWorld((await opened).db);
    },
    finish: async () => (await opened)?.close(),
  };
}

async function openWorld(db: Database): Promise<ContractWorld> {
  const clock = testClock();
  const { log, lines } = recordingLog();
  const sink = new ContractSink();
  const broken: { now: "before" | "after" | null } = { now: null };
  const { channel, routes } = createWebChannel({
    db: breakable(db, broken),
    cell: 1,
    agencies: await agenciesOf(db, []),
    secret,
    secureCookie: false,
    log,
    clock: clock.now,
    limits: { perChat: many, perVisitor: many, readsPerVisitor: many },
  });
  const server = await startServer({ host: "127.0.0.1", port: 0, routes: [routes], ready: async () => true, log, trustProxy: true });
  const runs = running(channel, sink);
  const people: WebPerson[] = [];
  const page = { origin: server.url, host: new URL(server.url).host };
  const state = { repeats: 0 };
  return {
    channel,
    sink,
    now: clock.now,
    pass: clock.pass,
    blobs: new Map(),
    // A table holds no NUL; whoever makes a file names it.
    keeps: (to, file) => keepBlob(db, 1, { conversation: conversationOf(to), ...file, name: file.name.replaceAll("\0", "") }, clock.now()),
    logged: lines,
    logs: true,
    secrets: [secret],
    start: runs.start,
    async person() {
      const browser = new Browser(server.url);
      await browser.get("/kendari");
      const person = new WebPerson(browser, () => state.repeats-- > 0);
      people.push(person);
      return person;
    },
    violations: () => [],
    fails(name) {
      broken.now = faults.find((it) => it.name === name)?.after ? "after" : "before";
    },
    repeats(count) {
      state.repeats = count;
    },
    door: {
      path: "/pesan",
      routes,
      url: server.url,
      admit: () => page,
      strangers: [{ host: page.host }, { ...page, origin: "https://jahat.example" }, { ...page, origin: "null" }, { ...page, "sec-fetch-site": "cross-site" }],
      forgers: [],
      refusal: 403,
      senseless: 400,
      tooMany: 16 * 1024 + 1,
    },
    async close() {
      for (const it of people) it.leaves();
      await runs.stop();
      await server.stop();
    },
  };
}

/** The base without an answer once: before it has done what was asked, or after. */
const breakable = (db: Database, broken: { now: "before" | "after" | null }): Database =>
  new Proxy(db, {
    get(target, name, self) {
      const method: unknown = Reflect.get(target, name, self);
      if (typeof method !== "function") return method;
      return async (...given: unknown[]) => {
        const when = broken.now;
        broken.now = null;
        if (when === "before") throw new Error("connection refused: rahasia");
        const result: unknown = await method.apply(target, given);
        if (when === "after") throw new Error("connection reset: rahasia");
        return result;
      };
    },
  });
