import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskPersonalData } from "../../src/core/mask.ts";
import { bringsCode, looksLikeCode, makeCode, maskCodes, nearlyCode, readCode } from "../../src/core/one-time-code.ts";

const code = fc.nat().map(() => makeCode());
/** Ways in which people write one down. */
const written = fc.tuple(
  code,
  fc.constantFrom("", "-", " - ", " "),
  fc.constantFrom("kode ", "KODE: ", "Kode saya ", ""),
  fc.boolean(),
  fc.constantFrom("", ".", "!"),
);

describe("a one-time code", () => {
  it("has fifty bits and is never the same", () => {
    const codes = Array.from({ length: 2_000 }, makeCode);
    expect(new Set(codes).size).toBe(2_000);
    for (const it of codes) expect(it).toMatch(/^(?=.*\d)(?=.*[A-Z])[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    // Every character of the alphabet comes, and none much more often than another.
    const counts = new Map<string, number>();
    for (const it of codes.join("").replaceAll("-", "")) counts.set(it, (counts.get(it) ?? 0) + 1);
    expect(counts.size).toBe(32);
    expect(Math.max(...counts.values()) / Math.min(...counts.values())).toBeLessThan(1.6);
  });

  it("is read however it is written, and with the letters it is mistaken for", () => {
    fc.assert(
      fc.property(written, ([it, between, lead, small, end]) => {
        const plain = it.replace("-", between.includes(" ") && lead === "" ? "-" : between);
        const said = `${lead}${small ? plain.toLowerCase() : plain}${end}`;
        expect(readCode(said)).toBe(it);
        expect(readCode(`  ${said}  `)).toBe(it);
      }),
    );
    expect(readCode("kode K0M1P-9XQ4T")).toBe("K0M1P-9XQ4T");
    expect(readCode("kode kOmlp-9xq4t")).toBe("K0M1P-9XQ4T");
  });

  it.each(["tautkan k7m2p-9xq4t", "ini kode saya: K7M2P-9XQ4T", "Min, kode dari BKPSDM K7M2P9XQ4T", "mau tautkan akun, kodenya k7m2p-9xq4t"])(
    "is read in a sentence too: %s",
    (said) => {
      expect(readCode(said)).toBe("K7M2P-9XQ4T");
      expect(bringsCode(said)).toBe(true);
      expect(maskCodes(said)).not.toMatch(/k7m2p|9xq4t/i);
    },
  );

  it.each(["saya mau angkatan10", "ini gelombang1", "min, saya mau kelas12abc"])("is not read where the sentence speaks of none: %s", (said) => {
    expect(readCode(said)).toBeNull();
    expect(bringsCode(said)).toBe(false);
  });

  it("is in nothing that is stored of a message", () => {
    fc.assert(
      fc.property(written, fc.constantFrom("", "ini kodenya "), ([it, , lead], before) => {
        const masked = maskPersonalData(`${before}${lead}${it}`);
        expect(masked).toContain("[kode]");
        expect(masked).not.toContain(it.slice(0, 5));
      }),
    );
  });

  it("is noticed behind a command, and stored nowhere, however it is written", () => {
    fc.assert(
      fc.property(written, fc.constantFrom("/tautkan ", "/tautkan@kawan_bot\n", "/TAUTKAN  ", ""), ([it, between, lead, small, end], command) => {
        const plain = it.replace("-", between.includes(" ") && lead === "" && command === "" ? "-" : between);
        const said = `${command}${lead}${small ? plain.toLowerCase() : plain}${end}`;
        expect(bringsCode(said)).toBe(true);
        expect(maskCodes(said).toUpperCase()).not.toContain(it.slice(0, 5));
        expect(maskCodes(said).toUpperCase()).not.toContain(it.slice(6));
      }),
    );
    for (const text of ["/tautkan", "/tanya tubel boleh", "/tautkan 198503212010011004", "halo", ""]) expect(bringsCode(text)).toBe(false);
  });

  it.each([
    "teman-teman",
    "lilin-lilin",
    "kode lilin-lilin",
    "kode pilih salah",
    "kapan-kapan",
    "kode etik pegawai",
    "kode bagus sekali",
    "0812345678",
    "198503212010011004",
    "PP 11/2017",
    "perlan-10-2018",
    "pp-2017-11",
    "Pasal 203 ayat (4)",
    "2026-11-22",
    "berapa JP setahun?",
    "siapa minta",
    "bagus 12345",
    "tautkan akun saya",
    "ini kode saya",
    "kode saya belum masuk",
    "",
  ])("is not what somebody means who writes: %s", (text) => {
    expect(readCode(text)).toBeNull();
    expect(bringsCode(text)).toBe(false);
    expect(maskCodes(text)).toBe(text);
  });

  it.each(["teman-teman", "TEMAN-TEMAN", "kata-kata", "unik-unik", "etika-kerja", "2026-2027", "lilin-lilin"])(
    "is not even meant by the words: kode %s",
    (words) => {
      expect(nearlyCode(`kode ${words}`)).toBeNull();
      expect(nearlyCode(`kode saya ${words}?`)).toBeNull();
      expect(looksLikeCode(words)).toBe(false);
    },
  );

  it.each(["K7M2P-9XQ4", "k7m2p-9xq4tt", "K7M2P9XQ4", "UBCDE-1234U", "11111-22222", "AAAAA-BBBBB"])(
    "is meant, and told to be incomplete, where a letter is missing or wrong: %s",
    (typed) => {
      expect(nearlyCode(`kode ${typed}`)).toBe(typed);
    },
  );
});
