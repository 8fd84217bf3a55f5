import { setImmediate as breath } from "node:timers/promises";
import type { App } from "../../app.ts";
import { perform } from "../../core/perform.ts";
import { type ExpectedAnswer, isRight, type Judgement, judge } from "../../features/knowledge/trial/expectation.ts";
import { readQuestions } from "../../features/knowledge/trial/question-set.ts";
import type { CommandIo } from "../io.ts";
import { type AskData, agencyOf } from "./ask.ts";

interface Judged {
  expected: ExpectedAnswer;
  answer: AskData;
  judgement: Judgement;
}

/** Asks every question of a file and prints how well it went, by class, and what failed. */
export async function evaluate(io: CommandIo, app: App, file: string, options: { asOf?: string; json?: boolean }): Promise<void> {
  const judged: Judged[] = [];
  await app.meaning?.loaded();
  for (const expected of readQuestions(file)) {
    const input = { question: expected.question, ...(options.asOf !== undefined && { asOf: options.asOf }) };
    const agency = agencyOf(app, expected.agency);
    await app.knowledge.warm(expected.question);
    const { reply } = await app.db.transaction((tx) => perform(app.catalog, app.contextOf(tx, agency), { capability: "ask_policy", input }));
    const answer = reply.data as AskData;
    judged.push({ expected, answer, judgement: judge(expected, answer) });
    await breath(); // a service's visitors go on being served
  }
  if (options.json) for (const it of judged) io.out(`${JSON.stringify({ id: it.expected.id, ...it.judgement, outcome: it.answer.outcome })}\n`);
  else report(io, judged);
}

function report(io: CommandIo, judged: Judged[]): void {
  const percent = (part: number, whole: number) => (whole === 0 ? "  –  " : `${((100 * part) / whole).toFixed(1).padStart(5)}`);
  const count = (list: Judged[], test: (it: Judgement) => boolean) => list.filter((it) => test(it.judgement)).length;
  io.out(`${"class".padEnd(42)} ${"n".padStart(4)}  right  outcome  facts  citation\n`);
  const classes = [...Map.groupBy(judged, (it) => it.expected.class), ["all", judged] as const];
  for (const [name, list] of classes) {
    const cited = list.filter((it) => it.judgement.citationRight !== null);
    const row = [count(list, isRight), count(list, (it) => it.outcomeRight), count(list, (it) => it.factsRight)].map((it) => percent(it, list.length));
    io.out(
      `${name.padEnd(42)} ${String(list.length).padStart(4)}  ${row[0]}    ${row[1]}  ${row[2]}     ${percent(
        count(cited, (it) => it.citationRight === true),
        cited.length,
      )}\n`,
    );
  }
  const abstained = judged.filter((it) => it.judgement.abstained);
  const should = judged.filter((it) => it.judgement.shouldAbstain);
  io.out(
    `\nabstention precision ${percent(
      count(abstained, (it) => it.shouldAbstain),
      abstained.length,
    )} %, recall ${percent(
      count(should, (it) => it.abstained),
      should.length,
    )} %\n`,
  );
  const given = judged.reduce((sum, it) => sum + it.judgement.given, 0);
  io.out(
    `citation precision ${percent(
      judged.reduce((sum, it) => sum + it.judgement.expectedGiven, 0),
      given,
    )} % of ${given} citations\n`,
  );
  io.out(`repealed rule cited as in force: ${judged.filter(citesRepealed).length}\n`);
  for (const it of judged.filter((one) => !isRight(one.judgement))) io.out(`\n${failure(it)}\n`);
}

/** A citation whose status says it is gone, in an answer that does not say so. */
const citesRepealed = ({ answer }: Judged): boolean =>
  answer.outcome !== "repealed_corrected" && answer.citations.some((it) => /^(?:sudah dicabut|tidak berlaku)/.test(it.status));

function failure({ expected, answer, judgement }: Judged): string {
  const wrong = [!judgement.outcomeRight && "outcome", !judgement.factsRight && "facts", judgement.citationRight === false && "citation"].filter(Boolean);
  const cited = answer.citations.map((it) => it.label).join("; ") || "nothing";
  return `${expected.id} [${wrong.join(", ")}] ${expected.question}\n   → ${answer.outcome}: ${answer.answer.replaceAll("\n", " ").slice(0, 220)}\n   cited ${cited}; expected ${expected.outcomes?.join("|") ?? expected.class}, ${expected.source}`;
}
