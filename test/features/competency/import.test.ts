import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDictionary } from "../../../src/features/competency/dictionary/dictionary-file.ts";
import { dictionaryTables, readDictionarySheets } from "../../../src/features/competency/import/dictionary-sheet.ts";
import { parseCompetencyMapping } from "../../../src/features/competency/import/mapping.ts";
import { readResults } from "../../../src/features/competency/import/results.ts";
import { resultsTemplate } from "../../../src/features/competency/import/template.ts";
import { readTable } from "../../../src/features/people/table/read-table.ts";
import { csvOf, xlsxOf } from "../../../src/features/people/table/write-table.ts";
import { shippedFiles } from "./staff-world.ts";

const mappingText = readFileSync(new URL("../../../knowledge/impor/kompetensi.yaml", import.meta.url), "utf8");
const mapping = parseCompetencyMapping(mappingText);
const shipped = parseDictionary(shippedFiles());
const day = "2026-11-20";
const nip = "199001012015031001";

const table = (headers: string[], ...rows: string[][]) => readTable(csvOf({ name: "x", headers, rows }));

describe("assessment results", () => {
  it("are read a row a result, with what the columns say", async () => {
    const sheets = await table(
      ["Nama Pegawai", "NIP", "Kompetensi", "Level", "Tanggal Uji", "Jenis Penilaian", "Penyelenggara", "Resmi"],
      ["Rina Contoh", nip, "Komunikasi", "3", "12/05/2026", "Uji Kompetensi", "UPT Penilaian Contoh", "ya"],
      ["Rina Contoh", nip, "spbe", "Level 2", "2026-05-12", "tes", "", ""],
    );
    const { results, problems } = readResults(sheets, mapping, shipped.competencies, { day, source: "Impor" });
    expect(problems).toEqual([]);
    expect(results).toMatchObject([
      { nip, competency: "komunikasi", level: 3, date: "2026-05-12", kind: "assessment_center", source: "UPT Penilaian Contoh", official: true },
      { nip, competency: "spbe", level: 2, kind: "test", source: "Impor", official: false },
    ]);
  });

  it("are read a row a person, with what the command says, empty cells left out", async () => {
    const sheets = await table(["NIP", "Nama", "Integritas", "Kerja Sama", "Perekat Bangsa"], [nip, "Rina Contoh", "2", "", "0"]);
    const { results, problems } = readResults(sheets, mapping, shipped.competencies, { day, date: "2026-05-12", kind: "assessment_center", official: true });
    expect(problems).toEqual([]);
    expect(results.map((it) => [it.competency, it.level, it.official])).toEqual([
      ["integritas", 2, true],
      ["perekat-bangsa", 0, true],
    ]);
  });

  it("name each bad cell by its address, and read the rest", async () => {
    const sheets = await table(
      ["NIP", "Kompetensi", "Level", "Tanggal", "Jenis", "Resmi"],
      [nip, "Komunikasi", "3", "12/05/2026", "tes", ""],
      ["123", "Komunikasi", "3", "12/05/2026", "tes", ""],
      [nip, "Sihir", "3", "12/05/2026", "tes", ""],
      [nip, "Komunikasi", "6", "12/05/2026", "tes", ""],
      [nip, "Komunikasi", "2,5", "12/05/2026", "tes", ""],
      [nip, "Komunikasi", "3", "", "tes", ""],
      [nip, "Komunikasi", "3", "12/05/2027", "tes", ""],
      [nip, "Komunikasi", "3", "12/05/2026", "ramalan", ""],
      [nip, "Komunikasi", "3", "12/05/2026", "", ""],
      [nip, "Komunikasi", "3", "12/05/2026", "pelatihan", "ya"],
      [nip, "Komunikasi", "3", "12/05/2026", "tes", "mungkin"],
      [nip, "", "3", "12/05/2026", "tes", ""],
    );
    const { results, problems } = readResults(sheets, mapping, shipped.competencies, { day });
    expect(results).toHaveLength(1);
    expect(problems.map((it) => it.address)).toEqual(["A3", "B4", "C5", "C6", "D7", "D8", "E9", "E10", "F11", "F12", "B13"].map((it) => `CSV!${it}`));
    expect(JSON.stringify(problems)).not.toContain(nip);
  });

  it("are refused where there is no level at all, or no NIP", async () => {
    const read = async (...headers: string[]) =>
      readResults(
        await table(
          headers,
          headers.map(() => "1"),
        ),
        mapping,
        shipped.competencies,
        { day },
      );
    await expect(read("NIP", "Nama")).rejects.toThrow(/satu kolom untuk tiap kompetensi/);
    await expect(read("Nama", "Komunikasi", "Integritas")).rejects.toThrow(/Kolom \*NIP\* tidak ditemukan/);
  });

  it("fit the template as it is given out", async () => {
    const sheets = await readTable(await xlsxOf(resultsTemplate(mapping, shipped.competencies)));
    expect(sheets[0]?.rows[0]?.map((it) => it.text)).toEqual(expect.arrayContaining(["NIP", "Integritas", "Perekat Bangsa"]));
    expect(readResults(sheets, mapping, shipped.competencies, { day })).toEqual({ results: [], problems: [] });
  });
});

