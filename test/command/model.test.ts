import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import type { CommandIo } from "../../src/command/io.ts";
import { runProgram } from "../../src/command/program.ts";
import { verifyLedger } from "../../src/core/ledger.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";
import { freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];
const whole = ["--processor", "PT Contoh Model", "--country", "Indonesia", "--basis", "perjanjian 12/2026"];

describe.each(bases)("kawan model on $name", ({ make }) => {
  let app: App;
  let fake: FakeOpenAi;
  let drop: () => Promise<void>;
  const clock = testClock();
  beforeAll(async () => {
    fake = await startOpenAi();
    const made = await make();
    drop = made.drop;
    const config = testConfig({
      LLM_URL: fake.url,
      LLM_MODEL: "besar",
      LLM_ROUTER_MODEL: "kecil",
      LLM_KEY: "kunci",
      LLM_TRANSCRIBE_MODEL: "telinga",
      LLM_VISION_MODEL: "mata",
      LLM_PRICE: "2-10",
      LLM_TRY_SECONDS: "60",
      LLM_TIMEOUT_SECONDS: "60",
    });
    app = await openApp({ config, log: silentLog, where: made.where, shipped: "none", clock: clock.now });
  });
  afterAll(async () => {
    await fake.stop();
    await app.close();
    await drop();
  });
  beforeEach(async () => {
    await app.db.run(rawSql("truncate model_switch, model_use, model_month"));
    Object.assign(fake, { mood: "well", always: "Baik [1].", key: "kunci" });
    fake.heard.length = 0;
  });

  async function kawan(code: number, ...argv: string[]): Promise<string> {
    let said = "";
    const out = (text: string) => {
      said += text;
    };
    const io = { cwd: "/", signal: new AbortController().signal, out, err: out, drained: async () => {} };
    const host = { io: io as unknown as CommandIo, inService: false, config: app.config, open: async () => app } as unknown as CommandHost;
    const got = await runProgram(["model", ...argv], host);
    expect([got, said]).toEqual([code, said]);
    return said;
  }

  it("is off until somebody says who processes, where and on which basis", async () => {
    expect(await kawan(0, "show", "--city", "kendari")).toMatch(/^Model bahasa untuk Kota Kendari: mati\nBulan ini: 0 panggilan/);
    for (const left of [0, 2, 4])
      expect(await kawan(1, "on", "--city", "kendari", ...whole.filter((_, at) => at < left || at > left + 1))).toMatch(/siapa pemrosesnya, di negara mana/);
    expect(await kawan(1, "on", "--city", "kendari", ...whole.slice(0, 4), "--basis", " ")).toMatch(/siapa pemrosesnya/);
    expect(await kawan(0, "show", "--city", "kendari")).toMatch(/: mati\n/);
  });

  it("is turned on and off for one city, with every change kept", async () => {
    expect(await kawan(0, "on", "--city", "kendari", ...whole)).toMatch(/Kota Kendari dinyalakan\. Yang dilayani hanya pegawai yang mengizinkannya sendiri/);
    expect(await kawan(0, "on", "--city", "kendari", ...whole)).toMatch(/^Tidak ada yang berubah/);
    expect(await kawan(0, "show", "--city", "pontianak")).toMatch(/Kota Pontianak: mati\n/);
    clock.pass({ minutes: 30 });
    expect(await kawan(0, "off", "--city", "kendari")).toMatch(/dimatikan\./);
    expect(await kawan(0, "off", "--city", "kendari")).toMatch(/^Tidak ada yang berubah/);
    const ledger = await app.db.many(
      z.object({ outcome: z.string(), actor: z.number().nullable() }),
      sql`select outcome, actor_id::int as actor from ledger where action = 'model_switch' and kind = 'right' order by number`,
    );
    expect(ledger).toEqual([
      { outcome: "on", actor: null },
      { outcome: "off", actor: null },
    ]);
    expect((await verifyLedger(app.db, app.cell)).map((it) => it.fault)).toEqual([null]);
    const shown = await kawan(0, "show", "--city", "kendari");
    expect(shown).toMatch(
      /: mati\n {2}22 November 2026 \d\d\.\d\d WITA, oleh pengelola server: dimatikan\n {2}22 November 2026 \d\d\.\d\d WITA, oleh pengelola server: dinyalakan; pemroses PT Contoh Model, negara Indonesia, dasar perjanjian 12\/2026\n/,
    );
    expect(JSON.parse(await kawan(0, "show", "--city", "kendari", "--json"))).toMatchObject({
      city: "kendari",
      configured: true,
      on: false,
      changes: [{ on: false }, { on: true, country: "Indonesia" }],
    });
  });

  it("refuses a city that is none, and a name that may not", async () => {
    expect(await kawan(1, "on", "--city", "jakarta", ...whole)).toMatch(/"jakarta" tidak dikenal/);
    expect(await kawan(1, "off", "--city", "kendari", "--by", "198503212010011004")).toMatch(/tidak ada pada data pegawai/);
  });

  it("check: asks each model once and says how long it took; it needs no city", async () => {
    const said = await kawan(0, "check");
    expect(said).toMatch(/^router {3}kecil: menjawab dalam \d+ ms, \d+ token masuk, \d+ keluar, biaya 0\.\d{6}\nanswer {3}besar: menjawab dalam /);
    expect(said).toMatch(/\nfoto {5}mata: membaca satu gambar dalam \d+ ms, /);
    expect(said).toMatch(/\nsuara {4}telinga: mendengarkan satu detik hening dalam \d+ ms\n$/);
    expect(fake.heard.map((it) => it.path)).toEqual(["/v1/chat/completions", "/v1/chat/completions", "/v1/chat/completions", "/v1/audio/transcriptions"]);
    expect(fake.faults).toEqual([]);
  });

  it("check: says what is wrong with the endpoint", async () => {
    fake.key = "kunci-lain";
    expect(await kawan(1, "check")).toBe("router: kecil GAGAL: unauthorized (HTTP 401, check LLM_KEY)\n");
  });
});
