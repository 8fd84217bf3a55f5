import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseVocabulary } from "../../src/language/vocabulary.ts";

test("reads slang, abbreviations and synonyms", () => {
  const { slang, groups } = parseVocabulary("singkatan: { brp: berapa }\nkepanjangan:\n  bup: batas usia pensiun\nsinonim:\n  - [perempuan, wanita]");
  expect([...slang]).toEqual([["brp", "berapa"]]);
  expect(groups).toEqual([
    ["bup", "batas usia pensiun"],
    ["perempuan", "wanita"],
  ]);
});

test("reads everyday words and groups of people with rules of their own", () => {
  const { everyday, special } = parseVocabulary("awam: { bolos: [tidak masuk kerja] }\nkhusus: [perjanjian kerja]");
  expect([...everyday]).toEqual([["bolos", ["tidak masuk kerja"]]]);
  expect(special).toEqual(["perjanjian kerja"]);
});

test("an empty file is an empty vocabulary", () => {
  expect(parseVocabulary("").groups).toEqual([]);
});

test("refuses unknown keys and groups of one", () => {
  expect(() => parseVocabulary("sinonimm: []")).toThrow();
  expect(() => parseVocabulary("sinonim: [[cuti]]")).toThrow();
});

test("the vocabulary that ships with the program is well formed", () => {
  const text = readFileSync("knowledge/sinonim.yaml", "utf8");
  expect(() => parse(text, { uniqueKeys: true })).not.toThrow();
  const { slang, groups } = parseVocabulary(text);
  expect(slang.size).toBeGreaterThan(100);
  expect(groups.length).toBeGreaterThan(50);
});
