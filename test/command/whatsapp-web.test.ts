import { toString as qrText } from "qrcode";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { orderById } from "../../src/channels/whatsapp-web/orders.ts";
import { shownIn } from "../../src/channels/whatsapp-web/shown.ts";
import { localHost } from "../../src/command/host.ts";
import type { CommandIo } from "../../src/command/io.ts";
import { runProgram } from "../../src/command/program.ts";
import { sql } from "../../src/db/database.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { linkSecret } from "../../src/settings/secret.ts";
import { endpointOf } from "../channels/whatsapp-web-world.ts";
import { type FakeWhatsAppWeb, fakeWhatsAppWeb } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { freshFolder, freshPostgres, silentLog, testConfig } from "../world.ts";

const phone = "6281100000001";
const patience = { timeout: 60_000, interval: 30 };

/** One command, as typed into a terminal. */
function command(settings: Record<string, string>, argv: string[], whatsapp?: FakeWhatsAppWeb) {
  const said = { out: "", err: "" };
  const abort = new AbortController();
  const io = {
    cwd: "/",
    isTerminal: false,
    signal: abort.signal,
    out(text: string) {
      said.out += text;
    },
    err(text: string) {
      said.err += text;
    },
    drained: async () => {},
    stdin: (async function* () {})(),
  } as unknown as CommandIo;
  const host = localHost(() => testConfig(settings), argv, io, whatsapp ? { whatsAppWeb: endpointOf(whatsapp) } : {});
  const code = runProgram(argv, host).then(async (it) => {
    await host.close();
    return it;
  });
  return { said, code, abort };
}

/** What stands in the order just now: the QR or the code. */
async function shown(app: App): Promise<string | undefined> {
  const order = await app.db.maybe(z.object({ id: z.string() }), sql`select id from wa_order where settled_at is null`);
  const found = order && (await orderById({ db: app.db, cell: app.cell, account: phone }, order.id));
  const it = found && shownIn(await linkSecret(app), { ...found, account: phone });
  return it?.type === "qr" ? it.qr : it?.type === "code" ? it.code : undefined;
}

