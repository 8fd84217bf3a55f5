import { digitLike, doubtIn, readDigits } from "./digits.ts";

/** One way to read the number behind the word *Pasal*. */
export interface Reading {
  number: number;
  /** `A` in `Pasal 28A`, else empty. */
  suffix: string;
  /** Where the number ends in the text. */
  to: number;
  /** How far it is from what is printed there: 0 = exactly. */
  doubt: number;
}

/** A place where the word *Pasal* and a number stand: a heading or a mere mention. */
export interface ArticleMark {
  from: number;
  readings: Reading[];
  /** How much it looks like a heading: about 4 for one on its own line, below 0 for a mention in a sentence. */
  shape: number;
  /** Alone on its line. */
  alone: boolean;
}

const word = /(?<![\p{L}\d])[Pp](?:as(?=d )|asa|ASA)(?:-l|\.l|[lL1Ii\]J[dtr7!|,])(?:\.(?=\d))?[^\S\n]{0,2}/gu;
const first = new RegExp(`^[${digitLike}]{1,5}`);
const more = /^ [\dOolI|\]]{1,2}(?![\p{L}\d])/u;
const mention =
  /(?:dalam|dengan|pada|ketentuan|dan|atau|sampai|huruf|angka|ayat|oleh|menurut|yakni|yaitu|ke|dari|melanggar|berdasarkan|antara|memenuhi|tentang|rumusan|substansi|perubahan|penjelasan|judul|setelah|sebelum|termaksud|tersebut|pasal|pasal-pasal|bunyi|karena|untuk|kecuali|dimaksud|diantara|melaksanakan|isi|mengubah|menghapus|bahwa|s\/d|s\.d\.|serta|maupun|mengenai|sebagai|sehingga|mulai|jo\.?|juncto)\s*["“]?$/i;
const goesOn =
  /^\s*(?:ayat|huruf|angka|dan|atau|sampai|jo|s\/d|s\.d|Undang-[Uu]ndang|Peraturan Pemerintah Nomor|Kitab|,|;|:|\)|\/|diubah|dihapus|berbunyi|yang|ini\b|tersebut|di ?atas|sebagaimana|serta)/;

/** Every place that may head an article, with all plausible readings of its number. */
export function articleMarks(text: string): ArticleMark[] {
  const marks: ArticleMark[] = [];
  for (const found of text.matchAll(word)) {
    const at = found.index + found[0].length;
    const readings = readingsAt(text, at);
    if (readings.length === 0) continue;
    const to = Math.max(...readings.map((it) => it.to));
    const opens = lineStart(text, found.index);
    const alone = opens && /^[ .:]*(?:\n|$)/.test(text.slice(to, to + 8));
    marks.push({ from: found.index, readings, alone, shape: shapeOf(text, found.index, to, opens, alone) });
  }
  return marks;
}

function readingsAt(text: string, at: number): Reading[] {
  const readings: Reading[] = [];
  let token = first.exec(text.slice(at, at + 5))?.[0] ?? "";
  // "Pasal 12Setiap": letters that begin a word are no digits.
  while (token !== "" && /\p{Ll}/u.test(text[at + token.length] ?? "")) token = token.slice(0, -1);
  let to = at + token.length;
  for (let joined = 0; token !== "" && joined < 3; joined += 1) {
    add(readings, text, token, to, joined);
    const next = more.exec(text.slice(to, to + 4))?.[0];
    if (next === undefined) break;
    // A lone figure behind the number is the rest of it, not the first word of the article.
    for (const reading of readings) if (reading.to === to) reading.doubt += 0.8;
    token += next.trim();
    to += next.length;
  }
  return readings;
}

function add(readings: Reading[], text: string, token: string, to: number, joined: number): void {
  const glued = /^\d/.test(token) && /[A-Z]$/.test(token) ? token.at(-1) : undefined;
  const whole = readDigits(token);
  if (whole !== null && Number(whole) > 0 && !whole.startsWith("0") && whole.length <= 4) {
    const doubt = doubtIn(token) * 0.4 + joined * 0.4;
    const behind = /^([A-Z]| [A-H])(?![\p{L}\d.])/u.exec(text.slice(to, to + 3));
    // A capital by itself behind the number is far more often its letter than the first word of the article.
    readings.push({ number: Number(whole), suffix: "", to, doubt: doubt + (behind === null ? 0 : 1) });
    if (behind !== null) {
      readings.push({ number: Number(whole), suffix: behind[0].trim(), to: to + behind[0].length, doubt: doubt + (behind[0].length - 1) * 0.2 });
    }
  }
  const digits = glued === undefined ? null : readDigits(token.slice(0, -1));
  if (glued !== undefined && digits !== null) readings.push({ number: Number(digits), suffix: glued, to, doubt: 0.4 + joined * 0.6 });
}

function lineStart(text: string, at: number): boolean {
  return at === 0 || /(?:^|\n)[ "“]*$/.test(text.slice(Math.max(0, at - 4), at));
}

function shapeOf(text: string, from: number, to: number, opens: boolean, alone: boolean): number {
  const before = text.slice(Math.max(0, from - 40), from).trimEnd();
  const after = text.slice(to, to + 60);
  let shape = alone ? 4.5 : opens ? 1.5 : 0;
  // No sentence names an article and goes on with "(1) Setiap" or "Dalam Undang-Undang ini yang dimaksud".
  const begins = /^[ .:]*\n?[ ]*["“]?(?:\([1lIi]\) ?\p{Lu}|Dalam [\p{L} -]{4,40} ini,? yang dimaksud)/u.test(after);
  if (begins) shape += 4;
  else if (/^[ .:]*\n?[ ]*(?:\(|Ayat|Cukup)/.test(after)) shape += 1.5;
  else if (/^[ .:]*\s*["“]?\p{Lu}/u.test(after)) shape += 1;
  else if (/^\s*\p{Ll}/u.test(after)) shape -= alone ? 0 : 3;
  if (goesOn.test(after)) shape -= alone ? 1 : 4;
  if (/^ ?\.( ?\.)+/.test(after)) shape -= 2;
  if (/[.;:"”]$/.test(before) || before === "") shape += 1;
  else if (/(?:jelas|Angka \d{1,3})$/.test(before)) shape += 2.5;
  else if (/[,/(]$/.test(before)) shape -= opens ? 1 : 4;
  if (mention.test(before)) shape -= alone || begins ? 1.5 : 5;
  if (text[from] === "p") shape -= alone ? 1 : 2.5;
  return shape;
}
