import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { catalogueOf, csv, row } from "../features/training/catalogue-files.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

const line = (code: string, more: Record<string, string> = {}): Record<string, string> => ({
  "Kode Rencana": code,
  "Nama Kegiatan": `Kegiatan ${code}`,
  "Jenis Kompetensi": "komunikasi",
  "Target PNS": "petugas loket",
  "Jumlah Peserta": "30",
  "Jenis dan Jalur": "bimtek",
  Penyelenggara: "BKPSDM",
  Jadwal: "Triwulan IV",
  "Kesesuaian Kurikulum": "mengikuti kurikulum LAN",
  Anggaran: "Rp12.500.000",
  "Sumber Anggaran": "APBD",
  ...more,
});

describe.each(staffBases)("the yearly plan on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
    await syncDictionary(desk.app.db, 1, dictionaryFiles(), desk.app.clock());
  });
  beforeEach(async () => {
    for (const it of [sql`plan_line`, sql`training`, sql`training_need`]) await desk.app.db.run(sql`delete from ${it}`);
    await desk.empty();
    await desk.load();
  });
  afterAll(() => desk.close());

  const kawan = (...argv: string[]) => desk.kawan("plan", ...argv, "--city", "kendari");
  const put = (...rows: Record<string, string>[]): string => {
    writeFileSync(join(desk.folder, "rencana.csv"), csv(Object.keys(line("X")), ...rows));
    return "rencana.csv";
  };

  it("is read, kept on --apply, and read again without change", async () => {
    expect((await kawan("import", put(line("RB-1"), line("RB-2")))).out).toContain("2 baris rencana 2026 terbaca baik");
    expect(await desk.count(sql`plan_line`)).toBe(0);
    for (let times = 0; times < 2; times += 1) expect((await kawan("import", "rencana.csv", "--apply")).out).toBe("2 baris rencana 2026 disimpan.\n");
    expect(await desk.count(sql`plan_line`)).toBe(2);
    expect((await kawan("import", "rencana.csv", "--year", "2027", "--apply")).out).toContain("rencana 2027 disimpan");
    expect((await kawan("show", "--year", "2028")).out).toBe("0 baris rencana 2028\n");
  });

  it("takes no line that lacks one of the seven elements, and says which", async () => {
    const file = put(
      line("RB-1", { "Kesesuaian Kurikulum": "" }),
      line("RB-2", { "Jenis Kompetensi": "terbang" }),
      line("RB-3", { Anggaran: "banyak" }),
      line("RB-4"),
      line("rb-4"),
    );
    const { code, err } = await kawan("import", file);
    expect(code).toBe(1);
    for (const part of [
      "1 baris rencana 2026 terbaca baik",
      "baris 2 sel I2, kolom Kesesuaian Kurikulum: wajib diisi",
      'baris 3 sel C3, kolom Jenis Kompetensi: kompetensi "terbang" tidak ada dalam kamus',
      "baris 4 sel J4, kolom Anggaran: bukan angka",
      "baris 6 sel A6, kolom Kode Rencana: kode ini sudah dipakai",
    ])
      expect(err).toContain(part);
    await kawan("import", file, "--apply");
    expect(await desk.count(sql`plan_line where code = 'RB-4'`)).toBe(1);
    expect(await desk.count(sql`plan_line`)).toBe(1);
  });

  it("shows what became of each line, and which classes and needs no line knows", async () => {
    await kawan("import", put(line("RB-1")), "--apply");
    const classes = [
      row("A", { Kursi: "20", Terisi: "5" }),
      row("B", { Kursi: "10", "Baris Rencana": "rb-1", "Status Kelas": "ditunda", "Alasan Status": "anggaran" }),
      row("C", { "Baris Rencana": "RB-9" }),
    ];
    writeFileSync(join(desk.folder, "katalog.csv"), catalogueOf(...classes));
    expect((await desk.kawan("training", "import", "katalog.csv", "--city", "kendari", "--apply")).code).toBe(0);
    await desk.app.db.run(sql`
      insert into training_need (cell, agency_id, person_id, competency_id, required, held, proposed_as, proposed_at)
      select 1, 2, id, it, 3, 1, 'person', '2026-11-01' from (select id from person where agency_id = 2 order by id limit 2) p cross join unnest(array['komunikasi', 'integritas']) it`);
    const { out } = await kawan("show");
    expect(out).toContain("Kegiatan RB-1: target 30; 2 kelas, 1 ditunda; 5/30 kursi; 2 kebutuhan; Rp12.500.000");
    expect(out).toContain("Kelas dengan baris yang tidak ada dalam rencana:\n  C-1: RB-9");
    expect(out).toContain("Kebutuhan yang belum ada barisnya:\n  Integritas: 2 orang");
    const lines = (await kawan("show", "--json")).out
      .trim()
      .split("\n")
      .map((it) => JSON.parse(it));
    expect(lines[0]).toMatchObject({ code: "RB-1", classes: 2, needs: 2, competencies: ["komunikasi"] });
  });
});
