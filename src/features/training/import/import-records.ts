import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { isNip, normaliseNip } from "../../people/nip.ts";
import { cellAt } from "../../people/table/columns.ts";
import { bodyOf, claimOf, keyOf, type RecordDraft, saveRecords, storedRecords } from "../record-store.ts";
import { readDate } from "../schedule.ts";
import { type Tenant, trainingsOf } from "../store.ts";
import type { TrainingMapping, WordLists } from "./mapping.ts";
import { type FilledDays, fillDays, odditiesOf } from "./plausible.ts";
import type { ReadFile } from "./read-file.ts";
import { type CellFault, type RowReader, rowReader, withoutSums } from "./row-reader.ts";

/** What an import of learning records would do, in numbers: a report names nobody. */
export interface RecordsPlan {
  added: number;
  changed: number;
  unchanged: number;
  faults: CellFault[];
  /** Rows that are taken and should be looked at: more JP than a day usually holds. */
  doubts: CellFault[];
  ignored: string[];
  drafts: RecordDraft[];
}

const texts = {
  number: "NIP tersimpan sebagai angka, sehingga digit terakhirnya hilang. Ubah kolom ini menjadi teks, lalu salin ulang NIP dari sumbernya",
  nip: "NIP harus 18 digit",
  nobody: "NIP ini tidak ada dalam data pegawai kota ini",
  required: "wajib diisi",
  date: "bukan tanggal; tulis 7/12/2026",
  order: "tanggal selesai lebih awal daripada mulai",
  future: "tanggal selesai masih di depan; catat setelah selesai",
  training: (code: string) => `pelatihan "${code}" tidak ada dalam katalog`,
  twice: "kegiatan yang sama sudah ada pada baris di atasnya",
  reason: "isi alasan penolakan",
  line: (line: number) => `baris ${line}`,
  kept: "catatan yang sudah ada",
};

export interface RecordsSource {
  tenant: Tenant;
  zone: string;
  mapping: TrainingMapping;
  now: Temporal.Instant;
}

/** What a file of learning records would change; writes nothing. */
export async function planRecords(db: Database, { columns, mapped, rows }: ReadFile, { tenant, zone, mapping, now }: RecordsSource): Promise<RecordsPlan> {
  const faults: CellFault[] = [];
  const doubts: CellFault[] = [];
  const today = localDate(now, zone);
  const codes = new Set((await trainingsOf(db, tenant)).map((it) => it.code));
  const read = withoutSums(columns, rows, mapped[0], faults).map((it) => {
    const row = rowReader(columns, it, mapped, faults);
    return {
      row,
      doubt: rowReader(columns, it, mapped, doubts).fault,
      draft: draftOf(row, cellAt(columns, it.cells, "nip").kind === "number", today, codes, mapping.words),
    };
  });
  const found = read.flatMap(({ row, doubt, draft }) => (draft ? [{ row, doubt, draft }] : []));
  const stored = await storedRecords(db, tenant, [...new Set(found.map(({ draft }) => draft.nip))]);
  for (const { row, doubt, draft } of found) for (const { column, impossible, reason } of odditiesOf(draft)) (impossible ? row.fault : doubt)(column, reason);
  const faulty = new Set(faults.map((it) => it.line));
  const days = daysOf(stored.bodies, new Set(found.map(({ draft }) => `${draft.nip} ${keyOf(draft)}`)));
  const seen = new Set<string>();
  const plan: RecordsPlan = { added: 0, changed: 0, unchanged: 0, faults, doubts, ignored: columns.ignored.map((it) => it.text), drafts: [] };
  for (const { row, draft } of found) {
    const key = `${draft.nip} ${keyOf(draft)}`;
    if (!stored.known.has(draft.nip)) row.fault("nip", texts.nobody);
    else if (seen.has(key)) row.fault("nama_kegiatan", texts.twice);
    else if (!faulty.has(row.line)) {
      const odd = draft.state === "ditolak" ? null : fillDays(filledBy(days, draft.nip), draft, texts.line(row.line));
      if (odd) row.fault(odd.column, odd.reason);
      else count(plan, draft, stored.bodies.get(key));
    }
    seen.add(key);
  }
  return { ...plan, faults: faults.toSorted((a, b) => a.line - b.line) };
}

/** The days that people's kept records fill already; what the file brings anew is left out. */
function daysOf(bodies: ReadonlyMap<string, string>, inFile: ReadonlySet<string>): Map<string, FilledDays> {
  const days = new Map<string, FilledDays>();
  for (const [key, body] of bodies) {
    const kept = claimOf(body);
    if (!inFile.has(key) && kept.state !== "ditolak") fillDays(filledBy(days, key.slice(0, key.indexOf(" "))), kept, texts.kept);
  }
  return days;
}

function filledBy(days: Map<string, FilledDays>, nip: string): FilledDays {
  const own: FilledDays = days.get(nip) ?? new Map();
  days.set(nip, own);
  return own;
}

/** Writes what was planned, in the caller's transaction. */
export function applyRecords(tx: Database, { drafts }: RecordsPlan, { tenant, now }: Pick<RecordsSource, "tenant" | "now">): Promise<void> {
  return saveRecords(tx, tenant, drafts, now);
}

function count(plan: RecordsPlan, draft: RecordDraft, before: string | undefined): void {
  if (before === bodyOf(draft)) {
    plan.unchanged++;
    return;
  }
  if (before === undefined) plan.added++;
  else plan.changed++;
  plan.drafts.push(draft);
}

function draftOf(row: RowReader, damaged: boolean, today: string, codes: Set<string>, words: WordLists): RecordDraft | null {
  const nip = nipOf(row, damaged);
  const title = row.text("nama_kegiatan") ?? row.fault("nama_kegiatan", texts.required);
  const form = row.choice("bentuk", words.bentuk);
  if (row.text("bentuk") === null) row.fault("bentuk", texts.required);
  const [from, until] = [dateIn(row, "mulai", today), dateIn(row, "selesai", today)];
  const [jp, times] = [row.number("jp", 0.5, false), row.number("kali", 1) ?? 1];
  const trainingCode = row.text("kode_pelatihan");
  const [evidence, state] = [row.choice("bukti", words.bukti) ?? "pernyataan", row.choice("keadaan", words.keadaan) ?? "diakui"];
  const reason = row.text("alasan");
  if (trainingCode !== null && !codes.has(trainingCode)) row.fault("kode_pelatihan", texts.training(trainingCode));
  if (state === "ditolak" && reason === null) row.fault("alasan", texts.reason);
  if (nip === null || title === null || form === null || from === null || until === null) return null;
  if (until < from) return row.fault("selesai", texts.order);
  if (until > today) return row.fault("selesai", texts.future);
  const details = { provider: row.text("penyelenggara"), number: row.text("nomor"), abroad: row.flag("luar_negeri") ?? false };
  return { nip, trainingCode, title, form, jp, times, from, until, ...details, evidence, state, reason };
}

/** A NIP that went through a spreadsheet as a number has lost digits: refused, never guessed (F1). */
function nipOf(row: RowReader, damaged: boolean): string | null {
  const text = row.text("nip");
  if (text === null) return row.fault("nip", texts.required);
  if (damaged || /^\d(?:[.,]\d+)?e\+?\d+$/i.test(text)) return row.fault("nip", texts.number);
  return isNip(text) ? normaliseNip(text) : row.fault("nip", texts.nip);
}

function dateIn(row: RowReader, id: string, today: string): string | null {
  const it = row.text(id);
  if (it === null) return row.fault(id, texts.required);
  return readDate(it, today) ?? row.fault(id, texts.date);
}
