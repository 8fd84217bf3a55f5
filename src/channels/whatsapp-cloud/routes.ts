import { type Context, Hono } from "hono";
import type { Visit } from "../../core/visit.ts";
import { readBody } from "./body.ts";
import { channelId, type Desk, inHand } from "./desk.ts";
import { noteWebhook } from "./health.ts";
import { looksSigned, sameSecret, signatureHeader, signedBy } from "./signature.ts";
import { type Found, parseWebhook, readWebhook } from "./webhook.ts";

export const webhookPath = "/webhook/whatsapp";
const strangersMost = 100;
const retryAfter = { "Retry-After": "5" };

/** Meta's webhook. Whoever is not Meta gets an empty refusal, before anything of the body is read. */
export function webhookRoutes(desk: Desk): Hono<Visit> {
  const routes = new Hono<Visit>();
  routes.get(webhookPath, (c) => greet(desk, c));
  routes.post(
    webhookPath,
    async (c, next) => {
      if (!looksSigned(c.req.header(signatureHeader))) return c.body(null, 401);
      await next();
    },
    (c) => inHand(desk, take(desk, c)),
  );
  return routes;
}

/** The handshake when an operator sets the webhook. */
function greet(desk: Desk, c: Context<Visit>): Response {
  const { "hub.mode": mode, "hub.verify_token": token = "", "hub.challenge": challenge = "" } = c.req.query();
  if (mode !== "subscribe" || !sameSecret(token, desk.verifyToken)) return c.body(null, 403);
  return c.text(challenge);
}

async function take(desk: Desk, c: Context<Visit>): Promise<Response> {
  const bytes = await readBody(desk, c.req.raw);
  if (typeof bytes === "number") return c.body(null, bytes, bytes === 503 ? retryAfter : {});
  if (!signedBy(desk.appSecret, bytes, c.req.header(signatureHeader) ?? "")) return c.body(null, 401);
  if (desk.running.size === 0) return c.body(null, 503, retryAfter);
  let found: Found[];
  try {
    found = readWebhook(parseWebhook(new TextDecoder().decode(bytes)), desk.clock());
  } catch {
    // Signed by Meta and yet no JSON: it would be no better in seven days of repeats.
    desk.log.warn({ channel: channelId, bytes: bytes.length }, "a webhook is not JSON");
    return c.body(null, 200);
  }
  return c.body(null, await keep(desk, found));
}

/** Meta repeats everything but a 200 for up to seven days; what was stored the first time is known by its id then. */
async function keep(desk: Desk, found: Found[]): Promise<200 | 500 | 503> {
  const ours = found.filter((it) => isOurs(desk, it));
  for (const account of new Set(ours.map((it) => it.account))) noteWebhook(desk, account);
  for (const it of ours) if ("note" in it) noteDown(desk, it);
  const lanes = Map.groupBy(
    ours.filter((it) => !("note" in it)),
    laneOf,
  );
  const outcomes = await Promise.allSettled([...lanes].map(([lane, some]) => desk.lanes.run(lane, () => handOver(desk, some))));
  const failed = outcomes.filter((it) => it.status === "rejected");
  if (failed.length > 0) {
    // Only the kind: a database quotes what it could not store.
    desk.log.error({ channel: channelId, lanes: failed.length, err: (failed[0]?.reason as Error | undefined)?.name }, "a webhook was not stored");
    return 500;
  }
  return outcomes.every((it) => it.status === "fulfilled" && it.value) ? 200 : 503;
}

/** One after the other, and none after one that failed: it must not come before it when Meta repeats. False = the number is stopped. */
async function handOver(desk: Desk, found: Found[]): Promise<boolean> {
  for (const it of found) {
    const sink = desk.running.get(it.account)?.sink;
    if (!sink) return false;
    if ("inbound" in it) await sink.inbound(it.inbound);
    if ("receipt" in it) await sink.receipt(it.receipt);
  }
  return true;
}

/** Messages of one talk keep their order, and so do the statuses of one message. */
function laneOf(it: Found): string {
  if ("inbound" in it) return `${it.account}|${it.inbound.to.chat}`;
  return "receipt" in it ? `${it.account}#${it.receipt.native}` : "";
}

function isOurs(desk: Desk, { account }: Found): boolean {
  if (account === "" || desk.numbers.some((it) => it.phoneNumberId === account)) return true;
  if (!desk.strangers.has(account) && desk.strangers.size < strangersMost) {
    desk.strangers.add(account);
    desk.log.warn({ channel: channelId, account }, "webhooks come for a number that is not configured here; they are ignored");
  }
  return false;
}

function noteDown(desk: Desk, { account, note, level }: Extract<Found, { note: string }>): void {
  desk.log[level]({ channel: channelId, account, note }, "part of a webhook was left aside");
}
