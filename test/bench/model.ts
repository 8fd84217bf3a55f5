import { setTimeout as pause } from "node:timers/promises";
import type { Channel, Inbound, Sink } from "../../src/core/channel.ts";
import { questionSet } from "../../src/features/knowledge/trial/question-set.ts";
import { startPipeline } from "../../src/service/pipeline.ts";
import { type ModelTalk, openModelTalk } from "../bot/compose/model-talk.ts";
import { startOpenAi } from "../fakes/openai/fake-openai.ts";
import { honest, honestInOwnWords } from "../fakes/openai/honest.ts";
import { afresh, shareOf, supportedQuestions } from "./model-share.ts";
import { quantile, scratchDatabase, scratchFolder, startProgram } from "./service.ts";

const talks = 200;
const modelMs = 2_000;
/** Of a deterministic answer while the model writes for two hundred. */
const mostMs = 200;

/** The language model with an endpoint of our own: what it costs beside the endpoint's time, and whether it holds anybody up. */
export async function benchModel(server: string | null, print: (line: string) => void): Promise<void> {
  print("\n— language model (a mock endpoint)");
  await shares(print);
  await memory(print);
  const base = server === null ? null : await scratchDatabase(server);
  const talk = await openModelTalk({ LLM_PERSON_TOKENS: "0" }, base ? { url: base.url } : undefined);
  try {
    await overhead(talk, print);
    await manyAtOnce(talk, base ? "PostgreSQL" : "embedded", print);
  } finally {
    await talk.close();
    await base?.drop();
  }
}

/** How many supported answers of an honest model reach the person as it wrote them. */
async function shares(print: (line: string) => void): Promise<void> {
  const talk = await openModelTalk({ LLM_PERSON_TOKENS: "0" });
  await talk.person("ya", { name: "Rudi Contoh" });
  const questions = supportedQuestions();
  for (const [name, model] of [
    ["close to the passages", honest],
    ["in its own words", honestInOwnWords],
  ] as const) {
    const { asked, undegraded, whole, home } = await shareOf(talk, "ya", questions, model);
    const percent = (part: number) => `${((100 * part) / asked).toFixed(1)} %`;
    print(
      `honest model, ${name.padEnd(22)} ${questions.length} questions, ${asked} supported answers: ${percent(undegraded)} undegraded (at least 90 %), ${percent(whole)} without losing a sentence, ${percent(asked - undegraded)} fell back; ${home} stayed home`,
    );
  }
  await talk.close();
}

async function memory(print: (line: string) => void): Promise<void> {
  const fake = await startOpenAi();
  const sizes: number[] = [];
  for (const settings of [{}, { LLM_URL: fake.url, LLM_MODEL: "besar" }]) {
    const folder = scratchFolder();
    const service = await startProgram({ DATA_DIR: folder.path, ...settings });
    sizes.push(await settled(() => service.memoryMb()));
    await service.stop();
    folder.remove();
  }
  await fake.stop();
  const [without = 0, loaded = 0] = sizes;
  print(`memory of the service at rest  ${without.toFixed(0)} MB without a model, ${loaded.toFixed(0)} MB with its libraries loaded`);
}

/** A size once it has come to rest: right after the start all that was read and learnt is still in hand. */
async function settled(size: () => number): Promise<number> {
  let last = size();
  for (let looks = 0; looks < 10; looks++) {
    await pause(5_000);
    const now = size();
    if (Math.abs(now - last) < last * 0.02) return now;
    last = now;
  }
  return last;
}

async function overhead(talk: ModelTalk, print: (line: string) => void): Promise<void> {
  await talk.person("kerja", { name: "Rudi Kerja" });
  await talk.person("tanpa", { name: "Rudi Tanpa", model: "no" });
  talk.fake.always = honest;
  const questions = questionSet(new URL("../../knowledge/uji", import.meta.url).pathname).map((it) => it.question);
  for (const it of questions.slice(0, 10)) await talk.says("kerja", it);
  talk.fake.faults.length = 0;
  const times: Record<string, number[]> = { kerja: [], tanpa: [] };
  for (let round = 0; round < 4; round++)
    for (const it of questions)
      for (const chat of ["kerja", "tanpa"]) {
        await afresh(talk.app);
        talk.fake.heard.length = 0;
        const began = performance.now();
        await talk.says(chat, it);
        if (chat === "tanpa" || talk.fake.heard.length > 0) times[chat]?.push(performance.now() - began);
      }
  const line = (list: number[] = []) => `p50 ${quantile(list, 0.5).toFixed(1)} ms, p95 ${quantile(list, 0.95).toFixed(1)} ms (${list.length})`;
  print(`one answer, endpoint of no latency  with the model ${line(times.kerja)}; without ${line(times.tanpa)}`);
}

