import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { testDatabases } from "../../world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("limits of calling and proposing on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const stateOf = async (personId: number) =>
    (await world.db.maybe(z.object({ state: z.string() }), sql`select state from enrolment where person_id = ${personId}`))?.state;

  /** A class that takes people by quota, and a unit with its staff officer and two people. */
  async function scene() {
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { entry: "kuota", seats: 5 });
    const unit = await world.unit("Dinas Kominfo");
    const staff = await world.staffOfficer("Sari Pengelola", unit);
    const [ani, budi] = [await world.person("Ani Wijaya", { unit }), await world.person("Budi Santoso", { unit })] as const;
    return { classId, staff, ani, budi, officer: (await world.officer()).who };
  }

  const quota = (officer: Parameters<OrganiseWorld["performs"]>[0], classId: number, list: string) =>
    world.performs(officer, { capability: "set_quota", input: { class: classId, list } }, ["officer"]);

  it("lets people be called before registration opens and after it has closed, not into a class that has begun or is off", async () => {
    const { officer } = await scene();
    const call = async (facts: Parameters<OrganiseWorld["classOf"]>[1], name: string) => {
      const who = await world.person(name);
      const id = await world.classOf(await world.training(`Pelatihan ${name}`), { entry: "ditunjuk", ...facts });
      const { code } = await world.performs(officer, { capability: "call_people", input: { class: id, names: name } }, ["officer"]);
      return [code, await stateOf(who.personId)];
    };
    expect(await call({ status: "rencana" }, "Gita Satu")).toEqual(["called", "dipanggil"]);
    expect(await call({ status: "ditutup" }, "Hadi Dua")).toEqual(["called", "dipanggil"]);
    expect(await call({ registerUntil: "2026-11-20T00:00:00Z" }, "Indah Tiga")).toEqual(["called", "dipanggil"]);
    expect(await call({ status: "ditunda" }, "Joko Empat")).toEqual(["refused", undefined]);
    expect(await call({ sessions: ["2026-11-20T08:00/2026-11-20T16:00"] }, "Kiki Lima")).toEqual(["refused", undefined]);
  });

  it("takes a substitute after the deadline, and nobody else", async () => {
    const { officer, staff, ani, budi, classId } = await scene();
    await quota(officer, classId, "Dinas Kominfo 1");
    const proposes = (names: string) => world.performs(staff.who, { capability: "nominate", input: { class: classId, names } }, ["unit_officer"]);
    await proposes("Ani Wijaya");
    await world.db.run(sql`update training_class set register_until = '2026-11-20T00:00:00Z' where id = ${classId}`);
    await expect(proposes("Budi Santoso")).rejects.toThrow("batas pendaftarannya sudah lewat");
    await world.db.run(sql`update enrolment set state = 'tidak_bersedia' where person_id = ${ani.personId}`);
    expect((await proposes("Budi Santoso")).code).toBe("proposed");
    expect(await stateOf(budi.personId)).toBe("diusulkan");
  });

  it("counts each quota for the unit's own people, whoever cares for several units", async () => {
    const { officer, staff, classId } = await scene();
    const [school, empty] = [await world.unit("Dinas Pendidikan"), await world.unit("Dinas Sosial")];
    for (const it of [school, empty]) await world.grants(staff.who, "unit_officer", it);
    await world.person("Dedi Guru", { unit: school });
    await world.person("Eka Sosial", { unit: empty });
    await quota(officer, classId, "Dinas Kominfo 1; Dinas Pendidikan 3");
    const proposes = (names: string) => world.performs(staff.who, { capability: "nominate", input: { class: classId, names } }, ["unit_officer"]);
    expect((await proposes("Ani Wijaya\nBudi Santoso")).reply.text).toBe("Kuota Dinas Kominfo tinggal 1, jadi tulis paling banyak 1 nama dari unit itu.");
    expect((await proposes("Ani Wijaya\nDedi Guru")).code).toBe("proposed");
    for (const it of ["Budi Santoso", "Eka Sosial"])
      expect((await proposes(it)).reply.text).toContain(`• ${it}: kuota unitnya tidak ada atau sudah terpakai semua`);
    expect((await world.performs(staff.who, { capability: "nominate", input: { class: classId } }, ["unit_officer"])).reply.text).toContain(
      "Kuota Dinas Kominfo 1, terpakai 1.\nKuota Dinas Pendidikan 3, terpakai 1.",
    );
  });
});
