import type { Passage } from "../passage.ts";
import { contradicts, contradictsFact } from "./premise.ts";
import { type Quantity, quantities } from "./quantity.ts";
import type { Turn } from "./turn.ts";

/** Share of a wording of the belief from which the person is taken to hold it; less is enough where something untrue is asserted. */
const enough = { said: 0.6, tagged: 0.45, asserted: 0.4 };
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
    // What makes the belief untrue is what the rule does not say ("oleh sekda"): who does not say it either does not hold it.
    const untrue = content.filter((it) => !told.has(it.stem));
    if (untrue.length > 0 && !untrue.some((it) => said.has(it.stem))) return 0;
    return content.length === 0 ? 0 : content.filter((it) => said.has(it.stem)).length / content.length;
  });
  return Math.max(0, ...shares);
}

/** Stems of the words that a "tidak" stands before. */
function deniedStems(words: string[], stem: (word: string) => string): Set<string> {
  return new Set(words.flatMap((word, at) => (/^(?:tidak|bukan|tanpa|belum|tak|dilarang)$/.test(words[at - 1] ?? "") ? [stem(word)] : [])));
}
