import { type Columns, cellAt, dataRows } from "../table/columns.ts";
import { type Cell, isSum } from "../table/sheet.ts";

/** A row of the file, counted from 0, with its cells. */
export interface FileRow {
  row: number;
  cells: Cell[];
}

/** Rows that are about people, good or bad; of those with nothing but a name nobody can tell whose it is. */
export interface PeopleRows {
  people: FileRow[];
  /** Of those, by their row. */
  onlyNamed: Set<number>;
  /** Rows of the table, or below it, that are nobody's: a group's heading, a sum, a signature. */
  others: FileRow[];
}

/** What stands in a signature's lines, or in a note under the table. */
const signature =
  /^(?:mengetahui|menyetujui|kepala|plt|plh|a\.?\s?n\.?|an\.|sekretaris|pejabat|catatan|keterangan|ket\.|sumber|dicetak|nip\.?)(?=[\s.,:]|$)|,\s*\d{1,2}\s+\p{L}/iu;

/**
 * Tells rows about people from what else stands in a table of staff. Whatever may be somebody is taken for one, so that a row that is
 * wrong is told, and not dropped; where the last person stands, the table ends with the next blank row, sum or signature.
 */
export function peopleRows(columns: Columns): PeopleRows {
  const all = dataRows(columns);
  const last = all.findLastIndex(({ cells }) => said(columns, cells).length > 1);
  const found: PeopleRows = { people: [], onlyNamed: new Set(), others: [] };
  let end = all[last]?.row ?? columns.headerRow;
  let over = false;
  for (const [at, it] of all.entries()) {
    over ||= at > last && (it.row > end + 1 || isNobody(columns, it.cells) || isSignature(columns, it.cells));
    const nip = nipIn(columns, it.cells);
    if (over ? !nip : isNobody(columns, it.cells)) {
      found.others.push(it);
      continue;
    }
    end = Math.max(end, it.row);
    found.people.push(it);
    if (said(columns, it.cells).join() === "nama") found.onlyNamed.add(it.row);
  }
  return found;
}

/** A number that was meant for a NIP, damaged or not; a sum has fewer digits. */
function nipIn(columns: Columns, cells: Cell[]): boolean {
  const { text, kind } = cellAt(columns, cells, "nip");
  return kind === "error" || /\de\+?\d/i.test(text) || (!/\p{L}{3}/u.test(text) && text.replace(/\D/g, "").length > 5);
}

/** Which of the columns that make somebody are filled in a row. */
function said(columns: Columns, cells: Cell[]): string[] {
  const filled = (id: string) => /[\p{L}#]/u.test(cellAt(columns, cells, id).text);
  return [...(nipIn(columns, cells) ? ["nip"] : []), ...(isSum(cells) ? [] : ["nama", "status", "jabatan"].filter(filled))];
}

const isNobody = (columns: Columns, cells: Cell[]): boolean => said(columns, cells).length === 0;

const isSignature = (columns: Columns, cells: Cell[]): boolean =>
  !nipIn(columns, cells) && ["nama", "jabatan"].some((id) => signature.test(cellAt(columns, cells, id).text));
