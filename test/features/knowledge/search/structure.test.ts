import { expect, test } from "vitest";
import { createIndex } from "../../../../src/features/knowledge/search/knowledge-index.ts";
import { shapeOf } from "../../../../src/features/knowledge/search/shape.ts";
import { parseVocabulary } from "../../../../src/language/vocabulary.ts";
import { article, find, indexOf, passage, rule } from "./base.ts";

test("reads the form of a passage", () => {
  const list = shapeOf(article("310", "Cuti terdiri atas: a. cuti tahunan; b. cuti besar sebagaimana dimaksud dalam Pasal 316 dan Pasal 310."));
  expect(list).toMatchObject({ article: "310", list: true, closing: false, preamble: false, cites: ["316"] });
  expect(shapeOf(article("360", "Cuti tetap berlaku.", { path: ["BAB XIV KETENTUAN PERALIHAN"] })).closing).toBe(true);
  expect(shapeOf(passage("menimbang", "bahwa", { role: "section", title: "Menimbang" }))).toMatchObject({ article: null, preamble: true });
});

test("asked for kinds, the article that lists them comes before one that only mentions them", () => {
  const index = indexOf(
    rule("pp-2017-11", "Manajemen Pegawai Negeri Sipil", [
      article("309", "Cuti PNS dan jenis cuti lain bagi PNS yang mengajukan cuti diberikan oleh pejabat yang berwenang."),
      article("310", "Cuti PNS terdiri atas:\na. cuti tahunan;\nb. cuti besar.", { path: ["BAB XII CUTI", "Bagian Kedua Jenis Cuti"] }),
    ]),
  );
  expect(find(index, "Apa saja jenis cuti PNS?")[0]).toBe("pp-2017-11#pasal-310");
});

test("the article that others refer to, and one whose elucidation speaks of the question, gain by it", () => {
  const twins = [article("5", "Izin diberikan secara tertulis oleh pejabat."), article("6", "Izin diberikan secara tertulis oleh pejabat.")];
  const cited = article("9", "Permintaan izin sebagaimana dimaksud dalam Pasal 6 diajukan secara tertulis.");
  expect(find(indexOf(rule("pp-1983-10", "Perkawinan", [...twins, cited])), "izin tertulis")[0]).toBe("pp-1983-10#pasal-6");
  const explained = passage("penjelasan-pasal-6", "Izin tertulis dibuat dengan surat.", { role: "elucidation", article: "Penjelasan Pasal 6" });
  expect(find(indexOf(rule("pp-1983-10", "Perkawinan", [...twins, explained])), "izin tertulis")[0]).toBe("pp-1983-10#pasal-6");
});

test("the article that punishes by reference comes before one that only speaks of punishment", () => {
  const conduct = article("30", "Setiap orang dilarang mengakses komputer milik orang lain.");
  const punished = (number: string, of: string) => article(number, `Orang yang memenuhi unsur sebagaimana dimaksud dalam Pasal ${of} dipidana penjara.`);
  const index = indexOf(
    rule("uu-2008-11", "Informasi Elektronik", [conduct, article("31", "Setiap orang wajib melapor."), punished("45", "31"), punished("46", "30")]),
  );
  const found = find(index, "mengakses komputer dipidana penjara");
  expect(found.indexOf("uu-2008-11#pasal-46")).toBeLessThan(found.indexOf("uu-2008-11#pasal-45"));
});

test("the article on terms comes after one that says the same, unless a meaning is asked", () => {
  const text = "Cuti adalah keadaan tidak masuk kerja yang diizinkan.";
  const index = indexOf(rule("pp-2017-11", "Manajemen", [article("1", text), article("310", text)]));
  expect(find(index, "keadaan tidak masuk kerja yang diizinkan")[0]).toBe("pp-2017-11#pasal-310");
});

const vocabulary = parseVocabulary(`
sinonim: [[kontrak, perjanjian kerja]]
awam: { bolos kantor: [tidak masuk kerja], petugas: [pelaksana] }
khusus: [perjanjian kerja]
`);

test("an everyday phrase finds the rule's words, but not the other way round", () => {
  const index = createIndex({ vocabulary });
  const passages = [article("11", "PNS yang tidak masuk kerja dijatuhi hukuman."), article("12", "PNS yang bolos kantor dibina.")];
  index.put(rule("pp-2021-94", "Disiplin", passages));
  expect(find(index, "sering bolos kantor")).toEqual(["pp-2021-94#pasal-12", "pp-2021-94#pasal-11"]);
  expect(find(index, "hukuman tidak masuk kerja")).not.toContain("pp-2021-94#pasal-12");
});

test("an everyday word counts in this very form when its stem is a word of the rules", () => {
  const index = createIndex({ vocabulary });
  index.put(rule("uu-2009-25", "Pelayanan", [article("16", "Tugas diberikan oleh atasan."), article("17", "Pelaksana wajib santun.")]));
  expect(find(index, "petugas")).toContain("uu-2009-25#pasal-17");
  expect(find(index, "tugas")).not.toContain("uu-2009-25#pasal-17");
});

test("rules for a group of their own come first only when the question names the group", () => {
  const index = createIndex({ vocabulary });
  index.put(rule("pp-2018-49", "Manajemen Pegawai dengan Perjanjian Kerja", [article("78", "Cuti tahunan diberikan dua belas hari.")]));
  index.put(rule("pp-2017-11", "Manajemen Pegawai Negeri Sipil", [article("311", "Cuti tahunan diberikan dua belas hari.")]));
  expect(find(index, "cuti tahunan berapa hari")[0]).toBe("pp-2017-11#pasal-311");
  expect(find(index, "cuti tahunan pegawai perjanjian kerja berapa hari")[0]).toBe("pp-2018-49#pasal-78");
  expect(find(index, "cuti tahunan pegawai kontrak berapa hari")[0]).toBe("pp-2018-49#pasal-78");
});
