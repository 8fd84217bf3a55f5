import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../../src/db/database.ts";
import { lettersTo } from "../../../src/features/people/link/letters.ts";
import { whoAtPage } from "../../../src/features/people/link/page-store.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, type LinkWorld, openLinkWorld } from "./link-world.ts";

describe.each(testDatabases())("made-up people on $name", (database) => {
  let world: LinkWorld;
  beforeAll(async () => {
    world = await openLinkWorld(database);
    await world.db.run(sql`insert into agency (id, slug, name, zone, demo) values (99, 'contoh', 'Contoh', 'Asia/Jakarta', true)`);
  });
  afterAll(() => world.close());

  it("can be tried again after everything was deleted", async () => {
    const person = await world.person({ name: "Penghapus Karangan", agency: 99 });
    const code = await world.code(person, "demo");
    const chat = world.chat("web", "coba-hapus");
    if (!(await chat.says(code)).startsWith("✅")) await chat.says("ya");
    await chat.says("/hapus");
    expect(await chat.says("ya")).toContain("Persetujuan sudah ditarik");
    const again = world.chat("web", "coba-lagi");
    expect(await again.says(code)).toContain("Setuju dan tautkan?");
    expect(await again.says("ya")).toContain("Penghapus Karangan");
  });

  it("can be tried again and again, with all their rights, until somebody real is there; then it is said", async () => {
    const leader = await world.person({ name: "Pimpinan Karangan", agency: 99 });
    const staff = await world.person({ name: "Staf Karangan", agency: 99 });
    await world.leads(leader, staff);
    const code = await world.code(leader, "demo");
    for (const sender of ["coba-1", "coba-2"]) {
      const chat = world.chat("web", sender);
      const answer = await chat.says(code);
      if (!answer.startsWith("✅")) expect(await chat.says("ya")).toContain("*Pimpinan Karangan*");
      expect(await chat.says(`/tim ${staff.personId}`)).toBe("Bawahan Anda.");
      expect(await chat.says("halo")).toContain("Contoh");
    }
    const left = world.chat("web", "coba-2");
    await world.person({ name: "Orang Sungguhan", agency: kendari });
    const ended = await left.says(`/tim ${staff.personId}`);
    expect(ended).toContain("Pegawai contoh tidak dapat dicoba lagi");
    expect(ended).not.toContain("Bawahan Anda.");
    expect(await left.says("halo")).toBe("halo (tamu, -)");
    expect(await whoAtPage(world.db, cell, "coba-1", world.clock.now())).toEqual({ ended: expect.stringContaining("Pegawai contoh tidak dapat dicoba lagi") });
    expect(await whoAtPage(world.db, cell, "coba-2", world.clock.now())).toEqual({ ended: expect.stringContaining("Pegawai contoh tidak dapat dicoba lagi") });
    const letters = await lettersTo(world.db, leader, { reply: { text: "Kabar" }, key: "kabar", intent: "notice", now: world.clock.now() });
    expect(letters).toEqual([]);
    expect(await world.chat("web", "coba-3").says(code)).toContain("Kode pegawai contoh sudah tidak berlaku");
    expect(await world.chat("web", "coba-4").says("KODE 00000-AAAAA")).toContain("Kode itu tidak berlaku");
  });

  it("are never found by a telephone number", async () => {
    await world.db.run(sql`
      insert into person (cell, agency_id, name, status, phone, phone_confirmed_on, added_at, changed_at)
      values (${cell}, 99, 'Nomor Karangan', 'PNS', '+6281100000077', '2026-11-01', ${world.clock.now().toString()}, ${world.clock.now().toString()})`);
    const chat = world.chat("wa-cloud", "ID.demo", { phone: "+6281100000077", chat: "6281100000077" });
    expect(await chat.says("/tautkan")).toContain("belum dapat dipakai sebagai bukti");
  });
});
