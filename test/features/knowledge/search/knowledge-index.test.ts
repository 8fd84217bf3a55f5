import { expect, test } from "vitest";
import { article, find, hits, indexOf, passage, rule } from "./base.ts";

const leave = rule("pp-2017-11", "Manajemen Pegawai Negeri Sipil", [
  article("312", "PNS yang telah bekerja paling kurang satu tahun berhak atas cuti tahunan selama dua belas hari kerja."),
  article("325", "Untuk kelahiran anak pertama sampai ketiga, PNS berhak atas cuti melahirkan selama tiga bulan."),
  article("239", "Batas usia pensiun pejabat administrasi adalah 58 tahun."),
  passage("penjelasan-pasal-312", "Yang dimaksud dengan cuti tahunan adalah cuti setiap tahun.", { role: "elucidation", article: "Penjelasan Pasal 312" }),
]);
const discipline = rule("pp-2021-94", "Disiplin Pegawai Negeri Sipil", [
  article("8", "Tingkat hukuman disiplin terdiri atas ringan, sedang, dan berat."),
  passage("pasal-1-angka-4", "Disiplin PNS adalah kesanggupan PNS untuk menaati kewajiban dan menghindari larangan.", {
    role: "definition",
    article: "Pasal 1 angka 4",
    title: "Disiplin PNS",
  }),
]);
const data = rule("uu-2022-27", "Pelindungan Data Pribadi", [article("5", "Subjek data pribadi berhak mendapatkan informasi tentang kejelasan identitas.")]);
const index = indexOf(leave, discipline, data);

test("finds a passage by the family of a word, by slang and by synonym", () => {
  expect(find(index, "brp hari jatah libur setahun?")[0]).toBe("pp-2017-11#pasal-312");
  expect(find(index, "melahirkan anak kedua, cutinya brp bulan")[0]).toBe("pp-2017-11#pasal-325");
  expect(find(index, "kedisiplinan: penghukuman apa saja tingkatannya")[0]).toBe("pp-2021-94#pasal-8");
});

test("finds it although long words are misspelt", () => {
  expect(find(index, "tingkat hukumna disipiln")[0]).toBe("pp-2021-94#pasal-8");
  expect(index.analyse("hukumna disiplin").tokens.map((it) => [it.word, it.corrected])).toEqual([
    ["hukuman", "hukumna"],
    ["disiplin", null],
  ]);
});

test("reads a question: idf, kind of answer, citations, the term to be defined", () => {
  const read = index.analyse("min, brp lama cuti tahunan menurut PP 11/2017?");
  expect(read.tokens.filter((it) => !it.stop).map((it) => it.stem)).toEqual(["lama", "cuti", "tahun"]);
  expect(read.tokens.every((it) => it.stop === (it.idf === 0))).toBe(true);
  expect(read.expects).toBe("date");
  expect(read.citations).toHaveLength(1);
  expect(index.analyse("siapa yang berwenang").expects).toBe("person");
  expect(index.analyse("jumlahnya brp").expects).toBe("number");
  expect(index.analyse("mohon info, apa itu cuti besar?").defines).toEqual(["cuti", "besar"]);
});

test("an abbreviation finds its expansion", () => {
  expect(find(index, "BUP pejabat administrasi")[0]).toBe("pp-2017-11#pasal-239");
});

test("an abbreviation that a document introduces itself is known too", () => {
  const introducing = rule("pp-2019-30", "Penilaian Kinerja", [
    article("1", "Sasaran Kinerja Pegawai yang selanjutnya disingkat SKP adalah rencana kinerja."),
    article("9", "Sasaran kinerja pegawai disusun setiap awal tahun."),
    article("2", "Kinerja dinilai dengan cara lain."),
  ]);
  expect(find(indexOf(introducing), "kapan SKP disusun")).toContain("pp-2019-30#pasal-9");
  expect(find(indexOf({ ...introducing, passages: introducing.passages.slice(1) }), "kapan SKP disusun")[0]).toBe("pp-2019-30#pasal-9");
  expect(hits(indexOf({ ...introducing, passages: introducing.passages.slice(1) }), "SKP")).toEqual([]);
});

test("a cited article comes first whatever the words", () => {
  expect(find(index, "PP 11/2017 pasal 239 soal cuti tahunan hari kerja")[0]).toBe("pp-2017-11#pasal-239");
  expect(hits(index, "ps 312 pp 11 2017")[0]?.matched.direct).toBe(true);
});

test("a cited rule is a filter, and is dropped when it is not in the base", () => {
  expect(find(index, "cuti menurut PP 94/2021").every((it) => it.startsWith("pp-2021-94"))).toBe(true);
  expect(find(index, "hukuman disiplin menurut PP 53/2010")[0]).toBe("pp-2021-94#pasal-8");
});

test("a rule is known by its kind and its initials or title words", () => {
  expect(find(index, "hak apa saja menurut UU PDP")).toEqual(["uu-2022-27#pasal-5"]);
  expect(find(index, "isi PP disiplin").every((it) => it.startsWith("pp-2021-94"))).toBe(true);
});

test("a kind written out with one word of a title is no name", () => {
  expect(find(index, "peraturan pemerintah tentang disiplin dan cuti tahunan")).toContain("pp-2017-11#pasal-312");
});

test("an article alone is preferred, not demanded", () => {
  expect(find(index, "pasal 8 hukuman disiplin")[0]).toBe("pp-2021-94#pasal-8");
});

test("a definition of the very term comes first", () => {
  expect(find(index, "apa yang dimaksud dengan disiplin PNS?")[0]).toBe("pp-2021-94#pasal-1-angka-4");
  expect(find(index, "disiplin pns itu apa sih")[0]).toBe("pp-2021-94#pasal-1-angka-4");
  expect(find(index, "pengertian disiplin pegawai negeri sipil menurut PP 94/2021")[0]).toBe("pp-2021-94#pasal-1-angka-4");
});

test("says which words of the question it found and which it missed", () => {
  const [first] = hits(index, "hukuman disiplin koruptor");
  expect(first?.matched.terms.map((it) => [it.stems.join(" "), it.found])).toEqual([
    ["hukum", 1],
    ["disiplin", 1],
    ["koruptor", 0],
  ]);
  expect(first?.matched.missing.map((it) => it.words)).toEqual([["koruptor"]]);
});

test("a question of nothing but small words finds nothing", () => {
  expect(find(index, "apa itu yang di?")).toEqual([]);
  expect(find(index, "")).toEqual([]);
});
