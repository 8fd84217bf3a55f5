import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import { monthUse } from "../../src/llm/use-store.ts";
import { textOf } from "../fakes/openai/reply.ts";
import { testDatabases } from "../world.ts";
import { cell, kendari, type LlmWorld, openLlmWorld, pontianak, question, terms } from "./llm-world.ts";

const Use = z.object({
  agencyId: z.number().nullable(),
  personId: z.number().nullable(),
  prompt: z.string(),
  version: z.number(),
  model: z.string(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  cost: z.number(),
  tries: z.number(),
  outcome: z.string(),
});

describe.each(testDatabases())("the way to a language model on $name", (database) => {
  let world: LlmWorld;
  beforeAll(async () => {
    world = await openLlmWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    const { fake } = world;
    Object.assign(fake, { mood: "well", moodsFirst: [], replies: [], always: "Paling sedikit 20 JP setahun [1].", retryAfter: null, latencyMs: 0 });
    fake.heard.length = 0;
    fake.faults.length = 0;
  });

  const newestUse = () =>
    world.db.maybe(
      Use,
      sql`select agency_id::int as "agencyId", person_id::int as "personId", prompt, prompt_version::int as version, model, tokens_in as "tokensIn",
        tokens_out as "tokensOut", cost::float8 as cost, tries::int as tries, outcome from model_use order by id desc limit 1`,
    );
  const lastBody = () => world.fake.heard.at(-1)?.chat;

  it("sends the prompt with its inputs, and writes down what it took", async () => {
    const asker = await world.asker("Zulkarnaen Contoh");
    const outcome = await world.gateway.complete({ prompt: "jawab", input: question("minimal berapa JP setahun?"), asker });
    expect(outcome).toMatchObject({ kind: "ok", text: "Paling sedikit 20 JP setahun [1].", finish: "stop", calls: [], usage: { model: "besar", tries: 1 } });
    const body = lastBody();
    expect(body).toMatchObject({ model: "besar", temperature: 0.1, max_tokens: 700 });
    expect(body?.messages.map((it) => it.role)).toEqual(["system", "user"]);
    expect(textOf(body?.messages[1])).toContain("<pertanyaan>\nminimal berapa JP setahun?\n</pertanyaan>");
    expect(world.fake.heard[0]?.headers.authorization).toBe("Bearer kunci-uji");
    expect(world.fake.faults).toEqual([]);
    const use = await newestUse();
    if (outcome.kind !== "ok") throw new Error("not ok");
    const { tokensIn, tokensOut } = outcome.usage;
    expect(tokensIn).toBeGreaterThan(300);
    expect(use).toEqual({
      agencyId: kendari,
      personId: asker.personId,
      prompt: "jawab",
      version: 1,
      model: "besar",
      tokensIn,
      tokensOut,
      cost: Math.round(tokensIn * 2 + tokensOut * 10) / 1_000_000,
      tries: 1,
      outcome: "ok",
    });
  });

  it("tells the endpoint nothing of machine and versions", async () => {
    const asker = await world.asker("Kepala Contoh");
    await world.gateway.complete({ prompt: "jawab", input: question("minimal berapa JP?"), asker });
    expect(Object.keys(world.fake.heard[0]?.headers ?? {}).filter((it) => it.startsWith("x-"))).toEqual([]);
    expect(world.fake.heard[0]?.headers["user-agent"] ?? "node").toBe("node");
  });

  it("streams pieces that make up the whole, with the usage", async () => {
    const asker = await world.asker("Aliran Contoh");
    const pieces: string[] = [];
    const outcome = await world.gateway.stream({ prompt: "jawab", input: question("minimal berapa JP?"), asker }, (it) => pieces.push(it));
    expect(pieces.length).toBeGreaterThan(2);
    expect(outcome).toMatchObject({ kind: "ok", text: pieces.join(""), finish: "stop" });
    expect(lastBody()).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    const use = await newestUse();
    expect(use).toMatchObject({ outcome: "ok", tokensOut: outcome.kind === "ok" ? outcome.usage.tokensOut : -1 });
    expect(use?.tokensIn).toBeGreaterThan(300);
  });

  it("asks for JSON by its schema and hands over what it holds", async () => {
    const asker = await world.asker("Bentuk Contoh");
    world.fake.always = '{"pertanyaan":"Berapa JP minimal bagi PPPK?"}';
    const schema = z.object({ pertanyaan: z.string() });
    const outcome = await world.gateway.complete({ prompt: "tulis-ulang", input: { percakapan: "-", pesan: "kalau PPPK?" }, asker, schema });
    expect(outcome).toMatchObject({ kind: "ok", data: { pertanyaan: "Berapa JP minimal bagi PPPK?" }, usage: { model: "kecil" } });
    expect(lastBody()?.response_format).toMatchObject({
      type: "json_schema",
      json_schema: { name: "tulis_ulang", strict: true, schema: { type: "object", required: ["pertanyaan"] } },
    });
    expect(world.fake.faults).toEqual([]);
  });

  it.each([false, true])("hands over tool calls that fit, and takes up their results (streaming: %s)", async (streaming) => {
    const asker = await world.asker("Alat Contoh");
    const tools = [{ name: "find_training", about: "Mencari pelatihan.", input: z.object({ topic: z.string() }) }];
    const request = { prompt: "pilih-tindakan", input: { percakapan: "-", pesan: "cari pelatihan SPBE", keadaan: "-" }, asker, tools };
    world.fake.replies = [{ calls: [{ name: "find_training", input: { topic: "SPBE" } }] }, "Ada satu kelas."];
    const ask = (it: typeof request & { steps?: { calls: { id: string; name: string; input: Record<string, unknown> }[]; results: string[] }[] }) =>
      streaming ? world.gateway.stream(it, () => {}) : world.gateway.complete(it);
    const first = await ask(request);
    expect(first).toMatchObject({ kind: "ok", finish: "tools", calls: [{ name: "find_training", input: { topic: "SPBE" } }] });
    if (first.kind !== "ok") throw new Error("not ok");
    const second = await ask({ ...request, steps: [{ calls: first.calls, results: ["Kelas SPBE 1 Desember, hubungi 0812-3456-7890"] }] });
    expect(second).toMatchObject({ kind: "ok", text: "Ada satu kelas." });
    expect(lastBody()?.messages.map((it) => it.role)).toEqual(["system", "user", "assistant", "tool"]);
    expect(textOf(lastBody()?.messages[3])).toBe("Kelas SPBE 1 Desember, hubungi [TELEPON_1]");
    expect(world.fake.faults).toEqual([]);
  });

  it("serves nobody whose city has it off, and nobody who has not said yes", async () => {
    const input = question("minimal berapa JP?");
    const abroad = await world.asker("Kota Lain", { agencyId: pontianak });
    const silent = await world.asker("Belum Ditanya", { answer: null });
    const refused = await world.asker("Tidak Mau", { answer: "no" });
    expect(await world.gateway.complete({ prompt: "jawab", input, asker: abroad })).toEqual({ kind: "refused", why: "city_off" });
    for (const asker of [silent, refused]) {
      expect(await world.gateway.complete({ prompt: "jawab", input, asker })).toEqual({ kind: "refused", why: "no_consent" });
      expect(await world.gateway.serves([asker])).toEqual([false]);
    }
    // A yes given in one city says nothing for the same number in another.
    const stolen = { ...(await world.asker("Sudah Setuju")), agencyId: pontianak };
    await turnSwitch(world.db, { cell, agencyId: pontianak }, terms, null, world.clock.now());
    expect(await world.gateway.complete({ prompt: "jawab", input, asker: stolen })).toEqual({ kind: "refused", why: "no_consent" });
    await turnSwitch(world.db, { cell, agencyId: pontianak }, null, null, world.clock.now());
    expect(world.fake.heard).toEqual([]);
    await world.answer(refused, "yes");
    expect(await world.gateway.complete({ prompt: "jawab", input, asker: refused })).toMatchObject({ kind: "ok" });
    await world.answer(refused, "no");
    expect(await world.gateway.complete({ prompt: "jawab", input, asker: refused })).toEqual({ kind: "refused", why: "no_consent" });
  });

  it("keeps at home what is sensitive, wherever among the person's words it stands", async () => {
    const asker = await world.asker("Peka Contoh");
    const said = "istri saya kena kanker";
    for (const input of [question(said), question("berapa JP?", { percakapan: `Pegawai: ${said}` })]) {
      expect(await world.gateway.complete({ prompt: "jawab", input, asker })).toEqual({ kind: "refused", why: "sensitive", matter: "kesehatan" });
    }
    expect(world.gateway.staysHome(said)).toBe("kesehatan");
    // A passage may speak of illness: it is nobody's.
    expect(
      await world.gateway.complete({ prompt: "jawab", input: question("cuti sakit berapa lama?", { kutipan: "[1] PNS yang menderita kanker …" }), asker }),
    ).toMatchObject({ kind: "ok" });
    expect(world.fake.heard).toHaveLength(1);
  });

  it("stops at a person's budget and at a city's, month by month", async () => {
    const asker = await world.asker("Hemat Contoh");
    const input = question("minimal berapa JP?");
    const used = await world.gateway.complete({ prompt: "jawab", input, asker });
    if (used.kind !== "ok") throw new Error("not ok");
    const spent = used.usage.tokensIn + used.usage.tokensOut;
    const tight = world.gatewayWith({ limits: { personTokens: spent + 100, cityTokens: 0 } });
    world.fake.heard.length = 0;
    expect(await tight.complete({ prompt: "jawab", input, asker })).toEqual({ kind: "refused", why: "person_budget" });
    expect(await tight.complete({ prompt: "jawab", input, asker: "operator" })).toMatchObject({ kind: "ok" });
    const city = world.gatewayWith({ limits: { personTokens: 0, cityTokens: spent + 100 } });
    const other = await world.asker("Tetangga Contoh");
    expect(await city.complete({ prompt: "jawab", input, asker: other })).toEqual({ kind: "refused", why: "city_budget" });
    const dear = world.gatewayWith({ limits: { personTokens: 0, cityTokens: 0, cityCost: 0.001 } });
    expect(await dear.complete({ prompt: "jawab", input, asker: other })).toEqual({ kind: "refused", why: "city_budget" });
    expect(world.fake.heard).toHaveLength(1);
    world.clock.pass({ hours: 24 * 9 });
    expect(await world.gatewayWith({ limits: { personTokens: 20_000, cityTokens: 0 } }).complete({ prompt: "jawab", input, asker })).toMatchObject({
      kind: "ok",
    });
    world.clock.pass({ hours: -24 * 9 });
  });

  it("counts what is under way, so that many at once do not pass the budget together", async () => {
    const asker = await world.asker("Ramai Contoh");
    world.fake.latencyMs = 200;
    const gateway = world.gatewayWith({ limits: { personTokens: 8_000, cityTokens: 0 } });
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => gateway.complete({ prompt: "jawab", input: question("minimal berapa JP?"), asker })));
    const served = outcomes.filter((it) => it.kind === "ok").length;
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(12);
    expect(outcomes.filter((it) => it.kind === "refused" && it.why === "person_budget")).toHaveLength(12 - served);
    const { personTokens } = await monthUse(world.db, cell, { agencyId: kendari, personId: asker.personId, month: "2026-11-01" });
    expect(personTokens).toBeLessThanOrEqual(8_000);
  });

  it("ends at once when whoever asked has gone", async () => {
    const asker = await world.asker("Pergi Contoh");
    world.fake.mood = "silent";
    const gone = new AbortController();
    const waiting = world.gateway.complete({ prompt: "jawab", input: question("minimal berapa JP?"), asker, signal: gone.signal });
    await expect.poll(() => world.fake.heard.length).toBe(1);
    gone.abort();
    expect(await waiting).toMatchObject({ kind: "failed", why: "cancelled" });
  });

  it("says of a mistake of its own what it was, and throws nothing", async () => {
    const asker = await world.asker("Keliru Contoh");
    expect(await world.gateway.complete({ prompt: "tidak-ada", input: {}, asker })).toEqual({ kind: "failed", why: "misuse", detail: "no prompt tidak-ada" });
    expect(await world.gateway.complete({ prompt: "jawab", input: { pertanyaan: "apa" }, asker })).toMatchObject({
      why: "misuse",
      detail: "prompt jawab: without percakapan, kutipan, keadaan",
    });
    expect(world.fake.heard).toEqual([]);
  });
});
