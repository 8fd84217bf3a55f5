/*
 * Several bots in one process, and several processes with one bot. Both scenes mostly wait (a minute after a refused token,
 * a lease that runs out), so they run beside each other.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { type FakeTelegram, fakeTelegram, labels } from "../fakes/telegram/fake-telegram.ts";
import { type FakeGraph, fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import {
  graphCallback,
  graphSettings,
  inTurn,
  leaks,
  openStage,
  patience,
  type Running,
  type Stage,
  said,
  slowly,
  stopped,
  telegramSettings,
} from "./messengers-world.ts";

const question = "apa program pengembangan kompetensi di kota saya?";
const kendari = "5550010:AAuji-bot-kendari";
const pontianak = "5550011:AAuji-bot-pontianak";

const Lease = z.object({ epoch: z.coerce.number(), free: z.boolean() });
const times = (text: string, part: string) => text.split(part).length - 1;
/** How often this process has become the one that polls. */
const holdings = (service: Running) => times(service.err(), '"account held"');

describe("bots and numbers of several cities in one service", { timeout: 150_000, concurrent: true }, () => {
  let telegram: FakeTelegram;
  let graph: FakeGraph;
  let stage: Stage;
  let service: Running;

  beforeAll(async () => {
    telegram = await fakeTelegram({ token: kendari });
    graph = await fakeGraph({ token: "EAAuji-graph-token", appSecret: "rahasia-aplikasi-uji", verifyToken: "kata-verifikasi-uji" });
    stage = await openStage("embedded", {
      ...graphSettings(graph),
      TELEGRAM_TOKEN: `kendari=${kendari}, Pontianak = ${pontianak}`,
      TELEGRAM_API_URL: telegram.url,
      WHATSAPP_NUMBER_ID: `tanjungpinang=${graph.phoneNumberId}`,
    });
    service = await stage.start();
    graph.callback = graphCallback(service);
  });
  afterAll(async () => {
    await stage.close();
    await graph.close();
    await telegram.stop();
  });

  it("says which is on for which city", inTurn, () => {
    expect(service.out()).toMatch(
      /^ {2}Telegram +5550010 \(kendari, polling\): (?:up|not known yet, see kawan channels)$\n^ {14}5550011 \(pontianak, polling\): (?:down: token refused \(401\)|not known yet, see kawan channels)$/m,
    );
    expect(service.out()).toMatch(/^ {2}WhatsApp +106540352242922 \(tanjungpinang, webhook\): (?:up|not known yet)/m);
  });

  it("answers on Kendari's bot with Kendari's documents, and asks nobody for a city", inTurn, async () => {
    const person = telegram.person({ name: "Orang Contoh" });
    person.starts();
    expect(labels(await person.hears("Selamat datang di Kawan ASN Kota Kendari.", patience))).toEqual([]);
    person.says(question);
    const answer = await person.hears(/^Program dan strategi pengembangan kompetensi ASN di Kota Kendari/, patience);
    expect(answer.text).not.toContain("Anda bekerja di kota mana?");
    for (const city of ["Kendari", "Pontianak"]) expect(labels(answer)).not.toContain(city);
    person.says("/kota Pontianak");
    await person.hears("Kota itu belum memakai layanan ini. Pilih salah satu: Kendari.", patience);
    const other = telegram.person({ name: "Orang Contoh" });
    other.starts("pontianak");
    await other.hears("Selamat datang di Kawan ASN Kota Kendari.", patience);
  });

  it("answers on Tanjungpinang's number with Tanjungpinang's documents", inTurn, async () => {
    const person = graph.person({ name: "Warga Contoh", phone: "628000000201" });
    person.says(question);
    const answer = await person.hears(/^Program dan strategi pengembangan kompetensi ASN di Kota Tanjungpinang/, patience);
    expect(answer.plain).not.toContain("Anda bekerja di kota mana?");
  });

  it("says of a refused token that it is refused; the web chat and the others work", inTurn, async () => {
    await expect.poll(async () => (await stage.channels()).get("telegram 5550011")?.state, slowly).toBe("down");
    expect(existsSync(join(stage.folder, "data", "control.sock"))).toBe(true);
    const accounts = await stage.channels();
    expect(accounts.get("telegram 5550011")).toMatchObject({ city: "pontianak", detail: "token refused (401)", lastError: "token refused (401)" });
    expect(accounts.get("telegram 5550010")).toMatchObject({ city: "kendari", state: "up", lastError: null, unanswered: 0, replies: 0, failed: 0 });
    expect(accounts.get(`wa-cloud ${graph.phoneNumberId}`)).toMatchObject({ city: "tanjungpinang", state: "up", held: null });
    const { code, out, err } = await stage.kawan("channels");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^telegram 5550011, pontianak\n {2}state +down since \S+ \(token refused \(401\)\)/m);
    expect(out).toMatch(/^ {2}last error token refused \(401\) at \S+$/m);

    const page = await fetch(service.url);
    const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
    const headers = { cookie, origin: service.url, "content-type": "application/json" };
    const said = await fetch(`${service.url}/pesan`, { method: "POST", headers, body: JSON.stringify({ id: crypto.randomUUID(), text: "/bantuan" }) });
    expect([page.status, said.status]).toEqual([200, 202]);
    await expect.poll(async () => (await fetch(`${service.url}/pesan`, { headers: { cookie } })).text(), patience).toContain("Yang bisa dilakukan");
  });

  it("takes the bot up by itself once its token is accepted", inTurn, async () => {
    const bot = telegram.anotherBot({ token: pontianak, username: "kawan_uji_dua_bot" });
    const person = bot.person({ name: "Orang Contoh" });
    person.starts();
    await person.hears("Selamat datang di Kawan ASN Kota Pontianak.", slowly); // a refused token is tried again after a minute
    expect((await stage.channels()).get("telegram 5550011")).toMatchObject({ state: "up", detail: null, lastError: "token refused (401)" });
    person.says(question);
    await person.hears(/Kota Pontianak/, patience);
    expect(bot.violations).toEqual([]);
  });

  it("ends well, with no call out of order and no secret in any line", inTurn, async () => {
    await stopped(service);
    expect([telegram.violations, graph.violations, telegram.unansweredCallbacks]).toEqual([[], [], []]);
    const own = [kendari, pontianak, "AAuji", graph.token, graph.appSecret, graph.verifyToken];
    expect(leaks(stage.log(), [...own, "628000000201", question, "Orang Contoh", "Warga Contoh"])).toEqual([]);
  });
});

