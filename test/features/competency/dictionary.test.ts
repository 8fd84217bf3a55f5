import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import { choiceMax } from "../../../src/features/competency/dictionary/dictionary.ts";
import { parseDictionary, writeDictionary } from "../../../src/features/competency/dictionary/dictionary-file.ts";
import { catalogueOf, competenciesOf, mergeCatalogue, standardsById } from "../../../src/features/competency/dictionary/dictionary-store.ts";
import { syncDictionary } from "../../../src/features/competency/dictionary/shipped.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, pontianak, shippedFiles } from "./staff-world.ts";

const now = Temporal.Instant.from("2026-11-20T02:00:00Z");
const shipped = parseDictionary(shippedFiles());

describe("the shipped dictionary", () => {
  it("has the eight managerial and the one socio-cultural competency of the rule, and technical ones", () => {
    const ids = (kind: string) => shipped.competencies.filter((it) => it.kind === kind).map((it) => it.id);
    expect(ids("manajerial")).toEqual([
      "integritas",
      "kerja-sama",
      "komunikasi",
      "orientasi-hasil",
      "pelayanan-publik",
      "pengembangan-diri-orang-lain",
      "mengelola-perubahan",
      "pengambilan-keputusan",
    ]);
    expect(ids("sosial_kultural")).toEqual(["perekat-bangsa"]);
    expect(ids("teknis")).toHaveLength(20);
  });

  it("has five distinct levels everywhere, short enough for a phone", () => {
    for (const { id, levels, question } of shipped.competencies) {
      expect([id, levels.length]).toEqual([id, 5]);
      expect(new Set(levels.map((it) => it.choice)).size, id).toBe(5);
      expect(new Set(levels.map((it) => it.behaviour)).size, id).toBe(5);
      expect(question, id).toMatch(/:$/);
      for (const { choice } of levels) expect(choice.length, choice).toBeLessThanOrEqual(choiceMax);
    }
  });

  it("words no level as a failing", () => {
    const words = shipped.competencies.flatMap((it) => it.levels.flatMap((level) => [level.choice, level.behaviour]));
    expect(words.filter((it) => /\b(?:gagal|buruk|malas|tidak mampu|tidak bisa|kurang)\b/i.test(it))).toEqual([]);
  });

  it("calls no standard official, and asks in each what the dictionary knows", () => {
    expect(shipped.standards.filter((it) => it.official)).toEqual([]);
    const known = new Set(shipped.competencies.map((it) => it.id));
    for (const { id, requirements } of shipped.standards) {
      expect(
        requirements.filter((it) => !known.has(it.competency)),
        id,
      ).toEqual([]);
      expect(requirements.length, id).toBeGreaterThanOrEqual(11);
    }
    expect(new Set(shipped.standards.filter((it) => it.general).map((it) => it.family))).toEqual(
      new Set(["jpt", "administrator", "pengawas", "pelaksana", "fungsional"]),
    );
  });

  it("is the same after writing and reading", () => {
    expect(parseDictionary([{ name: "x", text: writeDictionary(shipped) }])).toEqual(shipped);
  });
});

describe("a dictionary file", () => {
  const competency = (more = "") => `
kompetensi:
  - id: x
    nama: Contoh
    jenis: teknis
    tentang: Hanya contoh.
    tanya: "Yang biasanya dilakukan:"
    level:
${Array.from({ length: 5 }, (_, at) => `      - { pilihan: "Pilihan ${at}", perilaku: "Perilaku tingkat ${at}." }`).join("\n")}
${more}`;
  const read = (text: string) => parseDictionary([{ name: "coba.yaml", text }]);

  it.each([
    ["broken YAML", "kompetensi: [", /coba\.yaml tidak terbaca di sekitar baris 1/],
    ["a misspelt key", competency("    jensi: teknis"), /kompetensi "x": .*jensi/],
    ["a level too few", competency().replace(/ {6}- \{ pilihan: "Pilihan 4".*\n/, ""), /lima level/],
    ["a choice too long", competency().replace("Pilihan 4", "x".repeat(61)), /paling panjang 60 huruf/],
    ["an id with spaces", competency().replace("id: x", 'id: "a b"'), /huruf kecil/],
    ["the same twice", `${competency()}${competency().replace("\nkompetensi:\n", "")}`, /tertulis dua kali/],
    ["an unknown competency", `${competency()}standar:\n  - { id: s, jabatan: Satu, rumpun: pelaksana, syarat: { y: 2 } }`, /kompetensi "y" yang tidak ada/],
    ["a level that is none", `${competency()}standar:\n  - { id: s, jabatan: Satu, rumpun: pelaksana, syarat: { x: 6 } }`, /standar "s": syarat\.x/],
    ["an unknown family", `${competency()}standar:\n  - { id: s, jabatan: Satu, rumpun: raja, syarat: { x: 1 } }`, /standar "s": rumpun/],
    ["an unknown step", `${competency()}standar:\n  - { id: s, jabatan: Satu, rumpun: fungsional, per_jenjang: [agung], inti: [x] }`, /jenjang "agung"/],
    [
      "a standard that asks nothing",
      `${competency()}standar:\n  - { id: s, jabatan: Satu, rumpun: pelaksana }`,
      /standar "?s"?: requirements: perlu paling sedikit satu/,
    ],
  ])("with %s is refused with its place", (_, text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });

  it("of any text is read or refused, never a crash", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          read(text);
        } catch (error) {
          expect((error as Error).name).toBe("Fault");
        }
      }),
    );
  });
});

