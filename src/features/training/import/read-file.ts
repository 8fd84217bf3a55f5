import { Fault } from "../../../core/fault.ts";
import { type Columns, dataRows, findColumns } from "../../people/table/columns.ts";
import { readTable } from "../../people/table/read-table.ts";
import type { Cell } from "../../people/table/sheet.ts";
import type { FileKind, MappedColumn, TrainingMapping } from "./mapping.ts";

const empty = "Berkas ini tidak memuat baris data di bawah judul kolomnya.";

/** A file whose headings are recognised; nothing of a database is in it. */
export interface ReadFile {
  columns: Columns;
  mapped: MappedColumn[];
  rows: { row: number; cells: Cell[] }[];
}

/** Reads a CSV or XLSX of one kind, outside any transaction. Throws `Fault` that says what is wrong with the file as a whole. */
export async function readTrainingFile(bytes: Uint8Array, mapping: TrainingMapping, kind: FileKind): Promise<ReadFile> {
  const mapped = mapping.columns[kind];
  const columns = findColumns(await readTable(bytes), mapped);
  const rows = dataRows(columns);
  if (rows.length === 0) throw new Fault("bad_input", empty);
  return { columns, mapped, rows };
}
