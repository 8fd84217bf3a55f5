import { createHash } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { breachesOf, ChatRequest, EmbeddingRequest, TranscriptionForm } from "./description.ts";
import { type Reply, type Said, saidOf, streamEvents, tokensOf, wholeAnswer } from "./reply.ts";

export const moods = [
  "well",
  "silent",
  "slow",
  "rate_limited",
  "unavailable",
  "unauthorized",
  "missing",
  "garbage",
  "html",
  "cut",
  "filtered",
  "empty",
  "without_usage",
] as const;
export type Mood = (typeof moods)[number];

export interface Heard {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  /** Undefined where the request was refused. */
  chat?: ChatRequest;
  /** A recording and what was sent beside it. */
  speech?: { fields: TranscriptionForm; name: string; type: string; bytes: Buffer };
}

export interface FakeOpenAi {
  /** Base for LLM_URL. */
  url: string;
  mood: Mood;
  /** Moods of the next requests, one each, before `mood` holds. */
  moodsFirst: Mood[];
  /** Answered one after the other, then `always`. */
  replies: Reply[];
  always: Reply;
  /** What is heard in the next recordings, one each, then `transcript`. */
  transcripts: string[];
  transcript: string;
  /** Header of a refusal that passes; null = none. */
  retryAfter: string | null;
  /** Before the first byte, and between the events of a stream. */
  latencyMs: number;
  /** Nothing is answered before it opens; null = at once. */
  gate: Promise<void> | null;
  gapMs: number;
  slowMs: number;
  readonly heard: Heard[];
  /** Requests that a strict endpoint would refuse, and why. */
  readonly faults: string[];
  /** The key that is wanted; null = none. */
  key: string | null;
  stop(): Promise<void>;
}

