import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../../../src/db/database.ts";
import type { OpenDatabase } from "../../../../src/db/open.ts";
import { changesNothing } from "../../../../src/features/people/import/plan.ts";
import { testDatabases } from "../../../world.ts";
import { importRows, nipOf, now, person, preview, type Row } from "../staff.ts";

const maybe = (...words: string[]) => fc.constantFrom("", ...words);
/** Some columns only in some files, as cities send them. */
const column = (name: string, cell: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.constant<Row>({}),
    cell.map((it): Row => ({ [name]: it })),
  );

const row = (order: number) =>
  fc
    .tuple(
      column("NIP Atasan", maybe("-", "Contoh Wali", ...[0, 1, 2, 3, 4, 5, 6].map(nipOf), "rusak 12")),
      column("Keadaan", maybe("Aktif", "Cuti", "Pensiun", "Pindah", "Wafat", "Keluar")),
      column("Plt/Plh", maybe("-", "Plt. Camat", "Plh. Lurah", "Ketua Tim")),
      column("No HP", maybe("-", "0812345678", "081234567890", "+6281234567891", "salah")),
      column("TMT Jabatan", maybe("01/01/2020", "01/01/2026", "01/01/2027", "31/02/2024")),
      column("Kinerja 2025", maybe("Baik", "Kurang", "Entah")),
      column("Kota", maybe("-", "Kendari", "Contoh")),
      column("Tanggal Konfirmasi HP", maybe("01/01/2026", "-")),
      fc.record({
        Jabatan: fc.constantFrom("Analis", "ANALIS", "Camat", "Plt. Lurah", "Guru Ahli Muda", ""),
        "Jenis Jabatan": maybe("Pelaksana", "Fungsional", "Aneh"),
        "Unit Kerja": fc.constantFrom("Dinas A", "dinas a", "Dinas B", ""),
        Nama: fc.constantFrom("Contoh Satu", "Drs. Contoh Satu, M.Si.", "Contoh  Dua"),
        "Status Pegawai": fc.constantFrom("PNS", "CPNS", "PPPK", "Honorer"),
      }),
    )
    .map((parts) => person(order, Object.assign({}, ...parts)));

const wali = person(99, { NIP: "", Nama: "Contoh Wali", "Status Pegawai": "Wali Kota", Jabatan: "Wali Kota" });
const file = fc.subarray([0, 1, 2, 3, 4, 5]).chain((orders) => fc.tuple(...orders.map(row)).map((rows) => [...rows, wali]));

describe.each(testDatabases())("importing again on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  it("changes nothing, whatever files came before and however rows are ordered", async () => {
    await fc.assert(
      fc.asyncProperty(file, file, file, async (first, second, third) => {
        for (const table of [sql`person`, sql`unit`]) await base.db.run(sql`delete from ${table}`);
        for (const [at, rows] of [first, second, third].entries()) {
          const when = now.add({ hours: 24 * 7 * at });
          const options = { allowRemoval: true, now: when };
          const planned = await preview(base.db, rows, options);
          const { plan } = await importRows(base.db, rows, options);
          expect(plan.problems).toEqual(planned.problems);
          expect(changesNothing((await importRows(base.db, rows, options)).plan)).toBe(true);
          expect(changesNothing((await importRows(base.db, rows, { ...options, now: when.add({ hours: 24 }) })).plan)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
