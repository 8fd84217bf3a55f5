import { parseDate } from "../../../core/time.ts";
import { isNip, normaliseNip } from "../../people/nip.ts";
import { cellAt, dataRows, findColumns } from "../../people/table/columns.ts";
import { readTable } from "../../people/table/read-table.ts";
import { numberKey } from "./check-rows.ts";
import type { NationalMapping, SentState } from "./mapping.ts";
import type { Reported, ReportRow } from "./report-store.ts";

/** A line of an export from the national system. */
export interface NationalRow {
  /** As the spreadsheet counts. */
  line: number;
  nip: string;
  title: string;
  /** ISO dates; null = could not be read. */
  from: string | null;
  until: string | null;
  provider: string | null;
  number: string | null;
  /** null = the file has none, or none that can be read. */
  jp: number | null;
  nationalId: string | null;
  state: SentState;
  reason: string | null;
}

/** Reads such an export; lines without a sound NIP are `unread`. Throws `Fault` for a file as a whole. */
export async function readNational(bytes: Uint8Array, mapping: NationalMapping): Promise<{ rows: NationalRow[]; unread: number[] }> {
  // A file from there need not have all that a file to there needs.
  const least = new Set(["nip", "nama_kegiatan"]);
  const specs = mapping.columns.map((it) => ({ ...it, id: it.id as string, required: least.has(it.id) }));
  const columns = findColumns(await readTable(bytes), specs);
  const rows: NationalRow[] = [];
  const unread: number[] = [];
  for (const { row, cells } of dataRows(columns)) {
    const text = (id: string): string | null => cellAt(columns, cells, id).text.trim() || null;
    const [nip, title] = [text("nip"), text("nama_kegiatan")];
    if (nip === null || !isNip(nip) || cellAt(columns, cells, "nip").kind === "number" || title === null) {
      unread.push(row + 1);
      continue;
    }
    const date = (id: string) => parseDate(text(id) ?? "");
    rows.push({
      line: row + 1,
      nip: normaliseNip(nip),
      title,
      from: date("mulai"),
      until: date("selesai"),
      provider: text("penyelenggara"),
      number: text("nomor"),
      jp: jpIn(text("jp")),
      nationalId: text("id_riwayat"),
      state: mapping.stateOf(text("keadaan") ?? "") ?? "diterima",
      reason: text("alasan"),
    });
  }
  return { rows, unread };
}

/** How both sides compare. */
export interface Reconciled {
  /** What is to be kept of records that both have. */
  matched: Reported[];
  /** Of those, what is not the same on both sides. */
  differing: { row: ReportRow; line: number; what: Difference[] }[];
  /** Lines there that nobody has here. */
  onlyThere: NationalRow[];
  /** Records here that were sent and are not there. */
  missing: ReportRow[];
  /** Lines that tell of the same thing twice, each group in the order of the file. */
  doubled: NationalRow[][];
}

/** Where a record and its line tell differently; what one of them does not tell is no difference. */
export type Difference = "JP" | "tanggal";

/** `24`, `24 JP`, `12,5`. */
function jpIn(text: string | null): number | null {
  const found = /^(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:jp|jam)?$/i.exec(text ?? "")?.[1];
  return found === undefined ? null : Number(found.replace(",", "."));
}

function differences(row: ReportRow, line: NationalRow): Difference[] {
  const isOther = <T>(one: T | null, other: T | null): boolean => one !== null && other !== null && one !== other;
  return [
    ...(isOther(row.jp, line.jp) ? (["JP"] as const) : []),
    ...(isOther(row.from, line.from) || isOther(row.until, line.until) ? (["tanggal"] as const) : []),
  ];
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const keyOf = (it: Pick<NationalRow, "title" | "from" | "until" | "number" | "provider">): string =>
  numberKey(it) ?? `${bare(it.title)} ${it.from} ${it.until}`;

/** Compares: the same certificate number of the same provider, else the same title at the same dates. */
export function reconcile(ours: ReportRow[], theirs: NationalRow[]): Reconciled {
  const mine = Map.groupBy(ours, (it) => it.nip ?? "");
  const seen = new Set<number>();
  const matched: Reported[] = [];
  const differing: Reconciled["differing"] = [];
  const onlyThere: NationalRow[] = [];
  for (const line of theirs) {
    const found = (mine.get(line.nip) ?? []).find((it) => isSame(it, line));
    if (!found) onlyThere.push(line);
    else if (!seen.has(found.id)) {
      seen.add(found.id);
      const what = differences(found, line);
      if (what.length > 0) differing.push({ row: found, line: line.line, what });
      matched.push({ recordId: found.id, state: line.state, nationalId: line.nationalId, reason: line.state === "ditolak" ? line.reason : null });
    }
  }
  return {
    matched,
    differing,
    onlyThere,
    missing: ours.filter((it) => it.sent !== null && it.sent !== "ditolak" && !seen.has(it.id)),
    doubled: [...Map.groupBy(theirs, (it) => `${it.nip} ${keyOf(it)}`).values()].filter((it) => it.length > 1),
  };
}

function isSame(row: ReportRow, line: NationalRow): boolean {
  const [own, other] = [row.number === null ? null : bare(row.number), line.number === null ? null : bare(line.number)];
  if (own && other) return own === other && (line.provider === null || row.provider === null || bare(row.provider) === bare(line.provider));
  return bare(row.title) === bare(line.title) && row.from === line.from && (line.until === null || row.until === line.until);
}
