import { expect, it } from "vitest";
import { competencyLike, competencyMeant } from "../../../src/features/competency/dictionary/competency-named.ts";
import { parseDictionary } from "../../../src/features/competency/dictionary/dictionary-file.ts";
import { inOfficialWords, parseEverydayWords } from "../../../src/features/competency/dictionary/everyday-words.ts";
import { dictionaryFiles } from "../../../src/features/competency/dictionary/shipped.ts";

const { competencies, standards } = parseDictionary(dictionaryFiles());

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

it("is no competency where a position is called by these words, but for its own name", () => {
  for (const title of ["analis kebijakan", "Arsiparis"]) expect([title, competencyMeant(title, competencies, standards)]).toEqual([title, undefined]);
  for (const name of ["pelayanan publik", "Pengadaan Barang dan Jasa"])
    expect(competencyMeant(name, competencies, standards)?.name.toLowerCase()).toBe(name.toLowerCase());
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
