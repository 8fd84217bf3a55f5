import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../store.ts";
import { saveClasses, saveTrainings, storedCatalogue } from "./catalogue-store.ts";
import { type ClassDraft, classDraft } from "./class-draft.ts";
import { type Changes, type DatedDraft, withChanges } from "./compare.ts";
import type { MappedColumn, TrainingMapping } from "./mapping.ts";
import type { ReadFile } from "./read-file.ts";
import { type CellFault, type RowReader, rowReader, withoutSums } from "./row-reader.ts";
import { type KnownCompetency, type TrainingDraft, trainingColumns, trainingDraft } from "./training-draft.ts";

/** What an import would do. Rows with a fault are not imported; a training with one takes its new classes with it. */
export interface CataloguePlan {
  trainings: Changes;
  classes: Changes;
  faults: CellFault[];
  /** Headings that nobody knows; their columns are left alone. */
  ignored: string[];
  rows: number;
  /** What would be written. */
  drafts: { trainings: TrainingDraft[]; classes: DatedDraft[] };
}

export interface CatalogueSource {
  tenant: Tenant;
  /** The agency's own zone. */
  zone: string;
  competencies: KnownCompetency[];
  mapping: TrainingMapping;
  now: Temporal.Instant;
}

const texts = {
  differs: "berbeda dengan baris pertama pelatihan yang sama; kosongkan atau samakan",
  noTraining: "baris pertama pelatihan ini bermasalah",
  codeTwice: (line: number) => `kode kelas ini sudah dipakai pada baris ${line}`,
  otherTraining: (code: string) => `kode kelas ini sudah milik pelatihan ${code}`,
  prerequisite: (code: string) => `pelatihan prasyarat "${code}" tidak ada`,
  seats: (taken: number) => `kursi kurang dari ${taken} peserta yang sudah terdaftar`,
  noCode: "kode pelatihan wajib diisi",
};

/** What a catalogue file would change; writes nothing. */
export async function planCatalogue(db: Database, { columns, mapped, rows: data }: ReadFile, source: CatalogueSource): Promise<CataloguePlan> {
  const faults: CellFault[] = [];
  const rows = withoutSums(columns, data, mapped[0], faults).map((it) => rowReader(columns, it, mapped, faults));
  const stored = await storedCatalogue(db, source.tenant);
  const today = localDate(source.now, source.zone);
  const trainings = trainingsIn(rows, source, new Set(stored.trainings.keys()), faults);
  const classes = classesIn(rows, trainings, source, { today, zone: source.zone }, faults);
  for (const it of classes.values()) checkStored(it.row, it.draft, stored.classes);
  const good = [...classes.values()].filter(({ row }) => !isFaulty(row, faults)).map((it) => it.draft);
  const result = withChanges(
    [...trainings.values()].flatMap((it) => it ?? []),
    good,
    stored,
    today,
    mapped,
  );
  return { ...result, faults: faults.toSorted((a, b) => a.line - b.line), ignored: columns.ignored.map((it) => it.text), rows: data.length };
}

/** Writes what was planned, in the caller's transaction. */
export async function applyCatalogue(tx: Database, { drafts }: CataloguePlan, { tenant, now }: Pick<CatalogueSource, "tenant" | "now">): Promise<void> {
  await saveTrainings(tx, tenant, drafts.trainings, now);
  await saveClasses(tx, tenant, drafts.classes, now);
}

const isFaulty = (row: RowReader, faults: CellFault[]): boolean => faults.some((it) => it.line === row.line);

/** Trainings by code; null where the first row has a fault in its training. */
function trainingsIn(
  rows: RowReader[],
  { competencies, mapping }: CatalogueSource,
  stored: Set<string>,
  faults: CellFault[],
): Map<string, TrainingDraft | null> {
  const found = new Map<string, { row: RowReader; draft: TrainingDraft | null }>();
  for (const row of rows) {
    const code = row.text("kode");
    const first = found.get(code ?? "");
    if (code === null) row.fault("kode", texts.noCode);
    else if (first) checkRepeated(row, first.row);
    else found.set(code, { row, draft: trainingDraft(row, competencies, mapping.words) });
  }
  for (const { row } of found.values()) {
    for (const it of row.list("prasyarat")) if (!found.has(it) && !stored.has(it)) row.fault("prasyarat", texts.prerequisite(it));
  }
  const own = titlesOf(mapping.columns.katalog);
  const broken = (row: RowReader) => faults.some((it) => it.line === row.line && own.has(it.column));
  return new Map([...found].map(([code, { row, draft }]) => [code, broken(row) ? null : draft]));
}

/** Headings of the columns that tell of a training. */
const titlesOf = (mapped: MappedColumn[]): Set<string> => {
  const ids = new Set(["kode", ...Object.values(trainingColumns)]);
  return new Set(mapped.filter((it) => ids.has(it.id)).map((it) => it.names[0] ?? it.id));
};

/** A training's columns may be repeated, but not contradicted. */
function checkRepeated(row: RowReader, first: RowReader): void {
  for (const id of Object.values(trainingColumns)) {
    const it = row.text(id);
    if (it !== null && it !== first.text(id)) row.fault(id, texts.differs);
  }
}

type Classes = Map<string, { row: RowReader; draft: ClassDraft }>;

function classesIn(
  rows: RowReader[],
  trainings: Map<string, TrainingDraft | null>,
  { mapping }: CatalogueSource,
  base: { today: string; zone: string },
  faults: CellFault[],
): Classes {
  const found: Classes = new Map();
  for (const row of rows) {
    const training = trainings.get(row.text("kode") ?? "");
    if (!training) {
      if (training === null && row.text("kode_kelas") !== null && !isFaulty(row, faults)) row.fault("kode_kelas", texts.noTraining);
      continue;
    }
    const draft = classDraft(row, training, mapping.words, base);
    const before = draft && found.get(draft.code);
    if (before) row.fault("kode_kelas", texts.codeTwice(before.draft.line));
    else if (draft) found.set(draft.code, { row, draft });
  }
  return found;
}

function checkStored(row: RowReader, it: ClassDraft, stored: Awaited<ReturnType<typeof storedCatalogue>>["classes"]): void {
  const before = stored.get(it.code);
  if (!before) return;
  if (before.trainingCode !== it.trainingCode) row.fault("kode_kelas", texts.otherTraining(before.trainingCode));
  if (it.seats !== null && it.seats < before.taken) row.fault("kursi", texts.seats(before.taken));
}
