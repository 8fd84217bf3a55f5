import type { EChartsOption } from "echarts";
import { wrapped } from "../../../../drawing/lines.ts";
import { pngOf, svgOf } from "../../../../drawing/picture.ts";
import { colours, font, inner, type Piece, side, sizes, words } from "../../../../drawing/pieces.ts";
import type { Chart } from "./chart.ts";
import { rowPieces } from "./rows.ts";

const lineHeight = 16;
const titleHeight = 20;
const sectionGap = 14;
const headHeight = 26;

/** A chart as a drawing. */
export async function evaluationSvg(chart: Chart): Promise<string> {
  const { pieces, height } = laidOut(chart);
  const option: EChartsOption = { animation: false, backgroundColor: colours.paper, textStyle: { fontFamily: font }, graphic: pieces };
  // For who hears it: what is in the picture stands in it as words too.
  return (await svgOf(option, height)).replace(/^<svg ([^>]*)>/, (_, how: string) => `<svg role="img" ${how}><title>${escaped(chart.alt)}</title>`);
}

/** The same as PNG, legible at 360 points' width. */
export const evaluationPng = async (chart: Chart): Promise<Uint8Array> => pngOf(await evaluationSvg(chart));

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Everything from the top down, as much higher as its words are long. */
function laidOut({ title, subtitle, sections, foot }: Chart): { pieces: Piece[]; height: number } {
  const pieces: Piece[] = [];
  let y = 14;
  const put = (text: string, size: number, fill: string, step: number, most: number, bold = false) => {
    for (const line of wrapped(text, size, inner, most, bold)) {
      pieces.push(words(line, side, y, size, fill, { bold }));
      y += step;
    }
  };
  // The day of a class stands last in its title, and tells it from the other runs.
  put(title, sizes.title, colours.ink, titleHeight, 5, true);
  for (const it of subtitle) put(it, sizes.small, colours.soft, lineHeight, 2);
  for (const section of sections) {
    y += sectionGap;
    put(section.title, sizes.name + 1, colours.blue, headHeight - 8, 2, true);
    y += 4;
    for (const row of section.rows) {
      const made = rowPieces(row, y);
      pieces.push(...made.pieces);
      y += made.height;
    }
  }
  y += 6;
  for (const it of foot) put(it, sizes.small, colours.soft, lineHeight, 2);
  return { pieces, height: Math.ceil(y + 12) };
}
