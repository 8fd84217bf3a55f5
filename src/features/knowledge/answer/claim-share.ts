import { oppose, type Sides, sidesOf, stemsOf } from "./polarity.ts";
import { countsOf } from "./premise.ts";
import { type Quantity, quantities } from "./quantity.ts";
import type { Turn } from "./turn.ts";

/** Least share of a belief whose words are all the rule's own. */
const enough = 0.6;

/** What the person says and denies; in "berpengaruh tidak ke kontrak?" nothing is denied. */
export function saidBy({ base, plain, question }: Turn): Sides {
  const own = sidesOf(base.index, plain);
  return question.asksWhether && !question.asserts ? { ...own, denied: new Set() } : own;
}

/** How much of a mistaken belief the question says, 0 to 1; 0 too where what makes it mistaken is not said. */
export function shareOfClaim(turn: Turn, text: string, claim: string): number {
  const { base, plain, question } = turn;
  const { index } = base;
  const [own, other] = [saidBy(turn), sidesOf(index, claim)];
  const [said, told] = [stemsOf(index, plain), stemsOf(index, text)];
  const [numbers, stated] = [quantities(plain), quantities(claim)];
  const content = [...other.stems.keys()];
  // "Tidak menjamin" is not the belief "menjamin", and 25 days are not its 7 where the rule itself says 25.
  if (oppose(own, other)) return 0;
  // Nor does who says no number hold a belief about one.
  if (numbers.length === 0 && ![...own.stems.keys()].some((it) => /^\d/.test(it)) && stated.length > 0) return 0;
  // Who denies all that it denies holds it, whatever else they say.
  if (stated.length === 0 && other.denied.size > 0 && !question.asksWhether && content.every((it) => said.has(it))) return 1;
  if (holds(numbers, quantities(text)) && !holds(numbers, stated)) return 0;
  // A right number makes a belief untrue by its limit alone: "wajib 20 JP" is not "maksimal 20 JP".
  const isLimit = stated.length === 0 || holds(stated, quantities(text));
  if (isLimit && bounds.some(([held, alike]) => held.test(claim.toLowerCase()) && !alike.test(plain))) return 0;
  // "Ada 4 dimensi" is the rule's own count, and not the belief's.
  const counted = countsOf(plain);
  if (counted.size > 0 && sameCounts(counted, countsOf(text)) && !sameCounts(counted, countsOf(claim))) return 0;
  // What makes the belief untrue is what the rule does not say ("oleh sekda"): who does not say it either does not hold it.
  const untrue = content.filter((it) => !told.has(it));
  // Where each of its words is the rule's own, how they are put together is what is untrue: who says few of them says something else.
  const together = untrue.length === 0 ? shareOf(content, said) >= enough : untrue.some((it) => said.has(it));
  // A denial that both share is what is untrue.
  const denies = question.asserts && [...other.denied].some((it) => own.denied.has(it) && other.stems.has(it));
  return together || denies ? shareOf(content, said) : 0;
}

/** All of the first are among the second; false where nothing is said. */
const holds = (said: Quantity[], stated: Quantity[]): boolean =>
  said.length > 0 && said.every((one) => stated.some((it) => it.unit === one.unit && it.value === one.value));

const shareOf = (stems: readonly string[], said: ReadonlySet<string>): number =>
  stems.length === 0 ? 0 : stems.filter((it) => said.has(it)).length / stems.length;

/** Limits that a belief sets → words of who holds it. */
const bounds: readonly [RegExp, RegExp][] = [
  [/\b(?:hanya|cuma|(?<!siapa )saja|cukup|sekadar)\b/, /\b(?:hanya|cuma|saja|cukup|asal|sekadar|doang|satu satunya)\b/],
  [/\b(?:maksimal|paling lama|paling banyak|dibatasi)\b/, /\b(?:maksimal|paling lama|paling banyak|dibatasi|batas|hanya|cuma|tidak boleh)\b/],
  [/\b(?:minimal|paling sedikit|paling singkat)\b/, /\b(?:minimal|paling sedikit|paling singkat|paling kurang|wajib|harus)\b/],
];

/** All things counted in the first are counted so in the second. */
const sameCounts = (said: ReturnType<typeof countsOf>, held: ReturnType<typeof countsOf>): boolean =>
  [...said].every(([noun, counts]) => [...counts].some((it) => held.get(noun)?.has(it)));
