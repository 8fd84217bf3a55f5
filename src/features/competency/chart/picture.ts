import { pngOf, svgOf } from "../../../drawing/picture.ts";
import type { Chart } from "./chart.ts";
import { chartOption, frameOf } from "./option.ts";

/** The chart as PNG, legible in a chat on a phone of 360 points. */
export const chartPng = async (chart: Chart): Promise<Uint8Array> => pngOf(await chartSvg(chart));

/** The same as a drawing that has not become pixels yet. */
export const chartSvg = (chart: Chart): Promise<string> => svgOf(chartOption(chart), frameOf(chart).height);
