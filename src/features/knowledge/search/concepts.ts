import { weightOfWord } from "../../../language/stop-words.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Postings } from "./postings.ts";
import type { QueryToken } from "./query.ts";

/** A word or phrase of the question with everything that means the same. */
export interface Concept {
  words: string[];
  stems: string[];
  terms: Weighed[];
  /** How much finding it says; the sum over its words. */
  idf: number;
  alternatives: { terms: Weighed[]; weight: number }[];
}

export interface Weighed {
  term: number;
  idf: number;
}

/** What a synonym counts against the person's own word. Measured; abbreviations and synonyms alike. */
const synonymWeight = 0.7;
const mostAlternatives = 12;

export function idfOf(postings: Postings, term: number | undefined): number {
  const holders = term === undefined ? 0 : (postings.holders[term] ?? 0);
  return Math.log(1 + (postings.size - holders + 0.5) / (holders + 0.5));
}

/** Cuts the question into concepts, longest known phrase first. */
export function conceptsOf(tokens: readonly QueryToken[], lexicon: Lexicon, postings: Postings): Concept[] {
  const content = tokens.filter((it) => !it.stop);
  const concepts = new Map<string, Concept>();
  for (let at = 0; at < content.length; ) {
    const length = phraseLength(content, at, lexicon);
    const part = content.slice(at, at + length);
    const phrase = part.map((it) => it.stem).join(" ");
    if (!concepts.has(phrase)) concepts.set(phrase, toConcept(part, lexicon.sameMeaning(phrase, part.map((it) => it.word).join(" ")), lexicon, postings));
    at += length;
  }
  return [...concepts.values()];
}

function phraseLength(content: readonly QueryToken[], at: number, lexicon: Lexicon): number {
  for (let length = Math.min(lexicon.longestPhrase, content.length - at); length > 1; length--) {
    const phrase = content
      .slice(at, at + length)
      .map((it) => it.stem)
      .join(" ");
    if (lexicon.sameMeaning(phrase).length > 0) return length;
  }
  return 1;
}

function toConcept(part: readonly QueryToken[], meanings: readonly string[], lexicon: Lexicon, postings: Postings): Concept {
  const strength = Math.max(...part.map((it) => weightOfWord(it.word)));
  const weigh = (stem: string): Weighed | null => {
    const term = lexicon.termOfStem(stem);
    return term === undefined ? null : { term, idf: strength * idfOf(postings, term) };
  };
  const stems = [...new Set(part.map((it) => it.stem))];
  const terms = stems.map(weigh).filter((it) => it !== null);
  const alternatives = meanings.slice(0, mostAlternatives).flatMap((meaning) => {
    const others = meaning.split(" ").map(weigh);
    return others.every((it) => it !== null) ? [{ terms: others, weight: synonymWeight }] : [];
  });
  const own = strength * stems.reduce((sum, stem) => sum + idfOf(postings, lexicon.termOfStem(stem)), 0);
  const commonest = Math.min(own, ...alternatives.map((it) => it.terms.reduce((sum, { idf }) => sum + idf, 0)));
  // A word with a common synonym ("boleh" beside "dapat") says as little as that synonym does.
  const idf = terms.length < stems.length ? commonest : (own + commonest) / 2;
  return { words: part.map((it) => it.word), stems, terms, idf, alternatives };
}

export type Owners = ReadonlyMap<number, { concept: number; share: number }>;

/** Which concept a term speaks for, and how much of it: a word of a three-word synonym speaks for its part. */
export function ownersOf(concepts: readonly Concept[]): Owners {
  const owners = new Map<number, { concept: number; share: number }>();
  concepts.forEach(({ terms, alternatives }, concept) => {
    for (const [list, weight] of [[terms, 1] as const, ...alternatives.map((it) => [it.terms, it.weight] as const)]) {
      const sum = list.reduce((all, it) => all + it.idf, 0) || 1;
      for (const { term, idf } of list) {
        const share = (weight * idf) / sum;
        if (share > (owners.get(term)?.share ?? 0)) owners.set(term, { concept, share });
      }
    }
  });
  return owners;
}
