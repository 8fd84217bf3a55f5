import type { Passage, PassageRole } from "../../passage.ts";
import { passageOf } from "../passage-of.ts";
import { slug } from "../slug.ts";
import { splitAtBorders } from "../split-long.ts";
import type { CutArticle } from "./cut-articles.ts";
import { definitionsIn } from "./definitions.ts";
import { layLines } from "./lines.ts";

const texts = {
  swallowed: (numbers: number[]) => `Pada naskah pindaian ini Pasal ${numbers.join(", ")} tidak terbaca terpisah, sehingga isinya mungkin tercampur di sini.`,
};

/** Longer articles (lists of amounts, say) become several passages under one citation. */
const longest = 3500;

/** A citation with a hole for the part of the article: `Pasal 1 angka 13`, `Pasal I angka 2 (Pasal 1 angka 13)`. */
export type Cite = (part: string) => string;

/** An article as one or more passages, and its definitions as passages of their own. */
export function articlePassages(article: CutArticle, cite: Cite, free: (wanted: string) => string): Passage[] {
  const text = layLines(article.text);
  const caution = article.swallowed.length === 0 ? "" : texts.swallowed(article.swallowed);
  const whole = citedPassages("article", cite(`Pasal ${article.number}`), text, free, { path: article.path, caution });
  return [...whole, ...definitionPassages(article, text, cite, free)];
}

/** A text under one citation, split only when it is too long for one passage. */
export function citedPassages(role: PassageRole, article: string, text: string, free: (wanted: string) => string, more: Partial<Passage> = {}): Passage[] {
  return splitAtBorders(text, longest).map((part, at) =>
    passageOf(role, free(slug(at === 0 ? article : `${article} bagian ${at + 1}`)), part, { article, ...more }),
  );
}

function definitionPassages(article: CutArticle, text: string, cite: Cite, free: (wanted: string) => string): Passage[] {
  if (!/^\s*["“]?(?:\(1\) )?Dalam [^.:;]{4,80}dimaksud(?:kan)? dengan/m.test(text)) return [];
  return definitionsIn(text).map(({ term, aliases, number, text: meaning }) => {
    const plain = `Pasal ${article.number}`;
    const cited = cite(number === null ? plain : `${plain} angka ${number}`);
    const anchor = number === null ? slug(`${cited} ${term}`) : slug(cited);
    return passageOf("definition", free(anchor), meaning, { article: cited, path: article.path, title: term, aliases });
  });
}
