import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

const shippedFile = fileURLToPath(new URL("../../../../knowledge/topik.yaml", import.meta.url));

/** What people write for what dictionary and catalogue call otherwise, the longest phrase first: `public speaking` → `komunikasi`. */
export type EverydayWords = readonly (readonly [phrase: string, meant: string])[];

/** Reads the list; throws what zod says is wrong with it. */
export function parseEverydayWords(yamlText: string): EverydayWords {
  const lists = z.record(z.string(), z.array(z.string().trim().toLowerCase().min(1))).parse(parse(yamlText));
  return Object.entries(lists)
    .flatMap(([meant, phrases]) => phrases.map((phrase) => [phrase, meant] as const))
    .sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
}

/** The shipped list; it never changes while the program runs. */
const shipped = parseEverydayWords(readFileSync(shippedFile, "utf8"));

/** Single words of the list, as people write them, and what they mean. */
export const everydayWords = {
  words: new Set(shipped.flatMap(([phrase]) => phrase.split(" "))) as ReadonlySet<string>,
  meanings: new Set(shipped.flatMap(([, meant]) => meant.split(" "))) as ReadonlySet<string>,
};

/** The text with everyday words put into those of dictionary and catalogue; the same text where it has none. */
export function inOfficialWords(text: string, words: EverydayWords = shipped): string {
  let left = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}-]+/gu, " ")} `;
  const found = new Set<string>();
  for (const [phrase, meant] of words) {
    while (left.includes(` ${phrase} `)) {
      left = left.replace(` ${phrase} `, " ");
      found.add(meant);
    }
  }
  return found.size === 0 ? text : [...left.split(" ").filter(Boolean), ...found].join(" ");
}
