import { parse } from "yaml";
import { z } from "zod";
import { Fault } from "../../../core/fault.ts";
import { type Columns, cellAt, dataRows, findColumns } from "../../people/table/columns.ts";
import { readTable } from "../../people/table/read-table.ts";
import { addressOf, type Cell } from "../../people/table/sheet.ts";
import type { Form } from "../../training/forms.ts";
import type { PlanLine } from "./plan-store.ts";

export const planColumns = ["kode", "nama", "kompetensi", "sasaran", "jumlah", "bentuk", "penyelenggara", "jadwal", "kurikulum", "anggaran", "sumber"] as const;
type PlanColumn = (typeof planColumns)[number];

/** Headings of each column, the city's to edit. */
export type PlanMapping = Record<PlanColumn, string[]>;

const File = z.strictObject(Object.fromEntries(planColumns.map((it) => [it, z.array(z.string().min(1)).min(1)])));

/** Reads the mapping. Throws an `Error` that names file and place, for whoever edited it. */
export function parsePlanMapping(text: string): PlanMapping {
  const read = File.safeParse(parse(text));
  if (!read.success) throw new Error(`impor/rencana.yaml: ${z.prettifyError(read.error)}`);
  return read.data as PlanMapping;
}

const texts = {
  empty: "Berkas ini tidak memuat baris rencana di bawah judul kolomnya.",
  required: "wajib diisi: setiap baris rencana memuat ketujuh isinya",
  number: "bukan angka",
  competency: (word: string) => `kompetensi "${word}" tidak ada dalam kamus`,
  form: (word: string) => `bentuk "${word}" tidak dikenal`,
  twice: "kode ini sudah dipakai pada baris di atasnya",
};

/** What is wrong with a cell of a plan. */
export interface PlanFault {
  line: number;
  address: string;
  column: string;
  reason: string;
}

interface PlanSource {
  mapping: PlanMapping;
  year: number;
  competencies: { id: string; name: string }[];
  /** Finds the form that a word means. */
  formOf(text: string): Form | undefined;
}

/** A plan from a file: each sound line, and what is wrong with the others. Throws `Fault` for a file as a whole. */
export async function readPlanFile(bytes: Uint8Array, source: PlanSource): Promise<{ lines: PlanLine[]; faults: PlanFault[] }> {
  const specs = planColumns.map((id) => ({ id: id as string, names: source.mapping[id], required: true }));
  const columns = findColumns(await readTable(bytes), specs);
  const data = dataRows(columns);
  if (data.length === 0) throw new Fault("bad_input", texts.empty);
  const faults: PlanFault[] = [];
  const codes = new Set<string>();
  const lines = data.flatMap((it) => {
    const line = lineOf(columns, it, source, faults);
    if (!line) return [];
    if (codes.has(line.code.toLowerCase())) faults.push(faultAt(columns, it.row, source.mapping, "kode", texts.twice));
    else codes.add(line.code.toLowerCase());
    return faults.some((one) => one.line === it.row + 1) ? [] : [line];
  });
  return { lines, faults };
}

const faultAt = (columns: Columns, row: number, mapping: PlanMapping, id: PlanColumn, reason: string): PlanFault => ({
  line: row + 1,
  address: addressOf(row, columns.at.get(id) ?? 0),
  column: mapping[id][0] ?? id,
  reason,
});

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function lineOf(columns: Columns, { row, cells }: { row: number; cells: Cell[] }, source: PlanSource, faults: PlanFault[]): PlanLine | null {
  const before = faults.length;
  const fault = (id: PlanColumn, reason: string) => faults.push(faultAt(columns, row, source.mapping, id, reason));
  const text = (id: PlanColumn): string => {
    const it = cellAt(columns, cells, id).text.trim();
    if (it === "") fault(id, texts.required);
    return it;
  };
  const number = (id: PlanColumn, least: number): number => {
    const it = text(id);
    const plain = it
      .replace(/^(?:rp\.?)\s*/i, "")
      .replace(/\.(?=\d{3}(?:\D|$))/g, "")
      .replace(/,00$|,-$|\s/g, "");
    const value = /^\d+$/.test(plain) ? Number(plain) : Number.NaN;
    if (it !== "" && !(value >= least)) fault(id, texts.number);
    return value;
  };
  const competencies = text("kompetensi")
    .split(/[;\n]/)
    .map((it) => it.trim())
    .filter(Boolean)
    .flatMap((word) => {
      const found = source.competencies.find((it) => bare(it.id) === bare(word) || bare(it.name) === bare(word));
      if (!found) fault("kompetensi", texts.competency(word));
      return found ? [found.id] : [];
    });
  const written = text("bentuk");
  const form = source.formOf(written);
  if (written !== "" && !form) fault("bentuk", texts.form(written));
  const line = {
    year: source.year,
    code: text("kode"),
    name: text("nama"),
    competencies,
    target: text("sasaran"),
    targetCount: number("jumlah", 1),
    provider: text("penyelenggara"),
    schedule: text("jadwal"),
    curriculum: text("kurikulum"),
    budget: number("anggaran", 0),
    budgetSource: text("sumber"),
  };
  return faults.length > before || !form ? null : { ...line, form };
}
