import { migrate } from "../../src/db/migrate.ts";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { importStaff, previewImport, readStaffFile } from "../../src/features/people/import/import-staff.ts";
import { csvOf, type WrittenTable, xlsxOf } from "../../src/features/people/table/write-table.ts";
import { cell, kendari, mapping, nipOf, now } from "../features/people/staff.ts";
import { scratchDatabase, scratchFolder } from "./service.ts";

const staff = 10_000;
const units = 60;

/** A city's staff from the file to the base: each part in seconds, on both databases. */
export async function benchImport(server: string | null, print: (line: string) => void): Promise<void> {
  print(`\n— import of ${staff} people, ${headers.length} columns, each with a supervisor; seconds`);
  const table: WrittenTable = { name: "Pegawai", headers, rows: Array.from({ length: staff }, (_, at) => row(at, "Analis Contoh")), textColumns: [0, 9, 10] };
  const changed: WrittenTable = { ...table, rows: table.rows.map((_, at) => row(at, at % 10 === 0 ? "Penata Contoh" : "Analis Contoh")) };
  const files = { xlsx: await xlsxOf([table]), csv: csvOf(table), changed: csvOf(changed) };
  for (const name of ["xlsx", "csv"] as const) {
    const { seconds, value } = await timed(() => readStaffFile(files[name], mapping));
    print(`read and check ${name.padEnd(28)} ${seconds.toFixed(2)}  (${(files[name].length / 1e6).toFixed(1)} MB, ${value.file.problems.length} problems)`);
  }
  if (server) {
    const database = await scratchDatabase(server);
    await measured("PostgreSQL", await openDatabase({ url: database.url }), files, print);
    await database.drop();
  } else print("not measured: PostgreSQL");
  const folder = scratchFolder();
  await measured("embedded", await openDatabase({ folder: folder.path }), files, print);
  folder.remove();
}

async function measured(name: string, base: OpenDatabase, files: { xlsx: Uint8Array; changed: Uint8Array }, print: (line: string) => void): Promise<void> {
  const { db } = base;
  await migrate(db);
  const options = { now, importer: null };
  const read = await readStaffFile(files.xlsx, mapping);
  const apply = (it: typeof read) => timed(() => db.transaction((tx) => importStaff(tx, cell, kendari, it, options)));
  const preview = await timed(() => previewImport(db, cell, kendari, read, options));
  const first = await apply(read);
  const again = await apply(read);
  const tenth = await apply(await readStaffFile(files.changed, mapping));
  print(
    `${name.padEnd(43)} report ${preview.seconds.toFixed(2)}, apply ${first.seconds.toFixed(2)} (${first.value.plan.added.length} added), ` +
      `again ${again.seconds.toFixed(2)} (${again.value.plan.unchanged} unchanged), a tenth changed ${tenth.seconds.toFixed(2)} (${tenth.value.plan.changed.length})`,
  );
  await base.close();
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const from = performance.now();
  const value = await work();
  return { seconds: (performance.now() - from) / 1000, value };
}

const headers = [
  "NIP",
  "Nama",
  "Status Pegawai",
  "Jabatan",
  "Jenis Jabatan",
  "Jenjang",
  "TMT Jabatan",
  "OPD",
  "Unit Kerja",
  "NIP Atasan",
  "No HP",
  "Email",
  "Golongan",
  "TMT Golongan",
  "Pendidikan",
  "TMT CPNS",
  "Kota",
  "Kinerja 2024",
  "Kinerja 2025",
  "Keadaan",
];

/** Invented people: ten report to one, up to the first. */
const row = (at: number, title: string): string[] => [
  nipOf(at),
  `Contoh Rekaan ${at}, S.Kom., M.Si.`,
  "PNS",
  title,
  "Pelaksana",
  "",
  "01/03/2024",
  `Dinas Contoh ${at % units}`,
  `Bidang ${at % 7}`,
  at === 0 ? "-" : nipOf(Math.floor((at - 1) / 10)),
  `0812${String(10_000_000 + at)}`,
  `contoh${at}@example.invalid`,
  "III/c",
  "01/04/2023",
  "S-1",
  "01/01/2010",
  "Kendari",
  "Baik",
  "Sangat Baik",
  "Aktif",
];
