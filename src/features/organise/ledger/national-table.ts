import type { WrittenTable } from "../../people/table/write-table.ts";
import type { NationalColumn, NationalMapping } from "./mapping.ts";
import type { ReportRow } from "./report-store.ts";

const name = "Riwayat";

/** `31-12-2026`, as forms of government ask for dates; an assumption like the rest of the mapping. */
const dateText = (iso: string): string => iso.split("-").toReversed().join("-");

/** Records as the national system's file, under the first heading of each column. What nobody here knows (its ids) stays empty. */
export function nationalTable(rows: ReportRow[], { columns, kindOf }: NationalMapping): WrittenTable {
  const outward = columns.filter((it) => it.id !== "keadaan" && it.id !== "alasan");
  const value = (it: ReportRow): Record<NationalColumn, string> => ({
    nip: it.nip ?? "",
    nama: it.name,
    id_pegawai: "",
    jenis: kindOf(it.form),
    nama_kegiatan: it.title,
    mulai: dateText(it.from),
    selesai: dateText(it.until),
    jp: it.jp === null ? "" : String(it.jp),
    penyelenggara: it.provider ?? "",
    nomor: it.number ?? "",
    tahun: it.until.slice(0, 4),
    bukti: it.evidence.replace("_", " "),
    id_riwayat: it.nationalId ?? "",
    keadaan: "",
    alasan: "",
  });
  return {
    name,
    headers: outward.map((it) => it.names[0] ?? it.id),
    rows: rows.map((row) => {
      const all = value(row);
      return outward.map(({ id }) => all[id]);
    }),
    textColumns: outward.flatMap(({ id }, at) => (id === "nip" || id === "nomor" ? [at] : [])),
    widths: outward.map(() => 22),
  };
}
