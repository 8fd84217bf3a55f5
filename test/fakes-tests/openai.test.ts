import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";

/** What the fake itself refuses and gives, asked by plain HTTP. */
describe("the fake OpenAI-compatible endpoint", () => {
  let fake: FakeOpenAi;
  beforeAll(async () => {
    fake = await startOpenAi();
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    fake.faults.length = 0;
  });
  const post = (path: string, body: unknown) =>
    fetch(`${fake.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  // biome-ignore lint/suspicious/noExplicitAny: each test says itself what it expects of the answer
  const json = async (response: Response): Promise<any> => response.json();
  const user = { role: "user", content: "halo" };
  const call = { id: "c1", type: "function", function: { name: "cari", arguments: "{}" } };

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["no messages", { model: "m", messages: [] }],
    ["an unknown field", { model: "m", messages: [user], suhu: 1 }],
    ["a role that is none", { model: "m", messages: [{ role: "bos", content: "x" }] }],
    ["a tool result without its call", { model: "m", messages: [user, { role: "tool", tool_call_id: "c1", content: "x" }] }],
    ["a call without its result", { model: "m", messages: [user, { role: "assistant", tool_calls: [call] }, user] }],
    ["stream_options without a stream", { model: "m", messages: [user], stream_options: { include_usage: true } }],
    ["an empty list of tools", { model: "m", messages: [user], tools: [] }],
    ["a tool's name with spaces", { model: "m", messages: [user], tools: [{ type: "function", function: { name: "cari kelas" } }] }],
  ])("refuses %s, and notes it", async (_, body) => {
    const response = await post("/chat/completions", body);
    expect([response.status, (await json(response)).error.type]).toEqual([400, "invalid_request_error"]);
    expect(fake.faults).toHaveLength(1);
  });

  it("answers whole or as a stream that says the same, with usage numbers", async () => {
    fake.always = "Dua puluh JP setahun.";
    const whole = await json(await post("/chat/completions", { model: "m", messages: [user] }));
    expect(whole).toMatchObject({ choices: [{ message: { content: "Dua puluh JP setahun." }, finish_reason: "stop" }], usage: { prompt_tokens: 1 } });
    const stream = await (await post("/chat/completions", { model: "m", messages: [user], stream: true, stream_options: { include_usage: true } })).text();
    const events = stream.split("\n\n").filter(Boolean);
    expect(events.at(-1)).toBe("data: [DONE]");
    const chunks = events.slice(0, -1).map((it) => JSON.parse(it.slice(6)));
    expect(chunks.map((it) => it.choices[0]?.delta.content ?? "").join("")).toBe("Dua puluh JP setahun.");
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(fake.faults).toEqual([]);
  });

  it("embeds the same words alike, and writes down what a form brings", async () => {
    const embedded = await json(await post("/embeddings", { model: "m", input: ["a", "b", "a"] }));
    expect(embedded.data[0].embedding).toEqual(embedded.data[2].embedding);
    expect(embedded.data[0].embedding).not.toEqual(embedded.data[1].embedding);
    const form = new FormData();
    form.set("model", "m");
    form.set("language", "id");
    form.set("file", new Blob(["suara"]), "a.ogg");
    expect(await (await fetch(`${fake.url}/audio/transcriptions`, { method: "POST", body: form })).json()).toMatchObject({ text: fake.transcript });
    form.set("bahasa", "id");
    expect((await fetch(`${fake.url}/audio/transcriptions`, { method: "POST", body: form })).status).toBe(400);
    expect(fake.faults).toHaveLength(1);
  });
});
