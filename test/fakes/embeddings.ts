import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** How the endpoint behaves: as it should, or in one of the ways in which endpoints fail. */
export type Mood = "well" | "unavailable" | "slow" | "silent" | "garbage" | "html" | "unauthorized" | "too_few" | "wider" | "short_texts_only";

export interface FakeEmbeddings {
  /** Base for EMBEDDINGS_URL. */
  url: string;
  mood: Mood;
  /** Every request's body and headers, in order. */
  readonly requests: { input: string[]; model: string; authorization: string | undefined; raw: string }[];
  stop(): Promise<void>;
}

const dimension = 256;
const slowMs = 3_000;
const longest = 400;

/**
 * An OpenAI-compatible `/embeddings` over loopback: same fields, answers out of order as the format allows. Words of one
 * concept get the same direction, so that synonyms land near each other.
 */
export async function startEmbeddings(concepts: string[][] = []): Promise<FakeEmbeddings> {
  const conceptOf = new Map(concepts.flatMap((words) => words.map((it): [string, string] => [it, words[0] ?? it])));
  const server = createServer((request, response) => void answer(fake, conceptOf, request, response));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const fake: FakeEmbeddings = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    mood: "well",
    requests: [],
    async stop() {
      server.closeAllConnections();
      if (server.listening) await new Promise((done) => server.close(done));
    },
  };
  return fake;
}

async function answer(fake: FakeEmbeddings, conceptOf: ReadonlyMap<string, string>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const raw = await bodyOf(request);
  const send = (status: number, body: unknown, type = "application/json") => {
    response.writeHead(status, { "content-type": type }).end(typeof body === "string" ? body : JSON.stringify(body));
  };
  if (request.method !== "POST" || request.url !== "/v1/embeddings") return send(404, { error: { message: "no such path", type: "invalid_request_error" } });
  const { input, model } = JSON.parse(raw) as { input: string[]; model: string };
  fake.requests.push({ input, model, authorization: request.headers.authorization, raw });
  const { mood } = fake;
  if (mood === "silent") return;
  if (mood === "slow") await pause(slowMs, undefined, { ref: false });
  if (mood === "unavailable") return send(503, { error: { message: "loading", type: "server_error" } });
  if (mood === "unauthorized") return send(401, { error: { message: "Incorrect API key provided", type: "invalid_request_error" } });
  if (mood === "html") return send(200, "<html>It works!</html>", "text/html");
  if (mood === "garbage") return send(200, { object: "list", data: [{ index: 0, embedding: ["a", null] }] });
  if (mood === "short_texts_only" && input.some((it) => it.length > longest)) {
    return send(400, { error: { message: "maximum context length exceeded", type: "invalid_request_error" } });
  }
  const size = mood === "wider" ? dimension * 2 : dimension;
  const data = input.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text, size, conceptOf) })).reverse();
  send(200, { object: "list", data: mood === "too_few" ? data.slice(1) : data, model, usage: { prompt_tokens: 1, total_tokens: 1 } });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** The sum of the directions of its words. */
function vectorOf(text: string, size: number, conceptOf: ReadonlyMap<string, string>): number[] {
  const sum = new Array<number>(size).fill(0.001);
  for (const word of new Set(text.toLowerCase().match(/\p{L}+/gu) ?? [])) {
    const direction = createHash("shake256", { outputLength: size })
      .update(conceptOf.get(word) ?? word)
      .digest();
    direction.forEach((byte, at) => {
      sum[at] = (sum[at] ?? 0) + (byte - 127.5) / 128;
    });
  }
  return sum;
}
