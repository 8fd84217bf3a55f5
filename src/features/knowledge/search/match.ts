import type { Concept, Weighed } from "./concepts.ts";
import type { Postings } from "./postings.ts";

/** Scratch space for one query at a time, as long as the index. */
export interface Matcher {
  /** Calls back with every passage that holds a word of the question, and its BM25 score. */
  match(concepts: readonly Concept[], found: (slot: number, score: number) => void): void;
}

export function createMatcher(postings: Postings): Matcher {
  const total = createScores(postings.size);
  const own = createScores(postings.size);
  const other = createScores(postings.size);
  const best = createScores(postings.size);
  const seen = new Uint8Array(postings.size);

  /** Adds the postings of terms into `into`. */
  const gather = (terms: readonly Weighed[], scale: number, into: Scores): void => {
    for (const { term, idf } of terms) {
      const end = postings.starts[term + 1] ?? 0;
      for (let at = postings.starts[term] ?? 0; at < end; at++) into.add(postings.slots[at] ?? 0, idf * scale * (postings.impacts[at] ?? 0));
    }
  };

  /** The best alternative counts once, and only where all of its words stand; its words are scaled to weigh like the concept. */
  const gatherAlternatives = ({ alternatives, idf }: Concept): void => {
    for (const { terms, weight } of alternatives) {
      const sum = terms.reduce((whole, it) => whole + it.idf, 0) || 1;
      gather(terms, (weight * Math.min(idf, sum)) / sum, other);
      if (terms.length > 1) countHolders(terms, postings, seen);
      other.drain((slot, score) => {
        if (terms.length > 1 && seen[slot] !== terms.length) score = 0;
        seen[slot] = 0;
        if (score > best.at(slot)) best.set(slot, score);
      });
    }
  };

  return {
    match(concepts, found) {
      for (const concept of concepts) {
        if (concept.alternatives.length === 0) {
          gather(concept.terms, 1, total);
          continue;
        }
        gather(concept.terms, 1, own);
        gatherAlternatives(concept);
        own.drain((slot, score) => {
          if (score > best.at(slot)) best.set(slot, score);
        });
        best.drain((slot, score) => total.add(slot, score));
      }
      total.drain(found);
    },
  };
}

function countHolders(terms: readonly Weighed[], postings: Postings, seen: Uint8Array): void {
  for (const { term } of terms) {
    const end = postings.starts[term + 1] ?? 0;
    for (let at = postings.starts[term] ?? 0; at < end; at++) {
      const slot = postings.slots[at] ?? 0;
      seen[slot] = (seen[slot] ?? 0) + 1;
    }
  }
}

interface Scores {
  add(slot: number, amount: number): void;
  set(slot: number, value: number): void;
  at(slot: number): number;
  /** Hands out every score above zero once, and forgets it. */
  drain(take: (slot: number, score: number) => void): void;
}

function createScores(size: number): Scores {
  const scores = new Float32Array(size);
  const touched = new Uint32Array(size);
  let count = 0;
  const touch = (slot: number): void => {
    if (scores[slot] === 0) touched[count++] = slot;
  };
  return {
    at: (slot) => scores[slot] ?? 0,
    add(slot, amount) {
      if (amount <= 0) return;
      touch(slot);
      scores[slot] = (scores[slot] ?? 0) + amount;
    },
    set(slot, value) {
      if (value <= 0) return;
      touch(slot);
      scores[slot] = value;
    },
    drain(take) {
      for (let at = 0; at < count; at++) {
        const slot = touched[at] ?? 0;
        const score = scores[slot] ?? 0;
        scores[slot] = 0;
        take(slot, score);
      }
      count = 0;
    },
  };
}
