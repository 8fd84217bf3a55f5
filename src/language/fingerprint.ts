const start = 0x811c9dc5;
const mix = (h: number, code: number): number => Math.imul(h ^ code, 0x01000193);
const fold = (h: number, size: number): number => ((h ^ (h >>> 15)) >>> 0) % size;

/** A number below `size` that stands for the text (FNV-1a): features are counted under it, and no list of them is kept. */
export const fingerprint = (text: string, size: number): number => fold(mixed(start, text), size);

/** The same of several texts in a row, without making one of them. */
export const fingerprintOf = (size: number, one: string, two: string, three: string): number =>
  fold(mixed(mix(mixed(mixed(start, one), two), 32), three), size);

function mixed(from: number, text: string): number {
  let h = from;
  for (let at = 0; at < text.length; at++) h = mix(h, text.charCodeAt(at));
  return h;
}

/** Adds every run of three to `most` letters of a word. */
export function addLetterRuns(word: string, size: number, into: Set<number>, most = 5): void {
  for (let from = 0; from < word.length - 2; from++) {
    let h = start;
    for (let at = from; at < Math.min(word.length, from + most); at++) {
      h = mix(h, word.charCodeAt(at));
      if (at >= from + 2) into.add(fold(h, size));
    }
  }
}
