import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extractRawText } from "mammoth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { nipOf } from "../features/people/staff.ts";
import { catalogueOf, row } from "../features/training/catalogue-files.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("the class commands on $name", ({ make }) => {
  let desk: StaffDesk;
  let files = 0;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
    await syncDictionary(desk.app.db, 1, dictionaryFiles(), desk.app.clock());
  });
  beforeEach(async () => {
    for (const it of [sql`enrolment`, sql`training`, sql`letter_template`]) await desk.app.db.run(sql`delete from ${it}`);
    await desk.empty();
    await desk.load();
    writeFileSync(join(desk.folder, "katalog.csv"), catalogueOf(row("A", { Kursi: "2" })));
    await desk.kawan("training", "import", "katalog.csv", "--city", "kendari", "--apply");
  });
  afterAll(() => desk.close());

  const kawan = (...argv: string[]) => desk.kawan("class", ...argv, "--city", "kendari");
  const fresh = (ending: string) => `berkas-${++files}.${ending}`;
  const text = (name: string) => readFileSync(join(desk.folder, name), "utf8");

  it("list, make, change, duplicate, open, close, postpone and cancel", async () => {
    expect((await kawan("list")).out).toMatch(/A-1 +pendaftaran dibuka +0\/2 {2}Senin, 7 Des 2026.*\n1 kelas\n$/);
    const made = await kawan(
      "create",
      "a",
      "--schedule",
      "14-15 Desember 2026 08.00-12.00",
      "--seats",
      "9",
      "--place",
      "https://rapat.contoh.go.id/x",
      "--plan",
      "RB-9",
    );
    expect([made.code, made.out]).toEqual([0, "Kelas A-2 dibuat sebagai rencana. Buka pendaftarannya: kawan class open A-2\n"]);
    expect((await kawan("edit", "a-2", "kursi", "12")).out).toContain("Kursi Pelatihan A sekarang: 12. 0 orang diberi tahu.");
    expect((await kawan("duplicate", "A-2", "--schedule", "18/1/2027 08.00-16.00")).out).toContain("Kelas A-3 dibuat");
    expect((await kawan("open", "A-2")).out).toContain("sudah dibuka");
    expect((await kawan("close", "A-2")).code).toBe(0);
    expect((await kawan("postpone", "A-2")).err).toContain("--reason");
    await kawan("postpone", "A-2", "--reason", "narasumber berhalangan");
    expect((await kawan("show", "A-2")).out).toContain("Kode A-2; ditunda (narasumber berhalangan).");
    await kawan("cancel", "A-2", "--reason", "anggaran dialihkan");
    expect((await kawan("list")).out).not.toContain("A-2");
    expect((await kawan("list", "--all")).out).toMatch(/A-2 +batal/);
    expect((await kawan("open", "A-2")).err).toContain("sedang *batal*");
  });

  it("say what they cannot read, and change nothing then", async () => {
    expect((await kawan("create", "A", "--schedule", "besok", "--plan", "RB-1")).err).toContain("--schedule: ");
    expect((await kawan("edit", "A-1", "persetujuan", "camat")).err).toContain("tulis salah satu");
    expect((await kawan("edit", "A-1", "warna", "biru")).code).not.toBe(0);
    expect((await kawan("show", "Z-9")).err).toContain('Kelas "Z-9" tidak ada');
    expect((await kawan("list")).out).toContain("1 kelas");
  });

  it("call people by a file, all or nobody, and let one go again", async () => {
    writeFileSync(join(desk.folder, "panggil.txt"), `${nipOf(2)}\n199001012015031999\n`);
    const refused = await kawan("call", "A-1", "panggil.txt");
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("Tidak seorang pun dipanggil")]);
    expect(refused.err).not.toContain("199001012015031999");
    expect(await desk.count(sql`enrolment`)).toBe(0);
    writeFileSync(join(desk.folder, "panggil.txt"), `${nipOf(2)}\n${nipOf(3)}\n`);
    expect((await kawan("call", "A-1", "panggil.txt")).out).toContain("2 orang dipanggil ke Pelatihan A");
    writeFileSync(join(desk.folder, "lagi.txt"), nipOf(4));
    expect((await kawan("call", "A-1", "lagi.txt")).err).toContain("Kursi yang kosong tinggal 0");
    expect((await kawan("release", "A-1", "--nip", nipOf(2), "--reason", "salah panggil")).code).toBe(0);
    const people = await kawan("people", "A-1");
    expect(people.out).toMatch(/dipanggil\n1 orang\n$/);
    expect(await desk.count(sql`ledger where action = 'class_people' and kind = 'look'`)).toBe(1);
  });

  it("set and show quotas", async () => {
    const units = await desk.app.db.many(z.object({ name: z.string() }), sql`select name from unit order by id limit 1`);
    const unit = units[0]?.name ?? "";
    expect((await kawan("quota", "A-1", `${unit}=3`)).out).toContain(
      `Kuota 1 unit tercatat; 0 pengelola unit diberi tahu. Tanpa pengelola yang terhubung: ${unit}.`,
    );
    expect((await kawan("quota", "A-1")).out).toBe(`${unit}: 3\n1 unit\n`);
    expect((await kawan("quota", "A-1", "Dinas Antariksa=2")).err).toContain("tidak ada");
  });

  it("write lists and letters, with whole NIPs for a reason only", async () => {
    writeFileSync(join(desk.folder, "panggil.txt"), nipOf(2));
    await kawan("call", "A-1", "panggil.txt");
    const list = fresh("csv");
    expect((await kawan("roster", "A-1", list)).out).toContain("Daftar 1 peserta ditulis");
    expect(text(list)).not.toContain(nipOf(2));
    expect((await kawan("roster", "A-1", list)).err).toContain("sudah ada");
    expect((await kawan("roster", "A-1", fresh("csv"), "--nip")).err).toContain("memerlukan alasan");
    const whole = fresh("csv");
    await kawan("roster", "A-1", whole, "--nip", "--reason", "pendaftaran ke penyelenggara");
    expect(text(whole)).toContain(nipOf(2));
    expect((await kawan("sheet", "A-1", fresh("xlsx"))).code).toBe(0);
    const letter = fresh("docx");
    expect((await kawan("letter", "A-1", "panggilan", letter)).out).toContain("Surat untuk 1 orang ditulis");
    expect((await extractRawText({ path: join(desk.folder, letter) })).value).toContain(nipOf(2));
    expect((await kawan("letter", "A-1", "panggilan", fresh("txt"))).err).toContain(".docx");
    const printed = fresh("pdf");
    expect((await kawan("letter", "A-1", "panggilan", printed)).out).toContain("Surat untuk 1 orang ditulis");
    expect(readFileSync(join(desk.folder, printed)).subarray(0, 5).toString()).toBe("%PDF-");
  });

  it("keep a city's own form and signed files", async () => {
    const letter = fresh("docx");
    await kawan("letter", "A-1", "surat_tugas", letter);
    expect((await kawan("template", "surat_tugas", letter)).err).toContain("belum memuat tanda isian");
    expect((await kawan("template", "surat_tugas")).err).toContain("--remove");
    writeFileSync(join(desk.folder, "ttd.pdf"), "%PDF-1.7 contoh");
    expect((await kawan("attach", "A-1", "ttd.pdf")).out).toContain("Berkas disimpan");
    expect((await kawan("attach", "A-1", "ttd.pdf")).out).toContain("sudah tersimpan");
    const listed = (await kawan("files", "A-1")).out;
    const id = /^ *(\d+) {2}surat tugas: ttd\.pdf\n1 berkas\n$/.exec(listed)?.[1] ?? "";
    const back = fresh("pdf");
    expect((await kawan("take", "A-1", id, back)).code).toBe(0);
    expect(text(back)).toBe("%PDF-1.7 contoh");
    writeFileSync(join(desk.folder, "ttd.exe"), "MZ");
    expect((await kawan("attach", "A-1", "ttd.exe")).err).toContain("Yang disimpan");
    expect(existsSync(join(desk.folder, back))).toBe(true);
  });

  it("ask who it was once the city has officers", async () => {
    await desk.app.db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at)
      select cell, agency_id, id, 'officer', '2026-01-01', '2027-01-01' from person where nip = ${nipOf(1)}`);
    expect((await kawan("close", "A-1")).err).toContain("--by NIP");
    expect((await kawan("close", "A-1", "--by", nipOf(1))).code).toBe(0);
    await desk.app.db.run(sql`delete from person_role`);
  });
});
