import type { Passage, Relation } from "../../passage.ts";
import { type RuleMention, ruleMentions, wholeCitations } from "./rule-mentions.ts";
import { limited, type Verdict, verdictIn } from "./verdict.ts";

/** Which rules the articles do away with, as `dicabut dan dinyatakan tidak berlaku` says. */
export function repeals(passages: readonly Passage[], own: string | null): Relation[] {
  const found = new Map<string, Relation>();
  for (const [article, parts] of Map.groupBy(
    passages.filter((it) => it.role === "article"),
    (it) => it.article,
  )) {
    // A long list is cut into several passages, and the words that revoke stand behind the last.
    for (const relation of inArticle(article, wholeCitations(parts.map((it) => it.text).join("\n")))) {
      const known = found.get(relation.rule);
      if (relation.rule !== own && (known === undefined || known.kind === "repeals_partly")) found.set(relation.rule, relation);
    }
  }
  return [...found.values()];
}

/** Older acts revoke before their first article: `Memutuskan: Dengan mencabut Undang-undang No. 20 tahun 1952 …`. */
export function revokedAtHead(head: string): Relation[] {
  const decided = wholeCitations(head).split(/M\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N/)[1] ?? "";
  return inPart(decided, "", "none").filter(({ kind }) => kind === "repeals");
}

function inArticle(article: string, text: string): Relation[] {
  return text.split(/\n(?=\(\d{1,2}\))/).flatMap((block) => {
    const ayat = /^\((\d{1,2})\)/.exec(block)?.[1];
    const source = ayat === undefined ? article : `${article} ayat (${ayat})`;
    return sentences(block).flatMap((sentence) => inSentence(sentence, source));
  });
}

/** The mark of a list item ends no sentence, nor does `jis.`. */
function sentences(text: string): string[] {
  return text.split(/(?<=(?:[\p{L}"”]{3}|\))\.)(?<!\bjis\.)\s+(?=\p{Lu}\p{Ll})/u);
}

function inSentence(sentence: string, source: string): Relation[] {
  const parts = sentence.split(/;\s*|\n/).filter((it) => it.trim() !== "");
  const opening = parts.find((it) => /:\s*$/.test(it));
  const general = opening === undefined ? "none" : verdictIn(opening).verdict;
  const relations: Relation[] = [];
  let below: Verdict = general;
  // From below: the words that revoke stand behind the list, or in the sentence that opens it.
  for (const part of parts.toReversed()) {
    if (part === opening && general !== "none") continue;
    const { verdict } = verdictIn(part);
    relations.unshift(...inPart(part, source, below));
    // A sentence that opens with its verdict means it for every item alike.
    if (verdict !== "none" && general === "none") below = verdict === "partly" && ruleMentions(part).length > 0 ? "whole" : verdict;
  }
  return relations;
}

/** The rules that a part names as its subject; what amended them goes with them and is not named. */
function inPart(part: string, source: string, below: Verdict): Relation[] {
  return subjects(part).flatMap((mention): Relation[] => {
    const verdict = verdictOn(mention, part, below);
    if (verdict !== "whole" && verdict !== "partly") return [];
    const whole = verdict === "whole" && !limited(part) && !ofArticles(part, mention);
    return [{ kind: whole ? "repeals" : "repeals_partly", rule: mention.rule, since: null, source: sourceOf(source, part) }];
  });
}

/** Words that revoke govern the rules before them; behind them stand rules that are only referred to. */
function verdictOn(mention: RuleMention, part: string, below: Verdict): Verdict {
  const { verdict, at } = verdictIn(part);
  if (opensWithRevoking(part.slice(0, mention.from))) return "whole";
  if (verdict === "none") return below;
  return at !== null && at < mention.from ? "none" : verdict;
}

const referred = /(?:pelaksanaan(?: dari)?|berdasarkan|menurut|sesuai dengan|dimaksud (?:dalam|pada)|berlakunya)(?: ketentuan)? $/;
const changing = /(?:diubah|diganti|ditambah)\b.* dengan $/s;
const changed = /diubah|diganti|ditambah|[Pp]erubahan/;

/** The first rule, and those joined to it by `dan`; rules inside its title or its history of changes are others. */
function subjects(part: string): RuleMention[] {
  const [first, ...more] = ruleMentions(part);
  const before = part.slice(0, first?.from ?? 0);
  if (first === undefined || referred.test(before) || changing.test(before)) return [];
  const chain = [first];
  for (const mention of more) {
    const between = part.slice(chain.at(-1)?.to ?? 0, mention.from);
    if (!/(?:^|[\s,)])(?:dan|serta|beserta) $/.test(between) || changed.test(between)) break;
    chain.push(mention);
  }
  return chain;
}

function opensWithRevoking(before: string): boolean {
  return /(?:\bmencabut|\btidak berlaku(?: lagi)? ?:(?: [a1]\.)?) $/i.test(before);
}

/** Only a part of the rule is meant where its articles are named. */
function ofArticles(part: string, mention: RuleMention): boolean {
  return /\b(?:Pasal|ayat|Bab|BAB|ketentuan mengenai|Lampiran)\b/.test(part.slice(Math.max(0, mention.from - 120), mention.from));
}

function sourceOf(source: string, part: string): string {
  const [, letter, number] = /^(?:([a-z]{1,2})\.|(\d{1,3})\.) ?["“[]?\p{L}/u.exec(part) ?? [];
  if (letter !== undefined) return `${source} huruf ${letter}`;
  return number === undefined ? source : `${source} angka ${number}`;
}
