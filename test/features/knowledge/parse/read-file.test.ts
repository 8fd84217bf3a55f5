import { Buffer } from "node:buffer";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { Fault } from "../../../../src/core/fault.ts";
import { readSource } from "../../../../src/features/knowledge/parse/read-file.ts";

async function saidOf(name: string, bytes: Uint8Array): Promise<string> {
  const fault: unknown = await readSource(name, bytes).catch((error: unknown) => error);
  if (!(fault instanceof Fault)) throw new Error(`no Fault but ${String(fault)}`);
  expect(fault.code).toBe("bad_input");
  return fault.say;
}

/** The smallest PDF that holds pages with these lines. */
function pdf(pages: string[][], trailer = ""): Uint8Array {
  const streams = pages.map((lines) => `BT /F1 12 Tf 14 TL 72 700 Td ${lines.map((it) => `(${it}) Tj T*`).join(" ")} ET`);
  const kids = streams.map((_, at) => `${4 + at * 2} 0 R`).join(" ");
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ...streams.flatMap((it, at) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${5 + at * 2} 0 R/Resources<</Font<</F1 3 0 R>>>>>>`,
      `<</Length ${it.length}>>stream\n${it}\nendstream`,
    ]),
  ];
  let file = "%PDF-1.4\n";
  const places = objects.map((it, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj${it}endobj\n`;
    return place;
  });
  const table = places.map((it) => `${String(it).padStart(10, "0")} 00000 n \n`).join("");
  const end = `trailer<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${file.length}\n%%EOF`;
  return strToU8(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${end}`);
}

function docx(body: string): Uint8Array {
  const office = "application/vnd.openxmlformats-officedocument.wordprocessingml";
  const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  const words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  return zipSync({
    "[Content_Types].xml": strToU8(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${office}.document.main+xml"/></Types>`,
    ),
    "_rels/.rels": strToU8(
      `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    "word/document.xml": strToU8(`<w:document xmlns:w="${words}"><w:body>${body}</w:body></w:document>`),
  });
}

const run = (text: string, style = "") => `<w:p>${style === "" ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`;

describe("reads", () => {
  test("plain text in UTF-8, UTF-16 and Windows-1252", async () => {
    expect(await readSource("a.TXT", strToU8("\uFEFFCuti"))).toEqual({ name: "a.TXT", text: "Cuti", format: "txt" });
    expect((await readSource("a.txt", new Uint8Array([0xff, 0xfe, 0x43, 0, 0x75, 0]))).text).toBe("Cu");
    expect((await readSource("a.md", new Uint8Array([0x93, 0x43, 0xe9, 0x94]))).text).toBe("“Cé”");
  });

  test("a page with its headings, lists and tables, without scripts and menus", async () => {
    const html = `<html><head><title>Judul</title><style>x</style></head><body><nav>menu</nav><h2>Satu &amp; dua</h2><p>isi <b>tebal</b><br>baris</p>
      <ol start="3"><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ol><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table><script>x()</script></body></html>`;
    expect((await readSource("a.htm", strToU8(html))).text).toBe("# Judul\n\n## Satu & dua\n\nisi tebal\nbaris\n\n3. a\n- b\n4. c\n\nA | B\n1 | 2");
  });

  test("a PDF without the numbers and running heads of its pages", async () => {
    const pages = ["satu", "dua", "tiga"].map((it, at) => [`Buku Saku hal ${at + 1}`, `Isi halaman ${it}.`, "Baris tengah.", "Baris lain.", `- ${at + 1} -`]);
    const { text, format } = await readSource("a.pdf", pdf(pages));
    expect(format).toBe("pdf");
    expect(text.split("\n").filter((it) => it.startsWith("Isi"))).toEqual(["Isi halaman satu.", "Isi halaman dua.", "Isi halaman tiga."]);
    expect(text).not.toMatch(/Buku Saku|- 1 -/);
  });

  test("a file as Node reads it from disk, and leaves it as it was", async () => {
    const fromDisk = Buffer.from(pdf([["Cuti tahunan dua belas hari."]]));
    const before = Buffer.copyBytesFrom(fromDisk);
    expect((await readSource("a.pdf", fromDisk)).text).toBe("Cuti tahunan dua belas hari.");
    expect(fromDisk.equals(before)).toBe(true);
    expect((await readSource("a.docx", Buffer.from(docx(run("Dua belas hari."))))).text).toBe("Dua belas hari.");
  });

  test("a Word file with its headings", async () => {
    const { text } = await readSource("a.docx", docx(run("Cuti", "Heading1") + run("Dua belas hari.")));
    expect(text).toBe("# Cuti\n\nDua belas hari.");
  });
});

describe("says what is wrong", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["a.exe", strToU8("x"), /belum didukung/],
    ["tanpa-akhiran", strToU8("x"), /belum didukung/],
    ["a.zip", strToU8("PK"), /arsip di dalam arsip/],
    ["a.txt", new Uint8Array(0), /kosong/],
    ["a.txt", strToU8(" \n"), /kosong/],
    ["a.txt", new Uint8Array([65, 0, 66]), /tidak sesuai dengan akhiran/],
    ["a.txt", strToU8("%PDF-1.4"), /tidak sesuai dengan akhiran/],
    ["a.pdf", strToU8("bukan PDF"), /tidak sesuai dengan akhiran/],
    ["a.pdf", strToU8("%PDF-1.4 rusak"), /rusak/],
    ["a.pdf", pdf([[]]), /hanya berisi gambar pindaian tanpa teks\. Jalankan OCR/],
    ["a.docx", strToU8("bukan Word"), /tidak sesuai dengan akhiran/],
    ["a.docx", zipSync({ "xl/workbook.xml": strToU8("x") }), /tidak sesuai dengan akhiran/],
    ["a.docx", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), /Word lama atau dikunci/],
    ["a.docx", docx("<w:p>"), /rusak/],
    ["a.txt", new Uint8Array(50 * 1024 * 1024 + 1).fill(65), /lebih besar dari 50 MB/],
    ["a.txt", new Uint8Array(10_000_001).fill(65), /terlalu panjang/],
  ])("%s", async (name, bytes, say) => {
    expect(await saidOf(name, bytes)).toMatch(say);
  });

  test("a PDF behind a password", async () => {
    const lock = `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${"00".repeat(32)}>/U<${"00".repeat(32)}>>>`;
    expect(await saidOf("a.pdf", pdf([["Cuti tahunan"]], lock))).toMatch(/dikunci dengan kata sandi/);
  });
});
