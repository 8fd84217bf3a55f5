import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
