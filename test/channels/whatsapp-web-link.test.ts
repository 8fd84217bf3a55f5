import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { giveOrder } from "../../src/channels/whatsapp-web/orders.ts";
import { pairingRoutes } from "../../src/channels/whatsapp-web/pairing-page.ts";
import { sealingWith } from "../../src/channels/whatsapp-web/sealing.ts";
import type { Shown } from "../../src/channels/whatsapp-web/shown.ts";
import type { Visit } from "../../src/core/visit.ts";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { application } from "../../src/http/application.ts";
import { testDatabases } from "../world.ts";
import { recordingLog } from "./telegram-world.ts";
import { cell, secret } from "./whatsapp-web-world.ts";

describe.each(testDatabases())("the administrator's link on $name", (database) => {
  const account = "6281100000001";
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await database.open();
  });
  afterAll(() => base.close());
  async function page() {
    await base.db.run(rawSql("truncate wa_order"));
    const now = { at: Temporal.Instant.from("2026-11-22T02:00:00Z") };
    const routes = pairingRoutes({ db: base.db, cell, secret, clock: () => now.at, secure: true });
    const app = new Hono<Visit>().route("/", routes);
    const rows = { db: base.db, cell, account };
    const get = (path: string, cookie?: string) => app.request(path, cookie ? { headers: { Cookie: cookie } } : {});
    const { id, link } = await giveOrder(rows, "pair-qr", true, now.at);
    const show = (shown: Shown) =>
      base.db.run(sql`update wa_order set shown = ${Buffer.from(sealingWith(secret, account).seal(`order ${id}`, Buffer.from(JSON.stringify(shown))))}`);
    return { now, app, rows, get, id, link: link ?? "", show };
  }
  const use = async (app: Hono<Visit>, link: string) => {
    const answer = await app.request(`/pasangkan/${link}`, { method: "POST" });
    return { status: answer.status, cookie: answer.headers.get("set-cookie") ?? "" };
  };

  test("shows nothing without the token, nor with a wrong one", async () => {
    const { get, app } = await page();
    for (const path of ["/pasangkan", "/pasangkan/qr.svg", "/pasangkan/x", `/pasangkan/${"A".repeat(43)}`]) expect((await get(path)).status).toBe(404);
    expect((await use(app, "A".repeat(43))).status).toBe(404);
    expect((await get("/pasangkan", "pasangkan=x")).status).toBe(404);
  });

  test("is used up by a tap, not by a look; one browser sees the code, and nobody else", async () => {
    const { get, app, link, show } = await page();
    for (let look = 0; look < 3; look++) {
      const seen = await get(`/pasangkan/${link}`);
      expect([seen.status, seen.headers.get("cache-control"), (await seen.text()).includes("svg")]).toEqual([200, "no-store", false]);
    }
    const { status, cookie } = await use(app, link);
    expect([status, cookie]).toEqual([303, expect.stringMatching(/^pasangkan=[\w-]{43}; Max-Age=600; Path=\/pasangkan; HttpOnly; Secure; SameSite=Strict$/)]);
    expect([(await use(app, link)).status, (await get(`/pasangkan/${link}`)).status]).toEqual([404, 404]);
    const mine = cookie.split(";")[0] ?? "";
    expect(await (await get("/pasangkan", mine)).text()).toContain("sedang disiapkan");
    expect((await get("/pasangkan/qr.svg", mine)).status).toBe(404);
    await show({ type: "qr", qr: "https://wa.me/settings/linked_devices#a,b,c,d,1" });
    const shown = await (await get("/pasangkan", mine)).text();
    expect([shown.includes("/pasangkan/qr.svg"), shown.includes(`+${account}`), shown.includes("refresh")]).toEqual([true, true, true]);
    const image = await get("/pasangkan/qr.svg", mine);
    expect([image.status, image.headers.get("content-type"), (await image.text()).startsWith("<svg")]).toEqual([200, "image/svg+xml", true]);
    expect((await get("/pasangkan/qr.svg")).status).toBe(404);
    await show({ type: "code", code: "ABCD1234" });
    expect(await (await get("/pasangkan", mine)).text()).toContain("ABCD-1234");
  });

  test("is good for ten minutes, and of the newest order only", async () => {
    const { now, get, app, rows, link } = await page();
    now.at = now.at.add({ minutes: 9, seconds: 59 });
    expect((await get(`/pasangkan/${link}`)).status).toBe(200);
    const { cookie } = await use(app, link);
    const mine = cookie.split(";")[0] ?? "";
    expect((await get("/pasangkan", mine)).status).toBe(200);
    now.at = now.at.add({ seconds: 2 });
    expect((await get("/pasangkan", mine)).status).toBe(404);
    const newer = await giveOrder(rows, "pair-qr", true, now.at);
    await giveOrder(rows, "pair-qr", false, now.at);
    expect((await get(`/pasangkan/${newer.link}`)).status).toBe(404);
  });

  test("is not in the log when something breaks", async () => {
    const { log, lines } = recordingLog();
    const broken = { maybe: () => Promise.reject(new Error("the base is away")) } as unknown as Database;
    const routes = pairingRoutes({ db: broken, cell, secret, clock: () => Temporal.Now.instant(), secure: true }) as Hono<Visit>;
    const options = { log, routes: [routes], ready: async () => true, trustProxy: 0 } as unknown as Parameters<typeof application>[0];
    const env = { incoming: { socket: { remoteAddress: "127.0.0.1" } } };
    const answer = await application(options, new AbortController().signal).request(`/pasangkan/${"A".repeat(43)}`, {}, env);
    expect([answer.status, lines.length, lines.join("").includes("AAAA")]).toEqual([500, 1, false]);
    expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ method: "GET", path: "/pasangkan/:token" });
  });

  test("keeps of the token only a digest", async () => {
    const { link } = await page();
    const rows = await base.db.many(z.object({ link: z.string() }), sql`select link from wa_order`);
    expect([rows.length, rows[0]?.link === link, link.length]).toEqual([1, false, 43]);
  });
});
