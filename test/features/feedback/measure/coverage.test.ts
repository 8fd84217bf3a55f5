import { describe, expect, it } from "vitest";
import { type CityFacts, planCity } from "../../../simulation/city-plan.ts";
import { emptyReport, judgeYear, type Kept, type Report } from "../../../simulation/judge-year.ts";
import { lightYear } from "../../../simulation/light-year.ts";
import { truthOf } from "../../../simulation/truth.ts";

const usual: CityFacts = { people: 400, units: 12, trainings: 6, runs: [2, 6], seats: [5, 40], days: 200, bias: 1, unseenBias: 0 };

/** Cities enough that chance alone moves a share by less than what is allowed for; hundreds: `npm run bench -- --only feedback-coverage`. */
async function judged(seeds: number, facts: CityFacts): Promise<Report> {
  const report = emptyReport();
  for (let seed = 1; seed <= seeds; seed++) {
    const plan = planCity(seed, facts);
    await judgeYear(lightYear(plan), plan, truthOf(plan, seed), report);
  }
  return report;
}

/** All measures of a level together. */
function of({ kept }: Report, level: string): Kept {
  const some = [...kept].filter(([name]) => name.startsWith(level)).map(([, it]) => it);
  const sum = (what: keyof Kept) => some.reduce((all, it) => all + it[what], 0);
  return { intervals: sum("intervals"), held: sum("held"), width: sum("width"), best: sum("best"), off: sum("off"), squares: sum("squares") };
}
const share = (it: Kept): number => (100 * it.held) / it.intervals;

describe("95 percent intervals over simulated cities with biased silence", () => {
  it("hold what is true of classes, trainings and the city, are hardly wider than they must be, and call no training effective that is not", async () => {
    const report = await judged(12, usual);
    for (const [level, widest] of [
      ["class", 1.1],
      ["training", 1.4],
      ["city", 1.25],
    ] as const) {
      const it = of(report, level);
      console.log(`${level}: ${it.held} of ${it.intervals} held, ${(it.width / it.best).toFixed(2)} times the best width`);
      expect(share(it), level).toBeGreaterThan(92);
      expect(it.width / it.best, level).toBeLessThan(widest);
    }
    expect(report.zero).toBeGreaterThan(10);
    expect(report.declared).toBeLessThanOrEqual(2);
    expect([report.small, report.shown > 1_000]).toEqual([0, true]);
  });

  it("hold in classes so small that many wait for the next run", async () => {
    const report = await judged(8, { ...usual, runs: [4, 6], seats: [5, 9] });
    expect(of(report, "class").intervals).toBeGreaterThan(300);
    expect(share(of(report, "class"))).toBeGreaterThan(92);
    expect(share(of(report, "training"))).toBeGreaterThan(92);
  });
});
