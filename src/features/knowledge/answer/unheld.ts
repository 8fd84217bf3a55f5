import type { Hit } from "../search/knowledge-index.ts";
import type { AnswerBase, HeldDocument } from "./base.ts";
import { isChatter } from "./chatter.ts";

/** What counts against a passage for each word of the question that the base uses only to say what it does not hold. */
const perWord = 1.5;
const most = 3;

interface Words {
  told: ReadonlySet<string>;
  unheld: ReadonlySet<string>;
}

const known = new WeakMap<HeldDocument, Words>();

/** Stems of a document's passages, those that tell something apart from those that say what is not held. */
function wordsOf(document: HeldDocument, stem: (word: string) => string): Words {
  const before = known.get(document);
  if (before) return before;
  const stems = (silent: boolean) =>
    new Set(
      document.passages
        .filter((it) => (it.role === "gap" || it.role === "boundary") === silent)
        .flatMap(
          (it) =>
            [it.title, it.article, ...it.aliases, ...it.claims, silent ? "" : it.text]
              .join(" ")
              .toLowerCase()
              .match(/[\p{L}\p{N}]+/gu) ?? [],
        )
        .map(stem),
    );
  const words = { told: stems(false), unheld: stems(true) };
  known.set(document, words);
  return words;
}

/**
 * How strongly it speaks against a passage that the question names a thing ("TOEFL", "masa sanggah") which the base knows only as something
 * it does not hold, and which a passage saying so is nearer to, or names together with the rest of the question.
 */
export function unheld(base: AnswerBase, { matched }: Hit, hits: readonly Hit[]): number {
  const stem = (word: string) => base.index.stem(word);
  const subject = matched.terms.map((it, at) => ({ term: it, at })).filter(({ term }) => !term.words.every(isChatter));
  const absent = subject.filter(({ term }) => term.found < 0.5);
  const silent = hits.filter((it) => it.passage.role === "gap" || it.passage.role === "boundary");
  if (absent.length === 0 || silent.length === 0) return 0;
  const spoken = subject.length - absent.length;
  const speaks = (it: Hit, at: number) => (it.matched.terms[at]?.found ?? 0) >= 0.5;
  const documents = [...base.documents.values()].map((it) => wordsOf(it, stem));
  const only = absent.filter(
    ({ term, at }) =>
      silent.some((it) => speaks(it, at) && (it.matched.heading >= matched.heading || subject.filter((one) => speaks(it, one.at)).length >= spoken)) &&
      term.stems.some((one) => !/^\d/.test(one) && documents.some((words) => words.unheld.has(one)) && !documents.some((words) => words.told.has(one))),
  );
  return Math.min(most, perWord * only.length);
}
