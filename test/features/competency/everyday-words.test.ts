import { expect, it } from "vitest";
import { competencyLike } from "../../../src/features/competency/competency-named.ts";
import { parseDictionary } from "../../../src/features/competency/dictionary-file.ts";
import { inOfficialWords, parseEverydayWords } from "../../../src/features/competency/everyday-words.ts";
import { dictionaryFiles } from "../../../src/features/competency/shipped.ts";

const { competencies } = parseDictionary(dictionaryFiles());

it.each([
  ["public speaking", "komunikasi"],
  ["Komputer", "tik-dasar"],
  ["excel", "tik-dasar"],
  ["pelayanan prima", "pelayanan-publik"],
  ["leadership", "pengambilan-keputusan"],
  ["keamanan siber", "keamanan-informasi"],
  ["Kompetensi bicara di depan umum", "komunikasi"],
  ["Integritas", "integritas"],
])("%s means %s in the shipped dictionary", (words, id) => {
  expect(competencyLike(words, competencies)?.id).toBe(id);
});

it.each(["bahasa inggris", "memasak", ""])("%s is no competency of the shipped dictionary", (words) => {
  expect(competencyLike(words, competencies)).toBeUndefined();
});

it("puts the longest phrase first and leaves other words as they are", () => {
  const words = parseEverydayWords("keamanan-informasi: [siber, keamanan siber]\npengolahan-data: [data]");
  expect(inOfficialWords("Kelas keamanan siber dasar", words)).toBe("kelas dasar keamanan-informasi");
  expect(inOfficialWords("data dan data", words)).toBe("dan pengolahan-data");
  expect(inOfficialWords("Kelas Arsip!", words)).toBe("Kelas Arsip!");
});

it("refuses a file that is not a list of phrases", () => {
  expect(() => parseEverydayWords("komunikasi: pidato")).toThrow();
});
