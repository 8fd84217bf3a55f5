import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { staffMapping } from "../../src/command/people/staff-mapping.ts";
import { sql } from "../../src/db/database.ts";
import { readStaffFile } from "../../src/features/people/import/import-staff.ts";
import { templateRoutes } from "../../src/features/people/import/template-routes.ts";
import { nipOf, person } from "../features/people/staff.ts";
import { openStaffDesk, type StaffDesk, staff, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("the staff commands on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.empty());
  const kawan: StaffDesk["kawan"] = (...argv) => desk.kawan(...argv);
  const file: StaffDesk["file"] = (rows, name) => desk.file(rows, name);
  const load = () => desk.load();
  const count: StaffDesk["count"] = (what) => desk.count(what);

  it("import: first a report, then with --apply the same in the base, then nothing more to do", async () => {
    const dry = await kawan("people", "import", file(staff), "--city", "kendari");
    expect([dry.code, await count(sql`person`)]).toEqual([0, 0]);
    expect(dry.out).toContain("Pratinjau impor pegawai Kota Kendari: belum ada yang ditulis");
    expect(dry.out).toMatch(/baru {2,}6\n/);
    expect(dry.out).toContain("ulangi dengan --apply");
    const done = await load();
    expect([done.code, await count(sql`person`)]).toEqual([0, 6]);
    expect(done.out).toContain("DITERAPKAN");
    expect((await kawan("people", "import", "staf.csv", "--city", "kendari")).out).toContain("Tidak ada yang perlu diubah.");
    expect(dry.out + done.out).not.toContain(nipOf(1));
  });

  it("import: a report names people of the register, so that it is in the audit like a look", async () => {
    await load();
    const looks = () => desk.count(sql`audit where capability = 'import_people' and outcome = 'previewed'`);
    const before = await looks();
    const { out } = await kawan("people", "import", file([person(1)], "satu.csv"), "--city", "kendari");
    expect(out).toContain("Keluar: ada di data, tidak ada di berkas");
    expect(await looks()).toBe(before + 1);
  });

  it("import: bad rows by line, column and reason, exit code 1, the good ones applied", async () => {
    const { code, out } = await kawan("people", "import", file([person(1), person(2, { NIP: "1,98503E+17" })]), "--city", "kendari", "--apply");
    expect([code, await count(sql`person`)]).toEqual([1, 1]);
    expect(out).toMatch(/Kolom NIP: NIP tertulis dalam bentuk ilmiah.*\n {4}baris 3 sel A3/);
    const json = JSON.parse((await kawan("people", "import", "staf.csv", "--city", "kendari", "--json")).out);
    expect(json).toMatchObject({ applied: false, rows: 2, unchanged: 1, bad: 1, problems: [{ line: 3, address: "A3", column: "NIP", bad: true }] });
  });

  it.each([
    [["people", "import", "tidak-ada.csv", "--city", "kendari"], /tidak ditemukan/],
    [["people", "import", "staf.csv"], /--city, salah satu dari: .*kendari/],
    [["people", "import", "staf.csv", "--city", "jakarta"], /"jakarta" tidak dikenal/],
    [["people", "import", "staf.csv", "--city", "kendari", "--by", "123"], /18 angka/],
    [["people", "import", "staf.csv", "--city", "kendari", "--by", nipOf(500)], /tidak ada pada data pegawai/],
    [["people", "code", nipOf(500), "--city", "kendari"], /tidak ada pada data pegawai/],
    [["people", "lines", "confirm", "x", "--city", "kendari"], /A number from the list/],
    [["people", "role", "grant", "raja", "--nip", nipOf(1), "--city", "kendari"], /Allowed choices/],
    [["admin", "create", "--city", "kendari"], /--nip atau --name/],
    [["admin", "create", "--nip", nipOf(1), "--city", "kendari"], /tambahkan --name/],
    [["admin", "grant", "--nip", nipOf(1), "--city", "kendari"], /--by/],
    [["people", "template", "templat.pdf"], /\.xlsx atau \.csv/],
  ])("%j is refused in a sentence that repeats no NIP", async (argv, say) => {
    file(staff);
    const { code, err } = await kawan(...argv);
    expect(code).toBe(1);
    expect(err).toMatch(say);
    expect(err).not.toMatch(/\d{18}/);
  });

  it("the way of a new city: import, first administrator, officer, code, held line, second officer", async () => {
    await load();
    const at = ["--city", "kendari"];
    const first = await kawan("admin", "create", "--nip", nipOf(2), ...at);
    expect(first.out).toMatch(/Kode tautan \(sekali pakai\): [0-9A-Z]{5}-[0-9A-Z]{5}\n/);
    expect((await kawan("admin", "create", "--nip", nipOf(3), ...at)).code).toBe(1);
    expect((await kawan("people", "role", "grant", "officer", "--nip", nipOf(3), "--by", nipOf(2), ...at)).out).toContain("berlaku satu tahun");
    expect((await kawan("people", "role", "grant", "unit_officer", "--nip", nipOf(4), "--unit", "contoh", "--by", nipOf(3), ...at)).code).toBe(0);
    expect((await kawan("people", "role", "list", ...at)).out).toContain("3 hak berlaku");
    expect((await kawan("people", "code", nipOf(5), ...at)).err).toContain("--by");
    expect((await kawan("people", "code", nipOf(3), "--by", nipOf(3), ...at)).err).toContain("petugas lain");
    const code = await kawan("people", "code", nipOf(5), "--by", nipOf(3), ...at);
    expect(code.out).toMatch(/Untuk: Contoh Rekaan FA \(•/);
    const rows = staff.map((it) => (it.NIP === nipOf(6) ? { ...it, "NIP Atasan": nipOf(3) } : it));
    expect((await kawan("people", "import", file(rows), "--apply", ...at)).err).toContain("--by NIP");
    expect((await kawan("people", "import", "staf.csv", ...at)).out).toContain("tanpa --by NIP");
    expect((await kawan("people", "import", "staf.csv", "--apply", "--by", nipOf(3), ...at)).out).toContain("MENUNGGU PETUGAS KEDUA");
    const pending = await kawan("people", "lines", "pending", ...at);
    const number = /^\s*(\d+) {2}Contoh Rekaan GA/.exec(pending.out)?.[1] ?? "";
    expect((await kawan("people", "lines", "confirm", number, "--by", nipOf(3), ...at)).code).toBe(1);
    expect((await kawan("people", "lines", "confirm", number, "--by", nipOf(2), ...at)).out).toContain("berlaku mulai hari ini");
    expect((await kawan("people", "lines", "pending", ...at)).out).toBe("Tidak ada yang menunggu.\n");
    expect((await kawan("admin", "revoke", "--nip", nipOf(2), "--by", nipOf(2), ...at)).err).toContain("haknya sendiri");
    expect((await kawan("people", "delegate", nipOf(1), "--to", nipOf(4), "--by", nipOf(3), "--until", "2026-12-31", ...at)).out).toContain("mewakili");
    const printed = [first, code].map((it) => /([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(it.out)?.[1] ?? "none");
    const kept = await desk.app.db.many(
      z.object({ row: z.string() }),
      sql`select to_jsonb(l)::text as row from link_code l union all select to_jsonb(a)::text from audit a`,
    );
    for (const it of printed) expect(JSON.stringify(kept)).not.toContain(it);
  });

  it("admin create before any import: by NIP and name, or by name alone for somebody outside the civil service", async () => {
    expect((await kawan("admin", "create", "--nip", "123", "--name", "x", "--city", "kendari")).err).toContain("18 angka");
    expect((await kawan("admin", "create", "--nip", "198513152010011001", "--name", "x", "--city", "kendari")).err).toContain("susunannya");
    expect((await kawan("admin", "create", "--nip", nipOf(1), "--name", "Contoh Admin, S.Kom", "--city", "kendari")).code).toBe(0);
    expect((await kawan("admin", "create", "--name", "Contoh Luar", "--city", "pontianak")).out).toContain("di luar ASN");
    expect((await kawan("admin", "list", "--city", "pontianak")).out).toMatch(/Contoh Luar \(–\): administrator/);
    expect((await kawan("people", "import", file(staff), "--city", "kendari", "--apply", "--by", nipOf(1))).out).toMatch(
      /berubah {2,}1 {2}\(nama 1, gelar belakang 1, jabatan 1\)/,
    );
  });

  it("list and find show masked NIPs and only the own city's people; a found person sees who looked", async () => {
    await load();
    await kawan("people", "import", file([person(9, { Nama: "Lain Kota Contoh" })], "lain.csv"), "--city", "pontianak", "--apply");
    const { out } = await kawan("people", "list", "--city", "kendari");
    expect(out).toContain("6 orang");
    expect(out).not.toMatch(/\d{18}|Lain Kota/);
    expect((await kawan("people", "find", "lain", "kota", "--city", "kendari")).code).toBe(1);
    const found = await kawan("people", "find", "Drs. rekaan ba, M.Si.", "--city", "kendari");
    expect(found.out).toMatch(/^•+2010•+02 {2}Contoh Rekaan BA — PNS; Analis Contoh; Dinas Contoh\n$/);
    expect(await count(sql`ledger where kind = 'look' and action = 'find_people'`)).toBe(1);
  });

  it("list, once a city has officers: by one of them, and the look is recorded in one line", async () => {
    await load();
    const at = ["--city", "kendari"];
    const looks = () =>
      desk.app.db.many(
        z.object({ nip: z.string().nullable(), outcome: z.string() }),
        sql`select p.nip, a.outcome from audit a left join person p on p.id = a.person_id where a.capability = 'list_people' order by a.id`,
      );
    expect((await kawan("people", "list", ...at)).code).toBe(0); // nobody has a right yet: whoever runs the server sets it up
    await kawan("admin", "create", "--nip", nipOf(2), ...at);
    const unnamed = await kawan("people", "list", ...at);
    expect([unnamed.code, unnamed.out]).toEqual([1, ""]);
    expect(unnamed.err).toContain("--by NIP");
    expect((await kawan("people", "list", "--by", nipOf(3), ...at)).err).toContain("harus petugas BKPSDM");
    expect((await kawan("people", "list", "--by", nipOf(2), ...at)).out).toContain("6 orang");
    expect(await looks()).toEqual([
      { nip: null, outcome: "seen" },
      { nip: nipOf(2), outcome: "seen" },
    ]);
    expect(await count(sql`ledger where kind = 'look'`)).toBe(0);
  });

  it("template: accepted back as it is, empty, as XLSX and as CSV; an existing file is left alone", async () => {
    for (const name of ["templat.xlsx", "templat.csv"]) {
      expect((await kawan("people", "template", name)).code).toBe(0);
      const back = await kawan("people", "import", name, "--city", "kendari", "--apply");
      expect([back.code, back.out]).toEqual([0, expect.stringContaining("belum berisi pegawai")]);
      expect(back.out).not.toContain("diabaikan");
      const before = readFileSync(join(desk.folder, name));
      expect((await kawan("people", "template", name)).err).toContain("sudah ada");
      expect(readFileSync(join(desk.folder, name))).toEqual(before);
    }
    expect(existsSync(join(desk.folder, "templat.pdf"))).toBe(false);
  });

  it("template over HTTP: the same file, for anybody, with nobody in it", async () => {
    const routes = templateRoutes(() => staffMapping(desk.app.config), desk.clock.now);
    const response = await routes.request("/unduh/templat-pegawai.xlsx");
    expect([response.status, response.headers.get("content-disposition")]).toEqual([200, 'attachment; filename="templat-pegawai.xlsx"']);
    const read = await readStaffFile(new Uint8Array(await response.arrayBuffer()), staffMapping(desk.app.config));
    expect([read.columns.sheet.name, read.columns.ignored, read.file.rows]).toEqual(["Pegawai", [], []]);
    expect([...read.columns.at.keys()].filter((it) => it.startsWith("kinerja"))).toEqual(["kinerja:2024", "kinerja:2025"]);
  });
});
