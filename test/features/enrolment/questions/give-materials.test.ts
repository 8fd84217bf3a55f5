import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Letter } from "../../../../src/core/channel.ts";
import { sql } from "../../../../src/db/database.ts";
import { giveMaterials } from "../../../../src/features/enrolment/materials/give-materials.ts";
import { testDatabases } from "../../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld } from "../enrolment-world.ts";

describe.each(testDatabases())("giving materials on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  it("gives the others where one fails for good, says so, and tries that one again", async () => {
    const id = await world.classOf(await world.training("Webinar SPBE"), { approval: "tanpa" });
    const talk = await world.talk(await world.person("Dewi Contoh"));
    await talk.says("/daftar spbe");
    await talk.says("ya");
    for (const [title, hours] of [
      ["Rusak", 2],
      ["Bacaan", 1],
    ] as const)
      await world.db.run(sql`
        insert into class_material (cell, agency_id, class_id, title, link, due_at, added_at)
        values (${cell}, ${kendari}, ${id}, ${title}, ${`https://contoh.id/${title}`}, ${world.clock.now().subtract({ hours }).toString()}, ${world.clock.now().toString()})`);
    const give = (broken: boolean) =>
      giveMaterials({
        db: world.db,
        cell,
        now: world.clock.now(),
        async put(_tx, letters: Letter[]) {
          if (broken && letters.some((it) => it.reply.text.includes("Rusak"))) throw new Error("cannot be said");
          world.deliver(letters);
        },
      });
    await expect(give(true)).rejects.toThrow("1 materials not given out: cannot be said");
    expect(talk.last.reply.text).toContain("*Bacaan*");
    expect(await give(false)).toBe(1);
    expect(talk.last.reply.text).toContain("*Rusak*");
  });
});
