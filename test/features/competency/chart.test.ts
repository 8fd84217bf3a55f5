import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { widthOf, wrapped } from "../../../src/drawing/lines.ts";
import { density } from "../../../src/drawing/picture.ts";
import { pictureWidth as chartWidth } from "../../../src/drawing/pieces.ts";
import type { Chart } from "../../../src/features/competency/chart/chart.ts";
import { chartPng, chartSvg } from "../../../src/features/competency/chart/picture.ts";

const folder = new URL("../../../node_modules/@expo-google-fonts/noto-sans/", import.meta.url).pathname;
const fonts = { fontFiles: ["400Regular/NotoSans_400Regular", "700Bold/NotoSans_700Bold"].map((it) => `${folder}${it}.ttf`), loadSystemFonts: false };

const row = (name: string, held: number | null, required: number, official = false) => ({ name, held, required, official });
const chart: Chart = {
  title: "Kompetensi Anda",
  subtitle: ["Dibanding standar Kepala Seksi", "Standar setelan kota, bukan ketentuan"],
  rows: [
    row("Komunikasi", 1, 3),
    row("Pengembangan Diri dan Orang Lain", 0, 2),
    row("Integritas", 3, 2, true),
    row("Perekat Bangsa", null, 1),
    row("Kerja Sama", 2, 2),
  ],
};

/** Every piece of text of the drawing with its size in points. */
const textsOf = (svg: string) =>
  [...svg.matchAll(/<text ([^>]*)>([^<]*)</g)].map(([, how = "", text = ""]) => ({ size: Number(/font-size[:=]"?([\d.]+)px/.exec(how)?.[1]), text }));

describe("the picture", () => {
  it("says each competency with its levels, in letters no smaller than eleven points", async () => {
    const texts = textsOf(await chartSvg(chart));
    const words = texts.map((it) => it.text);
    for (const { name } of chart.rows) expect(words).toContain(name);
    expect(words).toEqual(expect.arrayContaining(["1 dari 3", "0 dari 2", "3, memenuhi", "diminta 1", "2, memenuhi", "uji resmi", "belum diketahui"]));
    expect(texts.length).toBe(25);
    expect(Math.min(...texts.map((it) => it.size))).toBeGreaterThanOrEqual(11);
  });

  it("is a PNG of more pixels than it has points, and in a chat on a phone of 360 no letter is shown smaller than it was drawn", async () => {
    const png = Buffer.from(await chartPng(chart));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(density * chartWidth);
    expect(png.length).toBeLessThan(200_000);
    expect(chartWidth).toBeLessThanOrEqual(290); // what the page and the messengers leave of 360
  });

  it("needs no letters of the machine: without ours nothing is written, with ours every word", async () => {
    const svg = await chartSvg(chart);
    const ink = (font: object) => new Resvg(svg, { font: { loadSystemFonts: false, ...font }, fitTo: { mode: "width", value: 360 } }).render().pixels;
    const dark = (pixels: Uint8Array) => pixels.reduce((sum, it, at) => sum + (at % 4 === 0 && it < 100 ? 1 : 0), 0);
    expect(dark(ink(fonts))).toBeGreaterThan(dark(ink({})) + 1_500);
    // A bold face of its own, not the plain one once more.
    expect(svg).toContain('font-weight="bold"');
    expect(Buffer.from(ink(fonts)).equals(Buffer.from(ink({ fontFiles: fonts.fontFiles.slice(0, 1) })))).toBe(false);
  });

  it("draws the gap by outline as well as by colour", async () => {
    const svg = await chartSvg(chart);
    const gaps = svg.match(/stroke-dasharray/g) ?? [];
    expect(gaps).toHaveLength(1 + 2); // the legend's and two rows'
  });

  it("holds fourteen long names within its width", async () => {
    const name = "Penyelenggaraan Pengawasan dan Pengendalian Pemanfaatan Ruang Terpadu Wilayah";
    const rows = Array.from({ length: 14 }, (_, at) => row(`${name} ${at}`, at % 6, (at % 5) + 1, at % 2 === 0));
    const svg = await chartSvg({ title: name.repeat(2), subtitle: [name.repeat(3)], rows });
    const box = new Resvg(svg, { font: fonts }).innerBBox();
    expect(box && box.x >= 0 && box.x + box.width <= chartWidth + 0.5).toBe(true);
    for (const it of textsOf(svg)) {
      const drawn = new Resvg(
        `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="40"><text y="20" font-family="Noto Sans" font-size="${it.size}">${it.text}</text></svg>`,
        {
          font: fonts,
        },
      ).innerBBox();
      expect([it.text, (drawn?.width ?? 0) <= chartWidth - 32]).toEqual([it.text, true]);
    }
  });

  it("is drawn for no rows, and for any name", async () => {
    expect((await chartPng({ ...chart, rows: [] })).length).toBeGreaterThan(1_000);
    const names = ['<b>"&amp;', "", "😀".repeat(40), "a".repeat(300), "\u0000\n"];
    expect((await chartPng({ ...chart, rows: names.map((it) => row(it, 2, 3)) })).length).toBeGreaterThan(1_000);
  });
});

describe("lines", () => {
  it("are reckoned no narrower than they are drawn", () => {
    const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,()/-–—…".split(""));
    fc.assert(
      fc.property(fc.array(letter, { minLength: 8, maxLength: 30 }), fc.boolean(), (letters, bold) => {
        const text = letters.join("").trim();
        const drawn = new Resvg(
          `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="40"><text y="20" font-family="Noto Sans" font-size="12" font-weight="${bold ? 700 : 400}">${text}</text></svg>`,
          { font: fonts },
        ).innerBBox();
        expect(widthOf(text, 12, bold)).toBeGreaterThanOrEqual((drawn?.width ?? 0) - 1);
      }),
      { numRuns: 60 },
    );
  });

  it("break between words, and end in an ellipsis where there are too many", () => {
    expect(wrapped("satu dua tiga", 12, 1_000, 2)).toEqual(["satu dua tiga"]);
    const lines = wrapped("satu dua tiga empat lima enam tujuh delapan", 12, 80, 2);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/…$/);
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), fc.integer({ min: 40, max: 300 }), fc.integer({ min: 1, max: 3 }), (text, width, most) => {
        const got = wrapped(text, 12, width, most);
        expect(got.length).toBeLessThanOrEqual(most);
        for (const line of got) expect(widthOf(line, 12)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
