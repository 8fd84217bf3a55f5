import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../src/db/database.ts";
import { nipOf } from "../features/people/staff.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("the community commands on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  beforeEach(async () => {
    await desk.empty();
    await desk.load();
  });
  afterAll(() => desk.close());
  const kawan = (...argv: string[]) => desk.kawan("community", ...argv, "--city", "kendari");

  it("begin, warn, renew and end", async () => {
    const host = ["--host", nipOf(1)];
    const partner = ["--partner", "Universitas Contoh", "--agreement", "PKS 1/2026"];
    expect((await kawan("new", "x", ...host)).err).toContain("Topik 5 sampai 120 huruf");
    expect((await kawan("new", "Arsip digital")).err).toContain("Sebutkan tuan rumahnya");
    expect((await kawan("new", "Arsip digital", ...host, ...partner)).err).toContain("Mitra memerlukan perjanjian");
    expect((await kawan("new", "Arsip digital", ...host, ...partner, "--until", "2026-11-01")).err).toContain("belum lewat");
    const made = await kawan("new", "Arsip digital", ...host, ...partner, "--until", "2026-12-01");
    expect(made.out).toMatch(/^Komunitas \d+ dicatat: Arsip digital, tuan rumah /);
    expect((await kawan("new", "arsip DIGITAL", ...host)).err).toContain("sudah berjalan");
    const id = /\d+/.exec(made.out)?.[0] ?? "";
    const warned = (await kawan("list")).out;
    expect(warned).toMatch(/berjalan: Arsip digital, tuan rumah .*; 1 anggota, 0 pertemuan/);
    expect(warned).toContain("Perjanjian dengan Universitas Contoh berakhir 9 hari lagi. (PKS 1/2026)");
    expect((await kawan("renew", id, "--until", "kemarin")).err).toContain("belum lewat");
    expect((await kawan("renew", id, "--until", "2027-06-30")).out).toBe(`Komunitas ${id}: perjanjian sampai 30 Juni 2027.\n`);
    expect((await kawan("list")).out).toContain("perjanjian sampai 30 Juni 2027.");
    expect((await desk.kawan("community", "end", id, "--city", "pontianak")).err).toContain("tidak ada, atau sudah selesai");
    expect((await kawan("end", id)).out).toBe(`Komunitas ${id}: selesai.\n`);
    expect((await kawan("end", id)).err).toContain("sudah selesai");
    expect((await kawan("list")).out).toBe("0 komunitas\n");
    expect(await desk.count(sql`ledger where action in ('begin_community', 'list_communities')`)).toBe(3);
  });
});
