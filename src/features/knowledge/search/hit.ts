import type { DocumentMeta, Passage } from "../passage.ts";
import type { Standing } from "./standing.ts";

/** A passage by its document's key and its anchor there. */
export interface PassageKey {
  document: string;
  anchor: string;
}

export interface SearchQuery {
  text: string;
  /** Whose knowledge may answer: `nasional` and the asker's city. */
  scopes: string[];
  /** ISO date on which the answer must hold. */
  asOf: string;
  /** How many hits at most. */
  top: number;
  includeRepealed?: boolean;
  /** Passages near in meaning, nearest first: joined with the ranking by words. */
  near?: readonly PassageKey[];
}

/** A word or phrase of the question, and how much finding it says. */
export interface QueryTerm {
  words: string[];
  stems: string[];
  idf: number;
  /** Share of it that stands in the passage, a synonym counting less than the word itself. */
  found: number;
  /** Whether the base uses the word, or another of its meaning, anywhere. */
  known: boolean;
}

export interface Hit {
  document: { key: string; origin: string; meta: DocumentMeta };
  passage: Passage;
  score: number;
  standing: Standing;
  /** For judging whether the passage answers. */
  matched: {
    terms: QueryTerm[];
    /** Words of the question that stand nowhere in the passage. */
    missing: QueryTerm[];
    /** idf-weighted share of the question in the whole passage, and in its best one or two sentences. */
    coverage: number;
    window: number;
    /** How well the title, an alias or a claim says what the question says, 0 to 1. */
    heading: number;
    /** Whether the passage is the cited article, or the definition asked for. */
    direct: boolean;
  };
}
