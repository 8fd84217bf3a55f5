import { enough, type Member, noFew } from "./blocks.ts";
import { measures, type Value } from "./values.ts";

/** Somebody who was asked: the score that foretells answering, and among whom of like score they stand. */
export interface Asked {
  score: number;
  stratum: number;
}

/** A member of a block with what they gave. */
export interface Given extends Member, Asked {
  values: Map<string, Value>;
  /** The level given to each competency. */
  levels: Map<string, number>;
}

/** What a block, or a stratum of it, says of one measure; no fewer than five people stand behind it. */
export interface Total {
  measure: string;
  /** 0 = all of the block. */
  stratum: number;
  asked: number;
  answered: number;
  scoreAsked: number;
  scoreAnswered: number;
  total: number;
  squares: number;
  counts: Record<string, number>;
}

/**
 * The totals of a block. A measure is told by stratum where each has enough answers to it, else of all together; where even these are
 * too few, not at all. `without`: measures that nothing is told of.
 */
export function totalsOf(given: Given[], asked: Asked[], without: ReadonlySet<string> = new Set(), whole: ReadonlySet<string> = new Set()): Total[] {
  const names = new Set(given.flatMap((it) => [...it.values.keys()]));
  return [...names].filter((it) => !without.has(it)).flatMap((measure) => cellsOf(given, asked, measure, whole.has(measure)).map((it) => it.total));
}

/** A total with who stands behind it. */
export interface ToldCell {
  total: Total;
  members: Given[];
}

/** How a measure is told of a block: by stratum, of all, or not. */
export function cellsOf(given: Given[], asked: Asked[], measure: string, whole = false): ToldCell[] {
  const answered = given.filter((it) => it.values.has(measure));
  if (!enough(answered)) return [];
  const strata = [...new Set(asked.map((it) => it.stratum))].sort();
  const parts = strata.map((stratum) => answered.filter((it) => it.stratum === stratum));
  const split = !whole && strata.length > 1 && parts.every(enough);
  if (!split) return [{ members: answered, total: totalOf(answered, asked, measure, 0) }];
  return strata.map((stratum, at) => {
    const members = parts[at] ?? [];
    const behind = asked.filter((it) => it.stratum === stratum);
    // Of everybody asked: within strata people still differ a little, and only the whole class's difference has to be made up for.
    return { members, total: { ...totalOf(members, behind, measure, stratum + 1), scoreAsked: mean(asked.map((it) => it.score)) } };
  });
}

function totalOf(members: Given[], asked: Asked[], measure: string, stratum: number): Total {
  const values = members.map((it) => it.values.get(measure)?.value ?? 0);
  const counts: Record<string, number> = {};
  for (const choice of members.flatMap((it) => it.values.get(measure)?.choices ?? [])) counts[choice] = (counts[choice] ?? 0) + 1;
  return {
    measure,
    stratum,
    asked: Math.max(asked.length, members.length),
    answered: members.length,
    scoreAsked: mean(asked.map((it) => it.score)),
    scoreAnswered: mean(members.map((it) => it.score)),
    total: sum(values),
    squares: sum(values.map((it) => it ** 2)),
    counts,
  };
}

/** What is told of pairs, and how the levels beside them must be told so that nobody few is left over. */
export interface Pairing {
  /** Members of the leaders' block, with both levels and their difference as values. */
  pairs: Given[];
  /** Whether the participants' own level is told by stratum, of all, or not; and whether the leaders' is told. */
  self: "split" | "whole" | "none";
  leader: boolean;
}

/**
 * Who answered about themselves and was rated by their leader in the same round, on the same competencies. Told only of five pairs with five
 * different leaders; then whoever has a level and no pair must be nobody or five, in every total that holds their level.
 */
export function pairUp(self: Given[], selfAsked: Asked[], leaders: Given[]): Pairing | null {
  const own = new Map(self.map((it) => [`${it.round} ${it.respondent}`, it]));
  const matched = leaders.flatMap((leader) => {
    const partner = own.get(`${leader.round} ${leader.about}`);
    return partner && partner.levels.size > 0 && sameKeys(partner.levels, leader.levels) ? [{ leader, partner }] : [];
  });
  if (!enough(matched.map((it) => it.leader))) return null;
  const paired = new Set(matched.flatMap((it) => [it.leader.request, it.partner.request]));
  const clean = (cells: ToldCell[]) =>
    cells.every(({ members }) => noFew(members.filter((it) => !paired.has(it.request))) && noFew(members.filter((it) => paired.has(it.request))));
  const told = (whole: boolean) => clean(cellsOf(self, selfAsked, measures.level, whole));
  return {
    pairs: matched.map(({ leader, partner }) => ({ ...leader, score: 0, values: pairValues(partner.values, leader.values) })),
    self: told(false) ? "split" : told(true) ? "whole" : "none",
    leader: clean(cellsOf(leaders, leaders, measures.level, true)),
  };
}

function pairValues(self: Map<string, Value>, leader: Map<string, Value>): Map<string, Value> {
  const [own, other] = [self.get(measures.level)?.value ?? 0, leader.get(measures.level)?.value ?? 0];
  const value = (it: number) => ({ value: it, choices: [String(Math.round(it))] });
  const gap = own - other;
  // Half a level apart is within one; the sign stays.
  const choice = String(Math.sign(gap) * Math.ceil(Math.abs(gap)));
  return new Map([
    [measures.pairSelf, value(own)],
    [measures.pairLeader, value(other)],
    [measures.pairGap, { value: gap, choices: [choice] }],
  ]);
}

const sameKeys = (one: Map<string, number>, other: Map<string, number>): boolean => one.size === other.size && [...one.keys()].every((it) => other.has(it));
const sum = (list: number[]): number => list.reduce((all, it) => all + it, 0);
const mean = (list: number[]): number => (list.length === 0 ? 0 : sum(list) / list.length);
