import type { Passage, Relation } from "../../passage.ts";
import { ruleId } from "../rule-name.ts";
import { citedKind, kindName } from "./kinds.ts";

const rule = new RegExp(`(${kindName})(?: Republik Indonesia)?\\s+N(?:omor|o\\.)\\s*([\\w./-]{1,30})\\s+[Tt]ahun\\s+(\\d{4})`, "u");
const revoked = /\bdicabut\b|(?:dinyatakan )?tidak berlaku(?: lagi)?/;
const kept = /masih tetap berlaku|tetap berlaku sepanjang|dinyatakan masih berlaku/;

/** Which rules an article does away with, as `dicabut dan dinyatakan tidak berlaku` says; the first rule of each item. */
export function repeals(passages: readonly Passage[], own: string | null): Relation[] {
  const found = new Map<string, Relation>();
  for (const passage of passages) {
    if (passage.role !== "article" || !revoked.test(passage.text)) continue;
    for (const relation of inArticle(passage)) if (relation.rule !== own && !found.has(relation.rule)) found.set(relation.rule, relation);
  }
  return [...found.values()];
}

function inArticle({ article, text }: Passage): Relation[] {
  const lines = text.split("\n");
  const heading = lines.find((line) => /:$/.test(line) && revoked.test(line));
  const relations: Relation[] = [];
  let verdict = false;
  // From below: the words that revoke stand behind the list, or in the sentence that opens it.
  for (const line of lines.toReversed()) {
    if (revoked.test(line)) verdict = true;
    if (kept.test(line)) verdict = false;
    else if (line !== heading && (verdict || heading !== undefined)) relations.unshift(...inLine(article, line));
    if (/^\(\d{1,2}\)/.test(line)) verdict = false;
  }
  return relations;
}

/** The first rule of each part between semicolons; the others in it are its own amendments. */
function inLine(article: string, line: string): Relation[] {
  return line.split(/;\s*/).flatMap((part) => {
    const [whole, name, number, year] = rule.exec(part) ?? [];
    if (whole === undefined || name === undefined || number === undefined || year === undefined) return [];
    return [{ kind: scopeOf(part, whole), rule: ruleId(citedKind(name), number, Number(year)), since: null, source: sourceOf(article, part) }];
  });
}

/** Only a part is gone where single articles are named, or a limit is set. */
function scopeOf(line: string, whole: string): "repeals" | "repeals_partly" {
  const before = line.slice(0, line.indexOf(whole));
  return /sepanjang|kecuali/.test(line) || /\b(?:Pasal|ayat|Bab|BAB|ketentuan mengenai)\b/.test(before.slice(-120)) ? "repeals_partly" : "repeals";
}

function sourceOf(article: string, line: string): string {
  const [, ayat, letter, number] = /^(?:\((\d{1,2})\)|([a-z]{1,2})\.|(\d{1,3})\.) ?\p{L}/u.exec(line) ?? [];
  if (ayat !== undefined) return `${article} ayat (${ayat})`;
  if (letter !== undefined) return `${article} huruf ${letter}`;
  return number === undefined ? article : `${article} angka ${number}`;
}
