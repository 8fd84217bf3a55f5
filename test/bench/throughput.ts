import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { bareRate } from "./bare.ts";
import { quantile, scratchDatabase, scratchFolder } from "./service.ts";

const people = 500;
const messagesEach = 20;
const connections = 50;
const appSecret = "bench-app-secret";
export const numberId = "100000000000001";

/**
 * Webhook in (signed, as Meta sends it), stored, answered by a trivial capability, sent to a mock of the Graph API: 500
 * people, 50 connections, everything durable. Beside it the bare three-statement transaction on the same pool, which is as
 * fast as anything can be that stores a message, its effect and its answer one by one; measured before and after each run,
 * since machines have their minutes.
 */
export async function benchThroughput(server: string | null, print: (line: string) => void): Promise<void> {
  print(`\n— throughput: webhook in, stored, answered, sent; ${people} people, ${people * messagesEach} messages, ${connections} connections, PostgreSQL`);
  if (!server) return print("not measured: no PostgreSQL");
  const bare = [await bareRate(server, people, connections)];
  for (const replicas of [1, 2, 4]) {
    const run = await measured(server, replicas);
    bare.push(await bareRate(server, people, connections));
    const [before = 0, after = 0] = bare.slice(-2);
    print(
      `${replicas} process${replicas > 1 ? "es" : ""}: ${run.rate.toFixed(0)} replies/s, ${((2 * run.rate) / (before + after)).toFixed(2)} of the bare transaction ` +
        `(${before.toFixed(0)} /s before, ${after.toFixed(0)} after); ${run.rest}`,
    );
  }
}

async function measured(server: string, replicas: number): Promise<{ rate: number; rest: string }> {
  const database = await scratchDatabase(server);
  const folder = scratchFolder();
  const graph = await mockGraph();
  const services: EchoService[] = [];
  for (let at = 0; at < replicas; at++) services.push(await startEcho(database.url, folder.path, graph.url, false));
  const total = people * messagesEach;
  const began = performance.now();
  const acks = await sendAll(services.map((it) => it.url));
  await graph.reached(total, 120_000);
  const seconds = (performance.now() - began) / 1000;
  const memory = services.map((it) => it.memoryMb());
  await Promise.all(services.map((it) => it.stop()));
  const wrong = graph.check();
  await graph.close();
  await database.drop();
  folder.remove();
  const rest =
    `acknowledged p50 ${quantile(acks, 0.5).toFixed(0)} ms, p99 ${quantile(acks, 0.99).toFixed(0)} ms, memory ${Math.max(...memory).toFixed(0)} MB; ` +
    `lost ${wrong.lost}, doubled ${wrong.doubled}, out of order ${wrong.disordered}`;
  return { rate: total / seconds, rest };
}

export interface EchoService {
  url: string;
  memoryMb(): number;
  stop(): Promise<void>;
}

/** `paced` = within the limits that the network sets; `app` = with everything that the product can do instead of an echo. */
export async function startEcho(database: string, folder: string, graph: string, paced: boolean, what: "echo" | "app" = "echo"): Promise<EchoService> {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL("echo-service.ts", import.meta.url)), paced ? "paced" : "unpaced", what], {
    env: {
      PATH: process.env.PATH ?? "",
      LOG_LEVEL: "error",
      PORT: "0",
      DATABASE_URL: database,
      DATA_DIR: folder,
      WHATSAPP_NUMBER_ID: numberId,
      WHATSAPP_TOKEN: "bench",
      WHATSAPP_APP_SECRET: appSecret,
      WHATSAPP_VERIFY_TOKEN: "bench-verify",
      WHATSAPP_API_URL: `${graph}/v23.0`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").once("data", (text: string) => resolve(text.trim()));
    child.once("exit", (code) => reject(new Error(`the service ended with ${code}`)));
  });
  return {
    url,
    memoryMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
    stop: () =>
      new Promise((done) => {
        child.once("exit", () => done());
        child.kill("SIGTERM");
      }),
  };
}

