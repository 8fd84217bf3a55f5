import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { addEvidence, evidenceOf } from "../../../src/features/competency/gap/evidence-store.ts";
import { gapProfiles, gapsOf, standardsMatching } from "../../../src/features/competency/gap/gap.ts";
import { findPerson } from "../../../src/features/people/person-store.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, openStaffWorld, pontianak, type StaffWorld } from "./staff-world.ts";

const day = "2026-11-20";

describe.each(testDatabases())("the gap on $name", (database) => {
  let world: StaffWorld;
  let rina: Subject;
  beforeAll(async () => {
    world = await openStaffWorld(database);
    rina = await world.person({ name: "Rina Contoh", title: "Kasi Pelayanan", family: "pengawas" });
    await world.knows(rina, [
      { competency: "pelayanan-publik", level: 1 },
      { competency: "komunikasi", level: 1 },
      { competency: "integritas", level: 3, kind: "assessment_center", official: true },
      { competency: "spbe", level: 2 }, // not asked of this position
    ]);
  });
  afterAll(() => world.close());

  const gaps = async (who: Subject, options = {}) => {
    const profile = await gapsOf(world.db, who, { day, ...options });
    if (!profile) throw new Error("nobody");
    return profile;
  };

  it("is required less held, weighted, with what is unknown apart from what is met", async () => {
    const profile = await gaps(rina);
    expect(profile).toMatchObject({
      standard: { id: "kepala-seksi", official: false },
      position: "Kasi Pelayanan",
      reason: { by: "title", words: "kepala seksi" },
      performance: null,
    });
    const [first, second, third] = profile.items;
    expect(first).toMatchObject({ competency: { id: "pelayanan-publik" }, required: 3, held: 1, gap: 2, weight: 1.5, official: false });
    expect(second).toMatchObject({ competency: { id: "komunikasi" }, required: 2, held: 1, gap: 1, weight: 1 });
    expect(third?.held).toBeNull();
    expect(profile.items.find((it) => it.competency.id === "integritas")).toMatchObject({ held: 3, gap: 0, official: true });
    expect(profile.items.filter((it) => it.held === null)).toHaveLength(profile.items.length - 3);
    expect(profile.items.map((it) => it.competency.id)).not.toContain("spbe");
  });

  it("is also against a position that is aimed for", async () => {
    const profile = await gaps(rina, { target: "kepala-bidang" });
    expect(profile).toMatchObject({ standard: { id: "kepala-bidang" }, reason: null });
    expect(profile.items.find((it) => it.competency.id === "spbe")).toMatchObject({ held: 2, required: 2, gap: 0 });
    expect(await gaps(rina, { target: "tidak-ada" })).toMatchObject({ standard: null, items: [] });
  });

  it("shows the performance of the year before, if imported", async () => {
    for (const [year, predicate] of [
      [2024, "baik"],
      [2025, "sangat_baik"],
      [2026, "kurang"], // this year's is not said yet
    ]) {
      await world.db.run(sql`
        insert into performance (cell, agency_id, person_id, year, predicate, noted_at) values (${cell}, ${kendari}, ${rina.personId}, ${year}, ${predicate}, '2026-01-01')`);
    }
    expect((await gaps(rina)).performance).toEqual({ year: 2025, predicate: "sangat_baik" });
  });

  it("says when there is no standard, and when nobody is there", async () => {
    const odd = await world.person({ name: "Aneh Contoh", title: "Duta Wisata", family: "lain" });
    expect(await gaps(odd)).toMatchObject({ standard: null, position: "Duta Wisata", reason: null, items: [] });
    expect(await gapsOf(world.db, { ...rina, personId: 999_999 }, { day })).toBeUndefined();
  });

  it("never reaches another city, though the numbers are the same", async () => {
    const foreign = { cell, agencyId: pontianak, personId: rina.personId };
    expect(await gapsOf(world.db, foreign, { day })).toBeUndefined();
    expect(await evidenceOf(world.db, foreign, [rina.personId])).toEqual([]);
    await expect(
      addEvidence(
        world.db,
        foreign,
        [{ personId: rina.personId, competency: "komunikasi", kind: "self", level: 5, official: false, observedOn: day, source: "x", raterId: null, key: "x" }],
        world.clock.now(),
      ),
    ).rejects.toThrow();
    expect(await gapsOf(world.db, { ...rina, cell: 2 }, { day })).toBeUndefined();
  });

  it("leaves out what it is told to", async () => {
    const budi = await world.person({ name: "Budi Contoh", title: "Lurah Contoh", family: "pengawas" });
    await world.knows(budi, [{ competency: "komunikasi", level: 5, kind: "self", raterId: budi.personId }]);
    const held = async (options = {}) => (await gaps(budi, options)).items.find((it) => it.competency.id === "komunikasi")?.held;
    expect(await held()).toBe(5);
    expect(await held({ without: "self" })).toBeNull();
  });

  it("notes the same evidence once, and takes what is newly said under its key", async () => {
    const sari = await world.person({ name: "Sari Contoh", title: "Camat Contoh", family: "administrator" });
    const note = (level: number) =>
      addEvidence(
        world.db,
        sari,
        [
          {
            personId: sari.personId,
            competency: "komunikasi",
            kind: "test",
            level,
            official: true,
            observedOn: day,
            source: "Uji 2026",
            raterId: null,
            key: "uji:1",
          },
        ],
        world.clock.now(),
      );
    expect([await note(2), await note(2), await note(3)]).toEqual([1, 0, 1]);
    expect(await evidenceOf(world.db, sari, [sari.personId])).toMatchObject([{ level: 3, official: true, source: "Uji 2026" }]);
  });

  it("never takes an opinion for an official test, nor somebody's rating of themselves for a supervisor's", async () => {
    const opinion = { personId: rina.personId, competency: "komunikasi", level: 5, observedOn: day, source: "x", key: "bad" };
    const bad = (more: object) =>
      addEvidence(world.db, rina, [{ ...opinion, official: false, kind: "self", raterId: null, ...more } as never], world.clock.now());
    await expect(bad({ official: true })).rejects.toThrow();
    await expect(bad({ kind: "supervisor", raterId: rina.personId })).rejects.toThrow();
    await expect(bad({ level: 6 })).rejects.toThrow();
    await expect(bad({ competency: "tidak-ada" })).rejects.toThrow();
  });

  it("is the same for many at once as for each", async () => {
    const people = await Promise.all([rina].map((it) => findPerson(world.db, it, day)));
    const records = people.flatMap((it) => it ?? []);
    expect(await gapProfiles(world.db, rina, [...records, ...records], { day })).toEqual([await gaps(rina), await gaps(rina)]);
    expect(await gapProfiles(world.db, rina, [], { day })).toEqual([]);
  });

  it("finds standards by words, of this city only", async () => {
    expect((await standardsMatching(world.db, rina, "kasi"))[0]).toMatchObject({ id: "kepala-seksi" });
    expect(await standardsMatching(world.db, rina, "astronot")).toEqual([]);
    expect(await standardsMatching(world.db, { cell: 2, agencyId: kendari }, "kasi")).toEqual([]);
  });
});
