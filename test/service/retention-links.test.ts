import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { verifyLedger } from "../../src/core/ledger.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import { dueLetters } from "../../src/features/people/privacy/due.ts";
import { deleteExpired } from "../../src/service/retention.ts";
import { cell, type LinkWorld, openLinkWorld } from "../features/people/link-world.ts";
import { silentLog, testConfig, testDatabases } from "../world.ts";

describe.each(testDatabases())("what is kept of links and requests on $name", (database) => {
  let world: LinkWorld;
  beforeAll(async () => {
    world = await openLinkWorld(database);
  });
  afterAll(() => world.close());

  const count = async (table: string) => (await world.db.one(z.object({ n: z.number() }), rawSql(`select count(*)::int as n from ${table}`))).n;
  const counts = async () => Promise.all(["handle", "link_code", "link_attempt", "notice_menu", "rights_request", "ledger", "consent", "person"].map(count));

  it("goes with its time: ended links, dead codes, attempts and choices with the talk, requests and the ledger with the audit", async () => {
    const config = testConfig({ CHAT_RETENTION_DAYS: "10", AUDIT_RETENTION_DAYS: "30" });
    const expire = () => deleteExpired({ db: world.db, cell, config, log: silentLog }, world.clock.now());
    const subject = await world.person({ name: "Lama Contoh" });
    const chat = await world.linked(subject, "telegram", "lama");
    const other = await world.linked(subject, "web", "lama-web"); // the first is told of it, with a button
    await world.chat("web", "penebak").says("KODE 00000-AAAAA");
    await chat.says("/koreksi nama saya keliru sekali");
    await chat.says("ya");
    await world.db.run(sql`update rights_request set status = 'done', settled_at = ${world.clock.now().toString()}`);
    await world.linked(subject, "telegram", "lama-2");
    await other.says("/lepas 2"); // itself
    await other.says("ya");
    const before = await counts();
    expect(before.slice(0, 6).every((it) => it > 0)).toBe(true);
    await expire();
    expect(await counts()).toEqual(before);
    world.clock.pass({ hours: 24 * 11 });
    await expire();
    // Two chats are open still; what was told in them has not been read.
    expect(await counts()).toEqual([2, 0, 0, 0, 1, before[5], 1, 1]);
    world.clock.pass({ hours: 24 * 20 });
    await expire();
    expect(await counts()).toEqual([2, 0, 0, 0, 0, 0, 1, 1]);
    expect((await verifyLedger(world.db, cell)).map((it) => [it.lines, it.fault])).toEqual([[0, null]]);
    await chat.says("/lepas 1");
    expect((await verifyLedger(world.db, cell)).map((it) => it.fault)).toEqual([null]);
  });

  it("reminds the officers of a city, once a day, of requests whose clock is running out", async () => {
    const officer = await world.person({ name: "Petugas Ingat" });
    await world.role(officer, "officer");
    const desk = await world.linked(officer, "telegram", "ingat");
    await world.db.run(sql`update handle set confirmed_at = since where sender = 'ingat'`);
    const chat = await world.linked(await world.person({ name: "Minta Contoh" }), "telegram", "minta");
    await chat.says("/koreksi unit saya keliru sekali");
    await chat.says("ya");
    const letters = () => dueLetters(world.db, cell, world.clock.now());
    expect(await letters()).toEqual([]);
    world.clock.pass({ hours: 49 });
    await desk.says("halo");
    const [first] = await letters();
    expect(first).toMatchObject({
      to: desk.to,
      intent: "notice",
      reply: { text: expect.stringMatching(/^1 permohonan data pribadi[\s\S]*- nomor \d+, Koreksi data: tenggat/) },
    });
    expect((await letters())[0]?.key).toBe(first?.key);
    world.clock.pass({ hours: 24 });
    const [late] = await letters();
    expect(late?.reply.text).toContain("*terlambat*");
    expect(late?.key).not.toBe(first?.key);
  });
});
