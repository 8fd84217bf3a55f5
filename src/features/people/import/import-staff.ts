import { writeAudits } from "../../../core/audit.ts";
import { Fault } from "../../../core/fault.ts";
import type { LedgerEntry } from "../../../core/ledger.ts";
import type { Agency } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { grantsOf } from "../grants.ts";
import type { Notice } from "../notice.ts";
import type { Tenant } from "../person-store.ts";
import { type Columns, dataRows, findColumns } from "../table/columns.ts";
import { readTable } from "../table/read-table.ts";
import type { Sheet } from "../table/sheet.ts";
import { type Applied, applyPlan } from "./apply.ts";
import { loadStaff, lockStaff } from "./base.ts";
import { withoutFutureDates } from "./future-dates.ts";
import { lineNotice } from "./line-notice.ts";
import type { StaffMapping } from "./mapping.ts";
import { phoneNotice } from "./phone-notice.ts";
import { changesNothing, type ImportPlan, planImport } from "./plan.ts";
import { readStaff, type StaffFile } from "./read-staff.ts";

const texts = {
  noUnit: (first: string, second: string) => `Kolom *${first}* atau *${second}* tidak ditemukan. Salah satunya diperlukan.`,
  sheets: (names: string) =>
    `Lebih dari satu lembar berisi pegawai: ${names}. Satukan dalam satu lembar, atau impor satu per satu dengan --sheet "nama lembar" --partial.`,
  noSheet: (names: string) => `Lembar itu tidak ada di berkas ini. Lembarnya: ${names}.`,
  removal: (count: number, all: number) =>
    `Berkas ini akan menandai ${count} dari ${all} pegawai sebagai keluar. Bila berkas hanya memuat sebagian pegawai, pakai --partial. Bila memang benar, pakai --allow-removal.`,
  needsOfficer: "Kota ini sudah mempunyai petugas atau administrator: sebutkan siapa yang mengimpor dengan --by NIP.",
  notOfficer: "Yang mengimpor harus petugas BKPSDM atau administrator yang haknya masih berlaku.",
};

/** Share of those at work whose removal by one file needs an explicit word. */
const removalShare = 0.2;

/** A staff file whose headings are recognised and whose rows are checked; nothing of a database is in it. */
export interface ReadStaff {
  columns: Columns;
  file: StaffFile;
}

/**
 * Reads a file, or one sheet of it. Throws `Fault` that says what is wrong with the file as a whole; rows that are wrong are in
 * `file.problems`. Of several sheets with staff none is taken by itself: who is only in another would count as having left.
 */
export async function readStaffFile(bytes: Uint8Array, mapping: StaffMapping, only?: string): Promise<ReadStaff> {
  const all = await readTable(bytes);
  const sheets = only === undefined ? all : all.filter((it) => it.name === only);
  if (sheets.length === 0) throw new Fault("bad_input", texts.noSheet(all.map((it) => it.name).join(", ")));
  const columns = findColumns(sheets, mapping.columns);
  const staff = sheets.filter((it) => it === columns.sheet || holdsStaff(it, mapping));
  if (staff.length > 1) throw new Fault("bad_input", texts.sheets(staff.map((it) => it.name).join(", ")));
  if (!columns.at.has("opd") && !columns.at.has("unit")) {
    const [first = "OPD", second = "Unit Kerja"] = (["opd", "unit"] as const).map((id) => mapping.columns.find((it) => it.id === id)?.names[0]);
    throw new Fault("bad_input", texts.noUnit(first, second));
  }
  return { columns, file: readStaff(columns, mapping) };
}

