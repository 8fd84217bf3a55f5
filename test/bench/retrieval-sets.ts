import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "../../src/features/knowledge/parse/parse-document.ts";
import type { DocumentMeta, ParsedDocument, Passage } from "../../src/features/knowledge/passage.ts";

/** A question with the passages that answer it, as `document#anchor` or `document#article`. */
export interface Question {
  text: string;
  gold: ReadonlySet<string>;
  style: string;
}

/** Paragraphs of an encyclopaedia and questions on them. */
export interface Wiki {
  documents: ParsedDocument[];
  questions: Question[];
}

const meta: DocumentMeta = {
  id: "",
  rule: null,
  title: "",
  shortName: "",
  kind: null,
  number: null,
  year: null,
  scope: "nasional",
  inForceFrom: null,
  inForceTo: null,
  status: "berlaku",
  source: "",
  relations: [],
  terms: [],
};
const passage: Passage = {
  anchor: "isi",
  role: "section",
  article: "",
  path: [],
  title: "",
  text: "",
  aliases: [],
  claims: [],
  confidence: null,
  caution: "",
  basis: [],
  codes: [],
};

export function plainDocument(id: string, text: string): ParsedDocument {
  return { meta: { ...meta, id }, passages: [{ ...passage, text }] };
}

export function readWiki(dataDir: string): Wiki | null {
  const file = join(dataDir, "idk-mrc", "valid.json");
  if (!existsSync(file)) return null;
  const rows: { context: string; qas: { question: string; is_impossible: boolean }[] }[] = JSON.parse(readFileSync(file, "utf8"));
  const contexts = [...new Set(rows.map((it) => it.context))];
  return {
    documents: contexts.map((text, at) => plainDocument(`wiki-${at}`, text)),
    questions: rows.flatMap(({ context, qas }) =>
      qas.filter((it) => !it.is_impossible).map((it) => ({ text: it.question, gold: new Set([`wiki-${contexts.indexOf(context)}#isi`]), style: "wiki" })),
    ),
  };
}

export function readRegulations(dataDir: string): ParsedDocument[] | null {
  const folder = join(dataDir, "regulations");
  if (!existsSync(folder)) return null;
  const files = readdirSync(folder).filter((it) => /^(?:uu|pp)-.*\.md$/.test(it));
  return files.map((it) => parseDocument(it, readFileSync(join(folder, it), "utf8")));
}

export function readRegulationQuestions(file: string): Question[] | null {
  if (!existsSync(file)) return null;
  const rows: { question: string; style: string; gold: { document: string; article: string }[] }[] = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((it) => JSON.parse(it));
  return rows.map((it) => ({
    text: it.question,
    style: it.style,
    gold: new Set(it.gold.map(({ document, article }) => `${document}#${article}`)),
  }));
}

/** A question for every definition whose term came through the scan undamaged. */
export function definitionQuestions(documents: readonly ParsedDocument[]): Question[] {
  return documents.flatMap(({ meta, passages }) => {
    const definitions = passages.filter((it) => it.role === "definition" && /^[A-Z][A-Za-z/ -]{2,80}$/.test(it.title));
    return definitions.map(({ title }) => ({
      text: `Apa yang dimaksud dengan ${title} menurut ${meta.kind} ${meta.number}/${meta.year}?`,
      gold: new Set(definitions.filter((it) => it.title === title).map((it) => `${meta.id}#${it.anchor}`)),
      style: "definition",
    }));
  });
}

/** The same question with one slip in up to two long words, the same for the same seed. */
export function misspelt(question: Question, seed: number): Question {
  const random = createRandom(seed);
  const parts = question.text.split(/(\s+)/);
  const long = parts.flatMap((it, at) => (/^[A-Za-z]{5,}[?.,]?$/.test(it) ? [at] : []));
  for (let slips = 0; slips < 2 && long.length > 0; slips++) {
    const at = long.splice(random(long.length), 1)[0] ?? 0;
    parts[at] = slip(parts[at] ?? "", random);
  }
  return { ...question, text: parts.join("") };
}

function slip(word: string, random: (below: number) => number): string {
  const at = 1 + random(word.replace(/[?.,]$/, "").length - 2);
  const letter = "abcdefghijklmnopqrstuvwxyz"[random(26)] ?? "a";
  const [before, rest] = [word.slice(0, at), word.slice(at)];
  const slips = [before + rest.slice(1), before + (rest[1] ?? "") + (rest[0] ?? "") + rest.slice(2), before + letter + rest, before + letter + rest.slice(1)];
  return slips[random(slips.length)] ?? word;
}

function createRandom(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 2654435761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Whether a passage is the asked-for one, or stands for the asked-for article. */
export function isGold(question: Question, id: string, { anchor, article, role }: Passage): boolean {
  if (question.gold.has(`${id}#${anchor}`)) return true;
  const cited = role === "elucidation" ? undefined : /Pasal \d+[A-Z]?/.exec(article)?.[0];
  return cited !== undefined && question.gold.has(`${id}#${cited}`);
}
