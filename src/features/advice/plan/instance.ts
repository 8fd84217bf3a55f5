import { type Busy, overlap } from "../../training/busy.ts";
import { type Activity, creditsOf, roundJp } from "../../training/jp-credit.ts";
import { type JpRule, ruleFor } from "../../training/jp-rules.ts";

/** A class that a plan may hold. */
export interface PlanItem {
  id: number;
  /** Code of its training: a plan holds one class of each at most. */
  training: string;
  activity: Activity;
  /** Places of the steps it climbs. */
  steps: number[];
  /** Rupiah. */
  cost: number;
  /** Latest begin and earliest end, epoch seconds; of a class with sessions its first and last. */
  start: number;
  end: number;
  /** When it takes place; empty for a self-paced one, which clashes with nothing. */
  busy: Busy[];
  /** Codes of trainings that must end before it begins, as far as they are not done yet. */
  prerequisites: string[];
}

/** What is to be planned. JP in hundredths here and in `Plan`: whole numbers, so that sums never depend on their order. */
export interface PlanProblem {
  items: PlanItem[];
  /** Worth of each step. */
  values: number[];
  /** JP that the floor still asks for. */
  need: number;
  /** What was learnt already: caps hold over it too. */
  base: Activity[];
  rules: JpRule[];
  /** JP up to a ceiling, which no plan may pass (F10); null = there is no ceiling. */
  room: number | null;
}

/**
 * What a set of classes achieves. Sets are compared in this order: JP up to the need (most), number of classes (fewest), where there
 * is a ceiling JP beyond the need (least), worth of the steps climbed (most), cost (least), end of the last class (earliest).
 */
export interface Worth {
  jp: number;
  count: number;
  /** JP beyond the need; 0 where there is no ceiling. */
  over: number;
  gap: number;
  cost: number;
  end: number;
}

/** Negative = `a` is better. */
export const compareWorth = (a: Worth, b: Worth): number =>
  b.jp - a.jp || a.count - b.count || a.over - b.over || b.gap - a.gap || a.cost - b.cost || a.end - b.end;

/** Whether classes may stand in one plan: no two of one training, none at the same time, each after what it presupposes. */
export function isFeasible(set: PlanItem[]): boolean {
  const clash = set.some((a, at) => set.slice(at + 1).some((b) => a.training === b.training || overlap(a.busy, b.busy)));
  return !clash && set.every((it) => it.prerequisites.every((code) => set.some((other) => other.training === code && other.end <= it.start)));
}

/** Worth of a set that is feasible; its JP may be counted by a quicker way that gives the same. */
export function worthOfSet(set: PlanItem[], problem: PlanProblem, jp = jpOfSet(set, problem)): Worth {
  const climbed = new Set(set.flatMap((it) => it.steps));
  return {
    jp: Math.min(jp, problem.need),
    count: set.length,
    over: problem.room === null ? 0 : Math.max(0, jp - problem.need),
    gap: [...climbed].reduce((sum, at) => sum + (problem.values[at] ?? 0), 0),
    cost: set.reduce((sum, it) => sum + it.cost, 0),
    end: set.reduce((last, it) => Math.max(last, it.end), 0),
  };
}

/** Hundredths of JP that a set adds to what was learnt already, all caps applied. */
export function jpOfSet(set: PlanItem[], { base, rules }: Pick<PlanProblem, "base" | "rules">): number {
  const total = (activities: Activity[]) => creditsOf(activities, rules).reduce((sum, it) => sum + hundredths(it.credited), 0);
  return total([...base, ...set.map((it) => it.activity)]) - total(base);
}

export const hundredths = (jp: number): number => Math.round(roundJp(jp) * 100);

/**
 * The same, quickly: as long as no two classes of a set fill the same cap, each brings what it brings alone. The keys of an item are
 * the caps that it fills: a row of the table with a day or a month.
 */
export function capKeys({ form, abroad, days, from, until }: Activity, rules: JpRule[]): string[] {
  const rule = ruleFor(rules, form, until);
  const rate = abroad ? rule?.abroad : rule?.home;
  if (!rule || !rate) return [];
  const all = days ?? [from, until];
  const months = rate.monthTimes === null ? [] : all.map((it) => `${rule.code} ${it.slice(0, 7)}`);
  return [...new Set([...(rate.dayCap === null ? [] : all.map((it) => `${rule.code} ${it}`)), ...months])];
}
