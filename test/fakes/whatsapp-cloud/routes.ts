import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { accept, markRead } from "./acceptance.ts";
import type { Fault, Operation } from "./faults.ts";
import { noSuchObject, refusal, unauthorized } from "./graph-error.ts";
import { readUpload } from "./media-upload.ts";
import { parseMessage } from "./message-schema.ts";
import { describeNumber } from "./number-info.ts";
import type { Line } from "./webhook-body.ts";
import type { Call, World } from "./world.ts";

/** An answer ready to be sent; `happens` is what follows from it. */
interface Answer {
  status: number;
  body: object | Buffer;
  type?: string;
  happens?: () => Promise<void>;
}

const uploadedDays = 30;
const version = /^\/v\d{1,2}\.\d(\/.*)$/;

/** Everything of the Graph API that a bot needs. */
export async function handle(world: World, request: IncomingMessage, response: ServerResponse, base: string): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const bytes = method === "GET" ? Buffer.alloc(0) : await bytesOf(request);
  const { pathname, searchParams } = new URL(url, base);
  const violate = (problem: string, body?: unknown) => void world.violations.push({ method, path: url, problem, body });

  const route = routeOf(world, method, pathname);
  const json = method === "POST" && route?.operation !== "upload" ? parseJson(bytes) : undefined;
  const operation = route?.operation === "messages" && isReceipt(json) ? "read" : route?.operation;
  const call: Call = { operation: operation ?? "other", method, path: url, body: json, at: world.clock.now(), status: 0 };
  world.calls.push(call);
  const send = (it: Answer) => {
    call.status = it.status;
    const raw = Buffer.isBuffer(it.body) ? it.body : Buffer.from(JSON.stringify(it.body));
    response.writeHead(it.status, { "Content-Type": it.type ?? "application/json; charset=UTF-8", "Content-Length": raw.length }).end(raw);
  };
  if (request.headers.authorization !== `Bearer ${world.config.token}`) return send(unauthorized());
  if (!route || !operation) {
    violate("no such path or method");
    return send(noSuchObject(pathname));
  }

  const fault = world.faults.take(operation);
  if (fault) call.fault = fault.kind;
  if (fault?.kind === "dropped before") return void response.destroy();
  if (fault?.kind === "error") return send(refusal(fault.code, "scripted by the scenario", fault.status));
  if (fault?.kind === "html") return send({ status: fault.status, body: Buffer.from("<html><h1>Bad Gateway</h1></html>"), type: "text/html" });
  if (fault?.kind === "slow") await pause(fault.ms);

  const answer = await route.answer({ bytes, json, query: searchParams, request, base, call, fault, violate });
  if (answer.happens && (world.statuses.habits.beforeAnswer || fault?.kind === "dropped after" || fault?.kind === "silent after")) {
    const consequences = answer.happens();
    delete answer.happens;
    if (world.statuses.habits.beforeAnswer) await consequences;
  }
  if (fault?.kind === "silent after") return;
  if (fault?.kind === "dropped after") return void response.destroy();
  send(answer);
  void answer.happens?.();
}

interface Asked {
  bytes: Buffer;
  json: unknown;
  query: URLSearchParams;
  request: IncomingMessage;
  base: string;
  call: Call;
  fault: Fault | undefined;
  violate(problem: string, body?: unknown): void;
}

interface Route {
  operation: Operation;
  answer(asked: Asked): Answer | Promise<Answer>;
}

function routeOf(world: World, method: string, pathname: string): Route | undefined {
  const download = /^\/whatsapp_business\/attachments\/(\w+)$/.exec(pathname);
  if (download && method === "GET") return { operation: "download", answer: () => downloadOf(world, download[1] ?? "") };
  const [id = "", edge, ...rest] = (version.exec(pathname)?.[1] ?? "").slice(1).split("/");
  const line = world.lines.get(id);
  if (rest.length > 0) return undefined;
  if (line && edge === "messages" && method === "POST") return { operation: "messages", answer: (asked) => messageFor(world, line, asked) };
  if (line && edge === "media" && method === "POST") return { operation: "upload", answer: (asked) => uploadTo(world, asked) };
  if (line && edge === undefined && method === "GET")
    return { operation: "number", answer: ({ query, violate }) => describeNumber(world, line, query, violate) };
  if (edge === undefined && /^\d+$/.test(id) && (method === "GET" || method === "DELETE")) {
    return { operation: "media", answer: (asked) => mediaAt(world, id, method, asked) };
  }
  return undefined;
}

function messageFor(world: World, line: Line, { json, fault, violate }: Asked): Answer {
  if (json === undefined) {
    violate("the body is not JSON");
    return refusal(100, "The request body is not valid JSON");
  }
  const parsed = parseMessage(json);
  if (!parsed.ok) {
    violate(parsed.problem, json);
    return refusal(100, parsed.problem);
  }
  const verdict = "read" in parsed ? markRead(world, parsed.read) : accept(world, line, parsed.message, fault?.kind === "fails later" ? fault.code : undefined);
  if (verdict.ok) return { status: 200, ...verdict };
  if (verdict.violation) violate(verdict.violation, json);
  return verdict.refused;
}

async function uploadTo(world: World, { bytes, request, call, violate }: Asked): Promise<Answer> {
  const upload = await readUpload(bytes, request.headers["content-type"] ?? "");
  if ("problem" in upload) {
    violate(upload.problem);
    return refusal(upload.code, upload.problem);
  }
  call.body = { type: upload.mime, name: upload.name, size: upload.bytes.length };
  return { status: 200, body: { id: world.media.put(upload, uploadedDays).id } };
}

function mediaAt(world: World, id: string, method: string, { query, base, violate }: Asked): Answer {
  const owner = query.get("phone_number_id");
  const strange = [...query.keys()].find((it) => it !== "phone_number_id");
  if (strange) violate(`unknown parameter ${strange}`);
  const file = world.media.get(id);
  if (!file || (owner && !world.lines.has(owner))) return noSuchObject(id);
  if (method === "DELETE") return { status: 200, body: { success: world.media.remove(id) } };
  return { status: 200, body: world.media.describe(file, base) };
}

function downloadOf(world: World, token: string): Answer {
  const file = world.media.behind(token);
  return file ? { status: 200, body: file.bytes, type: file.mime } : { status: 404, body: Buffer.from("URL signature expired"), type: "text/plain" };
}

const isReceipt = (json: unknown): boolean => typeof json === "object" && json !== null && "status" in json;

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
