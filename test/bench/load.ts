import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { quantile, type RunningService, scratchDatabase, scratchFolder, startProgram } from "./service.ts";

const talks = 200;
const everyMs = 10_000;
const rounds = 3;

/**
 * An open loop of 200 web talks, one question each every 10 s. Latency counts from the scheduled sending, so that a
 * slow server is charged for what waits, to the arrival of the answer on the page's event stream.
 */
export async function benchLoad(server: string | null, print: (line: string) => void): Promise<void> {
  print(`\n— open loop: ${talks} web talks, one question each per ${everyMs / 1000} s, ${rounds} rounds`);
  const questions = readFileSync(new URL("../questions/shipped.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { question: string }).question);
  const folder = scratchFolder();
  if (server) {
    const database = await scratchDatabase(server);
    await measured("PostgreSQL", await startProgram({ DATABASE_URL: database.url, DATA_DIR: folder.path }), questions, print);
    await database.drop();
  } else print("not measured: PostgreSQL");
  await measured("embedded", await startProgram({ DATA_DIR: folder.path }), questions, print);
  folder.remove();
}

async function measured(name: string, service: RunningService, questions: string[], print: (line: string) => void): Promise<void> {
  const list: Talk[] = [];
  for (let at = 0; at < talks; at += 20) list.push(...(await Promise.all(Array.from({ length: 20 }, (_, more) => openTalk(service.url, at + more)))));
  await sleep(1_000);
  const begin = performance.now() + 500;
  await Promise.all(
    list.map(async (talk, number) => {
      for (let round = 0; round < rounds; round++) {
        const due = begin + round * everyMs + (number / talks) * everyMs;
        await sleep(Math.max(0, due - performance.now()));
        await talk.ask(questions[(number * rounds + round) % questions.length] ?? "berapa JP", due);
      }
    }),
  );
  await sleep(2_000);
  const latencies = list.flatMap((it) => it.latencies);
  const lost = talks * rounds - latencies.length;
  print(
    `${name.padEnd(11)} answered ${latencies.length}, lost ${lost}, p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p95 ${quantile(latencies, 0.95).toFixed(0)} ms, p99 ${quantile(latencies, 0.99).toFixed(0)} ms, memory ${service.memoryMb().toFixed(0)} MB`,
  );
  for (const it of list) it.close();
  await service.stop();
}

interface Talk {
  latencies: number[];
  ask(question: string, due: number): Promise<void>;
  close(): void;
}

/** One browser: its cookie, its event stream, its address. */
async function openTalk(url: string, number: number): Promise<Talk> {
  const address = { "X-Forwarded-For": `10.1.${Math.floor(number / 250)}.${(number % 250) + 1}` };
  const headers: Record<string, string> = { ...address, Origin: url, "Content-Type": "application/json" };
  const page = await fetch(`${url}/kendari`, { headers: address });
  headers.Cookie = (page.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  const post = async (body: object): Promise<void> => {
    const answer = await fetch(`${url}/pesan`, { method: "POST", headers, body: JSON.stringify(body) });
    const cookie = answer.headers.getSetCookie()[0];
    if (cookie) headers.Cookie = cookie.split(";")[0] ?? "";
    if (!answer.ok) throw new Error(`a message was refused: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  await post({ id: randomUUID(), start: "kendari" });
  const closing = new AbortController();
  const latencies: number[] = [];
  const asked: number[] = [];
  const greeted = Promise.withResolvers<void>();
  void listen(url, headers, closing.signal, (author) => {
    if (author !== "assistant") return;
    const due = asked.shift();
    if (due === undefined) greeted.resolve();
    else latencies.push(performance.now() - due);
  });
  await greeted.promise;
  return {
    latencies,
    async ask(question, due) {
      asked.push(due);
      await post({ id: randomUUID(), text: question });
    },
    close: () => closing.abort(),
  };
}

async function listen(url: string, headers: Record<string, string>, signal: AbortSignal, heard: (author: string) => void): Promise<void> {
  try {
    const stream = await fetch(`${url}/aliran`, { headers, signal });
    const decoder = new TextDecoder();
    let text = "";
    for await (const piece of stream.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        if (!/^event: ?pesan$/m.test(block)) continue;
        heard(String((JSON.parse(/^data: ?(.*)$/m.exec(block)?.[1] ?? "{}") as { author?: string }).author));
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
