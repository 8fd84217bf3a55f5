import { createRequire } from "node:module";
import type { EChartsOption } from "echarts";
import { pictureWidth } from "./pieces.ts";

/** Pixels a point: sharp on a phone, also opened over the whole screen. */
export const density = 2.5;

/** The product's own letters (Noto Sans, SIL OFL): a bare server has none. */
const fontNames = { plain: "400Regular/NotoSans_400Regular.ttf", bold: "700Bold/NotoSans_700Bold.ttf" };

/** Where the product's own letters lie. */
export function fontFiles(): Record<keyof typeof fontNames, string> {
  const { resolve } = createRequire(import.meta.url);
  const at = (name: string) => resolve(`@expo-google-fonts/noto-sans/${name}`);
  return { plain: at(fontNames.plain), bold: at(fontNames.bold) };
}

/** A drawing as PNG, legible in a chat on a phone of 360 points. Loads its libraries at the first call, so that who never asks pays nothing. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import("@resvg/resvg-js"); // in a thread of its own
  const font = { fontFiles: Object.values(fontFiles()), loadSystemFonts: false, defaultFontFamily: "Noto Sans" };
  const image = await renderAsync(svg, { font, fitTo: { mode: "width", value: pictureWidth * density } });
  return image.asPng();
}

/** The pieces of ECharts that are drawn with, by their own files: its collections of all charts and components take 43 MB more. */
const pieces = ["echarts/lib/chart/custom.js", "echarts/lib/component/gridSimple.js", "echarts/lib/component/graphic.js"];

/** What ECharts makes of an option, as a drawing that has not become pixels yet. */
export async function svgOf(option: EChartsOption, height: number): Promise<string> {
  const [{ init, use }, { SVGRenderer }] = await Promise.all([import("echarts/core"), import("echarts/renderers"), ...pieces.map((it) => import(it))]);
  use(SVGRenderer);
  const drawn = init(null, null, { renderer: "svg", ssr: true, width: pictureWidth, height });
  try {
    drawn.setOption(option);
    return drawn
      .renderToSVGString()
      .replace(shortFont, (_, weight = "normal", size, family) => `font-weight="${weight}" font-size="${size}" font-family="${family}"`);
  } finally {
    drawn.dispose();
  }
}

/** resvg reads size and family of the short form, and leaves its weight out. */
const shortFont = /style="font: (?:(bold) )?(\d+(?:\.\d+)?px) ([^"]+)"/g;
