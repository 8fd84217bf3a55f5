import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, sql } from "../../../src/db/database.ts";
import { openDictionary } from "../../../src/features/competency/dictionary/open-dictionary.ts";
import { openCatalogue } from "../../../src/features/training/open-catalogue.ts";
import { openClasses, trainingsOf } from "../../../src/features/training/store.ts";
import { largeCatalogue } from "../../bench/recommend.ts";
import { testDatabases } from "../../world.ts";
import { type AdviceWorld, cell, kendari, openAdviceWorld } from "../advice/advice-world.ts";

const tenant = { cell, agencyId: kendari };

describe.each(testDatabases())("the remembered catalogue on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
    await world.catalogue(largeCatalogue(40));
  });
  afterAll(() => world.close());

  const day = "2026-11-22";
  const read = (db: Database = world.db, now = world.clock.now()) => openCatalogue(db, tenant, now, day);
  /** What is remembered is what the tables say, whatever has happened. */
  async function isTrue(db: Database = world.db, now = world.clock.now()) {
    const seen = await read(db, now);
    expect(seen.trainings).toEqual(await trainingsOf(db, tenant));
    expect(seen.classes).toEqual(await openClasses(db, tenant, now, day));
    return seen;
  }

  it("is what the tables say, and the very same objects while nothing changes", async () => {
    const first = await isTrue();
    expect(first.classes.length).toBeGreaterThan(5);
    const second = await read();
    expect(second.trainings).toBe(first.trainings);
    expect(second.classes.every((it, at) => it === first.classes[at])).toBe(true);
  });

  it.each([
    ["a training's words", sql`update training set name = 'Nama Baru' where code = 'T-1'`],
    ["what it develops", sql`delete from training_target where training_id = (select id from training where code = 'T-2')`],
    ["a class's state", sql`update training_class set status = 'batal' where code = 'K-3'`],
    ["a deadline", sql`update training_class set register_until = '2026-01-01' where code = 'K-8'`],
    [
      "a session",
      sql`update training_session set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day' where class_id = (select id from training_class where code = 'K-9')`,
    ],
    ["a class that is gone", sql`delete from training_class where code = 'K-12'`],
    ["a training that is withdrawn", sql`update training set withdrawn_at = now() where code = 'T-4'`],
  ])("sees a change of %s at once, though the clock stands still", async (_what, change) => {
    const before = JSON.stringify(await isTrue());
    expect(await world.db.run(change)).toBeGreaterThan(0);
    expect(JSON.stringify(await isTrue())).not.toBe(before);
  });

  it("sees every seat that is taken, without reading the rest anew", async () => {
    const { trainings, classes } = await read();
    const free = classes.find((it) => it.seats !== null && it.taken < it.seats);
    await world.db.run(sql`update training_class set taken = taken + 1 where id = ${free?.id}`);
    const after = await isTrue();
    expect(after.classes.find((it) => it.id === free?.id)?.taken).toBe((free?.taken ?? 0) + 1);
    expect(after.trainings).toBe(trainings);
  });

  it("remembers nothing of what was rolled back", async () => {
    const undone = new Error("undone");
    await world.db
      .transaction(async (tx) => {
        await tx.run(sql`update training set name = 'Tidak jadi' where code = 'T-5'`);
        expect((await isTrue(tx)).trainings.map((it) => it.name)).toContain("Tidak jadi");
        throw undone;
      })
      .catch((error: unknown) => expect(error).toBe(undone));
    expect((await isTrue()).trainings.map((it) => it.name)).not.toContain("Tidak jadi");
  });

  it("closes what time closes, and opens it again for who looks back", async () => {
    const late = world.clock.now().add({ hours: 24 * 60 });
    const before = await read();
    const after = await openCatalogue(world.db, tenant, late, "2027-01-21");
    expect(after.classes).toEqual(await openClasses(world.db, tenant, late, "2027-01-21"));
    expect(after.classes.length).toBeLessThan(before.classes.length);
    await isTrue();
  });

  it("has its like for the dictionary, which sees a changed standard and a retired competency at once", async () => {
    const { headings, names, asked } = await openDictionary(world.db, tenant);
    const id = headings[0]?.id ?? "";
    const [standard] = await asked([id]);
    expect((await openDictionary(world.db, tenant)).headings).toBe(headings);
    await world.db.run(sql`update job_standard_item set required = case when required = 1 then 2 else 1 end where standard_id = ${id}`);
    expect((await (await openDictionary(world.db, tenant)).asked([id]))[0]).not.toEqual(standard);
    await world.db.run(sql`update job_standard set title = 'Judul Baru' where id = ${id}`);
    expect((await openDictionary(world.db, tenant)).headings.map((it) => it.title)).toContain("Judul Baru");
    await world.db.run(sql`update competency set retired_at = now() where id = 'spbe'`);
    expect(names.has("spbe")).toBe(true);
    expect((await openDictionary(world.db, tenant)).names.has("spbe")).toBe(false);
  });
});
