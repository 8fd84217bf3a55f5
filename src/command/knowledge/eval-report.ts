import { isRight } from "../../features/knowledge/trial/expectation.ts";
import type { JudgedQuestion } from "./judged-questions.ts";

/** Parts of a whole, so that reports of different sets can be added up. */
interface Share {
  part: number;
  whole: number;
}

interface ClassLine {
  questions: number;
  right: number;
  outcome: number;
  facts: number;
  citation: Share;
}

/** A report that can be held against another one: same fields, same order, counts beside every share. */
export interface EvalReport {
  form: 1;
  at: string;
  /** `live` = the endpoint put answers into words; `documents` = their own words. */
  way: "live" | "documents";
  models: Record<string, string>;
  prompts: string[];
  sets: { file: string; questions: number; digest: string }[];
  asOf: string | null;
  all: ClassLine;
  classes: Record<string, ClassLine>;
  /** Of the abstentions, those that were right; of those that were due, those given. */
  abstention: { precision: Share; recall: Share };
  /** Citations given that were among the expected ones, where some were expected. */
  citationPrecision: Share;
  repealedAsInForce: number;
  /** Answers the model was asked for, those in its words, and why the others are not. */
  worded: { share: Share; why: Record<string, number> };
  latencyMs: { p50: number; p95: number; model: { p50: number; p95: number } | null };
  cost: { total: number; perAnswer: number; tokensIn: number; tokensOut: number; calls: number };
  wrong: { id: string; class: string; question: string; wrong: string[]; outcome: string; answer: string; worded: boolean }[];
}

type Head = Pick<EvalReport, "at" | "way" | "models" | "sets" | "asOf">;

export function reportOf(head: Head, judged: JudgedQuestion[]): EvalReport {
  const classes = Object.fromEntries([...Map.groupBy(judged, (it) => it.expected.class)].map(([name, list]) => [name, lineOf(list)]));
  const given = judged.filter((it) => it.judgement.abstained);
  const due = judged.filter((it) => it.judgement.shouldAbstain);
  const asked = judged.flatMap((it) => (it.model ? [it.model] : []));
  const usages = asked.flatMap((it) => it.usage ?? []);
  const sum = (of: (it: (typeof usages)[number]) => number) => usages.reduce((total, it) => total + of(it), 0);
  const why = asked.filter((it) => !it.worded).map((it) => it.failed ?? "not borne out");
  const total = sum((it) => it.cost);
  return {
    form: 1,
    ...head,
    prompts: [...new Set(usages.map((it) => `${it.prompt.id}@${it.prompt.version}`))].sort(),
    all: lineOf(judged),
    classes,
    abstention: { precision: share(given, (it) => it.judgement.shouldAbstain), recall: share(due, (it) => it.judgement.abstained) },
    citationPrecision: {
      part: judged.reduce((many, it) => many + it.judgement.expectedGiven, 0),
      whole: judged.reduce((many, it) => many + it.judgement.given, 0),
    },
    repealedAsInForce: judged.filter(citesRepealed).length,
    worded: { share: share(asked, (it) => it.worded), why: Object.fromEntries([...Map.groupBy(why, (it) => it)].map(([name, list]) => [name, list.length])) },
    latencyMs: { ...spread(judged.map((it) => it.ms)), model: usages.length > 0 ? spread(usages.map((it) => it.ms)) : null },
    cost: {
      total: round(total, 6),
      perAnswer: usages.length === 0 ? 0 : round(total / usages.length, 6),
      tokensIn: sum((it) => it.tokensIn),
      tokensOut: sum((it) => it.tokensOut),
      calls: usages.length,
    },
    wrong: judged.filter((it) => !isRight(it.judgement)).map(wrongLine),
  };
}

const lineOf = (list: JudgedQuestion[]): ClassLine => ({
  questions: list.length,
  right: list.filter((it) => isRight(it.judgement)).length,
  outcome: list.filter((it) => it.judgement.outcomeRight).length,
  facts: list.filter((it) => it.judgement.factsRight).length,
  citation: share(
    list.filter((it) => it.judgement.citationRight !== null),
    (it) => it.judgement.citationRight === true,
  ),
});

const share = <T>(list: T[], test: (it: T) => boolean): Share => ({ part: list.filter(test).length, whole: list.length });

/** A citation whose status says it is gone, in an answer that does not say so. */
const citesRepealed = ({ answer }: JudgedQuestion): boolean =>
  answer.outcome !== "repealed_corrected" && answer.citations.some((it) => /^(?:sudah dicabut|tidak berlaku)/.test(it.status));

const wrongLine = ({ expected, answer, judgement, model }: JudgedQuestion): EvalReport["wrong"][number] => ({
  id: expected.id,
  class: expected.class,
  question: expected.question,
  wrong: [!judgement.outcomeRight && "outcome", !judgement.factsRight && "facts", judgement.citationRight === false && "citation"].filter((it) => it !== false),
  outcome: answer.outcome,
  answer: answer.answer.replaceAll("\n", " ").slice(0, 300),
  worded: model?.worded ?? false,
});

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function spread(values: number[]): { p50: number; p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0, 1);
  return { p50: at(0.5), p95: at(0.95) };
}

const percent = ({ part, whole }: Share): string => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`);

/** The same for people; every figure is also in the JSON. */
export function markdownOf(it: EvalReport): string {
  const row = (name: string, line: ClassLine) =>
    `| ${name} | ${line.questions} | ${percent({ part: line.right, whole: line.questions })} | ${percent({ part: line.outcome, whole: line.questions })} | ${percent({ part: line.facts, whole: line.questions })} | ${percent(line.citation)} |`;
  const models = Object.entries(it.models).map(([role, name]) => `${role}: ${name}`);
  return [
    `# Evaluation, ${it.at}`,
    "",
    it.way === "live"
      ? `Answers in the words of a model (${models.join(", ")}; prompts ${it.prompts.join(", ") || "none used"}).`
      : "Answers in the documents' own words.",
    `Sets: ${it.sets.map((one) => `${one.file} (${one.questions}, ${one.digest})`).join("; ")}. Rules as of ${it.asOf ?? "today"}.`,
    "",
    "| class | questions | right | outcome | facts | citation |",
    "|---|---|---|---|---|---|",
    ...Object.entries(it.classes).map(([name, line]) => row(name, line)),
    row("**all**", it.all),
    "",
    `- Abstention: precision ${percent(it.abstention.precision)}, recall ${percent(it.abstention.recall)}`,
    `- Citation precision: ${percent(it.citationPrecision)}; repealed rules cited as in force: ${it.repealedAsInForce}`,
    `- In the model's words: ${percent(it.worded.share)}${Object.entries(it.worded.why)
      .map(([why, many]) => `; ${why}: ${many}`)
      .join("")}`,
    `- Latency: p50 ${it.latencyMs.p50} ms, p95 ${it.latencyMs.p95} ms${it.latencyMs.model ? `; of the model p50 ${it.latencyMs.model.p50} ms, p95 ${it.latencyMs.model.p95} ms` : ""}`,
    `- Cost: ${it.cost.total} (${it.cost.perAnswer} an answer), ${it.cost.tokensIn} tokens in, ${it.cost.tokensOut} out, ${it.cost.calls} calls`,
    "",
    `## Wrong: ${it.wrong.length}`,
    "",
    ...it.wrong.map(
      (one) =>
        `- ${one.id} (${one.class}; ${one.wrong.join(", ")}) ${one.question}\n  → ${one.outcome}${one.worded ? ", in the model's words" : ""}: ${one.answer}`,
    ),
    "",
  ].join("\n");
}
