import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asksElsewhere } from "../../src/bot/named-city.ts";
import { bare, courtesy, isCancel, isCourtesy, isNo, isNumber, isYes, pointedPlace, spokenPlace } from "../../src/bot/spoken.ts";
import { understandFor } from "../../src/bot/understand/for-person.ts";
import type { Agency } from "../../src/core/person.ts";
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
    ["2 pak", 2],
    ["dua min", 2],
    ["ke 2", 2],
    ["pilih yang nomor dua", 2],
    ["yg ke 2 min", 2],
    ["no 2 ya", 2],
    ["yang ke dua aja deh gan", 2],
    ["siap, ndan!", undefined],
    ["kedua orang tua", undefined],
    ["ke kendari", undefined],
    ["constructor", undefined],
    ["20 JP", undefined],
    ["dua puluh", undefined],
    ["ya", undefined],
    ["0", undefined],
    ["100", undefined],
    ["berapa", undefined],
  ])("reads the place in %s", (text, place) => expect(spokenPlace(text)).toBe(place));

  it.each([
    ["daftar yg pertama", 1],
    ["Daftarin saya yang nomor 2 dong min", 2],
    ["mau ikut yang kedua", 2],
    ["lihat no 3", 3],
    ["batalkan yang pertama", undefined],
    ["kenapa yang pertama", undefined],
    ["daftar pelatihan pertama kali bagaimana", undefined],
    ["lihat 20 JP", undefined],
    ["yang pertama", undefined],
  ])("reads of which thing something is wanted in %s", (text, place) => expect(pointedPlace(text)).toBe(place));

  it("tells a number from words around one", () => {
    for (const it of ["9", "0", "100", "dua puluh", "sebelas pak", "yang ke 12 ya", "dua puluh lima"]) expect(isNumber(it), it).toBe(true);
    for (const it of ["20 JP", "2 hari", "pasal 5", "ya", "", "nomor", "satu pertanyaan"]) expect(isNumber(it), it).toBe(false);
  });

  it("takes back only what is taken back, whoever is spoken to", () => {
    for (const it of ["batal pak", "gak jadi", "Tidak jadi, bu 🙏"]) expect([it, isCancel(it), isNo(it)]).toEqual([it, true, true]);
    for (const it of ["tidak", "nggak ya", "gak usah min"]) expect([it, isCancel(it), isNo(it)]).toEqual([it, false, true]);
    for (const it of ["batal tubel bagaimana", "tidak tahu", "pak", "ya pak"]) expect([it, isNo(it), isYes(it)]).toEqual([it, false, false]);
    expect(bare("Sumbernya mana, pak? 🙏🏻")).toBe("sumbernya mana");
  });

  it("tells thanks from a nod, and both from a call, a doubt or bare signs", () => {
    for (const it of ["makasih pak", "oke, terima kasih", "🙏", "hatur nuhun"]) expect([it, courtesy(it)]).toEqual([it, "thanks"]);
    for (const it of ["siap", "👍🏽", "oke pak", "iya siap pak", "sama-sama", "👌 pak", "lihat nanti"]) expect([it, courtesy(it)]).toEqual([it, "nod"]);
    for (const it of ["pak", "izin pak", "bisa?", "?", "…", "👎", "halo", "berapa JP"]) expect([it, courtesy(it)]).toEqual([it, null]);
  });

  it("never throws, and never takes a long sentence for a courtesy or a place", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 0, maxLength: 200 }), (text) => {
        const words = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
        if (words > 8) expect([isCourtesy(text), spokenPlace(text)]).toEqual([false, undefined]);
        isYes(text);
        isNo(text);
        isNumber(text);
        courtesy(text);
      }),
    );
  });
});

describe("a city beside a question", () => {
  const cities = ["Kendari", "Tanjungpinang"].map((name, id) => ({ id, name, slug: name.toLowerCase(), zone: "Asia/Jakarta", demo: false }) as Agency);

  it.each(["kalau di Kendari?", "klo tanjung pinang gmn", "Kendari gimana ya?", "terus kalau kota Kendari"])("goes on from the one before: %s", (text) => {
    expect(asksElsewhere(text, cities, "berapa JP setahun?")).toBe(true);
    expect(asksElsewhere(text, cities, undefined)).toBe(false);
  });

  it.each(["Kendari", "saya di Kendari", "kalau di Makassar?", "kalau pelatihan di Kendari kapan?"])("does not: %s", (text) => {
    expect(asksElsewhere(text, cities, "berapa JP setahun?")).toBe(false);
  });
});

describe("a year alone, or beside one thing more", () => {
  const unsure = { kind: "unsure" as const, lead: "Yang mana?", choices: [] };
  const of = (text: string, previous?: string) =>
    understandFor({ catalog: [], understanding: { of: () => unsure, knows: () => false, prepare: () => {} } }, null, false, previous)?.of(text);

  it("goes on from the question before, and without one is asked about", () => {
    for (const text of ["terus yang 2015?", "kalau 2019 PPPK?"]) expect([of(text, "berapa JP setahun?"), of(text)]).toEqual([{ kind: "policy" }, unsure]);
    expect(of("pelatihan apa saja 2027", "berapa JP setahun?")).toEqual(unsure);
  });
});
