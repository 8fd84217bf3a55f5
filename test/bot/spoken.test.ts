import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCourtesy, isNo, isYes, spokenPlace } from "../../src/bot/spoken.ts";
import { courtesies } from "./courtesies.ts";

describe("what people say to a question", () => {
  it("takes only a plain ya for a yes, and plain words for a no", () => {
    for (const it of ["ya", "Ya", "YA.", " ya ", "ya!"]) expect(isYes(it), it).toBe(true);
    for (const it of ["tidak", "Batal", "tidak jadi", "batalkan."]) expect(isNo(it), it).toBe(true);
    for (const it of courtesies) expect([it, isYes(it), isNo(it)]).toEqual([it, false, false]);
  });

  it("knows at least 60 courtesies, and no question among them", () => {
    expect(courtesies.filter(isCourtesy).length).toBeGreaterThanOrEqual(60);
    for (const it of ["berapa JP setahun?", "oke, tapi kapan mulainya", "batal", "apa syaratnya", "siapa yang menyetujui", "cuti"])
      expect(isCourtesy(it), it).toBe(false);
  });

  it.each([
    ["2", 2],
    ["2.", 2],
    ["no 2", 2],
    ["nomor 3", 3],
    ["pilihan 1", 1],
    ["dua", 2],
    ["yang kedua", 2],
    ["yg ke-3", 3],
    ["Tiga", 3],
    ["pilih no. 4", 4],
    ["20 JP", undefined],
    ["dua puluh", undefined],
    ["ya", undefined],
    ["0", undefined],
    ["100", undefined],
    ["berapa", undefined],
  ])("reads the place in %s", (text, place) => expect(spokenPlace(text)).toBe(place));

  it("never throws, and never takes a long sentence for a courtesy or a place", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 0, maxLength: 200 }), (text) => {
        const words = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
        if (words > 8) expect([isCourtesy(text), spokenPlace(text)]).toEqual([false, undefined]);
        isYes(text);
        isNo(text);
      }),
    );
  });
});
