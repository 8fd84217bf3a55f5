import { widthOf, wrapped } from "../../../../drawing/lines.ts";
import { box, colours, disc, inner, type Piece, side, sizes, words } from "../../../../drawing/pieces.ts";
import type { ChoicesRow, IntervalRow, RateRow, Row, StepsRow } from "./chart.ts";

const lineHeight = 16;
const barHeight = 14;
const rowGap = 12;
const right = side + inner;

/** From light to dark, lowest step first; letters on them are dark on the first three, white on the rest. */
const shades = ["#dbe9f4", "#b3d0e8", "#7fb2d9", "#2f7fba", "#0a4f87"];
const onShade = (shade: string): string => (shades.indexOf(shade) >= 3 ? colours.paper : colours.ink);

interface Drawn {
  pieces: Piece[];
  height: number;
}

/** One row from `y` down. */
export function rowPieces(row: Row, y: number): Drawn {
  switch (row.kind) {
    case "rate":
      return rate(row, y);
    case "steps":
      return steps(row, y);
    case "interval":
      return interval(row, y);
    case "choices":
      return choices(row, y);
  }
}

/** The name, beside it the value in bold. */
function head(name: string, value: string, y: number): Drawn {
  const room = value === "" ? 0 : widthOf(value, sizes.value, true) + 10;
  const lines = wrapped(name, sizes.name, inner - room, 3);
  return {
    pieces: [
      ...lines.map((it, at) => words(it, side, y + at * lineHeight, sizes.name, colours.ink)),
      ...(value === "" ? [] : [words(value, right, y, sizes.value, colours.ink, { bold: true, right: true })]),
    ],
    height: lines.length * lineHeight + 2,
  };
}

function note(text: string, y: number): Drawn {
  if (text === "") return { pieces: [], height: 0 };
  const lines = wrapped(text, sizes.small, inner, 3);
  return { pieces: lines.map((it, at) => words(it, side, y + at * 15, sizes.small, colours.soft)), height: lines.length * 15 };
}

function rate({ name, share, value }: RateRow, y: number): Drawn {
  const top = head(name, value, y);
  const bar = y + top.height;
  const filled = Math.max(0, Math.min(1, share)) * inner;
  const pieces = [
    ...top.pieces,
    box(side, bar, inner, barHeight - 4, { fill: colours.track }),
    ...(filled > 0 ? [box(side, bar, filled, barHeight - 4, { fill: colours.blue })] : []),
  ];
  return { pieces, height: top.height + barHeight - 4 + rowGap };
}

function steps({ name, shares, ends, value, note: under }: StepsRow, y: number): Drawn {
  const top = head(name, value, y);
  const bar = y + top.height;
  const pieces: Piece[] = [...top.pieces];
  let x = side;
  shares.forEach((share, at) => {
    const width = share * inner;
    const shade = shadeOf(at, shares.length);
    const text = `${Math.round(share * 100)}%`;
    if (width > 0) pieces.push(box(x, bar, width, barHeight + 4, { fill: shade, stroke: colours.paper, lineWidth: 1 }));
    if (width > widthOf(text, sizes.small) + 4) pieces.push(words(text, x + width / 2, bar + 3, sizes.small, onShade(shade), { centre: true }));
    x += width;
  });
  const below = bar + barHeight + 7;
  const half = inner / 2 - 6;
  const least = wrapped(ends[0], sizes.small, half, 1)[0] ?? "";
  const most = wrapped(ends[1], sizes.small, half, 1)[0] ?? "";
  pieces.push(words(least, side, below, sizes.small, colours.soft), words(most, right, below, sizes.small, colours.soft, { right: true }));
  const foot = note(under, below + 15);
  return { pieces: [...pieces, ...foot.pieces], height: below + 15 + foot.height - y + rowGap };
}

/** Of few steps the ones far apart. */
function shadeOf(at: number, count: number): string {
  const place = count <= 1 ? 0 : Math.round((at * (shades.length - 1)) / (count - 1));
  return shades[place] ?? colours.blue;
}

function interval({ name, least, most, ticks, estimate, former, value, note: under }: IntervalRow, y: number): Drawn {
  const top = head(name, value, y);
  const line = y + top.height + 9;
  const margin = 8;
  const x = (it: number) => side + margin + ((Math.max(least, Math.min(most, it)) - least) / (most - least)) * (inner - 2 * margin);
  const [low, high] = [x(estimate.low), x(estimate.high)];
  const bars = [
    box(low, line - 1.5, Math.max(1, high - low), 3, { fill: colours.blue }),
    box(low - 1, line - 6, 2, 12, { fill: colours.blue }),
    box(high - 1, line - 6, 2, 12, { fill: colours.blue }),
  ];
  const pieces: Piece[] = [
    ...top.pieces,
    box(side + margin, line - 0.5, inner - 2 * margin, 1, { fill: "#b6bec8" }),
    ...ticks.map(({ at }) => box(x(at) - 0.5, line - 5, 1, 10, { fill: "#8a949f" })),
    ...bars,
    // What was before, hollow and square, under the value of now.
    ...(former === undefined ? [] : [box(x(former) - 4, line - 4, 8, 8, { fill: colours.paper, stroke: colours.vermilion, lineWidth: 2 })]),
    disc(x(estimate.value), line, 5, { fill: colours.blue, stroke: colours.paper, lineWidth: 1 }),
  ];
  const below = line + 10;
  for (const { at, text } of ticks) {
    const edge = at === least ? {} : at === most ? { right: true } : { centre: true };
    pieces.push(words(text, at === least ? side : at === most ? right : x(at), below, sizes.small, colours.soft, edge));
  }
  const foot = note(under, below + 15);
  return { pieces: [...pieces, ...foot.pieces], height: below + 15 + foot.height - y + rowGap };
}

const labelWidth = 118;
const countWidth = 72;

function choices({ name, choices: all }: ChoicesRow, y: number): Drawn {
  const top = head(name, "", y);
  const pieces: Piece[] = [...top.pieces];
  let at = y + top.height;
  const room = inner - labelWidth - countWidth;
  for (const { label, share, value } of all) {
    const lines = wrapped(label, sizes.small, labelWidth - 8, 2);
    pieces.push(...lines.map((it, line) => words(it, side, at + line * 14, sizes.small, colours.ink)));
    pieces.push(box(side + labelWidth, at + 1, room, 11, { fill: colours.track }));
    if (share > 0) pieces.push(box(side + labelWidth, at + 1, Math.min(1, share) * room, 11, { fill: colours.blue }));
    pieces.push(words(value, right, at, sizes.small, colours.ink, { right: true }));
    at += Math.max(1, lines.length) * 14 + 5;
  }
  return { pieces, height: at - y + rowGap - 4 };
}