describe("a dictionary as a workbook", () => {
  it("is the same after writing and reading", async () => {
    const sheets = await readTable(await xlsxOf(dictionaryTables(shipped, mapping)));
    expect(sheets.map((it) => it.name)).toEqual(["Kamus", "Standar"]);
    expect(readDictionarySheets(sheets, mapping, [])).toEqual(shipped);
  });

  it("may be standards alone, resting on the city's competencies", async () => {
    const sheets = await table(
      ["ID Standar", "Jabatan", "Rumpun", "Jenjang", "Kata dalam Nama Jabatan", "Resmi", "Sumber", "ID Kompetensi", "Level Diminta", "Bobot"],
      ["satpam", "Petugas Jaga", "Pelaksana", "", "petugas jaga; satpam", "ya", "Perwali contoh", "integritas", "2", "1,5"],
      ["", "", "", "", "", "", "", "komunikasi", "1", ""],
    );
    expect(readDictionarySheets(sheets, mapping, shipped.competencies)).toEqual({
      competencies: [],
      standards: [
        {
          id: "satpam",
          title: "Petugas Jaga",
          family: "pelaksana",
          level: null,
          phrases: ["petugas jaga", "satpam"],
          general: false,
          official: true,
          source: "Perwali contoh",
          requirements: [
            { competency: "integritas", required: 2, weight: 1.5 },
            { competency: "komunikasi", required: 1, weight: 1 },
          ],
        },
      ],
    });
  });

  it("names what is wrong by its cell", async () => {
    const headers = ["ID Standar", "Jabatan", "Rumpun", "Umum", "ID Kompetensi", "Level Diminta", "Bobot"];
    const read = async (...row: string[]) => readDictionarySheets(await table(headers, row), mapping, shipped.competencies);
    await expect(read("a", "Satu", "Raja", "", "integritas", "2", "")).rejects.toThrow(/CSV!C2: Rumpun harus/);
    await expect(read("a", "Satu", "JPT", "boleh", "integritas", "2", "")).rejects.toThrow(/CSV!D2: Isi dengan ya atau tidak/);
    await expect(read("a", "Satu", "JPT", "", "integritas", "7", "")).rejects.toThrow(/CSV!F2: Level harus/);
    await expect(read("a", "Satu", "JPT", "", "integritas", "2", "0")).rejects.toThrow(/CSV!G2: Bobot harus/);
    await expect(read("a", "Satu", "JPT", "", "sihir", "2", "")).rejects.toThrow(/kompetensi "sihir" yang tidak ada/);
    await expect(read("A B", "Satu", "JPT", "", "integritas", "2", "")).rejects.toThrow(/CSV!A2: id: id ditulis/);
    expect(() => readDictionarySheets([{ name: "x", rows: [[{ text: "Nama", kind: "text" }]] }], mapping, [])).toThrow(/Tidak ada lembar yang dikenali/);
  });
});

describe("the mapping of imports", () => {
  it("may be edited: other headings and words count at once", async () => {
    const own = parseCompetencyMapping(mappingText.replace("[NIP, NIP Baru", "[Nomor, NIP Baru").replace("[tes, test", "[kuis, test"));
    const sheets = await table(["Nomor", "Kompetensi", "Level", "Tanggal", "Jenis"], [nip, "Komunikasi", "3", "12/05/2026", "kuis"]);
    expect(readResults(sheets, own, shipped.competencies, { day }).results).toHaveLength(1);
  });

  it("says what is wrong with it", () => {
    expect(() => parseCompetencyMapping("hasil: {}")).toThrow(/impor\/kompetensi\.yaml/);
  });
});
