import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { BotAccount, Call } from "./bot-account.ts";
import { check, description, isMethod, type Method } from "./description.ts";
import { type Fault, refusalOf } from "./faults.ts";
import { type Circumstances, methods, Remarked } from "./methods.ts";
import { breach, Refusal } from "./refusal.ts";
import { type Arguments, readArguments, typed } from "./request-body.ts";

/** Longer than any client keeps a connection, so that no call falls onto one that is just being closed. */
const keepAliveMs = 75_000;
type Values = Record<string, unknown>;

/** The HTTP face: paths, tokens, bodies, faults, journal. */
export function createBotApiServer(bots: ReadonlyMap<string, BotAccount>): Server {
  const server = createServer((request, response) => void serve(bots, request, response));
  server.keepAliveTimeout = keepAliveMs;
  return server;
}

async function serve(bots: ReadonlyMap<string, BotAccount>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://loopback");
  const [, file, token = "", rest = ""] = /^(\/file)?\/bot([^/]+)\/(.+)$/.exec(decodeURIComponent(pathname)) ?? [];
  const bot = bots.get(token);
  if (!bot) {
    request.resume();
    return answer(response, token ? new Refusal(401, "Unauthorized") : new Refusal(404, "Not Found"));
  }
  if (file) return download(bot, rest, response);
  if (request.method !== "GET" && request.method !== "POST") return answer(response, new Refusal(405, "Method Not Allowed"));
  try {
    await call(bot, rest, request, searchParams, response);
  } catch (problem) {
    if (!response.destroyed) throw problem; // a caller that hung up in the middle of its body is no concern of ours
  }
}

async function call(bot: BotAccount, method: string, request: IncomingMessage, query: URLSearchParams, response: ServerResponse): Promise<void> {
  let given: Arguments;
  try {
    given = await readArguments(request, query);
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    const entry = record(bot, method, {});
    return conclude(bot, entry, response, problem);
  }
  const values = isMethod(method) ? typed(given, description[method].shape) : given.values;
  const entry = record(bot, method, values);
  const fault = bot.faults.take(method, values);
  entry.fault = fault?.kind;
  if (fault?.kind === "dropConnection") return void response.socket?.destroy();
  if (fault?.kind === "garbage") {
    entry.status = 502;
    return void response.writeHead(502, { "content-type": "text/html" }).end("<html><h1>502 Bad Gateway</h1></html>");
  }
  const outcome = refusalOf(fault) ?? (await perform(bot, method, values, { files: given.files, gone: goneWith(method, response) }));
  conclude(bot, entry, response, outcome, fault);
}

async function perform(bot: BotAccount, method: string, values: Values, circumstances: Circumstances): Promise<unknown> {
  try {
    if (!isMethod(method)) throw breach("Not Found", 404);
    const payload = check(method, values);
    bot.faults.limit(method, values);
    const act = methods[method] as (bot: BotAccount, payload: unknown, circumstances: Circumstances) => unknown;
    return await act(bot, payload, circumstances);
  } catch (problem) {
    if (problem instanceof Refusal) return problem;
    throw problem;
  }
}

function record(bot: BotAccount, method: string, payload: Values): Call {
  const entry: Call = { method, payload, at: bot.clock(), status: undefined, error: undefined, fault: undefined };
  bot.journal.push(entry);
  return entry;
}

function conclude(bot: BotAccount, entry: Call, response: ServerResponse, outcome: unknown, fault?: Fault): void {
  if (outcome instanceof Refusal) {
    entry.error = outcome.message;
    if (outcome.rule) bot.violations.push({ method: entry.method, problem: outcome.message, payload: entry.payload });
  }
  if (fault?.kind === "dropAfterAccept") response.socket?.destroy();
  else if (fault?.kind !== "timeoutAfterAccept") {
    entry.status = outcome instanceof Refusal ? outcome.code : 200;
    answer(response, outcome);
  }
  bot.waiters.wake();
}

function answer(response: ServerResponse, outcome: unknown): void {
  const refused = outcome instanceof Refusal;
  const body = JSON.stringify(
    refused
      ? { ok: false, error_code: outcome.code, description: outcome.message, ...(outcome.parameters && { parameters: outcome.parameters }) }
      : outcome instanceof Remarked
        ? { ok: true, result: outcome.result, description: outcome.description }
        : { ok: true, result: outcome },
  );
  response.writeHead(refused ? outcome.code : 200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

function download(bot: BotAccount, path: string, response: ServerResponse): void {
  const entry = record(bot, "file", { path });
  const fault = bot.faults.take("file", { path });
  entry.fault = fault?.kind;
  const file = bot.files.byPath(path);
  if (fault && /^drop/.test(fault.kind)) return void response.socket?.destroy();
  const refusal = refusalOf(fault) ?? (file ? undefined : new Refusal(404, "Not Found"));
  if (refusal || !file) {
    conclude(bot, entry, response, refusal);
    return;
  }
  entry.status = 200;
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": file.bytes.length }).end(file.bytes);
  bot.waiters.wake();
}

/** Only a long poll needs to know; for the others a signal would be wasted work. */
function goneWith(method: string, response: ServerResponse): AbortSignal {
  if (method !== ("getUpdates" satisfies Method)) return nobodyLeaves;
  const controller = new AbortController();
  response.on("close", () => controller.abort());
  return controller.signal;
}

const nobodyLeaves = new AbortController().signal;