describe("the commands of a linked number, carried out by the service that holds the folder", { timeout: 120_000 }, () => {
  const folder = freshFolder();
  const settings = { DATA_DIR: folder.path, WHATSAPP_WEB_NUMBER: `kendari=${phone}`, PORT: "0", BACKUP_KEEP: "0" };
  let whatsapp: FakeWhatsAppWeb;
  let app: App;
  let service: Service;
  beforeAll(async () => {
    whatsapp = await fakeWhatsAppWeb();
    app = await openApp({ config: testConfig(settings), log: silentLog, shipped: "none" });
    service = await startService(app, { whatsAppWeb: endpointOf(whatsapp) });
  });
  afterAll(async () => {
    await service.stop();
    await whatsapp.stop();
    folder.remove();
  });
  const kawan = async (...argv: string[]) => {
    const { said, code } = command(settings, argv);
    return { code: await code, ...said };
  };

  test("say how things are before anything was done", async () => {
    const { code, out } = await kawan("channels");
    expect([code, out]).toEqual([0, expect.stringContaining(`wa-web ${phone}, kendari\n  state      needs-pairing`)]);
    expect(out).toContain(
      `  link       not paired: kawan channels pair\n  pace       0/15 in the last minute, 0/600 in 24 hours, 0/20 new chats, 0/30 notices`,
    );
  });

  test("know only numbers of the settings, and take them as people write them", async () => {
    expect(await kawan("channels", "pair", "+62 899-0000-0009")).toMatchObject({
      code: 1,
      err: expect.stringContaining("6289900000009 is not in WHATSAPP_WEB_NUMBER"),
    });
    expect(await kawan("channels", "pair", "bukan nomor")).toMatchObject({ code: 1, err: expect.stringContaining("with its country code") });
    expect(await kawan("channels", "unpair", phone)).toMatchObject({ code: 0, out: "it was not paired\n" });
  });

  test("pair: every QR is drawn, and the end is told", async () => {
    const bot = whatsapp.account({ phone });
    const { said, code } = command(settings, ["channels", "pair", "+62 811-0000-0001"]);
    await expect.poll(() => shown(app), patience).toBeTruthy();
    const first = (await shown(app)) ?? "";
    const drawn = await qrText(first, { type: "utf8" });
    await expect.poll(() => said.out, patience).toContain(drawn);
    whatsapp.retires(first);
    await expect.poll(() => shown(app), patience).not.toBe(first);
    const second = (await shown(app)) ?? "";
    await expect.poll(async () => said.out.includes(await qrText(second, { type: "utf8" })), patience).toBe(true);
    bot.scans(second);
    expect([await code, said.out.endsWith("Paired.\n"), said.err]).toEqual([0, true, ""]);
    const person = whatsapp.person({});
    await person.says("/bantuan").delivered({ timeout: 60_000 });
    await person.hears(/./, { timeout: 60_000 });
    const { out } = await kawan("channels");
    expect(out).toMatch(/state {6}up since .*\(24 hours: \d+\/600 sent/);
    expect(out).toMatch(/link {7}paired since 20\d\d-.*\n {2}pace {7}1\/15 in the last minute, 1\/600 in 24 hours, 1\/20 new chats, 0\/30 notices/);
    const json = JSON.parse((await kawan("channels", "--json")).out);
    expect(json).toMatchObject({
      channel: "wa-web",
      city: "kendari",
      configured: true,
      link: { paired: true, stopped: false, restrictedUntil: null, sent: { day: 1, newChats: 1 } },
    });
    expect(await kawan("channels", "pair", phone)).toMatchObject({ code: 1, err: "paired already\n" });
    expect(await kawan("channels", "reconnect", phone)).toMatchObject({ code: 0, out: "it is connected\n" });
  });

  test("show a restriction with its end, and why the line was last lost", async () => {
    const bot = app.db;
    const until = Temporal.Now.instant().add({ hours: 5 }).toString();
    await bot.run(sql`update wa_account set restricted_until = ${until}, lost_at = ${until}, lost_code = 428, lost_why = 'connection lost (428)'`);
    const { out } = await kawan("channels");
    expect([out.includes("  restricted WhatsApp allows no new chats until "), out.includes(": connection lost (428)\n")]).toEqual([true, true]);
    await bot.run(sql`update wa_account set restricted_until = null`);
  });

  test("unpair: the phone is told, and nothing can be sent any more", async () => {
    expect(await kawan("channels", "unpair", phone)).toMatchObject({ code: 0, out: "unpaired\n" });
    expect((await kawan("channels")).out).toMatch(/link {7}not paired \(unpaired by an operator at /);
  });

  test("pair by a link: printed at once, shown in one browser, and gone afterwards", async () => {
    const { code, out } = await kawan("channels", "pair", phone, "--link");
    const path = /http:\/\/127\.0\.0\.1:\d+(\/pasangkan\/[\w-]{43})\n/.exec(out)?.[1] ?? "";
    expect([code, path]).toEqual([0, expect.stringMatching(/pasangkan/)]);
    const opened = await fetch(`${service.url}${path}`);
    expect([opened.status, opened.headers.get("content-security-policy")?.includes("default-src 'none'"), opened.headers.get("cache-control")]).toEqual([
      200,
      true,
      "no-store",
    ]);
    const used = await fetch(`${service.url}${path}`, { method: "POST", redirect: "manual" });
    const cookie = used.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect(used.status).toBe(303);
    await expect.poll(() => shown(app), patience).toBeTruthy();
    const page = () => fetch(`${service.url}/pasangkan`, { headers: { Cookie: cookie } }).then((it) => it.text());
    expect(await page()).toContain("/pasangkan/qr.svg");
    expect((await fetch(`${service.url}/pasangkan/qr.svg`)).status).toBe(404);
    const other = whatsapp.account({ phone: "6289900000007", name: "Orang Asing" });
    other.scans((await shown(app)) ?? "");
    await expect.poll(page, patience).toContain("Nomor LAIN yang ditautkan");
    await whatsapp.until(() => other.loggedOutByClient === 1);
    expect((await kawan("channels")).out).toMatch(/state {6}down since .*ANOTHER number was paired/);
  });

  test("a command that is interrupted takes its order back: nobody can scan the code any more", async () => {
    const { abort, code } = command(settings, ["channels", "pair", phone]);
    await expect.poll(() => shown(app), patience).toBeTruthy();
    abort.abort();
    expect(await code).toBe(130);
    await expect.poll(() => shown(app), patience).toBe(undefined);
    await expect.poll(() => whatsapp.connections, patience).toBe(0);
  });
});

describe("the commands of a linked number where no service runs", { timeout: 120_000 }, () => {
  test("stand in for it on PostgreSQL: pair here, and a service that starts later is connected", async () => {
    const server = await freshPostgres();
    const whatsapp = await fakeWhatsAppWeb();
    const bot = whatsapp.account({ phone });
    const settings = { DATABASE_URL: server.url, WHATSAPP_WEB_NUMBER: phone, PORT: "0", BACKUP_KEEP: "0" };
    const { said, code } = command(settings, ["channels", "pair", phone, "--code"], whatsapp);
    await expect.poll(() => said.out, patience).toMatch(/Code: [A-Z0-9]{4}-[A-Z0-9]{4} /);
    await bot.entersCode(/Code: (\S+)/.exec(said.out)?.[1] ?? "");
    expect([await code, said.out.endsWith("Paired.\n")]).toEqual([0, true]);
    const app = await openApp({ config: testConfig(settings), log: silentLog, shipped: "none" });
    const service = await startService(app, { whatsAppWeb: endpointOf(whatsapp) });
    await bot.online({ timeout: 60_000 });
    const person = whatsapp.person({});
    await person.says("/bantuan").delivered({ timeout: 60_000 });
    await person.hears(/./, { timeout: 60_000 });
    expect(bot.registrations).toBe(1);
    await service.stop();
    await whatsapp.stop();
    await server.drop();
  });

  test("cannot serve a link", async () => {
    const folder = freshFolder();
    const { said, code } = command({ DATA_DIR: folder.path, WHATSAPP_WEB_NUMBER: phone }, ["channels", "pair", phone, "--link"]);
    expect([await code, said.err]).toEqual([1, expect.stringContaining("The service is not running")]);
    folder.remove();
  });
});
