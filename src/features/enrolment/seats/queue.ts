/** Somebody who waits for a seat. */
export interface Waiting {
  id: number;
  personId: number;
  unitId: number | null;
  /** Levels missing in what the training develops; null = not known. */
  need: number | null;
  /** Epoch seconds since when the person waits. */
  queuedAt: number;
}

/** Why somebody stands where they stand: points, never more than three each. */
export interface Standing {
  need: number;
  turn: number;
  waited: number;
}

const mostPoints = 3;
const dayS = 86_400;

/**
 * Points of somebody who waits. need: levels missing, one where nobody has measured yet, so that who is not assessed is neither first nor
 * last. turn: 2 for a unit without a seat in this class, 1 for a unit with one. waited: one for each full week. Ours is a rule of fairness
 * that everybody can check, no regulation gives one; a city that wants another one changes it here.
 */
export function standing({ need, unitId, queuedAt }: Waiting, seatsByUnit: Map<number | null, number>, nowS: number): Standing {
  const held = unitId === null ? 2 : (seatsByUnit.get(unitId) ?? 0);
  return {
    need: Math.min(mostPoints, Math.round(need ?? 1)),
    turn: Math.max(0, 2 - held),
    waited: Math.min(mostPoints, Math.max(0, Math.floor((nowS - queuedAt) / dayS / 7))),
  };
}

export const pointsOf = ({ need, turn, waited }: Standing): number => need + turn + waited;

/** Those who wait, who is next first: by points, then by who came first. */
export function inOrder<W extends Waiting>(waiting: W[], seatsByUnit: Map<number | null, number>, nowS: number): (W & { standing: Standing })[] {
  return waiting
    .map((it) => ({ ...it, standing: standing(it, seatsByUnit, nowS) }))
    .sort((a, b) => pointsOf(b.standing) - pointsOf(a.standing) || a.queuedAt - b.queuedAt || a.id - b.id);
}

/**
 * Those who get the next seats, at most `count`, in the order in which they get them: each seat given takes something from its unit's turn.
 * Within a unit nothing changes by that, so only its first is compared with the others' first.
 */
export function nextOnes<W extends Waiting>(
  waiting: W[],
  seatsByUnit: Map<number | null, number>,
  nowS: number,
  count: number,
): (W & { standing: Standing })[] {
  const held = new Map(seatsByUnit);
  const units = Map.groupBy(inOrder(waiting, held, nowS), (it) => it.unitId);
  const chosen: (W & { standing: Standing })[] = [];
  while (chosen.length < count) {
    const heads = [...units.values()].flatMap(([head]) => head ?? []);
    const [first] = inOrder(heads, held, nowS);
    if (!first) break;
    units.get(first.unitId)?.shift();
    held.set(first.unitId, (held.get(first.unitId) ?? 0) + 1);
    chosen.push(first);
  }
  return chosen;
}
