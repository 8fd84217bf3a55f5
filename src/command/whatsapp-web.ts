import { setTimeout as pause } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { App } from "../app.ts";
import { giveOrder, type OrderKind, orderById, orderMinutes, settleOrder } from "../channels/whatsapp-web/orders.ts";
import { pairingPath } from "../channels/whatsapp-web/pairing-page.ts";
import { type Shown, shownIn } from "../channels/whatsapp-web/shown.ts";
import type { Rows } from "../channels/whatsapp-web/store.ts";
import { accountOverviews } from "../delivery/overview.ts";
import { linkSecret } from "../settings/secret.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed, cancelled } from "./io.ts";

const lookEveryMs = 400;
/** For how long a service may take to begin with an order. */
const patienceMs = 20_000;

const phone = (text: string): string => {
  const digits = text.replace(/[\s()+-]/g, "");
  if (!/^[1-9]\d{7,14}$/.test(digits)) throw new InvalidArgumentError("The telephone number with its country code, e.g. 6281234567890.");
  return digits;
};

/** `channels pair|unpair|reconnect`: orders to whatever process holds the number. */
export function addWhatsAppWebCommands(channels: Command, host: CommandHost): void {
  channels
    .command("pair")
    .description("link a number of WHATSAPP_WEB_NUMBER: shows a QR code to scan with its phone")
    .argument("<number>", "the number, digits with country code", phone)
    .option("--code", "a code to type into the phone instead of a QR code (second choice)")
    .option("--link", `print an address that shows it in one browser, once, within ${orderMinutes} minutes`)
    .action((number: string, options: { code?: boolean; link?: boolean }) => pair(host, number, options));
  channels
    .command("unpair")
    .description("unlink a number and forget its session; people and their talks stay")
    .argument("<number>", "the number", phone)
    .action((number: string) => order(host, number, "unpair"));
  channels
    .command("reconnect")
    .description("have a number connect again that has stopped by itself")
    .argument("<number>", "the number", phone)
    .action((number: string) => order(host, number, "reconnect"));
}

async function pair(host: CommandHost, number: string, { code, link: wantsLink }: { code?: boolean; link?: boolean }): Promise<void> {
  const { app, rows } = await opened(host, number);
  if (wantsLink && !host.inService && app.kind === "embedded")
    throw new CommandFailed("The service is not running, and it is what serves the link. Start it, or pair in this terminal.");
  if (!wantsLink) await host.standIn(app);
  const { id, link } = await giveOrder(rows, code ? "pair-code" : "pair-qr", wantsLink ?? false, app.clock());
  if (link !== null) {
    host.io.out(
      `Open this address in one browser within ${orderMinutes} minutes. It works once; whoever opens it can link a phone.\n${addressOf(app)}${pairingPath}/${link}\n`,
    );
    if (!(await isHeld(app, number))) host.io.err("No running service holds this number yet: start one.\n");
    return;
  }
  host.io.out("On the phone of this number: WhatsApp > Linked devices > Link a device. A new code follows by itself when one has run out.\n");
  const secret = await linkSecret(app);
  let before = "";
  const outcome = await followed(host, app, rows, id, orderMinutes * 60_000, async (shown) => {
    const it = shownIn(secret, { id, account: number, shown });
    const words = it ? await wordsOf(it, host.io.isTerminal) : "";
    if (words !== "" && words !== before) host.io.out(`\n${words}\n`);
    before = words || before;
  });
  if (outcome !== "paired") throw new CommandFailed(outcome);
  host.io.out("Paired.\n");
}

async function order(host: CommandHost, number: string, kind: OrderKind): Promise<void> {
  const { app, rows } = await opened(host, number);
  await host.standIn(app);
  const { id } = await giveOrder(rows, kind, false, app.clock());
  host.io.out(`${await followed(host, app, rows, id, patienceMs, async () => {})}\n`);
}

async function opened(host: CommandHost, number: string): Promise<{ app: App; rows: Rows }> {
  if (!host.config.WHATSAPP_WEB_NUMBER.some((it) => it.value === number)) {
    throw new CommandFailed(`${number} is not in WHATSAPP_WEB_NUMBER: only numbers that stand there can be linked.`);
  }
  const app = await host.open({ fill: false });
  return { app, rows: { db: app.db, cell: app.cell, account: number } };
}

/** Looks until the order is settled; its outcome. */
async function followed(host: CommandHost, app: App, rows: Rows, id: string, withinMs: number, show: (shown: Uint8Array) => Promise<void>): Promise<string> {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    if (host.io.signal.aborted) {
      await settleOrder(rows, id, "cancelled", app.clock());
      throw cancelled();
    }
    const found = await orderById(rows, id);
    if (!found) return "another order has taken its place";
    if (found.outcome !== null) return found.outcome;
    if (found.shown) await show(found.shown);
    await pause(lookEveryMs);
  }
  throw new CommandFailed((await isHeld(app, rows.account)) ? "Not settled in time." : "No running service holds this number.");
}

async function isHeld(app: App, number: string): Promise<boolean> {
  const all = await accountOverviews(app, app.clock());
  return all.some((it) => it.channel === "wa-web" && it.account === number && it.held === true);
}

async function wordsOf(shown: Shown, isTerminal: boolean): Promise<string> {
  if (shown.type === "trouble") return shown.words;
  if (shown.type === "code") return `Code: ${shown.code.slice(0, 4)}-${shown.code.slice(4)}   (Link a device > Link with phone number)`;
  const { toString: qrText } = await import("qrcode"); // most commands need none
  return isTerminal ? qrText(shown.qr, { type: "terminal", small: true }) : qrText(shown.qr, { type: "utf8" });
}

function addressOf({ config }: App): string {
  if (config.PUBLIC_URL !== undefined) return config.PUBLIC_URL.replace(/\/+$/, "");
  const host = config.HOST === "0.0.0.0" || config.HOST === "::" ? "localhost" : config.HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${config.PORT}`;
}
