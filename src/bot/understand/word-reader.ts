import { knownRoots } from "../../language/roots.ts";
import { createSpeller, distance } from "../../language/spelling.ts";
import type { Stemmer } from "../../language/stemmer.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { wordsOf } from "../../language/words.ts";

/** Normal words for one written word: `brpmi` → berapa, `dataku` → data saya; the word itself where nothing better is known. */
export type WordReader = (word: string) => readonly string[];

export interface WordSource {
  /** Chat spelling to normal words, asked in this order; an empty text drops the word. */
  spellings: readonly ReadonlyMap<string, string>[];
  /** Words that are right as they stand. */
  words: ReadonlySet<string>;
  /** Messages that show how often a word is said. */
  texts: readonly string[];
  stem: Stemmer;
}

/** A word said as often as this in the examples is spelt as people spell it. */
const often = 2;
/** A word of three to five letters is only taken for one that is said as often as this. */
const veryOften = 10;

export function createWordReader({ spellings, words, texts, stem }: WordSource): WordReader {
  const normal = (word: string): string[] | undefined => {
    const found = spellings.find((it) => it.has(word))?.get(word);
    return found === undefined ? undefined : wordsOf(found);
  };
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsOf(text)) for (const it of normal(word) ?? [word]) counts.set(it, (counts.get(it) ?? 0) + 1);
  const countOf = (word: string): number => (counts.get(word) ?? 0) + (words.has(word) ? 5 : 0);
  const known = (word: string): boolean => words.has(word) || isStopWord(word) || knownRoots.has(word) || knownRoots.has(stem(word));
  /** What people write often is a word too, unless it has hardly a vowel. */
  const usual = (word: string): boolean => countOf(word) >= often && (word.match(/[aeiou\d]/g)?.length ?? 0) > word.length / 4;
  const all = [...new Set([...counts.keys().filter((it) => countOf(it) >= often), ...words, ...knownRoots])];
  const speller = createSpeller(all, countOf);
  const abbreviated = createAbbreviations(all, countOf);
  const short = all.filter((it) => it.length >= 3 && it.length <= 5 && countOf(it) >= veryOften);

  const read = (word: string): readonly string[] => {
    if (/^\d+$/.test(word)) return ["#"];
    const plain = word.replace(/([a-z])\1+/g, "$1");
    const found = whole(word) ?? (plain === word ? undefined : whole(plain)) ?? inPieces(word);
    // However often it is written, "masukin" is masuk; no slip is looked for in it.
    return found ?? twice(word) ?? colloquial(word) ?? (usual(word) ? [word] : corrected(word, plain));
  };
  const whole = (word: string): readonly string[] | undefined => normal(word) ?? (known(word) ? withoutOwner(word) : undefined);
  /** "Teman2", "staf2ku". */
  const twice = (word: string): readonly string[] | undefined => {
    const [, once = "", tail = ""] = /^([a-z]{3,})2(ku|nya)?$/.exec(word) ?? [];
    return once === "" ? undefined : [...read(once), ...(tail === "ku" ? ["saya"] : [])];
  };
  /** "Dataku" stems to data and so is known, but says whose. */
  const withoutOwner = (word: string): string[] => {
    const owned = word.endsWith("ku") && !words.has(word) && !knownRoots.has(word) ? word.slice(0, -2) : "";
    return owned.length > 1 && (normal(owned) || known(owned)) ? [...(normal(owned) ?? [owned]), "saya"] : [word];
  };
  /** Clitics of office and dialect: "jpku", "berapami", "dataji". */
  const inPieces = (word: string): readonly string[] | undefined => {
    const found = /^(.{2,}?)(ku|nya|nye|ny|mu|lah|kah|mi|ji|pi|mo|tu|na|ki|ka)$/.exec(word);
    const [, head = "", tail = ""] = found ?? [];
    const words = head === "" ? undefined : (normal(head) ?? (known(head) ? [head] : colloquial(head)));
    return words && (tail === "ku" ? [...words, "saya"] : words);
  };
  const colloquial = (word: string): readonly string[] | undefined => {
    const found = colloquialForms(word).find(known);
    return found === undefined ? undefined : [found];
  };
  const corrected = (word: string, plain: string): readonly string[] => {
    const found = abbreviated(word) ?? speller.correct(word) ?? slip(word) ?? (plain === word ? undefined : (speller.correct(plain) ?? slip(plain)));
    return found ? withoutOwner(found) : [word];
  };
  const slip = (word: string): string | undefined =>
    word.length < 3 || word.length > 5
      ? undefined
      : short.filter((it) => it[0] === word[0] && it.length + word.length > 6 && distance(word, it, 1) <= 1).sort((a, b) => countOf(b) - countOf(a))[0];
  return read;
}

/**
 * Suffix -in for -kan, nasal prefixes of talk (`ngisi`, `nutup`, `nyari`), Malay -e for -a, its o and e for u and i before a last consonant
 * (`langsong`, `maseh`), e for a there in Jakarta (`cepet`), and what Acehnese puts before a word (`neubuka`, `peusambong`).
 */
function colloquialForms(word: string): string[] {
  const [, bare = ""] = /^(?:neu|geu|meu|peu)(.{3,})$/.exec(word) ?? [];
  const ends = word.length > 4 && word.endsWith("in") ? [word.slice(0, -2), `${word.slice(0, -2)}kan`] : [];
  const malay = word.endsWith("e") ? [`${word.slice(0, -1)}a`] : word.endsWith("k") ? [word.slice(0, -1)] : [];
  const [, head = "", vowel = "", last = ""] = /^(.+)([oe])([^aeiou]{1,2})$/.exec(word) ?? [];
  const closed = vowel === "" ? [] : (vowel === "o" ? ["u"] : ["i", "a"]).map((it) => head + it + last);
  const nasal = nasals.flatMap(([prefix, first]) => {
    if (!word.startsWith(prefix)) return [];
    const rest = first + word.slice(prefix.length);
    return rest.endsWith("in") ? [rest, rest.slice(0, -2)] : [rest];
  });
  return [...ends, ...malay, ...closed, ...nasal, ...(bare === "" ? [] : [bare, ...colloquialForms(bare)])].filter((it) => it.length > 2);
}

const nasals: readonly (readonly [string, string])[] = [
  ["nge", ""],
  ["ng", ""],
  ["ng", "k"],
  ["ny", "s"],
  ["n", "t"],
  ["m", "p"],
];

/** `kmptnsi`, `plthn`: the consonants of a longer word in their order, with or without its vowels. */
function createAbbreviations(words: readonly string[], countOf: (word: string) => number): (word: string) => string | undefined {
  const bones = Map.groupBy(
    words.filter((it) => it.length >= 4 && countOf(it) >= often && bonesOf(it).length >= 3),
    bonesOf,
  );
  return (word) =>
    bones
      .get(bonesOf(word))
      ?.filter((it) => it.length > word.length && isWithin(word, it))
      .sort((a, b) => countOf(b) - countOf(a))[0];
}

const bonesOf = (word: string): string =>
  word.charAt(0) +
  word
    .slice(1)
    .replace(/[aeiou]/g, "")
    .replaceAll("ng", "g")
    .replaceAll("ny", "y");

function isWithin(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length;
}
