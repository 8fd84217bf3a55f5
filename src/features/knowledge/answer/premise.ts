/** A number with what it counts, as stated. */
interface Quantity {
  value: string;
  unit: string;
}

const units: [RegExp, string][] = [
  [/^(?:jp|jam pelajaran|jam)$/, "jam"],
  [/^(?:x|kali|kl)$/, "kali"],
  [/^(?:thn|th|tahun|taon)$/, "tahun"],
  [/^(?:bln|bulan)$/, "bulan"],
  [/^(?:hr|hari)$/, "hari"],
  [/^(?:%|persen|prosen)$/, "persen"],
  [/^(?:level|lvl)$/, "level"],
];
const words: Record<string, string> = {
  sekali: "1 kali",
  setahun: "1 tahun",
  sebulan: "1 bulan",
  sehari: "1 hari",
  dua: "2",
  tiga: "3",
  empat: "4",
  lima: "5",
  enam: "6",
  tujuh: "7",
  delapan: "8",
  sembilan: "9",
  sepuluh: "10",
};

/** `3x` and `tiga kali` are both 3 kali. */
function quantities(text: string): Quantity[] {
  const spelled = text.toLowerCase().replace(/\b[a-z]+\b/g, (word) => words[word] ?? word);
  return [...spelled.matchAll(/(\d+(?:[.,]\d+)?)\s*(?:\([^)]*\)\s*)?(jam pelajaran|jp|jam|x|kali|thn|th|tahun|bln|bulan|hr|hari|%|persen|level|lvl)(?![a-z])/g)].map((it) => ({
    value: (it[1] ?? "").replace(",", "."),
    unit: units.find(([pattern]) => pattern.test(it[2] ?? ""))?.[1] ?? "",
  }));
}

const negated = /\b(?:tidak|tdk|nggak|ngga|gak|ga|g|tak|ndak|bukan|tanpa)\s+(?:\w+\s+)?(?:berhak|boleh|wajib|perlu|bisa|dapat|bs|harus|hrs|punya|ada|dikenai|usah)\b|\b(?:dilarang|haram|gugur|bebas dari)\b/i;
const permitted = /\b(?:berhak|boleh|wajib|dapat|harus|diberi|memiliki|mempunyai|tetap)\b/i;
const allowedClaim = /\b(?:boleh|bisa|bs|dapat|berhak|otomatis|pasti|bebas)\b/i;
const forbidden = /\b(?:tidak (?:boleh|dapat|berhak|diperbolehkan)|dilarang|hanya (?:dapat|boleh)|tidak (?:otomatis|menjamin))\b/i;

/**
 * Whether what a person states is contradicted by the evidence: another number of the same unit, or a "no" where the
 * rule says yes and the other way round. Only for questions that assert; a plain question states nothing.
 */
export function contradicts(claim: string, evidence: string): boolean {
  const held = quantities(evidence);
  const clash = quantities(claim).some(
    (said) => held.some((it) => it.unit === said.unit) && !held.some((it) => it.unit === said.unit && it.value === said.value),
  );
  if (clash) return true;
  if (negated.test(claim)) return permitted.test(evidence) && !negated.test(evidence);
  return allowedClaim.test(claim) && forbidden.test(evidence) && !negated.test(claim);
}
