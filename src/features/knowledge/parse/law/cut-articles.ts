import { type ArticleHeading, articleChain } from "./article-chain.ts";
import { cutJoints, type Joints, pathOf, under } from "./joints.ts";

/** An article as it stands in a text, before it becomes a passage. */
export interface CutArticle {
  /** `203`, `28A`. */
  number: string;
  path: string[];
  text: string;
  /** Numbers whose headings are lost or stand empty next to this one: their text, if any, is in here. */
  swallowed: number[];
}

/** What stands before the first article, and the articles, with the headings above them. */
export function cutArticles(text: string, step?: number): { head: string; articles: CutArticle[] } {
  const headings = articleChain(text, step);
  const first = headings[0];
  if (first === undefined) return { head: text, articles: [] };
  const opening = cutJoints(trimmed(text.slice(0, first.from), first));
  let joints: Joints = under({ bab: "", bagian: "", paragraf: "" }, opening.joints);
  const articles = headings.map((heading, at) => {
    const next = headings[at + 1];
    const raw = text.slice(heading.to, next?.from ?? text.length);
    const own = cutJoints(next === undefined ? raw : trimmed(raw, next));
    const path = pathOf(joints);
    joints = under(joints, own.joints);
    return { number: numberOf(heading), path, text: body(own.text, heading), swallowed: between(heading, next) };
  });
  return { head: opening.text, articles: articles.map((it, at) => ({ ...it, swallowed: [...emptyBefore(articles, at), ...it.swallowed] })) };
}

/** A heading with nothing under it: its text slid below the next heading. */
function emptyBefore(articles: readonly CutArticle[], at: number): number[] {
  const before = articles[at - 1];
  return before !== undefined && before.text === "" ? [Number.parseInt(before.number, 10)] : [];
}

function numberOf(heading: ArticleHeading): string {
  return `${heading.number}${heading.suffix}`;
}

/** A page break says a heading twice; the catchword "Pasal 29 ..." at the foot belongs to the next article. */
function trimmed(text: string, next: ArticleHeading): string {
  return text.replace(new RegExp(`\\s*\\bPasal ?${numberOf(next)}[\\s.:]*$`), "").trimEnd();
}

function body(text: string, own: ArticleHeading): string {
  return text.replace(new RegExp(`^[\\s.:]*(?:Pasal ?${numberOf(own)}(?=[\\s.(])[\\s.:]*(?!ayat|huruf|angka))?`), "").trim();
}

function between(heading: ArticleHeading, next: ArticleHeading | undefined): number[] {
  if (next === undefined) return [];
  const count = Math.max(0, next.number - heading.number - 1 + (next.suffix === "" ? 0 : 1));
  return Array.from({ length: count }, (_, at) => heading.number + at + 1).filter((it) => it <= next.number);
}
