import type { Concept } from "./concepts.ts";
import type { Evidence } from "./evidence.ts";
import type { StoredDocument, StoredPassage } from "./stored.ts";

/** What the other candidates say for a passage, 0 to 1. */
export interface Company {
  /** Best BM25 score of its elucidation, which often uses other words. */
  explained: number;
  /** Best BM25 score of an article of the same document that refers to it. */
  cited: number;
  /** How much more of the question it speaks of together with an article that it refers to: "… as meant in Pasal 30 is punished with …". */
  completed: number;
  /** How well the best passages of its document do, beside those of the other documents. */
  document: number;
}

interface Found {
  passage: StoredPassage;
  lexical: number;
  evidence: Evidence;
}

/** Reads the candidates of one question as neighbours of each other. */
export function createCompany(candidates: readonly Found[], concepts: readonly Concept[]): (candidate: Found) => Company {
  const explained = new Map<string, number>();
  const cited = new Map<string, number>();
  const articles = new Map<string, Found[]>();
  const raise = (map: Map<string, number>, key: string, score: number): unknown => map.set(key, Math.max(map.get(key) ?? 0, score));
  for (const candidate of candidates) {
    const { passage, lexical } = candidate;
    const { article, cites } = passage.shape;
    if (passage.passage.role === "elucidation") {
      if (article !== null) raise(explained, keyOf(passage, article), lexical);
      continue;
    }
    for (const to of cites) raise(cited, keyOf(passage, to), lexical);
    if (article !== null) articles.set(keyOf(passage, article), [...(articles.get(keyOf(passage, article)) ?? []), candidate]);
  }
  const documents = supportOfDocuments(candidates);
  return ({ passage, evidence }) => {
    const { article, cites } = passage.shape;
    const own = article === null || passage.passage.role === "elucidation" ? null : keyOf(passage, article);
    const referred = own === null ? [] : cites.flatMap((it) => articles.get(keyOf(passage, it)) ?? []);
    return {
      explained: own === null ? 0 : (explained.get(own) ?? 0),
      cited: own === null ? 0 : (cited.get(own) ?? 0),
      completed: referred.reduce((most, it) => Math.max(most, gainOf(it.evidence, evidence, concepts)), 0),
      document: documents.get(passage.document) ?? 0,
    };
  };
}

function keyOf({ document }: StoredPassage, article: string): string {
  return `${document.key} ${article}`;
}

/** Share of the question that `other` speaks of and `own` does not. */
function gainOf({ found: other }: Evidence, { found: own }: Evidence, concepts: readonly Concept[]): number {
  let [gain, whole] = [0, 0];
  concepts.forEach(({ idf }, at) => {
    whole += idf;
    gain += idf * Math.max(0, Math.min(1, other[at] ?? 0) - Math.min(1, own[at] ?? 0));
  });
  return whole === 0 ? 0 : gain / whole;
}

const bestFew = 3;

/** The mean of each document's three best scores (fewer if it has fewer passages), as a share of the highest. */
function supportOfDocuments(candidates: readonly Found[]): Map<StoredDocument, number> {
  const scores = Map.groupBy(candidates, (it) => it.passage.document);
  const means = [...scores].map(([document, list]): [StoredDocument, number] => {
    const best = list.map((it) => it.lexical).sort((a, b) => b - a);
    const sum = best.slice(0, bestFew).reduce((all, it) => all + it, 0);
    return [document, sum / Math.min(bestFew, document.passages.length)];
  });
  const highest = Math.max(...means.map(([, mean]) => mean), 0) || 1;
  return new Map(means.map(([document, mean]) => [document, mean / highest]));
}
