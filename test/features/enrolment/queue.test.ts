import fc from "fast-check";
import { expect, it } from "vitest";
import { inOrder, nextOnes, type Waiting } from "../../../src/features/enrolment/seats/queue.ts";

const day = 86_400;
const nowS = 100 * day;

const somebody = fc.record({
  unitId: fc.option(fc.integer({ min: 1, max: 4 })),
  need: fc.option(fc.integer({ min: 0, max: 4 })),
  queuedAt: fc.integer({ min: 60, max: 100 }).map((it) => it * day),
});

/** One seat after the other, each by the order that then holds. */
function oneByOne(waiting: Waiting[], seats: Map<number | null, number>, count: number): number[] {
  const held = new Map(seats);
  let left = waiting;
  const chosen: number[] = [];
  while (chosen.length < count) {
    const [first] = inOrder(left, held, nowS);
    if (!first) break;
    chosen.push(first.id);
    held.set(first.unitId, (held.get(first.unitId) ?? 0) + 1);
    left = left.filter((it) => it.id !== first.id);
  }
  return chosen;
}

it("gives many seats at once to the same people in the same order as one after the other", () => {
  fc.assert(
    fc.property(
      fc.array(somebody, { maxLength: 30 }),
      fc.dictionary(fc.constantFrom("1", "2", "3"), fc.integer({ min: 0, max: 3 })),
      fc.oneof(fc.integer({ min: 0, max: 35 }), fc.constant(Number.POSITIVE_INFINITY)),
      (people, seats, count) => {
        const waiting = people.map((it, at) => ({ ...it, id: at + 1, personId: at + 1 }));
        const held = new Map<number | null, number>(Object.entries(seats).map(([unit, n]) => [Number(unit), n]));
        expect(nextOnes(waiting, held, nowS, count).map((it) => it.id)).toEqual(oneByOne(waiting, held, count));
      },
    ),
    { numRuns: 500 },
  );
});
