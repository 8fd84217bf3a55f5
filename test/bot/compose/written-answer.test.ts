import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../../src/app.ts";
import { sql } from "../../../src/db/database.ts";
import { giveConsent } from "../../../src/features/people/privacy/consent-store.ts";
import { type Answer, useVersion } from "../../../src/features/people/privacy/consent-uses.ts";
import { turnSwitch } from "../../../src/llm/city-switch.ts";
import * as adversary from "../../fakes/openai/adversary.ts";
import { type FakeOpenAi, startOpenAi } from "../../fakes/openai/fake-openai.ts";
import { type Reply, wholeText } from "../../fakes/openai/reply.ts";
import { freshFolder, silentLog, testClock, testConfig } from "../../world.ts";

/** Whole program with its shipped documents, and an endpoint; one database, since nothing here depends on which. */
describe("an answer in a model's words", () => {
  const folder = freshFolder();
  const clock = testClock();
  const kendari = 2;
  let app: App;
  let fake: FakeOpenAi;
  let count = 0;
  const asks = "min brp JP setaun buat pns?";
  const honest = "Jumlah JP setahun bagi PNS paling sedikit 20 JP [1].";

  const says = async (chat: string, text: string) => {
    count += 1;
    const to = { channel: "telegram" as const, account: "bot", chat };
    const message = { dedupe: `m${count}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body: { type: "text" as const, text } };
    const plan = await app.engine.understand(message);
    const [letter] = await app.db.transaction((tx) => app.engine.act(tx, [{ message, plan }], clock.now()));
    if (!letter) throw new Error("no answer");
    return letter.reply;
  };
  const person = async (chat: string, name: string, answer: Answer | null) => {
    const at = clock.now().toString();
    const { id } = await app.db.one(
      z.object({ id: z.coerce.number() }),
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, ${kendari}, ${name}, 'PNS', ${at}, ${at}) returning id`,
    );
    await app.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, ${kendari}, ${id}, 'telegram', ${chat}, ${JSON.stringify({ channel: "telegram", account: "bot", chat })}, 'code', ${at}, ${at}, ${at})`);
    if (answer)
      await giveConsent(
        app.db,
        { cell: 1, agencyId: kendari, personId: id },
        { purpose: "model", answer, version: useVersion("model"), channel: "telegram" },
        clock.now(),
      );
  };
  const writtenBy = () => app.db.maybe(z.object({ by: z.string().nullable() }), sql`select written_by as "by" from knowledge_answer order by id desc limit 1`);

  beforeAll(async () => {
    fake = await startOpenAi();
    const config = testConfig({ DATA_DIR: folder.path, LLM_URL: fake.url, LLM_MODEL: "besar", LLM_TIMEOUT_SECONDS: "20", LLM_TRY_SECONDS: "10" });
    app = await openApp({ config, log: silentLog, clock: clock.now, shipped: "sync" });
    await turnSwitch(
      app.db,
      { cell: 1, agencyId: kendari },
      { processor: "PT Contoh Model", country: "Indonesia", basis: "perjanjian 12/2026" },
      null,
      clock.now(),
    );
    await person("setuju", "Bunga Lestari", "yes");
    await person("menolak", "Rudi Contoh", "no");
  });
  afterAll(async () => {
    await app.close();
    await fake.stop();
    folder.remove();
  });
  beforeEach(() => {
    Object.assign(fake, { mood: "well", moodsFirst: [], replies: [], always: honest, retryAfter: null, latencyMs: 0 });
    fake.heard.length = 0;
    fake.faults.length = 0;
  });

  it("reaches who said yes, with its source, and is kept with the prompt that wrote it", async () => {
    const reply = await says("setuju", asks);
    expect(reply.text).toMatch(/^Jumlah JP setahun bagi PNS paling sedikit 20 JP\./);
    expect(reply.text).not.toMatch(/\[\d|RUJUKAN/);
    expect(reply.sources?.map((it) => it.label).join()).toContain("Pasal");
    expect(await writtenBy()).toEqual({ by: "jawab@1 besar" });
    expect(fake.faults).toEqual([]);
    expect(wholeText(fake.heard[0]?.chat ?? { model: "", messages: [] })).not.toMatch(/Pasal \d/);
  });

  it("is asked for nobody who has not said yes, for no guest, no command, nothing that stays at home", async () => {
    const own = await says("menolak", asks);
    expect(await says("tamu", asks)).toMatchObject({ text: expect.stringContaining("20") });
    await says("setuju", "/bantuan");
    await says("setuju", "jp saya udah berapa");
    await says("setuju", "saya depresi dan sakit jantung, boleh tidak ikut diklat?");
    expect(fake.heard).toEqual([]);
    expect(own.text).toContain("20");
    expect(await writtenBy()).toEqual({ by: null });
  });

  it.each<[string, Reply]>([
    ["invents sources", adversary.inventsCitations],
    ["repeats everything", adversary.leaksEverything],
    ["obeys what it reads", adversary.obeysInjection],
    ["answers in English", adversary.answersInEnglish],
    ["calls a tool", adversary.callsForbiddenTool],
    ["gives broken JSON", adversary.malformedJson],
    ["says another number", "Jumlah JP setahun bagi PNS paling sedikit 40 JP [1]."],
    ["says nothing", "TIDAK_ADA"],
    ["leaves the number out", "Jumlah JP setahun berbeda menurut status ASN [1]."],
  ])("leaves the documents' own words where the model %s", async (_, reply) => {
    const own = await says("menolak", asks);
    fake.always = reply;
    const got = await says("setuju", asks);
    expect(fake.heard.length).toBeGreaterThan(0);
    expect({ ...got, data: null }).toEqual({ ...own, data: null });
    expect(await writtenBy()).toEqual({ by: null });
  });

  it.each(["unavailable", "garbage", "cut", "unauthorized"] as const)("is done without where the endpoint is %s", async (mood) => {
    const own = await says("menolak", asks);
    fake.mood = mood;
    expect((await says("setuju", asks)).text).toBe(own.text);
  });

  it("keeps what is borne out and drops the rest", async () => {
    fake.always = `${honest} Dasarnya PP 99/2031 Pasal 777 [1]. Bila kurang, tunjangan dipotong setengah [1].`;
    const { text } = await says("setuju", asks);
    expect(text).toContain("20 JP");
    expect(text).not.toMatch(/99|777|tunjangan/);
  });

  it("is not about others than were asked about, however true", async () => {
    fake.always = "PPPK paling lama 24 JP dalam satu tahun masa perjanjian kerja [1].";
    expect((await says("setuju", "berapa JP setahun bagi PNS?")).text).toContain("20");
    expect((await writtenBy())?.by).toBeNull();
  });

  it("names nobody to the endpoint", async () => {
    await says("setuju", "saya Bunga Lestari NIP 198503212010011001, min brp JP setaun buat pns?");
    const sent = fake.heard.map((it) => it.raw ?? JSON.stringify(it.chat)).join("\n");
    expect(sent).not.toMatch(/198503212010011001|Bunga Lestari/);
  });

  it("turns no abstention into an answer", async () => {
    fake.always = "Tarif parkir adalah 2.000 rupiah [1].";
    const { text } = await says("setuju", "berapa tarif parkir di kantor wali kota?");
    expect(text).not.toContain("2.000");
    expect(fake.heard).toEqual([]);
  });
});