/** Each person's messages go out in order, one after the acknowledgement of the one before; 50 at a time. */
async function sendAll(urls: string[]): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const acks: number[] = [];
  const queue = Array.from({ length: messagesEach }, (_, number) => Array.from({ length: people }, (_, person) => ({ person, number }))).flat();
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < queue.length) {
        const it = queue[next++];
        if (!it) return;
        const body = webhookBody(it.person, it.number);
        const began = performance.now();
        const send = () => post(`${urls[(it.person + it.number) % urls.length]}/webhook/whatsapp`, body, agent);
        await send().catch(send); // a connection that was idle may be closed just then; Meta repeats, too
        acks.push(performance.now() - began);
      }
    }),
  );
  agent.destroy();
  return acks;
}

/** One message of one person. */
export const postWebhook = (url: string, person: number, number: number, text?: string): Promise<void> =>
  post(`${url}/webhook/whatsapp`, webhookBody(person, number, text), lonely);
const lonely = new Agent({ keepAlive: true });

function webhookBody(person: number, number: number, text = `pesan ${number}`): string {
  const from = phoneOf(person);
  const message = { from, id: `wamid.${person}.${number}`, timestamp: String(Math.floor(Date.now() / 1000)), type: "text", text: { body: text } };
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "62811", phone_number_id: numberId },
    contacts: [{ wa_id: from, profile: { name: "Orang Contoh" } }],
    messages: [message],
  };
  return JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "messages", value }] }] });
}

function post(url: string, body: string, agent: Agent): Promise<void> {
  const signature = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", agent, headers: { "Content-Type": "application/json", "X-Hub-Signature-256": signature } }, (answer) => {
      answer.resume();
      answer.once("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error(`webhook answered ${answer.statusCode}`))));
    });
    call.once("error", reject);
    call.end(body);
  });
}

export const phoneOf = (person: number): string => `62812${String(person).padStart(8, "0")}`;

/** Takes what is sent and remembers it per person; no more, so that it costs the measured little. */
export async function mockGraph() {
  const heard = new Map<string, string[]>();
  const waiting = new Map<string, (at: number) => void>();
  let count = 0;
  let wake: (() => void) | undefined;
  let goal = Number.POSITIVE_INFINITY;
  const server: Server = createServer((incoming, answer) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (text: string) => (body += text));
    incoming.on("end", () => {
      answer.setHeader("Content-Type", "application/json");
      if (incoming.method !== "POST") return answer.end('{"id":"1","quality_rating":"GREEN","display_phone_number":"62811"}');
      const { to, text } = JSON.parse(body) as { to: string; text?: { body: string } };
      if (text) {
        const list = heard.get(to);
        if (list) list.push(text.body);
        else heard.set(to, [text.body]);
        waiting.get(`${to} ${text.body}`)?.(performance.now());
        if (++count >= goal) wake?.();
      }
      answer.end(`{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.out.${count}"}]}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async reached(wanted: number, withinMs: number): Promise<void> {
      goal = wanted;
      if (count >= wanted) return;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([new Promise<void>((done) => (wake = done)), new Promise<void>((done) => (timer = setTimeout(done, withinMs)))]);
      clearTimeout(timer);
    },
    count: () => count,
    /** When this answer came; 0 = not in time. */
    answered(person: number, number: number, withinMs: number): Promise<number> {
      const to = phoneOf(person);
      const words = `Anda menulis: pesan ${number}`;
      if (heard.get(to)?.includes(words)) return Promise.resolve(performance.now());
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(0), withinMs);
        waiting.set(`${to} ${words}`, (at) => {
          clearTimeout(timer);
          resolve(at);
        });
      });
    },
    check() {
      const expected = Array.from({ length: messagesEach }, (_, number) => `Anda menulis: pesan ${number}`);
      let [lost, doubled, disordered] = [0, 0, 0];
      for (let person = 0; person < people; person++) {
        const texts = heard.get(phoneOf(person)) ?? [];
        const distinct = [...new Set(texts)];
        lost += messagesEach - distinct.length;
        doubled += texts.length - distinct.length;
        disordered += distinct.filter((it, at) => it !== expected[at]).length;
      }
      return { lost, doubled, disordered };
    },
    close: () => new Promise<void>((done) => server.close(() => done()).closeAllConnections()),
  };
}
