import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certainEnough, type Evidence, evidenceKinds, heldLevel, weightOf } from "../../../src/features/competency/gap/level.ts";

const today = "2026-11-22";
const daysAgo = (days: number) => Temporal.PlainDate.from(today).subtract({ days }).toString();

const piece = (kind: Evidence["kind"], level: number, days = 0, more: Partial<Evidence> = {}): Evidence => ({
  kind,
  level,
  official: false,
  observedOn: daysAgo(days),
  raterId: null,
  ...more,
});
const official = (level: number, days = 0) => piece("assessment_center", level, days, { official: true });

const anyPiece = fc
  .record({
    kind: fc.constantFrom(...evidenceKinds),
    level: fc.integer({ min: 0, max: 5 }),
    days: fc.integer({ min: 0, max: 2_000 }),
    official: fc.boolean(),
    rater: fc.integer({ min: 1, max: 3 }),
  })
  .map((it) =>
    piece(it.kind, it.level, it.days, { official: it.official && /test|assessment/.test(it.kind), raterId: it.kind === "supervisor" ? it.rater : null }),
  );
const anyEvidence = fc.array(anyPiece, { maxLength: 12 });

describe("the level that evidence supports", () => {
  it("is unknown without evidence, and with none but a self-assessment of years ago", () => {
    expect(heldLevel([], today)).toEqual({ level: null, certainty: 0, official: false });
    expect(heldLevel([piece("self", 4, 900)], today)).toMatchObject({ level: null, official: false });
    expect(heldLevel([piece("self", 4, 300)], today)).toMatchObject({ level: 4 });
  });

  it("is the official test's, whatever the person says of themselves", () => {
    expect(heldLevel([official(2, 30), piece("self", 5)], today)).toMatchObject({ level: 2, official: true });
    expect(heldLevel([official(4, 300), piece("self", 1), piece("training", 5)], today)).toMatchObject({ level: 4, official: true });
  });

  it("takes the supervisor's word before the person's own", () => {
    expect(heldLevel([piece("supervisor", 2, 10, { raterId: 7 }), piece("self", 4)], today)).toMatchObject({ level: 2, official: false });
  });

  it("of two equally strong voices names the lower level", () => {
    expect(heldLevel([piece("supervisor", 2, 0, { raterId: 1 }), piece("supervisor", 4, 0, { raterId: 2 })], today).level).toBe(2);
  });

  it("lets a training lift a level and never lower it", () => {
    expect(heldLevel([piece("self", 2, 30), piece("training", 3)], today).level).toBe(3);
    expect(heldLevel([piece("self", 4, 30), piece("training", 2)], today).level).toBe(4);
    expect(heldLevel([piece("training", 3, 400), piece("training", 2)], today).level).toBe(3);
  });

  it("moves from an old official test when the newer voices agree", () => {
    const newer = [piece("supervisor", 3, 5, { raterId: 1 }), piece("training", 3, 5), piece("self", 3, 5)];
    expect(heldLevel([official(2, 1_200), ...newer], today)).toMatchObject({ level: 3, official: false });
    expect(heldLevel([official(2, 3), ...newer], today)).toMatchObject({ level: 2, official: true }); // older than the test, so left out
  });

  it("is certain enough after an official test, and after no opinion", () => {
    expect(heldLevel([official(3, 200)], today).certainty).toBeGreaterThan(certainEnough);
    expect(heldLevel([piece("self", 3), piece("supervisor", 3, 0, { raterId: 1 })], today).certainty).toBeLessThan(certainEnough);
  });

  it("weighs less what is older or weaker", () => {
    fc.assert(
      fc.property(anyPiece, fc.integer({ min: 1, max: 900 }), (it, days) => {
        const older = { ...it, observedOn: Temporal.PlainDate.from(it.observedOn).subtract({ days }).toString() };
        expect(weightOf(older, today)).toBeLessThanOrEqual(weightOf(it, today));
      }),
    );
    const fresh = (["test", "supervisor", "training", "self"] as const).map((kind) => weightOf(piece(kind, 3), today));
    expect(fresh).toEqual(fresh.toSorted((a, b) => b - a));
    expect(weightOf(official(3), today)).toBeGreaterThan(fresh[0] as number);
    expect(weightOf(piece("self", 3, 365), today)).toBeCloseTo(weightOf(piece("self", 3), today) / 2, 3);
  });

  it("lies between the lowest and the highest piece, with a certainty from 0 to 1", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { level, certainty } = heldLevel(evidence, today);
        expect(certainty).toBeGreaterThanOrEqual(0);
        expect(certainty).toBeLessThanOrEqual(1);
        if (level === null) return;
        expect(level).toBeGreaterThanOrEqual(Math.min(...evidence.map((it) => it.level)));
        expect(level).toBeLessThanOrEqual(Math.max(...evidence.map((it) => it.level)));
      }),
    );
  });

  it("does not depend on the order", () => {
    fc.assert(
      fc.property(anyEvidence, fc.infiniteStream(fc.nat()), (evidence, random) => {
        const shuffled = evidence.map((it) => ({ it, key: random.next().value ?? 0 })).sort((a, b) => a.key - b.key);
        expect(
          heldLevel(
            shuffled.map(({ it }) => it),
            today,
          ),
        ).toEqual(heldLevel(evidence, today));
      }),
    );
  });

  it("never falls when a piece is raised", () => {
    fc.assert(
      fc.property(fc.array(anyPiece, { minLength: 1, maxLength: 12 }), fc.nat(), (evidence, place) => {
        const at = place % evidence.length;
        const raised = evidence.map((it, index) => (index === at ? { ...it, level: Math.min(5, it.level + 1) } : it));
        // The certainty may fall below what is named at all, so only named levels are compared.
        const before = heldLevel(evidence, today).level;
        const after = heldLevel(raised, today).level;
        if (before !== null && after !== null) expect(after).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 2_000 },
    );
  });

  it("stays for a year at the official test's level against any other voice alone, and against supervisor and self together", () => {
    const other = fc.constantFrom<Evidence["kind"][][]>(
      [["self"]],
      [["training"]],
      [["test"]],
      [["supervisor"]],
      [["assessment_center"]],
      [["supervisor", "self"]],
      [["training", "self"]],
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 365 }),
        other,
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.nat(365)), { minLength: 2, maxLength: 6 }),
        (level, age, [kinds = []], words) => {
          const others = words.map(([said, days], at) => piece(kinds[at % kinds.length] ?? "self", said, days));
          expect(heldLevel([official(level, age), ...others], today)).toMatchObject({ level, official: true });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("gains certainty by a voice that agrees", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { level, certainty } = heldLevel(evidence, today);
        if (level === null) return;
        const joined = heldLevel([...evidence, piece("supervisor", level, 0, { raterId: 99 })], today);
        expect(joined.level).toBe(level);
        expect(joined.certainty).toBeGreaterThanOrEqual(certainty - 1e-9);
      }),
      { numRuns: 1_000 },
    );
  });
});
