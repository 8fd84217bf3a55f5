import { answerQuestion } from "../../src/features/knowledge/answer/answer-question.ts";
import type { AnswerBase } from "../../src/features/knowledge/answer/base.ts";
import { wording } from "../../src/features/knowledge/answer/wording.ts";
import { createIntents } from "../../src/features/knowledge/intent/classifier.ts";
import type { Example } from "../../src/features/knowledge/intent/examples.ts";
import { type Intents, intents } from "../../src/features/knowledge/intent/intent.ts";
import { examples, shippedBase, vocabulary } from "../features/knowledge/base-of.ts";

const folds = 5;

/** Intents that have learnt from all examples but those of one fold, with that fold. */
function folded(): { intents: Intents; unseen: Example[] }[] {
  return Array.from({ length: folds }, (_, fold) => ({
    intents: createIntents(() => examples.filter((_, at) => at % folds !== fold), vocabulary),
    unseen: examples.filter((_, at) => at % folds === fold),
  }));
}

/** What a message is after, told by models that had not seen it: alone, and as the outcome of the whole answer. */
export function benchIntent(print: (line: string) => void): void {
  print(`\n— intent: ${examples.length} examples, ${folds}-fold cross-validation`);
  const started = performance.now();
  createIntents(() => examples, vocabulary).of("halo");
  print(`learnt in ${(performance.now() - started).toFixed(0)} ms`);
  const base = shippedBase();
  const alone: [string, string][] = [];
  const whole: [string, string][] = [];
  const assumed: { does: boolean; told: boolean }[] = [];
  for (const { intents: model, unseen } of folded()) {
    for (const { text, intent, assumes } of unseen) {
      if (intent === "policy") assumed.push({ does: assumes, told: model.assumes(text) >= 0.6 });
      const leaning = model.of(text);
      alone.push([intent, [...intents].sort((a, b) => leaning[b] - leaning[a])[0] ?? ""]);
      whole.push([intent, answered({ ...base, intents: model }, text)]);
    }
  }
  table("the classifier alone", alone, print);
  const right = alone.filter(([wanted, got]) => wanted === got).length;
  print(`  right: ${((100 * right) / alone.length).toFixed(1)} %`);
  const told = (does: boolean) => {
    const own = assumed.filter((it) => it.does === does);
    return `${((100 * own.filter((it) => it.told).length) / own.length).toFixed(0)} % of ${own.length}`;
  };
  print(`taken to assume something: ${told(true)} that do, ${told(false)} that only ask`);
  table("the whole answer, over the shipped documents", whole, print);
}

/** The outcome; all that rests on a document is one. */
function answered(base: AnswerBase, text: string): string {
  const { outcome, text: said } = answerQuestion(base, { text, scopes: ["nasional"], asOf: "2026-11-22" });
  if (said === wording.complaint) return "complaint";
  return /^(?:answered|repealed|premise)/.test(outcome) ? "answered" : outcome;
}

function table(name: string, pairs: [string, string][], print: (line: string) => void): void {
  const columns = [...new Set(pairs.map(([, got]) => got))].sort();
  print(name);
  print(`  ${"".padEnd(12)}${columns.map((it) => it.replace("_refused", "").replace("needs_", "").slice(0, 13).padStart(14)).join("")}`);
  for (const [wanted, own] of Map.groupBy(pairs, ([it]) => it)) {
    print(`  ${wanted.padEnd(12)}${columns.map((it) => String(own.filter(([, got]) => got === it).length).padStart(14)).join("")}`);
  }
}
