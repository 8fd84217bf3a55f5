import { parse } from "yaml";
import { z } from "zod";
import type { ColumnSpec } from "../../people/table/columns.ts";
import { competencyKinds, families } from "../dictionary/dictionary.ts";

export const importedKinds = ["assessment_center", "test", "supervisor", "training"] as const;
/** What may be imported: a person's own word only comes from the person. */
export type ImportedKind = (typeof importedKinds)[number];

const resultIds = ["nip", "nama", "kompetensi", "level", "tanggal", "jenis", "sumber", "resmi"] as const;
const dictionaryIds = ["id", "nama", "jenis", "tentang", "tanya", "level", "pilihan", "perilaku"] as const;
const standardIds = ["id", "jabatan", "rumpun", "jenjang", "cocok", "umum", "resmi", "sumber", "kompetensi", "level", "bobot"] as const;
export type ResultColumn = (typeof resultIds)[number];
export type DictionaryColumn = (typeof dictionaryIds)[number];
export type StandardColumn = (typeof standardIds)[number];

const Column = z.strictObject({ judul: z.array(z.string().min(1)).min(1), wajib: z.boolean().default(false), petunjuk: z.string().default("") });
const columns = <const T extends readonly string[]>(ids: T) =>
  z.strictObject(Object.fromEntries(ids.map((it) => [it, Column])) as { [K in T[number]]: typeof Column });
const words = z.array(z.string()).default([]);
const vocabulary = <const T extends readonly string[]>(ids: T) =>
  z.strictObject(Object.fromEntries(ids.map((it) => [it, words])) as { [K in T[number]]: typeof words });

const File = z.strictObject({
  hasil: columns(resultIds),
  kamus: columns(dictionaryIds),
  standar: columns(standardIds),
  kata: z.strictObject({
    ya: words,
    tidak: words,
    jenis: vocabulary(importedKinds),
    jenis_kompetensi: vocabulary(competencyKinds),
    rumpun: vocabulary(families),
  }),
});

/** Columns of one kind of file, in the order of its template. */
export type Specs<T extends string> = (ColumnSpec & { id: T; hint: string })[];

/** The editable mapping of `impor/kompetensi.yaml`: an assumption about what cities hand in, not a fact. */
export interface CompetencyMapping {
  results: Specs<ResultColumn>;
  dictionary: Specs<DictionaryColumn>;
  standards: Specs<StandardColumn>;
  /** What a word means; undefined = not known. */
  yes(text: string): boolean | undefined;
  kind(text: string): ImportedKind | undefined;
  competencyKind(text: string): (typeof competencyKinds)[number] | undefined;
  family(text: string): (typeof families)[number] | undefined;
}

/** Reads the mapping. Throws an `Error` that names the place, for whoever edited it. */
export function parseCompetencyMapping(text: string): CompetencyMapping {
  const read = File.safeParse(parse(text));
  if (!read.success) throw new Error(`impor/kompetensi.yaml: ${z.prettifyError(read.error)}`);
  const { hasil, kamus, standar, kata } = read.data;
  const answer = meaning({ ya: kata.ya, tidak: kata.tidak });
  return {
    results: specs(resultIds, hasil),
    dictionary: specs(dictionaryIds, kamus),
    standards: specs(standardIds, standar),
    yes: (it) => (answer(it) === undefined ? undefined : answer(it) === "ya"),
    kind: meaning(kata.jenis),
    competencyKind: meaning(kata.jenis_kompetensi),
    family: meaning(kata.rumpun),
  };
}

const specs = <T extends string>(ids: readonly T[], of: Record<T, z.output<typeof Column>>): Specs<T> =>
  ids.map((id) => ({ id, names: of[id].judul, required: of[id].wajib, hint: of[id].petunjuk }));

function meaning<T extends string>(lists: Record<T, string[]>): (text: string) => T | undefined {
  const known = new Map((Object.entries(lists) as [T, string[]][]).flatMap(([id, list]) => [id, ...list].map((word) => [bare(word), id] as const)));
  return (text) => known.get(bare(text));
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}-]/gu, "");
