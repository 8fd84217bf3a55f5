import { setImmediate as breath } from "node:timers/promises";
import type { Knowledge } from "../knowledge.ts";
import type { BaseChange } from "./base-change.ts";
import { type ExpectedAnswer, isRight, judge } from "./expectation.ts";

/** A question that was answered rightly and no longer is. */
export interface Worse {
  id: string;
  question: string;
  before: string;
  after: string;
}

/** Answers the questions of the set with the base as it is and as it would be; nothing is written, and nobody else sees the other base. */
export type Trial = (change: BaseChange, asOf: string) => Promise<Worse[]>;

/** Longest piece of an answer that is shown beside its question, letters. */
const shown = 160;

/**
 * The gate before anything is published. Words alone decide, before and after alike: meaning vectors of what is not in the base yet do
 * not exist. Pauses after every question, so that a service goes on serving; call it outside any transaction.
 */
export function createTrial(knowledge: Pick<Knowledge, "answer" | "imagine">, questions: () => ExpectedAnswer[]): Trial {
  return async (change, asOf) => {
    const other = knowledge.imagine(change);
    const worse: Worse[] = [];
    for (const expected of questions()) {
      const request = { text: expected.question, city: expected.agency ?? null, asOf };
      const before = knowledge.answer(request);
      await breath();
      if (!isRight(judge(expected, { ...before, answer: before.text }))) continue;
      const after = other.answer(request);
      await breath();
      if (isRight(judge(expected, { ...after, answer: after.text }))) continue;
      worse.push({ id: expected.id, question: expected.question, before: said(before), after: said(after) });
    }
    return worse;
  };
}

const said = ({ outcome, text, citations }: ReturnType<Knowledge["answer"]>): string =>
  [citations[0]?.label ?? outcome, text.replaceAll("\n", " ")].join(": ").slice(0, shown);
