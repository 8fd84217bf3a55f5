import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Api, Bot, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeTelegram, fakeTelegram } from "../fakes/telegram/fake-telegram.ts";

let telegram: FakeTelegram;
let api: Api;
let now = Date.UTC(2026, 10, 22);

beforeEach(async () => {
  telegram = await fakeTelegram({ clock: () => now });
  api = new Api(telegram.token, { apiRoot: telegram.url });
});
afterEach(() => telegram.stop());

const descriptionOf = async (call: Promise<unknown>) => {
  const problem = await call.then(() => "was accepted").catch((it: unknown) => it);
  return problem instanceof GrammyError ? `${problem.error_code} ${problem.description}` : String(problem);
};
const texts = (updates: Update[]) => updates.map((it) => it.message?.text ?? it.callback_query?.data);

describe("long polling", () => {
  it("repeats what is unconfirmed, forgets what is, and waits for what comes", async () => {
    const person = telegram.person();
    for (const it of ["satu", "dua", "tiga"]) person.says(it);
    expect(texts(await api.getUpdates({ limit: 2 }))).toEqual(["satu", "dua"]);
    const again = await api.getUpdates({ limit: 2 });
    expect(texts(again)).toEqual(["satu", "dua"]);
    const offset = (again.at(-1)?.update_id ?? 0) + 1;
    expect(texts(await api.getUpdates({ offset }))).toEqual(["tiga"]);
    const waiting = api.getUpdates({ offset: offset + 1, timeout: 30 });
    await telegram.drained();
    person.starts("slip-11");
    const [update] = await waiting;
    expect(update?.message).toMatchObject({ text: "/start slip-11", entities: [{ type: "bot_command", offset: 0, length: 6 }], chat: { type: "private" } });
  });

  it("ends at its time with nothing, and a newer poll ends the older", async () => {
    expect(await api.getUpdates({ timeout: 1 })).toEqual([]);
    const older = descriptionOf(api.getUpdates({ timeout: 30 }));
    await telegram.called("getUpdates", (it) => it.payload.timeout === 30);
    const newer = api.getUpdates({ timeout: 30 });
    expect(await older).toBe("409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
    telegram.person().says("halo");
    expect(texts(await newer)).toEqual(["halo"]);
  });

  it("knows what kinds are wanted, keeps them 24 hours, and a negative offset forgets", async () => {
    await api.getUpdates({ allowed_updates: ["message"] });
    const person = telegram.person();
    const said = person.says("satu");
    person.edits(said, "satu lagi");
    person.blocks();
    person.unblocks();
    expect((await api.getUpdates()).map((it) => Object.keys(it)[1])).toEqual(["message"]);
    await api.getUpdates({ allowed_updates: [] });
    person.edits(said, "lagi");
    person.blocks();
    expect((await api.getUpdates()).map((it) => Object.keys(it)[1])).toEqual(["message", "edited_message", "my_chat_member"]);
    expect((await api.getUpdates({ offset: -1 })).map((it) => Object.keys(it)[1])).toEqual(["my_chat_member"]);
    now += 24 * 3_600_000;
    expect(await api.getUpdates()).toEqual([]);
  });

  it("carries groups, and repeats an update when told to", async () => {
    const person = telegram.person();
    const group = telegram.group("Grup Contoh");
    telegram.repeatsUpdates();
    person.saysIn(group, "halo semua");
    const [update] = await api.getUpdates();
    expect(update?.message).toMatchObject({ chat: { id: group.id, type: "supergroup", title: "Grup Contoh" }, from: { id: person.id } });
    const offset = (update?.update_id ?? 0) + 1;
    expect(await api.getUpdates({ offset })).toEqual([update]);
    expect(await api.getUpdates({ offset })).toEqual([]);
    await api.sendMessage(group.id, "halo");
    expect(await group.hears("halo")).toMatchObject({ chat: group.id });
  });

  it("serves grammY's own bot", async () => {
    const bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } });
    bot.on("message:text", (it) => it.reply(`Anda menulis: ${it.message.text}`));
    const running = bot.start();
    const person = telegram.person();
    person.says("satu");
    person.says("dua");
    expect((await person.hears("menulis")).text).toBe("Anda menulis: satu");
    expect((await person.hears("menulis")).text).toBe("Anda menulis: dua");
    await bot.stop();
    await running;
    expect(telegram.pendingUpdates).toBe(0);
    expect(telegram.violations).toEqual([]);
  });

  it("is another bot's own affair", async () => {
    const other = telegram.anotherBot({ token: "100002:UJI-lain", username: "kawan_lain_bot" });
    other.person().says("di sana");
    telegram.person().says("di sini");
    expect(texts(await new Api(other.token, { apiRoot: other.url }).getUpdates())).toEqual(["di sana"]);
    expect(texts(await api.getUpdates())).toEqual(["di sini"]);
  });
});

