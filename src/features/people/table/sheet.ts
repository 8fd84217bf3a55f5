/**
 * A cell as the file holds it. `number`: kept as a number, so that more than 15 digits are lost; `date`: text is an ISO date;
 * `error`: a formula that failed (`#N/A`).
 */
export interface Cell {
  text: string;
  kind: "text" | "number" | "date" | "error";
}

/** A sheet of a workbook, or a CSV file. `rows[0]` is row 1, `rows[0][0]` cell A1; a row may be shorter than others. */
export interface Sheet {
  name: string;
  rows: Cell[][];
}

/** A cell of text; what a failed formula leaves behind is told from it. */
export function textCell(written: string): Cell {
  const text = written.trim();
  return { text, kind: /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)/.test(text) ? "error" : "text" };
}

export const emptyCell: Cell = { text: "", kind: "text" };

/** `C14`, as spreadsheets name a cell; both counted from 0. */
export const addressOf = (row: number, column: number): string => `${columnName(column)}${row + 1}`;

/** `A` … `Z`, `AA` …, counted from 0. */
export function columnName(column: number): string {
  return (column >= 26 ? columnName(Math.floor(column / 26) - 1) : "") + String.fromCharCode(65 + (column % 26));
}

/** Nothing in it that could be read. */
export const isBlank = (row: Cell[]): boolean => row.every((it) => it.text === "");

const sum = /^(?:sub\s*|grand\s*)?(?:jumlah|total|rekap(?:itulasi)?|keseluruhan)(?=[\s:]|$)/i;

/** Whether a row adds up the others: one of its cells says so. */
export const isSum = (row: Cell[]): boolean => row.some(({ text }) => sum.test(text));
