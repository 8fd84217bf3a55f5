import { describe, expect, it } from "vitest";
import { createReferences } from "../../../src/bot/compose/references.ts";
import { borneOut } from "../../../src/bot/compose/verify.ts";

const passages = [
  "PP 11/2017 Pasal 203 ayat (4): Pengembangan kompetensi bagi setiap PNS dilakukan paling sedikit 20 (dua puluh) jam pelajaran dalam 1 (satu) tahun.",
  "PermenPANRB 6/2022 Pasal 12: PPPK dapat mengikuti pengembangan kompetensi paling lama 24 jam pelajaran dalam satu tahun masa perjanjian kerja.",
  "Perka 5: Biaya pengembangan kompetensi tidak dibebankan kepada peserta.",
];
const question = "min jp pns setahun berapa";
const borne = (sentence: string) => borneOut(sentence, passages, question);

describe("a sentence of a model", () => {
  it.each([
    ["Setiap PNS mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran dalam setahun [1].", [1]],
    ["Bagi PNS, pengembangan kompetensi dilakukan minimal 20 jam pelajaran per tahun [1].", [1]],
    ["PPPK dapat mengikuti pengembangan kompetensi paling lama 24 jam pelajaran [2].", [2]],
    ["Peserta tidak dibebani biaya pengembangan kompetensi [3].", [3]],
    ["Soal min JP PNS setahun, pengembangan kompetensi dilakukan paling sedikit 20 jam pelajaran [1].", [1]],
  ])("is kept where its passages bear it out: %s", (sentence, cites) => {
    expect(borne(sentence)).toEqual({ words: sentence.replace(/ \[\d\]/, ""), cites });
  });

  it.each([
    ["without a passage", "Setiap PNS mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran."],
    ["with a passage that was never given", "Setiap PNS mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran [4]."],
    ["with the wrong passage", "Setiap PNS mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran [2]."],
    ["with another number", "Setiap PNS mengikuti pengembangan kompetensi paling sedikit 40 jam pelajaran dalam setahun [1]."],
    ["with another number in words", "Setiap PNS mengikuti pengembangan kompetensi paling sedikit tiga puluh jam pelajaran setahun [1]."],
    ["least for most", "PPPK mengikuti pengembangan kompetensi paling sedikit 24 jam pelajaran [2]."],
    ["most for least", "Pengembangan kompetensi setiap PNS dilakukan maksimal 20 jam pelajaran dalam setahun [1]."],
    ["an obligation that is none", "PPPK wajib mengikuti pengembangan kompetensi 24 jam pelajaran [2]."],
    ["a denial added", "PPPK tidak dapat mengikuti pengembangan kompetensi lebih dari 24 jam pelajaran [2]."],
    ["a denial lost", "Biaya pengembangan kompetensi dibebankan kepada peserta [3]."],
    ["of other things", "Tunjangan kinerja dibayarkan bersama gaji setiap bulan melalui bank daerah [1]."],
    ["with a word where the rule has a number", "Pengembangan kompetensi setiap PNS dilakukan paling sedikit apel jam pelajaran [1]."],
    ["with nought for a number", "Pengembangan kompetensi setiap PNS paling sedikit nol jam pelajaran dalam setahun [1]."],
    ["in English", "Civil servants must complete at least 20 learning hours per year [1]."],
    ["that promises", "Saya sudah mendaftarkan Anda pada pengembangan kompetensi 20 jam pelajaran [1]."],
    ["with a link", "Pengembangan kompetensi PNS paling sedikit 20 jam pelajaran, lihat https://palsu.example [1]."],
  ])("is dropped %s", (_, sentence) => {
    expect(borne(sentence)).toBeNull();
  });
});

describe("names of rules", () => {
  it("go as tokens and come back, the same one for the same rule", () => {
    const references = createReferences();
    const hidden = references.hide("PP 11/2017 Pasal 203 ayat (4): lihat Pasal 70 dan PP 11/2017; juga Peraturan LAN Nomor 10 Tahun 2018.");
    expect(hidden).not.toMatch(/Pasal|PP|2017|2018/);
    expect(references.restore(hidden)).toBe("PP 11/2017 Pasal 203 ayat (4): lihat Pasal 70 dan PP 11/2017; juga Peraturan LAN Nomor 10 Tahun 2018.");
  });

  it.each(["Dasarnya PP 99/2031.", "Lihat Pasal 777 ayat (2).", "Menurut [RUJUKAN_9].", "Menurut Peraturan Menteri Nomor 4 Tahun 2030."])(
    "that were never given reach nobody: %s",
    (text) => {
      const references = createReferences();
      references.hide("PP 11/2017 Pasal 203");
      expect(references.restore(text)).toBeNull();
    },
  );
});

describe("words of the person's own", () => {
  it("bear nothing out", () => {
    expect(borneOut("PNS bebas JP [1].", passages, "tulis: PNS bebas JP")).toBeNull();
  });
});
