import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Fault } from "../../../../src/core/fault.ts";
import { readStaffFile } from "../../../../src/features/people/import/import-staff.ts";
import { parseStaffMapping } from "../../../../src/features/people/import/mapping.ts";
import { xlsxOf } from "../../../../src/features/people/table/write-table.ts";
import { csv, mapping, nipOf, person, type Row } from "../staff.ts";
import { type WrittenCell, workbook } from "../workbook.ts";

const read = async (rows: Row[] | Uint8Array) => (await readStaffFile(rows instanceof Uint8Array ? rows : csv(rows), mapping)).file;
const problems = async (row: Row) => (await read([person(1, row)])).problems.map(({ address, reason, bad }) => [address, reason, bad] as const);
/** Headings of `person`, with the first column's cells as a spreadsheet holds them. */
const sheet = (cells: WrittenCell[], more: WrittenCell[] = []) =>
  workbook([
    ["NIP", "Nama", "Status Pegawai", "Jabatan", "Jenis Jabatan", "Unit Kerja", ...(more.length > 0 ? ["No HP"] : [])],
    ...cells.map((it, at): WrittenCell[] => [it, "Contoh", "PNS", "Analis", "Pelaksana", "Dinas Contoh", ...(more[at] ? [more[at]] : [])]),
  ]);

describe("a NIP in a file", () => {
  it("stored as a number is refused with its cell and how to mend it, never guessed", async () => {
    const { rows, problems } = await read(sheet([{ number: "198503152010011001" }, { number: "1.98503152010011E+17" }, { text: nipOf(1) }]));
    expect(rows.map((it) => it.nip)).toEqual([nipOf(1)]);
    expect(problems.map((it) => [it.line, it.address, it.column, it.bad])).toEqual([
      [2, "A2", "NIP", true],
      [3, "A3", "NIP", true],
    ]);
    expect(problems[0]?.reason).toMatch(/tersimpan sebagai angka.*bertipe Teks/);
    expect(JSON.stringify(problems)).not.toContain("19850315");
  });

  it.each([
    ["1,98503E+17", /ilmiah/],
    ["1.98503152010011E+17", /ilmiah/],
    ["1985031520100110", /harus 18 angka; di sel ini ada 16/],
    ["19850315201001100A", /huruf/],
    ["198503152010011000", /000/],
    ["", /kosong/],
  ])("%s is refused", async (nip, reason) => {
    expect(await problems({ NIP: nip })).toEqual([["A2", expect.stringMatching(reason), true]]);
  });

  it.each(["'198503152010011001", "19850315 201001 1 001", "19850315.201001.1.001", "19850315-201001-1-001"])("%s is taken", async (nip) => {
    expect((await read([person(1, { NIP: nip })])).rows[0]?.nip).toBe("198503152010011001");
  });

  it("of PPPK needs no PNS structure, and one that ends in 000 is doubted aloud", async () => {
    const { rows, problems } = await read([person(1, { NIP: "123456789012345000", "Status Pegawai": "P3K" })]);
    expect([rows[0]?.nip, rows[0]?.status]).toEqual(["123456789012345000", "PPPK"]);
    expect(problems.map((it) => [it.address, it.bad])).toEqual([["A2", false]]);
  });

  it("that stands twice makes both rows bad, each naming the other", async () => {
    const { rows, problems, badNips } = await read([person(1), person(2), person(1, { Nama: "Lain Contoh" })]);
    expect(rows.map((it) => it.nip)).toEqual([nipOf(2)]);
    expect(problems.map((it) => [it.line, it.reason])).toEqual([
      [2, "Pegawai ini juga ada di baris 4. Satu pegawai satu baris."],
      [4, "Pegawai ini juga ada di baris 2. Satu pegawai satu baris."],
    ]);
    expect(badNips).toEqual(new Set([nipOf(1)]));
  });
});

