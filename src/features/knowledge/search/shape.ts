import type { Passage } from "../passage.ts";

/** What the form of a passage says of it, whatever the question. */
export interface Shape {
  /** Its number if it is an article or the elucidation of one: `203`. */
  article: string | null;
  /** Whether it begins with a list: "Cuti terdiri atas: a. …". */
  list: boolean;
  /** Of the closing chapters: transition, repeals, other provisions. */
  closing: boolean;
  preamble: boolean;
  /** Articles of the same document that it refers to. The one that the others refer to sets the rule. */
  cites: readonly string[];
}

const listStart = /^(?:\(1\)\s*)?[^\n]{0,220}:\s*\(?[a1][.)]/;
const closingChapter = /peralihan|penutup|lain[\s-]*lain/i;

export function shapeOf({ role, title, article, path, text }: Passage): Shape {
  const own = articleOf(article);
  const cited = new Set([...text.matchAll(/\bpasal\s+(\d+[a-z]?)\b/gi)].map((it) => (it[1] ?? "").toLowerCase()));
  if (own !== null) cited.delete(own);
  return {
    article: own,
    list: listStart.test(text.slice(0, 400).replace(/\n/g, " ")),
    closing: closingChapter.test(path[0] ?? ""),
    preamble: role === "section" && /^(?:pembukaan|menimbang|mengingat)/i.test(title),
    cites: [...cited],
  };
}

/** `Pasal 203 ayat (4)` → `203`; of an amendment, `Pasal I angka 2 (Pasal 4)` → `4`. */
export function articleOf(article: string): string | null {
  return /Pasal\s+(\d+[A-Za-z]?)/.exec(article)?.[1]?.toLowerCase() ?? null;
}
