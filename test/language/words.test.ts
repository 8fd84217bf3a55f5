import { expect, test } from "vitest";
import { sentenceEnd, splitWords, wordsOf } from "../../src/language/words.ts";

test("gives lower-case words and marks the ends of sentences and lines", () => {
  expect(splitWords("PNS wajib hadir. Cuti\n12 hari")).toEqual(["pns", "wajib", "hadir", sentenceEnd, "cuti", sentenceEnd, "12", "hari"]);
});

test("reads the letters that scans print for digits, and leaves words alone", () => {
  expect(wordsOf("Tahun 2Ol4 Pasal 2O3 oli 3D")).toEqual(["tahun", "2014", "pasal", "203", "oli", "3d"]);
});

test("drops accents and compatibility forms", () => {
  expect(wordsOf("Shengnü ﬁsik")).toEqual(["shengnu", "fisik"]);
});
