import { isStopWord } from "../../../language/stop-words.ts";
import { wordsOf } from "../../../language/words.ts";
import type { Citation } from "./citations.ts";
import type { Lexicon } from "./lexicon.ts";
import type { QueryAnalysis } from "./query.ts";
import { canonicalKind, sameKind } from "./rule-kinds.ts";
import type { StoredDocument } from "./stored.ts";

/** Rules that a question speaks of. */
export interface NamedRules {
  /** By number and year: this very rule, whether in force or not. */
  cited: Set<StoredDocument>;
  /** By kind and name ("UU PDP"): the one in force. */
  named: Set<StoredDocument>;
  /** By a word that points to the rule (`terms`). */
  hinted: Set<StoredDocument>;
}

/** How a document may be named, worked out once per build. */
export interface RuleName {
  document: StoredDocument;
  /** Stems of the title after "tentang". */
  title: string[];
  initials: string;
  terms: string[];
}

export function ruleNameOf(document: StoredDocument, lexicon: Lexicon): RuleName {
  const { meta } = document;
  const words = wordsOf(meta.title.split(/\btentang\b/i).at(-1) ?? "").filter((it) => !isStopWord(it));
  return {
    document,
    title: words.map(lexicon.stem),
    initials: words.map((it) => it[0]).join(""),
    terms: meta.terms.map((it) => wordsOf(it).map(lexicon.stem).join(" ")).filter((it) => it !== ""),
  };
}

export function findRules({ citations, tokens }: QueryAnalysis, names: readonly RuleName[]): NamedRules {
  const found: NamedRules = { cited: new Set(), named: new Set(), hinted: new Set() };
  for (const citation of citations) {
    if (citation.kind === null && citation.number === null) continue;
    const exact = citation.number !== null && citation.year !== null;
    for (const { document } of closest(names, (name) => citationFit(citation, name, tokens))) {
      (exact || citation.year !== null ? found.cited : found.named).add(document);
    }
  }
  tokens.forEach((_, at) => {
    const { kind, length } = kindAt(tokens, at);
    if (kind === null) return;
    const after = tokens.slice(at + length, at + length + 8);
    const share = (name: RuleName): number => (sameKind(kind, name.document.meta.kind ?? "") ? titleFit(after, name) : 0);
    // "PP disiplin" names a rule; after a kind written out ("peraturan pemerintah tentang gaji dan …") one word of a title is too little for that.
    const isName = (name: RuleName): boolean => length === 1 || share(name) >= wellNamed || share(name) * name.title.length > 1.5;
    for (const it of closest(names, share)) (isName(it) ? found.named : found.hinted).add(it.document);
  });
  for (const { word } of tokens) {
    // "THR 2018": the rule of that year.
    if (/^(?:19|20)\d\d$/.test(word)) for (const { document } of names) if (document.meta.year === Number(word)) found.hinted.add(document);
  }
  const stems = ` ${tokens.map((it) => it.stem).join(" ")} `;
  for (const { document, terms } of names) if (terms.some((it) => stems.includes(` ${it} `))) found.hinted.add(document);
  return found;
}

/** A kind written in one word ("uu") or in two ("undang-undang", "peraturan pemerintah"). */
function kindAt(tokens: Tokens, at: number): { kind: string | null; length: number } {
  const word = tokens[at]?.word ?? "";
  for (const [written, length] of [
    [`${word} ${tokens[at + 1]?.word ?? ""}`, 2],
    [word, 1],
  ] as const) {
    const kind = canonicalKind(written);
    if (kind !== written) return { kind, length };
  }
  return { kind: null, length: 1 };
}

const fewRules = 5;
const wellNamed = 0.5;

/** The rules that fit best, if they fit at least half, or if hardly any other fits as well. */
function closest(names: readonly RuleName[], fit: (name: RuleName) => number): RuleName[] {
  const fits = names.map(fit);
  const best = fits.reduce((most, it) => Math.max(most, it), 0);
  const found = names.filter((_, at) => fits[at] === best);
  return best === 0 || (best < wellNamed && found.length > fewRules) ? [] : found;
}

function citationFit(cited: Citation, name: RuleName, tokens: QueryAnalysis["tokens"]): number {
  const { kind, number, year } = name.document.meta;
  if (cited.kind !== null && (kind === null || !sameKind(cited.kind, kind))) return 0;
  if (cited.number !== null && number?.toLowerCase().split("/")[0] !== cited.number) return 0;
  if (cited.year !== null && year !== cited.year) return 0;
  return cited.number === null ? Math.max(...tokens.map((_, at) => titleFit(tokens.slice(at, at + 8), name)), 0) : 1;
}

type Tokens = QueryAnalysis["tokens"];

/** Share of the title that the next words of the question name, by its words or by their initials ("pdp", "pns"). */
function titleFit(after: Tokens, { title, initials }: RuleName): number {
  const covered = new Set<number>();
  for (const { word, stem, stop } of after) {
    if (stop) continue;
    const at = title.indexOf(stem);
    const short = word.length >= 2 && word.length <= 6 ? initials.indexOf(word) : -1;
    if (at >= 0) covered.add(at);
    else if (short >= 0) for (let i = 0; i < word.length; i++) covered.add(short + i);
    else break;
  }
  return title.length === 0 ? 0 : covered.size / title.length;
}
