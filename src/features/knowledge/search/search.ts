import { wordsOf } from "../../../language/words.ts";
import { type Built, plainTerm, termKey } from "./build.ts";
import type { Citation } from "./citations.ts";
import { createCompany } from "./company.ts";
import { type Concept, conceptsOf } from "./concepts.ts";
import { createEvidenceReader } from "./evidence.ts";
import { createGate, type Gate } from "./gate.ts";
import type { Hit, SearchQuery } from "./hit.ts";
import { fuse, nearSlots } from "./near.ts";
import { highestImpact } from "./postings.ts";
import { analyseQuery, asksForList, type QueryAnalysis } from "./query.ts";
import { type Candidate, rankScore } from "./rank.ts";
import { findRules, type NamedRules } from "./rule-names.ts";
import { unasked } from "./special.ts";
import type { StoredDocument, StoredPassage } from "./stored.ts";

/** How many of the best by words are looked at closely. More changed nothing in the measurements. */
const poolSize = 120;

export function searchBuilt(built: Built, query: SearchQuery): Hit[] {
  const analysis = analyseQuery(query.text, built.lexicon);
  const rules = findRules(analysis, built.names);
  const admit = createGate(built, query, rules);
  const concepts = conceptsOf(analysis.tokens, built.lexicon, built.postings);
  const within = [rules.cited, admit.open(rules.named)].find((it) => it.size > 0);
  const direct = directSlots(built, analysis, within, admit);
  let pool = gather(built, concepts, admit, within, direct);
  if (pool.size === 0 && within) pool = gather(built, concepts, admit, undefined, direct);
  const byWords = new Set(pool.keys());
  const near = nearSlots(built, query.near ?? [], (it) => admit.passage(it) && (!within || within.has(it.document)));
  addNear(built, concepts, near, pool);
  const ranked = rank(built, pool, analysis, concepts, { rules, admit, direct, byWords, near, year: Number(query.asOf.slice(0, 4)) });
  return ranked.slice(0, query.top).map((it) => toHit(built, it, concepts));
}

interface Direct {
  articles: ReadonlySet<number>;
  /** 1 for the very words, less for the same stems ("Penilai" for "Penilaian") and for abbreviations. */
  definitions: ReadonlyMap<number, number>;
}

/** Passages that the question points at: the cited article, and definitions of the very term asked about. */
function directSlots(built: Built, analysis: QueryAnalysis, within: ReadonlySet<StoredDocument> | undefined, admit: Gate): Direct {
  const articles = new Set<number>();
  const cited = analysis.citations.filter((it) => it.article !== null);
  for (const document of cited.length > 0 ? (within ?? []) : []) {
    const [from = 0, to = 0] = built.slotsOf.get(document) ?? [];
    for (let slot = from; slot < to; slot++) {
      const it = built.passages[slot];
      if (it && admit.passage(it) && cited.some((citation) => citesPassage(citation, it))) articles.add(slot);
    }
  }
  return { articles, definitions: definitionSlots(built, analysis, within, admit) };
}

// What may follow the term in a question: "… menurut PP 94/2021", "… itu".
const afterTerm = new Set("menurut berdasarkan dalam sesuai pada di itu tu adalah sih ya yah dong bagi untuk".split(" "));

function definitionSlots(built: Built, { defines }: QueryAnalysis, within: ReadonlySet<StoredDocument> | undefined, admit: Gate): Map<number, number> {
  const words = defines ?? [];
  for (let length = words.length; length > 0; length--) {
    if (length < words.length && !afterTerm.has(words[length] ?? "")) continue;
    const key = termKey(words.slice(0, length), built.lexicon);
    if (key === "") continue;
    const slots = [key, ...built.lexicon.sameMeaning(key)].flatMap((it) => built.definitions.get(it) ?? []);
    const allowed = slots.filter((slot) => {
      const it = built.passages[slot];
      return it && admit.passage(it) && (!within || within.has(it.document));
    });
    const term = plainTerm(words.slice(0, length), built.lexicon);
    const isSame = (slot: number): boolean => plainTerm(wordsOf(built.passages[slot]?.passage.title ?? ""), built.lexicon) === term;
    if (allowed.length > 0) return new Map(allowed.map((slot) => [slot, isSame(slot) ? 1 : 0.8]));
  }
  return new Map();
}

function citesPassage({ article, kind, number, year }: Citation, { shape, document }: StoredPassage): boolean {
  const { meta } = document;
  if (number !== null && meta.number?.toLowerCase().split("/")[0] !== number) return false;
  if (year !== null && meta.year !== year) return false;
  return shape.article === article && (kind !== null || number !== null || meta.rule !== null);
}

type Pool = Map<number, number>;

/** The best passages by words, plus those that the question points at. */
function gather(built: Built, concepts: readonly Concept[], admit: Gate, within: ReadonlySet<StoredDocument> | undefined, direct: Direct): Pool {
  const found: { slot: number; score: number }[] = [];
  let least = 0;
  built.matcher.match(concepts, (slot, score) => {
    if (score <= least) return;
    const it = built.passages[slot];
    if (!it || (within && !within.has(it.document)) || !admit.passage(it)) return;
    found.push({ slot, score });
    if (found.length >= poolSize * 8) {
      found.sort((a, b) => b.score - a.score || a.slot - b.slot).length = poolSize;
      least = found.at(-1)?.score ?? 0;
    }
  });
  found.sort((a, b) => b.score - a.score || a.slot - b.slot);
  const pool: Pool = new Map(found.slice(0, poolSize).map((it) => [it.slot, it.score]));
  const scores = new Map(found.map((it) => [it.slot, it.score]));
  for (const slot of [...direct.articles, ...direct.definitions.keys()]) if (!pool.has(slot)) pool.set(slot, scores.get(slot) ?? 0);
  if (pool.size === 0) for (const document of within ?? []) addWhole(built, document, admit, pool);
  return pool;
}

