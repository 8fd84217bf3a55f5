import { titleCase } from "./title-case.ts";

/** Full names of kinds of rules, in capitals, and how they are cited; longer names first. */
const fixed: readonly (readonly [RegExp, string])[] = [
  [/^PERATURAN PEMERINTAH PENGGANTI UNDANG-UNDANG$/, "Perppu"],
  [/^UNDANG-UNDANG$/, "UU"],
  [/^PERATURAN PEMERINTAH$/, "PP"],
  [/^PERATURAN PRESIDEN$/, "Perpres"],
  [/^KEPUTUSAN PRESIDEN$/, "Keppres"],
  [/^INSTRUKSI PRESIDEN$/, "Inpres"],
  [/^PERATURAN MENTERI (?:NEGARA )?(?:PENDAYAGUNAAN APARATUR NEGARA DAN REFORMASI BIROKRASI|PANRB|PAN-?RB)$/, "PermenPANRB"],
  [/^PERATURAN MENTERI (?:NEGARA )?PENDAYAGUNAAN APARATUR NEGARA$/, "PermenPAN"],
  [/^PERATURAN MENTERI DALAM NEGERI$/, "Permendagri"],
  [/^PERATURAN MENTERI KEUANGAN$/, "PMK"],
  [/^PERATURAN (?:LEMBAGA ADMINISTRASI NEGARA|LAN)$/, "PerLAN"],
  [/^PERATURAN KEPALA (?:LEMBAGA ADMINISTRASI NEGARA|LAN)$/, "Perka LAN"],
  [/^PERATURAN (?:BADAN KEPEGAWAIAN NEGARA|BKN)$/, "Peraturan BKN"],
  [/^PERATURAN KEPALA (?:BADAN KEPEGAWAIAN NEGARA|BKN)$/, "Perka BKN"],
  [/^SURAT EDARAN MENTERI (?:NEGARA )?(?:PENDAYAGUNAAN APARATUR NEGARA DAN REFORMASI BIROKRASI|PANRB|PAN-?RB)$/, "SE MenPANRB"],
  [/^SURAT EDARAN MENTERI DALAM NEGERI$/, "SE Mendagri"],
  [/^SURAT EDARAN (?:KEPALA )?(?:BADAN KEPEGAWAIAN NEGARA|BKN)$/, "SE BKN"],
  [/^SURAT EDARAN (?:KEPALA )?(?:LEMBAGA ADMINISTRASI NEGARA|LAN)$/, "SE LAN"],
  [/^KEPUTUSAN KEPALA (?:LEMBAGA ADMINISTRASI NEGARA|LAN)$/, "Keputusan Kepala LAN"],
  [/^KEPUTUSAN KEPALA (?:BADAN KEPEGAWAIAN NEGARA|BKN)$/, "Keputusan Kepala BKN"],
  [/^KEPUTUSAN MENTERI (?:NEGARA )?(?:PENDAYAGUNAAN APARATUR NEGARA DAN REFORMASI BIROKRASI|PANRB)$/, "KepmenPANRB"],
];
const prefixes: readonly (readonly [RegExp, string])[] = [
  [/^PERATURAN DAERAH /, "Perda "],
  [/^PERATURAN WALI ?KOTA /, "Perwali "],
  [/^PERATURAN BUPATI /, "Perbup "],
  [/^PERATURAN GUBERNUR /, "Pergub "],
  [/^KEPUTUSAN WALI ?KOTA /, "Keputusan Wali Kota "],
  [/^SURAT EDARAN WALI ?KOTA /, "SE Wali Kota "],
  [/^SURAT EDARAN\b ?/, "SE "],
];
/** Stem of a file name or rule id, where it is not the kind in small letters. */
const stems: Readonly<Record<string, string>> = {
  uu: "UU",
  pp: "PP",
  perppu: "Perppu",
  perpres: "Perpres",
  keppres: "Keppres",
  inpres: "Inpres",
  permenpanrb: "PermenPANRB",
  permenpan: "PermenPAN",
  permendagri: "Permendagri",
  pmk: "PMK",
  perlan: "PerLAN",
  perkalan: "Perka LAN",
  perbkn: "Peraturan BKN",
  perkabkn: "Perka BKN",
  "se-menpanrb": "SE MenPANRB",
  "se-bkn": "SE BKN",
  "se-lan": "SE LAN",
  "se-mendagri": "SE Mendagri",
  kepmenpanrb: "KepmenPANRB",
};

/** Name of a kind of rule on a title page, for use inside a larger expression. */
export const kindCapitals =
  "(?:PERATURAN PEMERINTAH PENGGANTI UNDANG-UNDANG|UNDANG-UNDANG|PERATURAN PEMERINTAH|" +
  "(?:PERATURAN|KEPUTUSAN|INSTRUKSI|SURAT EDARAN)(?: [A-Z][A-Z /.-]{1,110}?)?)";

/** The same as a sentence writes it, or in capitals. */
export const kindName =
  "(?:[Pp]eraturan [Pp]emerintah [Pp]engganti [Uu]ndang-[Uu]ndang|[Uu]ndang-[Uu]ndang|[Pp]eraturan [Pp]emerintah|" +
  `(?:Peraturan|Keputusan|Instruksi) Presiden|(?:Peraturan|Keputusan|Surat Edaran) [A-Z][\\p{L} /-]{2,90}?|${kindCapitals})`;

/** `PERATURAN PEMERINTAH` → `PP`; a kind without a short form keeps its name in ordinary case. */
export function citedKind(name: string): string {
  const full = name
    .toUpperCase()
    .replace(/\s+/g, " ")
    .replace(/ REPUB\w+ INDONESIA\b/g, "")
    // A title page may say the name twice: what counts is where it begins last.
    .replace(/^.*(?=(?:PERATURAN|KEPUTUSAN|INSTRUKSI|SURAT EDARAN)\b)/, "")
    .trim();
  const found = fixed.find(([what]) => what.test(full))?.[1];
  if (found !== undefined) return found;
  const [what, short] = prefixes.find(([start]) => start.test(full)) ?? [];
  if (what !== undefined && short !== undefined) return (short + titleCase(full.replace(what, ""))).trim();
  return titleCase(full);
}

/** `pp-2017-11` → kind, number and year; null for other names. */
export function readRuleId(id: string): { kind: string; number: string; year: number } | null {
  const [, stem = "", year = "", number = ""] = /^([a-z]+(?:-[a-z]+)*)-(\d{4})-(\d+[a-z]?)$/.exec(id) ?? [];
  const kind = stems[stem];
  return kind === undefined ? null : { kind, number, year: Number(year) };
}
