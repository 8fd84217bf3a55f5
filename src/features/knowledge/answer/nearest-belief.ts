import type { Passage } from "../passage.ts";
import { saidBy, shareOfClaim } from "./claim-share.ts";
import { oppose, sidesOf, stemsOf } from "./polarity.ts";
import type { Turn } from "./turn.ts";

/** What a word counts beside that the rule itself does not use, and how much of a belief must be said to be denied. */
const weight = { untold: 0.25, denied: 0.65 };
/** Says that there is more than the one thing. */
const beyond = /\b(?:juga|(?:tidak|bukan) (?:hanya|cuma|cuman|saja|selalu))\b/;
const limited = /\b(?:hanya|cuma|saja|satu satunya)\b/;
const isNumber = (stem: string): boolean => /^\d/.test(stem);

/** How near the person's sentence is to one that holds and to one that is mistaken, 0 to 1 and a little more. */
export interface Nearness {
  right: number;
  wrong: number;
  /** All that the person says stands in one sentence that holds. */
  whole: boolean;
}

/**
 * How near what the person says is to what holds and to what is mistaken, of all sentences that a passage lists of both. Who denies a
 * mistaken belief is right: "PPPK tidak punya cuti besar" is nearer to "PPPK punya cuti besar", which it denies, than to "PPPK tidak punya cuti".
 */
export function nearestBelief(turn: Turn, { claims, truths = [], text, title }: Passage): Nearness {
  const { index } = turn.base;
  const own = saidBy(turn);
  const words = [...own.stems.keys()];
  const numbers = words.filter(isNumber);
  const spoken = stemsOf(index, [title, text].join(" "));
  const told = spoken.union(stemsOf(index, truths.join(" ")));
  const near: Nearness = { right: 0, wrong: 0, whole: false };
  const weigh = (sentence: string, holds: boolean): void => {
    const other = sidesOf(index, sentence);
    const means = (stem: string): boolean =>
      other.stems.has(stem) || index.meanings(own.stems.get(stem) ?? stem).some((it) => it.split(" ").every((part) => other.stems.has(part)));
    const shared = words.filter(means);
    const likeness = Math.min(1, (2 * shared.length) / (own.stems.size + other.stems.size || 1));
    const same = !numbers.some((it) => !other.stems.has(it)) || ![...other.stems.keys()].some(isNumber);
    if (oppose(own, other)) {
      // Who denies it of others says the same: "PKN I tidak boleh di BPSDM" and "hanya LAN".
      if (holds && same && !limited.test(sentence.toLowerCase())) near.wrong = Math.max(near.wrong, likeness);
      if (!holds && shared.length >= weight.denied * other.stems.size) near.right = Math.max(near.right, likeness);
    } else if (holds) {
      // With a number every word must be meant: "PKA klasikal" is not "PKA blended". Without, no word may be one that nothing says of it.
      const extra = words.filter((it) => !means(it));
      if (!same || !(numbers.length > 0 ? extra.length === 0 : extra.every((it) => spoken.has(it)))) return;
      near.right = Math.max(near.right, likeness);
      near.whole ||= extra.length === 0 && shared.length > 1;
    } else if (limited.test(sentence.toLowerCase()) && beyond.test(turn.plain)) near.right = Math.max(near.right, likeness);
    else if (same && shareOfClaim(turn, text, sentence) > 0)
      near.wrong = Math.max(near.wrong, likeness + (shared.some((it) => !told.has(it)) ? weight.untold : 0));
  };
  for (const it of claims) weigh(it, false);
  for (const it of truths) weigh(it, true);
  return near;
}

const known = new WeakMap<Turn, Nearness>();

/** How near the person's sentence is to what holds, of all that was found: right by one passage, they are not mistaken by another. */
export function nearestOf(turn: Turn): Nearness {
  const before = known.get(turn);
  if (before !== undefined) return before;
  const found = turn.hits.filter((it) => it.passage.role === "correction").map((it) => nearestBelief(turn, it.passage));
  const held = found.filter((it) => it.right > it.wrong || it.whole);
  const best = { right: Math.max(0, ...held.map((it) => it.right)), wrong: 0, whole: held.some((it) => it.whole && it.right >= it.wrong) };
  known.set(turn, best);
  return best;
}
