import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { answerQuestion } from "../../../src/features/knowledge/answer/answer-question.ts";
import { ExpectedAnswer, judge } from "../../../src/features/knowledge/trial/expectation.ts";
import { shippedBase, shippedFolder } from "./base-of.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const lines = (name: string) =>
  readFileSync(join(root, "test/questions", name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { question?: string });
const base = shippedBase();
const judged = lines("shipped.jsonl")
  .map((it) => ExpectedAnswer.parse(it))
  .map((expected) => {
    const scopes = ["nasional", ...(expected.agency ? [expected.agency] : [])];
    const answer = answerQuestion(base, { text: expected.question, scopes, asOf: "2026-11-22" });
    return { expected, answer, judgement: judge(expected, { outcome: answer.outcome, answer: answer.text, citations: answer.citations }) };
  });
const share = (list: typeof judged, test: (it: (typeof judged)[number]["judgement"]) => boolean) =>
  list.filter((it) => test(it.judgement)).length / list.length;

describe("the shipped knowledge", () => {
  it("answers nearly all frozen questions with the right citation", () => {
    const answerable = judged.filter((it) => it.expected.class === "answerable");
    expect(share(answerable, (it) => it.outcomeRight && it.citationRight !== false)).toBeGreaterThanOrEqual(0.9);
  });

  it("handles the others as it should", () => {
    const others = judged.filter((it) => it.expected.class !== "answerable" && it.expected.class !== "no source");
    expect(share(others, (it) => it.outcomeRight)).toBeGreaterThanOrEqual(0.92);
  });

  it("never cites a repealed rule as in force", () => {
    const wrong = judged.flatMap(({ answer }) => answer.citations.filter((it) => /^berlaku/.test(it.status) && statusOf(it.document) === "dicabut"));
    expect(wrong).toEqual([]);
  });

  it("cites at most three passages, in an answer fit for a phone", () => {
    for (const { answer, expected } of judged) {
      expect(answer.citations.length, expected.question).toBeLessThanOrEqual(3);
      expect(answer.text.length, expected.question).toBeLessThanOrEqual(1_800);
    }
  });

  it("was not written towards the questions: none of them stands in the sources or the knowledge", () => {
    const folders = ["src", "prompts", "knowledge"].map((it) => join(root, it));
    const texts = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((it) => it.isFile())
        .map((it) => plainWords(readFileSync(join(it.parentPath, it.name), "utf8"))),
    );
    // Sets of requests are looked after in test/bot: "cek JP" may stand anywhere.
    const sets = readdirSync(join(root, "test/questions")).filter((it) => it.endsWith(".jsonl") && !it.startsWith("requests"));
    expect(sets.length).toBeGreaterThanOrEqual(10);
    const questions = sets.flatMap(lines).flatMap((it) => (it.question === undefined ? [] : plainWords(it.question)));
    const long = questions.filter((it) => it.split(" ").length >= 4);
    expect(long.filter((question) => texts.some((text) => text.includes(question)))).toEqual([]);
  });

  it("has only documents that parse, with a title and a source where they speak of rules", () => {
    for (const { meta, passages } of base.documents.values()) {
      expect(passages.length, meta.id).toBeGreaterThan(0);
      if (meta.rule !== null) expect(meta.source, `${meta.id} in ${shippedFolder}`).not.toBe("");
    }
  });
});

const plainWords = (text: string) =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
const statusOf = (document: string) => base.documents.get(`shipped/${document}`)?.meta.status;
