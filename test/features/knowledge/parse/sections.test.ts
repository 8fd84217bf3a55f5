import { expect, test } from "vitest";
import { parseDocument } from "../../../../src/features/knowledge/parse/parse-document.ts";

test("makes a passage of each heading's text, with the headings above as its path", () => {
  const { meta, passages } = parseDocument("x1.md", "# Buku Saku\nPengantar.\n\n## Cuti\n### Tahunan\nDua belas hari.\n## Lain\n```\n# bukan judul\n```\n");
  expect(meta).toMatchObject({ id: "x1", rule: null, title: "Buku Saku", shortName: "Buku Saku", kind: null });
  expect(passages.map((it) => [it.anchor, it.title, it.path, it.text])).toEqual([
    ["buku-saku", "Buku Saku", [], "Pengantar."],
    ["tahunan", "Tahunan", ["Cuti"], "Dua belas hari."],
    ["lain", "Lain", [], "```\n# bukan judul\n```"],
  ]);
});

test("headings of the same name get anchors of their own", () => {
  const { passages } = parseDocument("a.md", "# Buku\n## Umum\nSatu.\n## Umum\nDua.\n");
  expect(passages.map((it) => it.anchor)).toEqual(["umum", "umum-2"]);
});

test("a short text without a heading is one passage, named after a file name made of words", () => {
  const { meta, passages } = parseDocument("panduan-cuti_2024.txt", "Cuti tahunan\nditulis di sini.");
  expect(meta.title).toBe("Panduan cuti 2024");
  expect(passages).toMatchObject([{ role: "section", anchor: "isi", title: "", text: "Cuti tahunan ditulis di sini." }]);
  expect(parseDocument("scan001.txt", "Nota Dinas\n\nIsi.").meta.title).toBe("Nota Dinas");
});

test("splits a long section at the borders of paragraphs, and even a word without end", () => {
  const paragraph = "Kalimat yang cukup panjang untuk diuji. ".repeat(30).trim();
  const { passages } = parseDocument("a.md", `# Panjang\n${[paragraph, paragraph, paragraph].join("\n\n")}`);
  expect(passages.map((it) => [it.anchor, it.text])).toEqual([
    ["panjang", paragraph],
    ["panjang-bagian-2", paragraph],
    ["panjang-bagian-3", paragraph],
  ]);
  const word = parseDocument("a.md", "x".repeat(5000)).passages;
  expect(word.every((it) => it.text.length <= 2000)).toBe(true);
  expect(word.map((it) => it.text).join("")).toBe("x".repeat(5000));
});

test("a text about regulations that only mentions articles is no regulation", () => {
  const { meta, passages } = parseDocument("catatan rapat.txt", "Menurut Pasal 1 dan Pasal 2 ayat (1), rapat dibuka. Lihat pula Pasal 3.");
  expect([meta.rule, passages.map((it) => it.role)]).toEqual([null, ["section"]]);
});

test("refuses a text with nothing in it", () => {
  expect(() => parseDocument("kosong.txt", " \n ")).toThrow("kosong.txt tidak berisi teks.");
});

test("reads number and issuer of circulars and decisions off their first page", () => {
  const circular =
    "MENTERI PENDAYAGUNAAN APARATUR NEGARA DAN REFORMASI BIROKRASI\n\nSURAT EDARAN\nMENTERI PENDAYAGUNAAN APARATUR NEGARA DAN REFORMASI BIROKRASI\nREPUBLIK INDONESIA\nNOMOR 9 TAHUN 2031\nTENTANG\nJAM KEBUN\n\nIsi edaran.";
  expect(parseDocument("scan1.txt", circular).meta).toMatchObject({ rule: "se-menpanrb-2031-9", title: "SE MenPANRB 9/2031 tentang Jam Kebun" });
  const decision = "KEPUTUSAN KEPALA LEMBAGA ADMINISTRASI NEGARA\nNOMOR 3/K.1/PDP.07/2031\nTENTANG\nKURIKULUM KEBUN\n\nKESATU: isi.";
  expect(parseDocument("scan2.txt", decision).meta).toMatchObject({ shortName: "Keputusan Kepala LAN 3/K.1/PDP.07/2031", year: 2031 });
  expect(parseDocument("a.txt", "RINGKASAN PERATURAN PEMERINTAH NOMOR 7 TAHUN 2031\nIsi.").meta.rule).toBeNull();
});
