import { isStopWord } from "../../../language/stop-words.ts";
import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import { wordsOf } from "../../../language/words.ts";
import { idfOf } from "./concepts.ts";
import { type BuiltLexicon, buildLexicon, type Lexicon } from "./lexicon.ts";
import { createMatcher, type Matcher } from "./match.ts";
import { buildPostings, type Postings } from "./postings.ts";
import { type RuleName, ruleNameOf } from "./rule-names.ts";
import { type SpecialGroup, specialGroups } from "./special.ts";
import { gatherRepeals, type Repeals } from "./standing.ts";
import type { StoredDocument, StoredPassage, WordTable } from "./stored.ts";
import { valueKindOf, type WordFacts } from "./value-kinds.ts";

/** Everything that a search reads; built anew after changes, never changed itself. */
export interface Built {
  passages: StoredPassage[];
  slotsOf: ReadonlyMap<StoredDocument, readonly [from: number, to: number]>;
  lexicon: BuiltLexicon;
  postings: Postings;
  matcher: Matcher;
  facts: WordFacts;
  repeals: Repeals;
  names: RuleName[];
  /** Definition passages by the stems of their term. */
  definitions: ReadonlyMap<string, readonly number[]>;
  /** Articles (`pp-1983-10 4`) with the documents that put them in other words. */
  amended: ReadonlyMap<string, readonly StoredDocument[]>;
  special: readonly SpecialGroup[];
}

export function build(documents: ReadonlyMap<string, StoredDocument>, table: WordTable, vocabulary: SearchVocabulary): Built {
  // By key, so that equal scores come in the same order on every replica.
  const inOrder = [...documents.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const passages = inOrder.flatMap((it) => it.passages);
  const lexicon = buildLexicon(table, inOrder, vocabulary);
  const postings = buildPostings(passages, lexicon.termOfWord, lexicon.termCount);
  return {
    passages,
    slotsOf: slotRanges(inOrder),
    lexicon,
    postings,
    matcher: createMatcher(postings),
    facts: {
      termOfWord: lexicon.termOfWord,
      kindOfWord: Uint8Array.from(table.words, valueKindOf),
      idfOfTerm: Float32Array.from({ length: lexicon.termCount }, (_, term) => idfOf(postings, term)),
    },
    repeals: gatherRepeals(inOrder),
    names: inOrder.filter((it) => it.meta.rule !== null || it.meta.terms.length > 0).map((it) => ruleNameOf(it, lexicon)),
    definitions: definitionsOf(passages, lexicon),
    amended: amendedArticles(inOrder),
    special: specialGroups(inOrder, lexicon),
  };
}

function slotRanges(documents: readonly StoredDocument[]): Map<StoredDocument, [number, number]> {
  const ranges = new Map<StoredDocument, [number, number]>();
  let next = 0;
  for (const it of documents) {
    ranges.set(it, [next, next + it.passages.length]);
    next += it.passages.length;
  }
  return ranges;
}

function amendedArticles(documents: readonly StoredDocument[]): Map<string, StoredDocument[]> {
  const amended = new Map<string, StoredDocument[]>();
  for (const document of documents) {
    const rules = document.meta.relations.filter((it) => it.kind === "amends").map((it) => it.rule);
    const articles = new Set(document.passages.flatMap(({ passage, shape }) => (passage.role === "article" ? (shape.article ?? []) : [])));
    for (const key of rules.flatMap((rule) => [...articles].map((it) => `${rule} ${it}`))) amended.set(key, [...(amended.get(key) ?? []), document]);
  }
  return amended;
}

function definitionsOf(passages: readonly StoredPassage[], lexicon: BuiltLexicon): Map<string, number[]> {
  const definitions = new Map<string, number[]>();
  passages.forEach(({ passage }, slot) => {
    if (passage.role !== "definition") return;
    const term = termKey(wordsOf(passage.title), lexicon);
    if (term !== "") definitions.set(term, [...(definitions.get(term) ?? []), slot]);
  });
  return definitions;
}

/** The form in which a defined term is looked up. */
export function termKey(words: readonly string[], lexicon: Lexicon): string {
  return plainWords(words, lexicon).map(lexicon.stem).join(" ");
}

/** A term word by word, without stems: "Pejabat Fungsional" is not "Jabatan Fungsional". */
export function plainTerm(words: readonly string[], lexicon: Lexicon): string {
  return plainWords(words, lexicon).join(" ");
}

function plainWords(words: readonly string[], { vocabulary }: Lexicon): string[] {
  return words.flatMap((it) => wordsOf(vocabulary.slang.get(it) ?? it)).filter((it) => !isStopWord(it));
}
