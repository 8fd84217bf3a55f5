import { describe, expect, it } from "vitest";
import { judge, line, type Report } from "./judge.ts";
import type { Settings } from "./simulate.ts";

const usual: Settings = { trainings: 12, runs: 4, between: 0.2, bias: 1, classSize: [5, 40] };

/** Cities enough that chance alone moves a share by less than what is allowed for. */
function judged(seeds: number, settings: Settings): Report {
  const report: Report = new Map();
  for (let seed = 1; seed <= seeds; seed++) judge(seed, settings, report);
  return report;
}

/** In percent. */
const held = (report: Report, name: string): number => {
  const it = report.get(name);
  if (!it) throw new Error(`nothing was judged as ${name}`);
  return (100 * it.held) / it.intervals;
};

describe("95 percent intervals over simulated cities with biased silence", () => {
  it("hold what is true, of classes and of trainings, and are hardly wider than they must be", () => {
    const report = judged(12, usual);
    console.log([...report].map(([name, it]) => line(name, it)).join("\n"));
    for (const kind of ["reaction", "learning", "applied", "nps"]) {
      for (const level of ["class", "training"]) {
        expect(held(report, `${level} ${kind}`), `${level} ${kind}`).toBeGreaterThan(91);
        const it = report.get(`${level} ${kind}`);
        expect((it?.width ?? 0) / (it?.oracle ?? 1), `${level} ${kind}`).toBeLessThan(1.4);
      }
    }
  });

  it("hold nought where a training has no effect at all", () => {
    const report = judged(8, { ...usual, zero: true });
    expect(held(report, "training learning")).toBeGreaterThan(91);
    expect(held(report, "class learning")).toBeGreaterThan(91);
  });

  it("hold in classes so small that many wait for the next run", () => {
    const report = judged(12, { ...usual, runs: 6, classSize: [5, 9] });
    for (const kind of ["reaction", "learning", "applied", "nps"]) expect(held(report, `class ${kind}`), kind).toBeGreaterThan(91);
  });
});
