import { localDate } from "../../../core/time.ts";
import { dataRows, findColumns } from "../../people/table/columns.ts";
import { readTable } from "../../people/table/read-table.ts";
import type { MappedColumn } from "../../training/import/mapping.ts";
import { type CellFault, type RowReader, rowReader } from "../../training/import/row-reader.ts";
import { readDate } from "../../training/schedule.ts";
import type { FactKind, Hours, Span } from "./work-time.ts";
import type { NewFact } from "./work-time-store.ts";

const column = (id: string, names: string[], required = false): MappedColumn => ({ id, names, required, asText: false, hint: "" });

/** Headings of the file; the first of each is the usual one. */
export const workColumns: MappedColumn[] = [
  column("jenis", ["Jenis", "Jenis Hari"], true),
  column("mulai", ["Mulai", "Tanggal", "Tanggal Mulai"], true),
  column("selesai", ["Selesai", "Tanggal Selesai", "Sampai"]),
  column("jam", ["Jam Kerja", "Jam"]),
  column("unit", ["Unit Kerja", "Unit", "OPD"]),
  column("keterangan", ["Keterangan", "Nama Hari"], true),
  column("sumber", ["Sumber", "Dasar"]),
];

const kindWords: Record<FactKind, string[]> = {
  libur: ["libur nasional", "libur", "hari libur", "libur umum"],
  cuti_bersama: ["cuti bersama"],
  libur_daerah: ["libur daerah", "libur lokal", "libur setempat"],
  kerja: ["hari kerja", "kerja", "tetap kerja"],
  jam: ["jam kerja", "jam kerja ramadan", "jam", "ramadan", "enam hari kerja", "shift"],
};

const kinds = {
  of: (text: string) =>
    (Object.keys(kindWords) as FactKind[]).find((it) =>
      kindWords[it].includes(
        text
          .toLowerCase()
          .replaceAll(/[\s_]+/g, " ")
          .trim(),
      ),
    ),
  usual: Object.values(kindWords)
    .map((it) => it[0])
    .join(", "),
};

const texts = {
  kind: (it: string) => `"${it}" tidak dikenal; pilih: ${kinds.usual}`,
  empty: "wajib diisi",
  date: (it: string) => `"${it}" bukan tanggal`,
  order: "tanggal selesai lebih awal daripada mulai",
  long: "lebih dari satu tahun; periksa tanggalnya",
  hours: "tulis misalnya Senin-Kamis 08.00-15.00; Jumat 08.00-11.30, 13.30-15.30",
  noHours: "jam hanya diisi untuk jenis jam kerja",
  unit: (it: string) => `unit kerja "${it}" tidak ada`,
};

/** What a file of working time says, and what is wrong in it. */
export interface WorkFile {
  facts: NewFact[];
  faults: CellFault[];
}

/** Reads a CSV or XLSX. `unitId`: the unit of a name; undefined = none. Throws `Fault` where the file as a whole cannot be read. */
export async function readWorkTime(
  bytes: Uint8Array,
  { zone, now, unitId }: { zone: string; now: Temporal.Instant; unitId(name: string): number | undefined },
): Promise<WorkFile> {
  const columns = findColumns(await readTable(bytes), workColumns);
  const faults: CellFault[] = [];
  const today = localDate(now, zone);
  const rows = dataRows(columns).map((it) => rowReader(columns, it, workColumns, faults));
  const facts = rows.flatMap((row) => factIn(row, today, unitId) ?? []);
  return { facts, faults: faults.toSorted((a, b) => a.line - b.line) };
}

function factIn(row: RowReader, today: string, unitId: (name: string) => number | undefined): NewFact | null {
  const word = row.text("jenis") ?? row.fault("jenis", texts.empty);
  const kind = word === null ? null : (kinds.of(word) ?? row.fault("jenis", texts.kind(word)));
  const about = row.text("keterangan") ?? row.fault("keterangan", texts.empty);
  const since = dateIn(row, "mulai", today);
  if (row.text("mulai") === null) row.fault("mulai", texts.empty);
  const until = row.text("selesai") === null ? since : dateIn(row, "selesai", today);
  const unit = row.text("unit");
  const id = unit === null ? null : (unitId(unit) ?? row.fault("unit", texts.unit(unit)));
  if (kind === null || about === null || since === null || until === null || (unit !== null && id === null)) return null;
  if (until < since) return row.fault("selesai", texts.order);
  if (Temporal.PlainDate.from(since).until(until).days > 366) return row.fault("selesai", texts.long);
  const written = row.text("jam");
  if (kind !== "jam" && written !== null) return row.fault("jam", texts.noHours);
  const hours = kind === "jam" ? (readHours(written ?? "") ?? row.fault("jam", texts.hours)) : null;
  if (kind === "jam" && hours === null) return null;
  return { kind, since, until, unitId: id, hours, about, source: row.text("sumber") };
}

function dateIn(row: RowReader, id: string, today: string): string | null {
  const it = row.text(id);
  return it === null ? null : (readDate(it, today) ?? row.fault(id, texts.date(it)));
}

const weekdays = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"];

/** Hours by weekday from `Senin-Kamis 08.00-15.00; Jumat 08.00-11.30, 13.30-15.30`; null where they cannot be read. */
export function readHours(text: string): Hours | null {
  const hours: Hours = {};
  for (const part of text
    .split(/[;\n]/)
    .map((it) => it.trim())
    .filter(Boolean)) {
    const found = /^(\p{L}+'?\p{L}*)(?:\s*(?:-|–|s\.?\/?d\.?|sampai)\s*(\p{L}+'?\p{L}*))?\s+(\d.*)$/u.exec(part);
    const days = found && dayRange(found[1] ?? "", found[2]);
    const spans = found && spansIn(found[3] ?? "");
    if (!days || !spans) return null;
    for (const day of days) hours[day] = spans;
  }
  return Object.keys(hours).length > 0 ? hours : null;
}

function dayRange(from: string, until = from): number[] | null {
  const [first, last] = [from, until].map((it) => weekdays.indexOf(it.toLowerCase().replace("'", "")) + 1) as [number, number];
  return first < 1 || last < first ? null : Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function spansIn(text: string): Span[] | null {
  const spans: Span[] = [];
  for (const part of text.split(",")) {
    const found = /^\s*(\d{1,2})[.:](\d{2})\s*(?:-|–|sampai)\s*(\d{1,2})[.:](\d{2})\s*$/.exec(part);
    if (!found) return null;
    const [a = 0, b = 0, c = 0, d = 0] = found.slice(1).map(Number);
    const span: Span = [a * 60 + b, c * 60 + d];
    if (b > 59 || d > 59 || span[1] > 24 * 60 || span[0] >= span[1] || span[0] < (spans.at(-1)?.[1] ?? 0)) return null;
    spans.push(span);
  }
  return spans;
}
