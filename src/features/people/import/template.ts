import { csvOf, type WrittenTable, xlsxOf } from "../table/write-table.ts";
import type { StaffMapping } from "./mapping.ts";

/** Years of performance columns in the template. */
const years = 2;

const note = (it: StaffMapping["columns"][number]): string[] => [it.names[0] ?? it.id, it.required ? "wajib" : "", it.hint];

/** An empty staff file with the headings that the import knows, accepted back as it is. NIP and phone columns are text. */
export function templateTable({ columns }: StaffMapping, year: number): WrittenTable {
  const shown = columns.flatMap((it) => {
    const name = it.names[0] ?? it.id;
    if (!name.includes("{tahun}")) return [{ name, asText: it.asText }];
    return Array.from({ length: years }, (_, at) => ({ name: name.replace("{tahun}", String(year - years + at)), asText: it.asText }));
  });
  return {
    name: "Pegawai",
    headers: shown.map((it) => it.name),
    rows: [],
    textColumns: shown.flatMap((it, at) => (it.asText ? [at] : [])),
    widths: shown.map((it) => Math.max(it.asText ? 22 : 14, it.name.length + 2)),
  };
}

/** With a second sheet that explains each column. */
export const templateXlsx = (mapping: StaffMapping, year: number): Promise<Uint8Array> =>
  xlsxOf([templateTable(mapping, year), { name: "Petunjuk", headers: ["Kolom", "Sifat", "Isi"], rows: mapping.columns.map(note), widths: [26, 10, 90] }]);

/** A CSV file cannot say that a column is text: spreadsheets damage NIPs typed into it. For machines; people take the XLSX. */
export const templateCsv = (mapping: StaffMapping, year: number): Uint8Array => csvOf(templateTable(mapping, year));
