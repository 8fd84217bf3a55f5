const panrb = "(?:pan\\s*(?:-|&|dan)?\\s*rb|pan|pendayagunaan aparatur negara(?: dan reformasi birokrasi)?)";
const bkn = "(?:bkn|badan kepegawaian negara)";
const lan = "(?:lan|lembaga administrasi negara)";

/** Kinds of rules as people write them, longer wordings first. The names are those of `DocumentMeta.kind`. */
const kinds: readonly (readonly [string, string])[] = [
  ["Perppu", "peraturan pemerintah pengganti undang[\\s-]*undang|perp?pu"],
  ["UUD", "undang[\\s-]*undang dasar|uud"],
  ["UU", "undang[\\s-]*undang|uu"],
  ["PP", "peraturan pemerintah|pp"],
  ["Perpres", "peraturan presiden|perpres"],
  ["Keppres", "keputusan presiden|kepp?res"],
  ["Inpres", "instruksi presiden|inpres"],
  ["PermenPANRB", `(?:peraturan menteri|permen)\\s*${panrb}`],
  ["KepmenPANRB", `(?:keputusan menteri|kepmen)\\s*${panrb}`],
  ["SE MenPANRB", `(?:surat edaran|se)\\s*(?:menteri|men)\\s*${panrb}`],
  ["SE BKN", `(?:surat edaran|se)\\s*(?:kepala\\s+|ka\\s*)?${bkn}`],
  ["SE LAN", `(?:surat edaran|se)\\s*(?:kepala\\s+|ka\\s*)?${lan}`],
  ["Perka BKN", `(?:peraturan kepala|perka)\\s*${bkn}`],
  ["Peraturan BKN", `(?:peraturan|per)\\s*${bkn}`],
  ["Perka LAN", `(?:peraturan kepala|perka)\\s*${lan}`],
  ["PerLAN", `(?:peraturan|per)\\s*${lan}`],
  ["Keputusan Kepala LAN", `(?:keputusan kepala|keputusan|kepka|kep)\\s*${lan}`],
  ["Keputusan Kepala BKN", `(?:keputusan kepala|keputusan|kepka|kep)\\s*${bkn}`],
  ["Permendagri", "peraturan menteri dalam negeri|permendagri"],
  ["PMK", "peraturan menteri keuangan|permenkeu|pmk"],
  ["Permen", "peraturan menteri|permen"],
  ["Putusan MK", "putusan (?:mk|mahkamah konstitusi)"],
  ["Perda", "peraturan daerah|perda"],
  ["Perwali", "peraturan wali\\s*kota|perwali|perwako"],
  ["Perbup", "peraturan bupati|perbup"],
  ["Pergub", "peraturan gubernur|pergub"],
  ["SE", "surat edaran|se"],
];

/** Source of a pattern that matches any kind. */
export const anyKind = kinds.map(([, pattern]) => `(?:${pattern})`).join("|");

const whole = kinds.map(([name, pattern]) => [name, new RegExp(`^(?:${pattern})$`)] as const);

/** `permenpan rb` → `PermenPANRB`; what is no known kind comes back as it was written. */
export function canonicalKind(written: string): string {
  const plain = written
    .toLowerCase()
    .replace(/[.\s]+/g, " ")
    .trim();
  return whole.find(([, pattern]) => pattern.test(plain))?.[0] ?? written;
}

/** Old and new names of one series (Perka BKN, Peraturan BKN) count as one, and `SE` stands for any circular. */
export function sameKind(cited: string, kind: string): boolean {
  const left = series(canonicalKind(cited));
  const right = series(canonicalKind(kind));
  return left === right || ((left === "se" || left === "permen") && right.startsWith(left));
}

function series(kind: string): string {
  return kind
    .toLowerCase()
    .replace(/^(perka|peraturan) /, "per")
    .replaceAll(" ", "");
}
