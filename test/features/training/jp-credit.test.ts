import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Form } from "../../../src/features/training/forms.ts";
import { forms } from "../../../src/features/training/forms.ts";
import { type Activity, creditsOf } from "../../../src/features/training/jp-credit.ts";
import { type JpRule, shippedRules } from "../../../src/features/training/jp-rules.ts";

const activity = (form: Form, more: Partial<Activity> = {}): Activity => ({
  id: 1,
  form,
  abroad: false,
  jp: null,
  times: 1,
  from: "2026-03-10",
  until: "2026-03-10",
  days: null,
  ...more,
});
const credit = (...all: Activity[]) => creditsOf(all, shippedRules).map((it) => it.credited);

describe("JP by the conversion table", () => {
  it.each([
    ["K-01 the programme's own", activity("bimtek", { jp: 16 }), 16],
    ["K-01 abroad a fifth more", activity("pelatihan_teknis", { jp: 10, abroad: true }), 12],
    ["K-02 by the day", activity("seminar", { until: "2026-03-11" }), 8],
    ["K-02 abroad", activity("sosialisasi", { abroad: true }), 6],
    ["K-03 by the day", activity("workshop", { until: "2026-03-12" }), 15],
    ["K-04 twice a month at most", activity("mentoring", { times: 5, until: "2026-03-30" }), 4],
    ["K-04 over two months", activity("coaching", { times: 4, days: ["2026-03-10", "2026-03-20", "2026-04-01", "2026-04-08"], until: "2026-04-08" }), 8],
    ["K-04 abroad four JP each", activity("coaching", { times: 1, abroad: true }), 4],
    ["K-05 three a day at most", activity("e_learning", { jp: 20, until: "2026-03-12" }), 9],
    ["K-05 less than the cap", activity("e_learning", { jp: 5, until: "2026-03-12" }), 5],
    ["K-06 two a day at most", activity("komunitas_belajar", { jp: 8, days: ["2026-03-10", "2026-04-10"], until: "2026-04-10" }), 4],
    ["K-07 for each", activity("patok_banding"), 10],
    ["K-08 for each", activity("magang", { until: "2026-06-30" }), 20],
    ["K-09 by the semester", activity("tugas_belajar", { times: 2, until: "2026-12-31" }), 40],
  ] as const)("counts %s", (_, it, jp) => {
    expect(credit(it)).toEqual([jp]);
  });

  it("says why something counts nothing", () => {
    const limits = creditsOf([activity("bimbingan_kerja", { jp: 8 }), activity("tugas_belajar", { abroad: true }), activity("bimtek")], shippedRules);
    expect(limits.map((it) => [it.credited, it.limit])).toEqual([
      [0, "no_rule"],
      [0, "no_rate"],
      [0, "no_jp"],
    ]);
  });

  it("holds a day's cap over two activities that go on at once, the one that ended first first", () => {
    const long = activity("e_learning", { id: 1, jp: 8, until: "2026-03-13" });
    const short = activity("e_learning", { id: 2, jp: 3 });
    expect(credit(long, short)).toEqual([6, 3]);
    expect(creditsOf([long, short], shippedRules).map((it) => it.limit)).toEqual(["day", null]);
  });

  it("takes two seminars on one day for one day of seminar, but a seminar and a workshop for both", () => {
    expect(credit(activity("seminar", { id: 1 }), activity("seminar", { id: 2 }))).toEqual([4, 0]);
    expect(credit(activity("seminar", { id: 1 }), activity("workshop", { id: 2 }))).toEqual([4, 5]);
  });

  it("goes by the row that held when the activity ended", () => {
    const old: JpRule = { ...(shippedRules.find((it) => it.code === "K-03") as JpRule), until: "2026-03-01" };
    const young: JpRule = { ...old, home: { rate: 6, dayCap: 6, monthTimes: null }, since: "2026-03-01", until: null };
    const at = (day: string) => creditsOf([activity("workshop", { from: day, until: day })], [old, young])[0]?.credited;
    expect([at("2026-02-28"), at("2026-03-01")]).toEqual([5, 6]);
  });

  it("knows every form but work guidance and the others", () => {
    const unknown = (Object.keys(forms) as Form[]).filter((form) => !shippedRules.some((it) => it.forms.includes(form)));
    expect(unknown).toEqual(["klasikal_lain", "bimbingan_kerja", "nonklasikal_lain"]);
  });
});

const day = (offset: number) => Temporal.PlainDate.from("2026-01-01").add({ days: offset }).toString();
const anyActivity = fc
  .record({
    form: fc.constantFrom(...(Object.keys(forms) as Form[])),
    abroad: fc.boolean(),
    jp: fc.option(fc.integer({ min: 1, max: 40 })),
    times: fc.integer({ min: 1, max: 5 }),
    start: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ start, length, ...it }) => ({ ...it, from: day(start), until: day(start + length), days: null }));
const anyActivities = fc.array(anyActivity, { maxLength: 8 }).map((all) => all.map((it, id) => ({ ...it, id })));
const total = (all: Activity[]) => credit(...all).reduce((sum, it) => sum + it, 0);

describe("JP of any activities", () => {
  it("are never more than each claims alone, never less than none, and the same in any order", () => {
    fc.assert(
      fc.property(anyActivities, (all) => {
        const credits = creditsOf(all, shippedRules);
        for (const [at, it] of credits.entries()) {
          expect(it.credited).toBeGreaterThanOrEqual(0);
          expect(it.credited).toBeLessThanOrEqual(it.claimed + 1e-9);
          expect(it.limit === null || it.credited < it.claimed || it.claimed === 0).toBe(true);
          expect(creditsOf([all[at] as Activity], shippedRules)[0]?.credited).toBeGreaterThanOrEqual(it.credited - 1e-9);
        }
        expect(creditsOf(all.toReversed(), shippedRules).toReversed()).toEqual(credits);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("never become fewer by learning more", () => {
    fc.assert(
      fc.property(anyActivities, anyActivity, (all, more) => {
        expect(total([...all, { ...more, id: 99 }])).toBeGreaterThanOrEqual(total(all) - 1e-6);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it("never pass a day's cap under one row at home", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom("e_learning" as const, "belajar_mandiri" as const, "seminar" as const),
        (jps, form) => {
          const cap = { e_learning: 3, belajar_mandiri: 2, seminar: 4 }[form];
          const sum = total(jps.map((jp, id) => activity(form, { id, jp })));
          const claimed = form === "seminar" ? cap * jps.length : jps.reduce((all, it) => all + it, 0);
          expect(sum).toBeCloseTo(Math.min(cap, claimed), 6);
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });
});
