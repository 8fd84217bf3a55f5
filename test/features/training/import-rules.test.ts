import { describe, expect, it } from "vitest";
import { csvOf, xlsxOf } from "../../../src/features/people/table/write-table.ts";
import { readRules, rulesTable } from "../../../src/features/training/import/import-rules.ts";
import type { FileKind } from "../../../src/features/training/import/mapping.ts";
import { parseTrainingMapping } from "../../../src/features/training/import/mapping.ts";
import { readTrainingFile } from "../../../src/features/training/import/read-file.ts";
import { templateTables } from "../../../src/features/training/import/template.ts";
import { shippedRules } from "../../../src/features/training/jp-rules.ts";
import { rulesOf, saveRules } from "../../../src/features/training/rule-store.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, openAdviceWorld, pontianak, shippedMapping } from "../advice/advice-world.ts";
import { csv } from "./catalogue-files.ts";

const mapping = shippedMapping();
const read = async (bytes: Uint8Array) => readRules(await readTrainingFile(bytes, mapping, "konversi"), mapping);
const headers = mapping.columns.konversi.map((it) => it.names[0] ?? "");
const rule = (more: Record<string, string> = {}) => ({
  Kode: "X-1",
  Bentuk: "seminar; sosialisasi",
  Satuan: "hari",
  "JP per Satuan": "3",
  "Batas JP Sehari": "3",
  "Berlaku Mulai": "1/1/2027",
  Sumber: "Keputusan contoh",
  ...more,
});

describe("a city's own conversion table", () => {
  it("is written and read back the same, as CSV and as XLSX", async () => {
    const table = rulesTable(shippedRules, mapping);
    expect(await read(csvOf(table))).toEqual({ rules: shippedRules, faults: [] });
    expect(await read(await xlsxOf([table]))).toEqual({ rules: shippedRules, faults: [] });
  });

  it("may be dated", async () => {
    const { rules } = await read(
      csv(headers, rule({ "Berlaku Sampai": "31/12/2027" }), rule({ Kode: "X-2", "JP per Satuan": "2,5", "Berlaku Mulai": "1/1/2028" })),
    );
    expect(rules).toMatchObject([
      { code: "X-1", since: "2027-01-01", until: "2028-01-01", home: { rate: 3, dayCap: 3, monthTimes: null }, abroad: null },
      { code: "X-2", since: "2028-01-01", until: null, home: { rate: 2.5 } },
    ]);
  });

  it.each([
    ["two rows for one form at one time", rule({ Kode: "X-2" }), /sudah diatur pada baris 2/],
    ["no source", rule({ Kode: "X-2", Bentuk: "bimtek", Sumber: "" }), /wajib/],
    ["an unknown unit", rule({ Kode: "X-2", Bentuk: "bimtek", Satuan: "windu" }), /tidak dikenal/],
    ["an end before the begin", rule({ Kode: "X-2", Bentuk: "bimtek", "Berlaku Sampai": "1/1/2026" }), /lebih awal/],
  ])("is refused whole for %s", async (_, wrong, reason) => {
    const { rules, faults } = await read(csv(headers, rule(), wrong));
    expect(rules).toEqual([]);
    expect(faults).toMatchObject([{ line: 3, reason: expect.stringMatching(reason) }]);
  });

  it.each(testDatabases())("takes the place of the shipped one in that city alone, until it is emptied, on $name", async (database) => {
    const world = await openAdviceWorld(database);
    try {
      const own = { cell, agencyId: kendari };
      expect(await rulesOf(world.db, own)).toEqual(shippedRules);
      const { rules } = await read(csv(headers, rule()));
      await world.db.transaction((tx) => saveRules(tx, own, rules));
      expect(await rulesOf(world.db, own)).toEqual(rules);
      expect(await rulesOf(world.db, { cell, agencyId: pontianak })).toEqual(shippedRules);
      await world.db.transaction((tx) => saveRules(tx, own, []));
      expect(await rulesOf(world.db, own)).toEqual(shippedRules);
    } finally {
      await world.close();
    }
  });
});

describe("templates", () => {
  it.each(["katalog", "riwayat", "konversi"] as FileKind[])("of %s name every column once, and are recognised by the import", async (kind) => {
    const [table, hints] = templateTables(mapping, kind);
    expect(new Set(table?.headers).size).toBe(mapping.columns[kind].length);
    expect(hints?.rows.length).toBeGreaterThan(mapping.columns[kind].length);
    if (!table) throw new Error("no template");
    const filled = { ...table, rows: [table.headers.map(() => "x")] };
    const { columns } = await readTrainingFile(csvOf(filled), mapping, kind);
    expect([columns.at.size, columns.ignored]).toEqual([table.headers.length, []]);
  });

  it("say where a broken mapping is broken", () => {
    expect(() => parseTrainingMapping("katalog: {}")).toThrow(/impor\/pelatihan\.yaml/);
  });
});
