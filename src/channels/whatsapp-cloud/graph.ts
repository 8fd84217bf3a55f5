import type { SendFault } from "../../core/channel.ts";
import { channelId, type Desk } from "./desk.ts";
import { refusalOf } from "./errors.ts";

/** `unknown`: it may have been done. */
export type Answer = { ok: true; json: unknown } | { ok: false; fault: SendFault } | { ok: "unknown" };

/** What fails before a request is on its way: nothing can have been done. */
const notConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

/** One call to the Graph API; never throws. */
export async function callGraph(desk: Desk, path: string, signal: AbortSignal, post?: object | FormData): Promise<Answer> {
  if (signal.aborted) return { ok: false, fault: { kind: "retry", code: "stopped" } };
  try {
    const response = await fetch(`${desk.apiUrl}/${path}`, {
      method: post ? "POST" : "GET",
      headers: { Authorization: `Bearer ${desk.token}`, ...(post && !(post instanceof FormData) && { "Content-Type": "application/json" }) },
      ...(post && { body: post instanceof FormData ? post : JSON.stringify(post) }),
      // The token goes nowhere else.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(desk.timeoutMs)]),
    });
    const body = jsonOf(await response.text());
    if (response.ok) return body === undefined ? { ok: "unknown" } : { ok: true, json: body };
    const refusal = refusalOf(response.status, body);
    if (!refusal) return { ok: "unknown" };
    const { fault, subcode, trace } = refusal;
    desk.log.info({ channel: channelId, status: response.status, code: fault.code, subcode, trace }, "the Graph API refused");
    return { ok: false, fault };
  } catch (error) {
    const code = codeOf(error);
    return notConnected.has(code) ? { ok: false, fault: { kind: "retry", code } } : { ok: "unknown" };
  }
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

/** `fetch` hides the system's error in the cause; several addresses tried in vain are one error with the code of all. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
}
