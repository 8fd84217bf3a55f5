import { parse } from "yaml";
import { z } from "zod";
import type { ColumnSpec } from "../../people/table/columns.ts";
import { type Form, forms } from "../forms.ts";

/** Columns of each kind of file, by their id in the mapping. */
export const columnIds = {
  katalog:
    "kode nama keterangan jalur bentuk moda jp hari luar_negeri kompetensi penyelenggara mitra biaya ditanggung perjalanan prasyarat syarat jenis_jabatan jenjang status_pegawai mandiri seri bahasa kata_kunci fiktif kode_kelas nama_kelas sesi mulai selesai batas_daftar batas_batal zona tempat kota tautan kursi terisi cara_masuk persetujuan status_kelas alasan_status baris_rencana anggaran luar_rencana".split(
      " ",
    ),
  riwayat: "nip nama_kegiatan bentuk jp kali mulai selesai penyelenggara nomor luar_negeri kode_pelatihan bukti keadaan alasan".split(" "),
  konversi: "kode bentuk satuan nilai batas_hari batas_bulan nilai_ln batas_hari_ln batas_bulan_ln berlaku berakhir sumber".split(" "),
};
export type FileKind = keyof typeof columnIds;

/** What words in a cell may mean, by list. */
const meanings = {
  jalur: ["klasikal", "nonklasikal", "pendidikan"],
  moda: ["tatap_muka", "daring", "campuran"],
  ditanggung: ["kota", "unit", "peserta", "penyelenggara"],
  cara_masuk: ["terbuka", "kuota", "usulan", "ditunjuk"],
  persetujuan: ["atasan", "petugas", "tanpa"],
  status_kelas: ["rencana", "dibuka", "ditutup", "berjalan", "selesai", "ditunda", "batal"],
  jenis_jabatan: ["jpt", "administrator", "pengawas", "pelaksana", "fungsional", "lain"],
  status_pegawai: ["PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU"],
  satuan: ["program", "hari", "kali", "kegiatan", "semester"],
  bukti: ["rekap_hadir", "sertifikat", "surat", "pernyataan"],
  keadaan: ["menunggu", "diakui", "ditolak"],
} as const;

/** Finds what a word means; undefined = not known. */
export interface Words<T extends string> {
  of(text: string): T | undefined;
  /** One usual word per meaning, for messages. */
  usual: string;
}

export type WordLists = { [K in keyof typeof meanings]: Words<(typeof meanings)[K][number]> } & { bentuk: Words<Form> };

/** A column as the mapping describes it. */
export interface MappedColumn extends ColumnSpec {
  asText: boolean;
  hint: string;
}

/** The editable mapping of training files: an assumption about what cities keep, not a fact. */
export interface TrainingMapping {
  columns: Record<FileKind, MappedColumn[]>;
  words: WordLists;
}

const Column = z.strictObject({
  judul: z.array(z.string().min(1)).min(1),
  wajib: z.boolean().default(false),
  teks: z.boolean().default(false),
  petunjuk: z.string().default(""),
});
const record = (keys: readonly string[], value: z.ZodType) => z.strictObject(Object.fromEntries(keys.map((it) => [it, value])));
const list = (keys: readonly string[]) => record(keys, z.array(z.string()).default([]));

const File = z.strictObject({
  katalog: record(columnIds.katalog, Column),
  riwayat: record(columnIds.riwayat, Column),
  konversi: record(columnIds.konversi, Column),
  kata: z.strictObject({ ...Object.fromEntries(Object.entries(meanings).map(([key, values]) => [key, list(values)])), bentuk: list(Object.keys(forms)) }),
});

/** Reads the mapping. Throws an `Error` that names file and place, for whoever edited it. */
export function parseTrainingMapping(text: string): TrainingMapping {
  const read = File.safeParse(parse(text));
  if (!read.success) throw new Error(`impor/pelatihan.yaml: ${z.prettifyError(read.error)}`);
  const columnsOf = (kind: FileKind): MappedColumn[] =>
    columnIds[kind].map((id) => {
      const { judul, wajib, teks, petunjuk } = read.data[kind][id] as z.output<typeof Column>;
      return { id, names: judul, required: wajib, asText: teks, hint: petunjuk };
    });
  const words = Object.fromEntries(Object.entries(read.data.kata).map(([key, lists]) => [key, wordsOf(lists as Record<string, string[]>)]));
  return { columns: { katalog: columnsOf("katalog"), riwayat: columnsOf("riwayat"), konversi: columnsOf("konversi") }, words: words as unknown as WordLists };
}

function wordsOf(lists: Record<string, string[]>): Words<string> {
  const found = new Map<string, string>();
  for (const [meaning, others] of Object.entries(lists)) for (const word of [meaning, ...others]) found.set(bare(word), meaning);
  return {
    of: (text) => found.get(bare(text)),
    usual: Object.entries(lists)
      .map(([meaning, [first]]) => first ?? meaning)
      .join(", "),
  };
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
