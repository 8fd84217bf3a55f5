import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Governor } from "../../src/channels/whatsapp-web/governor.ts";
import { usualLimits } from "../../src/channels/whatsapp-web/limits.ts";
import { type Departure, type Limits, mayBegin, mayLeave } from "../../src/channels/whatsapp-web/pace.ts";

const zone = "Asia/Makassar";
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
const noon = at("2026-11-22T12:00");
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const book = (departures: Departure[] = [], more = {}) => ({
  departures,
  gapUntilMs: 0,
  restUntilMs: 0,
  pairedAtMs: noon - 40 * dayMs,
  restrictedUntilMs: 0,
  ...more,
});
const replies = (atMs: number[], fresh = false, conversation = "a"): Departure[] => atMs.map((it) => ({ atMs: it, lane: "reply", fresh, conversation }));

describe("when a part may leave", () => {
  it("at once, when nothing speaks against it", () => expect(mayLeave(book(), usualLimits, "reply", noon, zone)).toEqual({ atMs: noon, rule: null }));

  it("not before the gap that chance chose", () => {
    expect(mayLeave(book([], { gapUntilMs: noon + 2_345 }), usualLimits, "reply", noon, zone)).toEqual({ atMs: noon + 2_345, rule: "gap" });
  });

  it("the sixteenth of a minute waits until the first is a minute old", () => {
    const fifteen = replies(Array.from({ length: 15 }, (_, i) => noon - 50_000 + i * 3_000));
    expect(mayLeave(book(fifteen.slice(1)), usualLimits, "reply", noon, zone).rule).toBe(null);
    expect(mayLeave(book(fifteen), usualLimits, "reply", noon, zone)).toEqual({ atMs: noon + 10_000, rule: "minute" });
  });

  it("so does the 601st of a day", () => {
    const day = replies(Array.from({ length: 600 }, (_, i) => noon - dayMs + 5_000 + i * 100_000));
    expect(mayLeave(book(day), usualLimits, "reply", noon, zone)).toEqual({ atMs: noon + 5_000, rule: "day" });
  });

  it('after WhatsApp\'s own "too fast" nothing for a while', () => {
    expect(mayLeave(book([], { restUntilMs: noon + 300_000 }), usualLimits, "reply", noon, zone)).toEqual({ atMs: noon + 300_000, rule: "asked to slow down" });
  });

  it("quiet hours are of the city, hold for notices only, and end in the morning", () => {
    for (const [local, until] of [
      ["2026-11-22T20:59", null],
      ["2026-11-22T21:00", "2026-11-23T06:00"],
      ["2026-11-23T00:30", "2026-11-23T06:00"],
      ["2026-11-23T05:59", "2026-11-23T06:00"],
      ["2026-11-23T06:00", null],
    ] as const) {
      const now = at(local);
      expect(mayLeave(book(), usualLimits, "reply", now, zone).rule).toBe(null);
      expect(mayLeave(book(), usualLimits, "notice", now, zone)).toEqual(until === null ? { atMs: now, rule: null } : { atMs: at(until), rule: "quiet hours" });
    }
    const byDay = { ...usualLimits, quiet: { from: "11:30", to: "13:30" } };
    expect(mayLeave(book(), byDay, "notice", noon, zone)).toEqual({ atMs: at("2026-11-22T13:30"), rule: "quiet hours" });
    expect(mayLeave(book(), { ...usualLimits, quiet: null }, "notice", at("2026-11-22T23:00"), zone).rule).toBe(null);
  });

  it("notices have a number of their own, and do not use up that of the answers", () => {
    const notices = Array.from(
      { length: 30 },
      (_, i): Departure => ({ atMs: noon - 60 * minuteMs + i * minuteMs, lane: "notice", fresh: false, conversation: "a" }),
    );
    expect(mayLeave(book(notices), usualLimits, "notice", noon, zone)).toEqual({ atMs: noon - 60 * minuteMs + dayMs, rule: "notices" });
    expect(mayLeave(book(notices), usualLimits, "reply", noon, zone).rule).toBe(null);
  });

  it("new chats are counted while the number is new", () => {
    const twenty = replies(
      Array.from({ length: 20 }, (_, i) => noon - 10 * 60 * minuteMs + i * minuteMs),
      true,
    );
    const fresh = { pairedAtMs: noon - 29 * dayMs };
    expect(mayBegin(book(twenty.slice(1), fresh), usualLimits, noon).rule).toBe(null);
    expect(mayBegin(book(twenty, fresh), usualLimits, noon)).toEqual({ atMs: noon - 10 * 60 * minuteMs + dayMs, rule: "new chats" });
    expect(mayBegin(book(twenty, { pairedAtMs: noon - 31 * dayMs }), usualLimits, noon).rule).toBe(null);
  });

  it("a restriction stops new chats, whatever the age of the number", () => {
    expect(mayBegin(book([], { restrictedUntilMs: noon + 7 }), usualLimits, noon)).toEqual({ atMs: noon + 7, rule: "restricted" });
    expect(mayLeave(book([], { restrictedUntilMs: noon + 7 }), usualLimits, "reply", noon, zone).rule).toBe(null);
  });
});

