import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approvalUntil, offerUntil } from "../../../src/features/enrolment/deadlines.ts";
import { inOrder, pointsOf, standing, type Waiting } from "../../../src/features/enrolment/queue.ts";
import { type Actor, allows, type Move, type MoveName, moves, type State, seatChange, stateNames, states } from "../../../src/features/enrolment/states.ts";

const readme = readFileSync(new URL("../../../src/features/enrolment/README.md", import.meta.url), "utf8");
const tableAfter = (heading: string): string[][] => {
  const lines = readme
    .slice(readme.indexOf(heading))
    .split("\n")
    .filter((it) => it.startsWith("|"));
  return lines.slice(2).map((it) =>
    it
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

describe("the states of an enrolment", () => {
  it("are those of the README", () => {
    const rows = tableAfter("## States").slice(0, stateNames.length);
    expect(rows.map(([name, seat, open]) => [name, seat === "yes", open === "yes"])).toEqual(
      stateNames.map((it) => [`\`${it}\``, states[it].seat, states[it].open]),
    );
  });

  it("change as the README says", () => {
    const rows = tableAfter("## Moves");
    const code = (it: string | null) => `\`${it ?? "—"}\``;
    const written = Object.entries(moves as Record<string, Move>).map(([name, it]) => [
      code(name),
      it.from.map(code).join(" "),
      it.to.map(code).join(" "),
      it.by.join(", "),
    ]);
    expect(rows).toEqual(written);
  });

  it("reach an end from everywhere, and nothing leads out of nowhere", () => {
    const every = Object.entries(moves as Record<string, Move>);
    const next = (from: State) => every.flatMap(([, it]) => (it.from.includes(from) ? [...it.to] : []));
    for (const from of stateNames.filter((it) => states[it].open)) {
      const reached = new Set<State>([from]);
      for (const it of reached) for (const to of next(it)) reached.add(to);
      expect([from, [...reached].some((it) => !states[it].open)]).toEqual([from, true]);
    }
    expect(new Set(every.flatMap(([, it]) => [...it.to]))).toEqual(new Set(stateNames));
  });

  it("hold a seat or free one, never two", () => {
    for (const from of [null, ...stateNames]) for (const to of stateNames) expect(Math.abs(seatChange(from, to))).toBeLessThanOrEqual(1);
  });

  it("let nobody do another's part", () => {
    const by = (name: MoveName, from: State, to: State, actor: Actor) => allows(name, from, to, actor);
    expect([
      by("setujui", "menunggu_atasan", "terdaftar", "peserta"),
      by("panggil", "diusulkan", "dipanggil", "pengelola"),
      by("tawarkan", "daftar_tunggu", "ditawari", "peserta"),
    ]).toEqual([false, false, false]);
  });
});

const waiting = fc.record({
  id: fc.integer({ min: 1, max: 1_000 }),
  personId: fc.constant(1),
  unitId: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  need: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }),
  queuedAt: fc.integer({ min: 0, max: 10_000_000 }),
}) satisfies fc.Arbitrary<Waiting>;
const seats = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 })), { maxLength: 4 })
  .map((it) => new Map<number | null, number>(it));

describe("the waiting list", () => {
  it("has one order, whatever order people are handed in", () => {
    fc.assert(
      fc.property(fc.uniqueArray(waiting, { selector: (it) => it.id, maxLength: 12 }), seats, (list, held) => {
        const ids = (all: Waiting[]) => inOrder(all, held, 10_000_000).map((it) => it.id);
        expect(ids(list.toReversed())).toEqual(ids(list));
      }),
    );
  });

  it("puts nobody behind who needs more, waits longer and whose unit has less", () => {
    fc.assert(
      fc.property(waiting, waiting, seats, (one, other, held) => {
        fc.pre(one.id !== other.id);
        const of = (it: Waiting) => (it.unitId === null ? 2 : (held.get(it.unitId) ?? 0));
        fc.pre((one.need ?? 1) >= (other.need ?? 1) && one.queuedAt < other.queuedAt && of(one) <= of(other));
        expect(inOrder([other, one], held, 10_000_000)[0]?.id).toBe(one.id);
      }),
    );
  });

  it("counts nobody's need or patience without end", () => {
    fc.assert(fc.property(waiting, seats, (it, held) => pointsOf(standing(it, held, 10_000_000)) <= 8));
  });
});

describe("deadlines", () => {
  const now = 1_800_000_000;
  it("never pass the class's begin, and leave time to answer where there is any", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 * 86_400 }), (left) => {
        for (const until of [offerUntil(now, now + left), approvalUntil(now, now + left)]) {
          expect(until).toBeGreaterThanOrEqual(now);
          expect(until).toBeLessThanOrEqual(now + left);
          if (left >= 4 * 3_600) expect(until - now).toBeGreaterThanOrEqual(3 * 3_600);
        }
      }),
    );
  });
});