describe("numbers", () => {
  it("begin anew when told, and one far ahead of them confirms nothing", async () => {
    const person = telegram.person();
    person.says("satu");
    const [old] = await api.getUpdates();
    const next = (old?.update_id ?? 0) + 1;
    expect(await api.getUpdates({ offset: next })).toEqual([]);
    telegram.renumbersUpdates(1_000);
    person.says("dua");
    for (let time = 0; time < 2; time++) expect(await api.getUpdates({ offset: next })).toMatchObject([{ update_id: 1_001, message: { text: "dua" } }]);
    expect(await api.getUpdates({ offset: 1_002 })).toEqual([]);
  });
});

describe("webhook", () => {
  let receiver: Server;
  let got: { update: Update; secret: unknown; host: unknown }[] = [];
  let reply: (update: Update, response: ServerResponse) => void;

  beforeEach(async () => {
    got = [];
    reply = (_, response) => response.end();
    receiver = createServer(async (request: IncomingMessage, response) => {
      const update = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Update;
      got.push({ update, secret: request.headers["x-telegram-bot-api-secret-token"], host: request.headers.host });
      reply(update, response);
    });
    await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready));
    telegram.routes("https://kawan.example", `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`);
  });
  afterEach(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  it("brings what waited and what comes, with the secret, and shuts out polling", async () => {
    const person = telegram.person();
    person.says("sebelum");
    const [first] = await api.getUpdates();
    const poll = descriptionOf(api.getUpdates({ timeout: 30, offset: (first?.update_id ?? 0) + 1 }));
    await telegram.called("getUpdates", ({ payload }) => payload.timeout === 30);
    await telegram.drained();
    await api.setWebhook("https://kawan.example/telegram/1", { secret_token: "Rahasia_1-2", allowed_updates: ["message"] });
    expect(await poll).toBe("409 Conflict: terminated by setWebhook request");
    person.says("sesudah");
    await telegram.drained();
    expect(got).toMatchObject([{ update: { message: { text: "sesudah" } }, secret: "Rahasia_1-2", host: "kawan.example" }]);
    expect(await descriptionOf(api.getUpdates())).toMatch(/^409 Conflict: can't use getUpdates method while webhook is active/);
    expect(await api.getWebhookInfo()).toMatchObject({ url: "https://kawan.example/telegram/1", pending_update_count: 0, allowed_updates: ["message"] });
    await api.deleteWebhook();
    expect(await api.getWebhookInfo()).toMatchObject({ url: "", pending_update_count: 0 });
    expect(await api.getUpdates()).toEqual([]);
    expect(telegram.violations).toEqual([]);
  });

  it("repeats until taken, in order per chat, while others go on", async () => {
    const [stuck, free] = [telegram.person({ id: 11 }), telegram.person({ id: 12 })];
    const refusals = [500, 401, 0, 503];
    reply = (update, response) => {
      const code = update.message?.chat.id === stuck.id ? refusals.shift() : undefined;
      if (code === 0) response.socket?.destroy();
      else response.writeHead(code ?? 200).end();
    };
    await api.setWebhook("https://kawan.example/x", { max_connections: 2 });
    stuck.says("a1");
    stuck.says("a2");
    free.says("b1");
    await telegram.drained();
    const of = (id: number) => texts(got.map((it) => it.update).filter((it) => it.message?.chat.id === id));
    expect(of(stuck.id)).toEqual(["a1", "a1", "a1", "a1", "a1", "a2"]);
    expect(of(free.id)).toEqual(["b1"]);
    expect(got.findIndex((it) => it.update.message?.text === "b1")).toBeLessThan(4);
    expect(await api.getWebhookInfo()).toMatchObject({ last_error_message: "Wrong response from the webhook: 503 Service Unavailable" });
  });

  it("posts an update twice when told to, and says so when nobody listens", async () => {
    const person = telegram.person();
    await api.setWebhook("https://kawan.example/x");
    telegram.repeatsUpdates();
    person.says("dua kali");
    person.says("sekali");
    await telegram.drained();
    expect(texts(got.map((it) => it.update))).toEqual(["dua kali", "dua kali", "sekali"]);
    telegram.routes("https://kawan.example", "http://127.0.0.1:9");
    person.says("hilang");
    let info = await api.getWebhookInfo();
    while (!info.last_error_message) info = await api.getWebhookInfo();
    expect(info).toMatchObject({ last_error_message: "Connection refused", pending_update_count: 1 });
    await api.deleteWebhook({ drop_pending_updates: true });
    expect(telegram.pendingUpdates).toBe(0);
  });
});
