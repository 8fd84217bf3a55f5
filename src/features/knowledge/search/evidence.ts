import { type Concept, type Owners, ownersOf } from "./concepts.ts";
import { createFit, lastLineOf } from "./fit.ts";
import type { Expected } from "./query.ts";
import { marks, type StoredPassage } from "./stored.ts";
import { valueKinds, type WordFacts } from "./value-kinds.ts";

/** What a passage shows of the question; every share is 0 to 1 and weighs words by their idf. */
export interface Evidence {
  /** Of the question in the whole passage, headings and document name included. */
  coverage: number;
  /** Of the question in the best sentence, or best two neighbouring ones, of the text. */
  window: number;
  /** Of the question with rare words counting by the square of their idf: they name the thing it is about. */
  rare: number;
  /** Of the question's neighbouring words that are neighbours in the passage too. */
  pairs: number;
  /** Of the question in the title, an alias or a claim, and of that heading in the question. Ranking gained nothing by it; answering asks for it. */
  heading: number;
  /** How well the beginning of the text, and the innermost joint of the path, say what the question says (see fit.ts). */
  opening: number;
  joint: number;
  /** Whether the best window has the kind of value asked for, beside the words of the question. */
  answer: number;
  /** Share of each concept found anywhere in the passage. */
  found: Float32Array;
}

/** Reads candidates of one question. */
export interface EvidenceReader {
  read(passage: StoredPassage): Evidence;
}

const twoSentences = 0.92;
const near = 3;
const never = -1_000_000;

export function createEvidenceReader(concepts: readonly Concept[], expects: Expected | null, facts: WordFacts): EvidenceReader {
  const owners = ownersOf(concepts);
  const share = weighedShare(concepts.map((it) => it.idf));
  const rare = weighedShare(concepts.map(({ idf, terms, alternatives }) => (terms.length + alternatives.length > 0 ? idf * idf : 0)));
  const fitOf = createFit(concepts, owners, facts);
  const wanted = expects === null ? 0 : valueKinds[expects];
  return {
    read({ ids, ends, opening, document }) {
      const termsOf: Collect = (from, to) => collect(ids, from, to, owners, facts, concepts.length);
      const [, , claimEnd = 0, textStart = 0, textEnd = 0] = ends;
      const found = termsOf(0, textEnd);
      addAll(found, collect(document.name, 0, document.name.length, owners, facts, concepts.length));
      const valueIn = (from: number, to: number): number => hasValue(ids, from, to, wanted, owners, facts);
      return {
        coverage: share(found),
        rare: rare(found),
        pairs: pairsIn(ids, textEnd, concepts, owners, facts),
        heading: bestHeading(ids, claimEnd, termsOf, share, facts),
        opening: fitOf(ids, textStart, Math.min(textEnd, textStart + opening)),
        joint: fitOf(ids, ...lastLineOf(ids, claimEnd, textStart)),
        ...bestWindow(ids, textStart, textEnd, termsOf, share, valueIn),
        found,
      };
    },
  };
}

type Share = (found: Float32Array) => number;
type Collect = (from: number, to: number) => Float32Array;

function weighedShare(weights: readonly number[]): Share {
  const whole = weights.reduce((sum, it) => sum + it, 0) || 1;
  return (found) => weights.reduce((sum, it, at) => sum + it * Math.min(1, found[at] ?? 0), 0) / whole;
}

/** The best sentence, or two neighbouring ones, and whether a value of the asked-for kind stands there. */
function bestWindow(
  ids: Uint32Array,
  start: number,
  end: number,
  termsOf: Collect,
  share: Share,
  valueIn: (from: number, to: number) => number,
): Pick<Evidence, "window" | "answer"> {
  const best = { window: 0, answer: 0 };
  const offer = (window: number, answer: number): void => {
    if (window > best.window) Object.assign(best, { window, answer });
  };
  let before: { found: Float32Array; value: number } | null = null;
  eachSentence(ids, start, end, (from, to) => {
    const found = termsOf(from, to);
    const value = valueIn(from, to);
    offer(share(found), value);
    if (before) {
      const both = found.slice();
      addAll(both, before.found);
      offer(share(both) * twoSentences, Math.max(value, before.value));
    }
    before = { found, value };
  });
  return best;
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

function addAll(into: Float32Array, from: Float32Array): void {
  for (let at = 0; at < into.length; at++) into[at] = Math.max(into[at] ?? 0, from[at] ?? 0);
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
function pairsIn(ids: Uint32Array, end: number, concepts: readonly Concept[], owners: Owners, facts: WordFacts): number {
  if (concepts.length < 2) return 0;
  const best = new Float32Array(concepts.length - 1);
  const last = new Int32Array(concepts.length).fill(never);
  for (let at = 0; at < end; at++) {
    if (ids[at] === marks.sentence) last.fill(never);
    const concept = owners.get(facts.termOfWord[ids[at] ?? 0] ?? 0)?.concept;
    if (concept === undefined) continue;
    if (concept > 0 && at - (last[concept - 1] ?? never) <= near) best[concept - 1] = 1;
    if (concept < best.length && at - (last[concept + 1] ?? never) <= near) best[concept] = Math.max(best[concept] ?? 0, 0.5);
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

/** The heading nearest to the question, by the harmonic mean of both coverages. */
function bestHeading(ids: Uint32Array, end: number, termsOf: Collect, share: Share, facts: WordFacts): number {
  let best = 0;
  eachSentence(ids, 0, end, (from, to) => {
    const found = termsOf(from, to);
    const ofQuestion = share(found);
    if (ofQuestion === 0) return;
    const words = new Set<number>();
    for (let at = from; at < to; at++) words.add(facts.termOfWord[ids[at] ?? 0] ?? 0);
    const hits = found.reduce((sum, it) => sum + (it > 0 ? 1 : 0), 0);
    const ofHeading = Math.min(1, hits / words.size);
    best = Math.max(best, (2 * ofQuestion * ofHeading) / (ofQuestion + ofHeading));
  });
  return best;
}
