import { overlap } from "../../training/busy.ts";
import { boundsOf, kindsOf, mostClimbed } from "./bounds.ts";
import { capKeys, compareWorth, isFeasible, jpOfSet, type PlanItem, type PlanProblem, type Worth, worthOfSet } from "./instance.ts";

/** Counts down over all parts of a search; what is left when it ends tells whether it was complete. */
export interface Patience {
  left: number;
}

export interface Search {
  /** A feasible set with as many JP as any (or with the need, at once), and how many. */
  attainable(): { set: PlanItem[]; jp: number };
  /** The best feasible set of exactly `size` classes with at least `need` JP; undefined = there is none. */
  best(size: number, need: number): PlanItem[] | undefined;
  /** Most JP that `size` classes could have. */
  mostJp(size: number): number;
}

interface Sum {
  jp: number;
  gap: number;
  cost: number;
  end: number;
}

/** Classes whose prerequisites, if any, some other class can meet in time. */
function reachable(items: PlanItem[]): PlanItem[] {
  const left = items.filter((it) => it.prerequisites.every((code) => items.some((other) => other.training === code && other.end <= it.start)));
  return left.length === items.length ? items : reachable(left);
}

/** Whether the open places suffice for what a set with one class more would still presuppose. */
function leavesRoom(it: PlanItem, chosen: PlanItem[], open: number): boolean {
  if (it.prerequisites.length === 0 && chosen.every((other) => other.prerequisites.length === 0)) return true;
  const set = [...chosen, it];
  const missing = set.flatMap((one) => one.prerequisites.filter((code) => !set.some((other) => other.training === code && other.end <= one.start)));
  return new Set(missing).size <= open && missing.every((code) => !set.some((other) => other.training === code));
}

