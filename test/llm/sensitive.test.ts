import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { learningFrom, ownKnowledge } from "../../src/learning/learning.ts";
import { matters, parseSensitive } from "../../src/llm/sensitive.ts";
import { sensitive } from "./llm-world.ts";

const Line = z.object({ text: z.string(), matter: z.enum(matters).nullable() });
const shipped = (name: string) => readFileSync(new URL(`../../knowledge/${name}`, import.meta.url), "utf8");
const lines = readFileSync(new URL("sensitive.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((it) => Line.parse(JSON.parse(it)));

describe("what stays home", () => {
  const of = sensitive();

  it.each(lines)("$text: $matter", ({ text, matter }) => {
    expect(of(text)).toBe(matter);
  });

  it("is not hidden by case, signs or spaces", () => {
    expect(of("SAYA   SAKIT!!! tipes")).toBe("kesehatan");
    expect(of("istri saya (selingkuh)")).toBe("keluarga");
  });

  it("counts a complaint that only what was learnt tells", () => {
    const learnt = learningFrom(ownKnowledge).intents;
    const both = parseSensitive(shipped("peka.yaml"), (message) => learnt.of(message).complaint >= 0.6);
    const told = "keponakan kepala dinas diloloskan padahal tidak memenuhi syarat";
    expect(of(told)).toBeNull();
    expect(both(told)).toBe("aduan");
    for (const { text, matter } of lines) if (matter === null) expect([text, both(text)]).toEqual([text, null]);
  });

  it("lets questions about rules go: at most one in twenty of the frozen sets is held back", () => {
    const folder = new URL("../questions/", import.meta.url);
    const files = readdirSync(folder).filter((it) => /^(?:regulations|shipped)/.test(it));
    const rows = files.flatMap((file) =>
      readFileSync(new URL(file, folder), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((it) => JSON.parse(it)),
    );
    const questions = rows.filter((it) => !/personal|complaint|aduan|injection|jailbreak/.test(`${it.class}`)).map((it) => String(it.question));
    const held = questions.filter((it) => of(it) !== null);
    expect(held.length / questions.length).toBeLessThan(0.05);
  });
});