describe.each(testDatabases())("the dictionary on $name", ({ open }) => {
  let base: OpenDatabase;
  const tenant = { cell, agencyId: kendari };
  const other = { cell, agencyId: pontianak };
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  it("is loaded into every city once, and written again only when it has changed", async () => {
    const { db } = base;
    const files = shippedFiles();
    const cities = await db.one(z.object({ count: z.number() }), sql`select count(*)::int as count from agency`);
    expect(await syncDictionary(db, cell, files, now)).toBe(cities.count);
    expect(await syncDictionary(db, cell, files, now)).toBe(0);
    for (const it of [tenant, other]) {
      const found = await catalogueOf(db, it);
      expect(found.competencies).toEqual(shipped.competencies);
      expect(found.standards).toHaveLength(shipped.standards.length);
    }
  });

  it("leaves alone what a city has made its own, and follows the program elsewhere", async () => {
    const { db } = base;
    const [own] = await standardsById(db, tenant, ["lurah"]);
    if (!own) throw new Error("no standard");
    const stricter = { ...own, official: true, source: "Perwali contoh", requirements: own.requirements.map((it) => ({ ...it, required: 4 })) };
    expect(await mergeCatalogue(db, tenant, { competencies: [], standards: [stricter] }, "city", now)).toEqual({ added: [], changed: ["lurah"], same: 0 });
    expect(await mergeCatalogue(db, tenant, { competencies: [], standards: [stricter] }, "city", now)).toEqual({ added: [], changed: [], same: 1 });
    const newer = shippedFiles().map((it) => ({ ...it, text: it.text.replaceAll("jabatan: Lurah", "jabatan: Lurah Baru") }));
    expect(await syncDictionary(db, cell, newer, now)).toBeGreaterThan(1);
    expect((await standardsById(db, tenant, ["lurah"]))[0]).toEqual(stricter);
    expect((await standardsById(db, other, ["lurah"]))[0]?.title).toBe("Lurah Baru");
  });

  it("retires what is no longer shipped, and brings it back", async () => {
    const { db } = base;
    const fewer = shippedFiles().map((it) => ({ ...it, text: it.text.replace(/ {2}- id: camat[\s\S]*?(?=\n {2}#|\n {2}- id:)/, "") }));
    await syncDictionary(db, cell, fewer, now);
    const ids = async () => (await catalogueOf(db, other)).standards.map((it) => it.id);
    expect(await ids()).not.toContain("camat");
    expect((await standardsById(db, other, ["camat"]))[0]?.title).toBe("Camat");
    await syncDictionary(db, cell, shippedFiles(), now);
    expect(await ids()).toContain("camat");
  });

  it("keeps the cities apart", async () => {
    const { db } = base;
    const first = shipped.competencies[0];
    if (!first) throw new Error("no competency");
    const own = { ...first, id: "melaut", name: "Melaut", kind: "teknis" as const };
    await mergeCatalogue(db, tenant, { competencies: [own], standards: [] }, "city", now);
    expect((await competenciesOf(db, tenant)).map((it) => it.id)).toContain("melaut");
    expect((await competenciesOf(db, other)).map((it) => it.id)).not.toContain("melaut");
    expect((await competenciesOf(db, { cell: 2, agencyId: kendari })).length).toBe(0);
  });
});
