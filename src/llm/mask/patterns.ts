import { maskCodes } from "../../core/one-time-code.ts";
import { type Found, type Kind, tokenPattern } from "./found.ts";

/** First letters of Indonesian number plates; without them "PP 11 TAHUN" would be one. */
const plate = "A[ABDEGS]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[ABSU]|R|S|T|W|Z";

/**
 * Data that is known by its form. The order is that of precedence: what an earlier one has taken, a later one leaves. Every repetition
 * has a bound, so that no message keeps the process busy.
 */
const patterns: [Kind, RegExp][] = [
  ["TANDA", tokenPattern()],
  ["TAUTAN", /\b(?:https?:\/\/|www\.)[^\s<>"']{1,2000}/gi],
  ["SUREL", /[\p{L}\d.+_-]{1,64}\s?@\s?[\p{L}\d-]{1,64}(?:\.[\p{L}\d-]{1,64}){1,5}/gu],
  ["AKUN", /(?<![\p{L}\d])@[\p{L}\d_.]{3,40}/gu],
  // 18 digits; the groups of eight, six, one and three are often set apart, and people put signs anywhere.
  ["NIP", /(?<!\d)(?:\d[ .\-_/]{0,2}){17}\d(?!\d)/g],
  ["NIK", /(?<!\d)(?:\d[ .\-_/]{0,2}){15}\d(?!\d)/g],
  ["TELEPON", /(?<![\d/])(?:\+\s?\d{1,3}|62|0)[ ().-]{0,2}\d(?:[ ().-]{0,2}\d){6,12}(?!\d)/g],
  ["NOMOR", /(?<![\d/])\d(?:[-.]?\d){8,30}(?![\d/])/g],
  ["TANGGAL_LAHIR", /(?<=\b(?:lahir|ttl|ultah|ulang tahun)\b[^\d\n]{0,40})(?:\d{1,2}[ ./-](?:\d{1,2}|\p{L}{3,9})[ ./-]\d{2,4}|\d{4}-\d{2}-\d{2})/giu],
  ["PELAT", new RegExp(String.raw`(?<![\p{L}\d])(?:${plate})[ .-]?\d{2,4}[ .-]?[A-Z]{2,3}(?![\p{L}\d])`, "gu")],
  [
    "ALAMAT",
    /(?<![\p{L}])(?:jl|jln|jalan|gg|gang|lorong|komplek|kompleks|perumahan|btn)\b\.?\s{0,3}[\p{L}\d][\p{L}\d .'/-]{0,50}?(?:\bno(?:mor)?\b\.?\s{0,2})?\d{1,4}[a-z]?(?![\p{L}\d])/giu,
  ],
  ["ALAMAT", /\brt\b\.?\s{0,2}\d{1,3}\s{0,2}[/.,]?\s{0,2}(?:rw\b\.?\s{0,2}\d{1,3})?/gi],
];

/** Whatever has the form of a personal datum, first to last, none over another. */
export function patternsIn(text: string): Found[] {
  const found: Found[] = codesIn(text);
  for (const [kind, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const one = { start: match.index, end: match.index + match[0].length, kind };
      if (!found.some((it) => it.start < one.end && one.start < it.end)) found.push(one);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** One-time codes open a talk: the one who knows their form is asked. */
function codesIn(text: string): Found[] {
  const masked = maskCodes(text);
  if (masked === text) return [];
  let head = 0;
  while (head < text.length && text[head] === masked[head]) head++;
  let tail = 0;
  while (tail < text.length - head && text[text.length - 1 - tail] === masked[masked.length - 1 - tail]) tail++;
  return [{ start: head, end: text.length - tail, kind: "KODE" }];
}
