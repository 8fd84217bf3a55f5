import { storableText } from "../../../core/storable.ts";
import type { Columns } from "../table/columns.ts";
import { addressOf, type Cell, emptyCell } from "../table/sheet.ts";
import type { ColumnId, StaffMapping, Words } from "./mapping.ts";
import { type Read, readDate } from "./read-cell.ts";
import type { Problem } from "./staff-row.ts";

/** One row of the file while it is read: what is wrong is noted on the way. */
export interface Reading {
  mapping: StaffMapping;
  /** Years for which the file has a performance column. */
  years: number[];
  cell(id: string): Cell;
  /** The cell's text on one line; empty when the file has no such column. */
  text(id: string): string;
  has(id: ColumnId): boolean;
  /** `C14` */
  address(id: string): string;
  note(id: string, reason: string, bad: boolean): void;
}

const tooLong = (most: number) => `Isi sel lebih dari ${most} huruf.`;
const failedFormula = "Rumus di sel ini gagal. Perbaiki, atau tempel sebagai nilai (Paste Values).";
const longest = 300;

export function readingOf(columns: Columns, mapping: StaffMapping, years: number[], row: number, cells: Cell[], problems: Problem[]): Reading {
  const cell = (id: string) => cells[columns.at.get(id) ?? -1] ?? emptyCell;
  const address = (id: string) => addressOf(row, columns.at.get(id) ?? 0);
  // A cell that cannot be read is told once: that it then reads as empty says nothing more.
  const isBad = (id: string) => columns.at.has(id) && problems.some((it) => it.bad && it.address === address(id));
  const note = (id: string, reason: string, bad: boolean) => {
    if (!isBad(id)) problems.push({ line: row + 1, address: address(id), column: columns.titles.get(id) ?? id, reason, bad });
  };
  const texts = new Map<string, string>();
  const textOf = (id: string) => {
    if (cell(id).kind === "error") {
      note(id, failedFormula, true);
      return "";
    }
    const text = storableText(cell(id).text)
      .replace(/\s+/g, " ")
      .replace(/^'(?=[=+\-@\d])/, "")
      .trim();
    if (text.length > longest) note(id, tooLong(longest), true);
    return text.slice(0, longest);
  };
  return {
    mapping,
    years,
    cell,
    address,
    note,
    has: (id) => columns.at.has(id),
    text: (id) => texts.getOrInsertComputed(id, textOf),
  };
}

/** undefined = the cell says nothing; null = it says that there is none. */
export function optional(it: Reading, id: string): string | null | undefined {
  const text = it.text(id);
  if (text === "") return undefined;
  return it.mapping.saysNone(text) ? null : text;
}

/** As `optional`, with the cell's text understood; what cannot be used is noted and left out. */
export function checked(it: Reading, id: string, read: (cell: Cell) => Read<string>): string | null | undefined {
  const text = optional(it, id);
  if (text === undefined || text === null) return text;
  const found = read({ ...it.cell(id), text });
  if ("value" in found) return found.value;
  it.note(id, found.reason, false);
  return undefined;
}

export const dateIn = (it: Reading, id: string): string | null | undefined => checked(it, id, readDate);

/** What a cell's word means; an unknown one is noted. */
export function wordIn<T extends string>(it: Reading, id: string, words: Words<T>, say: (usual: string) => string, bad: boolean): T | undefined {
  const text = optional(it, id);
  if (text === undefined || text === null) return undefined;
  const found = words.of(text);
  if (found === undefined) it.note(id, say(words.usual), bad);
  return found;
}
