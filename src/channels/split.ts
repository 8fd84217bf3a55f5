/** Where a long text may be parted, best first. */
const joints = [/\n\n/g, /\n/g, /[.!?…] /g, / /g];

/**
 * Parts a text into pieces of at most `max` UTF-16 units: between paragraphs where possible, else lines, sentences,
 * words; a word longer than `max` between characters. A `*bold*` span cut in two is closed and opened again.
 */
export function splitText(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const at = jointIn(rest, max - 1); // room for the closing star
    const piece = rest.slice(0, at).trimEnd();
    const open = (piece.match(/\*/g)?.length ?? 0) % 2 === 1;
    pieces.push(open ? `${piece}*` : piece);
    rest = `${open ? "*" : ""}${rest.slice(at).trimStart()}`;
  }
  if (rest !== "" || pieces.length === 0) pieces.push(rest);
  return pieces;
}

/** The last good place to part before `max`; a piece is never shorter than a third of it unless nothing else is possible. */
function jointIn(text: string, max: number): number {
  for (const joint of joints) {
    let found = 0;
    for (const it of text.slice(0, max).matchAll(joint)) found = it.index + it[0].trimEnd().length;
    if (found > max / 3) return found;
  }
  return charactersWithin(text, max);
}

/** Never half a character: a family emoji is several code points. */
function charactersWithin(text: string, max: number): number {
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter("id", { granularity: "grapheme" }).segment(text.slice(0, max + 32))) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  return end > 0 ? end : max - (text.charCodeAt(max - 1) >> 10 === 0x36 ? 1 : 0); // one endless character: at least no half code point
}
