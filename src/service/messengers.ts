import { createRequire } from "node:module";
import type { Hono } from "hono";
import type { App } from "../app.ts";
import type { Limits } from "../channels/whatsapp-web/pace.ts";
import type { TestEndpoint } from "../channels/whatsapp-web/protocol.ts";
import type { Channel } from "../core/channel.ts";
import type { Visit } from "../core/visit.ts";
import { type Config, ConfigError } from "../settings/config.ts";
import { derivedSecret, linkSecret } from "../settings/secret.ts";
import { type Listening, listenTo } from "./messenger-health.ts";

/** A bot or number that is on. */
export interface Messenger extends Listening {
  /** The city it belongs to; undefined = all. */
  city: string | undefined;
  /** How messages come in. */
  intake: "polling" | "webhook" | "linked device";
}

/** Only for tests: servers over loopback where no setting may lead to others than the network's own. */
export interface Testing {
  whatsAppWeb?: TestEndpoint;
}

/** What the settings turn on; nothing of a messenger is loaded that is not. */
export async function messengersOf(app: App, secret: string, testing: Testing = {}): Promise<{ on: Messenger[]; routes: Hono<Visit>[] }> {
  const all = await Promise.all([telegramOf(app, secret), whatsAppOf(app), whatsAppWebOf(app, testing)]);
  return { on: all.flatMap((it) => it.on), routes: all.flatMap((it) => it.routes) };
}

async function telegramOf(app: App, secret: string): Promise<{ on: Messenger[]; routes: Hono<Visit>[] }> {
  const { config, log, clock, catalog, cityOf } = app;
  if (config.TELEGRAM_TOKEN.length === 0) return { on: [], routes: [] };
  const { createTelegramChannel } = await import("../channels/telegram/telegram.ts");
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
  const { createWhatsAppCloud } = await import("../channels/whatsapp-cloud/whatsapp-cloud.ts");
  const numbers = config.WHATSAPP_NUMBER_ID.map((it) => ({ phoneNumberId: it.value }));
  const { channels, routes } = createWhatsAppCloud({
    numbers,
    token,
    appSecret,
    verifyToken,
    apiUrl,
    noticeTemplate: config.WHATSAPP_NOTICE_TEMPLATE,
    log,
    clock,
  });
  const intake = "webhook" as const;
  const on = channels.map((channel) => ({ ...listenTo(channel, log), city: cityOf({ channel: "wa-cloud", account: channel.account }), intake }));
  return { on, routes: [routes] };
}

async function whatsAppWebOf(app: App, testing: Testing): Promise<{ on: Messenger[]; routes: Hono<Visit>[] }> {
  const { config, db, cell, log, clock, cityOf } = app;
  if (config.WHATSAPP_WEB_NUMBER.length === 0) return { on: [], routes: [] };
  const channels = await whatsAppWebChannels(app, testing);
  const on = channels.map((channel) => ({
    ...listenTo(channel, log),
    city: cityOf({ channel: "wa-web", account: channel.account }),
    intake: "linked device" as const,
  }));
  const { pairingRoutes } = await import("../channels/whatsapp-web/pairing-page.ts");
  const secure = config.PUBLIC_URL?.startsWith("https:") ?? false;
  return { on, routes: [pairingRoutes({ db, cell, secret: await linkSecret(app), clock, secure })] };
}

const usualZone = "Asia/Jakarta";

/** A channel for each number; also for the command that pairs one where no service runs. Throws `ConfigError` where the library is missing. */
export async function whatsAppWebChannels(app: App, { whatsAppWeb: endpoint }: Testing = {}): Promise<Channel[]> {
  const { config, db, cell, log, clock, agencies, cityOf } = app;
  try {
    createRequire(import.meta.url).resolve("@whiskeysockets/baileys");
  } catch {
    throw new ConfigError(["WHATSAPP_WEB_NUMBER: needs the package @whiskeysockets/baileys, which is not installed: run npm ci without --omit=optional."]);
  }
  const { createWhatsAppWeb } = await import("../channels/whatsapp-web/whatsapp-web.ts");
  const zoneOf = (phone: string) => agencies.find((it) => it.slug === cityOf({ channel: "wa-web", account: phone }))?.zone ?? usualZone;
  return createWhatsAppWeb({
    numbers: config.WHATSAPP_WEB_NUMBER.map(({ value: phone }) => ({ phone, zone: zoneOf(phone) })),
    db,
    cell,
    secret: await linkSecret(app),
    limits: linkLimits(config),
    polls: config.WHATSAPP_WEB_POLLS,
    typingMs: [config.WHATSAPP_WEB_TYPING_SECONDS[0] * 1_000, config.WHATSAPP_WEB_TYPING_SECONDS[1] * 1_000],
    log,
    clock,
    ...(config.WHATSAPP_WEB_VERSION !== undefined && { version: config.WHATSAPP_WEB_VERSION }),
    ...(endpoint && { testing: endpoint }),
  });
}

/** How carefully linked numbers send. */
export const linkLimits = (config: Config): Limits => ({
  gapMs: [config.WHATSAPP_WEB_GAP_SECONDS[0] * 1_000, config.WHATSAPP_WEB_GAP_SECONDS[1] * 1_000],
  chatGapMs: config.WHATSAPP_WEB_CHAT_GAP_SECONDS * 1_000,
  perMinute: config.WHATSAPP_WEB_PER_MINUTE,
  perDay: config.WHATSAPP_WEB_PER_DAY,
  newChatsPerDay: config.WHATSAPP_WEB_NEW_CHATS,
  warmUpDays: config.WHATSAPP_WEB_WARM_UP_DAYS,
  noticesPerDay: config.WHATSAPP_WEB_NOTICES,
  quiet: config.WHATSAPP_WEB_QUIET,
});
