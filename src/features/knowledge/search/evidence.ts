import type { Concept } from "./concepts.ts";
import type { Expected } from "./query.ts";
import { marks, type StoredPassage } from "./stored.ts";

/** What a passage shows of the question; every share is 0 to 1 and weighs words by their idf. */
export interface Evidence {
  /** Of the question in the whole passage, headings and document name included. */
  coverage: number;
  /** Of the question in the best sentence, or best two neighbouring ones, of the text. */
  window: number;
  /** Of the rarest word of the question that the base knows: usually the name or thing it is about. */
  key: number;
  /** Of the question's neighbouring words that are neighbours in the passage too. */
  pairs: number;
  /** Of the question in the first sentence. */
  lead: number;
  /** Of the question in the title or in one alias, and of that title in the question. */
  title: number;
  /** Whether the best window has the kind of value asked for, beside the words of the question. */
  answer: number;
  /** Share of each concept found anywhere in the passage. */
  found: Float32Array;
}

/** Reads candidates of one question. */
export interface EvidenceReader {
  read(passage: StoredPassage): Evidence;
}

export interface WordFacts {
  termOfWord: Uint32Array;
  /** What kind of value a word is part of, by word number. */
  kindOfWord: Uint8Array;
}

export const valueKinds = { none: 0, number: 1, date: 2, person: 4 } as const;

const twoSentences = 0.92;
const near = 3;

export function createEvidenceReader(concepts: readonly Concept[], expects: Expected | null, facts: WordFacts): EvidenceReader {
  const owners = ownersOf(concepts);
  const whole = concepts.reduce((sum, it) => sum + it.idf, 0) || 1;
  const share = (found: Float32Array): number => concepts.reduce((sum, it, at) => sum + it.idf * Math.min(1, found[at] ?? 0), 0) / whole;
  const key = rarest(concepts);
  const wanted = expects === null ? 0 : valueKinds[expects];

  return {
    read(passage) {
      const { ids, ends } = passage;
      const termsOf = (from: number, to: number): Float32Array => collect(ids, from, to, owners, facts, concepts.length);
      const [titleEnd = 0, aliasEnd = 0, claimEnd = 0, , textEnd = 0] = ends;
      const textStart = ends[3] ?? 0;
      const found = termsOf(0, textEnd);
      addAll(found, collect(passage.document.name, 0, passage.document.name.length, owners, facts, concepts.length), 1);
      let window = 0;
      let lead = -1;
      let answer = 0;
      let before: Float32Array | null = null;
      let valueBefore = 0;
      eachSentence(ids, textStart, textEnd, (from, to) => {
        const here = termsOf(from, to);
        const value = hasValue(ids, from, to, wanted, owners, facts);
        const alone = share(here);
        if (lead < 0) lead = alone;
        let best = alone;
        let bestValue = value;
        if (before) {
          const both = here.slice();
          addAll(both, before, 1);
          const together = share(both) * twoSentences;
          if (together > best) [best, bestValue] = [together, Math.max(value, valueBefore)];
        }
        if (best > window) [window, answer] = [best, bestValue];
        before = here;
        valueBefore = value;
      });
      return {
        coverage: share(found),
        key: key < 0 ? 1 : Math.min(1, found[key] ?? 0),
        window,
        pairs: pairsIn(ids, 0, textEnd, concepts, owners, facts),
        lead: Math.max(0, lead),
        title: bestHeading(ids, titleEnd, aliasEnd, claimEnd, termsOf, share, facts),
        answer,
        found,
      };
    },
  };
}

function rarest(concepts: readonly Concept[]): number {
  let best = -1;
  concepts.forEach(({ idf, terms, alternatives }, at) => {
    if (terms.length + alternatives.length > 0 && idf > (concepts[best]?.idf ?? 0)) best = at;
  });
  return best;
}

type Owners = ReadonlyMap<number, { concept: number; share: number }>;

