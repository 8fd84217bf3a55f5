import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Health, SendFault } from "../../core/channel.ts";
import type { Desk, Running } from "./desk.ts";
import { callGraph, repeatable } from "./graph.ts";

const Info = z.object({
  display_phone_number: z.string().max(40).catch("number"),
  quality_rating: z.string().max(40).catch("UNKNOWN"),
  status: z.string().max(40).catch("CONNECTED"),
});

const restricted = new Set(["BANNED", "RESTRICTED", "RATE_LIMITED"]);
/** Takes messages, with or without a warning. */
const working = new Set(["CONNECTED", "FLAGGED", "UNKNOWN"]);

/** Looks after a number until the signal: whether the token is taken, and how Meta rates it. */
export async function watchNumber(desk: Desk, account: string, running: Running): Promise<void> {
  const { sink, signal } = running;
  sink.health({ state: "connecting" });
  while (!signal.aborted) {
    running.health = await healthOf(desk, account, signal);
    if (!signal.aborted) tell(desk, account, running);
    await pause(desk.checkEveryMs, undefined, { signal }).catch(() => {}); // rejects when stopped: the loop's own condition sees that
  }
}

/** The first one is told at once: whoever sets the webhook up waits for it. */
export function noteWebhook(desk: Desk, account: string): void {
  const first = !desk.webhookAt.has(account);
  desk.webhookAt.set(account, desk.clock());
  const running = desk.running.get(account);
  if (first && running) tell(desk, account, running);
}

/** Whether webhooks come, nobody but us can tell: Meta does not. */
function tell(desk: Desk, account: string, { sink, health }: Running): void {
  if (!health) return;
  const at = desk.webhookAt.get(account)?.toString({ smallestUnit: "second" });
  const webhook = at === undefined ? "no webhook received yet since the start" : `last webhook ${at}`;
  sink.health(health.state === "up" ? { ...health, detail: `${health.detail}; ${webhook}` } : health);
}

async function healthOf(desk: Desk, account: string, signal: AbortSignal): Promise<Health> {
  const answer = repeatable(await callGraph(desk, `${account}?fields=display_phone_number,quality_rating,status`, signal));
  if (!answer.ok) return unwell(answer.fault);
  const { display_phone_number: number, quality_rating: quality, status } = Info.safeParse(answer.json).data ?? {};
  const detail = `${number}, quality ${quality}, ${status}`;
  if (restricted.has(status ?? "")) return { state: "restricted", detail };
  const digits = number?.replace(/\D/g, "") ?? "";
  return { state: working.has(status ?? "") ? "up" : "down", detail, ...(digits.length > 7 && { link: `https://wa.me/${digits}` }) };
}

/** `connecting` where it mends itself; the others need somebody. */
function unwell({ kind, code }: SendFault): Health {
  if (kind === "auth") return { state: "down", detail: `token refused (${code})` };
  if (kind === "restricted") return { state: "restricted", detail: `Meta has restricted the account (${code})` };
  if (kind === "bad-request") return { state: "down", detail: `phone number id not known to this token (${code})` };
  return { state: "connecting", detail: `Graph API not reached (${code})` };
}
