import type { CustomSeriesRenderItem, EChartsOption } from "echarts";
import { wrapped } from "../../../drawing/lines.ts";
import { type BoxStyle, box, pictureWidth as chartWidth, colours, font, inner, side, sizes, words } from "../../../drawing/pieces.ts";
import { highestLevel } from "../dictionary/dictionary.ts";
import type { Chart, ChartRow } from "./chart.ts";

/** Right of the bars: "2 dari 3", "3, memenuhi". */
const valueWidth = 86;
/** Beside a name: "uji resmi". */
const officialWidth = 64;
const barHeight = 12;
const rowGap = 12;
const lineHeight = 16;
const titleHeight = 20;
const legendHeight = 54;

/** The gap is told apart by its outline too. */
const own = { ...colours, held: colours.blue, gap: "#fde4d3", gapEdge: colours.vermilion };

const texts = {
  held: "kemampuan kini",
  gap: "langkah berikutnya",
  required: "diminta jabatan",
  unknown: "belum diketahui",
  official: "uji resmi",
  value: (held: number | null, required: number) => {
    if (held === null) return `diminta ${required}`;
    return held < required ? `${held} dari ${required}` : `${held}, memenuhi`;
  },
  foot: "Skala level 1–5. Alat bantu, bukan penilaian resmi.",
};

interface Frame {
  title: string[];
  subtitle: string[];
  /** Each row's name in lines, and where the row begins below `top`. */
  rows: { name: string[]; at: number }[];
  top: number;
  /** Of all rows together. */
  rowsHeight: number;
  foot: string[];
  height: number;
}

/** Where everything stands: a long name takes a second line, and its row is as much higher. */
export function frameOf({ title, subtitle, rows }: Chart): Frame {
  const titleLines = wrapped(title, sizes.title, inner, 2, true);
  const subtitleLines = subtitle.flatMap((it) => wrapped(it, sizes.small, inner, 2));
  let at = 0;
  const placed = rows.map((it) => {
    const name = wrapped(it.name, sizes.name, it.official ? inner - officialWidth : inner, 2);
    const row = { name, at };
    at += name.length * lineHeight + barHeight + rowGap;
    return row;
  });
  const foot = wrapped(texts.foot, sizes.small, inner, 2);
  const top = 14 + titleLines.length * titleHeight + subtitleLines.length * lineHeight + legendHeight;
  return { title: titleLines, subtitle: subtitleLines, rows: placed, top, rowsHeight: at, foot, height: top + at + 34 + foot.length * lineHeight };
}

/** The chart as ECharts draws it: for each competency its name and a bar of the held level with a mark at the required one. */
export function chartOption(chart: Chart): EChartsOption {
  const frame = frameOf(chart);
  return {
    animation: false,
    backgroundColor: colours.paper,
    textStyle: { fontFamily: font },
    grid: { left: side, right: side + valueWidth, top: frame.top, height: frame.rowsHeight },
    xAxis: {
      type: "value",
      min: 0,
      max: highestLevel,
      interval: 1,
      splitLine: { show: false },
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { fontFamily: font, fontSize: sizes.small, color: colours.soft, formatter: (value: number) => (value === 0 ? "" : String(value)) },
    },
    // One unit of height is one point: rows differ in height.
    yAxis: { type: "value", min: 0, max: Math.max(1, frame.rowsHeight), inverse: true, show: false },
    graphic: heading(frame),
    series: [{ type: "custom", data: frame.rows.map(({ at }) => [0, at]), renderItem: rowDrawing(chart.rows, frame), silent: true }],
  };
}

const gapStyle = { fill: own.gap, stroke: own.gapEdge, lineDash: [3, 2], lineWidth: 1.5 };

function heading({ title, subtitle, top, foot, height }: Frame) {
  const under = 14 + title.length * titleHeight;
  const first = top - legendHeight + 8;
  const second = first + lineHeight + 2;
  const column = side + inner / 2;
  return [
    ...title.map((it, at) => words(it, side, 14 + at * titleHeight, sizes.title, colours.ink, { bold: true })),
    ...subtitle.map((it, at) => words(it, side, under + at * lineHeight, sizes.small, colours.soft)),
    box(side, first + 2, 18, 10, { fill: own.held }),
    words(texts.held, side + 24, first, sizes.small, colours.ink),
    box(column + 8, first, 3, 14, { fill: colours.ink }),
    words(texts.required, column + 24, first, sizes.small, colours.ink),
    box(side, second + 2, 18, 10, gapStyle),
    words(texts.gap, side + 24, second, sizes.small, colours.ink),
    ...foot.map((it, at) => words(it, side, height - 6 - (foot.length - at) * lineHeight, sizes.small, colours.soft)),
  ];
}

function rowDrawing(rows: ChartRow[], frame: Frame): CustomSeriesRenderItem {
  return ({ dataIndex }, api) => {
    const row = rows[dataIndex];
    const { name = [], at = 0 } = frame.rows[dataIndex] ?? {};
    if (!row) return null;
    const top = frame.top + at;
    const bar = top + name.length * lineHeight + 2;
    const x = (level: number): number => api.coord([level, at])[0] ?? 0;
    return {
      type: "group",
      children: [
        ...name.map((it, line) => words(it, side, top + line * lineHeight, sizes.name, colours.ink)),
        ...(row.official ? [words(texts.official, chartWidth - side, top + 1, sizes.small, colours.soft, { right: true })] : []),
        ...bars(row, x, bar),
        words(texts.value(row.held, row.required), chartWidth - side, bar - 2, sizes.value, colours.ink, { bold: true, right: true }),
      ],
    };
  };
}

function bars({ held, required }: ChartRow, x: (level: number) => number, y: number) {
  const span = (from: number, to: number, style: BoxStyle) => box(x(from), y, x(to) - x(from), barHeight, style);
  const mark = box(x(required) - 1.5, y - 3, 3, barHeight + 6, { fill: colours.ink });
  const track = span(0, highestLevel, { fill: colours.track });
  // Right of the mark where there is no room left of it.
  const besides = required < 3 ? x(required) + 8 : x(0) + 6;
  if (held === null) return [track, words(texts.unknown, besides, y - 1, sizes.small, colours.soft), mark];
  const steps = [1, 2, 3, 4].map((level) => box(x(level) - 0.5, y, 1, barHeight, { fill: colours.paper }));
  const missing = required > held ? [span(held, required, gapStyle)] : [];
  const filled = held > 0 ? [span(0, held, { fill: own.held })] : [];
  return [track, ...filled, ...steps, ...missing, mark];
}
