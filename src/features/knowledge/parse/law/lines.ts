import { unwrap } from "../plain-text.ts";

/** Puts each ayat, huruf and angka on a line of its own, and joins lines that only the page broke. */
export function layLines(text: string): string {
  return unwrap(
    text
      .replace(/(?<=[.;:"”)]) +(?=\(\d{1,2}[a-z]?\) ?\p{Lu})/gu, "\n")
      .replace(/(?<=[:;]|[;,] (?:dan|atau|dan\/atau|serta)) +(?=[a-z]{1,2}\. ?\p{L})/gu, "\n")
      .replace(/(?<=[.:;]|[;,] (?:dan|atau|dan\/atau|serta)) +(?=\d{1,3}\. ?\p{L})/gu, "\n")
      .replace(/(?<=[.;:]) +(?=(?:Ayat \(\d{1,2}\)|Huruf [a-z]\b|Angka \d{1,2}\b))/g, "\n"),
  ).replace(/\n{2,}/g, "\n");
}
