import { describe, expect, it, type TestContext } from "vitest";
import { type FakeTelegram, fakeTelegram, labels } from "../fakes/telegram/fake-telegram.ts";
import { type DatabaseName, databases, leaks, openStage, patience, type Running, type Stage, stopped, telegramSettings } from "./messengers-world.ts";

const publicUrl = "https://asn.contoh.example";
const path = "/webhook/telegram/5550002";

/** A bot and its service, gone when the test has ended. */
async function openBot({ onTestFinished }: TestContext, database: DatabaseName, token: string): Promise<{ telegram: FakeTelegram; stage: Stage }> {
  const telegram = await fakeTelegram({ token });
  const stage = await openStage(database, { ...telegramSettings(telegram), PUBLIC_URL: publicUrl });
  onTestFinished(async () => {
    await stage.close();
    await telegram.stop();
  });
  return { telegram, stage };
}

describe.each(databases)("a bot behind a public address, on $name", { timeout: 120_000, concurrent: true }, ({ name }) => {
  const post = (service: Running, secret: string | null, body: unknown = {}) =>
    fetch(`${service.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(secret !== null && { "x-telegram-bot-api-secret-token": secret }) },
      body: JSON.stringify(body),
    });
  const setWebhooks = (telegram: FakeTelegram) => telegram.calls("setWebhook").map((it) => it.payload);

  it("tells Telegram its address and a secret that outlives a restart, and turns everybody else away", async (test) => {
    const { telegram, stage } = await openBot(test, name, "5550002:AAuji-telegram-webhook");
    const first = await stage.start();
    expect(first.out()).toMatch(/^ {2}Telegram +5550002 \(all cities, webhook\): (up|not known yet, see kawan channels)$/m);
    telegram.routes(publicUrl, first.url);
    await telegram.called("setWebhook", (it) => it.status === 200, patience);
    const [set] = setWebhooks(telegram);
    expect(set).toMatchObject({ url: `${publicUrl}${path}`, secret_token: expect.stringMatching(/^[\w-]{43}$/), drop_pending_updates: false });
    const secret = set?.secret_token ?? "";

    const person = telegram.person({ name: "Orang Contoh" });
    person.starts();
    const greeting = await person.hears("Selamat datang di Kawan ASN.", patience);
    await person.taps(greeting, "Pontianak").whenAnswered(patience);
    await person.sees(() => labels(greeting).length === 0, patience);
    await person.hears("keterangan Kota Pontianak", patience);

    const update = { update_id: 1, message: { date: 1, chat: { id: person.id, type: "private" }, from: { id: person.id }, text: "palsu" } };
    for (const wrong of [null, "", "salah", `${secret}x`, secret.slice(1)]) {
      const answer = await post(first, wrong, update);
      expect([wrong, answer.status, await answer.text()]).toEqual([wrong, 401, ""]);
    }
    const stranger = await fetch(`${first.url}/webhook/telegram/1`, { method: "POST", headers: { "x-telegram-bot-api-secret-token": secret }, body: "{}" });
    expect([stranger.status, await stranger.text()]).toEqual([401, ""]);
    expect((await post(first, secret, "bukan pembaruan")).status).toBe(200);
    expect((await post(first, secret, { update_id: 2, message: "x".repeat(2_000_000) })).status).toBe(413);

    await stopped(first);
    person.says("/bantuan");
    const second = await stage.start();
    telegram.routes(publicUrl, second.url);
    await person.hears("Yang bisa dilakukan", patience);
    await telegram.called("setWebhook", () => setWebhooks(telegram).length === 2, patience);
    expect(setWebhooks(telegram)[1]?.secret_token).toBe(secret);
    await telegram.drained(patience);

    expect(person.received.map((it) => it.text).filter((it) => it.includes("Yang bisa dilakukan"))).toHaveLength(1);
    // The reply has arrived before it is noted as sent.
    const line = async () => (await stage.channels()).get("telegram 5550002");
    await test.expect.poll(line, patience).toMatchObject({ state: "up", held: null, unanswered: 0, replies: 0 });
    await stopped(second);
    expect(telegram.violations).toEqual([]);
    expect(telegram.unansweredCallbacks).toEqual([]);
    expect(telegram.calls("getUpdates")).toEqual([]);
    expect(leaks(stage.log(), [telegram.token, "AAuji", secret, "palsu", "Orang Contoh"])).toEqual([]);
  });
});

describe("a bot behind a public address", { timeout: 120_000, concurrent: true }, () => {
  it("polls all the same where that is asked for, and takes a webhook away that stands in its way", async (test) => {
    const { telegram, stage } = await openBot(test, "postgres", "5550003:AAuji-telegram-switch");
    const first = await stage.start();
    await telegram.called("setWebhook", (it) => it.status === 200, patience);
    await stopped(first);
    const second = await stage.start({ TELEGRAM_INTAKE: "polling" });
    expect(second.out()).toMatch(/^ {2}Telegram +5550003 \(all cities, polling\): (up|not known yet, see kawan channels)$/m);
    const person = telegram.person({ name: "Orang Contoh" });
    person.starts("kendari");
    await person.hears("Selamat datang di Kawan ASN Kota Kendari.", patience);
    expect(telegram.webhookUrl).toBe("");
    expect(telegram.violations).toEqual([]);
    await stopped(second);
  });
});
