import { enough, fewest, type Member } from "./blocks.ts";

/** Somebody's answers that are in a block of the class family. `told`: measures that their block tells of. */
export interface UnitAnswer extends Member {
  /** The unit they belong to now; null = none. */
  unit: number | null;
  /** The unit in whose block the answers stand already; null = they wait. */
  placed: number | null;
  /** The smallest piece of the class family that they are told in. */
  block: number;
  stratum: number;
  /** What was answered to each measure, as text: two who gave the same have the same. */
  has: ReadonlyMap<string, string>;
  told: ReadonlySet<string>;
}

/** A block of a unit that may be made now, and the measures that it may tell of. */
export interface UnitBlock {
  unit: number;
  members: UnitAnswer[];
  measures: string[];
}

/**
 * Whether these answers may be told beside pieces that are told already. Whatever is added to or taken from their total, of any pieces, any
 * number of times: of each piece that they cut in two, one side at least stays in what comes out. So there must be pieces with nobody in common
 * whose smaller sides are five people together; or none is cut, and nothing new is told.
 */
export function isSafe<T extends Member>(own: readonly T[], pieces: T[][]): boolean {
  const requests = new Set(own.map((it) => it.request));
  const met = new Set<number>();
  let people = 0;
  let cut = false;
  for (const piece of pieces) {
    const inside = peopleOf(piece.filter((it) => requests.has(it.request)));
    if (inside.size === 0) continue;
    const outside = peopleOf(piece.filter((it) => !requests.has(it.request)));
    if (outside.size === 0) continue;
    cut = true;
    const here = inside.union(outside);
    if (!here.isDisjointFrom(met)) continue;
    for (const it of here) met.add(it);
    people += Math.min(inside.size, outside.size);
    if (people >= fewest) return true;
  }
  return !cut;
}

/**
 * The blocks of units that may be made of what waits, and what each may tell of `measures`; what would single somebody out goes on waiting.
 * `breath` is taken between two units.
 */
export async function unitBlocks(all: UnitAnswer[], measures: string[], breath: () => Promise<void> = async () => {}): Promise<UnitBlock[]> {
  const pieces = piecesOf(all);
  const of = new Map(measures.map((measure) => [measure, mixedPieces(all, measure)]));
  const placed = Map.groupBy(
    all.filter((it) => it.placed !== null),
    (it) => it.placed ?? 0,
  );
  const waiting = Map.groupBy(
    all.filter((it) => it.placed === null && it.unit !== null),
    (it) => it.unit ?? 0,
  );
  const made: UnitBlock[] = [];
  for (const [unit, members] of [...waiting].sort((a, b) => a[0] - b[0])) {
    await breath();
    // The new answers alone, with what the unit is told of already, and with what all units are told of.
    const sets = [members, [...(placed.get(unit) ?? []), ...members], [...[...placed.values()].flat(), ...members]];
    if (!enough(members) || !sets.every((it) => isSafe(it, pieces))) continue;
    const told = measures.filter((measure) => {
      const has = (it: UnitAnswer) => it.has.has(measure);
      const { mixed, known } = of.get(measure) ?? { mixed: [], known: new Set() };
      return (
        enough(members.filter(has)) &&
        sets.every((it) =>
          isSafe(
            it.filter((one) => has(one) && !known.has(one.request)),
            mixed,
          ),
        )
      );
    });
    placed.set(unit, sets[1] ?? []);
    made.push({ unit, members, measures: told });
  }
  return made;
}

/**
 * The pieces that a measure is told in. Where everybody of one gave the same, what any part of it sums to is known: it hides nobody, neither its
 * own people nor, by being taken off, those whom the unit has elsewhere. Such are left out, and their requests told.
 */
function mixedPieces(all: UnitAnswer[], measure: string): { mixed: UnitAnswer[][]; known: Set<number> } {
  const pieces = piecesOf(all.filter((it) => it.told.has(measure) && it.has.has(measure)));
  const isMixed = (piece: UnitAnswer[]) => new Set(piece.map((it) => it.has.get(measure))).size > 1;
  return { mixed: pieces.filter(isMixed), known: new Set(pieces.filter((it) => !isMixed(it)).flatMap((it) => it.map((one) => one.request))) };
}

const piecesOf = (answers: UnitAnswer[]): UnitAnswer[][] => [...Map.groupBy(answers, (it) => `${it.block} ${it.stratum}`).values()];
const peopleOf = (answers: Member[]): Set<number> => new Set(answers.map((it) => it.respondent));
