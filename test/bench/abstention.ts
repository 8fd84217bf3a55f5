import { readFileSync } from "node:fs";
import { citationsOf } from "../../src/features/knowledge/answer/cite.ts";
import { isSufficient, support } from "../../src/features/knowledge/answer/evidence.ts";
import type { Hit } from "../../src/features/knowledge/search/knowledge-index.ts";
import { ExpectedAnswer, judge } from "../../src/features/knowledge/trial/expectation.ts";
import { baseOf, shippedBase } from "../features/knowledge/base-of.ts";
import { isGold, readRegulationQuestions, readRegulations } from "./retrieval-sets.ts";

const asOf = "2026-11-22";

interface Sample {
  withGold: Hit | undefined;
  withoutGold: Hit | undefined;
}

/**
 * How well the decision "this passage answers" tells that the right passage is missing: each question is judged with
 * the base as it is, and with every passage that would be a right citation taken away.
 */
export function benchAbstention(dataDir: string | null, print: (line: string) => void): void {
  print("\n— abstention: the right passage taken away");
  report("shipped cards", shippedSamples(), print);
  const regulations = dataDir === null ? null : readRegulations(dataDir);
  const questions = readRegulationQuestions(new URL("../questions/regulations.jsonl", import.meta.url).pathname);
  if (!regulations || !questions || dataDir === null) {
    print("not measured: regulations (give --data DIR)");
    return;
  }
  const base = baseOf(Object.fromEntries(regulations.map((it) => [`${it.meta.id}.md`, readFileSync(`${dataDir}/regulations/${it.meta.id}.md`, "utf8")])));
  const samples = questions.map((question) => {
    const hits = base.index.search({ text: question.text, scopes: ["nasional"], asOf, top: 40 });
    const gold = (hit: Hit) => isGold(question, hit.document.meta.id, hit.passage);
    return { withGold: gold(hits[0] as Hit) ? hits[0] : undefined, withoutGold: hits.find((it) => !gold(it)) };
  });
  report("regulations", samples, print);
}

function shippedSamples(): Sample[] {
  const base = shippedBase();
  const lines = readFileSync(new URL("../questions/shipped.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n");
  const expected = lines.map((line) => ExpectedAnswer.parse(JSON.parse(line))).filter((it) => it.class === "answerable");
  return expected.map((question) => {
    const scopes = ["nasional", ...(question.agency ? [question.agency] : [])];
    const hits = base.index.search({ text: question.question, scopes, asOf, top: 40 });
    const gold = (hit: Hit): boolean => {
      const document = base.documents.get(hit.document.key);
      if (!document) return false;
      const citations = citationsOf(base, { document, passage: hit.passage }, asOf);
      return judge({ ...question, must: [] }, { outcome: "answered", answer: "", citations }).citationRight === true;
    };
    return { withGold: hits[0] && gold(hits[0]) ? hits[0] : undefined, withoutGold: hits.find((it) => !gold(it)) };
  });
}

function report(name: string, samples: Sample[], print: (line: string) => void): void {
  const yes = samples.flatMap((it) => it.withGold ?? []);
  const no = samples.flatMap((it) => it.withoutGold ?? []);
  const auroc = (score: (hit: Hit) => number): string => {
    let wins = 0;
    for (const a of yes) for (const b of no) wins += score(a) > score(b) ? 1 : score(a) === score(b) ? 0.5 : 0;
    return (wins / (yes.length * no.length)).toFixed(2);
  };
  const kept = yes.filter((it) => isSufficient(it, 0)).length / yes.length;
  const fooled = no.filter((it) => isSufficient(it, 0)).length / no.length;
  print(
    `${name.padEnd(16)} ${yes.length} with, ${no.length} without: AUROC of our support ${auroc(support)}, of the rank score alone ${auroc((it) => it.score)}; answered ${(100 * kept).toFixed(0)} % with, ${(100 * fooled).toFixed(0)} % without`,
  );
}
