import type { Ending } from "../policy.ts";

/**
 * Who ended a connection. The library puts WhatsApp's codes and those of HTTP into the same number, so the words before it
 * decide: the 401 of a proxy on the way must not be taken for "this device was unlinked".
 */
export function endingOf(error: unknown, dropped: boolean): Ending {
  const message = error instanceof Error ? error.message : "";
  const { output, data } = (error ?? {}) as { output?: { statusCode?: number }; data?: { tag?: string; attrs?: Record<string, string> } };
  const told = output?.statusCode ?? 0;
  const code = Number.isInteger(told) && Math.abs(told) < 100_000 ? told : 0; // the words behind it are whatever a server writes
  if (/^Connection Failure$/.test(message)) return { by: "failure", code };
  if (/^Stream Errored/.test(message)) return { by: "stream", code: data?.tag === "conflict" && data.attrs?.type === "device_removed" ? 401 : code };
  if (/^(?:Intentional Logout|Multi-device beta)/.test(message)) return { by: "stream", code };
  return { by: dropped ? "ours" : "network", code };
}
