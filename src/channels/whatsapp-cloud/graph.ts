import { request as http } from "node:http";
import { request as https } from "node:https";
import type { SendFault } from "../../core/channel.ts";
import { channelId, type Desk } from "./desk.ts";
import { refusalOf } from "./errors.ts";

/** `unknown`: it may have been done. */
export type Answer = { ok: true; json: unknown } | { ok: false; fault: SendFault } | { ok: "unknown" };

/** Until the next try where no connection came about. */
const noLineMs = 5_000;
/** What fails before a request is on its way: nothing can have been done. */
const notConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "NO_CONNECTION"]);

/** One call to the Graph API; never throws. */
export async function callGraph(desk: Desk, path: string, signal: AbortSignal, post?: object | FormData): Promise<Answer> {
  if (signal.aborted) return { ok: false, fault: { kind: "retry", code: "stopped" } };
  try {
    const { status, text } = await exchange(desk, path, signal, post && (await encoded(post)));
    const body = jsonOf(text);
    if (status >= 200 && status < 300) return body === undefined ? { ok: "unknown" } : { ok: true, json: body };
    const refusal = refusalOf(status, body);
    if (!refusal) return { ok: "unknown" };
    const { fault, subcode, trace } = refusal;
    desk.log.info({ channel: channelId, status, code: fault.code, subcode, trace }, "the Graph API refused");
    return { ok: false, fault };
  } catch (error) {
    const code = unconnected(error);
    return code ? { ok: false, fault: { kind: "hold", code, afterMs: noLineMs } } : { ok: "unknown" };
  }
}

interface Encoded {
  bytes: Uint8Array;
  type: string;
}

async function encoded(post: object | FormData): Promise<Encoded> {
  if (!(post instanceof FormData)) return { bytes: Buffer.from(JSON.stringify(post)), type: "application/json" };
  const form = new Response(post);
  return { bytes: new Uint8Array(await form.arrayBuffer()), type: form.headers.get("content-type") ?? "" };
}

/**
 * Node's own client and not `fetch`, which takes four times the processor for a short message. Connections stay open for the next
 * call (the global agent's way); redirects are not followed: the token goes nowhere else.
 */
function exchange(desk: Desk, path: string, signal: AbortSignal, post?: Encoded): Promise<{ status: number; text: string }> {
  const url = new URL(`${desk.apiUrl}/${path}`);
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const call = (url.protocol === "https:" ? https : http)(url, {
    method: post ? "POST" : "GET",
    headers: { Authorization: `Bearer ${desk.token}`, ...(post && { "Content-Type": post.type, "Content-Length": post.bytes.length }) },
    signal,
  });
  const late = setTimeout(() => {
    const connected = call.socket?.connecting === false;
    call.destroy(Object.assign(new Error("no answer in time"), { code: connected ? "NO_ANSWER" : "NO_CONNECTION" }));
  }, desk.timeoutMs);
  call.on("close", () => clearTimeout(late));
  call.on("error", reject);
  call.on("response", (answer) => {
    let text = "";
    answer.setEncoding("utf8");
    answer.on("data", (piece: string) => (text += piece));
    answer.on("error", reject);
    answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
  });
  call.end(post?.bytes);
  return promise;
}

/** For calls that only read or prepare: not knowing is no harm, they are simply made again. */
export const repeatable = (answer: Answer): Exclude<Answer, { ok: "unknown" }> =>
  answer.ok === "unknown" ? { ok: false, fault: { kind: "retry", code: "no_answer" } } : answer;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The system's code of why no connection came about (of several addresses tried in vain, the code of all); empty = there was one. */
function unconnected(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  const code = String(error.code);
  return notConnected.has(code) || ("syscall" in error && error.syscall === "connect") ? code : "";
}
