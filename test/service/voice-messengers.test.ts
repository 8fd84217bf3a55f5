import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type Database, sql } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";
import { type FakeTelegram, fakeTelegram, labels } from "../fakes/telegram/fake-telegram.ts";
import { type FakeGraph, fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { recording } from "../recording.ts";
import { databases, graphCallback, graphSettings, inTurn, leaks, openStage, type Running, type Stage, telegramSettings } from "./messengers-world.ts";

const kendari = 2;
/** The first sentence after a start waits until all is learnt, and after a kill also until the dead one's leases have run out. */
const patience = { timeout: 150_000 };
const asked = "berapa JP minimal PNS setahun";
const cited = /paling sedikit 20 jam pelajaran/;
const Person = z.object({ id: z.number() });

/** From the microphone to the answer with its source, and to what only a tap does: the real program, two real adapters, a real endpoint's protocol. */
describe.each(databases)("voice notes on Telegram and WhatsApp, on $name", { timeout: 400_000, concurrent: true }, ({ name }) => {
  let telegram: FakeTelegram;
  let graph: FakeGraph;
  let fake: FakeOpenAi;
  let stage: Stage;
  let service: Running;

  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550041:AAuji-telegram-suara" });
    graph = await fakeGraph({ token: "EAAuji-graph-suara", appSecret: "rahasia-aplikasi-suara", verifyToken: "kata-verifikasi-suara" });
    fake = await startOpenAi();
    fake.key = "kunci-suara-uji";
    fake.transcript = asked;
    const voice = {
      LLM_TRANSCRIBE_URL: fake.url,
      LLM_TRANSCRIBE_KEY: fake.key,
      LLM_TRANSCRIBE_MODEL: "telinga",
      LLM_TIMEOUT_SECONDS: "120",
      LLM_TRY_SECONDS: "100",
    };
    stage = await openStage(name, { ...telegramSettings(telegram), ...graphSettings(graph), ...voice });
    await stage.base(async (db) => {
      await migrate(db);
      const now = Temporal.Now.instant();
      await turnSwitch(db, { cell: 1, agencyId: kendari }, { processor: "PT Contoh Suara", country: "Indonesia", basis: "perjanjian" }, null, now);
      await linked(db, "Rina Suara", "telegram", telegram.token.split(":")[0] ?? "", "700000401");
      await linked(db, "Beni Suara", "telegram", telegram.token.split(":")[0] ?? "", "700000402");
      await linked(db, "Sari Suara", "wa-cloud", graph.phoneNumberId, graph.person({ name: "Sari", phone: "6281200000041" }).userId);
    });
    service = await stage.start();
    graph.callback = graphCallback(service);
  }, 180_000);
  afterAll(async () => {
    await stage.close();
    await Promise.all([telegram.stop(), graph.close(), fake.stop()]);
  });

  async function linked(db: Database, person: string, channel: string, account: string, sender: string): Promise<void> {
    const at = Temporal.Now.instant().toString();
    const { id } = await db.one(
      Person,
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, ${kendari}, ${person}, 'PNS', ${at}, ${at}) returning id::int as id`,
    );
    await db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, ${kendari}, ${id}, ${channel}, ${sender}, ${JSON.stringify({ channel, account, chat: sender })}, 'code', ${at}, ${at}, ${at})`);
  }

  const listened = (times: number) => vi.waitFor(() => fake.heard.length === times || Promise.reject(new Error(`heard ${fake.heard.length}`)), patience);

  it("asks once on Telegram, and answers what was heard with its source", inTurn, async () => {
    const person = telegram.person({ id: 700_000_401, name: "Rina" });
    person.sendsVoice({ bytes: recording() });
    const offer = await person.hears("Boleh pesan suara Anda saya dengarkan?", patience);
    expect(labels(offer)).toEqual(["Ya, boleh didengarkan", "Tidak, saya mengetik saja"]);
    expect(fake.heard).toEqual([]);
    await person.taps(offer, "Ya, boleh didengarkan").whenAnswered(patience);
    await person.hears("Silakan kirim ulang pesan suaranya.", patience);
    person.sendsVoice({ bytes: recording(4) });
    const answer = await person.hears(`Saya dengar: “${asked}”`, patience);
    expect(answer.text).toMatch(cited);
    expect(labels(answer)).toContain("Bukan itu");
    await person.taps(answer, "Bukan itu").whenAnswered(patience);
    await person.hears("Maaf, saya salah dengar.", patience);
  });

  it("does the same on WhatsApp, where nothing is done by what was heard alone", inTurn, async () => {
    const person = graph.person({ name: "Sari", phone: "6281200000041" });
    person.sends("voice", { bytes: recording() });
    const offer = await person.hears("Boleh pesan suara Anda saya dengarkan?", patience);
    person.picks(offer, "Izinkan suara");
    await person.hears("Silakan kirim ulang pesan suaranya.", patience);
    person.sends("voice", { bytes: recording(4) });
    expect((await person.hears(`Saya dengar: “${asked}”`, patience)).plain).toMatch(cited);
    fake.transcripts = ["matikan pengingat"];
    person.sends("audio", { bytes: recording(4), mime: "audio/ogg" });
    await person.hears("Saya dengar: “matikan pengingat”", patience);
    person.sends("voice", { bytes: recording(121) });
    await person.hears("Pesan suara paling lama 2 menit.", patience);
  });

  it("answers others while one is being listened to, and after a kill -9 that one, once", inTurn, async () => {
    const person = telegram.person({ id: 700_000_401, name: "Rina" });
    const other = telegram.person({ id: 700_000_402, name: "Beni" });
    const words = "berapa JP minimal PNS dalam setahun penuh";
    const before = fake.heard.length;
    fake.transcripts = [words, words];
    const open = Promise.withResolvers<void>();
    fake.gate = open.promise;
    person.sendsVoice({ bytes: recording(5) });
    await listened(before + 1);
    other.says(asked);
    await other.hears(cited, patience);
    service.child.kill("SIGKILL");
    await service.ended;
    service = await stage.start();
    graph.callback = graphCallback(service);
    await listened(before + 2);
    open.resolve();
    fake.gate = null;
    await person.hears(words, patience);
    person.says("terima kasih");
    await person.hears("Sama-sama", patience);
    expect(person.received.filter((it) => it.text?.includes(words))).toHaveLength(1);
  });

  it("says nothing of it in any log", inTurn, () => {
    expect(leaks(stage.log(), [asked, "matikan pengingat", "dalam setahun penuh", "Rina", "Sari", "OpusHead", "kunci-suara-uji"])).toEqual([]);
    expect(fake.faults).toEqual([]);
    expect([telegram.violations, graph.violations]).toEqual([[], []]);
  });
});
