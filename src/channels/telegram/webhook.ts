import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Visit } from "../../core/visit.ts";
import { errorName } from "../error-name.ts";
import { keepInHand, type TelegramDesk, tellHealth } from "./desk.ts";
import { introduce } from "./introduce.ts";
import { keepTrying } from "./keep-trying.ts";
import { read, takeUpdate } from "./take-updates.ts";
import { updateKinds } from "./update.ts";
import { webhookHealth } from "./webhook-health.ts";

const callMs = 20_000;
const bodyMax = 1024 * 1024;
const connections = 40;
const checkEveryMs = 5 * 60_000;

/**
 * Tells Telegram where we listen, then asks now and then how it fares, until the signal. Always told, also when the address is already known there:
 * Telegram does not say which secret it holds, and one that was changed would be refused for ever. The webhook stays at the
 * stop, since other replicas listen at the same address.
 */
export async function runWebhook(desk: TelegramDesk, mode: { url: string; secret: string }, signal: AbortSignal): Promise<void> {
  const wanted = { secret_token: mode.secret, allowed_updates: updateKinds, drop_pending_updates: false, max_connections: connections };
  await keepTrying(desk, signal, async () => {
    await introduce(desk, signal);
    await desk.client.call("setWebhook", { ms: callMs, signal }, (api, it) => api.setWebhook(mode.url, wanted, it));
    return "done";
  });
  if (signal.aborted) return;
  tellHealth(desk, { state: "up" });
  const since = desk.clock();
  while (!signal.aborted) {
    await desk.pause(checkEveryMs, signal);
    await keepTrying(desk, signal, async () => {
      const info = await desk.client.call("getWebhookInfo", { ms: callMs, signal }, (api, it) => api.getWebhookInfo(it));
      tellHealth(desk, webhookHealth(desk, info, mode.url, since));
      return "done";
    });
  }
}

/** `POST /webhook/telegram/<bot id>`. A stranger is turned away before anything is read. */
export function webhookRoutes(desk: TelegramDesk): Hono<Visit> {
  const routes = new Hono<Visit>();
  const { mode } = desk;
  if (mode.kind !== "webhook") return routes;
  routes.post(
    `/webhook/telegram/${desk.account}`,
    async (c, next) => (sameSecret(c.req.header("x-telegram-bot-api-secret-token") ?? "", mode.secret) ? next() : c.body(null, 401)),
    bodyLimit({ maxSize: bodyMax, onError: (c) => c.body(null, 413) }),
    (c) => keepInHand(desk, take(desk, c)),
  );
  routes.post("/webhook/telegram/:account", async (c, next) => {
    await next(); // another bot of this deployment may know it
    if (c.res.status === 404) c.res = new Response(null, { status: 401 });
  });
  return routes;
}

/** Digests are equally long, which is what the comparison needs. */
const sameSecret = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Only a 200 ends the repeating: it means stored, or that nothing in it can ever be stored. */
async function take(desk: TelegramDesk, c: Context<Visit>): Promise<Response> {
  if (!desk.running) return c.body(null, 503);
  try {
    await takeUpdate(desk, desk.running.sink, read(desk, await c.req.json().catch(() => null)));
    desk.updateAt = desk.clock();
    return c.body(null, 200);
  } catch (error) {
    desk.log.error({ channel: "telegram", account: desk.account, err: errorName(error) }, "message not stored");
    return c.body(null, 500);
  }
}
