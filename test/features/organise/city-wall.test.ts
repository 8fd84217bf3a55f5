import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Fault } from "../../../src/core/fault.ts";
import { sql } from "../../../src/db/database.ts";
import { organiseCapabilities } from "../../../src/features/organise/capabilities.ts";
import { testDatabases } from "../../world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

const other = 4;
const mark = "zxrahasia";
const Id = z.object({ id: z.coerce.number() });

/*
 * Another city's class and what was entered in it, reached for by their numbers with every capability of the organiser: none of it is
 * told, and none of it is changed.
 */
describe.each(testDatabases())("another city's classes on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  afterAll(() => world.close());

  async function theirs() {
    const now = world.clock.now().toString();
    const { db } = world;
    const unit = await db.one(Id, sql`insert into unit (cell, agency_id, name) values (1, ${other}, ${`${mark} unit`}) returning id`);
    const person = await db.one(
      Id,
      sql`insert into person (cell, agency_id, name, nip, status, added_at, changed_at) values (1, ${other}, ${`${mark} nama`}, '198001012005011007', 'PNS', ${now}, ${now}) returning id`,
    );
    const training = await db.one(
      Id,
      sql`
      insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, added_at, changed_at)
      values (1, ${other}, 'Z-1', ${`${mark} pelatihan`}, 'klasikal', 'bimtek', 'tatap_muka', 8, ${mark}, ${now}, ${now}) returning id`,
    );
    const it = await db.one(
      Id,
      sql`
      insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, place, seats, taken, entry, approval, status, plan_line, schedule, added_at, changed_at)
      values (1, ${other}, ${training.id}, 'Z-1-1', '2026-12-07', '2026-12-07', 'Asia/Pontianak', ${`${mark} tempat`}, 5, 1, 'usulan', 'petugas', 'dibuka', ${mark}, '', ${now}, ${now})
      returning id`,
    );
    const enrolment = await db.one(
      Id,
      sql`
      insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since, unit_id)
      values (1, ${other}, ${it.id}, ${person.id}, 'menunggu_petugas', 'sendiri', ${now}, ${now}, ${unit.id}) returning id`,
    );
    return { unit: unit.id, person: person.id, class: it.id, enrolment: enrolment.id };
  }

  const State = z.object({ state: z.string() });
  const stateOf = () =>
    world.db.many(
      State,
      sql`
      select jsonb_build_array(c.status, c.place, c.seats, c.taken, e.state, (select count(*) from class_quota where agency_id = ${other}),
                               (select count(*) from file_link where agency_id = ${other}), (select count(*) from training_class where agency_id = ${other}))::text as state
        from training_class c join enrolment e on e.class_id = c.id where c.agency_id = ${other}`,
    );

  it("are neither told of nor changed", async () => {
    const ids = await theirs();
    const { who } = await world.officer();
    const mine = await world.unit("Dinas Kominfo");
    await world.grants(who, "unit_officer", mine);
    const before = await stateOf();
    const parts: Record<string, unknown> = {
      ...ids,
      enrolments: [ids.enrolment],
      move: "batalkan",
      reason: "percobaan dari kota lain",
      field: "tempat",
      value: "tempat lain",
      schedule: "14/12/2026 08.00-16.00",
      names: `${mark} nama`,
      name: `${mark} nama`,
      words: mark,
      list: `${mark} unit 3`,
      training: "Z-1",
      seats: "9",
      place: "Aula",
      entry: "terbuka",
      plan: "RB-1",
      format: "csv",
      kind: "surat_tugas",
      nip: true,
    };
    let asked = 0;
    for (const it of organiseCapabilities("https://asn.contoh.go.id")) {
      const known = Object.keys(it.input.shape);
      const whole = Object.fromEntries(known.flatMap((name) => (name in parts ? [[name, parts[name]]] : [])));
      // The whole of it, and each part left out in turn: what is asked next must not tell either.
      for (const input of [whole, ...known.map((name) => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)))]) {
        asked += 1;
        const outcome = await world.performs(who, { capability: it.id, input }, ["asn", "officer", "unit_officer"]).catch((error: unknown) => {
          if (error instanceof Fault) return { reply: { text: error.say } };
          throw error;
        });
        const said = JSON.stringify(outcome);
        const typed = JSON.stringify(input);
        for (const secret of [`${mark} nama`, `${mark} unit`, `${mark} tempat`, `${mark} pelatihan`, "198001012005011007"])
          if (!typed.includes(secret)) expect(said, `${it.id} ${typed}`).not.toContain(secret);
      }
    }
    expect(asked).toBeGreaterThan(50);
    expect(await stateOf()).toEqual(before);
    expect(before).toHaveLength(1);
  });
});
