import { dayOfNumber } from "../../people/import/read-cell.ts";
import { type Columns, cellAt } from "../../people/table/columns.ts";
import { addressOf, type Cell, isSum } from "../../people/table/sheet.ts";
import type { MappedColumn, Words } from "./mapping.ts";

/** What is wrong with a cell: where, under which heading, and how to mend it. Never quotes more than the cell itself. */
export interface CellFault {
  /** Row number as the spreadsheet shows it. */
  line: number;
  /** `C14`; of a cell that has no column, the row's first. */
  address: string;
  /** Heading of the column as the template writes it. */
  column: string;
  reason: string;
}

/** Reads a row cell by cell and gathers what is wrong; a faulty cell reads as absent. */
export interface RowReader {
  readonly line: number;
  text(id: string): string | null;
  /** At least `least`; `1.500.000`, `Rp1.500.000` and `8,5` are understood. */
  number(id: string, least: number, whole?: boolean): number | null;
  flag(id: string): boolean | null;
  choice<T extends string>(id: string, words: Words<T>): T | null;
  /** Each part of a list, read by its words. */
  choices<T extends string>(id: string, words: Words<T>): T[];
  /** Each part of a list written with `;` or `,`. */
  list(id: string): string[];
  fault(id: string, reason: string): null;
}

const texts = {
  sum: "baris jumlah, bukan data, jadi dilewati; hapus dari berkas",
  formula: "rumusnya gagal; tempel sebagai nilai",
  number: (it: string, least: number, whole: boolean) => `"${it}" bukan ${whole ? "bilangan bulat" : "angka"} mulai ${least}`,
  flag: (it: string) => `tulis ya atau tidak, bukan "${it}"`,
  word: (it: string, usual: string) => `"${it}" tidak dikenal; pilih: ${usual}`,
};

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const yes = new Set(["ya", "y", "iya", "1", "true", "benar", "x", "v"]);
const no = new Set(["tidak", "t", "tdk", "0", "false", "bukan", "n"]);

/** Columns of one day each, which a cell without a date's format holds as a number. */
const days = new Set(["mulai", "selesai", "batas_daftar", "batas_batal", "berlaku", "berakhir"]);

/** The rows without those that add them up; of each of these one reason is told, not one for each cell that it lacks. `key` = the column that every row fills. */
export function withoutSums<R extends { row: number; cells: Cell[] }>(columns: Columns, rows: R[], key: MappedColumn | undefined, faults: CellFault[]): R[] {
  return rows.filter(({ row, cells }) => {
    const first = cells.findIndex((it) => it.text !== "");
    const keyed = key !== undefined && cellAt(columns, cells, key.id).text !== "" && columns.at.get(key.id) !== first;
    if (keyed || !isSum(cells.slice(first, first + 1))) return true;
    faults.push({ line: row + 1, address: addressOf(row, first), column: key?.names[0] ?? "", reason: texts.sum });
    return false;
  });
}

/** A reader of one data row. What is wrong with a cell is noted once, however often it is read. */
export function rowReader(columns: Columns, { row, cells }: { row: number; cells: Cell[] }, mapped: MappedColumn[], faults: CellFault[]): RowReader {
  const fault = (id: string, reason: string): null => {
    const column = mapped.find((it) => it.id === id)?.names[0] ?? id;
    const address = addressOf(row, columns.at.get(id) ?? 0);
    if (!faults.some((it) => it.address === address && it.reason === reason)) faults.push({ line: row + 1, address, column, reason });
    return null;
  };
  const text = (id: string): string | null => {
    const cell = cellAt(columns, cells, id);
    if (cell.kind === "error") return fault(id, texts.formula);
    const day = cell.kind === "number" && days.has(id) ? dayOfNumber(cell.text) : null;
    const it = day ?? cell.text.replace(/^['’](?=\S)/, "").trim();
    return it === "" || it === "-" || it === "–" ? null : it;
  };
  const list = (id: string): string[] =>
    (text(id) ?? "")
      .split(/[;,\n]/)
      .map((it) => it.trim())
      .filter(Boolean);
  return {
    line: row + 1,
    text,
    fault,
    number(id, least, whole = true) {
      const it = text(id);
      if (it === null) return null;
      const value = numberOf(it, cellAt(columns, cells, id).kind === "number");
      if (value === null || value < least || (whole && !Number.isInteger(value))) return fault(id, texts.number(it, least, whole));
      return value;
    },
    flag(id) {
      const it = text(id);
      if (it === null) return null;
      return yes.has(bare(it)) ? true : no.has(bare(it)) ? false : fault(id, texts.flag(it));
    },
    choice(id, words) {
      const it = text(id);
      if (it === null) return null;
      return words.of(it) ?? fault(id, texts.word(it, words.usual));
    },
    choices(id, words) {
      const found = list(id).map((it) => words.of(it) ?? fault(id, texts.word(it, words.usual)));
      return [...new Set(found.filter((it) => it !== null))];
    },
    list,
  };
}

/** A number as people write it here: dots between thousands, a comma before decimals; a cell of kind number has a decimal point. */
function numberOf(text: string, numeric: boolean): number | null {
  const it = text.replace(/^(?:rp\.?|idr)\s*/i, "").replace(/\s|,-$|,00$/g, "");
  const plain = numeric ? it : it.replace(/\.(?=\d{3}(?:\D|$))/g, "").replace(",", ".");
  return /^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(plain) ? Number(plain) : null;
}
