import { env } from "node:process";

/**
 * LangChain sends every call, with its text, to a service of its maker as soon as a variable says so, can be pointed at that maker's
 * gateway, and the SDK takes addresses and headers from variables too. What this program may use is in its own settings: whatever of
 * theirs stands in the environment is taken away before the stack is loaded. It reads no setting, so it stands outside `config.ts`.
 */
export function forgetForeignSettings(): void {
  // biome-ignore lint/style/noProcessEnv: nothing is read; it is taken away
  for (const name of Object.keys(env)) if (/^(?:LANGCHAIN|LANGSMITH|LANGGRAPH|OPENAI|AZURE_OPENAI|OTEL)_/.test(name)) delete env[name];
}

/** What is told of a response's head, be it a refusal. */
type OnStatus = (status: number, retryAfter: string | null) => void;

/** `fetch` that follows nobody elsewhere and says nothing of this machine: the SDK puts its own and the machine's versions into headers. */
export const quietFetch =
  (onStatus: OnStatus) =>
  async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await fetch(input, { ...init, headers: plainHeaders(init?.headers), redirect: "error" });
    onStatus(response.status, response.headers.get("retry-after"));
    return response;
  };

function plainHeaders(given: RequestInit["headers"]): Headers {
  const headers = new Headers(given);
  for (const name of [...headers.keys()]) if (name.startsWith("x-stainless") || name === "user-agent") headers.delete(name);
  return headers;
}
