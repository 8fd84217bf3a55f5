/** A number with what it counts, as stated. */
export interface Quantity {
  value: string;
  unit: string;
}

const units: [RegExp, string][] = [
  [/^(?:jp|jam pelajaran|jam)$/, "jam"],
  [/^(?:x|kali|kl|kesempatan)$/, "kali"],
  [/^(?:thn|th|tahun|taon)$/, "tahun"],
  [/^(?:bln|bulan)$/, "bulan"],
  [/^(?:hr|hari)$/, "hari"],
  [/^(?:minggu|mgg)$/, "minggu"],
  [/^(?:%|persen|prosen)$/, "persen"],
  [/^(?:level|lvl)$/, "level"],
  [/^(?:menit|mnt)$/, "menit"],
  [/^(?:juta|jt|ribu|rb|miliar|milyar|m|rupiah|rp)$/, "rupiah"],
  [/^orang$/, "orang"],
  [/^(?:digit|angka)$/, "digit"],
];
const unitWords = "jam pelajaran|jp|jam|x|kali|kesempatan|thn|th|tahun|bln|bulan|hr|hari|minggu|%|persen|level|lvl|menit|juta|miliar|milyar|orang|digit|angka";
/** Numbers as words. */
export const numberWords: Readonly<Record<string, string>> = {
  satu: "1",
  dua: "2",
  tiga: "3",
  empat: "4",
  lima: "5",
  enam: "6",
  tujuh: "7",
  delapan: "8",
  sembilan: "9",
  sepuluh: "10",
  sebelas: "11",
  "dua belas": "12",
};
const spelledNumbers: Readonly<Record<string, string>> = {
  ...numberWords,
  sekali: "1 kali",
  setahun: "1 tahun",
  sebulan: "1 bulan",
  sehari: "1 hari",
  seminggu: "1 minggu",
};
const times = ["jam", "hari", "minggu", "bulan", "tahun", "menit"];

const unitOf = (word: string): string => units.find(([pattern]) => pattern.test(word))?.[1] ?? word;

/** All quantities of a text; `3x` and `tiga kali` are both 3 kali. */
export function quantities(text: string): Quantity[] {
  const plain = text.toLowerCase().replace(/(\d+)\s*[x×]\s*24\s*jam/g, "$1 hari");
  const spelled = withTens(plain.replace(/\b(?:se|)tiap (tahun|bulan|minggu|hari)\b/g, "1 $1")).replace(/\b[a-z]+\b/g, (word) => spelledNumbers[word] ?? word);
  const pattern = new RegExp(`(\\d+(?:[.,]\\d+)?)\\s*(?:\\([^)]*\\)\\s*)?(${unitWords})(?![a-z])`, "g");
  return [...spelled.matchAll(pattern)].map((it) => ({ value: (it[1] ?? "").replace(",", "."), unit: unitOf(it[2] ?? "") }));
}

/** "Dua puluh lima" as 25, "tiga belas" as 13. */
function withTens(text: string): string {
  const ones = "satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan";
  return text
    .replace(new RegExp(`\\b(${ones}) belas\\b`, "g"), (_, one: string) => String(10 + Number(numberWords[one])))
    .replace(new RegExp(`\\b(${ones}) puluh(?: (${ones}))?\\b`, "g"), (_, ten: string, one?: string) =>
      String(10 * Number(numberWords[ten]) + (one === undefined ? 0 : Number(numberWords[one]))),
    );
}

/** Units in which an answer could be: "berapa JP" wants jam, "berapa lama" any span of time; empty = no unit was named. */
export function askedUnits(plainQuestion: string): string[] {
  if (/\bberapa lama\b|\blama(?:nya)? berapa\b/.test(plainQuestion)) return times;
  const pattern = new RegExp(`\\bberapa\\s+(?:banyak\\s+)?(${unitWords}|rupiah)\\b`, "g");
  // "Dalam berapa jam" is answered by "3 x 24 jam" and by days; lessons are called "jam pelajaran" or JP.
  return [...plainQuestion.matchAll(pattern)].flatMap((it) => (it[1] === "jam" ? ["jam", "hari"] : unitOf(it[1] ?? "")));
}
