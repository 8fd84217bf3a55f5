import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskName } from "../../../src/features/people/link/mask-name.ts";
import { nameFit, nameKey } from "../../../src/features/people/name-match.ts";
import { fullName, splitName } from "../../../src/features/people/person-name.ts";

const without = (text: string) => text.replace(/\s/g, "");

describe("a name with titles", () => {
  it.each([
    ["Drs. Budi Contoh, S.STP., M.Si.", "Drs.", "Budi Contoh", "S.STP., M.Si."],
    ["Dr. Ir. H. Contoh Nama, MT", "Dr. Ir. H.", "Contoh Nama", "MT"],
    ["drg. Sari Karangan, Sp.KG(K)", "drg.", "Sari Karangan", "Sp.KG(K)"],
    ["Prof. Dr. Contoh, Ph.D.", "Prof. Dr.", "Contoh", "Ph.D."],
    ["Hj. Cut Contoh Indah", "Hj.", "Cut Contoh Indah", null],
    ["H.Contoh,S.E.,M.M.", "H.", "Contoh", "S.E., M.M."],
    ["Ns. Rekaan Bunga, S.Kep., Ners", "Ns.", "Rekaan Bunga", "S.Kep., Ners"],
    ["La Ode Contoh, A.Md.Kep", null, "La Ode Contoh", "A.Md.Kep"],
    ["M. Yusuf Contoh", null, "M. Yusuf Contoh", null],
    ["Abd. Rahman Contoh, SH", null, "Abd. Rahman Contoh", "SH"],
    ["Bunga", null, "Bunga", null],
    ["Contoh Nama, anak kedua", null, "Contoh Nama, anak kedua", null],
    ["Raja Ir Contoh", null, "Raja Ir Contoh", null],
    ["Ir Contoh Nama", "Ir", "Contoh Nama", null],
    ["H.", null, "H.", null],
    ["Contoh,", null, "Contoh", null],
  ])("%s is told apart", (text, titleBefore, name, titleAfter) => {
    expect(splitName(text)).toEqual({ titleBefore, name, titleAfter });
  });

  it("comes back as it was written, but for spaces", () => {
    const titlesBefore = fc.subarray(["Prof.", "Dr.", "dr.", "Drs.", "Ir.", "H.", "Hj.", "drg."]);
    const titlesAfter = fc.subarray(["S.STP.", "M.Si.", "S.Kom", "SE", "M.M.", "Ph.D.", "S.Pd.I", "Sp.PD(K)", "Ners"]);
    const word = fc.stringMatching(/^[A-Z][a-z]{2,9}$/);
    fc.assert(
      fc.property(
        titlesBefore,
        fc.array(word, { minLength: 1, maxLength: 4 }),
        titlesAfter,
        fc.constantFrom(", ", ",", " , "),
        (before, words, after, comma) => {
          const text = [...before, [words.join(" "), ...after].join(comma)].join(" ");
          const parts = splitName(text);
          expect(parts.name).toBe(words.join(" "));
          expect(without(fullName(parts))).toBe(without(text));
        },
      ),
    );
  });

  it("of any text no letter is lost or invented", () => {
    const bare = (text: string) => text.replace(/[\s,]/g, "");
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z., ]{1,40}$/), (text) => {
        expect(bare(fullName(splitName(text)))).toBe(bare(text));
      }),
    );
  });
});

describe("finding by name", () => {
  it.each([
    ["budi contoh", "Budi Contoh", true],
    ["Drs. Budi Contoh, M.Si.", "Budi Contoh", true],
    ["contoh budi", "Budi Contoh", true],
    ["bud", "Budi Contoh", true],
    ["moh yusuf", "Muhammad Yusuf", true],
    ["Soeharto Contoh", "Suharto Contoh", true],
    ["siti aminah", "Sitti Aminah", true],
    ["djoko", "Joko Contoh", true],
    ["budi s.kom", "Budi Contoh", true],
    ["budi santoso", "Budi Contoh", false],
    ["an", "Budi Contoh", false],
    ["M.Si.", "Budi Contoh", false],
    ["", "Budi Contoh", false],
  ])("%j against %j: %j", (wanted, name, fits) => {
    expect(nameFit(wanted, name) > 0).toBe(fits);
  });

  it("puts the whole name before a part of a longer one", () => {
    expect(nameFit("Bunga", "Bunga")).toBeGreaterThan(nameFit("Bunga", "Bunga Contoh"));
    expect(nameFit("Bunga", "Bunga Contoh")).toBeGreaterThan(nameFit("Bung", "Bunga Contoh"));
    expect(nameFit("Siti", "Siti Contoh")).toBeGreaterThan(nameFit("Siti", "Sitti Contoh"));
    expect(nameFit("Contoh 77", "Contoh 7")).toBe(0);
    expect(nameFit("zzz", "Santoso Contoh")).toBe(0); // doubled letters are one, and one letter is no beginning of a name
  });

  it("one key for one name, titles and case aside", () => {
    expect(nameKey("H. WALI KOTA CONTOH, S.H.")).toBe(nameKey("Wali Kota Contoh"));
  });
});

describe("a name on a screen that others may see", () => {
  it.each([
    ["Budi Santoso", "B••• S•••"],
    ["  Cut   Bunga ", "C••• B•••"],
    ["Bunga Lestari (contoh)", "B••• L••• (contoh)"],
    ["Siti (Ani) Rekaan", "S••• A••• R•••"],
    ["'Aini - Contoh", "A••• ••• C•••"],
  ])("%s is masked", (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});
