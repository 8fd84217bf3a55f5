import { jpOfSet, type PlanItem, type PlanProblem, type Worth, worthOfSet } from "./instance.ts";
import { type Patience, searchOf } from "./search.ts";

export interface Plan {
  /** In the order in which they end. */
  items: PlanItem[];
  worth: Worth;
  /** Hundredths of JP that it adds, also beyond the need; all caps applied. */
  jp: number;
  /** False when the search was cut short: then it is the best that was found, and that is said. */
  proven: boolean;
}

/** Places looked at before the search gives up: a second or so on a small machine, and the same on every one. */
const mostPlaces = 200_000;
/** No plan holds more classes. */
const largest = 30;

/**
 * The best set of classes by `compareWorth`; exact. First: how much of the need can be met at all. Then, for one size of plan after
 * another, from the smallest that could have so many JP, all sets are looked at but those whose bound (JP, steps, cost, end of what
 * could still be added) shows that they cannot beat the best found. Deterministic: counted in places, not in time.
 */
export function solve(problem: PlanProblem, limit = mostPlaces): Plan {
  const patience: Patience = { left: limit };
  const search = searchOf(problem, patience, largest);
  const { set, jp } = search.attainable();
  const certain = patience.left > 0 && (jp >= problem.need || problem.items.length <= largest);
  for (let size = 0; size <= set.length; size++) {
    if (search.mostJp(size) < jp) continue;
    const found = size === 0 ? [] : search.best(size, jp);
    if (found) return planOf(problem, found, certain && patience.left > 0);
  }
  return planOf(problem, set, false);
}

/** The best plan of exactly `size` classes that meets the need; undefined = none was found. */
export function solveOfSize(problem: PlanProblem, size: number, limit = mostPlaces): Plan | undefined {
  const patience: Patience = { left: limit };
  const found = searchOf(problem, patience, largest).best(size, problem.need);
  return found && planOf(problem, found, patience.left > 0);
}

function planOf(problem: PlanProblem, items: PlanItem[], proven: boolean): Plan {
  const jp = jpOfSet(items, problem);
  return { items: items.toSorted((a, b) => a.end - b.end || a.id - b.id), worth: worthOfSet(items, problem, jp), jp, proven };
}
