import { describe, expect, test } from "vitest";
import { parseDocument } from "../../../../src/features/knowledge/parse/parse-document.ts";
import { byArticle, law } from "./parsing.ts";

describe("headings of articles", () => {
  test("in mid-line, misread, repeated at a page break, and told from mentions", () => {
    const found = byArticle(
      law(
        "BAB I KETENTUAN UMUM\nPasal 1\nKebun wajib dirawat. Pasal 2 (1) Perawat adalah pegawai. (2) Pegawai sebagaimana dimaksud dalam pasal 1 ayat (S) hadir.\n" +
          "Pasa] 3\nPagar sebagaimana dimaksud dalam Pasal 2 dan\nPasal 9 dibuat.\nPasal 4 . . .\nPasal 4\nPintu. Pasa75 Kunci disimpan.\nPasal 6\nAir.\n" +
          "Pasal 7\nTanah.\nPasal 8\nRumput.\nPasal 9\nBatu.\nPasal lO\nPasir sebagaimana dimaksud dalam Pasal 1 I.\nPasal 1 I\nKayu.",
      ),
    );
    expect([...found.keys()]).toEqual(Array.from({ length: 11 }, (_, at) => `Pasal ${at + 1}`));
    expect(found.get("Pasal 1")?.text).toBe("Kebun wajib dirawat.");
    expect(found.get("Pasal 2")?.text).toBe("(1) Perawat adalah pegawai.\n(2) Pegawai sebagaimana dimaksud dalam pasal 1 ayat (5) hadir.");
    expect(found.get("Pasal 3")?.text).toContain("Pasal 9 dibuat.");
    expect(found.get("Pasal 4")?.text).toBe("Pintu.");
    expect(found.get("Pasal 5")?.text).toBe("Kunci disimpan.");
    expect(found.get("Pasal 11")?.text).toBe("Kayu.");
  });

  test("an unreadable number on its own line takes the one that is missing", () => {
    const found = byArticle(law("Pasal 1\nAda.\nPasal 2\nBaik.\nPasal S9\nCuma.\nPasal 4\nDua."));
    expect(found.get("Pasal 3")?.text).toBe("Cuma.");
  });

  test("an article with a letter stands between its neighbours", () => {
    const found = byArticle(law("Pasal 1\nAda.\nPasal 2\nBaik.\nPasal 2A\nCuma.\nPasal 2B\nDua.\nPasal 3\nEmpat."));
    expect([...found.keys()]).toEqual(["Pasal 1", "Pasal 2", "Pasal 2A", "Pasal 2B", "Pasal 3"]);
    expect(found.get("Pasal 2A")?.anchor).toBe("pasal-2a");
  });

  test("where a heading is lost, the passage before it says so", () => {
    const found = byArticle(law("Pasal 1\nAda.\nPasal 2\nBaik menurut ketentuan Pasal 3. Ini milik pasal lain.\nPasal 4\nDua."));
    expect(found.get("Pasal 2")?.caution).toMatch(/Pasal 3 tidak terbaca terpisah/);
    expect(found.get("Pasal 1")?.caution).toBe("");
  });

  test("where a heading stands empty, the passage behind it says so", () => {
    const found = byArticle(law("Pasal 1\nAda.\nPasal 2\n(1) (2)\nPasal 3\nDua pasal sekaligus.\nPasal 4\nEmpat."));
    expect([...found.keys()]).toEqual(["Pasal 1", "Pasal 3", "Pasal 4"]);
    expect(found.get("Pasal 3")?.caution).toMatch(/Pasal 2 tidak terbaca terpisah/);
  });
});

test("chapters and parts become the path, not text; letters get lines of their own", () => {
  const found = byArticle(
    law(
      "BAB I KETENTUAN UMUM\nPasal 1\nAda.\nBAB II PERAWATAN\nBagian Kesatu Umum\nParagraf 1 Air\nPasal 2\nAir meliputi: a. sumur; dan b. sungai. Bagian Kedua Alat\nPasal 3\nAlat.",
    ),
  );
  expect(found.get("Pasal 1")).toMatchObject({ text: "Ada.", path: ["BAB I KETENTUAN UMUM"] });
  expect(found.get("Pasal 2")).toMatchObject({
    text: "Air meliputi:\na. sumur; dan\nb. sungai.",
    path: ["BAB II PERAWATAN", "Bagian Kesatu Umum", "Paragraf 1 Air"],
  });
  expect(found.get("Pasal 3")?.path).toEqual(["BAB II PERAWATAN", "Bagian Kedua Alat"]);
});

