import { parse } from "yaml";
import { z } from "zod";
import { type NameList, noNames } from "./names.ts";

const File = z.strictObject({
  nama: z.strictObject({ orang: z.string(), kata: z.string() }).optional(),
  singkatan: z.record(z.string(), z.coerce.string()).default({}),
  kepanjangan: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  sinonim: z.array(z.array(z.coerce.string()).min(2)).default([]),
  khusus: z.array(z.string()).default([]),
  awam: z.record(z.string(), z.array(z.string()).min(1)).default({}),
});

/** What people write for what the rules say (`knowledge/sinonim.yaml`). */
export interface SearchVocabulary {
  /** Chat spelling to normal words: `brp` → `berapa`. */
  slang: ReadonlyMap<string, string>;
  /** Groups of words and phrases with the same meaning; abbreviations stand in them beside their expansion. */
  groups: readonly (readonly string[])[];
  /** Everyday words and phrases with the words that rules use for them; looked up in this direction only. */
  everyday: ReadonlyMap<string, readonly string[]>;
  /** Groups of people with rules of their own, which a question must name to mean them. */
  special: readonly string[];
  /** Names of people: who is named need not be called "pak" or "bu". */
  names: NameList;
}

export const emptyVocabulary: SearchVocabulary = { slang: new Map(), groups: [], everyday: new Map(), special: [], names: noNames };

/** Reads the vocabulary file; throws what zod says is wrong with it. */
export function parseVocabulary(yamlText: string): SearchVocabulary {
  // Looking for doubled keys takes longer than all the rest for thousands of them; a test does it.
  const { nama, singkatan, kepanjangan, sinonim, awam, khusus } = File.parse(parse(yamlText, { uniqueKeys: false }) ?? {});
  const abbreviations = Object.entries(kepanjangan).map(([short, long]) => [short, ...[long].flat()]);
  return {
    slang: new Map(Object.entries(singkatan).map(([from, to]) => [from.toLowerCase(), to.toLowerCase()])),
    groups: [...abbreviations, ...sinonim],
    everyday: new Map(Object.entries(awam)),
    special: khusus,
    names: nama ? { given: new Set(nama.orang.split(/\s+/)), ordinary: new Set(nama.kata.split(/\s+/)) } : noNames,
  };
}
