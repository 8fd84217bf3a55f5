/** A name with its titles apart, each exactly as written. */
export interface NameParts {
  titleBefore: string | null;
  name: string;
  titleAfter: string | null;
}

/** Titles in front of a name; anything else with a dot ("M. Yusuf", "Abd. Rahman") is part of the name. */
const before = /^(?:(?:prof|drs|dra|dr|drg|drh|ir|h|hj|kh|ns|apt|tgk|ust)\.|(?:prof|drs|dra|drg|drh|ir|hj|dr)(?=\s))\s*/i;

/** One title behind a name: with a dot ("S.STP.", "M.Si"), an abbreviation in capitals ("SE", "MM"), or one of the written-out words. */
const after = /^(?:[\p{L}()]*\p{L}\.[\p{L}.() -]*|\p{Lu}{2,6}|\p{Lu}\.?\p{Lu}?[a-z]{1,4}|Ners|Psikolog|Apt|Bd|Ph\.?\s?D\.?|C[A-Z]{1,4})$/u;

/**
 * Tells "Drs. Budi Contoh, S.STP., M.Si." apart. Titles behind a name are taken only after a comma, so that nothing is lost or
 * invented: `fullName` gives back what was written, but for spaces.
 */
export function splitName(text: string): NameParts {
  const all = text.replace(/[\s\u00a0]+/g, " ").trim();
  const { titles, rest } = frontTitles(all);
  const [name = "", ...behind] = rest.split(/\s*,\s*/);
  const found = behind.filter((it) => it !== "");
  if (found.length === 0 || name === "" || !found.every((it) => after.test(it)))
    return { titleBefore: titles, name: rest.replace(/[\s,]+$/, "") || all, titleAfter: null };
  return { titleBefore: titles, name, titleAfter: found.join(", ") };
}

function frontTitles(text: string): { titles: string | null; rest: string } {
  let rest = text;
  for (let it = before.exec(rest); it !== null && it[0].length < rest.length; it = before.exec(rest)) rest = rest.slice(it[0].length);
  return rest === text ? { titles: null, rest } : { titles: text.slice(0, text.length - rest.length).trim(), rest };
}

/** The name with its titles, as certificates print it. */
export const fullName = ({ titleBefore, name, titleAfter }: NameParts): string =>
  `${titleBefore ? `${titleBefore} ` : ""}${name}${titleAfter ? `, ${titleAfter}` : ""}`;
