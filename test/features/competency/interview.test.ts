import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interview, isOffered, mostQuestions, type Planned, type Tap } from "../../../src/features/competency/assess/interview.ts";

const plan = (...starts: number[]): Planned[] => starts.map((start, at) => ({ competency: `k${at + 1}`, start }));

describe("a form", () => {
  it("begins around what the position requires", () => {
    const offered = [1, 2, 3, 4, 5].map((start) => interview(plan(start), []).question?.offered);
    expect(offered).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 5],
      [3, 4, 5],
    ]);
  });

  it("settles by the middle choice at once, and steps up or down by an outer one", () => {
    expect(interview(plan(3), [3])).toEqual({ settled: [{ competency: "k1", level: 3 }], question: null });
    expect(interview(plan(3), [4]).question).toEqual({ competency: "k1", offered: [3, 4, 5], place: 1, further: true });
    expect(interview(plan(3), [4, 5]).settled).toEqual([{ competency: "k1", level: 5 }]);
    expect(interview(plan(3), [2, 2]).settled).toEqual([{ competency: "k1", level: 2 }]);
    expect(interview(plan(1), [3, 4, 4]).settled).toEqual([{ competency: "k1", level: 4 }]);
  });

  it("believes who steps back to a level passed over before", () => {
    expect(interview(plan(3), [4, 3]).settled).toEqual([{ competency: "k1", level: 3 }]);
  });

  it("takes “never done” and leaving out as they are", () => {
    expect(interview(plan(3, 2), [0, "skip"])).toEqual({
      settled: [
        { competency: "k1", level: 0 },
        { competency: "k2", level: null },
      ],
      question: null,
    });
  });

  it("knows where it is", () => {
    expect(interview(plan(2, 3, 2), [2]).question).toMatchObject({ competency: "k2", place: 2, further: false });
  });

  const anyPlan = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 }).map((starts) => plan(...starts));

  /** Answers by whims until the end. */
  function answered(asked: Planned[], whims: number[]): Tap[] {
    const taps: Tap[] = [];
    for (let { question } = interview(asked, taps); question; question = interview(asked, taps).question) {
      const choices: Tap[] = [...question.offered, 0, "skip"];
      taps.push(choices[(whims[taps.length % whims.length] ?? 0) % choices.length] as Tap);
    }
    return taps;
  }

  it("ends after at most three questions a competency, whatever is answered, with a level that was offered", () => {
    fc.assert(
      fc.property(anyPlan, fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }), (asked, whims) => {
        const taps = answered(asked, whims);
        const { settled, question } = interview(asked, taps);
        expect(question).toBeNull();
        expect(taps.length).toBeLessThanOrEqual(mostQuestions * asked.length);
        expect(settled.map((it) => it.competency)).toEqual(asked.map((it) => it.competency));
        for (const { level } of settled) expect(level === null || (level >= 0 && level <= 5)).toBe(true);
      }),
    );
  });

  it("keeps by a step back what was settled before, and asks again what was taken back", () => {
    fc.assert(
      fc.property(anyPlan, fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }), (asked, whims) => {
        const taps = answered(asked, whims);
        const all = interview(asked, taps).settled;
        for (let length = 0; length < taps.length; length++) {
          const { settled, question } = interview(asked, taps.slice(0, length));
          expect(settled).toEqual(all.slice(0, settled.length));
          expect(question?.competency).toBe(all[settled.length]?.competency);
          expect(question && isOffered(question, taps[length] as Tap)).toBe(true);
        }
      }),
    );
  });

  it("reaches every level from every beginning for who answers truly", () => {
    for (const start of [1, 2, 3, 4, 5]) {
      for (const truth of [1, 2, 3, 4, 5]) {
        const taps: Tap[] = [];
        for (let { question } = interview(plan(start), taps); question; question = interview(plan(start), taps).question) {
          const nearest = question.offered.toSorted((a, b) => Math.abs(a - truth) - Math.abs(b - truth))[0] as number;
          taps.push(nearest);
        }
        expect([start, truth, interview(plan(start), taps).settled[0]?.level]).toEqual([start, truth, truth]);
      }
    }
  });
});
