import { Fault } from "../../../core/fault.ts";
import { type Columns, cellAt, dataRows, findColumns } from "../../people/table/columns.ts";
import type { Cell, Sheet } from "../../people/table/sheet.ts";
import type { WrittenTable } from "../../people/table/write-table.ts";
import { type Catalogue, Competency, Standard } from "../dictionary/dictionary.ts";
import { whole } from "../dictionary/dictionary-file.ts";
import type { CompetencyMapping, DictionaryColumn, StandardColumn } from "./mapping.ts";
import { type Problem, problemAt, problemLine } from "./problem.ts";

const texts = {
  none: "Tidak ada lembar yang dikenali. Perlu lembar kamus (kolom Perilaku) atau standar (kolom Level Diminta); lihat contohnya dengan mengekspor lebih dulu.",
  level: "Level harus bilangan bulat 1 sampai 5.",
  levelTwice: "Level ini tertulis dua kali untuk kompetensi yang sama.",
  weight: "Bobot harus angka lebih dari 0, paling besar 10.",
  kind: "Jenis kompetensi harus manajerial, sosial kultural, atau teknis.",
  family: "Rumpun harus JPT, administrator, pengawas, pelaksana, fungsional, atau lain.",
  yes: "Isi dengan ya atau tidak.",
  noId: "ID-nya kosong.",
};

/** Cells of one sheet with their addresses. */
interface Reader {
  sheet: string;
  problems: Problem[];
}

/**
 * A dictionary and standards out of a workbook (or one CSV), as `dictionaryTables` writes them: a row a level, a row a required
 * competency. `known` are the city's competencies. Throws `Fault` that names each bad cell.
 */
export function readDictionarySheets(sheets: Sheet[], mapping: CompetencyMapping, known: Competency[]): Catalogue {
  const problems: Problem[] = [];
  const parts = sheets.flatMap((sheet): Catalogue[] => {
    if (names(sheet, mapping.dictionary, "perilaku"))
      return [{ competencies: readCompetencies(findColumns([sheet], mapping.dictionary), mapping, problems), standards: [] }];
    if (names(sheet, mapping.standards, "rumpun"))
      return [{ competencies: [], standards: readStandards(findColumns([sheet], mapping.standards), mapping, problems) }];
    return [];
  });
  if (parts.length === 0) throw new Fault("bad_input", texts.none);
  if (problems.length > 0) throw new Fault("bad_input", problems.slice(0, 20).map(problemLine).join("\n").trim());
  const competencies = parts.flatMap((it) => it.competencies);
  return whole({ competencies, standards: parts.flatMap((it) => it.standards) }, [...competencies, ...known]);
}

/** Rows from the top among which a heading is looked for. */
const searched = 30;

/** Whether a sheet has a heading of this column, which tells what kind of sheet it is. */
function names(sheet: Sheet, specs: { id: string; names: string[] }[], id: string): boolean {
  const wanted = specs.find((it) => it.id === id)?.names.map((it) => it.toLowerCase()) ?? [];
  return sheet.rows.slice(0, searched).some((row) => row.some((cell) => wanted.includes(cell.text.trim().toLowerCase())));
}

function readCompetencies(columns: Columns, mapping: CompetencyMapping, problems: Problem[]): Competency[] {
  const reader = { sheet: columns.sheet.name, problems };
  const groups = grouped<DictionaryColumn>(columns, reader);
  return groups.flatMap(({ id, first, rows }) => {
    const levels: { choice: string; behaviour: string }[] = [];
    for (const it of rows) {
      const level = wholeNumber(it.cell("level"));
      if (level === null) it.refuse("level", texts.level);
      else if (levels[level - 1]) it.refuse("level", texts.levelTwice);
      else levels[level - 1] = { choice: it.cell("pilihan").text, behaviour: it.cell("perilaku").text };
    }
    const kind = mapping.competencyKind(first.cell("jenis").text);
    if (!kind) {
      first.refuse("jenis", texts.kind);
      return [];
    }
    const value = { id, name: first.cell("nama").text, kind, about: first.cell("tentang").text, question: first.cell("tanya").text, levels };
    return checked(Competency, value, first, "id");
  });
}

