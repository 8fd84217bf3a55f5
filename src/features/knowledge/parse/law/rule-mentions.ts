import { ruleId } from "../rule-name.ts";
import { digitLike, readDigits } from "./digits.ts";
import { citedKind, kindName } from "./kinds.ts";

/** A place where a text names another rule by kind, number and year. */
export interface RuleMention {
  /** Identity of the rule named: `pp-2010-53`. */
  rule: string;
  from: number;
  to: number;
}

const number = `[\\w./|-]{1,30}(?: [${digitLike}]{1,2})?`;
const year = `(?:[${digitLike}] ?){3}[${digitLike}]`;
const named = new RegExp(
  `(${kindName})(?: Republik Indonesia)?\\s+N(?:omor|OMOR|o\\.?)\\s*:?\\s*(${number}?)\\s*(?:[Tt]ahun|TAHUN)\\s*(${year})(?![\\p{L}\\d])`,
  "gu",
);
/** `Peraturan Pemerintah ini mulai berlaku Peraturan Menteri …`: the name is what begins last. */
const lastKind = /(?:Peraturan|Keputusan|Instruksi|Surat Edaran)\b(?!.*(?:Peraturan|Keputusan|Instruksi|Surat Edaran)\b)/i;
/** Words of a citation that recognition splits or bends: `Nom or`, `TaHun`, `Pera turan`. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\bN ?[o0O] ?m ?[o0O] ?r(?= ?[\dIlO:])/g, "Nomor"],
  [/\b[Tt] ?a ?[hH] ?[uv] ?n(?= ?[12lI])/g, "Tahun"],
  [/\bPera ?t ?u ?ran(?= )/g, "Peraturan"],
  [/\bPemer ?in ?tah(?= )/g, "Pemerintah"],
  [/\b([Uu])ndang ?- ?([Uu])ndang\b/g, "$1ndang-$2ndang"],
];

/** The text with the words of its citations made whole; places in it differ from the original. */
export function wholeCitations(text: string): string {
  return words.reduce((read, [broken, whole]) => read.replace(broken, whole), text);
}

/** Every rule that a text names, in order; a number or year that cannot be read leaves it out. */
export function ruleMentions(text: string): RuleMention[] {
  const mentions: RuleMention[] = [];
  for (const found of text.matchAll(named)) {
    const [whole, name = "", said = "", when = ""] = found;
    const read = readDigits(when.replaceAll(" ", ""));
    if (read === null || !/^(?:1[89]|20)/.test(read)) continue;
    const plain = readDigits(said.replaceAll(" ", "")) ?? said;
    const from = found.index + Math.max(0, name.search(lastKind));
    mentions.push({ rule: ruleId(citedKind(name), plain, Number(read)), from, to: found.index + whole.length });
  }
  return mentions;
}
