import { parse } from "yaml";
import { z } from "zod";
import { type Duty, duties } from "../person-store.ts";
import type { ColumnSpec } from "../table/columns.ts";

/** Everything a staff file may tell; the ids are those of the mapping file. */
export const columnIds = [
  "nip",
  "nama",
  "gelar_depan",
  "gelar_belakang",
  "status",
  "keadaan",
  "jabatan",
  "jenis",
  "jenjang",
  "tmt_jabatan",
  "opd",
  "unit",
  "kota",
  "atasan",
  "jabatan_lain",
  "unit_lain",
  "tmt_lain",
  "telepon",
  "telepon_dikonfirmasi",
  "email",
  "golongan",
  "tmt_golongan",
  "pendidikan",
  "tmt_cpns",
  "kontrak_mulai",
  "kontrak_selesai",
  "cuti_mulai",
  "cuti_selesai",
  "kinerja",
] as const;
export type ColumnId = (typeof columnIds)[number];

const words = z.array(z.string()).default([]);
const Column = z.object({
  judul: z.array(z.string().min(1)).min(1),
  wajib: z.boolean().default(false),
  teks: z.boolean().default(false),
  petunjuk: z.string().default(""),
});
const vocabulary = <const T extends readonly string[]>(keys: T) =>
  z.object(Object.fromEntries(keys.map((it) => [it, words])) as { [K in T[number]]: typeof words });

const statuses = ["PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU", "LUAR_ASN"] as const;
const families = ["jpt", "administrator", "pengawas", "pelaksana", "fungsional", "lain"] as const;
const predicates = ["sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"] as const;

const File = z.strictObject({
  kolom: z.strictObject(Object.fromEntries(columnIds.map((it) => [it, Column])) as { [K in ColumnId]: typeof Column }),
  kata: z.strictObject({
    kosong: words,
    status: vocabulary(statuses),
    keadaan: vocabulary(duties),
    jenis: vocabulary(families),
    jenis_menurut_jenjang: words,
    predikat: vocabulary(predicates),
  }),
});

/** The editable mapping of staff files: an assumption about what cities export, not a fact. */
export interface StaffMapping {
  columns: (ColumnSpec & { id: ColumnId; asText: boolean; hint: string })[];
  /** A cell that says "there is none", as against an empty one, which says nothing. */
  saysNone(text: string): boolean;
  status: Words<(typeof statuses)[number]>;
  duty: Words<Duty>;
  family: Words<(typeof families)[number]>;
  /** A kind of position that only together with its level says which ("struktural", eselon III). */
  byLevel(text: string): boolean;
  predicate: Words<(typeof predicates)[number]>;
}

/** Finds what a word means; undefined = not known. */
export interface Words<T extends string> {
  of(text: string): T | undefined;
  /** One usual word per meaning, for messages. */
  usual: string;
}

/** Reads the mapping. Throws an `Error` that names file and place, for whoever edited it. */
export function parseStaffMapping(text: string): StaffMapping {
  const read = File.safeParse(parse(text));
  if (!read.success) throw new Error(`impor/pegawai.yaml: ${z.prettifyError(read.error)}`);
  const { kolom, kata } = read.data;
  noneTwice(columnIds.flatMap((id) => kolom[id].judul.map((name) => [bare(name), id])));
  const none = new Set(kata.kosong.map((it) => it.trim().toLowerCase()));
  const byLevel = new Set(kata.jenis_menurut_jenjang.map(bare));
  return {
    columns: columnIds.map((id) => ({ id, names: kolom[id].judul, required: kolom[id].wajib, asText: kolom[id].teks, hint: kolom[id].petunjuk })),
    saysNone: (it) => none.has(it.trim().toLowerCase()),
    status: wordsOf(kata.status),
    duty: wordsOf(kata.keadaan),
    family: wordsOf(kata.jenis),
    byLevel: (it) => byLevel.has(bare(it)),
    predicate: wordsOf(kata.predikat),
  };
}

function wordsOf<T extends string>(lists: Record<T, string[]>): Words<T> {
  const meanings = new Map<string, T>();
  const entries = Object.entries(lists) as [T, string[]][];
  const words = entries.flatMap(([meaning, list]) => [meaning, ...list].map((word): [string, T] => [bare(word), meaning]));
  noneTwice(words);
  for (const [word, meaning] of words) meanings.set(word, meaning);
  return { of: (text) => meanings.get(bare(text)), usual: entries.map(([meaning, [first]]) => first ?? meaning).join(", ") };
}

/** A word that means two things would make one of them unreachable. */
function noneTwice(words: [string, string][]): void {
  const meanings = new Map<string, string>();
  for (const [word, meaning] of words) {
    const other = meanings.getOrInsert(word, meaning);
    if (other !== meaning) throw new Error(`impor/pegawai.yaml: "${word}" means both ${other} and ${meaning}`);
  }
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
