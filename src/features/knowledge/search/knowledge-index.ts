import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import { type Built, build } from "./build.ts";
import { idfOf } from "./concepts.ts";
import type { Hit, PassageKey, SearchQuery } from "./hit.ts";
import { createAdmission } from "./near.ts";
import { analyseQuery, type QueryAnalysis, type QueryToken } from "./query.ts";
import { searchBuilt } from "./search.ts";
import { count, createWordTable, type IndexedDocument, type StoredDocument, store } from "./stored.ts";

export type { Hit, PassageKey, QueryTerm, SearchQuery } from "./hit.ts";
export type { IndexedDocument } from "./stored.ts";

export interface KnowledgeIndex {
  /** Adds a document or replaces the one with the same key. */
  put(document: IndexedDocument): void;
  remove(key: string): void;
  search(query: SearchQuery): Hit[];
  /** Which passages may answer this query at all. */
  admission(query: SearchQuery): (key: PassageKey) => boolean;
  /** Reads a question the way the search does; `idf` is 0 for small words, and highest for words that the base never uses. */
  analyse(text: string): Omit<QueryAnalysis, "tokens"> & { tokens: (QueryToken & { idf: number })[] };
  /** The stem of a lower-case word, as the search sees it. */
  stem(word: string): string;
  /** Phrases that mean the same as a word, as stems joined by spaces. */
  meanings(word: string): readonly string[];
  /** Number of passages. */
  readonly size: number;
}

/**
 * An index in memory. Changes are cheap; the first search after some builds the postings anew (see the growth table of the bench),
 * which keeps stems, spelling and statistics the same whatever the order of the changes.
 */
export function createIndex({ vocabulary }: { vocabulary: SearchVocabulary }): KnowledgeIndex {
  const table = createWordTable();
  const documents = new Map<string, StoredDocument>();
  let built: Built | null = null;
  const ready = (): Built => {
    built ??= build(documents, table, vocabulary);
    return built;
  };
  const remove = (key: string): void => {
    const known = documents.get(key);
    if (!known) return;
    count(known, table, -1);
    documents.delete(key);
    built = null;
  };
  return {
    put(document) {
      remove(document.key);
      documents.set(document.key, store(document, table));
      built = null;
    },
    remove,
    search: (query) => searchBuilt(ready(), query),
    admission: (query) => createAdmission(ready(), query),
    analyse(text) {
      const { lexicon, postings } = ready();
      const analysis = analyseQuery(text, lexicon);
      const idf = (it: QueryToken): number => (it.stop ? 0 : idfOf(postings, lexicon.termOfStem(it.stem)));
      return { ...analysis, tokens: analysis.tokens.map((it) => ({ ...it, idf: idf(it) })) };
    },
    stem: (word) => ready().lexicon.stem(word),
    meanings: (word) => ready().lexicon.sameMeaning(ready().lexicon.stem(word), word),
    get size() {
      return documents.values().reduce((sum, it) => sum + it.passages.length, 0);
    },
  };
}
