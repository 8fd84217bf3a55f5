/** Ends a sentence or a line in the output of `splitWords`. */
export const sentenceEnd = "\n";

const pattern = /[\p{L}\p{N}]+|\n|[.;!?](?=\s)/gu;
const plain = /^[\x00-\x7f]*$/;

/** Lower-case words in the order of the text, with `sentenceEnd` between sentences and lines. */
export function splitWords(text: string): string[] {
  const found = (plain.test(text) ? text : fold(text)).toLowerCase().match(pattern) ?? [];
  return found.map((it) => (isMark(it) ? sentenceEnd : repairDigits(it)));
}

/** The words alone. */
export function wordsOf(text: string): string[] {
  return splitWords(text).filter((it) => it !== sentenceEnd);
}

/** Compatibility forms and accents go: "Shengnü" is found by "Shengnu". */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "");
}

function isMark(piece: string): boolean {
  return piece.length === 1 && "\n.;!?".includes(piece);
}

/** Scans print `2Ol4` for 2014 and `2O3` for 203: a word that is a number once O, l and I are read as digits is that number. */
function repairDigits(word: string): string {
  if (!/^\d[\doil]*$/.test(word) || /^\d+$/.test(word)) return word;
  return word.replaceAll("o", "0").replace(/[il]/g, "1");
}