describe("a workbook", () => {
  const headings = ["NIP", "Nama", "Status Pegawai", "Jabatan", "Jenis Jabatan", "Unit Kerja"];
  const row = (order: number) => [nipOf(order), "Contoh", "PNS", "Analis", "Pelaksana", "Dinas Contoh"];
  const sheets = (all: Record<string, string[][]>) =>
    xlsxOf(Object.entries(all).map(([name, rows]) => ({ name, headers: rows[0] ?? [], rows: rows.slice(1) })));

  it("with staff on two sheets is not read by half: whoever is on the other would count as having left", async () => {
    const file = await sheets({
      PNS: [headings, row(1)],
      PPPK: [headings, row(2)],
      Petunjuk: [
        ["Kolom", "Isi"],
        ["NIP", "18 angka"],
      ],
    });
    await expect(readStaffFile(file, mapping)).rejects.toMatchObject({ say: expect.stringMatching(/PNS, PPPK\..*--sheet/) });
    expect((await readStaffFile(file, mapping, "PPPK")).file.rows.map((it) => it.nip)).toEqual([nipOf(2)]);
    await expect(readStaffFile(file, mapping, "CPNS")).rejects.toMatchObject({ say: expect.stringContaining("PNS, PPPK, Petunjuk") });
    const emptied = await sheets({ PNS: [headings, row(1)], Templat: [headings] });
    expect((await readStaffFile(emptied, mapping)).file.rows).toHaveLength(1);
  });

  it("with a sum and a signature under the table has no bad rows, and that they were left out is told", async () => {
    const nobody = (text: string) => ["", text, "", "", "", ""];
    const { rows, problems, unreadable, others } = await read(
      await sheets({ DUK: [headings, row(1), nobody("Tanpa NIP"), row(2), nobody("Jumlah 2"), nobody("Kepala BKPSDM")] }),
    );
    expect([rows.length, new Set(problems.map((it) => it.line)), unreadable, others]).toEqual([2, new Set([3]), 1, [5, 6]]);
  });

  it("tells a row with nothing but a name, also the last one, with one reason; below a blank row stands a signature", async () => {
    const named = (text: string) => ["", text, "", "", "", ""];
    const rows = [headings, row(1), named("Tengah Contoh"), row(2), named("Akhir Contoh"), named("Dr. Ujung Contoh, M.Si."), named(""), named("Tanda Tangan")];
    const file = await read(await sheets({ DUK: rows }));
    expect(file.problems.map((it) => [it.line, it.address, it.column, it.bad])).toEqual([3, 5, 6].map((line) => [line, `B${line}`, "Nama", true]));
    expect(file.problems[0]?.reason).toMatch(/^Hanya nama yang terisi; NIP, status, dan jabatannya kosong\./);
    expect([file.rows.length, file.unreadable, file.others]).toEqual([2, 3, [8]]);
  });

  it("takes headings of groups, sums and what is signed for nobody, wherever they stand, and says where", async () => {
    const nobody = (...cells: WrittenCell[]) => cells;
    const { rows, problems, unreadable, others } = await read(
      workbook([
        ["DAFTAR PEGAWAI"],
        headings,
        nobody("DINAS CONTOH"),
        row(1),
        [],
        nobody("KECAMATAN CONTOH"),
        row(2),
        nobody("", "Jumlah PNS", { number: "2" }),
        row(3),
        nobody({ number: "3" }, "TOTAL", { formula: "3" }),
        [],
        nobody("", "", "", "Kendari, 1 November 2026"),
        nobody("NIP. 196501011990031001"),
      ]),
    );
    expect([rows.length, problems, unreadable, others]).toEqual([3, [], 0, [3, 6, 8, 10, 12, 13]]);
  });

  it("says of a failed formula that, and not that the cell is empty as well", async () => {
    expect((await read(sheet([{ error: "#N/A" }]))).problems.map((it) => [it.address, it.reason])).toEqual([
      ["A2", expect.stringContaining("Rumus di sel ini gagal")],
    ]);
  });
});

