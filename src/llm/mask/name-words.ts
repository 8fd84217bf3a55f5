import { parse } from "yaml";
import { z } from "zod";

const list = z.string().transform((it) => new Set(it.toLowerCase().split(/\s+/).filter(Boolean)));
const phrases = z.array(z.string().min(1)).transform((all) => all.map((it) => it.toLowerCase().split(" ")));

const File = z.strictObject({
  sapaan: list,
  sapaan_ragu: list,
  awalan: phrases,
  pengantar: phrases,
  penyebut: list,
  laku: list,
  biasa: list,
  bukan_nama: list,
});

/** What tells a name from a word, read from `knowledge/nama.yaml`. */
export interface NameWords {
  /** Stand right before a name: pak, bu, sdr. */
  honorifics: ReadonlySet<string>;
  /** The same, where they may be short for another word (dr = dari): only before what looks like a name. */
  doubtful: ReadonlySet<string>;
  /** Parts of names that stand first: cut, teuku, la ode. */
  prefixes: string[][];
  /** Phrases after which a name comes: nama saya, atas nama. */
  introductions: string[][];
  /** Words after which somebody of the register is meant: nilai, teman, si. */
  pointers: ReadonlySet<string>;
  /** What somebody does or is: "Indah sudah …". */
  deeds: ReadonlySet<string>;
  /** Not a person, whatever stands before it: camat, siapa, Kendari. */
  never: ReadonlySet<string>;
  /** Whether it is a word of the language, and a name only by what stands around it. */
  isOrdinary(word: string): boolean;
}

/** `isWord` = whether the language knows a word; handed in, since this room knows no language. */
export function parseNameWords(text: string, isWord: (word: string) => boolean): NameWords {
  const file = File.parse(parse(text));
  return {
    honorifics: file.sapaan,
    doubtful: file.sapaan_ragu,
    prefixes: file.awalan,
    introductions: file.pengantar,
    pointers: file.penyebut,
    deeds: file.laku,
    never: file.bukan_nama,
    isOrdinary: (word) => file.biasa.has(word) || isWord(word),
  };
}
