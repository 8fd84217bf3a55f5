import { splitSentences } from "../../../language/sentences.ts";
import { clashesInActor, clashesInAddressee } from "./actor.ts";
import { clashesOtherwise } from "./clash.ts";
import { numberWords, quantities } from "./quantity.ts";
import { clashesInRange } from "./ranges.ts";

const negated =
  /\b(?:tidak|tdk|nggak|ngga|gak|ga|g|tak|ndak|bukan|tanpa)\s+(?:\w+\s+)?(?:berhak|boleh|wajib|perlu|bisa|dapat|bs|harus|hrs|punya|ada|memuat|dikenai|usah|otomatis|menjamin|menjadi)\b|\b(?:dilarang|haram|gugur|bebas dari)\b/i;
/** "Tidak harus di LAN" is contradicted by what must be, not by what may be. */
const unneeded = /\b(?:tidak|tdk|nggak|ngga|gak|ga|g|tak|ndak|bukan)\s+(?:harus|hrs|wajib|perlu|usah)\b/i;
const needed = /\b(?:wajib|harus)\b/i;
const permitted = /\b(?:berhak|boleh|wajib|dapat|harus|diberi|memiliki|mempunyai|tetap)\b/i;
const allowedClaim = /\b(?:boleh|bisa|bs|dapat|berhak|otomatis|pasti|bebas)\b/i;
/** "Cuma boleh satu kali" says no more than "hanya dapat satu kali". */
const limited = /\b(?:hanya|cuma|cuman)\b/i;
const forbidden = /\b(?:tidak (?:boleh|dapat|berhak|diperbolehkan)|dilarang|hanya (?:dapat|boleh)|tidak (?:otomatis|menjamin))\b/i;

const unequal = /\b(?:lebih (?:dikit|sedikit|banyak|lama|singkat|pendek|besar|kecil|tinggi|rendah)|separuh|separo|setengah)/i;
const equal = /(?<!kerja |kerjasama |bersama )\bsama dengan\b/i;

/**
 * Whether what a person states is contradicted by the evidence: another number or another doer, or a "no" where the rule says
 * yes and the other way round. Only for questions that assert; a plain question states nothing.
 */
export function contradicts(claim: string, evidence: string): boolean {
  if (contradictsFact(claim, evidence) || clashesInTime(claim, evidence) || clashesInMeasure(claim, evidence)) return true;
  if (unneeded.test(claim)) return needed.test(evidence) && !negated.test(evidence);
  if (negated.test(claim)) return permitted.test(evidence) && !negated.test(evidence) && speaksOfMissing(claim, evidence);
  return allowedClaim.test(claim) && forbidden.test(evidence) && !negated.test(claim) && !limited.test(claim);
}

/** "Lebih sedikit dari PNS" where a sentence that compares the same things says "sama dengan PNS". */
function clashesInMeasure(claim: string, evidence: string): boolean {
  if (!unequal.test(claim)) return false;
  const said = contentOf(claim);
  return splitSentences(evidence).some((line) => equal.test(line) && !unequal.test(line) && !said.isDisjointFrom(contentOf(line)));
}

const contentOf = (text: string): Set<string> =>
  new Set(
    (
      text
        .replace(unequal, " ")
        .replace(equal, " ")
        .match(/\p{Lu}{2,}|\p{L}{4,}/gu) ?? []
    ).map((it) => it.toLowerCase()),
  );

/** "45 menit, bukan 60 menit" does not hold the sixty. */
const denied = /\bbukan (?:\p{L}+ ){0,2}\d+(?:[.,]\d+)? ?\p{L}+/giu;

/** "Tidak boleh dua kali", "bukan LAN", "tidak harus di LAN": what is denied is not stated. */
const refused =
  /\b(?:bukan|tidak(?: (?:boleh|bisa|dapat|harus|wajib|perlu|selalu|cukup|lebih dari|sampai))*)(?: (?:di|ke|oleh|dari|pada|untuk))? (?:\d+(?:[.,]\d+)? ?\p{L}*|(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh) \p{L}+|\p{L}+)/giu;

/** The plainest contradictions: another number of the same unit, another count of the same things, another doer of the same deed. */
export function contradictsFact(stated: string, evidence: string): boolean {
  const claim = stated.replace(refused, " ");
  const held = quantities(evidence.replace(denied, " "));
  const clash = quantities(claim).some(
    (said) => held.some((it) => it.unit === said.unit) && !held.some((it) => it.unit === said.unit && it.value === said.value),
  );
  return (
    clash ||
    clashesInRange(claim, evidence) ||
    clashesInBound(claim, evidence) ||
    contradictsRow(claim, evidence) ||
    mixesRows(claim, evidence) ||
    clashesInCount(claim, evidence) ||
    clashesOtherwise(stated, evidence) ||
    clashesInActor(claim, evidence) ||
    clashesInAddressee(claim, evidence)
  );
}

const atLeast = /\b(?:paling sedikit|paling kurang|minimal|sekurang-?kurangnya)\b/i;
const atMost = /\b(?:paling lama|paling banyak|maksimal|tidak lebih dari)\b/i;