/** Drives a governor as the courier does: looks often, takes what it is given, never two parts of one talk at once. */
function drive(limits: Limits, demand: { afterMs: number; chat: string; lane: "reply" | "notice" }[], random: () => number) {
  let now = at("2026-11-22T10:00");
  const governor = new Governor(limits, zone, () => now, random);
  governor.load({ departures: [], pairedAtMs: now, restrictedUntilMs: 0 });
  governor.connected = true;
  const begin = now;
  const waiting = demand.map((it) => ({ ...it, dueMs: begin + it.afterMs }));
  const left: { atMs: number; chat: string; lane: "reply" | "notice" }[] = [];
  for (let look = 0; waiting.length > 0 && look < 40_000; look++) {
    for (const lane of ["reply", "notice"] as const) {
      const resting = governor.resting();
      const due = waiting.filter((it) => it.lane === lane && it.dueMs <= now && !resting.includes(it.chat));
      const chats = new Set<string>();
      for (const it of due.slice(0, governor.room(lane, 20))) {
        if (chats.has(it.chat)) continue;
        chats.add(it.chat);
        governor.spend(it.chat, lane);
        left.push({ atMs: now, chat: it.chat, lane });
        waiting.splice(waiting.indexOf(it), 1);
      }
    }
    now += 500;
  }
  return { left, waiting, begin };
}

