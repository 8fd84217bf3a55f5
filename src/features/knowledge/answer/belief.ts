import type { Passage } from "../passage.ts";
import { agrees } from "./agreement.ts";
import { contradicts, contradictsFact, countsOf } from "./premise.ts";
import { type Quantity, quantities } from "./quantity.ts";
import type { Turn } from "./turn.ts";

/** Share of a wording of the belief from which the person is taken to hold it; less is enough where something untrue is asserted. */
const enough = { said: 0.6, tagged: 0.45, asserted: 0.4, together: 0.6 };
/** What asks for something; who asserts without it wants no more than a nod: "… kan?". */
const asksFor = /\b(?:berapa|apa|apakah|siapa|kapan|mana|bagaimana|kenapa|mengapa|sebutkan)\b/;

const struckOut = /^[^.]*\bsudah (?:dihapus|dicabut|tidak berlaku)\b/;
/** Who says so knows it. */
const knowsSo = /\b(?:dihapus|hapus|dicabut|cabut|dihilangkan|ditiadakan|tidak berlaku|sudah tidak ada|berubah|diubah)\b/;

/** Asks for a value or whether something may be: no belief is stated. */
const asksPlainly =
  /\b(?:berapa|apa|atau|apakah|bolehkah|bisakah|siapa|kapan|mana)\b|^ (?:boleh|bisa|dapat|\p{L}+ boleh|\p{L}+ bisa) |\b(?:boleh|bisa|dapat|perlu|wajib|harus) (?:tidak|ji|ka|mi)\b|\b(?:tidak|belum) $/u;

/** Whether the person holds the belief that a passage corrects. */
export function isMistaken(turn: Turn, passage: Passage): boolean {
  // Whoever asks what a struck-out provision says takes it to be there.
  if (struckOut.test(passage.text) && !knowsSo.test(turn.plain)) return true;
  if (turn.question.asserts && contradictsFact(turn.plain, passage.text)) return true;
  if (agrees(turn, passage)) return false;
  const share = beliefShare(turn, passage);
  if (turn.question.asserts && share >= enough.tagged && !asksFor.test(turn.plain)) return true;
  if (share >= enough.said && (turn.question.asserts || !asksPlainly.test(turn.plain))) return true;
  return share >= enough.asserted && isContradicted(turn, passage);
}

/** Whether the person takes for granted what the passage says otherwise. */
export function isContradicted({ question, mayAssume, plain }: Turn, { text }: Passage): boolean {
  return question.asserts ? contradicts(plain, text) : mayAssume && contradictsFact(plain.replaceAll(" sekali ", " "), text);
}

/** All of the first are among the second; false where nothing is said. */
const holds = (said: Quantity[], stated: Quantity[]): boolean =>
  said.length > 0 && said.every((one) => stated.some((it) => it.unit === one.unit && it.value === one.value));

/** Largest share of one of the mistaken beliefs that the question says. */
function beliefShare({ base, plain }: Turn, { claims, text }: Passage): number {
  const words = plain.trim().split(" ");
  const said = new Set(words.map((it) => base.index.stem(it)));
  const denied = deniedStems(words, base.index.stem);
  const numbers = quantities(plain);
  const told = new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((it) => base.index.stem(it)));
  const shares = claims.map((claim) => {
    const tokens = base.index.analyse(claim).tokens;
    const content = tokens.filter((it) => !it.stop);
    const others = deniedStems(
      tokens.map((it) => it.word),
      base.index.stem,
    );
    // "Tidak menjamin" is not the belief "menjamin", and 25 days are not its 7 where the rule itself says 25.
    if (content.some((it) => said.has(it.stem) && denied.has(it.stem) !== others.has(it.stem))) return 0;
    // Nor does who says no number hold a belief about one.
    if (numbers.length === 0 && !/\d/.test(plain) && quantities(claim).length > 0) return 0;
    if (holds(numbers, quantities(text)) && !holds(numbers, quantities(claim))) return 0;
    // A right number makes a belief untrue by its limit alone: "wajib 20 JP" is not "maksimal 20 JP".
    const stated = quantities(claim);
    const isLimit = stated.length === 0 || holds(stated, quantities(text));
    if (isLimit && bounds.some(([held, alike]) => held.test(claim.toLowerCase()) && !alike.test(plain))) return 0;
    // "Ada 4 dimensi" is the rule's own count, and not the belief's.
    const counted = countsOf(plain);
    if (counted.size > 0 && sameCounts(counted, countsOf(text)) && !sameCounts(counted, countsOf(claim))) return 0;
    // What makes the belief untrue is what the rule does not say ("oleh sekda"): who does not say it either does not hold it.
    const untrue = content.filter((it) => !told.has(it.stem));
    if (untrue.length > 0 && !untrue.some((it) => said.has(it.stem))) return 0;
    // Where each of its words is the rule's own, how they are put together is what is untrue: who says few of them says something else.
    if (untrue.length === 0 && shareOf(content, said) <= enough.together) return 0;
    return shareOf(content, said);
  });
  return Math.max(0, ...shares);
}

const shareOf = (words: readonly { stem: string }[], said: ReadonlySet<string>): number =>
  words.length === 0 ? 0 : words.filter((it) => said.has(it.stem)).length / words.length;

/** Limits that a belief sets → words of who holds it. */
const bounds: readonly [RegExp, RegExp][] = [
  [/\b(?:hanya|cuma|(?<!siapa )saja|cukup|sekadar)\b/, /\b(?:hanya|cuma|saja|cukup|asal|sekadar|doang|satu satunya)\b/],
  [/\b(?:maksimal|paling lama|paling banyak)\b/, /\b(?:maksimal|paling lama|paling banyak|dibatasi|batas|hanya|cuma|tidak boleh)\b/],
  [/\b(?:minimal|paling sedikit|paling singkat)\b/, /\b(?:minimal|paling sedikit|paling singkat|paling kurang|wajib|harus)\b/],
];

/** All things counted in the first are counted so in the second. */
const sameCounts = (said: ReturnType<typeof countsOf>, held: ReturnType<typeof countsOf>): boolean =>
  [...said].every(([noun, counts]) => [...counts].some((it) => held.get(noun)?.has(it)));

const denial = /^(?:tidak|bukan|tanpa|belum|tak|dilarang)$/;
/** Between a "tidak" and what it denies: "bukan kegiatan klasikal", "tidak bisa diperpanjang". */
const between = /^(?:ada|bisa|dapat|boleh|perlu|kena|dikenai|kegiatan|termasuk|jenis|bagian|jabatan|otomatis)$/;

/** Stems of the words that a "tidak" stands before. */
function deniedStems(words: string[], stem: (word: string) => string): Set<string> {
  const isDenied = (at: number): boolean => denial.test(words[at - 1] ?? "") || (between.test(words[at - 1] ?? "") && isDenied(at - 1));
  return new Set(words.flatMap((word, at) => (isDenied(at) ? [stem(word)] : [])));
}