/** The right number, but "paling sedikit 24 JP" where the rule says "paling lama". */
function clashesInBound(claim: string, evidence: string): boolean {
  const said = quantities(claim);
  const lines = splitSentences(evidence).filter((line) => quantities(line).some((it) => said.some((one) => one.unit === it.unit && one.value === it.value)));
  const other = (mine: RegExp, theirs: RegExp): boolean =>
    mine.test(claim) && !theirs.test(claim) && lines.length > 0 && lines.every((it) => theirs.test(it) && !mine.test(it));
  return other(atLeast, atMost) || other(atMost, atLeast);
}

const days: Record<string, number> = { hari: 1, minggu: 7, bulan: 30, tahun: 365 };

/** Three months said where the rule knows only fifteen days. */
function clashesInTime(claim: string, evidence: string): boolean {
  const spans = (text: string) => quantities(text).flatMap((it) => (days[it.unit] === undefined ? [] : [Number(it.value) * (days[it.unit] ?? 0)]));
  const [said] = spans(claim);
  const held = spans(evidence);
  return said !== undefined && held.length > 0 && !held.includes(said) && spans(claim).every((it) => !held.includes(it));
}

const counted =
  "aspek|jenis|komponen|dimensi|kategori|predikat|tahap|golongan|periode|digit|kewajiban|bagian|hak|prinsip|kompetensi|level|jalur|macam|anggota|analisis";
const oneNumber = `${Object.keys(numberWords).join("|")}|\\d{1,2}`;
/** "Delapan aspek", "aspeknya ada delapan", "kompetensi sosial kultural terdiri atas tiga". */
const countBefore = new RegExp(`\\b(${oneNumber})\\s+(${counted})\\b`, "gi");
const countBehind = new RegExp(
  `\\b(${counted})(?:nya)?\\b(?:\\s+\\p{L}+){0,4}?\\s+(?:ada|terdiri (?:atas|dari)|berjumlah|cuma|hanya|cukup)\\s+(${oneNumber})\\b`,
  "giu",
);

/** "Aspeknya ada empat" where the rule counts eight of them. */
function clashesInCount(claim: string, evidence: string): boolean {
  const held = countsOf(evidence);
  return [...countsOf(claim)].some(([noun, said]) => {
    const counts = held.get(noun);
    return counts !== undefined && [...said].every((it) => !counts.has(it));
  });
}

/** What is counted → its counts. */
export function countsOf(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (noun: string, number: string) => found.set(noun, (found.get(noun) ?? new Set()).add(numberWords[number] ?? number));
  for (const [, number = "", noun = ""] of text.toLowerCase().matchAll(countBefore)) add(noun, number);
  for (const [, noun = "", number = ""] of text.toLowerCase().matchAll(countBehind)) add(noun, number);
  return found;
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
    const row = /^-\s*((?:[^:\d]{3,60}|[SD]\d(?:\/[SD]\d)?)):\s*(.+)$/.exec(line);
    // "S1/D4" is named by either.
    const named = (row?.[1] ?? "").trim().toLowerCase();
    if (!row || ![named, ...named.split("/")].some((it) => claim.toLowerCase().includes(` ${it} `))) return false;
    const held = quantities(row[2] ?? "");
    const bare = /^(\d+)$/.exec((row[2] ?? "").trim())?.[1];
    if (bare !== undefined && said.length === 0) return numbersIn(claim).length === 1 && numbersIn(claim)[0] !== bare;
    return said.some((one) => held.some((it) => it.unit === one.unit) && !held.some((it) => it.unit === one.unit && it.value === one.value));
  });
}

const numbersIn = (text: string): string[] => [...text.matchAll(/(?<![\p{L}\d/])\d+(?![\p{L}\d/])/gu)].map((it) => it[0]);

/** "Teguran lisan itu hukuman sedang" against a list that has "teguran lisan" under "ringan": a thing of one row, the name of another. */
function mixesRows(claim: string, evidence: string): boolean {
  const said = ` ${claim.toLowerCase().replace(/[^\p{L}\p{N}/]+/gu, " ")} `;
  const names = (text: string) =>
    text
      .toLowerCase()
      .split(/[,;()]|\b(?:dan|atau|sampai)\b/)
      .map((it) => it.replace(/[^\p{L}\p{N}/]+/gu, " ").trim())
      .filter((it) => it.length >= 3);
  const rows = evidence.split("\n").flatMap((line) => {
    const row = /^-\s*([^:]{3,60}):\s*(.+)$/.exec(line);
    return row ? [{ labels: names(row[1] ?? ""), things: names(row[2] ?? "") }] : [];
  });
  const holding = (list: (row: (typeof rows)[number]) => string[]) => rows.filter((row) => list(row).some((it) => said.includes(` ${it} `)));
  const [named, filled] = [holding((it) => it.labels), holding((it) => it.things)];
  return named.length === 1 && filled.length > 0 && !filled.includes(named[0] as (typeof rows)[number]);
}