function readStandards(columns: Columns, mapping: CompetencyMapping, problems: Problem[]): Standard[] {
  const reader = { sheet: columns.sheet.name, problems };
  return grouped<StandardColumn>(columns, reader).flatMap(({ id, first, rows }) => {
    const requirements = rows.flatMap((it) => {
      const required = wholeNumber(it.cell("level"));
      const weight = it.cell("bobot").text === "" ? 1 : Number(it.cell("bobot").text.replace(",", "."));
      if (required === null) {
        it.refuse("level", texts.level);
        return [];
      }
      if (!(weight > 0 && weight <= 10)) {
        it.refuse("bobot", texts.weight);
        return [];
      }
      return [{ competency: it.cell("kompetensi").text.trim(), required, weight }];
    });
    const family = mapping.family(first.cell("rumpun").text);
    if (!family) {
      first.refuse("rumpun", texts.family);
      return [];
    }
    const answers = (["umum", "resmi"] as const).map((it) => (first.cell(it).text === "" ? false : mapping.yes(first.cell(it).text)));
    const [general, official] = answers;
    if (general === undefined) {
      first.refuse("umum", texts.yes);
      return [];
    }
    if (official === undefined) {
      first.refuse("resmi", texts.yes);
      return [];
    }
    const phrases = first
      .cell("cocok")
      .text.split(/[;\n]/)
      .map((it) => it.trim())
      .filter(Boolean);
    const value = {
      id,
      title: first.cell("jabatan").text,
      family,
      level: first.cell("jenjang").text || null,
      phrases,
      general,
      official,
      source: first.cell("sumber").text || null,
      requirements,
    };
    return checked(Standard, value, first, "id");
  });
}

interface RowOf<T extends string> {
  cell(id: T): Cell;
  refuse(id: T, reason: string): void;
}

/** Rows by their id; a row without one belongs to the row above it. */
function grouped<T extends string>(columns: Columns, { sheet, problems }: Reader): { id: string; first: RowOf<T>; rows: RowOf<T>[] }[] {
  const groups: { id: string; first: RowOf<T>; rows: RowOf<T>[] }[] = [];
  for (const { row, cells } of dataRows(columns)) {
    const it: RowOf<T> = {
      cell: (id) => cellAt(columns, cells, id),
      refuse: (id, reason) => problems.push(problemAt(sheet, row, columns.at.get(id) ?? 0, reason)),
    };
    const id = it.cell("id" as T).text.trim();
    const last = groups.at(-1);
    if (last && (id === "" || id === last.id)) last.rows.push(it);
    else if (id === "") it.refuse("id" as T, texts.noId);
    else groups.push({ id, first: it, rows: [it] });
  }
  return groups;
}

function checked<S extends typeof Competency | typeof Standard>(schema: S, value: unknown, first: RowOf<"id" & string>, at: "id"): ReturnType<S["parse"]>[] {
  const read = schema.safeParse(value);
  if (read.success) return [read.data as ReturnType<S["parse"]>];
  const issue = read.error.issues[0];
  first.refuse(at, [issue?.path.join("."), issue?.message].filter(Boolean).join(": "));
  return [];
}

const wholeNumber = ({ text }: Cell): number | null => (/^[1-5]$/.test(text.trim()) ? Number(text) : null);

/** A catalogue as two sheets that `readDictionarySheets` takes back unchanged. */
export function dictionaryTables({ competencies, standards }: Catalogue, mapping: CompetencyMapping): WrittenTable[] {
  const title = (it: { names: string[]; id: string }) => it.names[0] ?? it.id;
  const answer = (it: boolean) => (it ? "ya" : "tidak");
  return [
    {
      name: "Kamus",
      headers: mapping.dictionary.map(title),
      rows: competencies.flatMap((it) =>
        it.levels.map(({ choice, behaviour }, at) => {
          const cells: Record<DictionaryColumn, string> = {
            id: it.id,
            nama: it.name,
            jenis: it.kind.replaceAll("_", " "),
            tentang: it.about,
            tanya: it.question,
            level: String(at + 1),
            pilihan: choice,
            perilaku: behaviour,
          };
          return mapping.dictionary.map(({ id }) => cells[id]);
        }),
      ),
      widths: [26, 30, 16, 40, 40, 8, 50, 70],
    },
    {
      name: "Standar",
      headers: mapping.standards.map(title),
      rows: standards.flatMap((it) =>
        it.requirements.map(({ competency, required, weight }) => {
          const cells: Record<StandardColumn, string> = {
            id: it.id,
            jabatan: it.title,
            rumpun: it.family,
            jenjang: it.level ?? "",
            cocok: it.phrases.join("; "),
            umum: answer(it.general),
            resmi: answer(it.official),
            sumber: it.source ?? "",
            kompetensi: competency,
            level: String(required),
            bobot: String(weight),
          };
          return mapping.standards.map(({ id }) => cells[id]);
        }),
      ),
      widths: [30, 34, 14, 14, 40, 8, 8, 24, 30, 14, 8],
    },
  ];
}
