import fc from "fast-check";
import { expect, test } from "vitest";
import { createSkeletons } from "../../src/language/skeleton.ts";
import { createSpeller, distance } from "../../src/language/spelling.ts";

const words = ["pensiun", "tunjangan", "pegawai", "kompetensi", "jabatan", "pelatihan", "penguin", "disiplin"];
const speller = createSpeller(words, (word) => (word === "penguin" ? 1 : 50));

test.each([
  ["pensuin", "pensiun"],
  ["tunjagan", "tunjangan"],
  ["pegawei", "pegawai"],
  ["kompetensii", "kompetensi"],
  ["kmpetensy", "kompetensi"],
  ["abatan", "jabatan"],
])("corrects %s to %s", (written, right) => {
  expect(speller.correct(written)).toBe(right);
});

test("leaves short words, numbers and far words alone", () => {
  expect(speller.correct("jbtn")).toBeNull();
  expect(speller.correct("pegawa1")).toBeNull();
  expect(speller.correct("rekening")).toBeNull();
});

test("takes no other first letter for a slip: that is another word", () => {
  expect(createSpeller(["harapan"], () => 50).correct("sarapan")).toBeNull();
  expect(createSpeller(["harapan"], () => 50).correct("ahrapan")).toBe("harapan");
});

test("does not make two changes to reach a rare word", () => {
  expect(createSpeller(["penyelia"], () => 1).correct("penyyeliaa")).toBeNull();
});

test("finds any known word again after one letter is lost or two are swapped", () => {
  const place = fc.record({ word: fc.constantFrom(...words.filter((it) => it !== "penguin")), at: fc.nat(4), swap: fc.boolean() });
  fc.assert(
    fc.property(place, ({ word, at, swap }) => {
      const slip = swap ? word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2) : word.slice(0, at) + word.slice(at + 1);
      expect(speller.correct(slip)).toBe(word);
    }),
  );
});

test("counts a swap of neighbours as one slip and stops at the limit", () => {
  expect(distance("pensuin", "pensiun", 2)).toBe(1);
  expect(distance("cuti", "diklat", 2)).toBe(3);
});

test("reads words without their vowels", () => {
  const skeletons = createSkeletons(["masuk", "musik", "berangkat", "paling"], (word) => (word === "musik" ? 1 : 9));
  expect(["msk", "brgkt", "brngkt", "plg"].map(skeletons.find)).toEqual(["masuk", "berangkat", "berangkat", "paling"]);
  expect(skeletons.find("masu")).toBeNull();
});
