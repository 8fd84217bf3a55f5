import type { Passage } from "../passage.ts";
import { quantities } from "./quantity.ts";
import type { Turn } from "./turn.ts";

/** Share of a wording of the belief from which the person is taken to hold it; less is enough where something untrue is asserted. */
const enough = { said: 0.7, asserted: 0.4 };

/** Whether the person holds the belief that a passage corrects. */
export function isMistaken(turn: Turn, passage: Passage): boolean {
  const held = beliefShare(turn, passage);
  if (held >= enough.said) return turn.question.asserts || !/\b(?:berapa|apa|atau|apakah)\b/.test(turn.plain);
  return turn.question.asserts && held >= enough.asserted && !saysWhatIsTrue(turn, passage);
}

/** All numbers of the question stand in the correction itself: "PNS minimal 20 JP, kan?" is right. */
function saysWhatIsTrue({ plain }: Turn, passage: Passage): boolean {
  const said = quantities(plain);
  const stated = quantities(passage.text);
  return said.length > 0 && said.every((one) => stated.some((it) => it.unit === one.unit && it.value === one.value));
}

/** Largest share of one of the mistaken beliefs that the question says. */
function beliefShare({ base, plain }: Turn, { claims }: Passage): number {
  const said = new Set(plain.trim().split(" ").map((it) => base.index.stem(it)));
  const shares = claims.map((claim) => {
    const words = base.index.analyse(claim).tokens.filter((it) => !it.stop);
    return words.length === 0 ? 0 : words.filter((it) => said.has(it.stem)).length / words.length;
  });
  return Math.max(0, ...shares);
}
