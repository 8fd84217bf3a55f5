import fc from "fast-check";
import { expect, test } from "vitest";
import { splitSentences } from "../../src/language/sentences.ts";

test.each([
  ["PP No. 11 Tahun 2017 berlaku. Cuti diatur a.n. Bupati s.d. 2020.", ["PP No. 11 Tahun 2017 berlaku.", "Cuti diatur a.n. Bupati s.d. 2020."]],
  ["Lihat huruf a. Ketentuan lain ada di Pasal 5 ayat (1). Selesai.", ["Lihat huruf a.", "Ketentuan lain ada di Pasal 5 ayat (1).", "Selesai."]],
  ["Denda Rp. 5.000 atau Rp1.250.000,00. Dibayar pukul 09.00 WIB.", ["Denda Rp. 5.000 atau Rp1.250.000,00.", "Dibayar pukul 09.00 WIB."]],
  ["Selesai. 2. Pejabat adalah pegawai.", ["Selesai.", "2. Pejabat adalah pegawai."]],
  ["Meliputi:\na. Padi;\n- Jagung.\n(1) Kopi.", ["Meliputi:", "a. Padi;", "- Jagung.", "(1) Kopi."]],
  ["Apakah boleh? Tidak. Prof. Dr. R. Kebun hadir.", ["Apakah boleh?", "Tidak.", "Prof. Dr. R. Kebun hadir."]],
  ["", []],
])("%s", (text, sentences) => {
  expect(splitSentences(text)).toEqual(sentences);
});

test("loses nothing but blanks", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a.", "Cuti", "No.", "1.", "(1)", "\n", "PNS.", "?", "- ", "Rp.", "é", " ")), (pieces) => {
      const text = pieces.join(" ");
      expect(splitSentences(text).join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }),
  );
});