/** A question that says no more than the rule's name gets the rule from its beginning. */
function addWhole(built: Built, document: StoredDocument, admit: Gate, pool: Pool): void {
  const [from = 0, to = 0] = built.slotsOf.get(document) ?? [];
  for (let slot = from; slot < Math.min(to, from + poolSize); slot++) {
    const it = built.passages[slot];
    if (it && admit.passage(it)) pool.set(slot, 0);
  }
}

/** Passages that are near in meaning only still get the score of whatever words they share with the question. */
function addNear(built: Built, concepts: readonly Concept[], near: readonly number[], pool: Pool): void {
  const added = new Set(near.filter((slot) => !pool.has(slot)));
  if (added.size === 0) return;
  for (const slot of added) pool.set(slot, 0);
  built.matcher.match(concepts, (slot, score) => {
    if (added.has(slot)) pool.set(slot, score);
  });
}

interface Ranked extends Candidate {
  score: number;
}

interface Context {
  rules: NamedRules;
  admit: Gate;
  direct: Direct;
  /** Slots found by words, and those near in meaning, nearest first. */
  byWords: ReadonlySet<number>;
  near: readonly number[];
  /** Of the day on which the answer must hold. */
  year: number;
}

function rank(
  built: Built,
  pool: Pool,
  analysis: QueryAnalysis,
  concepts: readonly Concept[],
  { rules, admit, direct, byWords, near, year }: Context,
): Ranked[] {
  const reader = createEvidenceReader(concepts, analysis.expects, built.facts);
  const highest = concepts.reduce((sum, it) => sum + it.idf * highestImpact, 0) || 1;
  const loose = analysis.citations.filter((it) => it.article !== null);
  const found = [...pool].flatMap(([slot, score]) => {
    const passage = built.passages[slot];
    return passage ? [{ slot, passage, lexical: score / highest, evidence: reader.read(passage) }] : [];
  });
  const company = createCompany(found, concepts);
  const special = unasked(built.special, concepts);
  const several = asksForList(analysis.tokens);
  const ranked = found.map((one): Ranked => {
    const { slot, passage: it, lexical, evidence } = one;
    const candidate: Candidate = {
      slot,
      lexical,
      evidence,
      company: company(one),
      shape: it.shape,
      asksForList: several,
      special: special.has(it.document) && !rules.cited.has(it.document) && !rules.named.has(it.document),
      role: it.passage.role,
      standing: admit.standing(it.document),
      hinted: rules.hinted.has(it.document),
      article: direct.articles.has(slot) || loose.some((citation) => citesPassage(citation, it)),
      defines: direct.definitions.get(slot) ?? 0,
      age: Math.max(0, year - (it.document.meta.year ?? year)),
      amended: isAmended(built, it, admit),
      terms: analysis.defines === null && (it.passage.role === "definition" || it.shape.article === "1"),
    };
    return { ...candidate, score: rankScore(candidate) };
  });
  ranked.sort((a, b) => b.score - a.score || a.slot - b.slot);
  return originalsFirst(fuse(ranked, byWords, near), built);
}

/** Whether a rule in force puts this article in other words. */
function isAmended({ amended }: Built, { document, passage, shape: { article } }: StoredPassage, admit: Gate): boolean {
  const amending = article === null ? [] : (amended.get(`${document.meta.rule} ${article}`) ?? []);
  return passage.role === "article" && admit.open(new Set(amending)).size > 0;
}

/** For the same article the rule's own text comes before the summary that ships with the program. */
function originalsFirst(ranked: Ranked[], built: Built): Ranked[] {
  const place = (it: Ranked): string | null => {
    const stored = built.passages[it.slot];
    const article = stored && stored.passage.role !== "elucidation" ? stored.shape.article : null;
    return stored?.document.meta.rule && article ? `${stored.document.meta.rule} ${article}` : null;
  };
  const shipped = (it: Ranked): boolean => built.passages[it.slot]?.document.origin === "shipped";
  const result: Ranked[] = [];
  for (const it of ranked) {
    const key = shipped(it) ? place(it) : null;
    const original = key === null ? undefined : ranked.find((other) => !shipped(other) && place(other) === key);
    if (original && !result.includes(original)) result.push({ ...original, score: Math.max(original.score, it.score) });
    if (!result.some((other) => other.slot === it.slot)) result.push(it);
  }
  return result;
}

function toHit(built: Built, { slot, score, evidence, standing, article, defines }: Ranked, concepts: readonly Concept[]): Hit {
  const stored = built.passages[slot];
  if (!stored) throw new Error(`no passage in slot ${slot}`);
  const { key, origin, meta } = stored.document;
  const terms = concepts.map(({ words, stems, idf, ...it }, at) => ({
    words,
    stems,
    idf,
    found: Math.min(1, evidence.found[at] ?? 0),
    known: it.terms.length > 0 || it.alternatives.length > 0,
  }));
  return {
    document: { key, origin, meta },
    passage: stored.passage,
    score,
    standing,
    matched: {
      terms,
      missing: terms.filter((it) => it.found === 0),
      coverage: evidence.coverage,
      window: evidence.window,
      heading: evidence.heading,
      direct: article || defines > 0,
    },
  };
}
