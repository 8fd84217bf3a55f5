import { withoutHeaps } from "./debris.ts";
import { readDigits } from "./digits.ts";

/**
 * Repairs what recognition certainly got wrong, and takes out what belongs to the page and not to the text. Nothing
 * is guessed: a rule stands here only if its left side is no Indonesian in any regulation.
 */
export function cleanLaw(text: string): string {
  return numbers(words(page(withoutHeaps(marks(text)))))
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function marks(text: string): string {
  return text
    .replace(/^#{1,6}\s+/gm, "")
    .replace(/\*\*/g, "")
    .replace(/!?\[([^\]\n]{1,80})\]\([^)\s]{1,200}\)/g, "$1")
    .replace(/(^|[\s("“])_+(?=\S)|(?<=\S)_+(?=[\s.,;:)"”]|$)/gm, "$1")
    .replace(/\^j (?=\p{Ll})/gu, "j")
    .replace(/\^(?=[\p{L}\d("“])/gu, "")
    .replace(/…/g, "...");
}

/** Running heads, page numbers, catchwords at the foot that the next page repeats. */
function page(text: string): string {
  return (
    text
      .replace(/^[ ]*(?:PRESIDEN|REPUBLIK INDONESIA|PRESIDEN REPUBLIK INDONESIA|[-–—] ?\d{1,3} ?[-–—]|SALINAN|www\.\S+)[ ]*$/gm, "")
      .replace(/\bSK No\.? ?\d{5,6} ?[A-Z]\b/g, " ")
      .replace(/(?<=[\s.,;:])[-–—] ?\d{1,3} ?[-–—](?=\s|$)/g, " ")
      .replace(/\bPRES ?I ?DEN REPUBLIK INDONESIA\s+(?=BAB|Bagian|Pasal)/g, "\n")
      .replace(/\bPRESIDEN REPUBLIK INDONESIA(?= (?:[-–—] ?\d{1,3} ?[-–—]|\(\d|[a-z]{2,}))/g, " ")
      .replace(/\{iD\b|#",D|\(iD\b/g, " ")
      // Numbers of ayat that slid away from their text: whose they are can no longer be told.
      .replace(/(?:\([\dlIisSra]{1,2}[)t1I](?:[^\S\n]+|$)){2,}/gm, " ")
      .replace(/^[^\S\n]*(?:(?:\(?[\dlI]{1,2}[.)]|\S{1,3})[^\S\n]*){1,6}$/gm, blankOrphans)
      // "c. gaji . . . c. gaji pokok", "Pasal 29 … Pasal 29 (1)": the catchword and what stands between.
      .replace(/(?<=^|\s)((?:\S{1,24} ){0,3}\S{1,24}?) ?(?:\. ?){2,}\s{1,8}(?:\S{1,12}\s){0,3}?(?=\1(?:\s|$|[,;.]))/gm, "")
      // "2. Pejabat 2. Pejabat Pembina": an item that begins twice.
      .replace(/(?<=^|\s)((?:\d{1,3}\.|\(\d{1,2}\)|[a-z]\.) ?\p{L}{2,}) ?\.?\s{1,2}(?:\S{1,6}\s)?(?=\1)/gmu, "")
  );
}

/** A line of bare numbers and marks goes; one with a word in it stays. */
function blankOrphans(line: string): string {
  return /\p{L}{2}/u.test(line) || /\d{2,}[.,]\d/.test(line) ? line : "";
}

function words(text: string): string {
  return text
    .replace(/\bP \^?as ?al(?= )/g, "Pasal")
    .replace(/(?<=\d)o\/o/g, "%")
    .replace(/\b([Pp])asa(?:[tI\]J]|-l|\.l) ?(?=\d)/g, "$1asal ")
    .replace(/(\p{Ll}j) (?=\p{Ll}{2})/gu, "$1")
    .replace(/(?<=(?:[.;:)]|^) ?)(\p{Lu}\p{Ll}{3,}) (?:[-_]?\w{0,2}\d\w?[-_]? )?(?=\1 )/gmu, "")
    .replace(/\bp(?=NS\b|PPK\b|PK\b|yB\b)/g, "P")
    .replace(/\bJpT\b/g, "JPT")
    .replace(/\brn(?=[aeiou])/g, "m")
    .replace(/\bT\\?[-:]? ?(?:[\\|]r|\\:|rr)? ?njangan\b|\b[lI1]\\r?njangan\b/g, "Tunjangan")
    .replace(/\bdima(?:l|k|l<|k<|ks|ls)(?:su|srr|s\^u)d\b|\bdimaksrrd\b|\bdimalsud\b|\bdimal<sud\b/g, "dimaksud")
    .replace(/\bdanlatau\b|\bdan\/ atau\b/g, "dan/atau")
    .replace(/\bRalryat\b/g, "Rakyat")
    .replace(/(?<=\p{L}{2})-[ \n](?=\p{L}{3})(?!(?:dan|atau|serta|maupun)\b)/gu, "-");
}

function numbers(text: string): string {
  return text
    .replace(/\b(ayat|Ayat) ?[l(]([\dlISsa]{1,2})[l1I)t](?=[ ,.;]|$)/gm, (whole, word: string, token: string) => numbered(whole, word, token))
    .replace(/\b(Nomor|Tahun|tahun|ayat \(|Ayat \(|angka) ?([\dOolISTLJ]{1,4})(?=[\s),;.])/g, (whole, word: string, token: string) => {
      const read = readDigits(token);
      return read === null ? whole : `${word}${word.endsWith("(") ? "" : " "}${read}`;
    })
    .replace(/(?<![\p{L}\d/.-])(?=[\dOolIL]*\d)[\dOolIL]{2,4}(?![\p{L}\d/])/gu, (token) => readDigits(token) ?? token)
    .replace(/\([lI]\)/g, "(1)")
    .replace(/\([sS]\)(?= \p{Lu})/gu, "(5)")
    .replace(/\((\d)[t1l](?= \p{Lu})/gu, "($1)");
}

function numbered(whole: string, word: string, token: string): string {
  const read = token === "a" ? "4" : readDigits(token);
  return read === null || /^0/.test(read) ? whole : `${word} (${read})`;
}
