import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawSql } from "../../src/db/database.ts";
import { type FakeTelegram, type Fault, fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { type FakeGraph, fakeGraph, fault } from "../fakes/whatsapp-cloud/fake-graph.ts";
import {
  graphCallback,
  graphSettings,
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

/** Words that stand in what people write, and in nothing else. */
const words = "kucing belang tiga warna";
const nip = "199001012015011001";
const phone = "6281155544433";
const name = "Orang Contoh Bernama Panjang";
const every = (chat: number) => ({ when: (it: Record<string, unknown>) => it.chat_id === chat });

describe("with the log at its most talkative, and everything going wrong", { timeout: 120_000 }, () => {
  let telegram: FakeTelegram;
  let graph: FakeGraph;
  let stage: Stage;
  let service: Running;

  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550040:AAuji-bot-secrets" });
    graph = await fakeGraph({ token: "EAAuji-graph-token", appSecret: "rahasia-aplikasi-uji", verifyToken: "kata-verifikasi-uji" });
    stage = await openStage("postgres", { ...telegramSettings(telegram), ...graphSettings(graph) });
    service = await stage.start();
    graph.callback = graphCallback(service);
  });
  afterAll(async () => {
    await stage.close();
    await graph.close();
    await telegram.stop();
  });
  const logged = (part: string | RegExp) => said(service, () => (typeof part === "string" ? service.err().includes(part) : part.test(service.err())));

  it("goes on when Telegram's answers fail in every way", { concurrent: true }, async () => {
    const person = telegram.person({ name, username: "orang_contoh_panjang" });
    person.starts("kendari");
    await person.hears("Selamat datang", patience);
    const faults: Fault[] = [
      { kind: "dropConnection" },
      { kind: "500" },
      { kind: "garbage" },
      { kind: "429", retryAfter: 1 },
      { kind: "error", code: 400, description: `Bad Request: can't parse entities: ${words}` },
    ];
    for (const it of faults) telegram.fault("sendMessage", { ...it, ...every(person.id) });
    telegram.fault("getUpdates", { kind: "dropConnection" });
    telegram.fault("getUpdates", { kind: "garbage" });
    person.says(`${words}, NIP ${nip}, telepon ${phone}`);
    await person.hears(() => true, slowly); // each outcome nobody knows is waited for longer
    person.sharesContact({ phone: `+${phone}` });
    await person.hears("kartu kontak", patience);
    telegram.fault("sendMessage", { kind: "error", code: 403, description: "Forbidden: bot was blocked by the user", ...every(person.id) });
    person.says(words);
    await logged('"fault":"blocked"');
  });

  it("goes on when Meta's answers fail in every way", { concurrent: true }, async () => {
    const person = graph.person({ name, phone });
    graph.faults.next("messages", fault.droppedBefore, fault.gateway, fault.down, fault.error(100, 400));
    person.says(`${words}, NIP ${nip}`);
    await logged('"fault":"bad-request"');
    graph.faults.next("messages", fault.failsLater(131026));
    person.says(words);
    await expect.poll(() => graph.accepted("failed").length, patience).toBe(1);
    await graph.settled();
    const hidden = graph.person({ name, userId: "ID.4711000000000002", username: "orang_contoh_panjang" });
    hidden.says(words);
    await hidden.hears(() => true, patience);
    expect(await graph.posts(Buffer.from(`{"${words}": "${phone}`))).toBe(200); // signed, and no JSON
    expect(await graph.posts({ entry: [{ changes: [{ field: words, value: { messages: [{ from: phone }] } }] }] })).toBe(200);
    expect(await graph.posts({ entry: [] }, "wrong")).toBe(401);
    graph.faults.next("messages", fault.error(190, 401));
    hidden.says(words);
    await logged('"fault":"auth"');
  });

  it("goes on when the base refuses a message, and when it is away for a moment", async () => {
    await stage.base((db) => db.run(rawSql(`alter table knowledge_answer add constraint tidy check (question not like '%${words}%') not valid`)));
    const person = telegram.person({ name });
    person.starts("kendari");
    await person.hears("Selamat datang", patience);
    person.says(words);
    await person.hears("Maaf, pesan Anda tidak dapat diproses", patience);
    await logged("violates check constraint");
    await stage.base((db) =>
      db.run(rawSql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")),
    );
    person.says("/bantuan");
    await person.hears("Yang bisa dilakukan", patience);
    expect((await stage.kawan("dead", "list")).out).toContain(words); // the operator sees them, masked; the log does not
  });

  it("never says a token, a secret, a number, a name or a word of a message", async () => {
    await stopped(service);
    const lines = service.err().split("\n").filter(Boolean);
    expect(lines.length).toBeGreaterThan(20);
    for (const it of lines) expect(() => JSON.parse(it)).not.toThrow();
    const channels = await stage.kawan("channels");
    const secrets = [telegram.token, "AAuji", graph.token, graph.appSecret, graph.verifyToken];
    const personal = [words, nip, phone, "1155544433", name, "orang_contoh", "ID.4711", "kucing"];
    expect(leaks(service.out() + service.err() + channels.out, [...secrets, ...personal])).toEqual([]);
    expect(leaks(stage.log(), [...secrets, nip, phone, name])).toEqual([]);
  });
});
