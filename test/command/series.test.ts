import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("the series commands on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  beforeEach(() => desk.empty());
  afterAll(() => desk.close());
  const kawan = (...argv: string[]) => desk.kawan("series", ...argv, "--city", "kendari");

  it("begin one, prepare its years with what the year before left, and end it", async () => {
    expect((await kawan("new", "x", "--about", "Guna")).err).toContain("3 sampai 120 huruf");
    expect((await kawan("new", "Pekan Layanan")).err).toContain("Jelaskan gunanya");
    const made = await kawan("new", "Pekan Layanan", "--about", "Belajar layanan bersama");
    expect(made.out).toMatch(/^Seri \d+ dicatat: Pekan Layanan\./);
    expect((await kawan("new", "PEKAN layanan", "--about", "Lagi")).err).toContain("sudah berjalan");
    const id = /\d+/.exec(made.out)?.[0] ?? "";
    expect((await kawan("year", id, "2026")).err).toContain("Sebutkan sasarannya");
    expect((await kawan("lesson", id, "2026", "Mulai lebih pagi")).err).toContain("tahunnya belum disiapkan");
    expect((await kawan("year", id, "2026", "--audience", "lurah")).out).toBe(`Seri ${id}: tahun 2026 disiapkan untuk lurah.\n`);
    expect((await kawan("lesson", id, "2026", "Mulai lebih pagi")).out).toBe(`Seri ${id}: dicatat untuk 2026.\n`);
    expect((await kawan("lesson", id, "2026", "Mulai lebih pagi")).err).toContain("sudah dicatat");
    expect((await kawan("year", id, "2027", "--theme", "Tanpa antre")).out).toBe(`Seri ${id}: tahun 2027 disiapkan untuk lurah.\n`);
    expect((await kawan("year", id, "2027")).err).toContain("sudah disiapkan");
    expect((await kawan("lesson", id, "2026", "Hubungi 081234567890")).err).toContain("memuat data pribadi");
    expect((await kawan("list", "--json")).out).toContain(
      '"year":2027,"audience":"lurah","theme":"Tanpa antre","carried":"Mulai lebih pagi","carriedFrom":2026',
    );
    expect((await kawan("list")).out).toBe(
      [
        `${id.padStart(5)}  berjalan: Pekan Layanan`,
        "       2027: 0 kelas; sasaran lurah; tema Tanpa antre; 0 pelajaran",
        "       2026: 0 kelas; sasaran lurah; 1 pelajaran",
        "1 seri\n",
      ].join("\n"),
    );
    expect((await desk.kawan("series", "end", id, "--city", "pontianak")).err).toContain("tidak ada, atau sudah selesai");
    expect((await kawan("end", id)).out).toBe(`Seri ${id}: selesai.\n`);
    expect((await kawan("year", id, "2028")).err).toContain("sudah selesai");
    expect((await kawan("list")).out).toBe("0 seri\n");
  });
});
