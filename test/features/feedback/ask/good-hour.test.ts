import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Hours, spansOn, type WorkFact } from "../../../../src/features/enrolment/remind/work-time.ts";
import { colleagueFor, mostRated } from "../../../../src/features/feedback/ask/colleague.ts";
import { type Asking, goodMoment } from "../../../../src/features/feedback/ask/good-hour.ts";
import { type Leading, raterFor } from "../../../../src/features/feedback/ask/rater.ts";

const at = (local: string, zone = "Asia/Makassar"): number => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds / 1_000;
const usual: Asking = { time: { zone: "Asia/Makassar", facts: [] }, unitId: null, bestHour: null, classEnd: null };

const day = fc.integer({ min: 0, max: 120 }).map((days) => Temporal.PlainDate.from("2026-12-01").add({ days }));
const hours = fc.constantFrom<Hours>(
  { 1: [[0, 24 * 60]], 2: [[22 * 60, 24 * 60]], 3: [[6 * 60, 9 * 60]], 5: [[8 * 60, 15 * 60]], 6: [[8 * 60, 12 * 60]] },
  { 1: [[8 * 60, 14 * 60]], 4: [[20 * 60, 23 * 60]] },
);
const fact = fc
  .record({
    kind: fc.constantFrom("libur", "cuti_bersama", "kerja", "jam"),
    day,
    span: fc.integer({ min: 0, max: 10 }),
    unitId: fc.constantFrom(null, 1),
    hours,
  })
  .map(
    (it) =>
      ({
        kind: it.kind,
        since: it.day.toString(),
        until: it.day.add({ days: it.span }).toString(),
        unitId: it.unitId,
        hours: it.kind === "jam" ? it.hours : null,
      }) as WorkFact,
  );
const asking = fc.record({
  time: fc.record({ zone: fc.constantFrom("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"), facts: fc.array(fact, { maxLength: 4 }) }),
  unitId: fc.constantFrom(null, 1, 2),
  bestHour: fc.option(fc.integer({ min: 0, max: 23 }), { nil: null }),
  classEnd: fc.option(fc.integer({ min: at("2026-12-01T00:00"), max: at("2027-03-30T00:00") }), { nil: null }),
}) satisfies fc.Arbitrary<Asking>;

describe("a good hour", () => {
  it("is never at night, in the Friday prayer or in a blocked time, but just after one's own class", () => {
    fc.assert(
      fc.property(
        asking,
        fc.integer({ min: at("2026-12-01T00:00"), max: at("2027-03-30T00:00") }),
        fc.boolean(),
        fc.integer({ min: -120, max: 120 }),
        (it, any, near, minutes) => {
          const second = near && it.classEnd !== null ? it.classEnd + minutes * 60 : any;
          if (!goodMoment(second, it)) return;
          const local = Temporal.Instant.fromEpochMilliseconds(second * 1_000).toZonedDateTimeISO(it.time.zone);
          const minute = local.hour * 60 + local.minute;
          expect(minute).toBeGreaterThanOrEqual(7 * 60);
          expect(minute).toBeLessThan(18 * 60 + 30);
          if (local.dayOfWeek === 5) expect(minute < 11 * 60 + 30 || minute >= 13 * 60 + 30).toBe(true);
          const worked = spansOn(local.toPlainDate(), it.time, it.unitId).some(([from, until]) => from <= minute && minute < until);
          const after = it.classEnd !== null && second >= it.classEnd && second < it.classEnd + 90 * 60;
          expect(worked || after).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("comes on every day with ordinary hours, whatever the own hour is", () => {
    fc.assert(
      fc.property(day, fc.option(fc.integer({ min: 0, max: 23 }), { nil: null }), (date, bestHour) => {
        const any = Array.from({ length: 24 * 12 }, (_, it) => at(`${date}T00:00`) + it * 300).some((it) => goodMoment(it, { ...usual, bestHour }));
        expect(any).toBe(date.dayOfWeek <= 5);
      }),
    );
  });

  it("is the own one where it is known, else the usual ones", () => {
    const good = (local: string, more: Partial<Asking> = {}) => goodMoment(at(local), { ...usual, ...more });
    expect([good("2026-12-08T09:29"), good("2026-12-08T09:30"), good("2026-12-08T11:00"), good("2026-12-08T13:30"), good("2026-12-08T15:00")]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
    expect([good("2026-12-08T09:45", { bestHour: 8 }), good("2026-12-08T08:15", { bestHour: 8 })]).toEqual([false, true]);
    // At noon on a Friday nobody is asked: the usual hours of that day.
    expect([good("2026-12-11T12:10", { bestHour: 12 }), good("2026-12-11T09:45", { bestHour: 12 })]).toEqual([false, true]);
    // A class that ends at night or on a Saturday.
    expect([good("2026-12-05T16:30", { classEnd: at("2026-12-05T16:00") }), good("2026-12-07T21:00", { classEnd: at("2026-12-07T21:00") })]).toEqual([
      true,
      false,
    ]);
  });
});

describe("who is asked about somebody", () => {
  const since = "2026-12-07";
  const until = "2027-01-06";
  const nobody: Leading = { lines: [], delegations: [], outside: new Set<number>(), gone: new Set<number>() };
  const line = (supervisorId: number, from: string, to: string | null) => ({ personId: 1, supervisorId, since: from, until: to });

  it("is who led most of the time, the stand-in of a top official, or nobody", () => {
    const rater = (more: Partial<Leading>) => raterFor({ ...nobody, ...more }, 1, { since, until });
    expect(rater({ lines: [line(2, "2025-01-01", "2026-12-10"), line(3, "2026-12-10", null)] })).toBe(3);
    expect(rater({ lines: [line(2, "2025-01-01", null)], gone: new Set([2]) })).toBe(null);
    const named = { lines: [line(2, "2025-01-01", null)], outside: new Set([2]) };
    expect(rater(named)).toBe(null);
    expect(rater({ ...named, delegations: [{ leaderId: 2, delegateId: 4, since: "2026-01-01", until: null }] })).toBe(4);
    expect(rater({ ...named, delegations: [{ leaderId: 2, delegateId: 1, since: "2026-01-01", until: null }] })).toBe(null);
    expect(rater({ ...named, delegations: [{ leaderId: 2, delegateId: 4, since: "2026-01-01", until: "2027-01-01" }] })).toBe(null);
    expect(rater({ lines: [line(2, "2025-01-01", "2026-12-12"), line(3, "2027-01-01", null)] })).toBe(null);
  });

  it("is as colleague a peer by lot, the same for the same key, never a leader and never who rates enough", () => {
    const peers = fc.uniqueArray(
      fc.record({ personId: fc.integer({ min: 1, max: 30 }), unitId: fc.constantFrom(1, 2), rating: fc.integer({ min: 0, max: 3 }) }),
      {
        selector: (it) => it.personId,
      },
    );
    fc.assert(
      fc.property(fc.string(), peers, fc.uniqueArray(fc.integer({ min: 1, max: 30 })), (key, all, leaders) => {
        const chosen = colleagueFor(key, 5, 1, all, new Set(leaders));
        expect(colleagueFor(key, 5, 1, all.toReversed(), new Set(leaders))).toBe(chosen);
        const may = all
          .filter((it) => it.unitId === 1 && it.personId !== 5 && !leaders.includes(it.personId) && it.rating < mostRated)
          .map((it) => it.personId);
        expect(chosen === null ? may.length === 0 : may.includes(chosen)).toBe(true);
      }),
    );
  });
});
