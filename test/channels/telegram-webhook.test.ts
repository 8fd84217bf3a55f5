import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/channels/telegram/client.ts";
import { webhookHealth } from "../../src/channels/telegram/webhook-health.ts";
import type { Visit } from "../../src/core/visit.ts";
import { fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { type TelegramWorld, telegramWorld } from "./telegram-world.ts";

const secret = "rahasia_uji-1";
const path = "/webhook/telegram/100001";
const mode = { kind: "webhook", url: `https://kawan.example${path}`, secret } as const;

describe("Telegram by webhook", () => {
  let world: TelegramWorld;
  let app: Hono<Visit>;
  const post = (body: unknown, headers: Record<string, string> = { "x-telegram-bot-api-secret-token": secret }, to = path) =>
    app.request(to, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const update = (id: number, text = "Halo") => {
    const who = { id: 700, is_bot: false, type: "private", first_name: "x" };
    return { update_id: id, message: { message_id: 1, date: 1, chat: who, from: who, text } };
  };

  beforeEach(async () => {
    world = await telegramWorld({ mode });
    app = new Hono<Visit>().route("/", world.routes);
  });
  afterEach(async () => {
    await world.close();
    expect(world.fake.violations).toEqual([]);
  });

  it("tells Telegram where it listens, and leaves it so at the stop: other replicas go on", async () => {
    const stop = world.start();
    await world.sink.is("up");
    const wanted = {
      url: mode.url,
      secret_token: secret,
      allowed_updates: ["message", "callback_query", "my_chat_member"],
      drop_pending_updates: false,
      max_connections: 40,
    };
    expect(world.fake.calls("setWebhook").map((it) => it.payload)).toEqual([wanted]);
    expect(world.channel.exclusiveIntake).toBe(false);
    await stop();
    expect(world.fake.webhookUrl).toBe(mode.url);
    expect(world.fake.calls("deleteWebhook")).toEqual([]);
  });

  it("tries again until Telegram knows", async () => {
    world.fake.fault("setWebhook", { kind: "429", retryAfter: 4 });
    world.start();
    expect(await world.pauses.begun()).toBe(4_000);
    world.pauses.end();
    await world.sink.is("up");
  });

  it("asks Telegram every five minutes how it fares, and is down while nothing arrives", async () => {
    const looks = () => world.fake.calls("getWebhookInfo").length;
    const look = async () => {
      const [told, before] = [world.sink.told.length, looks()];
      expect(await world.pauses.begun()).toBe(300_000);
      world.clock.pass({ minutes: 5 });
      world.pauses.end();
      await world.sink.until(() => looks() > before && world.sink.told.length > told, "a look");
      return world.sink.told.at(-1);
    };
    world.start();
    await world.sink.is("up");
    expect(looks()).toBe(0);
    expect(await look()).toMatchObject({ state: "up", detail: "0 updates wait at Telegram" });
    world.fake.person().says("Halo"); // nobody listens at the address
    const { fake } = world;
    await expect.poll(async () => (await fetch(`${fake.url}/bot${fake.token}/getWebhookInfo`)).text()).toContain("last_error_message");
    expect(await look()).toMatchObject({
      state: "down",
      detail: expect.stringMatching(/^Telegram cannot deliver \(Connection refused, .+Z\); 1 updates wait at Telegram$/),
    });
  });

  it("believes an error only as long as nothing has come since and something waits, and never shows the token", () => {
    const now = world.clock.now();
    const at = (minutes: number) => now.add({ minutes });
    const client = createClient("100001:UJI-token", "http://127.0.0.1:9");
    const info = {
      url: mode.url,
      has_custom_certificate: false,
      pending_update_count: 2,
      last_error_date: at(1).epochMilliseconds / 1000,
      last_error_message: "Wrong response: 100001:UJI-token",
    };
    const health = (updateAt: Temporal.Instant | null, more = {}) => webhookHealth({ client, updateAt }, { ...info, ...more }, mode.url, now);
    const reason = "Wrong response: [token], 2026-11-22T02:01:00Z";
    const up = { state: "up", detail: `2 updates wait at Telegram; its last error: ${reason}` };
    expect(health(null)).toEqual({ state: "down", detail: `Telegram cannot deliver (${reason}); 2 updates wait at Telegram` });
    expect([health(at(0)).state, health(at(2)), webhookHealth({ client, updateAt: null }, info, mode.url, at(2))]).toEqual(["down", up, up]);
    expect(health(null, { pending_update_count: 0 }).state).toBe("up");
    expect(health(null, { url: "https://lain.example/" })).toMatchObject({ state: "down", detail: expect.stringMatching(/another program/) });
  });

  it("stores, then says 200; a repetition has the same id", async () => {
    world.start();
    const [first, second] = [await post(update(8)), await post(update(8))];
    expect([first.status, await first.text(), second.status]).toEqual([200, "", 200]);
    expect(world.sink.offered.map((it) => it.dedupe)).toEqual(["100001:8", "100001:8"]);
  });

  it("turns strangers away before it reads: 401, nothing more", async () => {
    world.start();
    const unread = () => {
      throw new Error("the body was read");
    };
    for (const headers of [{}, { "x-telegram-bot-api-secret-token": "" }, { "x-telegram-bot-api-secret-token": `${secret}x` }]) {
      const body = new ReadableStream({ pull: unread }, { highWaterMark: 0 });
      const answer = await app.request(path, { method: "POST", headers, body, duplex: "half" } as RequestInit);
      expect([answer.status, await answer.text()]).toEqual([401, ""]);
    }
    const other = await post(update(8), undefined, "/webhook/telegram/100002");
    expect([other.status, await other.text(), world.sink.offered]).toEqual([401, "", []]);
  });

  it("lets another bot of the deployment have its own", async () => {
    const fake = await fakeTelegram({ token: "100002:UJI" });
    const other = await telegramWorld({ mode: { kind: "webhook", url: "https://kawan.example/webhook/telegram/100002", secret: "lain" }, fake });
    try {
      world.start();
      other.start();
      app = new Hono<Visit>().route("/", world.routes).route("/", other.routes);
      const to = "/webhook/telegram/100002";
      const statuses = [
        await post(update(1), { "x-telegram-bot-api-secret-token": "lain" }, to),
        await post(update(2), { "x-telegram-bot-api-secret-token": secret }, to),
        await post(update(3)),
        await post(update(4), undefined, "/webhook/telegram/100003"),
      ].map((it) => it.status);
      expect(statuses).toEqual([200, 401, 200, 401]);
      expect([world.sink.offered, other.sink.offered].map((all) => all.map((it) => it.dedupe))).toEqual([["100001:3"], ["100002:1"]]);
    } finally {
      await other.close();
    }
  });

  it("accepts, and forgets, what nobody could ever store: Telegram would repeat it for ever", async () => {
    world.start();
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      { update_id: "x" },
      { update_id: 3, message: 5 },
      { update_id: 4, callback_query: [] },
      { update_id: 5, poll: {} },
    ]) {
      expect((await post(body)).status).toBe(200);
    }
    expect(world.sink.offered).toEqual([]);
  });

  it("takes no body above a megabyte", async () => {
    world.start();
    const body = JSON.stringify(update(8, "x".repeat(1_100_000)));
    expect((await post(body, { "x-telegram-bot-api-secret-token": secret, "content-length": String(body.length) })).status).toBe(413);
  });

  it("says 500 when it could not be stored, 503 before the start and after the stop", async () => {
    expect((await post(update(8))).status).toBe(503);
    const stop = world.start();
    world.sink.before = () => {
      throw new Error("the base is away");
    };
    expect((await post(update(8))).status).toBe(500);
    world.sink.before = () => {};
    await stop();
    expect((await post(update(8))).status).toBe(503);
    expect(world.sink.stored.size).toBe(0);
  });

  it("has no door when it polls", async () => {
    const polling = await telegramWorld();
    app = new Hono<Visit>().route("/", polling.routes);
    expect((await post(update(8))).status).toBe(404);
    await polling.close();
  });

  it("brings a whole talk over the wire, once each and in order, whatever breaks", async () => {
    const server = createServer(getRequestListener(app.fetch));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    world.fake.routes("https://kawan.example", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    let failures = 2;
    world.sink.before = () => {
      if (failures-- > 0) throw new Error("the base is away");
    };
    world.start();
    await world.sink.is("up");
    world.fake.repeatsUpdates(2);
    const ani = world.fake.person();
    for (const text of ["satu", "dua", "tiga"]) ani.says(text);
    await world.fake.drained();
    expect(world.sink.bodies).toEqual(["satu", "dua", "tiga"].map((text) => ({ type: "text", text })));
    expect(world.sink.offered.length).toBeGreaterThan(3);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
});
