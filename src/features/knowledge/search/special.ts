import { wordsOf } from "../../../language/words.ts";
import type { Concept, Weighed } from "./concepts.ts";
import type { Lexicon } from "./lexicon.ts";
import type { StoredDocument } from "./stored.ts";

/** A group of people with rules of their own (contract staff): only a question that names it means those rules. */
export interface SpecialGroup {
  terms: readonly number[];
  /** Rules whose title names the group. */
  documents: ReadonlySet<StoredDocument>;
}

export function specialGroups(documents: readonly StoredDocument[], lexicon: Lexicon): SpecialGroup[] {
  return lexicon.vocabulary.special.flatMap((phrase) => {
    const terms = wordsOf(phrase).map(lexicon.termOf);
    if (!terms.every((it) => it !== undefined)) return [];
    const named = documents.filter(({ meta }) => {
      const title = new Set(wordsOf(meta.title).map(lexicon.termOf));
      return terms.every((it) => title.has(it));
    });
    return [{ terms, documents: new Set(named) }];
  });
}

/** The documents on groups that the question does not name, by any of their names. */
export function unasked(groups: readonly SpecialGroup[], concepts: readonly Concept[]): ReadonlySet<StoredDocument> {
  const names = concepts.flatMap((it) => [it.terms, ...it.alternatives.map(({ terms }) => terms)]);
  const said = new Set(concepts.flatMap((it) => it.terms.map(({ term }) => term)));
  const isNamed = ({ terms }: SpecialGroup): boolean => terms.every((it) => said.has(it)) || names.some((name) => holdsAll(name, terms));
  return new Set(groups.filter((it) => !isNamed(it)).flatMap((it) => [...it.documents]));
}

function holdsAll(name: readonly Weighed[], terms: readonly number[]): boolean {
  return terms.every((it) => name.some(({ term }) => term === it));
}
