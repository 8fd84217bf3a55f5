import { createSkeletons, type Skeletons } from "../../../language/skeleton.ts";
import { createSpeller, type Speller } from "../../../language/spelling.ts";
import { createStemmer, type Stemmer } from "../../../language/stemmer.ts";
import { allStopWords, isStopWord } from "../../../language/stop-words.ts";
import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import { wordsOf } from "../../../language/words.ts";
import { marks, type StoredDocument, type WordTable } from "./stored.ts";

/** What the base knows of words: stems as terms, spelling, and phrases that mean the same. */
export interface Lexicon {
  readonly vocabulary: SearchVocabulary;
  readonly stem: Stemmer;
  /** Number of the word's stem, or undefined if no passage holds a word of that stem. */
  termOf(word: string): number | undefined;
  termOfStem(stem: string): number | undefined;
  /** Whether the word can be found as it is, in the base or in the vocabulary. */
  knows(word: string): boolean;
  correct(word: string): string | null;
  /** Other phrases with the meaning of this phrase, both as stems joined by spaces; `words` are the phrase as it was written. */
  sameMeaning(phrase: string, words?: string): readonly string[];
  readonly longestPhrase: number;
}

/** The lexicon with the term number of every word number. */
export interface BuiltLexicon extends Lexicon {
  readonly termOfWord: Uint32Array;
  readonly termCount: number;
}

export function buildLexicon(table: WordTable, documents: Iterable<StoredDocument>, vocabulary: SearchVocabulary): BuiltLexicon {
  const countOf = (word: string): number => table.counts[table.find(word) ?? 0] ?? 0;
  const stem = createStemmer(countOf);
  const termNumbers = new Map<string, number>();
  const termOfWord = new Uint32Array(table.words.length);
  for (let number = marks.first; number < table.words.length; number++) {
    if (!table.counts[number]) continue;
    const root = stem(table.words[number] ?? "");
    const term = termNumbers.get(root) ?? termNumbers.size + 1;
    termNumbers.set(root, term);
    termOfWord[number] = term;
  }
  const phrases = gatherPhrases(vocabulary, documents, stem, commonStems(table, stem));
  let speller: Speller | null = null;
  let skeletons: Skeletons | null = null;
  return {
    vocabulary,
    stem,
    termOfWord,
    termCount: termNumbers.size + 1,
    longestPhrase: phrases.longest,
    termOfStem: (root) => termNumbers.get(root),
    termOf: (word) => termNumbers.get(stem(word)),
    knows: (word) => countOf(word) > 0 || termNumbers.has(stem(word)) || phrases.words.has(word),
    sameMeaning: (phrase, words) => (words === undefined ? undefined : phrases.everyday.get(words)) ?? phrases.groups.get(phrase) ?? [],
    correct(word) {
      // Built at the first unknown word: most questions hold none.
      const known = (): string[] => [...new Set([...allStopWords, ...table.words.filter(countOf), ...phrases.words])];
      const weight = (it: string): number => (isStopWord(it) ? 1000 : countOf(it));
      skeletons ??= createSkeletons(known(), weight);
      speller ??= createSpeller(known(), weight);
      return skeletons.find(word) ?? speller.correct(word);
    },
  };
}

/** A stem that this share of the commonest word's passages hold belongs to the base's own language. */
const commonShare = 0.02;

function commonStems(table: WordTable, stem: Stemmer): (stem: string) => boolean {
  const counts = new Map<string, number>();
  let highest = 0;
  for (let number = marks.first; number < table.words.length; number++) {
    const count = table.counts[number] ?? 0;
    const root = stem(table.words[number] ?? "");
    counts.set(root, (counts.get(root) ?? 0) + count);
    highest = Math.max(highest, count);
  }
  return (root) => (counts.get(root) ?? 0) > highest * commonShare;
}

interface Phrases {
  groups: Map<string, string[]>;
  /** What a word means that is everyday only in this very form: "petugas", whose stem is that of "tugas"; with what its stem means. */
  everyday: Map<string, string[]>;
  words: Set<string>;
  longest: number;
}

function gatherPhrases(vocabulary: SearchVocabulary, documents: Iterable<StoredDocument>, stem: Stemmer, isCommon: (stem: string) => boolean): Phrases {
  const phrases: Phrases = { groups: new Map(), everyday: new Map(), words: new Set(), longest: 1 };
  const read = (written: string): string => {
    const words = wordsOf(written).filter((word) => !isStopWord(word));
    for (const word of words) phrases.words.add(word);
    phrases.longest = Math.max(phrases.longest, words.length);
    return words.map(stem).join(" ");
  };
  const add = (phrase: string, others: readonly string[]): void => {
    const known = phrases.groups.get(phrase) ?? [];
    phrases.groups.set(
      phrase,
      [...new Set([...known, ...others])].filter((it) => it !== phrase && it !== ""),
    );
  };
  // First, since only the first few alternatives of a word are looked up.
  const exact: [string, string, string[]][] = [];
  for (const [everyday, meanings] of vocabulary.everyday) {
    const phrase = read(everyday);
    const words = wordsOf(everyday).filter((word) => !isStopWord(word));
    if (words.length === 1 && phrase !== words[0] && isCommon(phrase)) exact.push([words[0] ?? "", phrase, meanings.map(read)]);
    else add(phrase, meanings.map(read));
  }
  const introduced = new Map<string, readonly string[]>();
  for (const { abbreviations } of documents) for (const pair of abbreviations) introduced.set(pair.join("|").toLowerCase(), pair);
  for (const group of [...vocabulary.groups, ...introduced.values()]) {
    const members = group.map(read);
    for (const member of members) add(member, members);
  }
  for (const [word, phrase, meanings] of exact) {
    phrases.everyday.set(
      word,
      [...new Set([...meanings, ...(phrases.groups.get(phrase) ?? [])])].filter((it) => it !== phrase && it !== ""),
    );
  }
  return phrases;
}
