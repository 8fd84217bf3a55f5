import { describe, expect, it } from "vitest";
import type { PlanItem, PlanProblem, Worth } from "../../../src/features/advice/plan/instance.ts";
import { solve, solveOfSize } from "../../../src/features/advice/plan/solve.ts";
import { creditsOf } from "../../../src/features/training/jp-credit.ts";
import { dice, randomProblem } from "./plan-instances.ts";

/** Written from the stated order alone: every subset, nothing shared with the search but the JP table and the order. */
function bruteForce(problem: PlanProblem, size?: number): Worth | undefined {
  const { items } = problem;
  let best: Worth | undefined;
  const total = (set: PlanItem[]) =>
    creditsOf([...problem.base, ...set.map((it) => it.activity)], problem.rules).reduce((sum, it) => sum + Math.round(it.credited * 100), 0);
  const before = total([]);
  for (let mask = 0; mask < 2 ** items.length; mask++) {
    const set = items.filter((_, at) => (mask >> at) & 1);
    if ((size !== undefined && set.length !== size) || !allowed(set)) continue;
    const added = total(set) - before;
    if (problem.room !== null && added > problem.room) continue;
    const jp = Math.min(problem.need, added);
    if (size !== undefined && jp < problem.need) continue;
    const climbed = problem.values.filter((_, step) => set.some((it) => it.steps.includes(step)));
    const worth = {
      jp,
      count: set.length,
      over: problem.room === null ? 0 : Math.max(0, added - problem.need),
      gap: climbed.reduce((sum, it) => sum + it, 0),
      cost: set.reduce((sum, it) => sum + it.cost, 0),
      end: Math.max(0, ...set.map((it) => it.end)),
    };
    if (!best || compareWorth(worth, best) < 0) best = worth;
  }
  return best;
}

function allowed(set: PlanItem[]): boolean {
  for (const a of set) {
    for (const b of set) {
      if (a.id < b.id && a.training === b.training) return false;
      if (a.id < b.id && a.busy.some(([from, until]) => b.busy.some(([start, end]) => from < end && start < until))) return false;
    }
    if (!a.prerequisites.every((code) => set.some((b) => b.training === code && b.end <= a.start))) return false;
  }
  return true;
}

/** The order as it is stated, once more. */
function compareWorth(a: Worth, b: Worth): number {
  const keys = [b.jp - a.jp, a.count - b.count, a.over - b.over, b.gap - a.gap, a.cost - b.cost, a.end - b.end];
  return keys.find((it) => it !== 0) ?? 0;
}

const instances = 600;

describe("a plan of classes", () => {
  it(`is as good as the best of all subsets, on ${instances} random instances of up to 14 classes`, () => {
    const seen = { met: 0, unmet: 0, empty: 0, several: 0, room: 0, over: 0 };
    for (let seed = 1; seed <= instances; seed++) {
      const problem = randomProblem(seed);
      const plan = solve(problem);
      expect({ seed, ...plan.worth }).toEqual({ seed, ...bruteForce(problem) });
      expect({ seed, proven: plan.proven, allowed: allowed(plan.items) }).toEqual({ seed, proven: true, allowed: true });
      seen[plan.worth.jp < problem.need ? "unmet" : plan.items.length === 0 ? "empty" : "met"]++;
      if (plan.items.length > 2) seen.several++;
      // The ceiling changed the answer, and something beyond the need was unavoidable.
      if (problem.room !== null && solve({ ...problem, room: null }).jp > problem.room) seen.room++;
      if (plan.worth.over > 0) seen.over++;
    }
    // The instances reach every kind of answer, else the comparison would say little.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });

  it("of one size more is as good as the best of that size", () => {
    let found = 0;
    for (let seed = 1_000; seed < 1_100; seed++) {
      const problem = randomProblem(seed, { most: 10 });
      const size = solve(problem).items.length + 1;
      const worth = solveOfSize(problem, size)?.worth;
      expect({ seed, worth: worth && { ...worth, jp: problem.need } }).toEqual({ seed, worth: bruteForce(problem, size) });
      if (worth) found++;
    }
    expect(found).toBeGreaterThan(20);
  });

  it("does not depend on the order in which classes are given", () => {
    for (let seed = 2_000; seed < 2_050; seed++) {
      const problem = randomProblem(seed);
      const roll = dice(seed);
      const shuffled = problem.items.map((it) => ({ it, key: roll(1_000_000) })).sort((a, b) => a.key - b.key);
      const ids = (items: PlanItem[]) => items.map((it) => it.id);
      expect(ids(solve({ ...problem, items: shuffled.map(({ it }) => it) }).items)).toEqual(ids(solve(problem).items));
    }
  });

  it("cut short says so and still keeps every rule", () => {
    let cut = 0;
    for (let seed = 3_000; seed < 3_100; seed++) {
      const problem = randomProblem(seed, { most: 14 });
      const plan = solve(problem, 5);
      expect(allowed(plan.items)).toBe(true);
      if (!plan.proven) cut++;
      else expect(plan.worth).toEqual(bruteForce(problem));
    }
    expect(cut).toBeGreaterThan(20);
  });
});
