import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { Fault } from "../../../../src/core/fault.ts";
import { readTable } from "../../../../src/features/people/table/read-table.ts";
import { addressOf } from "../../../../src/features/people/table/sheet.ts";
import { workbook } from "../workbook.ts";

const texts = async (bytes: Uint8Array | string) => {
  const [sheet] = await readTable(typeof bytes === "string" ? strToU8(bytes) : bytes);
  return sheet?.rows.map((row) => row.map((it) => it.text));
};
const refusal = async (bytes: Uint8Array | string): Promise<string> => {
  try {
    await readTable(typeof bytes === "string" ? strToU8(bytes) : bytes);
    return "taken";
  } catch (error) {
    if (error instanceof Fault) return error.say;
    throw error;
  }
};

describe("a CSV file", () => {
  it.each([
    ["semicolons", "NIP;Nama\n1;A, S.E., M.M.\n2;B, S.Kom\n3;C"],
    ["commas", 'NIP,Nama\n1,"A, S.E., M.M."\n2,"B, S.Kom"\n3,C'],
    ["tabs", "NIP\tNama\n1\tA, S.E., M.M.\n2\tB, S.Kom\n3\tC"],
    ["CRLF and its mark", "\ufeffNIP;Nama\r\n1;A, S.E., M.M.\r\n2;B, S.Kom\r\n3;C\r\n"],
  ])("with %s", async (_, text) => {
    expect(await texts(text)).toEqual([
      ["NIP", "Nama"],
      ["1", "A, S.E., M.M."],
      ["2", "B, S.Kom"],
      ["3", "C"],
    ]);
  });

  it("keeps the row numbers a spreadsheet shows: sep line, blank lines, line breaks in quotes", async () => {
    expect(await texts('sep=;\nNIP;Nama\n\n1;"dua\nbaris"\n2;B')).toEqual([[""], ["NIP", "Nama"], [""], ["1", "dua\nbaris"], ["2", "B"]]);
  });

  it("in Windows-1252 and UTF-16", async () => {
    expect(await texts(new Uint8Array([...strToU8("Nama;X\nJos"), 0xe9, ...strToU8(";1")]))).toEqual([
      ["Nama", "X"],
      ["José", "1"],
    ]);
    const utf16 = Buffer.from("\ufeffNama;X\nJosé;1", "utf16le");
    expect(await texts(new Uint8Array(utf16))).toEqual([
      ["Nama", "X"],
      ["José", "1"],
    ]);
  });

  it("whose quotes are not closed is refused with the line, without the cell's words", async () => {
    const say = await refusal('NIP;Nama\n1;"Rahasia Contoh\n2;B\n');
    expect(say).toMatch(/baris \d.*tanda kutip/);
    expect(say).not.toContain("Rahasia");
  });
});

describe("an XLSX file", () => {
  it("tells numbers, dates, texts and failed formulas apart, digit by digit, with the address", async () => {
    const bytes = workbook([
      ["NIP", "Nama", "Tanggal", "Angka"],
      [{ number: "198503152010011001" }, "Contoh", { date: "45352" }, { number: "81234567890" }],
      [{ text: "198503152010011002" }, { error: "#N/A" }, "x", { formula: "hasil" }],
    ]);
    const [sheet] = await readTable(bytes);
    expect(sheet?.rows[1]).toEqual([
      { text: "198503152010011001", kind: "number" },
      { text: "Contoh", kind: "text" },
      { text: "2024-03-01", kind: "date" },
      { text: "81234567890", kind: "number" },
    ]);
    expect(sheet?.rows[2]?.map((it) => it.kind)).toEqual(["text", "error", "text", "text"]);
    expect([addressOf(13, 2), addressOf(0, 0), addressOf(4, 27)]).toEqual(["C14", "A1", "AB5"]);
  });

  it("keeps blank rows and columns in their place", async () => {
    expect(await texts(workbook([[], ["", "B2"], [], ["", "", "C4"]]))).toEqual(
      [[], ["", "B2", ""], [], ["", "", "C4"]].map((row) => [...row, "", "", ""].slice(0, 3)),
    );
  });

  it("with a cell that cannot be read says which", async () => {
    expect(await refusal(workbook([["NIP"], [{ raw: '<c r="A2" t="s"><v>999</v></c>' }]]))).toContain("Sel A2");
  });
});

describe("what is no table is refused in words", () => {
  it.each([
    ["nothing", "", /kosong/],
    ["an old .xls or a locked file", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), /\.xls/],
    ["a web page called .xls", "<html><table><tr><td>NIP</td></tr></table></html>", /HTML/],
    ["a web page with a mark", "\ufeff<!DOCTYPE html><p>x", /HTML/],
    ["a PDF", "%PDF-1.7 ...", /PDF/],
    [
      "a ZIP of something else",
      zipSync({ "content.xml": strToU8("<x/>"), mimetype: strToU8("application/vnd.oasis.opendocument.spreadsheet") }),
      /bukan lembar Excel/,
    ],
    ["a cut-off workbook", workbook([["NIP"]]).slice(0, 300), /rusak/],
    ["noise", new Uint8Array(5_000_000).map((_, at) => (at * 2_654_435_761) >>> 13), /bukan teks CSV/],
    ["more than it may weigh", new Uint8Array(21 * 1024 * 1024).fill(65), /lebih dari 20 MB/],
    ["a cell in the last column", workbook([["NIP"], [{ raw: '<c r="XFD2" t="inlineStr"><is><t>x</t></is></c>' }]]), /kolom/],
    ["a cell in the last row", workbook([["NIP"], [{ raw: '<c r="A1048576" t="inlineStr"><is><t>x</t></is></c>' }]]), /baris/],
    ["a row far beyond", workbook([["NIP"]], '<row r="999999999"></row>'), /baris/],
    ["too many CSV rows", `NIP\n${"1\n".repeat(60_001)}`, /baris/],
    ["too many CSV columns", `${"x;".repeat(201)}\n`, /kolom/],
  ])("%s", async (_, bytes, say) => {
    expect(await refusal(bytes)).toMatch(say);
  });

  it("a workbook that would fill the memory when opened", async () => {
    const bomb = zipSync({ "xl/workbook.xml": strToU8("<workbook/>"), "xl/worksheets/sheet1.xml": new Uint8Array(160 * 1024 * 1024) }, { level: 9 });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(await refusal(bomb)).toMatch(/terlalu besar/);
  });
});