describe("two replicas with one polling bot, on postgres", { timeout: 150_000, concurrent: true }, () => {
  let telegram: FakeTelegram;
  let stage: Stage;
  let one: Running;
  let other: Running;
  let asked = 0;

  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550030:AAuji-bot-replicas" });
    stage = await openStage("postgres", telegramSettings(telegram));
    one = await stage.start();
    // Its first answer: what it learns for that is learnt before another one takes half of the machine.
    await answered();
    other = await stage.start();
  });
  afterAll(async () => {
    await stage.close();
    await telegram.stop();
  });

  const person = () => telegram.person({ name: "Orang Contoh" });
  /** Somebody writes, and is answered once. */
  async function answered(): Promise<void> {
    const writer = person();
    writer.starts("kendari");
    for (const city of ["Pontianak", "Kendari"]) writer.says(`/kota ${city}`);
    await writer.hears("Selamat datang di Kawan ASN Kota Kendari.", patience);
    for (const city of ["Pontianak", "Kendari"]) await writer.hears(`keterangan Kota ${city}`, patience);
    await telegram.drained(patience);
    expect(writer.received).toHaveLength(3);
    asked += 1;
  }
  const lease = () => stage.base((db) => db.one(Lease, sql`select epoch, (lease_until is null) as free from channel_account where account = '5550030'`));
  const refusedPolls = () => telegram.calls("getUpdates").filter((it) => it.status === 409).length;

  it("poll in one process only", inTurn, async () => {
    await said(one, () => holdings(one) === 1);
    await answered();
    expect([holdings(one), holdings(other), refusedPolls()]).toEqual([1, 0, 0]);
    expect(await lease()).toEqual({ epoch: 1, free: false });
  });

  it("go on in the other one after kill -9 of the first, with what was written meanwhile", inTurn, async () => {
    one.child.kill("SIGKILL");
    await one.ended;
    await answered();
    expect(holdings(other)).toBe(1);
    expect([await lease(), refusedPolls()]).toEqual([{ epoch: 2, free: false }, 0]);
    await said(other, () => /telegram bot known/.test(other.err()));
  });

  it("go on without waiting for a lease when the one that polls is stopped in order", inTurn, async () => {
    one = await stage.start();
    other.child.kill("SIGTERM");
    expect(await other.ended).toBe(0);
    // Given back, or already taken: nobody has to wait until it runs out.
    const left = await lease();
    expect(left.free || left.epoch === 3).toBe(true);
    await answered();
    expect([holdings(one), (await lease()).epoch, refusedPolls()]).toEqual([1, 3, 0]);
  });

  it("get over one that was frozen, and comes back when another one polls", inTurn, async () => {
    other = await stage.start();
    one.child.kill("SIGSTOP");
    await said(other, () => holdings(other) === 1);
    await answered();
    one.child.kill("SIGCONT");
    await answered();
    expect(holdings(one)).toBe(1);
    expect(refusedPolls()).toBeLessThanOrEqual(1); // the frozen one's open poll, which the takeover ended
    await stopped(one);
    await answered();
    expect((await stage.channels()).get("telegram 5550030")).toMatchObject({ state: "up", held: true, unanswered: 0, replies: 0 });
    expect((await lease()).epoch).toBe(4);
  });

  it("have answered everybody once, and leave no secret in any line", inTurn, async () => {
    await stopped(other);
    expect(telegram.calls("sendMessage").filter((it) => it.status === 200)).toHaveLength(3 * asked);
    expect(telegram.violations).toEqual([]);
    expect(leaks(stage.log(), [telegram.token, "AAuji", "Orang Contoh"])).toEqual([]);
  });
});
