import { readFileSync } from "node:fs";
import type { Agency } from "../../../src/core/person.ts";
import type { Database } from "../../../src/db/database.ts";
import { type ImportOptions, importStaff, previewImport, readStaffFile } from "../../../src/features/people/import/import-staff.ts";
import { parseStaffMapping } from "../../../src/features/people/import/mapping.ts";

export const mapping = parseStaffMapping(readFileSync(new URL("../../../knowledge/impor/pegawai.yaml", import.meta.url), "utf8"));

export const kendari: Agency = { id: 2, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
export const pontianak: Agency = { id: 4, slug: "pontianak", name: "Pontianak", zone: "Asia/Pontianak" };
export const cell = 1;
export const now = Temporal.Instant.from("2026-11-22T02:00:00Z");

/** NIP number `order` of invented people; all of one birthday. */
export const nipOf = (order: number): string => `19850315${2010 + Math.floor(order / 999)}011${String((order % 999) + 1).padStart(3, "0")}`;

/** Columns of a staff file by heading; headings as the shipped mapping knows them. */
export type Row = Record<string, string>;

/** A row with everything that is required. */
export const person = (order: number, more: Row = {}): Row => ({
  NIP: nipOf(order),
  Nama: `Contoh Rekaan ${String.fromCharCode(65 + (order % 26))}${String.fromCharCode(65 + (Math.floor(order / 26) % 26))}`,
  "Status Pegawai": "PNS",
  Jabatan: "Analis Contoh",
  "Jenis Jabatan": "Pelaksana",
  "Unit Kerja": "Dinas Contoh",
  ...more,
});

/** Rows as CSV; a heading that any of them has is a column. */
export function csv(rows: Row[], headings = [...new Set(rows.flatMap((it) => Object.keys(it)))]): Uint8Array {
  const line = (cells: string[]) => cells.map((it) => `"${it.replaceAll('"', '""')}"`).join(";");
  return new TextEncoder().encode([line(headings), ...rows.map((row) => line(headings.map((it) => row[it] ?? "")))].join("\n"));
}

/** Imports and applies. */
export async function importRows(db: Database, rows: Row[] | Uint8Array, options: Partial<ImportOptions> & { agency?: Agency } = {}) {
  const read = await readStaffFile(rows instanceof Uint8Array ? rows : csv(rows), mapping);
  const { agency = kendari, ...more } = options;
  return db.transaction((tx) => importStaff(tx, cell, agency, read, { now, importer: null, ...more }));
}

export async function preview(db: Database, rows: Row[], options: Partial<ImportOptions> & { agency?: Agency } = {}) {
  const { agency = kendari, ...more } = options;
  return previewImport(db, cell, agency, await readStaffFile(csv(rows), mapping), { now, importer: null, ...more });
}
