import { numberWords, quantities } from "./quantity.ts";

const negated =
  /\b(?:tidak|tdk|nggak|ngga|gak|ga|g|tak|ndak|bukan|tanpa)\s+(?:\w+\s+)?(?:berhak|boleh|wajib|perlu|bisa|dapat|bs|harus|hrs|punya|ada|dikenai|usah)\b|\b(?:dilarang|haram|gugur|bebas dari)\b/i;
const permitted = /\b(?:berhak|boleh|wajib|dapat|harus|diberi|memiliki|mempunyai|tetap)\b/i;
const allowedClaim = /\b(?:boleh|bisa|bs|dapat|berhak|otomatis|pasti|bebas)\b/i;
const forbidden = /\b(?:tidak (?:boleh|dapat|berhak|diperbolehkan)|dilarang|hanya (?:dapat|boleh)|tidak (?:otomatis|menjamin))\b/i;

/**
 * Whether what a person states is contradicted by the evidence: another number of the same unit, or a "no" where the
 * rule says yes and the other way round. Only for questions that assert; a plain question states nothing.
 */
export function contradicts(claim: string, evidence: string): boolean {
  if (contradictsRow(claim, evidence)) return true;
  const held = quantities(evidence);
  const clash = quantities(claim).some(
    (said) => held.some((it) => it.unit === said.unit) && !held.some((it) => it.unit === said.unit && it.value === said.value),
  );
  if (clash || clashesInTime(claim, evidence) || clashesInCount(claim, evidence)) return true;
  if (negated.test(claim)) return permitted.test(evidence) && !negated.test(evidence) && speaksOfMissing(claim, evidence);
  return allowedClaim.test(claim) && forbidden.test(evidence) && !negated.test(claim);
}

const days: Record<string, number> = { hari: 1, minggu: 7, bulan: 30, tahun: 365 };

/** Three months said where the rule knows only fifteen days. */
function clashesInTime(claim: string, evidence: string): boolean {
  const spans = (text: string) => quantities(text).flatMap((it) => (days[it.unit] === undefined ? [] : [Number(it.value) * (days[it.unit] ?? 0)]));
  const [said] = spans(claim);
  const held = spans(evidence);
  return said !== undefined && held.length > 0 && !held.includes(said) && spans(claim).every((it) => !held.includes(it));
}

/** "Aspeknya ada empat" where the rule counts eight of them. */
function clashesInCount(claim: string, evidence: string): boolean {
  const said = countWords(claim);
  return [...countWords(evidence, true)].some(([count, noun]) => {
    const numbers = said.map(([number]) => number);
    return noun !== "" && claim.toLowerCase().includes(noun) && numbers.length > 0 && !numbers.includes(count);
  });
}

const counted = "aspek|jenis|komponen|dimensi|kategori|predikat|tahap|golongan|periode|digit|kewajiban|bagian|hak|prinsip|kompetensi manajerial";
/** Numbers of a text, each with the noun it counts where `withNoun`. */
function countWords(text: string, withNoun = false): [string, string][] {
  const number = `(${Object.keys(numberWords).join("|")}|\\d{1,2})`;
  const pattern = new RegExp(withNoun ? `\\b${number}\\s+(${counted})\\b` : `\\b${number}\\b(?!\\s*/)()`, "gi");
  return [...text.toLowerCase().matchAll(pattern)].map((it) => [numberWords[it[1] ?? ""] ?? it[1] ?? "", it[2] ?? ""]);
}

/** "Tidak ada pidananya" is contradicted only by what speaks of a pidana. */
function speaksOfMissing(claim: string, evidence: string): boolean {
  const missing = /\b(?:tidak|tdk|nggak|ngga|gak|ga|tak|ndak|tanpa)\s+(?:ada|punya|dikenai)\s+(\p{L}{4,})/iu.exec(claim)?.[1];
  return missing === undefined || evidence.toLowerCase().includes(missing.toLowerCase().slice(0, 5));
}

/** "40 persen itu disiplin" against a table whose row for disiplin says 5 persen. */
function contradictsRow(claim: string, evidence: string): boolean {
  const said = quantities(claim);
  return evidence.split("\n").some((line) => {
    const row = /^-\s*([^:\d]{3,60}):\s*(.+)$/.exec(line);
    if (!row || !claim.toLowerCase().includes(` ${(row[1] ?? "").trim().toLowerCase()} `)) return false;
    const held = quantities(row[2] ?? "");
    return said.some((one) => held.some((it) => it.unit === one.unit) && !held.some((it) => it.unit === one.unit && it.value === one.value));
  });
}
