import type { WrittenTable } from "../../people/table/write-table.ts";
import type { FileKind, TrainingMapping } from "./mapping.ts";

const names: Record<FileKind, string> = { katalog: "Katalog", riwayat: "Riwayat", konversi: "Konversi JP" };

/** An empty file with the headings that an import knows, accepted back as it is; and the sheet that explains them. */
export function templateTables({ columns, words }: TrainingMapping, kind: FileKind): WrittenTable[] {
  const shown = columns[kind];
  const headers = shown.map((it) => it.names[0] ?? it.id);
  const data = {
    name: names[kind],
    headers,
    rows: [],
    textColumns: shown.flatMap((it, at) => (it.asText ? [at] : [])),
    widths: headers.map((it) => Math.max(14, it.length + 2)),
  };
  const hints = shown.map((it) => [it.names[0] ?? it.id, it.required ? "wajib" : "", it.hint]);
  const lists = Object.entries(words).map(([list, { usual }]) => [`Pilihan: ${list.replaceAll("_", " ")}`, "", usual]);
  return [data, { name: "Petunjuk", headers: ["Kolom", "Sifat", "Isi"], rows: [...hints, ...lists], widths: [30, 10, 100] }];
}