function holdsStaff(sheet: Sheet, mapping: StaffMapping): boolean {
  try {
    return dataRows(findColumns([sheet], mapping.columns)).length > 0;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

export interface ImportOptions {
  now: Temporal.Instant;
  /** Who imports; null = at the server's console, possible only while nobody has rights. */
  importer: number | null;
  /** The file holds only a part of the staff. */
  partial?: boolean | undefined;
  /** More than a fifth of the staff may be marked as having left. */
  allowRemoval?: boolean | undefined;
  onProgress?: ((share: number) => void | Promise<void>) | undefined;
}

/** What an import would do. Writes nothing. */
export function previewImport(db: Database, cell: number, agency: Agency, read: ReadStaff, options: ImportOptions): Promise<ImportPlan> {
  return db.transaction((tx) => planned(tx, { cell, agencyId: agency.id }, read, localDate(options.now, agency.zone), options));
}

/**
 * Applies a file in the caller's transaction: all of its good rows or, when this throws, nothing. The plan is made anew, so that what
 * is applied fits the base of this moment. Throws `Fault` for an importer without the right and for a removal that nobody asked for.
 */
export async function importStaff(
  tx: Database,
  cell: number,
  agency: Agency,
  read: ReadStaff,
  options: ImportOptions,
): Promise<{ plan: ImportPlan; stopped: Applied["stopped"]; notices: Notice[] }> {
  const tenant = { cell, agencyId: agency.id };
  await lockStaff(tx, tenant);
  await checkImporter(tx, tenant, options);
  const plan = await planned(tx, tenant, read, localDate(options.now, agency.zone), options);
  if (plan.absent.length > plan.atWork * removalShare && !options.allowRemoval) throw new Fault("conflict", texts.removal(plan.absent.length, plan.atWork));
  if (changesNothing(plan)) return { plan, stopped: [], notices: [] };
  const { idOf, stopped } = await applyPlan(tx, tenant, plan, options);
  const at = options.now.toString();
  const ledger = plan.lines.changes.flatMap((it): LedgerEntry[] =>
    it.fresh
      ? []
      : [{ agencyId: agency.id, at, kind: "right", actorId: options.importer, subjectId: idOf(it.person), action: "import_people", outcome: "line_changed" }],
  );
  await writeAudits(tx, [
    { cell, at, agency_id: agency.id, conversation: null, person_id: options.importer, capability: "import_people", outcome: "applied", ledger },
  ]);
  return { plan, stopped, notices: [...noticesOf(plan, idOf, `${agency.id} ${at}`), ...phoneNotices(plan, agency, options.now)] };
}

async function planned(tx: Database, tenant: Tenant, { columns, file }: ReadStaff, day: string, options: ImportOptions): Promise<ImportPlan> {
  const { importer, partial = false, now } = options;
  const base = await loadStaff(tx, tenant, day);
  const rights = await grantsOf(tx, tenant, now);
  return planImport(withoutFutureDates(file, columns, day), base, {
    day,
    importer,
    partial,
    supervisorTitle: columns.titles.get("atasan") ?? "Atasan",
    ignored: columns.ignored,
    rights,
  });
}

async function checkImporter(tx: Database, tenant: Tenant, { importer, now }: ImportOptions): Promise<void> {
  const officers = (await grantsOf(tx, tenant, now)).filter((it) => it.role !== "unit_officer");
  if (importer === null && officers.length > 0) throw new Fault("forbidden", texts.needsOfficer);
  if (importer !== null && !officers.some((it) => it.personId === importer)) throw new Fault("forbidden", texts.notOfficer);
}

/** Old and new supervisors are told how many, not who: names are for talks that a second person has confirmed. */
function noticesOf({ lines }: ImportPlan, idOf: Applied["idOf"], tag: string): Notice[] {
  const counts = new Map<number, { gained: number; lost: number }>();
  const count = (personId: number) => counts.getOrInsertComputed(personId, () => ({ gained: 0, lost: 0 }));
  for (const it of lines.changes) {
    if (it.from !== null) count(it.from).lost++;
    if (it.to !== null) count(idOf(it.to)).gained++;
  }
  return [...counts].map(([personId, it]) => lineNotice(personId, it, `lines ${tag} ${personId}`));
}

/** With a new number, confirmed at once or by a later file, a chat can be linked; with none it cannot. */
const phoneNotices = ({ changed }: ImportPlan, agency: Agency, now: Temporal.Instant): Notice[] =>
  changed.flatMap(({ before, values }) =>
    before !== null && values.phone !== null && values.phone !== before.phone
      ? [phoneNotice(before.id, agency, now, `phone ${agency.id} ${now} ${before.id}`)]
      : [],
  );
