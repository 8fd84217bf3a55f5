import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortLabels } from "../../../src/features/knowledge/short-label.ts";
import { shippedBase } from "./base-of.ts";

const labels = (...titles: string[]) => shortLabels(titles).map((it) => it.label);

describe("the label of a button", () => {
  it.each([
    ["Cuti tahunan PPPK", "Cuti tahunan PPPK"],
    ["Laporan perkembangan tugas belajar", "Laporan perkembangan"],
    ["Syarat tugas belajar mandiri", "Syarat tubel mandiri"],
    ["Kesadaran dan motivasi mengikuti pelatihan", "Kesadaran, motivasi…"],
    ["Lama cuti selain cuti tahunan", "Lama cuti selain…"],
    ["Instansi pembina penilaian kompetensi", "Instansi pembina…"],
    ["Pengertian PyB (pejabat yang berwenang)", "Pengertian PyB"],
    ["JP setahun bagi ASN: PNS dan PPPK", "JP setahun bagi ASN"],
    ["Laporan penyelenggaraan pelatihan", "Laporan penyelengga…"],
    ["Penyelenggaraanpelatihankepemimpinan", "Penyelenggaraanpela…"],
  ])("of %s is %s", (title, label) => expect(labels(title)).toEqual([label]));

  it("differs from the others of its reply, and keeps the title in full", () => {
    expect(labels("Laporan perkembangan tugas belajar", "Laporan perkembangan kinerja")).toEqual(["Laporan perkembangan", "…kinerja"]);
    expect(new Set(labels("Laporan perkembangan tubel", "Laporan perkembangan tubel", "Laporan perkembangan tubel")).size).toBe(3);
    expect(shortLabels(["Instansi pembina penilaian kompetensi"])[0]?.full).toBe("Instansi pembina penilaian kompetensi");
  });

  it("fits for every shipped heading, and leaves no word leaning on the next", () => {
    const titles = [...shippedBase().documents.values()].flatMap((it) => it.passages.map((passage) => passage.title)).filter((it) => it.length > 20);
    expect(titles.length).toBeGreaterThan(300);
    for (const label of titles.flatMap((it) => labels(it))) {
      expect(label.length, label).toBeLessThanOrEqual(20);
      expect(label).not.toMatch(/(?:^|\s)(?:dan|atau|yang|di|dari|untuk|bagi|dengan|tidak)…?$/);
    }
  });

  it("fits whatever the titles are", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 80 }), { maxLength: 3 }), (titles) => {
        for (const label of labels(...titles)) expect(label.length).toBeLessThanOrEqual(20);
      }),
    );
  });
});