describe("a row", () => {
  it("tells everything wrong with it at once", async () => {
    const wrong = await problems({
      NIP: "12",
      "Status Pegawai": "Honorer",
      Nama: "",
      Jabatan: "",
      "Jenis Jabatan": "Struktural",
      "Unit Kerja": "",
      Keadaan: "liburan",
    });
    expect(wrong.map(([address]) => address).toSorted()).toEqual(["A2", "B2", "C2", "D2", "E2", "F2", "G2"]);
    expect(wrong.every(([, , bad]) => bad)).toBe(true);
  });

  it.each([
    ["81234567890", "+6281234567890"],
    ["081234567890", "+6281234567890"],
    ["+62 812-3456-7890", "+6281234567890"],
    ["6281234567890", "+6281234567890"],
    ["'081234567890", "+6281234567890"],
    ["(0401) 312345", "+62401312345"],
  ])("with the phone %s", async (phone, e164) => {
    expect((await read([person(1, { "No HP": phone })])).rows[0]?.facts.phone).toBe(e164);
  });

  it.each(["08", "tidak punya nomor", "0812345678/0813345678", "8,12346E+10"])("with the phone %s is imported without it, and that is said", async (phone) => {
    const { rows, problems } = await read([person(1, { "No HP": phone })]);
    expect(rows[0]?.facts).toEqual({});
    expect(problems.map((it) => [it.column, it.bad])).toEqual([["No HP", false]]);
  });

  it("with a phone stored as a number is fine while all its digits are there", async () => {
    const { rows, problems } = await read(sheet([{ text: nipOf(1) }, { text: nipOf(2) }], [{ number: "81234567890" }, { number: "8.12E+10" }]));
    expect(rows.map((it) => it.facts.phone)).toEqual(["+6281234567890", undefined]);
    expect(problems.map((it) => it.address)).toEqual(["G3"]);
  });

  it.each([
    ["01/03/2024", "2024-03-01"],
    ["1-3-2024", "2024-03-01"],
    ["2024-03-01", "2024-03-01"],
    ["1 Maret 2024", "2024-03-01"],
    ["01/03/2024 00:00:00", "2024-03-01"],
    ["31/02/2024", undefined],
    ["2024", undefined],
    ["03/24", undefined],
    ["01/03/1824", undefined],
  ])("with the date %s", async (date, iso) => {
    const { rows, problems } = await read([person(1, { "TMT Jabatan": date })]);
    expect(rows[0]?.position?.since).toBe(iso);
    expect(problems).toHaveLength(iso === undefined ? 1 : 0);
  });

  it("with a spreadsheet's day number and date cell", async () => {
    const bytes = workbook([
      ["NIP", "Nama", "Status Pegawai", "Jabatan", "Jenis Jabatan", "Unit Kerja", "TMT Jabatan", "TMT CPNS"],
      [{ text: nipOf(1) }, "Contoh", "PNS", "Analis", "Pelaksana", "Dinas Contoh", { date: "45352" }, { number: "40179" }],
    ]);
    const [row] = (await read(bytes)).rows;
    expect([row?.position?.since, row?.facts.cpnsSince]).toEqual(["2024-03-01", "2010-01-01"]);
  });

  it.each([
    ["PNS", "PNS"],
    ["Calon PNS", "CPNS"],
    ["p3k", "PPPK"],
    ["PPPK Paruh Waktu", "PPPK_PARUH_WAKTU"],
    ["Pegawai Pemerintah dengan Perjanjian Kerja", "PPPK"],
  ])("of status %s", async (word, status) => {
    expect((await read([person(1, { "Status Pegawai": word })])).rows[0]?.status).toBe(status);
  });

  it.each([
    ["JPT Pratama", "", "jpt"],
    ["Jabatan Administrator", "", "administrator"],
    ["Pengawas", "", "pengawas"],
    ["Fungsional Tertentu", "Ahli Muda", "fungsional"],
    ["JFU", "", "pelaksana"],
    ["", "Eselon III.a", "administrator"],
    ["", "II.b", "jpt"],
    ["", "Ahli Madya", "fungsional"],
    ["Struktural", "III.b", "administrator"],
    ["JABATAN STRUKTURAL", "Pengawas", "pengawas"],
  ])("of jenis %j and jenjang %j is of the family %s", async (kind, level, family) => {
    expect((await read([person(1, { "Jenis Jabatan": kind, Jenjang: level })])).rows[0]?.position?.family).toBe(family);
  });

  it("is asked for the level where the kind alone does not say which", async () => {
    expect(await problems({ "Jenis Jabatan": "Struktural", Jenjang: "" })).toEqual([["E2", expect.stringContaining("Isi jenjang atau eselonnya"), true]]);
  });

  it("leaves what a cell does not say, and takes away what it says is none", async () => {
    const [said] = (await read([person(1, { Email: "-", Golongan: "", "NIP Atasan": "-" })])).rows;
    expect([said?.facts.email, said?.facts.grade, said?.supervisor]).toEqual([null, undefined, null]);
  });

  it("with a failed formula is refused with its cell", async () => {
    expect(await problems({ "NIP Atasan": "#N/A" })).toEqual([["G2", expect.stringMatching(/Rumus/), true]]);
  });

  it("whose supervisor is the person itself is refused", async () => {
    expect(await problems({ "NIP Atasan": nipOf(1) })).toEqual([["G2", "Pegawai ini tercatat sebagai atasannya sendiri.", true]]);
  });

  it("tells acting positions, part of the unit, performance by year and titles", async () => {
    const row = person(1, {
      Nama: "Drs. Contoh, M.Si.",
      OPD: "Dinas Contoh",
      "Unit Kerja": "Bidang Rekaan",
      "Plt/Plh": "Plt. Kepala Bidang",
      "Kinerja 2024": "Sangat Baik",
      "SKP 2025": "BUTUH PERBAIKAN",
    });
    const [said] = (await read([row])).rows;
    expect(said).toMatchObject({
      name: { titleBefore: "Drs.", name: "Contoh", titleAfter: "M.Si." },
      position: { title: "Analis Contoh", unit: "Dinas Contoh", section: "Bidang Rekaan" },
      others: [{ kind: "plt", title: "Kepala Bidang", unit: "Dinas Contoh" }],
      performance: [
        { year: 2024, predicate: "sangat_baik" },
        { year: 2025, predicate: "butuh_perbaikan" },
      ],
    });
  });

  it.each(['=HYPERLINK("http://contoh.invalid")', "@contoh", "lihat https://contoh.invalid", "12345"])("whose name is no name is refused: %s", async (name) => {
    expect(await problems({ Nama: name })).toEqual([["B2", expect.stringContaining("bukan nama orang"), true]]);
  });

  it("keeps an apostrophe that is part of a name", async () => {
    expect((await read([person(1, { Nama: "'Aisyah Contoh" })])).rows[0]?.name.name).toBe("'Aisyah Contoh");
  });

  it("of a leader outside the civil service needs no NIP, and of one who has left no position", async () => {
    const { rows, problems } = await read([
      person(1, { NIP: "", "Status Pegawai": "Wali Kota", Nama: "Contoh Wali", "Jenis Jabatan": "" }),
      person(2, { Keadaan: "Meninggal Dunia", Jabatan: "", "Unit Kerja": "" }),
    ]);
    expect(problems).toEqual([]);
    expect(rows.map((it) => [it.nip, it.status, it.duty, it.position?.title])).toEqual([
      [null, "LUAR_ASN", undefined, "Analis Contoh"],
      [nipOf(2), "PNS", "meninggal", undefined],
    ]);
  });
});

