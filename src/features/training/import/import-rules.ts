import type { WrittenTable } from "../../people/table/write-table.ts";
import type { JpRate, JpRule } from "../jp-rules.ts";
import { readDate } from "../schedule.ts";
import type { TrainingMapping } from "./mapping.ts";
import type { ReadFile } from "./read-file.ts";
import { type CellFault, type RowReader, rowReader, withoutSums } from "./row-reader.ts";

const texts = {
  required: "wajib diisi",
  date: "bukan tanggal; tulis 1/1/2026",
  order: "tanggal berakhir lebih awal daripada mulai",
  overlap: (form: string, line: number) => `bentuk ${form} sudah diatur pada baris ${line} untuk waktu yang sama`,
};

/** A city's own conversion table from a file. It is all or nothing: with a fault no rule is read. */
export function readRules({ columns, mapped, rows: data }: ReadFile, mapping: TrainingMapping): { rules: JpRule[]; faults: CellFault[] } {
  const faults: CellFault[] = [];
  const rules: { rule: JpRule; row: RowReader }[] = [];
  for (const it of withoutSums(columns, data, mapped[0], faults)) {
    const row = rowReader(columns, it, mapped, faults);
    const rule = ruleIn(row, mapping);
    if (!rule) continue;
    const before = rules.find((other) => overlaps(other.rule, rule));
    if (before) row.fault("bentuk", texts.overlap(rule.forms.find((form) => before.rule.forms.includes(form)) ?? "", before.row.line));
    rules.push({ rule, row });
  }
  return { rules: faults.length > 0 ? [] : rules.map((it) => it.rule), faults };
}

function ruleIn(row: RowReader, { words }: TrainingMapping): JpRule | null {
  const [code, source, unit] = [row.text("kode"), row.text("sumber"), row.choice("satuan", words.satuan)];
  const forms = row.choices("bentuk", words.bentuk);
  const home = rateIn(row, "");
  const since = dateIn(row, "berlaku");
  const last = row.text("berakhir") === null ? null : dateIn(row, "berakhir");
  for (const id of ["kode", "sumber", "satuan", "bentuk", "nilai", "berlaku"]) if (row.text(id) === null) row.fault(id, texts.required);
  if (code === null || source === null || unit === null || forms.length === 0 || home === null || since === null) return null;
  if (last !== null && last < since) return row.fault("berakhir", texts.order);
  return {
    code,
    forms,
    unit,
    home,
    abroad: rateIn(row, "_ln"),
    since,
    until: last === null ? null : Temporal.PlainDate.from(last).add({ days: 1 }).toString(),
    source,
  };
}

function rateIn(row: RowReader, where: "" | "_ln"): JpRate | null {
  const rate = row.number(`nilai${where}`, 0, false);
  return rate === null ? null : { rate, dayCap: row.number(`batas_hari${where}`, 0.5, false), monthTimes: row.number(`batas_bulan${where}`, 1) };
}

function dateIn(row: RowReader, id: string): string | null {
  const it = row.text(id);
  return it === null ? null : (readDate(it, "2026-01-01") ?? row.fault(id, texts.date));
}

const overlaps = (a: JpRule, b: JpRule): boolean =>
  a.forms.some((it) => b.forms.includes(it)) && (a.until === null || a.until > b.since) && (b.until === null || b.until > a.since);

const text = (value: number | null | undefined): string => (value === null || value === undefined ? "" : String(value).replace(".", ","));

/** The table as a file that `readRules` takes back. */
export function rulesTable(rules: JpRule[], mapping: TrainingMapping): WrittenTable {
  const rows = rules.map((it) => [
    it.code,
    it.forms.join("; "),
    it.unit,
    text(it.home.rate),
    text(it.home.dayCap),
    text(it.home.monthTimes),
    text(it.abroad?.rate),
    text(it.abroad?.dayCap),
    text(it.abroad?.monthTimes),
    it.since,
    it.until === null ? "" : Temporal.PlainDate.from(it.until).subtract({ days: 1 }).toString(),
    it.source,
  ]);
  return { name: "Konversi JP", headers: mapping.columns.konversi.map((it) => it.names[0] ?? it.id), rows };
}
