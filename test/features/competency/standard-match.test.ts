import { describe, expect, it } from "vitest";
import { parseDictionary } from "../../../src/features/competency/dictionary/dictionary-file.ts";
import { bareTitle, type HeldPosition, matchStandard, standardsLike, stepOf } from "../../../src/features/competency/standard-match.ts";
import { shippedFiles } from "./staff-world.ts";

const { standards } = parseDictionary(shippedFiles());
const at = (title: string, family: HeldPosition["family"], level: string | null = null) => matchStandard({ title, family, level }, standards);

describe("a title", () => {
  it.each([
    ["Kasubbag. Umum & Kepegawaian", "kepala subbagian umum dan kepegawaian"],
    ["KEPALA SUB BAGIAN KEUANGAN", "kepala subbagian keuangan"],
    ["Ka. Subbag Perencanaan", "kepala subbagian perencanaan"],
    ["Plt. Kabid E-Government", "kepala bidang e government"],
    ["Sekcam Kadia", "sekretaris camat kadia"],
    ["Kasi Trantib", "kepala seksi trantib"],
    ["Kasie Pelayanan", "kepala seksi pelayanan"],
  ])("“%s” is read as “%s”", (title, bare) => {
    expect(bareTitle(title)).toBe(bare);
  });

  it.each([
    ["Guru Ahli Muda", null, "ahli muda"],
    ["Guru", "Muda", "ahli muda"],
    ["Perawat", "Terampil", "terampil"],
    ["Pranata Komputer", "JF Ahli Madya", "ahli madya"],
    ["Pengelola Muda Mudi", null, null],
    ["Lurah", "IV.a", null],
  ])("“%s” (%s) is of the step %s", (title, level, step) => {
    expect(stepOf({ title, level })).toBe(step);
  });
});

describe("a position's standard", () => {
  it.each([
    ["Kepala Seksi Pelayanan", "pengawas", null, "kepala-seksi"],
    ["Kasubbag Umum dan Kepegawaian", "pengawas", null, "kepala-subbagian-kepegawaian"],
    ["Kasubbag Keuangan", "pengawas", null, "kepala-subbagian-keuangan"],
    ["Kepala Sub Bagian Protokol", "pengawas", null, "kepala-subbagian"],
    ["Lurah Watulondo", "pengawas", null, "lurah"],
    ["Camat Kadia", "administrator", null, "camat"],
    ["Sekretaris Camat", "administrator", null, "sekretaris-dinas"],
    ["Kabid Aptika", "administrator", null, "kepala-bidang-tik"],
    ["Kepala Bidang Anggaran", "administrator", null, "kepala-bidang"],
    ["Kepala Dinas Kesehatan", "jpt", null, "kepala-dinas"],
    ["Kepala Dinas Komunikasi dan Informatika", "jpt", null, "kepala-dinas-kominfo"],
    ["Kepala BKPSDM", "jpt", null, "jpt-umum"],
    ["Sekretaris Daerah", "jpt", null, "sekretaris-daerah"],
    ["Bendahara Pengeluaran", "pelaksana", null, "pelaksana-keuangan"],
    ["Petugas Loket PTSP", "pelaksana", null, "pelaksana-pelayanan"],
    ["Penelaah Teknis Kebijakan", "pelaksana", null, "penelaah-teknis-kebijakan"],
    ["Pramu Taman", "pelaksana", null, "pelaksana-umum"],
    ["Guru Ahli Muda", "fungsional", null, "guru-ahli-muda"],
    ["Guru", "fungsional", "Madya", "guru-ahli-madya"],
    ["Perawat", "fungsional", "Terampil", "perawat-terampil"],
    ["Bidan Ahli Pertama", "pelaksana", null, "bidan-ahli-pertama"], // contract staff are often registered so
    ["Analis SDM Aparatur", "fungsional", "Ahli Muda", "analis-sdm-aparatur-ahli-muda"],
    ["Pengelola Pengadaan Barang/Jasa Ahli Pertama", "fungsional", null, "pengelola-pengadaan-ahli-pertama"],
    ["Penguji Kendaraan Bermotor Terampil", "fungsional", null, "fungsional-terampil"],
  ] as const)("of %s (%s, %s) is %s", (title, family, level, id) => {
    expect(at(title, family, level)?.standard.id).toBe(id);
  });

  it("says why", () => {
    expect(at("Kasi Kesra", "pengawas")?.reason).toEqual({ by: "title", words: "kepala seksi", levelKnown: true });
    expect(at("Kepala Tata Usaha", "pengawas")?.reason).toEqual({ by: "family", family: "pengawas", levelKnown: true });
    expect(at("Guru", "fungsional")).toMatchObject({ standard: { id: "guru-ahli-pertama" }, reason: { levelKnown: false } });
  });

  it("is none where nothing fits", () => {
    expect(at("Duta Wisata", "lain")).toBeNull();
    expect(matchStandard({ title: "Lurah", family: "pengawas", level: null }, [])).toBeNull();
  });

  it("never takes a structural standard for another family's title", () => {
    expect(at("Asisten Perpustakaan", "pelaksana")?.standard.id).toBe("pelaksana-umum");
    expect(at("Ajudan Kepala Dinas", "pelaksana")?.standard.id).toBe("pelaksana-umum");
  });

  it("does not depend on the order of the standards", () => {
    for (const title of ["Kepala Bidang Perencanaan", "Guru", "Kepala Seksi"]) {
      const position = { title, family: "fungsional" as const, level: null };
      expect(matchStandard(position, standards.toReversed())?.standard.id).toBe(matchStandard(position, standards)?.standard.id);
    }
  });
});

describe("words for a standard", () => {
  it.each([
    ["kepala seksi", "kepala-seksi"],
    ["kasi", "kepala-seksi"],
    ["kompetensi untuk lurah dong", "lurah"],
    ["guru ahli madya", "guru-ahli-madya"],
    ["prakom muda", "pranata-komputer-ahli-muda"],
    ["bendahara", "pelaksana-keuangan"],
    ["kadis kominfo", "kepala-dinas-kominfo"],
    ["guru SD", "guru-ahli-pertama"],
    ["perawat di RSUD kota", "perawat-terampil"],
    ["analis SDM", "analis-sdm-aparatur-terampil"],
  ])("“%s” find %s first", (words, id) => {
    expect(standardsLike(words, standards)[0]?.id).toBe(id);
  });

  it.each(["", "kompetensi apa saja", "astronot", "zzz", "x"])("“%s” find none", (words) => {
    expect(standardsLike(words, standards)).toEqual([]);
  });
});
