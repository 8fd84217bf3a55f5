import { splitSentences } from "../../../language/sentences.ts";
import { createStemmer } from "../../../language/stemmer.ts";
import { isStopWord, weightOfWord } from "../../../language/stop-words.ts";
import { wordsOf } from "../../../language/words.ts";

/** A comment as it is kept; comments of one turn are by as many different people. */
export interface Comment {
  words: string;
  turn: number;
}

/** Something that several people said. */
export interface Theme {
  /** In the words that they used most. */
  term: string;
  /** In how many comments, by at least so many people. */
  comments: number;
  people: number;
  /** How much more it is said here than elsewhere (z of the log-odds); null = nothing to compare with. */
  distinct: number | null;
  examples: string[];
}

const fewestPeople = 3;
/** How strongly the city's own use of a word is believed before the group's comments are seen (Monroe and others 2008). */
const priorComments = 50;
/** Comments elsewhere from which on a comparison says something. */
const enoughElsewhere = 30;
const longestExample = 160;

/**
 * What comments speak of: words and pairs of words that at least three people used, first what is said here more than elsewhere in the city
 * (log-odds with an informative Dirichlet prior), then what is said most; terms of the same comments are one theme.
 */
export function themesOf(comments: Comment[], elsewhere: string[] = [], most = 6): Theme[] {
  const stem = createStemmer(() => 0);
  const read = comments.map((it) => ({ ...it, terms: termsOf(it.words, stem) }));
  const here = countTerms(read.map((it) => it.terms));
  const there = countTerms(elsewhere.map((it) => termsOf(it, stem)));
  const compares = elsewhere.length >= enoughElsewhere;
  const found = [...here].flatMap(([term, { count, forms }]) => {
    if (count < fewestPeople) return [];
    const holding = read.filter((it) => it.terms.has(term));
    const people = Math.max(...[...Map.groupBy(holding, (it) => it.turn).values()].map((it) => it.length));
    if (people < fewestPeople) return [];
    const distinct = compares ? logOdds(count, comments.length, there.get(term)?.count ?? 0, elsewhere.length) : null;
    return [{ term, form: commonest(forms), holding: new Set(holding), comments: count, people, distinct }];
  });
  const weight = (it: (typeof found)[number]) => Math.max(0, it.distinct ?? 0) * 2 + Math.sqrt(it.comments) * (it.term.includes(" ") ? 1.5 : 1);
  const chosen: typeof found = [];
  for (const it of found.sort((a, b) => weight(b) - weight(a) || (a.term < b.term ? -1 : 1))) {
    if (chosen.length === most) break;
    if (chosen.every((other) => other.holding.intersection(it.holding).size <= 0.6 * Math.min(other.holding.size, it.holding.size))) chosen.push(it);
  }
  return chosen.map(({ term, form, holding, comments: count, people, distinct }) => ({
    term: form,
    comments: count,
    people,
    distinct,
    examples: examplesOf([...holding], term, stem),
  }));
}

/** z of the log-odds here against elsewhere, with the prior spread as the term is in both together. */
function logOdds(here: number, all: number, there: number, allThere: number): number {
  const prior = (priorComments * (here + there)) / (all + allThere);
  const odds = (count: number, of: number) => Math.log((count + prior) / (of + priorComments - count - prior));
  return (odds(here, all) - odds(there, allThere)) / Math.sqrt(1 / (here + prior) + 1 / (there + prior));
}

type Terms = Map<string, string>;

/** Stems and neighbouring pairs, each with the words as written; every term once for a comment. */
function termsOf(text: string, stem: (word: string) => string): Terms {
  const terms: Terms = new Map();
  const words = wordsOf(text.replace(/\[[\p{L} ]+\]/gu, "\n"));
  let before: { stem: string; word: string } | null = null;
  for (const word of words) {
    if (isStopWord(word) || word.length < 3 || /^\d/.test(word)) {
      before = null;
      continue;
    }
    const it = { stem: stem(word), word };
    if (weightOfWord(word) === 1 && !emptyWords.has(it.stem)) terms.set(it.stem, word);
    if (before && !(emptyWords.has(before.stem) && emptyWords.has(it.stem))) terms.set(`${before.stem} ${it.stem}`, `${before.word} ${word}`);
    before = it;
  }
  return terms;
}

/** What every comment on a training says. */
const emptyWords = new Set(
  "latih kelas acara giat peserta sangat lebih sekali banget cukup baik bagus mantap semoga harap moga perlu depan kali hal nama pemateri tambah".split(" "),
);

function countTerms(list: Terms[]): Map<string, { count: number; forms: Map<string, number> }> {
  const found = new Map<string, { count: number; forms: Map<string, number> }>();
  for (const terms of list) {
    for (const [term, form] of terms) {
      const it = found.get(term) ?? { count: 0, forms: new Map() };
      it.count += 1;
      it.forms.set(form, (it.forms.get(form) ?? 0) + 1);
      found.set(term, it);
    }
  }
  return found;
}

const commonest = (forms: Map<string, number>): string => [...forms].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? "";

/** Two sentences that say it, from different comments: not too short to be understood, and short. */
function examplesOf(comments: Comment[], term: string, stem: (word: string) => string): string[] {
  const sentences = comments.flatMap((it) => {
    const saying = splitSentences(it.words).filter((one) => termsOf(one, stem).has(term));
    return saying.length > 0 ? [saying.sort((a, b) => clumsiness(a) - clumsiness(b))[0] ?? ""] : [];
  });
  return [...new Set(sentences)]
    .sort((a, b) => clumsiness(a) - clumsiness(b) || (a < b ? -1 : 1))
    .slice(0, 2)
    .map(cut);
}

const clumsiness = (text: string): number => Math.abs(text.length - 70);
const cut = (text: string): string => (text.length <= longestExample ? text : `${text.slice(0, text.lastIndexOf(" ", longestExample))} …`);