describe("a governor under load", () => {
  const demand = fc.array(
    fc.record({ afterMs: fc.nat(120_000), chat: fc.constantFrom("a", "b", "c", "d"), lane: fc.constantFrom<"reply" | "notice">("reply", "reply", "notice") }),
    { maxLength: 60 },
  );

  it("breaks no limit in any window, and lets everything go in the end", () => {
    fc.assert(
      fc.property(demand, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), fc.integer({ min: 2, max: 20 }), (wanted, chances, perMinute) => {
        const limits = { ...usualLimits, perMinute };
        const { left, waiting } = drive(limits, wanted, () => chances.next().value ?? 0.5);
        expect(waiting).toEqual([]);
        for (const [place, it] of left.entries()) {
          const before = left.slice(0, place);
          expect(before.filter((other) => other.atMs > it.atMs - minuteMs).length < perMinute).toBe(true);
          expect(before.every((other) => it.atMs - other.atMs >= limits.gapMs[0])).toBe(true);
          expect(before.filter((other) => other.chat === it.chat).every((other) => it.atMs - other.atMs >= limits.chatGapMs)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("has gaps of every length between the two limits: a machine would be regular", () => {
    let chance = 0;
    const many = Array.from({ length: 30 }, (_, i) => ({ afterMs: 0, chat: `chat ${i}`, lane: "reply" as const }));
    const { left } = drive({ ...usualLimits, perMinute: 1_000 }, many, () => {
      chance = (chance + 0.37) % 1;
      return chance;
    });
    const gaps = left.slice(1).map((it, i) => it.atMs - (left[i]?.atMs ?? 0));
    expect([Math.min(...gaps) >= 2_000, Math.max(...gaps) <= 4_500, new Set(gaps).size > 3]).toEqual([true, true, true]);
  });

  it("holds its limits across a restart: what left before counts", () => {
    let now = noon;
    const governor = new Governor({ ...usualLimits, perMinute: 3 }, zone, () => now);
    governor.load({ departures: replies([noon - 30_000, noon - 20_000, noon - 10_000]), pairedAtMs: noon, restrictedUntilMs: 0 });
    governor.connected = true;
    expect(governor.room("reply", 5)).toBe(0);
    now += 30_000;
    expect(governor.room("reply", 5)).toBe(1);
  });

  it("gives nothing without a connection", () => {
    const governor = new Governor(usualLimits, zone, () => noon);
    expect(governor.room("reply", 5)).toBe(0);
    governor.connected = true;
    expect(governor.room("reply", 5)).toBe(1);
  });

  it("without a gap it gives as many as fit", () => {
    const governor = new Governor({ ...usualLimits, gapMs: [0, 0], perMinute: 7 }, zone, () => noon);
    governor.connected = true;
    expect(governor.room("reply", 50)).toBe(7);
    for (let i = 0; i < 5; i++) governor.spend(`chat ${i}`, "reply");
    expect(governor.room("reply", 50)).toBe(2);
    // Three leave, one of them for the first time to somebody, and two turn out not to.
    for (let i = 0; i < 5; i++) {
      const turn = governor.begin("reply", "a");
      if (i === 0) turn.first();
      if (i < 3) turn.left();
      turn.end();
    }
    expect([governor.room("reply", 50), governor.words()]).toEqual([4, "24 hours: 3/600 sent, 1 new chats"]);
  });

  it("gives the gap to the next one when a part does not leave", () => {
    let now = noon;
    const governor = new Governor(
      usualLimits,
      zone,
      () => now,
      () => 0.5,
    );
    governor.connected = true;
    governor.spend("a", "reply");
    expect(governor.room("reply", 5)).toBe(0);
    governor.begin("reply", "a").end();
    expect(governor.room("reply", 5)).toBe(1);
    governor.spend("b", "reply");
    const turn = governor.begin("reply", "a");
    turn.left();
    turn.end();
    expect([governor.room("reply", 5), governor.resting()]).toEqual([0, ["a", "b"]]);
    now += 3_000;
    expect([governor.room("reply", 5), governor.resting()]).toEqual([1, []]);
  });

  it("goes on when the clock is set back: what left in what is now the future counts for the day only", () => {
    let now = noon;
    const governor = new Governor({ ...usualLimits, perMinute: 3, perDay: 4 }, zone, () => now);
    governor.connected = true;
    governor.load({ departures: replies([noon, noon, noon]), pairedAtMs: noon, restrictedUntilMs: 0 });
    governor.spend("a", "reply");
    expect([governor.room("reply", 5), governor.resting()]).toEqual([0, ["a"]]);
    governor.begin("reply", "a").end();
    governor.spend("a", "reply");
    now -= 60 * minuteMs;
    expect(governor.resting()).toEqual([]);
    expect([governor.room("reply", 5), governor.allows("reply").rule]).toEqual([0, "day"]);
    governor.begin("reply", "a").end();
    expect([governor.room("reply", 5), governor.allows("reply").rule]).toEqual([1, null]);
  });

  it("leaves the second half of a day to those who have not had a tenth of it", () => {
    const governor = new Governor(usualLimits, zone, () => noon);
    governor.connected = true;
    const day = (parts: number, conversation: string) =>
      replies(
        Array.from({ length: parts }, (_, i) => noon - 120 * minuteMs + i),
        false,
        conversation,
      );
    const load = (departures: Departure[]) => governor.load({ departures, pairedAtMs: noon, restrictedUntilMs: 0 });
    load([...day(200, "many"), ...day(59, "some")]);
    expect([governor.resting(), governor.room("reply", 1)]).toEqual([[], 1]);
    load([...day(250, "many"), ...day(59, "some")]);
    expect([governor.resting(), governor.room("reply", 1)]).toEqual([["many"], 1]);
    expect(governor.words()).toContain("1 people have had a tenth of the day's messages each and wait");
  });

  it("says which limit makes answers wait, and until when", () => {
    const governor = new Governor({ ...usualLimits, perMinute: 1 }, zone, () => noon);
    governor.load({ departures: replies([noon - 1_000]), pairedAtMs: noon, restrictedUntilMs: 0 });
    expect(governor.words()).toBe("24 hours: 1/600 sent, 0/20 new chats; answers wait until 2026-11-22T04:00:59Z (limit: minute)");
  });
});