test("each definition of article 1 is a passage; its number only where the scan is sure of it", () => {
  const { passages } = parseDocument(
    "a.md",
    law(
      "Pasal 1\nDalam Peraturan Pemerintah ini yang dimaksud dengan:\nl.\n2.\n4. Kebun Dinas yang selanjutnya disingkat KD adalah kebun milik kota. Petak adalah bagian KD.\n" +
        "3. Mandor Kebun yang selanjutnya disebut Mandor adalah pegawai yang merawat KD.\n4. Alat adalah cangkul.\nPasal 2\nKD adalah milik kota.",
    ),
  );
  const found = passages.filter((it) => it.role === "definition");
  expect(found.map((it) => [it.article, it.title, it.aliases, it.anchor])).toEqual([
    ["Pasal 1", "Kebun Dinas", ["KD"], "pasal-1-kebun-dinas"],
    ["Pasal 1", "Petak", [], "pasal-1-petak"],
    ["Pasal 1 angka 3", "Mandor Kebun", ["Mandor"], "pasal-1-angka-3"],
    ["Pasal 1 angka 4", "Alat", [], "pasal-1-angka-4"],
  ]);
  expect(found[2]?.text).toBe("Mandor Kebun yang selanjutnya disebut Mandor adalah pegawai yang merawat KD.");
});

test("the explanation is told from the articles, and what only says it is clear is left out", () => {
  const { passages } = parseDocument(
    "a.md",
    law("Pasal 1\nAda.\nPasal 2\nBaik.\nPasal 3\nCuma.", {
      elucidation:
        "PENJELASAN ATAS PERATURAN PEMERINTAH NOMOR 7 TAHUN 2031 TENTANG KEBUN DINAS I. UMUM Kebun dinas perlu dirawat. II. PASAL DEMI PASAL\nPasal 1\nCukup ^jelas. Pasal 2 Ayat (1) Cukup jelas. Ayat (2) Yang dimaksud dengan baik adalah tanpa gulma.\nPasal 3\nCukup je!as. TAMBAHAN LEMBARAN NEGARA REPUBLIK INDONESIA NOMOR 1",
    }),
  );
  expect(passages.map((it) => [it.role, it.article, it.text])).toEqual([
    ["article", "Pasal 1", "Ada."],
    ["article", "Pasal 2", "Baik."],
    ["article", "Pasal 3", "Cuma."],
    ["elucidation", "Penjelasan Umum", "Kebun dinas perlu dirawat."],
    ["elucidation", "Penjelasan Pasal 2", "Ayat (1) Cukup jelas.\nAyat (2) Yang dimaksud dengan baik adalah tanpa gulma."],
  ]);
});

test("a very long article becomes several passages under one citation", () => {
  const items = Array.from({ length: 60 }, (_, at) => `(${at + 1}) Setiap petak nomor ${at + 1} mendapat air yang cukup dan pupuk yang baik setiap hari.`);
  const { passages } = parseDocument("a.md", law(`Pasal 1\n${items.join("\n")}\nPasal 2\nBaik.\nPasal 3\nCuma.`));
  const first = passages.filter((it) => it.article === "Pasal 1");
  expect(first.map((it) => it.anchor)).toEqual(["pasal-1", "pasal-1-bagian-2"]);
  expect(first.map((it) => it.text).join("\n")).toBe(items.join("\n"));
});

test("takes out stamps, catchwords and running heads, and repairs only what is certain", () => {
  const found = byArticle(
    law(
      "Pasal 1\n(l) PNS menduduki ^j abatan dalam peraturan perundang- undangan Tahun 2Ol4. : .1<' [..1o i(rz,-.5; I (21 Pegawai rnenanam:\na. padi;\nb. jagung . . .\nSK No 038065 A\n- 17 -\nb. jagung; dan\nc. kopi sebesar 25o/o.\nPasal 2\n(3) (4) (1)\nBaik.\nPasal 3\nCuma.",
    ),
  );
  expect(found.get("Pasal 1")?.text).toBe(
    "(1) PNS menduduki jabatan dalam peraturan perundang-undangan Tahun 2014.\n(2) Pegawai menanam:\na. padi;\nb. jagung; dan\nc. kopi sebesar 25%.",
  );
  expect(found.get("Pasal 2")?.text).toBe("Baik.");
});
