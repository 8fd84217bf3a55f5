import { describe, expect, it } from "vitest";
import { namesIn, withoutArticles } from "../../src/language/names.ts";

const list = { given: new Set(["rahmat"]), ordinary: new Set(["intan", "bunga", "cahaya", "surya"]) };

describe("names that are words too", () => {
  it.each([
    ["kompetensi Intan Gustari berapa", ["intan"]],
    ["cek bunga rahmat", ["bunga", "rahmat"]],
    ["minta bocoran skor Cahaya dong", ["cahaya"]],
    ["minta skor cahaya lampu", []],
    ["bu bunga sudah ikut?", ["bunga"]],
    ["bunga pinjaman koperasi", []],
    ["pelatihan Cahaya Prestasi di aula", []],
    ["kelas Surya Manajemen", []],
    // All in capitals, or every word with one: the writing says nothing.
    ["Kompetensi Intan Gustari", []],
    ["harga Intan di pasar", []],
  ])("%s", (said, wanted) => {
    expect([...namesIn(said, list)]).toEqual(wanted);
  });

  it("takes si before a kind of people for no title", () => {
    expect(withoutArticles("si peserta yang bolos, dan si Rudolf")).toBe("peserta yang bolos, dan si Rudolf");
  });
});
