import { Fault } from "../../../core/fault.ts";
import { addressOf, type Cell, emptyCell, isBlank, type Sheet } from "./sheet.ts";

/** A column that an import knows. */
export interface ColumnSpec {
  id: string;
  /** Usual headings; the first is the one the template uses. `{tahun}` stands for a year: such a column may come once per year. */
  names: string[];
  required: boolean;
}

/** Where the columns of a file are. */
export interface Columns {
  sheet: Sheet;
  /** Index of the last heading row; data follows. */
  headerRow: number;
  /** Column index by id; a column with a year as `id:2025`. */
  at: Map<string, number>;
  /** The heading as the file writes it, by the same id: for messages. */
  titles: Map<string, string>;
  /** Headings that nobody knows: their columns are left alone, and that is said. */
  ignored: { address: string; text: string }[];
}

const texts = {
  none: (names: string) => `Baris judul kolom tidak ditemukan. Berkas memerlukan judul seperti: ${names}.`,
  missing: (name: string, others: string) => `Kolom *${name}* tidak ditemukan.${others ? ` Judul lain yang dikenali untuk kolom itu: ${others}.` : ""}`,
  unknown: (list: string) => `Judul yang tidak dikenali: ${list}.`,
  twice: (name: string, first: string, second: string) => `Kolom *${name}* ada dua: sel ${first} dan ${second}. Hapus atau ganti judul salah satunya.`,
};

/** Rows from the top among which the heading is looked for: above it stand titles. */
const searched = 30;

/**
 * Finds the heading row (one row, or two where the upper one is merged over groups) in the sheet in which most columns are known, in any
 * order. Throws `Fault` that names what is missing, doubled or unknown, with cell addresses.
 */
export function findColumns(sheets: Sheet[], specs: ColumnSpec[]): Columns {
  const headers = sheets.flatMap((sheet) => bestHeader(sheet, specs) ?? []);
  const best = headers.reduce<Header | null>((most, it) => (most === null || distinct(it) > distinct(most) ? it : most), null);
  if (!best)
    throw new Fault(
      "bad_input",
      texts.none(
        specs
          .filter((it) => it.required)
          .map((it) => it.names[0])
          .join(", "),
      ),
    );
  const faults = [...doubled(best, specs), ...missing(best, specs)];
  if (faults.length > 0) throw new Fault("bad_input", faults.join("\n"));
  return {
    sheet: best.sheet,
    headerRow: best.row,
    at: new Map(best.found.map(({ id, column }) => [id, column])),
    titles: new Map(best.found.map(({ id, title }) => [id, title])),
    ignored: best.ignored,
  };
}

/** Rows below the heading with their index, without blank ones and the row of column numbers that many exports have. */
export function dataRows({ sheet, headerRow }: Columns): { row: number; cells: Cell[] }[] {
  return sheet.rows.flatMap((cells, row) => (row <= headerRow || isBlank(cells) || (row === headerRow + 1 && isNumbering(cells)) ? [] : [{ row, cells }]));
}

/** The cell of a column in a row; an absent column is an empty cell. */
export const cellAt = (columns: Columns, cells: Cell[], id: string): Cell => cells[columns.at.get(id) ?? -1] ?? emptyCell;

interface Header {
  sheet: Sheet;
  row: number;
  found: { id: string; column: number; address: string; title: string }[];
  ignored: Columns["ignored"];
}

function bestHeader(sheet: Sheet, specs: ColumnSpec[]): Header | null {
  const idOf = namesOf(specs);
  const rows = sheet.rows
    .slice(0, searched)
    .flatMap((cells, row) => [header(sheet, row, [cells], idOf), ...(row > 0 ? [header(sheet, row, [sheet.rows[row - 1] ?? [], cells], idOf)] : [])]);
  const best = rows.reduce<Header | null>((most, it) => (most === null || distinct(it) > distinct(most) ? it : most), null);
  return best !== null && distinct(best) >= Math.min(2, specs.length) ? best : null;
}

