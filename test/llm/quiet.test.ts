import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Stands for whoever would like to read along. */
async function listener(): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

function run(script: string, environment: Record<string, string>): Promise<{ code: number | null; out: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
      cwd: root,
      env: { PATH: process.env.PATH ?? "", ...environment },
    });
    let out = "";
    child.stdout.on("data", (it) => (out += it));
    child.stderr.on("data", (it) => (out += it));
    child.on("exit", (code) => done({ code, out }));
  });
}

describe("the model's stack", () => {
  const spying = (fake: FakeOpenAi, spy: string) => ({
    LANGSMITH_TRACING: "true",
    LANGSMITH_TRACING_V2: "true",
    LANGCHAIN_TRACING_V2: "true",
    LANGSMITH_ENDPOINT: spy,
    LANGCHAIN_ENDPOINT: spy,
    LANGSMITH_API_KEY: "kunci",
    LANGCHAIN_CALLBACKS_BACKGROUND: "false",
    LANGSMITH_GATEWAY: spy,
    OPENAI_BASE_URL: spy,
    OPENAI_CUSTOM_HEADERS: "x-mata-mata: ya",
    FAKE: fake.url,
  });
  const call = `const { ChatOpenAICompletions } = await import("@langchain/openai");
    const model = new ChatOpenAICompletions({ model: "m", apiKey: "k", maxRetries: 0, configuration: { baseURL: process.env.FAKE } });
    await model.invoke("rahasia"); await new Promise((done) => setTimeout(done, 3000)); process.exit(0)`;

  it("would tell its maker every call, were the environment left as it is", async () => {
    const fake = await startOpenAi();
    stops.push(() => fake.stop());
    const spy = await listener();
    const { out } = await run(call, spying(fake, spy.url));
    expect([fake.heard.length, out]).toEqual([1, out]);
    expect(spy.heard.length).toBeGreaterThan(0);
  });

  it("tells nobody but the configured endpoint anything, whatever the environment says", async () => {
    const fake = await startOpenAi();
    stops.push(() => fake.stop());
    const spy = await listener();
    const script = `const { createStack } = await import("./src/llm/stack.ts");
      const stack = createStack({ url: process.env.FAKE });
      const said = await stack.ask({ model: "m", system: "s", message: "rahasia", steps: [], tools: [], temperature: 0, maxTokens: 9,
        signal: AbortSignal.timeout(30000), onText() {}, onStatus() {} });
      console.log(said.text); await new Promise((done) => setTimeout(done, 3000)); process.exit(0)`;
    const { code, out } = await run(script, spying(fake, spy.url));
    expect([code, out]).toEqual([0, "Baik.\n"]);
    expect(fake.heard).toHaveLength(1);
    expect(fake.heard[0]?.headers).not.toHaveProperty("x-mata-mata");
    expect(spy.heard).toEqual([]);
  });

  it("is loaded by nobody who has no model configured", async () => {
    const script = `import { registerHooks } from "node:module";
      const loaded = []; registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      await import("./src/service/service.ts"); await import("./src/command/program.ts");
      const { modelAtStart } = await import("./src/model-at-start.ts"); const { readConfig } = await import("./src/settings/config.ts");
      const model = await modelAtStart({ config: readConfig({}) });
      console.log(model === null, loaded.length > 100, loaded.filter((it) => /langchain|langsmith|node_modules.openai|llm.gateway/.test(it)).length); process.exit(0)`;
    const { out } = await run(script, {});
    expect(out.trim()).toBe("true true 0");
  });
});
