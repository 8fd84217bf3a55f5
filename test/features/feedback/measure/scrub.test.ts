import { describe, expect, it } from "vitest";
import { scrub } from "../../../../src/features/feedback/measure/scrub.ts";

const heard = { people: new Set(["bunga", "wulandari", "rusdi"]), speakers: new Set(["hasan", "basri"]) };

describe("a comment", () => {
  const cases: [string, string][] = [
    ["Bu Wulandari sering menjelaskan ulang kepada kami.", "Bu [nama] sering menjelaskan ulang kepada kami."],
    ["pak hasan basri jelas sekali", "pak [pemateri] jelas sekali"],
    ["Pemateri Hasan terlalu cepat", "Pemateri [pemateri] terlalu cepat"],
    ["Ruangnya penuh bunga, terima kasih", "Ruangnya penuh bunga, terima kasih"],
    ["Terima kasih Bunga sudah membantu", "Terima kasih [nama] sudah membantu"],
    ["Hubungi saya di 0812 3456 7890 atau rusdi@contoh.go.id", "Hubungi saya di"],
    ["Lihat https://contoh.go.id/berkas/123 ya", "Lihat [alamat] ya"],
    ["Pak Sutrisno dari bagian umum membantu", "Pak [nama] dari bagian umum membantu"],
    ["Pak Camat hadir sampai selesai", "Pak Camat hadir sampai selesai"],
    ["Kelas dimulai jam 8 dan selesai jam 16", "Kelas dimulai jam 8 dan selesai jam 16"],
  ];
  it.each(cases)("%s", (text, left) => {
    const said = scrub(text, heard);
    if (left.endsWith(" di")) {
      expect(said.startsWith(left)).toBe(true);
      expect(said).not.toMatch(/0812|7890|rusdi|contoh\.go/i);
    } else expect(said).toBe(left);
  });

  it("shouted or whispered tells no listed name either", () => {
    for (const text of ["PAK HASAN BASRI DAN BU WULANDARI HADIR", "pak hasan basri dan bu wulandari hadir"])
      expect(scrub(text, heard)).not.toMatch(/hasan|basri|wulandari/i);
  });
});
