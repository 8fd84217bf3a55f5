import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { demoOff, endDemoAccess, issueDemoCodes } from "../../src/demo/access.ts";
import { demoAgency, loadDemo } from "../../src/demo/load.ts";
import { removeDemo } from "../../src/demo/remove.ts";
import { demoStaff, headings, staffCount } from "../../src/demo/staff.ts";
import { demoFiles } from "../../src/demo-at-start.ts";
import { needsOf } from "../../src/features/competency/need-store.ts";
import { classesOffPlan, planOfYear } from "../../src/features/organise/plan/plan-store.ts";
import { grantsOf } from "../../src/features/people/grants.ts";
import { nipFault } from "../../src/features/people/nip.ts";
import { allClasses } from "../../src/features/training/store.ts";
import { testConfig, testDatabases } from "../world.ts";

const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const today = Temporal.PlainDate.from("2026-11-22");
const cell = 1;
const Count = z.object({ count: z.coerce.number() });

describe("the made-up register", () => {
  const lines = demoStaff(1, today);

  it("is that of a whole city, everybody marked as made up and led by somebody", () => {
    expect(lines).toHaveLength(staffCount);
    expect(lines.filter((it) => !it.Nama.endsWith("(contoh)"))).toEqual([]);
    const leaders = new Set([...lines.map((it) => it.NIP), ...lines.map((it) => it.Nama)]);
    expect(lines.slice(1).filter((it) => !leaders.has(it["NIP Atasan"]))).toEqual([]);
    for (const job of ["Lurah", "Camat", "Guru Ahli Pertama", "Perawat Terampil", "Petugas Pelayanan Terpadu"])
      expect(lines.map((it) => it.Jabatan)).toContain(job);
  });

  it("has NIPs that are right in form and can be nobody's", () => {
    const nips = lines.flatMap((it) => (it.NIP === "" ? [] : [it.NIP]));
    expect(new Set(nips).size).toBe(staffCount - 1);
    expect(nips.filter((it) => nipFault(it, "PNS") !== null)).toEqual([]);
    expect(nips.filter((it) => Number(it.slice(0, 4)) <= today.year)).toEqual([]);
  });

  it("is the same for the same seed", () => {
    expect(demoStaff(1, today)).toEqual(lines);
    expect(demoStaff(2, today)).not.toEqual(lines);
    expect(Object.keys(lines[0] ?? {})).toEqual([...headings]);
  });
});

