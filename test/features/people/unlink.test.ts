import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { lettersTo } from "../../../src/features/people/link/letters.ts";
import { testDatabases } from "../../world.ts";
import { type LinkWorld, openLinkWorld } from "./link-world.ts";

describe.each(testDatabases())("leaving a chat on $name", (database) => {
  let world: LinkWorld;
  beforeAll(async () => {
    world = await openLinkWorld(database);
  });
  afterAll(() => world.close());

  it("is asked first, done by a yes, and leaves nothing of the talk behind", async () => {
    const chat = await world.linked(await world.person({ name: "Ani Contoh" }), "telegram", "ani");
    await chat.says("/sapaan");
    expect(await chat.says("/lepas")).toContain("Lepaskan percakapan ini");
    expect(await chat.says("oke pak")).toContain("Mohon dijawab");
    expect(await chat.says("ya")).toContain("sudah dilepas");
    expect(await chat.taps("Ibu")).toContain("tidak berlaku");
    expect(await chat.says("/lepas")).toContain("Tautkan dulu percakapan ini");
  });

  it("names another chat by its number, and tells that chat", async () => {
    const subject = await world.person({ name: "Bima Contoh" });
    const [one, two] = [await world.linked(subject, "telegram", "bima-1"), await world.linked(subject, "web", "bima-2")];
    expect(await two.says("/lepas")).toMatch(/1\. Telegram, sejak 22 November 2026\n2\. halaman web, sejak 22 November 2026 \(chat ini\)/);
    expect(await two.says("/lepas 9")).toContain("sudah tidak tertaut");
    expect(await two.says("/lepas abc")).toContain("Mana yang ingin dilepas?");
    expect(await two.says("/lepas 1")).toBe("Lepaskan chat *Telegram* yang tertaut sejak 22 November 2026?");
    expect(await two.says("ya")).toContain("sudah dilepas");
    expect(one.last.reply.text).toContain("dilepas dari data kepegawaian lewat chat halaman web");
    expect([await one.says("halo"), await two.says("halo")]).toEqual([expect.stringContaining("tamu"), expect.stringContaining("orang")]);
  });

  it("lets the person go on with a new number", async () => {
    const subject = await world.person({ name: "Citra Contoh", phone: "+6281100000041", confirmed: "2026-10-01" });
    const old = world.chat("wa-cloud", "ID.citra", { phone: "+6281100000041", chat: "6281100000041" });
    await old.says("/tautkan");
    await old.says("ya");
    const fresh = world.chat("wa-cloud", "ID.citra2", { phone: "+6281100000042", chat: "6281100000042" });
    expect(await fresh.says(await world.code(subject))).toContain("*Citra Contoh*");
    await fresh.says("/lepas 1");
    await fresh.says("ya");
    expect([await old.says("halo"), await fresh.says("halo")]).toEqual([expect.stringContaining("tamu"), expect.stringContaining("orang")]);
  });

  it.each([
    ["wa-web", "800000000000001@lid", "800000000000002@lid", "800000000000003@lid"],
    ["wa-cloud", "6281100000051", "6281100000052", "6281100000051"],
  ] as const)("leaves nothing to whoever gets the old number: %s", async (channel, oldChat, newChat, nextChat) => {
    const [x, y] = ["+6281100000051", "+6281100000052"];
    await world.db.run(sql`update person set phone = null where phone in (${x}, ${y})`);
    const gita = await world.person({ name: "Gita Contoh", phone: x, confirmed: "2026-11-01" });
    const old = world.chat(channel, `${channel}.gita`, { phone: x, chat: oldChat });
    await old.says("/tautkan");
    expect(await old.says("ya")).toContain("*Gita Contoh*");
    world.clock.pass({ hours: 24 });
    const fresh = world.chat(channel, `${channel}.gita2`, { phone: y, chat: newChat });
    expect(await fresh.says(await world.code(gita))).toContain("*Gita Contoh*");
    await fresh.says("/lepas 1");
    await fresh.says("ya");
    const spans = await world.db.many(
      z.object({ sender: z.string(), open: z.boolean(), why: z.string().nullable(), whole: z.boolean() }),
      sql`select sender, until is null as open, ended_why as why, coalesce(until, since) >= since as whole from handle where person_id = ${gita.personId} order by since`,
    );
    expect(spans).toEqual([
      { sender: `${channel}.gita`, open: false, why: "left", whole: true },
      { sender: `${channel}.gita2`, open: true, why: null, whole: true },
    ]);
    const told = old.letters.length;
    const letters = await lettersTo(world.db, gita, { reply: { text: "x" }, key: "k", intent: "notice", now: world.clock.now(), everywhere: {} });
    expect(letters.map((it) => it.to.chat)).toEqual([newChat]);

    // The file that said so is imported once more; the number is somebody else's since.
    await world.db.run(sql`update person set phone_confirmed_on = '2026-11-01' where id = ${gita.personId}`);
    const next = world.chat(channel, `${channel}.hadi`, { phone: x, chat: nextChat });
    expect(await next.says("/tautkan")).toContain("belum dapat dipakai sebagai bukti");
    for (const said of ["halo", "/dataku", "/profil", "ya"]) expect(await next.says(said)).not.toContain("Gita");
    const telegram = world.chat("telegram", `${channel}-hadi`);
    await telegram.says("/tautkan");
    expect(await telegram.shares(x)).toContain("belum dapat dipakai");
    expect(old.letters).toHaveLength(told + (channel === "wa-cloud" ? 5 : 0)); // there the address is the number's

    // Registered for the new owner, it is theirs and nobody else's.
    await world.db.run(sql`update person set phone = ${y}, phone_confirmed_on = '2026-11-20' where id = ${gita.personId}`);
    const hadi = await world.person({ name: "Hadi Contoh", phone: x, confirmed: "2026-11-21" });
    expect(await telegram.says("/tautkan")).not.toContain("Gita");
    expect(await telegram.shares(x)).toContain("H••• C•••");
    expect(await telegram.says("ya")).toContain("*Hadi Contoh*");
    expect(await telegram.says("/dataku")).not.toContain("Gita");
    expect(await fresh.says("halo")).toContain(`orang ${gita.personId}`);
    expect(hadi.personId).not.toBe(gita.personId);
  });

  it.each([
    ["with an account beside the number", "6281100000061", "ID.indah", "ID.joko"],
    ["with the number alone", "6281100000064", "6281100000064", "6281100000064"],
  ])("comes with the network's news that the number is left, %s", async (_name, number, sender, nextSender) => {
    const phone = `+${number}`;
    const indah = await world.person({ name: "Indah Contoh", phone, confirmed: "2026-11-20" });
    const old = world.chat("wa-cloud", sender, { phone, chat: number });
    expect(await old.says("/tautkan")).toContain("I••• C•••");
    expect(await old.says("ya")).toContain("*Indah Contoh*");
    await old.says("/lepas");
    const told = old.letters.length;
    world.clock.pass({ minutes: 1 });
    await old.sends({ type: "left" });
    expect(old.letters).toHaveLength(told);
    expect(await lettersTo(world.db, indah, { reply: { text: "x" }, key: "k", intent: "notice", now: world.clock.now(), everywhere: {} })).toEqual([]);
    const next = world.chat("wa-cloud", nextSender, { phone, chat: number });
    for (const said of ["ya", "halo", "/tautkan", "ya", "/dataku"]) expect(await next.says(said)).not.toMatch(/Indah|I•••|dilepas|data kepegawaian Anda\?/);
    const fresh = world.chat("wa-cloud", `${sender}-baru`, { phone: "+6281100000062", chat: "6281100000062" });
    expect(await fresh.says(await world.code(indah))).toContain("*Indah Contoh*");
  });

  it("takes what was asked and remembered from whoever else writes from the number", async () => {
    const kiki = await world.person({ name: "Kiki Contoh", phone: "+6281100000063", confirmed: "2026-11-20" });
    const old = world.chat("wa-cloud", "ID.kiki", { phone: "+6281100000063", chat: "6281100000063" });
    await old.says(await world.code(kiki));
    await old.says("ya");
    expect(await old.says("/lepas")).toContain("Lepaskan percakapan ini");
    const next = world.chat("wa-cloud", "ID.lala", { phone: "+6281100000063", chat: "6281100000063" });
    const state = () =>
      world.db.one(z.object({ menus: z.number() }), sql`select jsonb_array_length(state->'menus') as menus from conversation where id like '%6281100000063'`);
    expect((await state()).menus).toBeGreaterThan(0);
    expect(await next.says("tidak")).not.toMatch(/tautan|dilepas|tidak jadi/i);
  });

  it("comes by itself: a shared screen after 30 minutes, a messenger after 90 days; the next message says why", async () => {
    const subject = await world.person({ name: "Dewi Contoh" });
    const page = await world.linked(subject, "terminal", "dewi-terminal");
    const phone = await world.linked(subject, "telegram", "dewi");
    world.clock.pass({ minutes: 29 });
    expect(await page.says("halo")).toContain("orang");
    world.clock.pass({ minutes: 31 });
    expect(await page.says("halo")).toMatch(/^Demi keamanan, tautan percakapan ini sudah berakhir karena 30 menit tidak dipakai[\s\S]*tamu/);
    expect(await page.says("halo")).not.toContain("Demi keamanan");
    expect(await phone.says("halo")).toContain("orang");
    world.clock.pass({ hours: 24 * 91 });
    expect(await phone.says("halo")).toMatch(/karena 90 hari tidak dipakai[\s\S]*tamu/);
  });

  it("comes with the end of the service: who has moved, left or died is nobody here, and gets no letter", async () => {
    const subject = await world.person({ name: "Eko Contoh" });
    const chat = await world.linked(subject, "telegram", "eko");
    const letters = () => lettersTo(world.db, subject, { reply: { text: "x" }, key: "k", intent: "notice", now: world.clock.now() });
    expect(await letters()).toHaveLength(1);
    await world.db.run(sql`update person set duty = 'meninggal' where id = ${subject.personId}`);
    expect([await letters(), await chat.says("halo")]).toEqual([[], expect.stringContaining("tamu")]);
  });

  it("asks how to address somebody once, and keeps the answer", async () => {
    const subject = await world.person({ name: "Fitri Contoh" });
    const chat = await world.linked(subject, "telegram", "fitri");
    expect(chat.last.reply.buttons?.map((it) => it.label)).toEqual(["Bapak", "Ibu", "Nama saja"]);
    expect(await chat.says("Ibu")).toBe("Baik, Ibu.");
    expect(await chat.says("/sapaan tuan")).toBe("Pilih salah satu: Bapak, Ibu, atau Nama saja.");
    expect(await chat.says("/sapaan nama saja")).toContain("dengan nama saja");
    const again = await world.linked(subject, "web", "fitri-web");
    expect(again.last.reply.buttons ?? []).toEqual([]);
    expect(await world.chat("web", "tamu-sapaan").says("/sapaan")).toContain("disapa bagaimana");
  });
});
