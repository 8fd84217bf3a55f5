import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mark } from "../../../src/features/completion/attendance/attendance-store.ts";
import { type AskedDay, askedDays, attendanceOf, resultOf } from "../../../src/features/completion/result/measure.ts";

const mark = (day: string, moment: "masuk" | "keluar", more: Partial<Mark> = {}): Mark => ({
  personId: 1,
  day,
  moment,
  via: "kode",
  at: 0,
  struck: false,
  ...more,
});
const both: AskedDay[] = [
  { day: "2026-12-07", moments: ["masuk", "keluar"] },
  { day: "2026-12-08", moments: ["masuk"] },
];

describe("attendance", () => {
  it("weighs each day the same, and each moment asked for on it", () => {
    const one = attendanceOf(both, [mark("2026-12-07", "masuk"), mark("2026-12-08", "masuk", { via: "daftar" })]);
    expect(one).toEqual({ share: 0.75, days: ["2026-12-07", "2026-12-08"], byCode: 1, byList: 1 });
  });

  it("does not count what was struck, nor a moment that was not asked for, nor another day", () => {
    const marks = [mark("2026-12-07", "masuk", { struck: true }), mark("2026-12-08", "keluar"), mark("2026-12-09", "masuk")];
    expect(attendanceOf(both, marks)).toEqual({ share: 0, days: [], byCode: 0, byList: 0 });
  });

  it("asks on each day that was held for the moments whose code somebody used, and at least for coming", () => {
    const list = [mark("2026-12-07", "masuk", { via: "daftar" }), mark("2026-12-07", "keluar", { via: "daftar" })];
    const asked = askedDays(["2026-12-07", "2026-12-08", "2026-12-09"], new Set(["2026-12-09"]), [mark("2026-12-08", "keluar"), ...list]);
    expect(asked).toEqual([
      { day: "2026-12-07", moments: ["masuk"] },
      { day: "2026-12-08", moments: ["keluar"] },
    ]);
  });

  it("is not less for those with a code where one person was marked from the list", () => {
    const list = [mark("2026-12-07", "masuk", { personId: 2, via: "daftar" }), mark("2026-12-07", "keluar", { personId: 2, via: "daftar" })];
    const own = [mark("2026-12-07", "masuk")];
    const asked = askedDays(["2026-12-07"], new Set(), [...own, ...list]);
    expect(attendanceOf(asked, own)).toEqual({ share: 1, days: ["2026-12-07"], byCode: 1, byList: 0 });
    expect(attendanceOf(asked, list)).toEqual({ share: 1, days: ["2026-12-07"], byCode: 0, byList: 1 });
  });

  it("from the list satisfies whatever was asked for", () => {
    expect(attendanceOf(both.slice(0, 1), [mark("2026-12-07", "masuk"), mark("2026-12-07", "keluar", { via: "daftar" })])).toMatchObject({ share: 1 });
    expect(attendanceOf([{ day: "2026-12-07", moments: ["keluar"] }], [mark("2026-12-07", "masuk", { via: "daftar" })])).toMatchObject({ share: 1, byList: 1 });
  });

  it("has four of five days be eighty percent, whatever the arithmetic", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), (all, there) => {
        const days = Array.from({ length: all }, (_, at) => ({ day: `d${at}`, moments: ["masuk", "keluar"] as ("masuk" | "keluar")[] }));
        const marks = days.slice(0, there).flatMap(({ day }) => [mark(day, "masuk"), mark(day, "keluar")]);
        const { share } = attendanceOf(days, marks);
        const present = Math.min(all, there);
        expect(share).toBeCloseTo(present / all, 9);
        const { result } = resultOf({ attendance: 0.8, testLeast: null }, attendanceOf(days, marks), null);
        expect(result).toBe(present === 0 ? "tidak_hadir" : present * 10 >= all * 8 ? "selesai" : "tidak_selesai");
      }),
    );
  });
});

describe("a result", () => {
  const there = { share: 1, days: ["2026-12-07"], byCode: 1, byList: 0 };
  it.each([
    [{ attendance: 0.8, testLeast: null }, there, null, "selesai", []],
    [{ attendance: 0.8, testLeast: 70 }, there, null, "tidak_selesai", ["no_test"]],
    [{ attendance: 0.8, testLeast: 70 }, there, 69, "tidak_selesai", ["test"]],
    [{ attendance: 0.8, testLeast: 70 }, there, 70, "selesai", []],
    [{ attendance: 0.8, testLeast: 70 }, { ...there, share: 0.5 }, 69, "tidak_selesai", ["attendance", "test"]],
    [{ attendance: 0.8, testLeast: 70 }, { ...there, share: 0 }, 90, "tidak_hadir", ["attendance"]],
    // Learnt alone: the test alone decides, and nothing is completed by itself.
    [{ attendance: 0.8, testLeast: null }, null, null, "tidak_selesai", ["no_test"]],
    [{ attendance: 0.8, testLeast: 70 }, null, 75, "selesai", []],
  ] as const)("by %o, %o and %s is %s", (rule, attendance, score, result, lacks) => {
    expect(resultOf(rule, attendance && { ...attendance, days: [...attendance.days] }, score)).toEqual({ result, lacks });
  });
});
