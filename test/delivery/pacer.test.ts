import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pacer } from "../../src/delivery/pacer.ts";

/** A pacer whose clock the test moves, and a way to send as much as it lets through. */
function paced(pace: { perSecond: number; talkGapMs: number }) {
  let now = 0;
  const pacer = new Pacer(pace, () => now);
  return {
    pacer,
    pass(ms: number) {
      now += ms;
    },
    send(lane: "reply" | "notice", wanted: number): number {
      const count = pacer.room(lane, wanted);
      for (let at = 0; at < count; at++) pacer.spend(`${lane}-${at}`);
      return count;
    },
  };
}

describe("the pacer", () => {
  it("lets everything through where the network names no limit", () => {
    const pacer = new Pacer(undefined);
    pacer.spend("a");
    expect([pacer.room("reply", 7), pacer.room("notice", 1_000), pacer.resting()]).toEqual([7, 1_000, []]);
  });

  it("gives a second's worth, then what time brings back, never more", () => {
    const { pass, send } = paced({ perSecond: 20, talkGapMs: 0 });
    expect(send("reply", 100)).toBe(20);
    expect(send("reply", 100)).toBe(0);
    pass(250);
    expect(send("reply", 100)).toBe(5);
    pass(60_000);
    expect(send("reply", 3)).toBe(3);
    expect(send("reply", 100)).toBe(17);
  });

  it("keeps room for answers that notices never get", () => {
    const { pass, send } = paced({ perSecond: 20, talkGapMs: 0 });
    expect(send("notice", 100)).toBe(14);
    expect(send("notice", 100)).toBe(0);
    expect(send("reply", 100)).toBe(6);
    pass(300);
    expect(send("notice", 100)).toBe(0);
    expect(send("reply", 100)).toBe(6);
  });

  it("lets a talk rest after each part", () => {
    const { pacer, pass } = paced({ perSecond: 20, talkGapMs: 1_000 });
    pacer.spend("a");
    pass(600);
    pacer.spend("b");
    expect(pacer.resting()).toEqual(["a", "b"]);
    pass(400);
    expect(pacer.resting()).toEqual(["b"]);
    pass(600);
    expect(pacer.resting()).toEqual([]);
  });

  it("never lets more through than the pace and one second's worth, and always leaves answers their share", () => {
    const step = fc.record({ ms: fc.integer({ min: 0, max: 3_000 }), lane: fc.constantFrom("reply" as const, "notice" as const), wanted: fc.nat(100) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.array(step, { maxLength: 50 }), (perSecond, steps) => {
        const { pass, send, pacer } = paced({ perSecond, talkGapMs: 0 });
        let [passed, sent] = [0, 0];
        for (const { ms, lane, wanted } of steps) {
          pass(ms);
          passed += ms;
          const count = send(lane, wanted);
          expect(count).toBeLessThanOrEqual(wanted);
          sent += count;
          expect(sent).toBeLessThanOrEqual(perSecond * (1 + passed / 1_000) + 1e-6);
          if (lane === "notice" && count > 0) expect(pacer.room("reply", 1_000)).toBeGreaterThanOrEqual(Math.floor(perSecond * 0.3 - 1e-6));
        }
      }),
    );
  });
});
