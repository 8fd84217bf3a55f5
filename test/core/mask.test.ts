import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskPersonalData } from "../../src/core/mask.ts";

describe("maskPersonalData", () => {
  it("replaces each kind of personal datum by its kind", () => {
    expect(maskPersonalData("NIP 198503212010011004, hp 0812-3456-7890, +62 812 3456 7890, a.b@kota.go.id, NIK 3201012345678901")).toBe(
      "NIP [NIP], hp [nomor telepon], [nomor telepon], [email], NIK [NIK]",
    );
  });

  it("recognises a NIP written in groups", () => {
    expect(maskPersonalData("19850321 201001 1 004")).toBe("[NIP]");
  });

  it("leaves numbers of rules, amounts and years alone", () => {
    const text = "PP 11/2017 Pasal 203 ayat (4), 20 JP, Rp1.250.000, 2024-10-17";
    expect(maskPersonalData(text)).toBe(text);
  });

  it.each(["a", "7", "a.", "-", "@", "a@", "a@a.", "08 "])("reads the longest message that anybody can send, made of %j, in no time", (piece) => {
    // Were the time quadratic, this would outlast every patience: on WhatsApp one message has up to 65,536 characters.
    const text = piece.repeat(200_000 / piece.length);
    expect(maskPersonalData(`${text} 198503212010011004 orang@contoh.go.id`)).toMatch(/ \[NIP\] \[email\]$/);
  });

  it("masks the end of an address that is longer than any real one", () => {
    expect(maskPersonalData(`${"a".repeat(100)}@contoh.go.id`)).toBe(`${"a".repeat(36)}[email]`);
  });

  it("lets no planted NIP through, whatever stands around it", () => {
    const nip = fc.tuple(fc.integer({ min: 1960, max: 2005 }), fc.integer({ min: 1000, max: 9999 }), fc.integer({ min: 0, max: 9_999_999 }));
    const around = fc.stringMatching(/^[a-z ,.:;!?\n]*$/);
    fc.assert(
      fc.property(around, nip, around, (before, [year, middle, rest], after) => {
        const planted = `${year}0${String(middle).slice(0, 1)}1${String(middle).slice(1)}0${String(rest).padStart(7, "0")}`.padEnd(18, "1").slice(0, 18);
        expect(maskPersonalData(`${before}${planted}${after}`)).not.toContain(planted);
      }),
    );
  });
});
