import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeMessage } from "../../src/channels/web/store.ts";
import { testDatabases } from "../world.ts";
import { Browser, cell, openWebWorld, type WebWorld } from "./web-world.ts";

interface Heard {
  event: string;
  id: string;
  data: string;
}

/** An open stream; `until` reads on to the first event that fits. */
async function listen(browser: Browser, path: string, headers: Record<string, string> = {}) {
  const response = await browser.get(path, headers);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
  const heard: Heard[] = [];
  let rest = "";
  const more = async (): Promise<boolean> => {
    const { done, value = "" } = await reader.read();
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop() ?? "";
    heard.push(...blocks.map(parse));
    return !done;
  };
  return {
    heard,
    texts: () => heard.filter((it) => it.event === "pesan").map((it) => JSON.parse(it.data).text as string),
    async until(fits: (it: Heard) => boolean): Promise<Heard> {
      for (;;) {
        const found = heard.find(fits);
        if (found) return found;
        if (!(await more())) throw new Error(`the stream ended after ${JSON.stringify(heard)}`);
      }
    },
    async toEnd(): Promise<void> {
      while (await more());
    },
    close: () => reader.cancel(),
  };
}

const parse = (block: string): Heard => {
  const of = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? "";
  return { event: of("event"), id: of("id"), data: of("data") };
};

const says = (text: string) => (it: Heard) => it.event === "pesan" && JSON.parse(it.data).text === text;

describe.each(testDatabases())("the stream on $name", (database) => {
  let world: WebWorld;
  beforeAll(async () => {
    world = await openWebWorld(database, { cities: ["kendari"], limits: { pagesPerChat: 2 } });
  });
  afterAll(() => world.close());

  const visit = async (url = world.url): Promise<Browser> => {
    const browser = new Browser(url);
    await browser.get("/kendari");
    return browser;
  };
  test("brings a question and its answer as they come, each with its id", async () => {
    const browser = await visit();
    const stream = await listen(browser, "/aliran");
    await stream.until((it) => it.event === "hidup");
    await browser.says("Satu");
    const answer = await stream.until(says("Jawaban untuk: Satu"));
    expect(stream.texts()).toEqual(["Satu", "Jawaban untuk: Satu"]);
    expect(Number(answer.id)).toBe(JSON.parse(answer.data).id);
    await stream.close();
  });

  test("shows what can already be said, until the answer takes its place", async () => {
    const browser = await visit();
    const other = await visit();
    const [stream, elsewhere] = [await listen(browser, "/aliran"), await listen(other, "/aliran")];
    await stream.until((it) => it.event === "hidup");
    const draft = (text: string) => (it: Heard) => it.event === "draf" && JSON.parse(it.data).text === text;
    world.draft(browser.talk(), "Paling sedikit 20 JP.");
    await stream.until(draft("Paling sedikit 20 JP."));
    world.draft(browser.talk(), "Paling sedikit 20 JP. Boleh lebih.");
    await stream.until(draft("Paling sedikit 20 JP. Boleh lebih."));
    await browser.says("Satu");
    await stream.until(says("Jawaban untuk: Satu"));
    await stream.until(draft(""));
    // Kept nowhere, and no other talk heard of it.
    const late = await listen(browser, "/aliran");
    await late.until(says("Jawaban untuk: Satu"));
    expect([...late.heard, ...elsewhere.heard].filter((it) => it.event === "draf")).toEqual([]);
    await Promise.all([stream.close(), elsewhere.close(), late.close()]);
  });

  test("goes on after Last-Event-ID, without a gap and without a repeat", async () => {
    const browser = await visit();
    await browser.says("Satu");
    const [first] = await browser.until(2);
    await browser.says("Dua");
    await browser.until(4);
    const stream = await listen(browser, "/aliran?setelah=0", { "last-event-id": String(first?.id) });
    await stream.until(says("Jawaban untuk: Dua"));
    expect(stream.texts()).toEqual(["Jawaban untuk: Satu", "Dua", "Jawaban untuk: Dua"]);
    await stream.close();
  });

  test("hears of what another process has written", async () => {
    const browser = await visit();
    const stream = await listen(browser, "/aliran");
    await stream.until((it) => it.event === "hidup");
    const message = { chat: browser.talk(), key: "lain", author: "assistant" as const, body: { text: "Dari tempat lain" } };
    await storeMessage({ db: world.db, cell }, message, Temporal.Now.instant());
    await stream.until(says("Dari tempat lain"));
    await stream.close();
  });

  test("one talk over two replicas keeps its order", async () => {
    const other = await world.replica();
    const browser = await visit();
    const stream = await listen(browser, "/aliran");
    const elsewhere = new Browser(other.url);
    elsewhere.cookie = browser.cookie;
    for (const [at, it] of [browser, elsewhere, browser, elsewhere].entries()) {
      expect((await it.says(`Pesan ${at}`)).status).toBe(202);
      await stream.until(says(`Jawaban untuk: Pesan ${at}`));
    }
    expect(stream.texts()).toEqual([0, 1, 2, 3].flatMap((at) => [`Pesan ${at}`, `Jawaban untuk: Pesan ${at}`]));
    await stream.close();
  });

  test("a talk has only so many open pages; a closed one makes room", async () => {
    const browser = await visit();
    const [first, second] = [await listen(browser, "/aliran"), await listen(browser, "/aliran")];
    expect((await browser.get("/aliran")).status).toBe(429);
    await first.close();
    let status = 429;
    for (let at = 0; at < 50 && status === 429; at += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const third = await browser.get("/aliran");
      status = third.status;
      await third.body?.cancel();
    }
    expect(status).toBe(200);
    await second.close();
  });

  test("ends at once when the server stops, and so does the server", async () => {
    const going = await world.replica();
    const browser = await visit(going.url);
    const stream = await listen(browser, "/aliran");
    await stream.until((it) => it.event === "hidup");
    const began = Date.now();
    await Promise.all([going.stop(), stream.toEnd()]);
    expect(Date.now() - began).toBeLessThan(2_000);
  });
});
