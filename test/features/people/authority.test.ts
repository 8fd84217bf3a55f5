import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capacityOf, type Line, raterOf, supervisorOn } from "../../../src/features/people/authority.ts";

const line = (personId: number, supervisorId: number, since: string, until: string | null = null): Line => ({ personId, supervisorId, since, until });
const lines = [line(1, 10, "2026-01-01", "2026-04-01"), line(1, 11, "2026-04-01"), line(2, 10, "2026-01-01")];

describe("the supervisor on a day", () => {
  it.each([
    ["2025-12-31", null],
    ["2026-01-01", 10],
    ["2026-03-31", 10],
    ["2026-04-01", 11],
    ["2030-01-01", 11],
  ])("%s: %j", (day, supervisor) => {
    expect(supervisorOn(lines, 1, day)).toBe(supervisor);
  });
});

describe("who may decide about a person", () => {
  const delegations = [{ leaderId: 10, delegateId: 20, since: "2026-02-01", until: "2026-03-01" }];
  it.each([
    [10, 1, "2026-02-15", "supervisor"],
    [11, 1, "2026-02-15", null],
    [20, 1, "2026-02-15", "delegate"],
    [20, 1, "2026-03-01", null],
    [20, 1, "2026-01-31", null],
    [20, 2, "2026-02-15", "delegate"],
    [10, 1, "2026-04-01", null],
    [11, 1, "2026-04-01", "supervisor"],
    [1, 1, "2026-02-15", null],
  ])("%i about %i on %s: %j", (actor, person, day, capacity) => {
    expect(capacityOf(actor, person, { lines, delegations }, day)).toBe(capacity);
  });

  it("is never the person itself, not even as a delegate of its own supervisor or by a damaged line", () => {
    const own = {
      lines: [line(1, 10, "2026-01-01"), line(2, 2, "2026-01-01")],
      delegations: [{ leaderId: 10, delegateId: 1, since: "2026-01-01", until: null }],
    };
    expect([capacityOf(1, 1, own, "2026-05-05"), capacityOf(2, 2, own, "2026-05-05")]).toEqual([null, null]);
  });
});

describe("the rater of a period", () => {
  const year = { since: "2026-01-01", until: "2027-01-01" };
  it("is whoever supervised at least half of it", () => {
    expect(raterOf(lines, 1, year)).toBe(11);
    expect(raterOf(lines, 1, { since: "2026-03-02", until: "2026-04-30" })).toBe(10);
    expect(raterOf(lines, 3, year)).toBeNull();
  });

  it("is nobody when nobody did", () => {
    expect(raterOf([line(1, 10, "2026-01-01", "2026-05-01"), line(1, 11, "2026-09-01")], 1, year)).toBeNull();
  });

  it("counts separate stretches of one supervisor together, and of two exact halves takes the later", () => {
    const apart = [line(1, 10, "2026-01-01", "2026-04-11"), line(1, 11, "2026-04-11", "2026-09-01"), line(1, 10, "2026-09-01")];
    expect(raterOf(apart, 1, year)).toBe(10);
    expect(raterOf([line(1, 10, "2026-01-01", "2026-01-11"), line(1, 11, "2026-01-11")], 1, { since: "2026-01-01", until: "2026-01-21" })).toBe(11);
  });

  it("always supervised at least half of the days, and nobody supervised more", () => {
    const day = fc.integer({ min: 0, max: 60 }).map((it) => Temporal.PlainDate.from("2026-01-01").add({ days: it }).toString());
    const span = fc.tuple(day, day).map(([a, b]) => (a < b ? [a, b] : [b, a]));
    // Lines of one person never overlap: cut a row of days into stretches.
    const stretches = fc.uniqueArray(day, { minLength: 2, maxLength: 6 }).chain((cuts) => {
      const sorted = cuts.toSorted();
      return fc
        .array(fc.integer({ min: 10, max: 12 }), { minLength: sorted.length - 1, maxLength: sorted.length - 1 })
        .map((bosses) => bosses.map((it, at) => line(1, it, sorted[at] ?? "", sorted[at + 1] ?? null)));
    });
    fc.assert(
      fc.property(stretches, span, (held, [since = "", until = ""]) => {
        const days: (number | null)[] = [];
        for (let at = Temporal.PlainDate.from(since); at.toString() < until; at = at.add({ days: 1 })) days.push(supervisorOn(held, 1, at.toString()));
        const daysOf = (it: number) => days.filter((one) => one === it).length;
        const rater = raterOf(held, 1, { since, until });
        const half = [10, 11, 12].filter((it) => days.length > 0 && daysOf(it) * 2 >= days.length);
        if (half.length === 0) expect(rater).toBeNull();
        else expect(half).toContain(rater);
      }),
    );
  });
});
