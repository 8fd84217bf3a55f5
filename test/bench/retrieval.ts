import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParsedDocument } from "../../src/features/knowledge/passage.ts";
import { emptyVocabulary, parseVocabulary, type SearchVocabulary } from "../../src/language/vocabulary.ts";
import { benchGrowth } from "./retrieval-growth.ts";
import { type Engine, miniSearch, ours, plainBm25, postgres, postgresAnswers, type Searcher } from "./retrieval-rivals.ts";
import { definitionQuestions, isGold, misspelt, type Question, readRegulationQuestions, readRegulations, readWiki } from "./retrieval-sets.ts";

const root = join(import.meta.dirname, "..", "..");
const asOf = "2026-01-01";
const head = `${"set".padEnd(34)} ${"engine".padEnd(20)}    n   R@1   R@5  R@10   MRR    p50 ms  p95 ms  index ms`;

/** Prints how well and how fast our index finds passages, beside other engines on the same passages in the same run. */
export async function benchRetrieval(dataDir: string, print: (line: string) => void): Promise<void> {
  const vocabulary = readVocabulary(print);
  const engines = [ours(vocabulary, asOf), plainBm25, miniSearch];
  if (await postgresAnswers()) engines.push(postgres);
  else print("not measured: PostgreSQL full text (no database answers)");
  const wiki = readWiki(dataDir);
  const regulations = readRegulations(dataDir);
  const read = (name: string) => readRegulationQuestions(join(root, "test", "questions", `${name}.jsonl`)) ?? [];
  const questions = read("regulations");
  // Written later, without sight of the code: the third was never looked at while anything was tuned.
  const blind = ["regulations-second", "regulations-third", "regulations-fourth", "regulations-fifth", "regulations-sixth"].map((name) => ({
    name,
    questions: read(name),
  }));
  print(head);
  if (wiki && regulations) await compare(engines, [...wiki.documents, ...regulations], withSlips("wiki among regulations", wiki.questions), print);
  else print("not measured: wiki among regulations");
  if (regulations) await compare(engines, regulations, [...withSlips("regulations", questions), ...byStyle(questions), ...blind], print);
  else print("not measured: questions on regulations");
  if (regulations) await compare(engines, regulations, [{ name: "definitions", questions: definitionQuestions(regulations) }], print);
  else print("not measured: definitions");
  if (regulations) await benchGrowth(regulations, questions, vocabulary, asOf, print);
  else print("not measured: growth");
}

function readVocabulary(print: (line: string) => void): SearchVocabulary {
  const file = join(root, "knowledge", "sinonim.yaml");
  if (existsSync(file)) return parseVocabulary(readFileSync(file, "utf8"));
  print("not measured: vocabulary (knowledge/sinonim.yaml is absent)");
  return emptyVocabulary;
}

interface QuestionSet {
  name: string;
  questions: readonly Question[];
}

function withSlips(name: string, questions: readonly Question[]): QuestionSet[] {
  return [
    { name, questions },
    { name: `${name}, misspelt`, questions: questions.map(misspelt) },
  ];
}

function byStyle(questions: readonly Question[]): QuestionSet[] {
  const styles = Map.groupBy(questions, (it) => it.style);
  return [...styles].map(([style, list]) => ({ name: `regulations, ${style}`, questions: list }));
}

async function compare(
  engines: readonly Engine[],
  documents: readonly ParsedDocument[],
  sets: readonly QuestionSet[],
  print: (line: string) => void,
): Promise<void> {
  const size = documents.reduce((sum, it) => sum + it.passages.length, 0);
  print(`-- ${size} passages`);
  const lines = new Map<string, string[]>(sets.map((it) => [it.name, []]));
  for (const engine of engines) {
    const start = performance.now();
    const searcher = await engine.build(documents);
    const indexMs = performance.now() - start;
    for (const { name, questions } of sets) lines.get(name)?.push(row(name, engine.name, await measure(searcher, questions), indexMs));
    await searcher.close?.();
  }
  for (const line of [...lines.values()].flat()) print(line);
}

interface Measured {
  count: number;
  first: number;
  five: number;
  ten: number;
  mrr: number;
  p50: number;
  p95: number;
}

async function measure(searcher: Searcher, questions: readonly Question[]): Promise<Measured> {
  const ranks: number[] = [];
  const times: number[] = [];
  for (const question of questions) {
    const start = performance.now();
    const found = await searcher.search(question.text);
    times.push(performance.now() - start);
    ranks.push(1 + found.findIndex((it) => isGold(question, it.id, it.passage)));
  }
  times.sort((a, b) => a - b);
  const within = (limit: number): number => ranks.filter((it) => it > 0 && it <= limit).length / Math.max(1, ranks.length);
  return {
    count: ranks.length,
    first: within(1),
    five: within(5),
    ten: within(10),
    mrr: ranks.reduce((sum, it) => sum + (it > 0 ? 1 / it : 0), 0) / Math.max(1, ranks.length),
    p50: times[Math.floor(times.length * 0.5)] ?? 0,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

function row(set: string, engine: string, it: Measured, indexMs: number): string {
  const shares = [it.first, it.five, it.ten, it.mrr].map((value) => value.toFixed(3)).join(" ");
  const times = [it.p50, it.p95].map((value) => value.toFixed(2).padStart(7)).join(" ");
  return `${set.padEnd(34)} ${engine.padEnd(20)} ${String(it.count).padStart(4)} ${shares}  ${times} ${indexMs.toFixed(0).padStart(8)}`;
}