/** Which concept a term speaks for, and how much of it: a word of a three-word synonym speaks for its part. */
function ownersOf(concepts: readonly Concept[]): Owners {
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

function collect(ids: Uint32Array, from: number, to: number, owners: Owners, facts: WordFacts, size: number): Float32Array {
  const found = new Float32Array(size);
  const counted = new Set<number>();
  for (let at = from; at < to; at++) {
    const term = facts.termOfWord[ids[at] ?? 0] ?? 0;
    const owner = term === 0 ? undefined : owners.get(term);
    if (!owner || counted.has(term)) continue;
    counted.add(term);
    found[owner.concept] = (found[owner.concept] ?? 0) + owner.share;
  }
  return found;
}

function addAll(into: Float32Array, from: Float32Array, scale: number): void {
  for (let at = 0; at < into.length; at++) into[at] = Math.max(into[at] ?? 0, (from[at] ?? 0) * scale);
}

function eachSentence(ids: Uint32Array, from: number, to: number, take: (from: number, to: number) => void): void {
  let start = from;
  for (let at = from; at <= to; at++) {
    if (at < to && ids[at] !== marks.sentence) continue;
    if (at > start) take(start, at);
    start = at + 1;
  }
}

function hasValue(ids: Uint32Array, from: number, to: number, wanted: number, owners: Owners, facts: WordFacts): number {
  if (wanted === 0) return 0;
  for (let at = from; at < to; at++) {
    const number = ids[at] ?? 0;
    if (((facts.kindOfWord[number] ?? 0) & wanted) !== 0 && !owners.has(facts.termOfWord[number] ?? 0)) return 1;
  }
  return 0;
}

/** Neighbouring concepts of the question that stand within three words of each other; half if the other way round. */
function pairsIn(ids: Uint32Array, from: number, to: number, concepts: readonly Concept[], owners: Owners, facts: WordFacts): number {
  if (concepts.length < 2) return 0;
  const best = new Float32Array(concepts.length - 1);
  const last = new Int32Array(concepts.length).fill(-near - 1);
  for (let at = from; at < to; at++) {
    if (ids[at] === marks.sentence) last.fill(-near - 1);
    const owner = owners.get(facts.termOfWord[ids[at] ?? 0] ?? 0);
    if (!owner) continue;
    const { concept } = owner;
    if (concept > 0 && at - (last[concept - 1] ?? 0) <= near && (last[concept - 1] ?? 0) >= from) best[concept - 1] = 1;
    if (concept < best.length && at - (last[concept + 1] ?? 0) <= near && (last[concept + 1] ?? 0) >= from) best[concept] = Math.max(best[concept] ?? 0, 0.5);
    last[concept] = at;
  }
  const weight = (at: number): number => (concepts[at]?.idf ?? 0) + (concepts[at + 1]?.idf ?? 0);
  let [sum, all] = [0, 0];
  best.forEach((value, at) => {
    sum += value * weight(at);
    all += weight(at);
  });
  return all === 0 ? 0 : sum / all;
}

type Share = (found: Float32Array) => number;
type Collect = (from: number, to: number) => Float32Array;

/** The heading (title, alias or claim) nearest to the question, by the harmonic mean of both coverages. */
function bestHeading(ids: Uint32Array, titleEnd: number, aliasEnd: number, claimEnd: number, collectTerms: Collect, share: Share, facts: WordFacts): number {
  let best = 0;
  const take = (from: number, to: number): void => {
    const found = collectTerms(from, to);
    const ofQuestion = share(found);
    if (ofQuestion === 0) return;
    const words = new Set<number>();
    for (let at = from; at < to; at++) words.add(facts.termOfWord[ids[at] ?? 0] ?? 0);
    const hits = found.reduce((sum, it) => sum + (it > 0 ? 1 : 0), 0);
    const ofHeading = Math.min(1, hits / words.size);
    best = Math.max(best, (2 * ofQuestion * ofHeading) / (ofQuestion + ofHeading));
  };
  eachSentence(ids, 0, Math.max(titleEnd, aliasEnd, claimEnd), take);
  return best;
}

