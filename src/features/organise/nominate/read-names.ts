import { plain } from "../../../core/reply.ts";
import { personNamed } from "../../competency/team-list.ts";
import { isNip, normaliseNip } from "../../people/nip.ts";
import { type Brief, fullName } from "../../people/person-store.ts";

/** Names that were written, as people; and what could not be understood, a line each. */
export interface ReadNames {
  people: Brief[];
  problems: string[];
}

const texts = {
  unknown: (words: string) => `“${plain(words)}” tidak ditemukan`,
  several: (words: string, names: string) => `“${plain(words)}” dapat berarti ${names}; tulis nama lengkap atau NIP`,
};

/** One name or NIP a line; a semicolon parts them too, a comma does not: titles have one. */
export const namesIn = (text: string): string[] =>
  text
    .split(/[\n;]/)
    .map((it) => it.replace(/^\s*(?:\d{1,3}[.)]|[-•*])\s+/, "").trim())
    .filter(Boolean);

/** Words in front of a name's titles. */
const withoutTitles = (words: string): string => (words.split(",")[0] ?? words).trim();

/** Who is meant among these people; the same person named twice is one. What was typed is only repeated in its own line. */
export function readNames(text: string, among: Brief[]): ReadNames {
  const people = new Map<number, Brief>();
  const problems: string[] = [];
  for (const words of namesIn(text)) {
    const found = isNip(words) ? among.filter((it) => it.nip === normaliseNip(words)) : namedIn(words, among);
    const [only, second] = found;
    if (!only) problems.push(texts.unknown(isNip(words) ? "NIP itu" : words));
    else if (second)
      problems.push(
        texts.several(
          words,
          found
            .slice(0, 3)
            .map((it) => plain(fullName(it)))
            .join(", "),
        ),
      );
    else people.set(only.id, only);
  }
  return { people: [...people.values()], problems };
}

function namedIn(words: string, among: Brief[]): Brief[] {
  const found = personNamed(withoutTitles(words), among);
  const exact = found.filter((it) => it.name.toLowerCase() === withoutTitles(words).toLowerCase());
  return exact.length > 0 ? exact : found;
}
