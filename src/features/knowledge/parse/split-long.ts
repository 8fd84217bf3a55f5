import { splitSentences } from "../../../language/sentences.ts";

/**
 * Parts of at most `longest` characters, cut at the gentlest border that helps: paragraphs, then lines, then
 * sentences, then words; a single longer word is cut hard. No part is blank.
 */
export function splitAtBorders(text: string, longest: number): string[] {
  return pack(text.split(/\n{2,}/), "\n\n", longest, (paragraph) =>
    pack(paragraph.split("\n"), "\n", longest, (line) =>
      pack(splitSentences(line), " ", longest, (sentence) => pack(sentence.split(" "), " ", longest, (word) => slices(word, longest))),
    ),
  );
}

/** Fills parts piece by piece; a piece that is too long by itself goes through `cut`. */
function pack(pieces: string[], glue: string, longest: number, cut: (piece: string) => string[]): string[] {
  const parts: string[] = [];
  let open = "";
  for (const piece of pieces) {
    if (piece.trim() === "") continue;
    const joined = open === "" ? piece : `${open}${glue}${piece}`;
    if (joined.length <= longest) {
      open = joined;
      continue;
    }
    if (open !== "") parts.push(open);
    const cuts = piece.length <= longest ? [piece] : cut(piece);
    parts.push(...cuts.slice(0, -1));
    open = cuts.at(-1) ?? "";
  }
  if (open !== "") parts.push(open);
  return parts.map((it) => it.trim());
}

function slices(word: string, longest: number): string[] {
  const characters = [...word];
  const size = Math.max(1, Math.floor(longest / 2));
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += size) parts.push(characters.slice(at, at + size).join(""));
  return parts;
}