/**
 * The columns of one row, or of two: then a lower heading counts together with the one over it ("ATASAN" over "NIP"), and by itself only
 * where no other column is already known by its name.
 */
function header(sheet: Sheet, row: number, levels: Cell[][], idOf: (text: string) => string | null): Header {
  const result: Header = { sheet, row, found: [], ignored: [] };
  const width = Math.max(0, ...levels.map((it) => it.length));
  const second: Header["found"] = [];
  let group = "";
  for (let column = 0; column < width; column++) {
    const [over, bottom] = levels.length > 1 ? [levels[0]?.[column]?.text ?? "", levels[1]?.[column]?.text ?? ""] : ["", levels[0]?.[column]?.text ?? ""];
    group = over || (bottom ? group : "");
    const title = [...(bottom && group ? [group] : []), bottom || over].join(" ").slice(0, 40);
    if (title === "") continue;
    const address = addressOf(bottom === "" ? row - 1 : row, column);
    const id = idOf(title);
    const alone = id === null && group !== "" && bottom !== "" ? idOf(bottom) : null;
    if (id !== null) result.found.push({ id, column, address, title });
    else if (alone !== null) second.push({ id: alone, column, address, title });
    else result.ignored.push({ address, text: title });
  }
  for (const it of second) {
    if (result.found.some(({ id }) => id === it.id)) result.ignored.push({ address: it.address, text: it.title });
    else result.found.push(it);
  }
  return result;
}

const distinct = (it: Header): number => new Set(it.found.map(({ id }) => id)).size;

/** The column of a heading: compared without case, accents, signs and spaces. */
function namesOf(specs: ColumnSpec[]): (text: string) => string | null {
  const plainNames = new Map<string, string>();
  const yearly: [RegExp, string][] = [];
  for (const { id, names } of specs) {
    for (const name of names) {
      if (name.includes("{tahun}")) yearly.push([new RegExp(`^${name.split("{tahun}").map(bare).join("((?:19|20)\\d\\d)")}$`), id]);
      else plainNames.set(bare(name), id);
    }
  }
  return (text) => {
    const it = bare(text);
    if (it === "") return null;
    const known = plainNames.get(it);
    if (known !== undefined) return known;
    for (const [pattern, id] of yearly) {
      const year = pattern.exec(it)?.[1];
      if (year !== undefined) return `${id}:${year}`;
    }
    return null;
  };
}

const bare = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("&", "dan")
    .replace(/[^\p{L}\p{N}]/gu, "");

function doubled({ found }: Header, specs: ColumnSpec[]): string[] {
  return [...Map.groupBy(found, (it) => it.id)].flatMap(([id, [first, second]]) =>
    first && second ? [texts.twice(titleOf(id, specs), first.address, second.address)] : [],
  );
}

function missing({ found, ignored }: Header, specs: ColumnSpec[]): string[] {
  const absent = specs.filter((it) => it.required && !found.some(({ id }) => id === it.id));
  if (absent.length === 0) return [];
  const unknown = ignored.slice(0, 10).map((it) => `"${it.text}" (${it.address})`);
  return [
    ...absent.map((it) => texts.missing(it.names[0] ?? it.id, it.names.slice(1, 6).join(", "))),
    ...(unknown.length > 0 ? [texts.unknown(unknown.join(", "))] : []),
  ];
}

function titleOf(id: string, specs: ColumnSpec[]): string {
  const [base, year] = id.split(":");
  return (specs.find((it) => it.id === base)?.names[0] ?? id).replace("{tahun}", year ?? "");
}

/** 1, 2, 3 … or (1), (2), (3) … under the headings. */
function isNumbering(cells: Cell[]): boolean {
  const numbers = cells.filter((it) => it.text !== "").map((it) => Number(it.text.replace(/[().]/g, "")));
  return numbers.length > 1 && numbers.every((it, at) => it === (numbers[0] ?? 0) + at && it < 100);
}
