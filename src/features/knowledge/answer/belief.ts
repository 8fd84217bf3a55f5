import { splitSentences } from "../../../language/sentences.ts";
import type { Passage } from "../passage.ts";
import { agrees } from "./agreement.ts";
import { saidBy, shareOfClaim } from "./claim-share.ts";
import { nearestBelief, nearestOf } from "./nearest-belief.ts";
import { sidesOf } from "./polarity.ts";
import { contradicts, contradictsFact } from "./premise.ts";
import type { Turn } from "./turn.ts";

/**
 * Share of a wording of the belief from which the person is taken to hold it; less is enough where something untrue is asserted. `right`
 * and `wrong` are likenesses to a sentence that a passage lists.
 */
const enough = { said: 0.6, tagged: 0.45, whether: 0.8, asserted: 0.4, right: 0.5, wrong: 0.6, surely: 0.9 };
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
  const { question, plain } = turn;
  // Whoever asks what a struck-out provision says takes it to be there.
  if (struckOut.test(passage.text) && !knowsSo.test(plain)) return true;
  const { right, wrong } = nearestBelief(turn, passage);
  const best = nearestOf(turn);
  if (best.whole) return false;
  if (question.asserts && contradictsFact(plain, passage.text)) return true;
  // In so many words, though a clause names the same things the right way round.
  if (question.asserts && wrong >= enough.surely && wrong > best.right && !asksFor.test(plain)) return true;
  if (agrees(turn, passage)) return false;
  if (Math.max(right, best.right) >= enough.right && Math.max(right, best.right) > wrong) return false;
  if (wrong >= enough.wrong && (question.asserts || question.nods) && !asksFor.test(plain)) return true;
  const share = Math.max(0, ...passage.claims.map((it) => shareOfClaim(turn, passage.text, it)));
  if (question.asserts && share >= enough.tagged && !asksFor.test(plain)) return true;
  // "Ada tidak PPPK yang tidak kena batas?" asks, though it has the words of a belief.
  const asked = question.asksWhether ? enough.whether : enough.said;
  if (question.asserts ? share >= enough.said : share >= asked && !asksPlainly.test(plain)) return true;
  return share >= enough.asserted && isContradicted(turn, passage);
}

/** Whether the person says what a passage on a mistaken belief holds against it. */
export function isRight(turn: Turn, passage: Passage): boolean {
  const { right, wrong, whole } = nearestBelief(turn, passage);
  return (turn.question.asserts || turn.question.nods) && (whole || right >= enough.wrong) && right > wrong;
}

/** Whether the person takes for granted what the passage says otherwise. */
export function isContradicted(turn: Turn, { text }: Passage): boolean {
  const { question, mayAssume, plain } = turn;
  const { right, whole } = nearestOf(turn);
  if (whole) return false;
  if (question.asserts && right < enough.right && !asksFor.test(plain) && isDenied(turn, text)) return true;
  return question.asserts ? contradicts(plain, text) : mayAssume && contradictsFact(plain.replaceAll(" sekali ", " "), text);
}

/** Share of the words of a statement that a clause must hold to speak of the same. */
const same = 0.6;

/** "Pelatihan PPPK tidak dievaluasi" where a clause says that it is: one of both denies what the other says. */
function isDenied(turn: Turn, text: string): boolean {
  const { index } = turn.base;
  const own = saidBy(turn);
  const words = [...own.stems.keys()];
  return splitSentences(text).some((clause) => {
    const other = sidesOf(index, clause);
    const means = (stem: string) =>
      other.stems.has(stem) || index.meanings(own.stems.get(stem) ?? stem).some((it) => it.split(" ").every((part) => other.stems.has(part)));
    const denied = words.filter((it) => own.denied.has(it));
    const held = words.filter(means);
    return denied.length > 0 && other.denied.size === 0 && denied.every(means) && held.length >= same * words.length;
  });
}