export async function startOpenAi(): Promise<FakeOpenAi> {
  const server = createServer((request, response) => {
    answer(fake, request, response).catch((error: Error) => {
      fake.faults.push(`the fake failed: ${error.message}`);
      response.destroy();
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const fake: FakeOpenAi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    mood: "well",
    moodsFirst: [],
    replies: [],
    always: "Baik.",
    transcripts: [],
    transcript: "berapa JP saya tahun ini",
    retryAfter: null,
    latencyMs: 0,
    gate: null,
    gapMs: 0,
    slowMs: 3_000,
    heard: [],
    faults: [],
    key: null,
    async stop() {
      server.closeAllConnections();
      if (server.listening) await new Promise((done) => server.close(done));
    },
  };
  return fake;
}

async function answer(fake: FakeOpenAi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await bytesOf(request);
  const path = request.url ?? "";
  const heard: Heard = { path, headers: request.headers, raw: bytes.toString("utf8") };
  fake.heard.push(heard);
  const mood = fake.moodsFirst.shift() ?? fake.mood;
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(typeof body === "string" ? body : JSON.stringify(body));
  const refuse = (status: number, message: string, type = "invalid_request_error", headers: Record<string, string> = {}) =>
    send(status, { error: { message, type, param: null, code: null } }, headers);
  const fault = (message: string) => {
    fake.faults.push(`${path}: ${message}`);
    refuse(400, message);
  };

  if (mood === "silent") return;
  if (fake.gate) await fake.gate;
  if (mood === "slow") await pause(fake.slowMs, undefined, { ref: false });
  if (fake.latencyMs > 0) await pause(fake.latencyMs, undefined, { ref: false });
  if (request.method !== "POST") return refuse(405, `Not allowed to ${request.method} on ${path}`);
  const wait: Record<string, string> = fake.retryAfter === null ? {} : { "retry-after": fake.retryAfter };
  if (mood === "rate_limited") return refuse(429, "Rate limit reached for requests", "requests", wait);
  if (mood === "unavailable") return refuse(503, "The engine is currently overloaded, please try again later", "server_error", wait);
  if (mood === "unauthorized" || (fake.key !== null && request.headers.authorization !== `Bearer ${fake.key}`))
    return refuse(401, "Incorrect API key provided");
  if (mood === "missing") return refuse(404, "The model does not exist");
  if (mood === "html") return send(200, "<html><body>Gateway</body></html>", { "content-type": "text/html" });
  if (mood === "garbage") return send(200, '{"object":"chat.completion","choices":{"0":');
  if (path === "/v1/chat/completions") return chat(fake, heard, mood, fault, send, response);
  if (path === "/v1/embeddings") return embeddings(bytes, fault, send);
  if (path === "/v1/audio/transcriptions") return transcription(fake, heard, mood, bytes, fault, send);
  refuse(404, `Unknown request URL: POST ${path}`);
}

type Send = (status: number, body: unknown, headers?: Record<string, string>) => void;
type Refuse = (message: string) => void;

async function chat(fake: FakeOpenAi, heard: Heard, mood: Mood, fault: Refuse, send: Send, response: ServerResponse): Promise<void> {
  const read = ChatRequest.safeParse(jsonOf(heard.raw));
  if (!read.success) return fault(read.error.issues.map((it) => `${it.path.join(".")}: ${it.message}`).join("; "));
  const [breach] = breachesOf(read.data);
  if (breach) return fault(breach);
  heard.chat = read.data;
  const said: Said =
    mood === "filtered" ? { text: "", finish: "content_filter" } : mood === "empty" ? { text: "" } : saidOf(fake.replies.shift() ?? fake.always, read.data);
  const usage = mood !== "without_usage";
  if (!read.data.stream) {
    const body = JSON.stringify(wholeAnswer(read.data, said, { usage }));
    if (mood !== "cut") return send(200, body);
    response.writeHead(200, { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const events = streamEvents(read.data, said, { usage });
  for (const event of mood === "cut" ? events.slice(0, Math.ceil(events.length / 2)) : events) {
    response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (fake.gapMs > 0) await pause(fake.gapMs, undefined, { ref: false });
  }
  response.end(mood === "cut" ? "" : "data: [DONE]\n\n");
}

function embeddings(bytes: Buffer, fault: Refuse, send: Send): void {
  const read = EmbeddingRequest.safeParse(jsonOf(bytes.toString("utf8")));
  if (!read.success) {
    fault(read.error.issues.map((it) => `${it.path.join(".")}: ${it.message}`).join("; "));
    return;
  }
  const { model, input, dimensions = 64, encoding_format } = read.data;
  const texts = [input].flat();
  const data = texts.map((text, index) => {
    const vector = [...createHash("shake256", { outputLength: dimensions }).update(text).digest()].map((byte) => (byte - 127.5) / 128);
    return { object: "embedding", index, embedding: encoding_format === "base64" ? Buffer.from(Float32Array.from(vector).buffer).toString("base64") : vector };
  });
  const tokens = texts.reduce((sum, it) => sum + tokensOf(it), 0);
  send(200, { object: "list", data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } });
}

/** Node reads the form itself. */
async function transcription(fake: FakeOpenAi, heard: Heard, mood: Mood, bytes: Buffer, fault: Refuse, send: Send): Promise<void> {
  const type = heard.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return fault("a form is wanted");
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const file = form.get("file");
  if (!(file instanceof File) || file.size === 0) return fault("file: is missing");
  // An endpoint tells the kind by the name's ending.
  if (!/\.(?:flac|mp3|mp4|mpeg|mpga|m4a|ogg|wav|webm)$/.test(file.name)) return fault(`Unrecognized file format: ${file.name}`);
  const fields = Object.fromEntries([...form.entries()].filter(([name]) => name !== "file"));
  const read = TranscriptionForm.safeParse(fields);
  if (!read.success) return fault(read.error.issues.map((it) => `${it.path.join(".")}: ${it.message}`).join("; "));
  heard.speech = { fields: read.data, name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) };
  const text = mood === "empty" ? "" : (fake.transcripts.shift() ?? fake.transcript);
  if (read.data.response_format === "text") return send(200, `${text}\n`, { "content-type": "text/plain" });
  const tokens = { type: "tokens", input_tokens: 35, output_tokens: tokensOf(text), total_tokens: 35 + tokensOf(text) };
  send(200, { text, ...(mood !== "without_usage" && { usage: tokens }) });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
