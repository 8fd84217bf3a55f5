import { parse } from "yaml";
import { z } from "zod";
import { bareWord } from "./mask/name-book.ts";

/** What never goes to a model, whoever has agreed to what (F20, F21). */
export const matters = ["kesehatan", "keluarga", "keuangan", "disiplin", "aduan"] as const;
export type Matter = (typeof matters)[number];

/** Tells from its words whether a message must stay home; null = it may go. */
export type Sensitive = (message: string) => Matter | null;

const phrases = z.array(z.string().min(1));
const signs = z.strictObject({ pasti: phrases, pribadi: phrases });
const File = z.strictObject({
  orang: z.string().transform((it) => new Set(it.split(/\s+/).filter(Boolean))),
  umum: phrases,
  kesehatan: signs,
  keluarga: signs,
  keuangan: signs,
  disiplin: signs,
  aduan: signs,
});

/** How many words may stand between a sign and whom it is about. */
const reach = 5;

/** `complains` = what else tells a complaint, such as what the assistant has learnt from examples. */
export function parseSensitive(text: string, complains: (message: string) => boolean = () => false): Sensitive {
  const file = File.parse(parse(text));
  const general = file.umum.map(phraseOf);
  const known = matters.map((matter) => ({ matter, sure: file[matter].pasti.map(phraseOf), personal: file[matter].pribadi.map(phraseOf) }));
  return (message) => {
    const words = withoutPhrases(wordsOf(message), general);
    for (const { matter, sure, personal } of known) {
      if (sure.some((it) => placesOf(words, it).length > 0)) return matter;
      if (personal.some((it) => placesOf(words, it).some((at) => isAboutSomebody(words, at, file.orang)))) return matter;
    }
    return complains(message) ? "aduan" : null;
  };
}

interface Phrase {
  words: string[];
  /** The last word may go on. */
  open: boolean;
}

const phraseOf = (text: string): Phrase => ({ words: wordsOf(text.replace("*", "")), open: text.endsWith("*") });

/** "temennya" and "sakitku" count with what hangs on them. */
const wordsOf = (text: string): string[] => (text.normalize("NFKC").match(/[\p{L}\p{M}]+|\d+/gu) ?? []).map((it) => bareWord(it) || it);

function placesOf(words: string[], { words: phrase, open }: Phrase): number[] {
  const places: number[] = [];
  for (let at = 0; at + phrase.length <= words.length; at++) {
    const fits = phrase.every((part, offset) => {
      const word = words[at + offset] ?? "";
      return word === part || (open && offset === phrase.length - 1 && word.startsWith(part));
    });
    if (fits) places.push(at);
  }
  return places;
}

/** Terms of the rules ("cuti sakit") say nothing of anybody. */
function withoutPhrases(words: string[], all: Phrase[]): string[] {
  const left = [...words];
  for (const phrase of all) for (const at of placesOf(left, phrase)) left.fill("", at, at + phrase.words.length);
  return left;
}

function isAboutSomebody(words: string[], at: number, people: ReadonlySet<string>): boolean {
  if (/...ku$/.test(words[at] ?? "")) return true; // utangku
  const near = words.slice(Math.max(0, at - reach), at + reach + 1);
  return near.some((it) => people.has(it) || (it.length > 4 && /(?:ku|nya)$/.test(it) && people.has(it.replace(/(?:ku|nya)$/, ""))));
}
