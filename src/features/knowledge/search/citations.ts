import { anyKind, canonicalKind } from "./rule-kinds.ts";

/** A rule, an article, or an article of a rule, as a question names it. */
export interface Citation {
  kind: string | null;
  number: string | null;
  year: number | null;
  article: string | null;
  ayat: string | null;
}

interface Found {
  start: number;
  end: number;
  /** Words inside that say more than the citation: `asn` in "UU ASN No. 20". */
  keep: string;
}
interface FoundRule extends Found {
  kind: string | null;
  number: string | null;
  year: number | null;
}
interface FoundArticle extends Found {
  article: string;
  ayat: string | null;
}

const year = "(?:19|20)\\d{2}";
const numberWord = "(?:(?:nomor|nomer|nmr|no)\\.?)";
const yearWord = "(?:(?:tahun|taun|taon|thn|th)\\.?)";
// A word that does not begin another citation.
const plainWord = `(?!(?:${anyKind})(?!\\p{L}))\\p{L}+`;
const numbered = new RegExp(
  `\\b(${anyKind})(?!\\p{L})\\.?\\s*((?:${plainWord}\\s+){0,3}?)${numberWord}?\\s*(\\d{1,3}[a-z]?)(?![\\d.])(?:\\s*/[\\w./-]*?(?=/${year}))?(?:\\s*(?:${yearWord}|[/,-])?\\s*(${year})|\\s*/\\s*(\\d{2}))?(?![\\d])`,
  "gu",
);
const yearOnly = new RegExp(`\\b(${anyKind})\\s+((?:${plainWord}\\s+){0,5}?)(?:${yearWord}\\s*)?(${year})\\b`, "gu");
const kindless = new RegExp(`(?:${numberWord}\\s*(\\d{1,3})\\s*${yearWord}\\s*|\\b(\\d{1,3})\\s*/\\s*)(${year})\\b`, "gu");
const articles = /\b(?:pasal|psl|ps)\.?\s*(\d{1,3}[a-z]?)\b(?:\s*(?:ayat|ay)?\.?\s*\(\s*(\d{1,2}[a-z]?)\s*\)|\s*(?:ayat|ay)\.?\s*(\d{1,2}[a-z]?)\b)?/gu;
const otherPart = /\b(?:pasal|psl|ps|ayat|tahun|thn|th)\b/;
// "PP 20 JP" asks for hours, not for PP 20.
const unit = /^\s*(?:jp|jam|hari|bulan|tahun|persen|%|orang|kali|juta|ribu|rupiah)(?!\p{L})/u;

/** The rules and articles that a question names, in any common way of writing them. */
export function parseCitations(text: string): Citation[] {
  return readCitations(text).citations;
}

/** The citations, and the question without their words. */
export function readCitations(text: string): { citations: Citation[]; rest: string } {
  const plain = text.normalize("NFKC").toLowerCase();
  const rules = findRules(plain);
  const parts = findArticles(plain);
  const taken = new Set<FoundRule | null>();
  const citations: Citation[] = parts.map((it) => {
    const rule = nearest(it, rules);
    taken.add(rule);
    return citation(rule, it);
  });
  for (const rule of rules) if (!taken.has(rule)) citations.push(citation(rule, null));
  return { citations, rest: withoutSpans(plain, [...rules, ...parts]) };
}

function citation(rule: FoundRule | null, part: FoundArticle | null): Citation {
  return {
    kind: rule?.kind ?? null,
    number: rule?.number ?? null,
    year: rule?.year ?? null,
    article: part?.article ?? null,
    ayat: part?.ayat ?? null,
  };
}

function findRules(text: string): FoundRule[] {
  const found: FoundRule[] = [];
  const add = (rule: FoundRule): void => {
    if (!found.some((it) => it.start < rule.end && rule.start < it.end)) found.push(rule);
  };
  for (const match of text.matchAll(numbered)) {
    const [all, kind = "", keep = "", number = "", fullYear, shortYear] = match;
    const span = { start: match.index, end: match.index + all.length, keep };
    if (!fullYear && !shortYear && unit.test(text.slice(span.end))) continue;
    if (otherPart.test(keep)) continue;
    add({ ...span, kind: canonicalKind(kind), number, year: fullYear ? Number(fullYear) : shortYear ? fullOf(shortYear) : null });
  }
  for (const match of text.matchAll(kindless)) {
    add({ start: match.index, end: match.index + match[0].length, keep: "", kind: null, number: match[1] ?? match[2] ?? null, year: Number(match[3]) });
  }
  for (const match of text.matchAll(yearOnly)) {
    const [all, kind = "", keep = "", written] = match;
    if (otherPart.test(keep)) continue;
    add({ start: match.index, end: match.index + all.length, keep, kind: canonicalKind(kind), number: null, year: Number(written) });
  }
  return found.sort((a, b) => a.start - b.start);
}

function findArticles(text: string): FoundArticle[] {
  return [...text.matchAll(articles)].map((it) => ({
    start: it.index,
    end: it.index + it[0].length,
    keep: "",
    article: it[1] ?? "",
    ayat: it[2] ?? it[3] ?? null,
  }));
}

function nearest(article: FoundArticle, rules: readonly FoundRule[]): FoundRule | null {
  const gap = (it: FoundRule): number => (it.end <= article.start ? article.start - it.end : it.start - article.end);
  return rules.reduce<FoundRule | null>((best, it) => (best === null || gap(it) < gap(best) ? it : best), null);
}

function fullOf(shortYear: string): number {
  const value = Number(shortYear);
  return value > 45 ? 1900 + value : 2000 + value;
}

function withoutSpans(text: string, spans: readonly Found[]): string {
  let rest = text;
  for (const { start, end, keep } of [...spans].sort((a, b) => b.start - a.start)) rest = `${rest.slice(0, start)} ${keep} ${rest.slice(end)}`;
  return rest;
}
