import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNip, maskNip, nipFault, normaliseNip } from "../../../src/features/people/nip.ts";

const two = (it: number) => String(it).padStart(2, "0");
/** NIPs with a right structure; nobody's. */
const pnsNip = fc
  .record({ year: fc.integer({ min: 1960, max: 2000 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
  .chain((birth) =>
    fc
      .record({
        age: fc.integer({ min: 18, max: 40 }),
        month: fc.integer({ min: 1, max: 12 }),
        sex: fc.constantFrom("1", "2"),
        order: fc.integer({ min: 1, max: 999 }),
      })
      .map(
        ({ age, month, sex, order }) =>
          `${birth.year}${two(birth.month)}${two(birth.day)}${birth.year + age}${two(month)}${sex}${String(order).padStart(3, "0")}`,
      ),
  );

describe("a NIP", () => {
  it("of a PNS with a right structure is accepted, whatever separators people write", () => {
    const written = fc.tuple(
      pnsNip,
      fc.array(fc.tuple(fc.integer({ min: 0, max: 18 }), fc.constantFrom(" ", ".", "-", "\u00a0", "–")), { maxLength: 6 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(written, ([nip, signs, quoted]) => {
        let text = nip;
        for (const [at, sign] of signs) text = text.slice(0, at) + sign + text.slice(at);
        if (quoted) text = `'${text}`;
        expect(normaliseNip(text)).toBe(nip);
        expect(isNip(text)).toBe(true);
        expect(nipFault(nip, "PNS")).toBeNull();
      }),
    );
  });

  it.each([
    ["19850315201001100", "not_18_digits"],
    ["198503152010011001x", "not_18_digits"],
    ["198513152010011001", "birth_date"],
    ["198502302010011001", "birth_date"],
    ["198503152010131001", "cpns_month"],
    ["198503151990011001", "cpns_before_adult"],
    ["198503152010013001", "sex"],
    ["198503152010011000", "order"],
  ])("%s of a PNS is refused as %s", (nip, fault) => {
    expect(nipFault(nip, "PNS")).toBe(fault);
    expect(nipFault(nip, "CPNS")).toBe(fault);
  });

  it("of PPPK is only counted: nobody has verified what its digits mean", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{18}$/), (nip) => {
        expect(nipFault(nip, "PPPK")).toBeNull();
        expect(nipFault(nip, "PPPK_PARUH_WAKTU")).toBeNull();
        expect(nipFault(nip.slice(1), "PPPK")).toBe("not_18_digits");
      }),
    );
  });

  it("masked shows neither birth date nor sex, and keeps its length", () => {
    fc.assert(
      fc.property(pnsNip, (nip) => {
        const masked = maskNip(nip);
        expect(masked).toHaveLength(18);
        expect(masked.slice(0, 8)).toBe("•".repeat(8));
        expect(masked[14]).toBe("•");
        expect(masked.replaceAll("•", "")).toHaveLength(6);
      }),
    );
    expect([maskNip(null), maskNip("12345")]).toEqual(["–", "•••••"]);
  });
});
