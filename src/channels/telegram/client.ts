import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Api, GrammyError, HttpError } from "grammy";

/** Shorter than the server keeps an idle connection: a call on one that is just being closed has an unknown outcome. */
const idleMs = 10_000;
/** Nothing has left when it ends with one of these. */
const unsentCodes = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]);

/** What became of a call: Telegram refused it, it never left, or nobody knows. */
export type Mishap = "refused" | "unsent" | "unknown";

/**
 * Why a call failed, in words that may be logged. The errors of grammY and of its fetch hold addresses, and so the token, and
 * the words that were sent: none of them leaves this file, not even as a cause.
 */
export class TelegramError extends Error {
  readonly mishap: Mishap;
  /** Telegram's number (`403`), or the system's name (`ECONNREFUSED`). */
  readonly code: string;
  readonly description: string;
  readonly retryAfterMs: number | undefined;

  constructor(method: string, mishap: Mishap, code: string, description: string, retryAfterMs?: number) {
    super(`${method}: ${code} ${description}`.trim());
    this.name = "TelegramError";
    this.mishap = mishap;
    this.code = code;
    this.description = description;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Within {
  ms: number;
  signal?: AbortSignal | undefined;
}

/** grammY takes the signals of a library that plays the platform's own. */
type Signal = NonNullable<Parameters<Api["getMe"]>[0]>;

export interface TelegramClient {
  /** Makes one call; throws `TelegramError` only. */
  call<T>(method: string, within: Within, run: (api: Api, signal: Signal) => Promise<T>): Promise<T>;
  /** Words of Telegram's that may be shown: without the token, and short. */
  shown(words: string): string;
  /** Where a file can be fetched. Holds the token: not for logs. */
  fileUrl(path: string): string;
}

export function createClient(token: string, apiRoot: string): TelegramClient {
  const root = apiRoot.replace(/\/+$/, "");
  const agent = new (root.startsWith("https:") ? HttpsAgent : HttpAgent)({ keepAlive: true, timeout: idleMs });
  const api = new Api(token, { apiRoot: root, baseFetchConfig: { compress: true, agent } as object });
  return {
    async call(method, { ms, signal }, run) {
      const limit = AbortSignal.timeout(ms);
      try {
        return await run(api, (signal ? AbortSignal.any([limit, signal]) : limit) as Signal);
      } catch (error) {
        throw harmless(method, error, token);
      }
    },
    shown: (words) => shown(words, token),
    fileUrl: (path) => `${root}/file/bot${token}/${path.split("/").map(encodeURIComponent).join("/")}`,
  };
}

function harmless(method: string, error: unknown, token: string): TelegramError {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    return new TelegramError(
      method,
      "refused",
      String(code),
      shown(String(description), token),
      parameters.retry_after === undefined ? undefined : parameters.retry_after * 1000,
    );
  }
  const inner: unknown = error instanceof HttpError ? error.error : error;
  const code = codeOf(inner);
  return new TelegramError(method, unsentCodes.has(code) ? "unsent" : "unknown", code, "");
}

const shown = (words: string, token: string): string => words.replaceAll(token, "[token]").slice(0, 200);

/** `ECONNRESET`, `AbortError`, … ; names only, since messages hold the address. */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("code" in error && typeof error.code === "string" && /^\w{1,40}$/.test(error.code)) return error.code;
  return error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : "unknown";
}
