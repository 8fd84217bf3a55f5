import { parse } from "yaml";
import { z } from "zod";

/**
 * How a part of a capability's input is read from a sentence: `sisa` = the words that say neither what is asked nor anything
 * common; `kelas` = those, and when and how it is held, which tell one class from another; `nama` = of those the ones that are nobody's subject; `kalimat` = the whole sentence; `cerita` = the whole sentence, if it
 * says more than that something is wanted; a list of concepts = from the first word of one of them on; a table = the value of
 * which a word is said, and not denied; `jumlah` = the number of JP that is to be added, not the one to be reached; `alasan` = why it is asked for.
 */
export const Reading = z.union([
  z.enum(["sisa", "kelas", "nama", "kalimat", "cerita", "jumlah", "alasan"]),
  z.array(z.string()).min(1),
  z.record(z.string(), z.array(z.coerce.string()).min(1)),
]);
export type Reading = z.output<typeof Reading>;

const families = z.array(z.string().min(1)).min(1);
const File = z.strictObject({
  ejaan: z.record(z.string(), z.coerce.string()).default({}),
  sepadan: z.record(z.string(), z.array(z.coerce.string()).min(1)).default({}),
  serumpun: z.array(z.array(z.string()).min(2)).default([]),
  kemampuan: z.record(
    z.string(),
    z.strictObject({ tombol: z.string().min(1).max(20), diri: z.boolean().default(false), isi: z.record(z.string(), Reading).default({}), contoh: families }),
  ),
  orang_lain: z.strictObject({ tawarkan: z.array(z.string()).min(1), contoh: families }).optional(),
  belum_ada: z.record(z.string(), z.strictObject({ jawab: z.string().min(1), tawarkan: z.array(z.string()).min(1).max(2), contoh: families })).default({}),
});

/** A message with the capability (or the thing that is not there yet) it asks for. */
export interface Example {
  text: string;
  label: string;
  /** Messages of one meaning in other words; they are learnt, or kept for the test, together. */
  family: string;
}

/** How people ask, as `knowledge/permintaan.yaml` tells. */
export interface Requests {
  /** Spelling beside the vocabulary's; an empty text = the word is dropped. */
  spelling: ReadonlyMap<string, string>;
  /** Words and pairs of words that come to the same where it is only to be told what is asked, by the name of their concept. */
  concepts: ReadonlyMap<string, readonly string[]>;
  /** By capability: the words on its button, whether it shows only what is the asker's own, and how its input is read. */
  abilities: ReadonlyMap<string, { button: string; ownOnly: boolean; input: Readonly<Record<string, Reading>> }>;
  /** Capabilities of which either is right where it is only unsure which of them is meant. */
  kindred: readonly (readonly string[])[];
  /** What people ask for and cannot have yet: what to say, and the capabilities to offer instead. */
  missing: ReadonlyMap<string, { say: string; offer: readonly string[] }>;
  /** What a sentence asks for that is about a colleague by name: the first of these that whoever says it has a right to; to all others it is a refusal. */
  aboutColleague: readonly string[];
  examples: readonly Example[];
}

/** Label of the examples that ask about a colleague by name. */
export const colleague = "orang_lain";

/** Reads the file; throws what zod says is wrong with it. */
export function parseRequests(yamlText: string): Requests {
  // Looking for doubled keys takes longer than all the rest; a test does it.
  const { ejaan, sepadan, serumpun, kemampuan, orang_lain: others, belum_ada: missing } = File.parse(parse(yamlText, { uniqueKeys: false }));
  return {
    spelling: new Map(Object.entries(ejaan)),
    concepts: new Map(Object.entries(sepadan)),
    abilities: new Map(Object.entries(kemampuan).map(([id, it]) => [id, { button: it.tombol, ownOnly: it.diri, input: it.isi }])),
    kindred: serumpun,
    missing: new Map(Object.entries(missing).map(([id, it]) => [id, { say: it.jawab, offer: it.tawarkan }])),
    aboutColleague: others?.tawarkan ?? [],
    examples: [...Object.entries(kemampuan), ...Object.entries(missing), ...(others ? [[colleague, others] as const] : [])].flatMap(([label, { contoh }]) =>
      contoh.flatMap((lines, at) => textsIn(lines).map((text) => ({ text, label, family: `${label}/${at}` }))),
    ),
  };
}

const textsIn = (lines: string): string[] =>
  lines
    .split("\n")
    .map((it) => it.trim())
    .filter((it) => it !== "");
