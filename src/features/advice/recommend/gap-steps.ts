import type { GapItem } from "../../competency/gap/gap.ts";
import type { Target } from "../../training/store.ts";

/** One competency that a position asks, as far as advice needs it. */
export type Gap = Pick<GapItem, "required" | "held" | "certainty" | "weight"> & {
  competency: { id: string; name: string };
  /** Asked by the position aimed for, not by the held one: counts half, and only above what the held one asks. */
  aimed?: { above: number };
};

/** One level of one competency that somebody still has to climb. */
export interface Step {
  competency: string;
  level: number;
  /** Asked by the position aimed for. */
  aimed: boolean;
  /** What climbing it is worth, in thousandths of a point; whole numbers, so that sums never depend on their order. */
  value: number;
}

/** What a step towards the position aimed for counts beside one of the held position. */
const aimShare = 0.5;

/**
 * The steps between what somebody has and what the position asks. A step up to a level is worth
 *
 *   weight / mean weight × belief × (required − level + 1)
 *
 * so the first step of a large gap is worth more than its last (diminishing return), and an important competency more than another.
 * Belief is ½ + ½ · certainty; where nobody knows the level it is the chance that the step is missing when each level from 0 to the
 * required one is equally likely: level / (required + 1). A step towards the position aimed for counts half. Lowering a known level adds
 * a step and changes no other: a larger gap is never worth less.
 */
export function stepsOf(gaps: Gap[]): Step[] {
  const own = gaps.filter((it) => !it.aimed);
  const mean = own.reduce((sum, it) => sum + it.weight, 0) / own.length || 1;
  return gaps.flatMap((it) => {
    const { required, held, certainty, aimed } = it;
    const first = Math.max(held ?? 0, aimed?.above ?? 0) + 1;
    const belief = (level: number) => (held === null ? level / (required + 1) : (1 + certainty) / 2);
    const share = (it.weight / mean) * (aimed ? aimShare : 1);
    return Array.from({ length: Math.max(0, required - first + 1) }, (_, at) => {
      const level = first + at;
      return { competency: it.competency.id, level, aimed: aimed !== undefined, value: Math.round(1_000 * share * belief(level) * (required - level + 1)) };
    });
  });
}

/** The gaps of the held position and, behind them, what the position aimed for asks beyond it. */
export function withAim(own: Gap[], aimed: Gap[]): Gap[] {
  const beyond = aimed.map((it) => ({ ...it, aimed: { above: own.find((other) => other.competency.id === it.competency.id)?.required ?? 0 } }));
  return [...own, ...beyond.filter((it) => it.required > it.aimed.above)];
}

/** Places of the steps that a training climbs: those of its competencies between its levels. */
export function climbed(targets: Target[], steps: Step[]): number[] {
  return steps.flatMap(({ competency, level }, at) => (targets.some((it) => it.competency === competency && level > it.from && level <= it.to) ? [at] : []));
}

export const worthOf = (places: number[], steps: Step[]): number => places.reduce((sum, at) => sum + (steps[at]?.value ?? 0), 0);
