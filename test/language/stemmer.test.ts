import { expect, test } from "vitest";
import { createStemmer } from "../../src/language/stemmer.ts";

const stem = createStemmer(() => 0);

test.each([
  ["pegawai", "kepegawaian"],
  ["nilai", "penilaian", "dinilai"],
  ["disiplin", "kedisiplinan", "mendisiplinkan"],
  ["latih", "pelatihan", "melatih", "dilatih"],
  ["wajib", "berkewajiban", "kewajiban", "mewajibkan"],
  ["pensiun", "pemensiunan", "pensiunan"],
  ["wenang", "wewenang", "kewenangan", "berwenang"],
  ["ajar", "belajar", "pembelajaran", "pelajaran"],
  ["setuju", "persetujuan", "disetujui"],
  ["henti", "pemberhentian", "diberhentikan", "berhenti"],
  ["angkat", "pengangkatan", "mengangkat"],
  ["istri", "isteri", "beristri"],
])("joins the family of %s", (...family) => {
  expect(new Set(family.map(stem)).size).toBe(1);
});

test.each([
  ["perintah", "pemerintah"],
  ["bulan", "bulu"],
  ["kepala", "pala"],
  ["awas", "kawasan"],
  ["jalan", "jala"],
  ["sebab", "bab"],
  ["bidang", "sidang"],
])("keeps %s and %s apart", (left, right) => {
  expect(stem(left)).not.toBe(stem(right));
});

test("learns a root from the base once two passages hold it", () => {
  expect(createStemmer(() => 0)("pemblogeran")).toBe("pemblogeran");
  expect(createStemmer((it) => (it === "bloger" ? 2 : 0))("pemblogeran")).toBe("bloger");
  expect(createStemmer((it) => (it === "bloger" ? 1 : 0))("pemblogeran")).toBe("pemblogeran");
});
