/** Widths of Noto Sans' letters in parts of the size, rounded up, so that a line never comes out wider than was reckoned. */
const narrow = new Set("iljtfrI.,:;'’|!()[]/- ".split(""));
const wide = new Set("mwMWOQGDHNU@%—–•".split(""));

/** About how wide a text is, in points; bold letters are wider. */
export function widthOf(text: string, size: number, bold = false): number {
  const parts = [...text].reduce((sum, it) => sum + (narrow.has(it) ? 0.42 : wide.has(it) ? 0.95 : /\p{Lu}/u.test(it) ? 0.72 : 0.61), 0);
  return parts * size * (bold ? 1.06 : 1);
}

/** The text in at most `most` lines of a width, broken between words; what does not fit ends in "…". */
export function wrapped(text: string, size: number, width: number, most: number, bold = false): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of drawable(text).split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer, size, bold) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
  }
  lines.push(line);
  const kept = lines.slice(0, most).map((it) => cut(it, size, width, bold));
  const last = kept.length - 1;
  if (lines.length > most) kept[last] = cut(`${kept[last]} …`, size, width, bold);
  return kept;
}

/** Without what no drawing can hold: control characters and halves of a letter. */
const drawable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, " ")
    .trim();

function cut(line: string, size: number, width: number, bold: boolean): string {
  if (widthOf(line, size, bold) <= width) return line;
  const letters = [...line.replace(/ ?…$/, "")];
  while (letters.length > 0 && widthOf(`${letters.join("")}…`, size, bold) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
