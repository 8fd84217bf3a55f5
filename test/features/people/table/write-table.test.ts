import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { readTable } from "../../../../src/features/people/table/read-table.ts";
import { csvOf, neutral, xlsxOf } from "../../../../src/features/people/table/write-table.ts";

/** Texts as cells hold them: trimmed when read, never empty at the end of a row. */
const cell = fc.stringMatching(/^[A-Za-z0-9;,"'+=@ \n.-]{0,12}$/).map((it) => `${it.trim()}x`);

describe("a written table", () => {
  it("as CSV is read back, with every formula made a text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (rows) => {
        const [sheet] = await readTable(csvOf({ name: "x", headers: ["a", "b"], rows }));
        expect(sheet?.rows.slice(1).map((row) => row.map((it) => it.text))).toEqual(rows.map((row) => row.map(neutral)));
      }),
    );
  });

  it.each(["=1+1", "+62812", "-5", "@SUM(A1)", "\t=1", "\r=1"])("never gives a spreadsheet %j as a formula", (text) => {
    expect(neutral(text)).toBe(`'${text}`);
    expect(neutral(`a${text}`)).toBe(`a${text}`);
  });

  it("as XLSX is read back as texts, and its text columns are text below the last row", async () => {
    const rows = [["198503152010011001", "=HYPERLINK(1)", "+62812"]];
    const bytes = await xlsxOf([{ name: "Data", headers: ["NIP", "Nama", "HP"], rows, textColumns: [0, 2] }]);
    const [sheet] = await readTable(bytes);
    expect(sheet?.rows[1]).toEqual(rows[0]?.map((text) => ({ text, kind: "text" })));
    const parts = unzipSync(bytes);
    const xml = strFromU8(parts["xl/worksheets/sheet1.xml"] ?? new Uint8Array());
    const styles = strFromU8(parts["xl/styles.xml"] ?? new Uint8Array());
    const style = Number(/<col [^>]*style="(\d+)"[^>]*min="1"/.exec(xml)?.[1]);
    expect(xml).toMatch(new RegExp(`<col [^>]*style="${style}"[^>]*min="3"`));
    expect(xml).not.toMatch(/<col [^>]*style="\d+"[^>]*min="2"/);
    expect([...(/<cellXfs[^>]*>([\s\S]*)<\/cellXfs>/.exec(styles)?.[1] ?? "").matchAll(/<xf [^>]*>/g)][style]?.[0]).toContain('numFmtId="49"');
    expect(xml).not.toContain("<f>");
  });
});
