import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { renderLetter } from "../../src/channels/telegram/render.ts";
import { sql } from "../../src/db/database.ts";
import { putLetters } from "../../src/delivery/outbox.ts";
import { nipOf, type Row } from "../features/people/staff.ts";
import { openStaffDesk, type StaffDesk, staff, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("who is told of an import on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.empty());
  const kawan: StaffDesk["kawan"] = (...argv) => desk.kawan(...argv);
  const file: StaffDesk["file"] = (rows, name) => desk.file(rows, name);
  const load = () => desk.load();

  async function talk(order: number, chat: string) {
    const to = { channel: "telegram" as const, account: "x", chat };
    await desk.app.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      select ${desk.app.cell}, agency_id, id, 'telegram', ${chat}, ${JSON.stringify(to)}, 'code', ${desk.clock.now().toString()}, ${desk.clock.now().toString()}, ${desk.clock.now().toString()}
        from person where nip = ${nipOf(order)}`);
    return to;
  }

  it("import of a new telephone number: every chat of the person is told, without the number; a cleared one and the same one again tell nobody", async () => {
    await load();
    for (const [order, chat] of [
      [2, "dua"],
      [2, "dua-lagi"],
      [3, "tiga"],
    ] as const)
      await talk(order, chat);
    const told = async () =>
      (
        await desk.app.db.many(
          z.object({ chat: z.string(), native: z.string() }),
          sql`select address->>'chat' as chat, native::text as native from outbox order by address->>'chat', id`,
        )
      ).map((it) => ({ ...it, native: it.native.replaceAll(/[\s.-]/g, "") }));
    const withPhone = (phone: string) =>
      staff.map((it): Row => (it.NIP === nipOf(2) ? { ...it, "No HP": phone, "HP Dikonfirmasi": phone === "-" ? "" : "2026-11-20" } : it));
    const apply = (phone: string) => kawan("people", "import", file(withPhone(phone)), "--city", "kendari", "--apply");
    expect((await apply("081200000099")).code).toBe(0);
    expect((await told()).map((it) => it.chat)).toEqual(["dua", "dua-lagi"]);
    for (const { native } of await told()) {
      expect(native).toContain("Nomortelepon");
      expect(native).not.toContain("1200000099");
    }
    await apply("081200000099");
    await apply("-");
    expect(await told()).toHaveLength(2);
    desk.clock.pass({ minutes: 1 });
    await apply("081200000098");
    expect((await told()).map((it) => it.chat)).toEqual(["dua", "dua", "dua-lagi", "dua-lagi"]);
  });

  it("import of a death: what still waits to be sent there is not sent, supervisors are told in their own talks", async () => {
    await load();
    const dead = await talk(2, "mati");
    await talk(1, "atasan");
    await desk.app.db.transaction((tx) =>
      putLetters({ db: tx, cell: desk.app.cell }, renderLetter, [{ key: "x", to: dead, reply: { text: "Pengingat" }, intent: "notice" }], desk.clock.now()),
    );
    const rows = staff.map((it): Row => ({ ...it, Keadaan: it.NIP === nipOf(2) ? "Meninggal" : "" }));
    expect((await kawan("people", "import", file(rows), "--city", "kendari", "--apply")).code).toBe(0);
    const sent = await desk.app.db.many(
      z.object({ key: z.string(), status: z.string(), chat: z.string() }),
      sql`select key, status, address->>'chat' as chat from outbox order by id`,
    );
    expect(sent.find((it) => it.chat === "mati")?.status).not.toBe("waiting");
    expect(sent.filter((it) => it.status === "waiting").map((it) => it.chat)).toEqual([]);
    const moved = rows.map((it): Row => (it.NIP === nipOf(3) ? { ...it, "NIP Atasan": nipOf(4) } : it));
    await kawan("people", "import", file(moved), "--city", "kendari", "--apply");
    const told = await desk.app.db.many(
      z.object({ chat: z.string(), native: z.unknown() }),
      sql`select address->>'chat' as chat, native from outbox where status = 'waiting'`,
    );
    expect(told).toEqual([{ chat: "atasan", native: expect.anything() }]);
    expect(JSON.stringify(told)).toContain("1 pegawai tidak lagi");
  });

  it("delegate: who acts and who is acted for are told, with the last day", async () => {
    await load();
    await talk(1, "pimpinan");
    await talk(4, "wakil");
    const named = await kawan("people", "delegate", nipOf(1), "--to", nipOf(4), "--until", "2026-12-31", "--city", "kendari");
    expect(named.out).toMatch(/mulai hari ini sampai 31 Desember 2026\. 2 pesan direncanakan/);
    const told = await desk.app.db.many(
      z.object({ chat: z.string(), native: z.string() }),
      sql`select address->>'chat' as chat, native::text as native from outbox order by address->>'chat'`,
    );
    expect(told.map((it) => it.chat)).toEqual(["pimpinan", "wakil"]);
    expect(told[1]?.native).toContain("/persetujuan");
    expect((await kawan("people", "delegate", nipOf(1), "--end", "--city", "kendari")).out).toMatch(/^Tidak ada lagi yang mewakili/);
  });
});
