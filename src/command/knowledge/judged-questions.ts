import { setImmediate as breath } from "node:timers/promises";
import type { App } from "../../app.ts";
import { writeAnswer } from "../../bot/compose/write-answer.ts";
import { perform } from "../../core/perform.ts";
import { localDate, longDate } from "../../core/time.ts";
import { type ExpectedAnswer, type Judgement, judge } from "../../features/knowledge/trial/expectation.ts";
import type { Gateway } from "../../llm/gateway.ts";
import type { Failure, Refusal, Usage } from "../../llm/outcome.ts";
import type { Prompt } from "../../llm/prompt-file.ts";
import { type AskData, agencyOf } from "./ask.ts";

/** One question of a set, as it was answered. */
export interface JudgedQuestion {
  expected: ExpectedAnswer;
  answer: AskData;
  judgement: Judgement;
  /** Milliseconds till the whole answer was there. */
  ms: number;
  /** What the model had to do with it; null = it was not asked. */
  model: { worded: boolean; failed: Failure | Refusal | null; usage: Usage | null } | null;
}

interface Options {
  asOf?: string | undefined;
  /** The endpoint puts the answers into words, as for somebody whom it serves; absent = the documents' own words. */
  model?: Gateway | undefined;
  /** Another wording of the prompt that answers. */
  trial?: Prompt | undefined;
  signal?: AbortSignal | undefined;
}

const zone = "Asia/Jakarta";

/** Answers questions through the gate and the capability of the chat, one after the other, and judges what came. */
export async function judgeQuestions(app: App, questions: ExpectedAnswer[], options: Options, told?: (it: JudgedQuestion) => void): Promise<JudgedQuestion[]> {
  const judged: JudgedQuestion[] = [];
  for (const expected of questions) {
    if (options.signal?.aborted) break;
    const it = await judgeOne(app, expected, options);
    judged.push(it);
    told?.(it);
    await breath(); // a service's visitors go on being served
  }
  return judged;
}

async function judgeOne(app: App, expected: ExpectedAnswer, { asOf, model, trial, signal }: Options): Promise<JudgedQuestion> {
  const { question } = expected;
  const agency = agencyOf(app, expected.agency);
  const began = performance.now();
  await app.knowledge.warm(question);
  const ask = async (written?: Awaited<ReturnType<typeof writeAnswer>>) => {
    const input = { question, ...(asOf !== undefined && { asOf }) };
    const { reply } = await app.db.transaction((tx) =>
      perform(app.catalog, { ...app.contextOf(tx, agency), ...(written && { written }) }, { capability: "ask_policy", input }),
    );
    return reply.data as AskData;
  };
  let answer = await ask();
  let modelsPart: JudgedQuestion["model"] = null;
  if (model) {
    const seen: { usage: Usage | null; failed: Failure | Refusal | null; asked: boolean } = { usage: null, failed: null, asked: false };
    const watched: Gateway = {
      ...model,
      async complete(request) {
        seen.asked = true;
        const outcome = await model.complete({ ...request, ...(trial && { trial }), ...(signal && { signal }) });
        if (outcome.kind === "ok") seen.usage = outcome.usage;
        else seen.failed = outcome.why;
        return outcome;
      },
    };
    const around = `${agency ? `Kota ${agency.name}. ` : ""}Hari ini ${longDate(localDate(app.clock(), agency?.zone ?? zone))}.`;
    const passages = answer.citations.map((it) => ({ id: it.passage, label: it.label, text: it.text }));
    const written = await writeAnswer(watched, { question, asker: "operator", around, found: { outcome: answer.outcome, text: answer.answer, passages } });
    if (written) answer = await ask(written);
    if (seen.asked) modelsPart = { worded: written !== null, failed: seen.failed, usage: seen.usage };
  }
  return { expected, answer, judgement: judge(expected, answer), ms: performance.now() - began, model: modelsPart };
}