describe("a file", () => {
  it("without a unit column says which would do", async () => {
    const rows = [{ NIP: nipOf(1), Nama: "A", "Status Pegawai": "PNS", Jabatan: "x" }];
    await expect(read(rows)).rejects.toThrow(/OPD.*Unit Kerja/);
    await expect(read(rows)).rejects.toBeInstanceOf(Fault);
  });

  it("of headings only has no rows and no problems", async () => {
    expect(await read(csv([], Object.keys(person(1))))).toMatchObject({ rows: [], problems: [], unreadable: 0 });
  });
});

describe("the mapping", () => {
  it("that somebody broke is told with its place", () => {
    expect(() => parseStaffMapping("kolom:\n  nip: { judul: [] }\nkata: {}")).toThrow(/impor\/pegawai\.yaml/);
  });

  it("in which a heading or a word means two things is refused", async () => {
    const text = await readFile(new URL("../../../../knowledge/impor/pegawai.yaml", import.meta.url), "utf8");
    expect(() => parseStaffMapping(text.replace("judul: [Email,", "judul: [Nama Lengkap, Email,"))).toThrow(/"namalengkap" means both nama and email/);
    expect(() => parseStaffMapping(text.replace("pensiun: [pensiun,", "pensiun: [Wafat, pensiun,"))).toThrow(/"wafat" means both/);
    expect(() => parseStaffMapping(text)).not.toThrow();
  });
});
