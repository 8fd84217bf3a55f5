import type { Passage } from "../../passage.ts";
import { cutArticles } from "./cut-articles.ts";
import { citedPassages } from "./law-passages.ts";
import { layLines } from "./lines.ts";

const texts = {
  mixed: "Pada naskah pindaian ini penjelasan beberapa pasal tercampur. Cocokkan dengan naskah aslinya.",
};

const byArticle = /(?:\bII\s?\.?\s+)?PASAL[. ]*(?:PASAL )?DEMI\s*PASAL\s*:?/;
const general = /(?:(?<=^|\s)I\s?\.?\s+)?(?<=^|[\s."”])UMUM\b\s*:?/;
/** Explanations leave articles out, so a number left out costs little. */
const some = 0.1;

/** The official explanation: its general part, and what it says of each article that needs one. */
export function elucidationPassages(text: string, free: (wanted: string) => string): Passage[] {
  const at = byArticle.exec(text);
  const upTo = at?.index ?? firstArticle(text);
  const from = at === null ? upTo : at.index + at[0].length;
  const opening = text.slice(0, upTo);
  const start = general.exec(opening);
  const overview = start === null ? opening : opening.slice(start.index + start[0].length);
  return [
    ...(saysSomething(overview) ? citedPassages("elucidation", "Penjelasan Umum", layLines(overview.trim()), free) : []),
    ...cutArticles(signedOff(text.slice(from)), some)
      .articles.filter((it) => saysSomething(it.text))
      .flatMap((it) => citedPassages("elucidation", `Penjelasan Pasal ${it.number}`, layLines(it.text), free, mixed(it.text))),
  ];
}

function firstArticle(text: string): number {
  const found = /(?<=^|\s)Pasal 1(?=\s)/.exec(text);
  return found?.index ?? text.length;
}

/** The number in the gazette stands at the very end and belongs to no article. */
function signedOff(text: string): string {
  return text.replace(/\s*TAMBAHAN LEMBARAN (?:NEGARA|DAERAH)[\s\S]{0,120}$/, "");
}

/** Where headings stand in a heap, no one can tell any more which text explains which article. */
function mixed(text: string): Partial<Passage> {
  return /(?:\bPasa\S{1,2}\s){2}/.test(text) ? { caution: texts.mixed } : {};
}

/** Most explanations only say that an article, ayat or huruf is clear enough. */
function saysSomething(text: string): boolean {
  const rest = text
    .replace(/C ?ukup ?\^?\s?j\s?[e€c]\s?[l1!I|]\s?a\s?s|Cukup ?jelas/gi, " ")
    .replace(/\b(?:Pasal|Ayat|Huruf|Angka|Butir|[Ss]ampai dengan|s\.?\/?d\.?)\b/g, " ")
    .replace(/\bPasal\s?[IVX]+\b/g, " ");
  return (rest.match(/\p{L}{4,}/gu) ?? []).length >= 3;
}
