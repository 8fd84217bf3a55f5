import type { Columns } from "../table/columns.ts";
import { addressOf } from "../table/sheet.ts";
import type { StaffFile } from "./read-staff.ts";
import type { StaffRow } from "./staff-row.ts";

const reason = "Tanggal konfirmasi ini belum tiba, jadi tidak dipakai. Isi tanggal pegawai memastikan nomornya.";
const id = "telepon_dikonfirmasi";

/**
 * The file without confirmations of a telephone that lie after `day` (ISO, today in the city), each noted as a problem. Kept, such a
 * date would become a proof by itself when its day comes, and hold longer than any other.
 */
export function withoutFutureDates(file: StaffFile, columns: Columns, day: string): StaffFile {
  const later = new Set(file.rows.filter((it) => (it.facts.phoneConfirmedOn ?? "") > day));
  const problems = [...later].map(({ line }) => ({
    line,
    address: addressOf(line - 1, columns.at.get(id) ?? 0),
    column: columns.titles.get(id) ?? id,
    reason,
    bad: false,
  }));
  return { ...file, rows: file.rows.map((it) => (later.has(it) ? unconfirmed(it) : it)), problems: [...file.problems, ...problems] };
}

function unconfirmed(row: StaffRow): StaffRow {
  const { phoneConfirmedOn: _, ...facts } = row.facts;
  return { ...row, facts };
}
