import { strToU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { Fault } from "../../../../src/core/fault.ts";
import { type ColumnSpec, dataRows, findColumns } from "../../../../src/features/people/table/columns.ts";
import { readTable } from "../../../../src/features/people/table/read-table.ts";
import { workbook } from "../workbook.ts";

const specs: ColumnSpec[] = [
  { id: "nip", names: ["NIP", "Nomor Induk Pegawai"], required: true },
  { id: "nama", names: ["Nama", "Nama Lengkap"], required: true },
  { id: "atasan", names: ["NIP Atasan", "Atasan NIP"], required: false },
  { id: "jabatan", names: ["Jabatan", "Jabatan Nama"], required: false },
  { id: "tmt", names: ["TMT Jabatan", "Jabatan TMT"], required: false },
  { id: "kinerja", names: ["Kinerja {tahun}", "SKP {tahun}"], required: false },
];
const read = async (csv: string) => findColumns(await readTable(strToU8(csv)), specs);
const refusal = async (csv: string): Promise<string> => {
  try {
    await read(csv);
    return "taken";
  } catch (error) {
    if (error instanceof Fault) return error.say;
    throw error;
  }
};

describe("headings", () => {
  it("are found in any order and spelling, and unknown ones are told with their cell", async () => {
    const found = await read("Agama;N I P;NAMA_LENGKAP;SKP 2024;kinerja-2025\nx;1;A;Baik;Baik");
    expect(Object.fromEntries(found.at)).toEqual({ nip: 1, nama: 2, "kinerja:2024": 3, "kinerja:2025": 4 });
    expect(found.ignored).toEqual([{ address: "A1", text: "Agama" }]);
  });

  it("stand below titles, with two levels, and above a row of numbers", async () => {
    const bytes = workbook([
      ["DAFTAR NAMA PEGAWAI KARANGAN"],
      [],
      ["NO", "NIP", "NAMA", "JABATAN", "", "ATASAN", ""],
      ["", "", "", "NAMA", "TMT", "NIP", "NAMA"],
      ["1", "2", "3", "4", "5", "6", "7"],
      ["1", "11", "Contoh", "Analis", "01/01/2024", "22", "Rekaan"],
    ]);
    const found = findColumns(await readTable(bytes), specs);
    expect(Object.fromEntries(found.at)).toEqual({ nip: 1, nama: 2, jabatan: 3, tmt: 4, atasan: 5 });
    expect(dataRows(found).map((it) => [it.row, it.cells[1]?.text])).toEqual([[5, "11"]]);
  });

  it("that are missing are named, with what stands there instead", async () => {
    const say = await refusal("Nomer Induk;Nama;Jabatan\n1;A;B");
    expect(say).toContain("Kolom *NIP* tidak ditemukan");
    expect(say).toContain("Nomor Induk Pegawai");
    expect(say).toContain('"Nomer Induk" (A1)');
  });

  it("that stand twice are named with both cells", async () => {
    expect(await refusal("NIP;Nama;Nomor Induk Pegawai\n1;A;2")).toBe("Kolom *NIP* ada dua: sel A1 dan C1. Hapus atau ganti judul salah satunya.");
    expect(await refusal("NIP;Nama;SKP 2024;Kinerja 2024\n1;A;x;y")).toContain("Kolom *Kinerja 2024* ada dua");
  });

  it.each([
    ["nothing but blanks", ";;\n;;\n"],
    ["numbers only", "1;2\n3;4\n"],
    ["one known word", "NIP\n1\n"],
  ])("are said to be missing in %s", async (_, csv) => {
    expect(await refusal(csv)).toMatch(/Baris judul kolom tidak ditemukan.*NIP, Nama/);
  });

  it("alone are a file without rows", async () => {
    expect(dataRows(await read("NIP;Nama\n"))).toEqual([]);
  });
});
