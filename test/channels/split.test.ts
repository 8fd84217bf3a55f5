import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitText } from "../../src/channels/split.ts";

const squeezed = (text: string) => text.replace(/[\s*]/g, "");

describe("a long text", () => {
  it("is parted between paragraphs first, then sentences, then words", () => {
    expect(splitText("Satu dua.\n\nTiga empat lima enam.", 24)).toEqual(["Satu dua.", "Tiga empat lima enam."]);
    expect(splitText("Satu dua tiga. Empat lima enam tujuh.", 24)).toEqual(["Satu dua tiga.", "Empat lima enam tujuh."]);
    expect(splitText("pendek", 24)).toEqual(["pendek"]);
    expect(splitText("", 24)).toEqual([""]);
  });

  it("keeps bold bold on both sides of the cut", () => {
    expect(splitText("a *tebal sekali dan panjang* b", 20)).toEqual(["a *tebal sekali*", "*dan panjang* b"]);
  });

  it("loses no word, cuts no character, and keeps every piece within the limit", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), fc.integer({ min: 40, max: 120 }), (text, max) => {
        const pieces = splitText(text, max);
        expect(pieces.every((it) => it.length <= max)).toBe(true);
        expect(squeezed(pieces.join(""))).toBe(squeezed(text));
        expect(pieces.every((it) => it.isWellFormed() || !text.isWellFormed())).toBe(true);
      }),
    );
  });
});