describe.each(testDatabases())("the made-up city on $name", ({ open }) => {
  let base: OpenDatabase;
  const config = testConfig();
  const count = async (table: keyof ReturnType<typeof counts>) => (await base.db.one(Count, counts()[table])).count;
  function counts() {
    return {
      person: sql`select count(*) from person where agency_id = ${demoAgency.id}`,
      training: sql`select count(*) from training where agency_id = ${demoAgency.id}`,
      handle: sql`select count(*) from handle where agency_id = ${demoAgency.id} and until is null`,
      competency_evidence: sql`select count(*) from competency_evidence where agency_id = ${demoAgency.id}`,
      learning_record: sql`select count(*) from learning_record where agency_id = ${demoAgency.id}`,
      series_year: sql`select count(*) from series_year where agency_id = ${demoAgency.id}`,
      community_session: sql`select count(*) from community_session where agency_id = ${demoAgency.id}`,
      mentoring_meeting: sql`select count(*) from mentoring_meeting where agency_id = ${demoAgency.id}`,
      learning_question: sql`select count(*) from learning_question where agency_id = ${demoAgency.id}`,
      agency: sql`select count(*) from agency where id = ${demoAgency.id}`,
    };
  }
  const livingCodes = async () =>
    (await base.db.one(Count, sql`select count(*) from link_code where agency_id = ${demoAgency.id} and used_at is null and ended_at is null`)).count;

  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  it("is absent until it is loaded, and loaded once", async () => {
    expect(await demoOff(base.db, cell, config)).toBe("absent");
    expect(await loadDemo(base.db, cell, demoFiles({ config }), now)).toBe(true);
    expect(await loadDemo(base.db, cell, demoFiles({ config }), now)).toBe(false);
    expect(await demoOff(base.db, cell, config)).toBeNull();
    expect(await count("person")).toBe(staffCount);
    expect(await count("training")).toBeGreaterThan(20);
    expect(await count("competency_evidence")).toBeGreaterThan(500);
    expect(await count("learning_record")).toBeGreaterThan(50);
    // Classes follow from a plan that knows their lines; needs are there in each state, and one class is postponed with its cause.
    const tenant = { cell, agencyId: demoAgency.id };
    const needs = await needsOf(base.db, tenant);
    expect(new Set(needs.map((it) => it.state))).toEqual(new Set(["proposed", "verified", "planned", "deferred", "refused"]));
    expect(needs.filter((it) => (it.state === "deferred" || it.state === "refused") && !it.reason?.endsWith("(contoh)"))).toEqual([]);
    for (const year of [2026, 2027]) expect([year, await classesOffPlan(base.db, tenant, year)]).toEqual([year, []]);
    const plan = await planOfYear(base.db, tenant, 2026);
    expect(plan.length).toBeGreaterThan(10);
    expect(plan.filter((it) => !it.name.endsWith("(contoh)") || it.classes === 0)).toEqual([]);
    const postponed = (await allClasses(base.db, tenant)).filter((it) => it.status === "ditunda");
    expect(postponed.map((it) => (it.statusNote ?? "") !== "")).toContain(true);
    // The kinds beside classes: somebody who can be tried mentors, or is mentored, and belongs to a community.
    expect([await count("series_year"), await count("community_session"), await count("mentoring_meeting")]).toEqual([2, 1, 3]);
    // What is learnt alone can be tried to its end.
    expect(await count("learning_question")).toBe(3);
  });

  it("holds its classes in its own city, but for one in the capital", async () => {
    const cities = await base.db.many(
      z.object({ city: z.string() }),
      sql`select distinct city from training_class where agency_id = ${demoAgency.id} and city is not null order by city`,
    );
    expect(cities).toEqual([{ city: demoAgency.name }, { city: "Jakarta" }]);
  });

  it("has an administrator, and named by them an officer and a staff officer of a whole agency; all can be tried", async () => {
    const grants = await grantsOf(base.db, { cell, agencyId: demoAgency.id }, now);
    const [administrator, officer, unitOfficer] = grants;
    expect(grants).toMatchObject([
      { role: "administrator", unit: null, grantedBy: null },
      { role: "officer", unit: null, grantedBy: administrator?.name },
      { role: "unit_officer", unit: "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", grantedBy: administrator?.name },
    ]);
    const people = await issueDemoCodes(base.db, cell, now);
    expect(people.slice(-3).map((it) => it.name)).toEqual([unitOfficer?.name, officer?.name, administrator?.name]);
  });

  it("gives new codes at each start, other ones each time", async () => {
    const first = await issueDemoCodes(base.db, cell, now);
    const second = await issueDemoCodes(base.db, cell, now);
    expect(first.map((it) => it.what)).toEqual([
      "civil servant with gaps",
      "supervisor",
      "front-line officer",
      "teacher",
      "staff officer of one agency",
      "officer of the HR agency",
      "administrator",
    ]);
    expect(second.filter((it) => first.some((other) => other.code === it.code))).toEqual([]);
    expect(await livingCodes()).toBe(7);
  });

  it.each([
    ["a database server", { DATABASE_URL: "postgres://localhost/kawan" }, "database"],
    ["a messenger", { TELEGRAM_TOKEN: "1:abc" }, "messenger"],
    ["an open address", { HOST: "0.0.0.0" }, "address"],
    ["a proxy before it", { TRUST_PROXY: "true" }, "address"],
    ["a public address", { PUBLIC_URL: "https://asn.example.go.id" }, "address"],
  ])("cannot be entered beside %s", async (_what, settings, why) => {
    expect(await demoOff(base.db, cell, testConfig(settings))).toBe(why);
  });

  it("cannot be entered once real staff is there; its codes and talks are dead", async () => {
    const { id } = await base.db.one(z.object({ id: z.number() }), sql`select id::int as id from person where agency_id = ${demoAgency.id} limit 1`);
    await base.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, seen_at)
      values (${cell}, ${demoAgency.id}, ${id}, 'web', 's', ${JSON.stringify({ channel: "web", account: "-", chat: "s" })}, 'code', ${now.toString()}, ${now.toString()})`);
    await base.db.run(sql`
      insert into person (cell, agency_id, name, status, added_at, changed_at) values (${cell}, 2, 'Seseorang', 'LUAR_ASN', ${now.toString()}, ${now.toString()})`);
    expect(await demoOff(base.db, cell, config)).toBe("staff");
    await endDemoAccess(base.db, cell, now);
    expect(await livingCodes()).toBe(0);
    expect(await count("handle")).toBe(0);
  });

  it("is taken away whole, and real people stay", async () => {
    expect(await removeDemo(base.db, cell)).toBeGreaterThan(staffCount);
    for (const table of [
      "person",
      "training",
      "competency_evidence",
      "learning_record",
      "series_year",
      "community_session",
      "mentoring_meeting",
      "learning_question",
      "agency",
    ] as const)
      expect(await count(table), table).toBe(0);
    expect((await base.db.one(Count, sql`select count(*) from person`)).count).toBe(1);
    expect(await removeDemo(base.db, cell)).toBe(0);
  });
});
