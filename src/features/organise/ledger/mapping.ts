import { parse } from "yaml";
import { z } from "zod";
import { type Form, forms } from "../../training/forms.ts";
import type { LearningRecord } from "../../training/record-store.ts";

/** Columns that go to the national system or come from it. */
export const nationalColumns = [
  "nip",
  "nama",
  "id_pegawai",
  "jenis",
  "nama_kegiatan",
  "mulai",
  "selesai",
  "jp",
  "penyelenggara",
  "nomor",
  "tahun",
  "bukti",
  "id_riwayat",
  "keadaan",
  "alasan",
] as const;
export type NationalColumn = (typeof nationalColumns)[number];

/** What a record may be there; none = not sent. */
export const sentStates = ["terkirim", "diterima", "ditolak"] as const;
export type SentState = (typeof sentStates)[number];

/** How records are written for the national system: an assumption that the city edits, never a fact. */
export interface NationalMapping {
  columns: { id: NationalColumn; names: string[]; required: boolean }[];
  /** The reference code of a form. */
  kindOf(form: Form): string;
  stateOf(words: string): SentState | undefined;
  refused: { evidence: LearningRecord["evidence"][]; mostJp: number | null };
}

const Column = z.strictObject({ judul: z.array(z.string().min(1)).min(1), wajib: z.boolean().default(false) });
const record = <T extends z.ZodType>(keys: readonly string[], value: T) => z.strictObject(Object.fromEntries(keys.map((it) => [it, value])));

const File = z.strictObject({
  kolom: record(nationalColumns, Column),
  jenis: z.record(z.string(), z.union([z.array(z.enum(Object.keys(forms) as [Form, ...Form[]])), z.literal("lainnya")])),
  keadaan: record(sentStates, z.array(z.string()).default([])),
  aturan: z.strictObject({
    bukti_ditolak: z.array(z.enum(["rekap_hadir", "sertifikat", "surat", "pernyataan"])).default([]),
    jp_paling_banyak: z.number().positive().nullable().default(null),
  }),
});

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Reads the mapping. Throws an `Error` that names file and place, for whoever edited it. */
export function parseNationalMapping(text: string): NationalMapping {
  const read = File.safeParse(parse(text));
  if (!read.success) throw new Error(`impor/riwayat-nasional.yaml: ${z.prettifyError(read.error)}`);
  const { kolom, jenis, keadaan, aturan } = read.data;
  const kinds = Object.entries(jenis);
  const other = kinds.find(([, list]) => list === "lainnya")?.[0];
  if (other === undefined) throw new Error('impor/riwayat-nasional.yaml: under "jenis" one code must be for "lainnya"');
  const states = Object.entries(keadaan).flatMap(([state, words]) => [state, ...(words as string[])].map((word) => [bare(word), state as SentState] as const));
  const known = new Map(states);
  return {
    columns: nationalColumns.map((id) => {
      const { judul, wajib } = kolom[id] as z.output<typeof Column>;
      return { id, names: judul, required: wajib };
    }),
    kindOf: (form) => kinds.find(([, list]) => list !== "lainnya" && list.includes(form))?.[0] ?? other,
    stateOf: (words) => known.get(bare(words)),
    refused: { evidence: aturan.bukti_ditolak, mostJp: aturan.jp_paling_banyak },
  };
}
