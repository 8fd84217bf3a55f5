import type { StoredPassage } from "./stored.ts";

/** What the other candidates say for a passage; both as the best BM25 score of those that say it. */
export interface Company {
  /** Its elucidation, which often uses other words. */
  explained: number;
  /** Articles of the same document that refer to it. */
  cited: number;
}

interface Found {
  passage: StoredPassage;
  lexical: number;
}

/** Gathers, for every article among the candidates, what their elucidations and the articles that cite them score. */
export function createCompany(candidates: readonly Found[]): (passage: StoredPassage) => Company {
  const known = new Map<string, Company>();
  for (const { passage, lexical } of candidates) {
    const { article, cites } = passage.shape;
    const raise = (to: string, kind: keyof Company): void => {
      const key = keyOf(passage, to);
      const it = known.get(key) ?? { explained: 0, cited: 0 };
      known.set(key, { ...it, [kind]: Math.max(it[kind], lexical) });
    };
    if (passage.passage.role !== "elucidation") for (const to of cites) raise(to, "cited");
    else if (article !== null) raise(article, "explained");
  }
  return (passage) => {
    const { article } = passage.shape;
    const it = article === null || passage.passage.role === "elucidation" ? undefined : known.get(keyOf(passage, article));
    return it ?? { explained: 0, cited: 0 };
  };
}

function keyOf({ document }: StoredPassage, article: string): string {
  return `${document.key} ${article}`;
}