/** Two searches over one problem, each by branch and bound; `largest`: classes in a plan at most. */
export function searchOf(problem: PlanProblem, patience: Patience, largest: number): Search {
  const { values, rules } = problem;
  const gain = (it: PlanItem) => it.steps.reduce((sum, at) => sum + (values[at] ?? 0), 0);
  const alone = new Map(problem.items.map((it) => [it, jpOfSet([it], problem)]));
  const keys = new Map(problem.items.map((it) => [it, capKeys(it.activity, rules)]));
  const jpAlone = (it: PlanItem): number => alone.get(it) ?? 0;

  /** All caps applied; counted anew only where two classes fill the same cap. */
  const jpOf = (set: PlanItem[]): number => {
    const filled = set.flatMap((it) => keys.get(it) ?? []);
    return new Set(filled).size === filled.length ? set.reduce((sum, it) => sum + jpAlone(it), 0) : jpOfSet(set, problem);
  };

  const inRoom = (sum: number): boolean => problem.room === null || sum <= problem.room;
  /** What fills no cap brings its JP whatever stands beside it: so much a set has at least. */
  const certainJp = (set: PlanItem[]): number => set.reduce((sum, it) => sum + (keys.get(it)?.length ? 0 : jpAlone(it)), 0);
  const mayStayInRoom = (set: PlanItem[]): boolean => problem.room === null || inRoom(certainJp(set));

  const items = reachable(problem.items);
  // What presupposes something comes last: a set that begins with it stays impossible for long.
  const presupposes = (it: PlanItem) => Math.sign(it.prerequisites.length);
  const byJp = items.toSorted((a, b) => presupposes(a) - presupposes(b) || jpAlone(b) - jpAlone(a) || a.end - b.end || a.id - b.id);
  const byGain = items.toSorted((a, b) => gain(b) - gain(a) || jpAlone(b) - jpAlone(a) || a.cost - b.cost || a.end - b.end || a.id - b.id);
  const jp = byGain.map(jpAlone);
  const bounds = boundsOf(byGain, jp, largest);
  const boundsByJp = boundsOf(byJp, byJp.map(jpAlone), largest);
  const kinds = kindsOf(byGain, jp);
  const fits = (it: PlanItem, chosen: PlanItem[]): boolean => !chosen.some((other) => other.training === it.training || overlap(other.busy, it.busy));

  function attainable(): { set: PlanItem[]; jp: number } {
    let best: { set: PlanItem[]; jp: number } = { set: [], jp: 0 };
    const chosen: PlanItem[] = [];
    const grow = (from: number, sum: number): void => {
      for (let at = from; at < byJp.length && chosen.length < largest; at++) {
        if (best.jp >= problem.need || patience.left-- <= 0) return;
        if (sum + boundsByJp.jp(at, largest - chosen.length) <= best.jp) return;
        const it = byJp[at] as PlanItem;
        if (!fits(it, chosen) || !leavesRoom(it, chosen, largest - chosen.length - 1)) continue;
        chosen.push(it);
        if (mayStayInRoom(chosen)) {
          const now = isFeasible(chosen) ? jpOf(chosen) : 0;
          if (now > best.jp && inRoom(now)) best = { set: [...chosen], jp: now };
          grow(at + 1, sum + jpAlone(it));
        }
        chosen.pop();
      }
    };
    grow(0, 0);
    return { set: best.set, jp: Math.min(best.jp, problem.need) };
  }

  function best(size: number, need: number): PlanItem[] | undefined {
    const covered = new Uint8Array(values.length);
    const chosen: PlanItem[] = [];
    const found: { set?: PlanItem[]; worth: Worth } = { worth: { jp: need, count: size, over: 0, gap: -1, cost: 0, end: 0 } };

    const overAtLeast = (): number => (problem.room === null ? 0 : Math.max(0, certainJp(chosen) - problem.need));
    const mayBeat = (from: number, open: number, now: Sum, least: number): boolean => {
      if (!found.set) return true;
      const gap = now.gap + mostClimbed(kinds, covered, values, from, open, least);
      const cost = now.cost + bounds.cost(from, open);
      const end = Math.max(now.end, bounds.end(from, open));
      return compareWorth({ jp: need, count: size, over: overAtLeast(), gap, cost, end }, found.worth) < 0;
    };
    const take = (): void => {
      if (!isFeasible(chosen)) return;
      const sum = jpOf(chosen);
      const worth = { ...worthOfSet(chosen, problem, sum), jp: need };
      if (sum >= need && inRoom(sum) && (!found.set || compareWorth(worth, found.worth) < 0)) Object.assign(found, { set: [...chosen], worth });
    };
    const grow = (from: number, now: Sum): void => {
      const open = size - chosen.length;
      if (open === 0) take();
      for (let at = from; open > 0 && at + open <= byGain.length; at++) {
        if (patience.left-- <= 0) return;
        // What each of the open places must bring, when the others bring as much as any could.
        const least = need - now.jp - bounds.jp(at, open - 1);
        if (now.jp + bounds.jp(at, open) < need || !mayBeat(at, open, now, least)) return;
        const it = byGain[at] as PlanItem;
        if ((jp[at] ?? 0) < least || !fits(it, chosen) || !leavesRoom(it, chosen, open - 1)) continue;
        const fresh = it.steps.filter((step) => !covered[step]);
        for (const step of fresh) covered[step] = 1;
        chosen.push(it);
        const climbed = fresh.reduce((sum, step) => sum + (values[step] ?? 0), 0);
        if (mayStayInRoom(chosen))
          grow(at + 1, { jp: now.jp + (jp[at] ?? 0), gap: now.gap + climbed, cost: now.cost + it.cost, end: Math.max(now.end, it.end) });
        chosen.pop();
        for (const step of fresh) covered[step] = 0;
      }
    };
    grow(0, { jp: 0, gap: 0, cost: 0, end: 0 });
    return found.set;
  }

  return { attainable, best, mostJp: (size) => bounds.jp(0, size) };
}