/** Two hundred wait for a slow model while others ask what needs none; all through inbox, worker, outbox and courier. */
async function manyAtOnce(talk: ModelTalk, base: string, print: (line: string) => void): Promise<void> {
  const { app, fake, clock } = talk;
  const sent = new Map<string, (at: number) => void>();
  const drafted = new Map<string, (at: number) => void>();
  let sink: Sink | undefined;
  const channel: Channel = {
    id: "telegram",
    account: "bot",
    caps: { textMax: 4_096, buttonsMax: 12, idempotent: true },
    async start(given, signal) {
      sink = given;
      await pause(2 ** 30, undefined, { signal }).catch(() => {});
    },
    render: (letter) => [{ key: `${letter.key}#0`, native: {} }],
    async send(to) {
      sent.get(to.chat)?.(performance.now());
      return { ok: true, native: "1" };
    },
    drafts: { show: (to) => drafted.get(to.chat)?.(performance.now()), settle: async () => {} },
  };
  const pipeline = startPipeline(app);
  pipeline.open(channel);
  await pause(100);
  let count = 0;
  const asks = async (chat: string, text: string): Promise<{ ms: number; firstMs: number }> => {
    const came = Promise.withResolvers<number>();
    let first: number | null = null;
    sent.set(chat, came.resolve);
    drafted.set(chat, (at) => {
      first ??= at;
    });
    const began = performance.now();
    const message: Inbound = {
      dedupe: `b${count++}`,
      at: clock.now().toString(),
      late: false,
      from: { id: chat },
      to: { channel: "telegram", account: "bot", chat },
      body: { type: "text", text },
    };
    await sink?.inbound(message);
    const at = await came.promise;
    return { ms: at - began, firstMs: (first ?? at) - began };
  };
  const names = Array.from({ length: talks }, (_, at) => `banyak-${at}`);
  for (const chat of names) await talk.person(chat, { name: `Orang ${chat}` });
  await talk.person("biasa", { name: "Orang Biasa", model: "no" });
  const question = "min brp JP setaun buat pns?";
  await asks("biasa", question);

  Object.assign(fake, {
    always: "Jumlah JP setahun bagi PNS paling sedikit 20 JP [1]. Jumlah JP setahun berbeda menurut status ASN [1].",
    latencyMs: 300,
    gapMs: 40,
  });
  const streamed = await asks(names[0] ?? "", question);
  print(`first sentence, endpoint that streams after 300 ms  ${streamed.firstMs.toFixed(0)} ms (under 2,000), whole answer ${streamed.ms.toFixed(0)} ms`);

  const alone: number[] = [];
  for (let at = 0; at < 100; at++) alone.push((await asks("biasa", question)).ms);
  Object.assign(fake, { latencyMs: modelMs, gapMs: 0 });
  let left = names.length;
  const questions = questionSet(new URL("../../knowledge/uji", import.meta.url).pathname).map((it) => it.question);
  const all = Promise.all(names.map((chat, at) => asks(chat, questions[at % questions.length] ?? question).finally(() => left--)));
  const meanwhile: number[] = [];
  while (left > 0) {
    meanwhile.push((await asks("biasa", "/bantuan")).ms, (await asks("biasa", question)).ms);
  }
  const waited = (await all).map((it) => it.ms);
  const p99 = quantile(meanwhile, 0.99);
  print(
    `${talks} talks at once, model of ${modelMs} ms, ${base}  they wait p50 ${quantile(waited, 0.5).toFixed(0)} ms, p99 ${quantile(waited, 0.99).toFixed(0)} ms; a deterministic answer meanwhile p50 ${quantile(meanwhile, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (${meanwhile.length}; at most ${mostMs}: ${p99 <= mostMs ? "kept" : "BROKEN"}), alone p99 ${quantile(alone, 0.99).toFixed(0)} ms`,
  );
  await pipeline.stop();
}
