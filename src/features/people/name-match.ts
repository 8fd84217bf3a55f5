import { splitName } from "./person-name.ts";

/** Titles that people put behind a name without a comma, and what has dots as only titles have. */
const looseTitle = /^(?:[a-z]{1,4}\.(?:[a-z]{1,6}\.?)+|s(?:e|h|t|si|kom|ip|os|pd|km|stp|kep|ag|hum|psi|ak|tp)|m(?:m|h|t|si|kom|ap|pd|kes|ec|a)|amd|ners|apt)$/;

/** Spellings of one name that officers mix up: old and new letters, doubled ones, short forms of Muhammad and Abdul. */
const spellings: [RegExp, string][] = [
  [/^(?:moh|moch|muh|mohd|muhd|mohamad|mohammad|muhamad|muhammad|mochamad|mochammad|m)$/, "muhammad"],
  [/^(?:abd|abdoel|abdul)$/, "abdul"],
  [/oe/g, "u"],
  [/tj/g, "c"],
  [/dj/g, "j"],
  [/sj/g, "sy"],
  [/(?:ch|kh)/g, "h"],
  [/dh/g, "d"],
  [/th/g, "t"],
  [/[jy]/g, "y"],
  [/v|ph/g, "f"],
  [/z/g, "s"],
  [/(\p{L})\1+/gu, "$1"],
];

/** The words of a name without titles, case, accents and signs. */
export function nameWords(text: string): string[] {
  const { name } = splitName(text.replace(/(\p{L})\.(?=\p{Lu}\p{Ll})/gu, "$1. "));
  const bare = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = bare.split(/[\s,]+/).filter((it) => it !== "");
  const own = words.filter((it, at) => at === 0 || !looseTitle.test(it));
  return own.map((it) => it.replace(/[^\p{L}\p{N}]/gu, "")).filter((it) => it !== "");
}

/** Equal for two spellings with the same letters, whatever titles, case and signs. */
export const nameKey = (text: string): string => nameWords(text).join(" ");

/**
 * How well a searched name fits a person's, 0 (not at all) to 1 (the same). Titles do not count, the order of words does not,
 * and usual variants of spelling (Moh./Muhammad, Tj/C, Sitti/Siti) are one.
 */
export function nameFit(wanted: string, name: string): number {
  const asked = nameWords(wanted);
  const free = nameWords(name);
  if (asked.length === 0) return 0;
  let points = 0;
  for (const word of asked) {
    const best = free.map((it) => wordFit(word, it)).reduce((most, fit, at) => (fit > most.fit ? { fit, at } : most), { fit: 0, at: -1 });
    if (best.fit === 0) return 0;
    points += best.fit;
    free.splice(best.at, 1);
  }
  return points / (asked.length + 0.1 * free.length);
}

function wordFit(asked: string, held: string): number {
  if (asked === held) return 1;
  if (sound(asked) === sound(held)) return 0.95;
  return sound(asked).length >= 2 && sound(held).startsWith(sound(asked)) ? 0.7 : 0;
}

const sound = (word: string): string => spellings.reduce((it, [pattern, letters]) => it.replace(pattern, letters), word);
