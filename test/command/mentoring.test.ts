import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../src/db/database.ts";
import { nipOf } from "../features/people/staff.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("the mentoring commands on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  beforeEach(async () => {
    await desk.empty();
    await desk.load();
  });
  afterAll(() => desk.close());
  const kawan = (...argv: string[]) => desk.kawan("mentoring", ...argv, "--city", "kendari");

  it("begin, list and end, and record whose data was seen", async () => {
    expect((await kawan("new", nipOf(1), nipOf(2), "--goal", "x")).err).toContain("Tujuan wajib diisi");
    expect((await kawan("new", nipOf(1), nipOf(1), "--goal", "Belajar arsip")).err).toContain("dua orang yang berbeda");
    expect((await kawan("new", nipOf(1), "197001011990031001", "--goal", "Belajar arsip")).err).toContain("NIP peserta itu tidak ada");
    const made = await kawan("new", nipOf(1), nipOf(2), "--goal", "Belajar arsip");
    expect(made.out).toMatch(/^Mentoring \d+ dicatat: .* membimbing /);
    expect((await kawan("new", nipOf(1), nipOf(2), "--goal", "Belajar arsip")).err).toContain("sudah mempunyai mentoring");
    const id = /\d+/.exec(made.out)?.[0] ?? "";
    expect((await kawan("list")).out).toMatch(/berjalan: .* → .*, Belajar arsip; 0 pertemuan diakui\n1 mentoring\n$/);
    expect((await kawan("end", id, "selesai")).out).toBe(`Mentoring ${id}: selesai.\n`);
    expect((await kawan("end", id, "selesai")).err).toContain("sudah berakhir");
    expect((await kawan("list")).out).toBe("0 mentoring\n");
    expect(await desk.count(sql`ledger where action in ('begin_mentoring', 'list_mentorings')`)).toBe(4);
  });
});
