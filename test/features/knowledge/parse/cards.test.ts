import { describe, expect, test } from "vitest";
import { parseDocument } from "../../../../src/features/knowledge/parse/parse-document.ts";

const card = `---
title: PP 7/2031 tentang Kebun Dinas
kind: PP
number: 7
year: 2031
in_force: 2031-03-04
status: diubah
relations:
  - { kind: repeals, rule: pp-2020-1, source: Pasal 90 angka 2 }
terms: [PP kebun]
---
<!-- untuk penyunting -->
## Luas kebun minimal
- jenis: keliru
- pasal: Pasal 3 ayat (4)
- fakta: C-01, C-02
- keyakinan: VERIFIED
- catatan: Cocokkan dulu di JDIH.
- kata kunci: luas kebun, ukuran kebun
- anggapan: kebun boleh sempit | kebun tidak diukur
- dasar: pp-2031-7 Pasal 3; perlan-2022-5 Pasal 4 ayat (1)

Kebun paling sempit **20 meter**,
diukur setiap tahun:
- di atas 80 sampai 90: luas
- 80 ke bawah: sempit

## Tanpa keterangan
Isi kedua.
`;

test("reads the description and every attribute of a card", () => {
  const { meta, passages } = parseDocument("folder/pp-2031-7.md", card);
  expect(meta).toMatchObject({
    id: "pp-2031-7",
    rule: "pp-2031-7",
    shortName: "PP 7/2031",
    number: "7",
    year: 2031,
    scope: "nasional",
    inForceFrom: "2031-03-04",
    inForceTo: null,
    status: "diubah",
    relations: [{ kind: "repeals", rule: "pp-2020-1", since: null, source: "Pasal 90 angka 2" }],
    terms: ["PP kebun"],
  });
  expect(passages[0]).toEqual({
    anchor: "pasal-3-ayat-4-luas-kebun-minimal",
    role: "correction",
    article: "Pasal 3 ayat (4)",
    path: [],
    title: "Luas kebun minimal",
    text: "Kebun paling sempit 20 meter, diukur setiap tahun:\n- di atas 80 sampai 90: luas\n- 80 ke bawah: sempit",
    aliases: ["luas kebun", "ukuran kebun"],
    claims: ["kebun boleh sempit", "kebun tidak diukur"],
    confidence: "verified",
    caution: "Cocokkan dulu di JDIH.",
    basis: [
      { document: "pp-2031-7", article: "Pasal 3" },
      { document: "perlan-2022-5", article: "Pasal 4 ayat (1)" },
    ],
    codes: ["C-01", "C-02"],
  });
  expect(passages[1]).toMatchObject({ role: "fact", title: "Tanpa keterangan", confidence: null, basis: [], codes: [] });
});

test("keeps the anchor of a card when another is put before it", () => {
  const before = parseDocument("a.md", card).passages[0]?.anchor;
  const added = parseDocument("a.md", card.replace("## Luas", "## Baru\n- jenis: fakta\n\nIsi baru.\n\n## Luas")).passages[1]?.anchor;
  expect(added).toBe(before);
});

describe("a mistake is named to its writer", () => {
  test.each([
    ["kind: PP", "jenis: PP", /kunci yang tidak dikenal: jenis/],
    ["year: 2031", "year: dua", /"year"/],
    ["in_force: 2031-03-04", "in_force: 2031-02-30", /"in_force"/],
    ["status: diubah", "status: ubah", /"status"/],
    ["{ kind: repeals,", "{ kind: removes,", /"relations.0.kind"/],
    ["terms: [PP", "terms: [[PP", /tidak terbaca pada baris/],
    ["status: diubah", "in_force_to: 2030-01-01", /mendahului/],
    ["- fakta: C-01", "- faktor: C-01", /"faktor"/],
    ["- jenis: keliru", "- jenis: salah", /"jenis" harus salah satu dari fakta, panduan/],
    ["- keyakinan: VERIFIED", "- keyakinan: PASTI", /"keyakinan"/],
    ["- fakta: C-01, C-02", "- pasal: Pasal 9", /"pasal" dua kali/],
    ["- fakta: C-01, C-02", "tanpa tanda", /tulis keterangan sebagai/],
    ["Isi kedua.", "", /belum berisi teks/],
  ])("%s → %s", (from, to, say) => {
    expect(() => parseDocument("a.md", card.replace(from, to))).toThrow(say);
  });
});

test("a horizontal rule at the top is no description", () => {
  const { meta, passages } = parseDocument("catatan rapat.md", "---\n# Rapat\nIsi rapat.\n");
  expect([meta.title, meta.rule, passages[0]?.text]).toEqual(["Rapat", null, "---"]);
});

test("a rule above two hundred thousand empty lines is read like any other: each of them once", { timeout: 30_000 }, () => {
  const { passages } = parseDocument("catatan rapat.md", `---${"\n".repeat(200_000)}Isi rapat.`);
  expect(passages.map((it) => it.text).join(" ")).toContain("Isi rapat.");
});
