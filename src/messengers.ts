import type { Hono } from "hono";
import type { App } from "./app.ts";
import type { Visit } from "./core/visit.ts";
import { type Listening, listenTo } from "./messenger-health.ts";
import { derivedSecret } from "./secret.ts";

/** A bot or number that is on. */
export interface Messenger extends Listening {
  /** The city it belongs to; undefined = all. */
  city: string | undefined;
  /** How messages come in. */
  intake: "polling" | "webhook";
}

/** What the settings turn on; nothing of a messenger is loaded that is not. */
export async function messengersOf(app: App, secret: string): Promise<{ on: Messenger[]; routes: Hono<Visit>[] }> {
  const [telegram, whatsapp] = await Promise.all([telegramOf(app, secret), whatsAppOf(app)]);
  return { on: [...telegram.on, ...whatsapp.on], routes: [...telegram.routes, ...whatsapp.routes] };
}

async function telegramOf(app: App, secret: string): Promise<{ on: Messenger[]; routes: Hono<Visit>[] }> {
  const { config, log, clock, catalog, cityOf } = app;
  if (config.TELEGRAM_TOKEN.length === 0) return { on: [], routes: [] };
  const { createTelegramChannel } = await import("./channels/telegram/telegram.ts");
  const publicUrl = config.PUBLIC_URL?.startsWith("https:") && config.TELEGRAM_INTAKE !== "polling" ? config.PUBLIC_URL : undefined;
  const commands = catalog.flatMap((it) => (it.command && it.command !== "start" ? [{ command: it.command, about: it.about }] : []));
  const opened = config.TELEGRAM_TOKEN.map(({ value: token, city }) => {
    const account = token.split(":")[0];
    const url = publicUrl && new URL(`webhook/telegram/${account}`, publicUrl.replace(/\/*$/, "/")).href;
    const mode = url ? { kind: "webhook" as const, url, secret: derivedSecret(secret, `telegram ${account}`) } : { kind: "polling" as const };
    const cityOfStart = city ?? undefined;
    return createTelegramChannel({ token, apiRoot: config.TELEGRAM_API_URL, mode, commands, log, clock, ...(cityOfStart && { cityOfStart }) });
  });
  const intake = publicUrl ? "webhook" : "polling";
  return {
    on: opened.map(({ channel }) => ({ ...listenTo(channel, log), city: cityOf({ channel: "telegram", account: channel.account }), intake })),
    routes: opened.map((it) => it.routes),
  };
}

async function whatsAppOf({ config, log, clock, cityOf }: App): Promise<{ on: Messenger[]; routes: Hono<Visit>[] }> {
  const { WHATSAPP_TOKEN: token, WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken, WHATSAPP_API_URL: apiUrl } = config;
  if (config.WHATSAPP_NUMBER_ID.length === 0 || !token || !appSecret || !verifyToken) return { on: [], routes: [] };
  const { createWhatsAppCloud } = await import("./channels/whatsapp-cloud/whatsapp-cloud.ts");
  const numbers = config.WHATSAPP_NUMBER_ID.map((it) => ({ phoneNumberId: it.value }));
  const { channels, routes } = createWhatsAppCloud({ numbers, token, appSecret, verifyToken, apiUrl, log, clock });
  const intake = "webhook" as const;
  const on = channels.map((channel) => ({ ...listenTo(channel, log), city: cityOf({ channel: "wa-cloud", account: channel.account }), intake }));
  return { on, routes: [routes] };
}
