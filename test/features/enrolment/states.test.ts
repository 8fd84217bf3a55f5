import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextWorkingMoment, type WorkTime, workingTimeBetween } from "../../../src/features/enrolment/remind/work-time.ts";
import { type Answerable, deadlineFor } from "../../../src/features/enrolment/seats/deadlines.ts";
import { inOrder, pointsOf, standing, type Waiting } from "../../../src/features/enrolment/seats/queue.ts";
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
  const zone = "Asia/Makassar";
  const time: WorkTime = { zone, facts: [] };
  const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds / 1_000;
  const local = (second: number) =>
    Temporal.Instant.fromEpochMilliseconds(second * 1_000)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString()
      .slice(0, 16);
  const wait = (state: Answerable, now: string, begin: string | null, of = time) => {
    const { tellAt, until } = deadlineFor(state, at(now), begin === null ? null : at(begin), of);
    return [local(tellAt), local(until)];
  };

  it("offers a seat freed in the evening or at the weekend in the next working time, for a whole working day", () => {
    expect(wait("ditawari", "2026-11-24T19:00", "2026-12-14T08:00")).toEqual(["2026-11-25T08:00", "2026-11-25T16:00"]);
    expect(wait("ditawari", "2026-11-27T23:00", "2026-12-14T08:00")).toEqual(["2026-11-30T08:00", "2026-11-30T16:00"]);
    expect(wait("ditawari", "2026-11-24T15:00", "2026-12-14T08:00")).toEqual(["2026-11-24T15:00", "2026-11-25T15:00"]);
  });

  it("counts no free day, and nothing of the Friday prayer", () => {
    const facts = [{ kind: "libur" as const, since: "2026-11-25", until: "2026-11-25", unitId: null, hours: null }];
    expect(wait("ditawari", "2026-11-24T19:00", "2026-12-14T08:00", { zone, facts })).toEqual(["2026-11-26T08:00", "2026-11-26T16:00"]);
    expect(wait("ditawari", "2026-11-27T11:00", "2026-12-14T08:00")).toEqual(["2026-11-27T11:00", "2026-11-30T13:00"]);
    expect(wait("menunggu_atasan", "2026-11-27T17:00", "2027-02-01T08:00")).toEqual(["2026-11-30T08:00", "2026-12-02T16:00"]);
  });

  it("gives a unit with its own hours its own time", () => {
    const own = { 6: [[8 * 60, 20 * 60]] } as Record<number, [number, number][]>;
    const facts = [{ kind: "jam" as const, since: "2026-01-01", until: "2026-12-31", unitId: 7, hours: own }];
    const { tellAt } = deadlineFor("ditawari", at("2026-11-26T10:00"), at("2026-12-28T08:00"), { zone, facts }, 7);
    expect(local(tellAt)).toBe("2026-11-28T08:00");
  });

  it("uses the hours in which people are awake where a class is near, and tells at once where waiting would lose the seat", () => {
    expect(wait("ditawari", "2026-11-28T19:00", "2026-11-30T08:00")).toEqual(["2026-11-28T19:00", "2026-11-29T09:15"]);
    expect(wait("ditawari", "2026-11-28T23:00", "2026-11-30T08:00")).toEqual(["2026-11-29T07:00", "2026-11-29T10:45"]);
    expect(wait("ditawari", "2026-11-29T23:00", "2026-11-30T08:00")).toEqual(["2026-11-29T23:00", "2026-11-30T07:00"]);
    expect(wait("menunggu_petugas", "2026-11-30T07:00", "2026-11-30T08:00")).toEqual(["2026-11-30T07:00", "2026-11-30T08:00"]);
  });

  it("never pass the class's begin, end at work, and leave a fair number of working hours where there are any", () => {
    const now = at("2026-11-23T00:00");
    const second = fc.integer({ min: 0, max: 30 * 86_400 });
    const state = fc.constantFrom<Answerable>("ditawari", "menunggu_atasan", "menunggu_petugas", "dipanggil");
    fc.assert(
      fc.property(state, second, second, (which, later, left) => {
        const [from, begin] = [now + later, now + later + left];
        const { tellAt, until } = deadlineFor(which, from, begin, time);
        expect(tellAt).toBeGreaterThanOrEqual(from);
        expect(until).toBeGreaterThanOrEqual(tellAt);
        expect(until).toBeLessThanOrEqual(begin);
        if (workingTimeBetween(from, begin, time, { unitId: null, most: 6 * 3_600 }) < 6 * 3_600) return;
        expect(nextWorkingMoment(tellAt, time)).toBe(tellAt);
        expect(nextWorkingMoment(until - 1, time)).toBe(until - 1);
        expect(workingTimeBetween(tellAt, until, time, { unitId: null, most: 1e6 })).toBeGreaterThanOrEqual(3 * 3_600 - 60);
      }),
    );
  });
});
