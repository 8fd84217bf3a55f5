/** What recognition makes of a digit, seen in scanned regulations: `2O3`, `2 I 1`, `l7l`, `12S`, `PasalT2`. */
const lookAlikes: Readonly<Record<string, string>> = {
  O: "0",
  o: "0",
  Q: "0",
  D: "0",
  l: "1",
  I: "1",
  i: "1",
  "|": "1",
  "]": "1",
  "!": "1",
  J: "1",
  L: "1",
  t: "1",
  r: "1",
  Z: "2",
  z: "2",
  S: "5",
  s: "5",
  G: "6",
  T: "7",
  B: "8",
  g: "9",
  q: "9",
};

/** Characters that may stand for a digit, for use inside a character class. */
export const digitLike = "\\dOoQlIi|\\]!JLtTZzSsBGgq";

/** `2Ol4` → `2014`; null if some character is no digit even with good will. */
export function readDigits(token: string): string | null {
  let read = "";
  for (const character of token) {
    const digit = /\d/.test(character) ? character : lookAlikes[character];
    if (digit === undefined) return null;
    read += digit;
  }
  return read;
}

/** How many characters of a token are no real digits. */
export function doubtIn(token: string): number {
  return token.replace(/\d/g, "").length;
}
