import { Fault } from "../../../core/fault.ts";
import { readDate, readNip } from "../../people/import/read-cell.ts";
import { type Columns, cellAt, dataRows, findColumns } from "../../people/table/columns.ts";
import type { Cell, Sheet } from "../../people/table/sheet.ts";
import { competencyLike } from "../dictionary/competency-named.ts";
import type { Competency } from "../dictionary/dictionary.ts";
import type { CompetencyMapping, ImportedKind, ResultColumn } from "./mapping.ts";
import { type Problem, problemAt } from "./problem.ts";

const texts = {
  noLevels: "Berkas perlu kolom Kompetensi dan Level, atau satu kolom untuk tiap kompetensi.",
  competency: (text: string) => `Kompetensi "${text.slice(0, 60)}" tidak ada dalam kamus kota.`,
  noCompetency: "Nama kompetensinya kosong.",
  level: "Level harus bilangan bulat 0 sampai 5.",
  noDate: "Tanggal penilaian kosong. Isi kolomnya, atau berikan --date.",
  future: "Tanggal penilaian belum tiba.",
  kind: "Jenis penilaian tidak dikenal. Tulis penilaian kompetensi, tes, penilaian atasan, atau pelatihan.",
  noKind: "Jenis penilaian kosong. Isi kolomnya, atau berikan --kind.",
  official: "Kolom Resmi hanya dapat berisi ya atau tidak.",
  notOfficial: "Hanya penilaian kompetensi atau tes yang dapat resmi.",
};

/** What a file need not say in every row. */
export interface ResultDefaults {
  /** ISO date. */
  date?: string | undefined;
  kind?: ImportedKind | undefined;
  source?: string | undefined;
  official?: boolean | undefined;
  /** Today in the city, ISO. */
  day: string;
}

/** One level of one person, not yet matched with the register. */
export interface ReadResult {
  nip: string;
  competency: string;
  level: number;
  date: string;
  kind: ImportedKind;
  source: string;
  official: boolean;
  /** Where the NIP stands, for messages. */
  address: Problem["address"];
}

/**
 * Levels out of a table, in long or wide form (see `knowledge/impor/kompetensi.yaml`). Throws `Fault` where the table cannot be one;
 * a bad cell costs its row (in wide form: itself) and is told.
 */
export function readResults(
  sheets: Sheet[],
  mapping: CompetencyMapping,
  dictionary: Competency[],
  defaults: ResultDefaults,
): { results: ReadResult[]; problems: Problem[] } {
  const wide = dictionary.map((it) => ({ id: `=${it.id}`, names: [it.name, it.id], required: false }));
  const columns = findColumns(sheets, [...mapping.results, ...wide]);
  const named = dictionary.filter((it) => columns.at.has(`=${it.id}`));
  if (!(columns.at.has("kompetensi") && columns.at.has("level")) && named.length === 0) throw new Fault("bad_input", texts.noLevels);
  const results: ReadResult[] = [];
  const problems: Problem[] = [];
  for (const { row, cells } of dataRows(columns)) readRow({ columns, mapping, dictionary, named, defaults, row, cells, results, problems });
  return { results, problems };
}

interface Row {
  columns: Columns;
  mapping: CompetencyMapping;
  dictionary: Competency[];
  named: Competency[];
  defaults: ResultDefaults;
  row: number;
  cells: Cell[];
  results: ReadResult[];
  problems: Problem[];
}

function readRow(it: Row): void {
  const { columns, cells, results, named, row } = it;
  const refuse = (column: string, reason: string) => it.problems.push(problemAt(columns.sheet.name, row, columns.at.get(column) ?? 0, reason));
  const nip = readNip(cellAt(columns, cells, "nip"));
  if ("reason" in nip) {
    refuse("nip", nip.reason);
    return;
  }
  const about = readAbout(it, refuse);
  if (!about) return;
  const address = problemAt(columns.sheet.name, row, columns.at.get("nip") ?? 0, "").address;
  const add = (competency: string, column: string) => {
    const level = levelOf(cellAt(columns, cells, column));
    if (level === null) refuse(column, texts.level);
    else results.push({ nip: nip.value, competency, level, ...about, address });
  };
  for (const { id } of named) if (cellAt(columns, cells, `=${id}`).text !== "") add(id, `=${id}`);
  if (!columns.at.has("kompetensi") || !columns.at.has("level")) return;
  const text = cellAt(columns, cells, "kompetensi").text;
  if (text === "" && named.length > 0) return;
  const competency = competencyLike(text, it.dictionary);
  if (competency) add(competency.id, "level");
  else refuse("kompetensi", text === "" ? texts.noCompetency : texts.competency(text));
}

function readAbout(
  { columns, cells, mapping, defaults }: Row,
  refuse: (column: ResultColumn, reason: string) => void,
): Omit<ReadResult, "nip" | "competency" | "level" | "address"> | null {
  const none = (column: ResultColumn, reason: string): null => {
    refuse(column, reason);
    return null;
  };
  const cell = (id: ResultColumn) => cellAt(columns, cells, id);
  const date = cell("tanggal").text === "" ? { value: defaults.date } : readDate(cell("tanggal"));
  if ("reason" in date) return none("tanggal", date.reason);
  if (date.value === undefined) return none("tanggal", texts.noDate);
  if (date.value > defaults.day) return none("tanggal", texts.future);
  const said = cell("jenis").text;
  const kind = said === "" ? defaults.kind : mapping.kind(said);
  if (kind === undefined) return none("jenis", said === "" ? texts.noKind : texts.kind);
  const official = cell("resmi").text === "" ? (defaults.official ?? false) : mapping.yes(cell("resmi").text);
  if (official === undefined) return none("resmi", texts.official);
  if (official && kind !== "assessment_center" && kind !== "test") return none("resmi", texts.notOfficial);
  return { date: date.value, kind, official, source: (cell("sumber").text || defaults.source || "impor").slice(0, 120) };
}

/** "3", "Level 3", "3,0": whole levels only. */
function levelOf({ text }: Cell): number | null {
  const found = /^(?:level\s*)?([0-5])(?:[.,]0+)?$/i.exec(text.trim());
  return found ? Number(found[1]) : null;
}
