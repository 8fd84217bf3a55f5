import { fields, marks, type StoredPassage } from "./stored.ts";

/** For every term the passages that hold it with what it adds to their score, laid end to end in typed arrays. */
export interface Postings {
  readonly size: number;
  readonly starts: Uint32Array;
  readonly slots: Uint32Array;
  readonly impacts: Float32Array;
  /** How many passages hold the term in a field of their own, not only in the name of their document. */
  readonly holders: Uint32Array;
}

/** Saturation of repeated words, and weight and length normalisation of each field (BM25F). Measured in test/bench/retrieval.ts. */
const k1 = 1.2;
const nameWeight = 0.6;
const weights: Record<(typeof fields)[number], { weight: number; b: number }> = {
  title: { weight: 2, b: 0.3 },
  aliases: { weight: 1.5, b: 0.3 },
  claims: { weight: 1, b: 0.3 },
  path: { weight: 0.25, b: 0.3 },
  text: { weight: 1, b: 0.75 },
};

/** The most that one term can add, in units of its idf: the limit of the saturation. */
export const highestImpact = k1 + 1;

/** Counts every passage once into (term, passage, impact) triples, then sorts them by term by counting. */
export function buildPostings(passages: readonly StoredPassage[], termOf: Uint32Array, termCount: number): Postings {
  const averages = averageLengths(passages);
  const frequency = new Float32Array(termCount);
  const own = new Uint8Array(termCount);
  const holders = new Uint32Array(termCount);
  const triples = createTriples(passages);
  const starts = new Uint32Array(termCount + 1);
  passages.forEach((passage, slot) => {
    const touched: number[] = [];
    const add = (number: number, amount: number): void => {
      const term = termOf[number] ?? 0;
      if (frequency[term] === 0) touched.push(term);
      frequency[term] = (frequency[term] ?? 0) + amount;
    };
    addFields(passage, averages, add);
    for (const term of touched) own[term] = 1;
    for (const number of passage.document.name) add(number, nameWeight);
    for (const term of touched) {
      const value = frequency[term] ?? 0;
      triples.push(term, slot, (value * (k1 + 1)) / (value + k1));
      starts[term + 1] = (starts[term + 1] ?? 0) + 1;
      holders[term] = (holders[term] ?? 0) + (own[term] ?? 0);
      frequency[term] = 0;
      own[term] = 0;
    }
  });
  return { size: passages.length, holders, ...sortByTerm(triples, starts) };
}

function addFields({ ids, ends }: StoredPassage, averages: readonly number[], add: (number: number, amount: number) => void): void {
  let from = 0;
  fields.forEach((field, at) => {
    const to = ends[at] ?? from;
    const { weight, b } = weights[field];
    const amount = weight / (1 - b + (b * (to - from)) / (averages[at] || 1));
    for (let i = from; i < to; i++) {
      const number = ids[i] ?? 0;
      if (number >= marks.first) add(number, amount);
    }
    from = to;
  });
}

function averageLengths(passages: readonly StoredPassage[]): number[] {
  return fields.map((_, at) => {
    let sum = 0;
    for (const { ends } of passages) sum += (ends[at] ?? 0) - (at === 0 ? 0 : (ends[at - 1] ?? 0));
    return sum / Math.max(1, passages.length);
  });
}

interface Triples {
  push(term: number, slot: number, impact: number): void;
  length(): number;
  terms: Uint32Array;
  slots: Uint32Array;
  impacts: Float32Array;
}

function createTriples(passages: readonly StoredPassage[]): Triples {
  const room = passages.reduce((sum, it) => sum + it.ids.length + it.document.name.length, 0);
  const [terms, slots, impacts] = [new Uint32Array(room), new Uint32Array(room), new Float32Array(room)];
  let used = 0;
  return {
    terms,
    slots,
    impacts,
    length: () => used,
    push(term, slot, impact) {
      terms[used] = term;
      slots[used] = slot;
      impacts[used++] = impact;
    },
  };
}

function sortByTerm(triples: Triples, starts: Uint32Array): Pick<Postings, "starts" | "slots" | "impacts"> {
  for (let term = 1; term < starts.length; term++) starts[term] = (starts[term] ?? 0) + (starts[term - 1] ?? 0);
  const next = starts.slice();
  const length = triples.length();
  const slots = new Uint32Array(length);
  const impacts = new Float32Array(length);
  for (let at = 0; at < length; at++) {
    const term = triples.terms[at] ?? 0;
    const place = next[term] ?? 0;
    next[term] = place + 1;
    slots[place] = triples.slots[at] ?? 0;
    impacts[place] = triples.impacts[at] ?? 0;
  }
  return { starts, slots, impacts };
}
