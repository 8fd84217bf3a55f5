import { type Found, type Kind, tokenPattern } from "./found.ts";
import { bareWord } from "./name-book.ts";
import { patternsIn } from "./patterns.ts";

/** Hides what is personal behind tokens that stay the same for one talk's turn, and puts it back. */
export interface Mask {
  /** The text with every datum replaced by its token. */
  hide(text: string): string;
  /** Tokens back to what they stand for; for the reply to the person themself and for nobody else. A token that was never given stays. */
  restore(text: string): string;
}

/** `names` finds people in a text; absent = only what is known by its form. */
export function createMask(names: (text: string) => Found[] = () => []): Mask {
  const tokens = new Map<string, string>();
  const originals = new Map<string, string>();
  const people: { words: string[]; token: string }[] = [];

  function tokenFor(kind: Kind, datum: string): string {
    const key = `${kind} ${kind === "ORANG" ? wordsOf(datum).join(" ") : datum.replace(/[\s().-]/g, "").toLowerCase()}`;
    const known = tokens.get(key) ?? (kind === "ORANG" ? samePerson(wordsOf(datum)) : undefined);
    if (known !== undefined) return known;
    const count = [...originals.keys()].filter((it) => it.startsWith(`[${kind}_`)).length;
    const token = `[${kind}_${count + 1}]`;
    tokens.set(key, token);
    originals.set(token, datum);
    if (kind === "ORANG") people.push({ words: wordsOf(datum), token });
    return token;
  }

  /** "Bunga" after "Bunga Lestari" is she, unless two are called so. */
  function samePerson(words: string[]): string | undefined {
    const holders = people.filter((it) => words.every((word) => it.words.includes(word)));
    return holders.length === 1 ? holders[0]?.token : undefined;
  }

  return {
    hide(text) {
      const plain = plainText(text);
      const byForm = patternsIn(plain);
      const found = [...byForm, ...names(blanked(plain, byForm)).filter((it) => !byForm.some((other) => other.start < it.end && it.start < other.end))];
      let hidden = "";
      let last = 0;
      for (const { start, end, kind } of found.sort((a, b) => a.start - b.start)) {
        hidden += plain.slice(last, start) + tokenFor(kind, plain.slice(start, end));
        last = end;
      }
      return hidden + plain.slice(last);
    },
    restore: (text) => text.replace(tokenPattern(), (it, kind: string, count: string) => originals.get(`[${kind.toUpperCase()}_${Number(count)}]`) ?? it),
  };
}

const wordsOf = (name: string): string[] =>
  name
    .split(/[\s.]+/)
    .map(bareWord)
    .filter(Boolean);

/** Invisible signs could stand inside a number, and wide digits look like others: neither may hide anything. */
const plainText = (text: string): string => text.normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\0]/g, "");

/** What was found already, as blanks of the same length: it is nobody's name, and a NIP still tells that one stands beside it. */
function blanked(text: string, found: Found[]): string {
  let blank = text;
  for (const { start, end, kind } of found) {
    const stands = kind === "NIP" && end - start >= 3 ? "nip".padEnd(end - start, "0") : "0".repeat(end - start);
    blank = blank.slice(0, start) + stands + blank.slice(end);
  }
  return blank;
}
