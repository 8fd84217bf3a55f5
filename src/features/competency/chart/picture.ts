import { createRequire } from "node:module";
import type { Chart } from "./chart.ts";
import { chartOption, chartWidth, frameOf } from "./option.ts";

/** Pixels a point: sharp on a phone, and half the time and bytes of three. */
const density = 2;

/** The product's own letters (Noto Sans, SIL OFL): a bare server has none. */
const fontFiles = ["400Regular/NotoSans_400Regular.ttf", "700Bold/NotoSans_700Bold.ttf"];

/** The chart as PNG, legible at 360 points' width. Loads its libraries at the first call, so that who never asks pays nothing. */
export async function chartPng(chart: Chart): Promise<Uint8Array> {
  const svg = await chartSvg(chart);
  const { renderAsync } = await import("@resvg/resvg-js"); // in a thread of its own

  const require = createRequire(import.meta.url);
  const files = fontFiles.map((it) => require.resolve(`@expo-google-fonts/noto-sans/${it}`));
  const font = { fontFiles: files, loadSystemFonts: false, defaultFontFamily: "Noto Sans" };
  const image = await renderAsync(svg, { font, fitTo: { mode: "width", value: chartWidth * density } });
  return image.asPng();
}

/** The pieces of ECharts that are drawn with, by their own files: its collections of all charts and components take 43 MB more. */
const pieces = ["echarts/lib/chart/custom.js", "echarts/lib/component/gridSimple.js", "echarts/lib/component/graphic.js"];

/** The same as a drawing that has not become pixels yet. */
export async function chartSvg(chart: Chart): Promise<string> {
  const [{ init, use }, { SVGRenderer }] = await Promise.all([import("echarts/core"), import("echarts/renderers"), ...pieces.map((it) => import(it))]);
  use(SVGRenderer);
  const drawn = init(null, null, { renderer: "svg", ssr: true, width: chartWidth, height: frameOf(chart).height });
  try {
    drawn.setOption(chartOption(chart));
    return drawn
      .renderToSVGString()
      .replace(shortFont, (_, weight = "normal", size, family) => `font-weight="${weight}" font-size="${size}" font-family="${family}"`);
  } finally {
    drawn.dispose();
  }
}

/** resvg reads size and family of the short form, and leaves its weight out. */
const shortFont = /style="font: (?:(bold) )?(\d+(?:\.\d+)?px) ([^"]+)"/g;
