import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { giveConsent } from "../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../src/features/people/privacy/consent-uses.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";
import { type FakeTelegram, fakeTelegram, type Person } from "../fakes/telegram/fake-telegram.ts";
import { freshFolder, silentLog, testConfig } from "../world.ts";

const patience = { timeout: 60_000 };
const tenant = { cell: 1, agencyId: 2 };
const asks = "min brp JP setaun buat pns?";
const first = "Jumlah JP setahun bagi PNS paling sedikit 20 JP";
const second = "Jumlah JP setahun berbeda menurut status ASN";

/** From somebody's telephone through the whole service to an endpoint that takes its time. One database: nothing here depends on which. */
describe("an answer of a model, on Telegram", { timeout: 120_000 }, () => {
  let telegram: FakeTelegram;
  let endpoint: FakeOpenAi;
  let app: App;
  let service: Service;
  let clean = () => {};
  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550012:AAuji-telegram-draf" });
    endpoint = await startOpenAi();
    const folder = freshFolder();
    clean = folder.remove;
    const config = testConfig({
      PORT: "0",
      DATA_DIR: folder.path,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.url,
      LLM_URL: endpoint.url,
      LLM_MODEL: "besar",
    });
    app = await openApp({ config, log: silentLog, shipped: "sync" });
    await turnSwitch(app.db, tenant, { processor: "PT Contoh Model", country: "Indonesia", basis: "perjanjian 12/2026" }, null, Temporal.Now.instant());
    service = await startService(app);
  });
  afterAll(async () => {
    await service.stop();
    await telegram.stop();
    await endpoint.stop();
    clean();
  });

  let count = 0;
  async function somebody(model: "yes" | "no"): Promise<Person> {
    const at = Temporal.Now.instant();
    count += 1;
    const person = telegram.person({ id: 700_000_400 + count, name: `Rudi Draf ${count}` });
    const address = JSON.stringify({ channel: "telegram", account: "5550012", chat: String(person.id) });
    const { id } = await app.db.one(
      z.object({ id: z.coerce.number() }),
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at)
        values (1, ${tenant.agencyId}, ${person.name}, 'PNS', ${at.toString()}, ${at.toString()}) returning id`,
    );
    await app.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, ${tenant.agencyId}, ${id}, 'telegram', ${String(person.id)}, ${address}, 'code', ${at.toString()}, ${at.toString()}, ${at.toString()})`);
    await giveConsent(app.db, { ...tenant, personId: id }, { purpose: "model", answer: model, version: useVersion("model"), channel: "telegram" }, at);
    person.starts("kendari");
    await person.hears("Selamat datang", patience);
    return person;
  }

  it("is seen being written, sentence by sentence, and then is one message", async () => {
    Object.assign(endpoint, { always: `${first} [1]. ${second} [1].`, latencyMs: 700, gapMs: 40 });
    const person = await somebody("yes");
    person.says(asks);
    await person.sees(() => person.actions.includes("typing"), patience);
    await person.sees(() => person.draft?.startsWith(first) === true, patience);
    const heard = await person.hears(first, patience);
    expect(heard.text).toContain(second);
    expect(person.draft).toBeUndefined();
    expect(person.received.filter((it) => it.text.includes(first))).toHaveLength(1);
    for (const it of person.drafts) expect(heard.text.startsWith(it.text)).toBe(true);
    expect(new Set(person.drafts.map((it) => it.id)).size).toBe(1);
    expect(telegram.violations).toEqual([]);
  });

  it("is a message all the same where Telegram takes no draft, and says it once", async () => {
    Object.assign(endpoint, { always: `${first} [1]. ${second} [1].`, latencyMs: 400, gapMs: 40 });
    telegram.fault("sendMessageDraft", { kind: "error", code: 400, description: "Bad Request: TEXTDRAFT_PEER_INVALID", times: 9 });
    const person = await somebody("yes");
    for (const round of [1, 2]) {
      person.says(asks);
      await person.hears(first, patience);
      expect(telegram.calls("sendMessageDraft").filter((it) => it.payload.chat_id === person.id)).toHaveLength(1);
      expect(person.received.filter((it) => it.text.includes(first))).toHaveLength(round);
    }
  });

  it("gives way where Telegram says that it is too much: no more drafts, and the letter once", async () => {
    Object.assign(endpoint, { always: `${first} [1]. ${second} [1].`, latencyMs: 400, gapMs: 40 });
    telegram.clearFaults();
    telegram.fault("sendMessageDraft", { kind: "429", retryAfter: 60 });
    const person = await somebody("yes");
    const before = telegram.calls("sendMessageDraft").length;
    person.says(asks);
    const heard = await person.hears(first, patience);
    expect(heard.text).toContain(second);
    const other = await somebody("yes");
    other.says(asks);
    await other.hears(first, patience);
    expect(
      telegram
        .calls("sendMessageDraft")
        .slice(before)
        .map((it) => it.status),
    ).toEqual([429]);
    for (const it of [person, other]) expect(it.received.filter((one) => one.text.includes(first))).toHaveLength(1);
  });

  it("shows nothing of it to whom no model serves", async () => {
    Object.assign(endpoint, { latencyMs: 0 });
    const person = await somebody("no");
    person.says(asks);
    await person.hears("paling sedikit 20 JP", patience);
    expect([person.drafts, person.actions]).toEqual([[], []]);
  });
});
