import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Inbound } from "../../../src/core/channel.ts";
import { sql } from "../../../src/db/database.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import { decidesAbout } from "../../../src/features/people/authority-store.ts";
import { endDelegations, nameDelegate } from "../../../src/features/people/delegation-store.ts";
import { findPeople } from "../../../src/features/people/find-people.ts";
import { grantRole, grantsOf, revokeRole, unitsInCareOf } from "../../../src/features/people/grants.ts";
import { identify } from "../../../src/features/people/identity.ts";
import { decideHeldLine, heldLines } from "../../../src/features/people/import/held-lines.ts";
import { personByNip, subordinatesOf, unitsNamed } from "../../../src/features/people/person-store.ts";
import { testDatabases } from "../../world.ts";
import { cell, importRows, kendari, nipOf, now, person, pontianak } from "./staff.ts";

const day = "2026-11-22";
const tenant = { cell, agencyId: kendari.id };

describe.each(testDatabases())("rights on $name", ({ open }) => {
  let base: OpenDatabase;
  let ids: number[];
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());
  beforeEach(async () => {
    for (const table of [sql`handle`, sql`person`, sql`unit`, sql`audit`, sql`ledger`]) await base.db.run(sql`delete from ${table}`);
    await importRows(base.db, [person(1), ...[2, 3, 4, 5].map((it) => person(it, { "NIP Atasan": nipOf(1) }))]);
    await importRows(base.db, [person(7)], { agency: pontianak });
    ids = await Promise.all([0, 1, 2, 3, 4, 5].map(async (it) => (await personByNip(base.db, tenant, nipOf(it), day))?.id ?? 0));
  });

  const id = (order: number) => ids[order] ?? 0;
  const subject = (order: number) => ({ ...tenant, personId: id(order) });
  const grant = (order: number, role: "administrator" | "officer" | "unit_officer", by: number | null, unitId: number | null = null, at = now) =>
    base.db.transaction((tx) => grantRole(tx, subject(order), { role, unitId, by, now: at }));
  const ledger = () =>
    base.db.many(z.object({ subject: z.number(), outcome: z.string() }), sql`select subject_id::int as subject, outcome from ledger order by number`);

  it("begin with one administrator from the console, and never a second one from there", async () => {
    await grant(1, "administrator", null);
    await expect(grant(2, "administrator", null)).rejects.toThrow(/sudah mempunyai administrator/);
    await expect(grant(2, "officer", null)).rejects.toThrow(/harus administrator/);
    expect((await grantsOf(base.db, tenant, now)).map((it) => [it.personId, it.role, it.grantedBy])).toEqual([[id(1), "administrator", null]]);
  });

  it("are given by another administrator, told to all of them, and written down", async () => {
    await grant(1, "administrator", null);
    await expect(grant(1, "officer", id(1))).rejects.toThrow(/dirinya sendiri/);
    await expect(grant(3, "officer", id(2))).rejects.toThrow(/harus administrator/);
    await grant(2, "administrator", id(1));
    const told = await grant(3, "officer", id(1));
    expect(told.map((it) => it.personId).toSorted()).toEqual([id(1), id(2), id(3)].toSorted());
    expect(new Set(told.map((it) => it.key)).size).toBe(3);
    expect(told[0]?.reply.text).toMatch(/petugas BKPSDM.*Contoh Rekaan DA.*Contoh Rekaan BA/);
    expect(await ledger()).toEqual([
      { subject: id(1), outcome: "granted:administrator" },
      { subject: id(2), outcome: "granted:administrator" },
      { subject: id(3), outcome: "granted:officer" },
    ]);
  });

  it("end by themselves after a year, and the console may begin anew then", async () => {
    await grant(1, "administrator", null);
    const later = now.add({ hours: 24 * 366 });
    expect(await grantsOf(base.db, tenant, later)).toEqual([]);
    await grant(2, "administrator", null, null, later);
    expect((await grantsOf(base.db, tenant, later)).map((it) => it.personId)).toEqual([id(2)]);
  });

  it("given again begin anew instead of standing twice", async () => {
    await grant(1, "administrator", null);
    await grant(2, "officer", id(1));
    await grant(2, "officer", id(1), null, now.add({ hours: 24 }));
    expect((await grantsOf(base.db, tenant, now)).filter((it) => it.role === "officer").map((it) => it.expiresAt.slice(0, 10))).toEqual(["2027-11-23"]);
  });

  it("are taken away, but never the last administrator's", async () => {
    await grant(1, "administrator", null);
    await grant(2, "administrator", id(1));
    const revoke = (order: number, by: number) => base.db.transaction((tx) => revokeRole(tx, subject(order), { role: "administrator", by, now }));
    await expect(revoke(3, id(1))).rejects.toThrow(/tidak memegang/);
    await expect(revoke(2, id(2))).rejects.toThrow("Tidak seorang pun mencabut haknya sendiri.");
    expect((await revoke(1, id(2))).map((it) => it.personId)).toContain(id(1));
    await expect(revoke(2, id(3))).rejects.toThrow(/harus administrator/);
    expect((await grantsOf(base.db, tenant, now)).map((it) => it.personId)).toEqual([id(2)]);
    await grant(4, "officer", id(2));
    await expect(base.db.transaction((tx) => revokeRole(tx, subject(2), { role: "administrator", by: id(4), now }))).rejects.toThrow(/harus administrator/);
  });

  it("of a staff officer belong to units of the own city, and an officer may give them", async () => {
    await grant(1, "administrator", null);
    await grant(2, "officer", id(1));
    const [unit] = await unitsNamed(base.db, tenant, "dinas contoh");
    await expect(grant(3, "unit_officer", id(2))).rejects.toThrow(/--unit/);
    await grant(3, "unit_officer", id(2), unit?.id ?? 0);
    expect(await unitsInCareOf(base.db, subject(3), now)).toEqual([unit?.id]);
    expect(await unitsInCareOf(base.db, subject(4), now)).toEqual([]);
    const [theirs] = await unitsNamed(base.db, { cell, agencyId: pontianak.id }, "dinas contoh");
    expect(theirs?.id).not.toBe(unit?.id);
    await expect(grant(4, "officer", id(3))).rejects.toThrow(/harus administrator/);
  });

  it("are not for people of another city, nor for who has left", async () => {
    const there = await personByNip(base.db, { cell, agencyId: pontianak.id }, nipOf(7), day);
    await expect(
      base.db.transaction((tx) => grantRole(tx, { ...tenant, personId: there?.id ?? 0 }, { role: "administrator", by: null, now })),
    ).rejects.toThrow();
    await grant(3, "administrator", null);
    const { plan } = await importRows(base.db, [person(2, { Keadaan: "Pensiun" }), person(3, { Keadaan: "Pindah" })], { partial: true, importer: id(3) });
    expect(plan.rightsEnding).toEqual([{ personId: id(3), role: "administrator" }]);
    await expect(grant(2, "administrator", null)).rejects.toThrow(/tidak lagi bertugas/);
    expect(await grantsOf(base.db, tenant, now)).toEqual([]);
  });

  it("over somebody that an importer would gain wait for a second officer, who is nobody concerned", async () => {
    await grant(1, "administrator", null);
    for (const it of [2, 3]) await grant(it, "officer", id(1));
    const wanted = person(5, { "NIP Atasan": nipOf(2) });
    const { plan, notices } = await importRows(base.db, [wanted], { importer: id(2), partial: true });
    expect([plan.lines.held.length, plan.lines.changes.length, notices]).toEqual([1, 0, []]);
    const again = await importRows(base.db, [wanted], { importer: id(2), partial: true });
    expect([again.plan.lines.held.length, again.plan.lines.waiting]).toEqual([0, 1]);
    const [held] = await heldLines(base.db, tenant);
    expect(held).toMatchObject({ personId: id(5), supervisorId: id(2), currentId: id(1), askedById: id(2) });
    expect(await heldLines(base.db, { cell, agencyId: pontianak.id })).toEqual([]);
    const decide = (by: number, confirm = true) => base.db.transaction((tx) => decideHeldLine(tx, cell, kendari, { id: held?.id ?? 0, by, confirm, now }));
    await expect(decide(id(2))).rejects.toThrow(/orang lain/);
    await expect(decide(id(4))).rejects.toThrow(/harus petugas/);
    expect((await subordinatesOf(base.db, subject(2), day)).length).toBe(0);
    expect((await decide(id(3))).map((it) => it.personId).toSorted()).toEqual([id(1), id(2)].toSorted());
    expect((await subordinatesOf(base.db, subject(2), day)).map((it) => it.id)).toEqual([id(5)]);
    await expect(decide(id(3))).rejects.toThrow(/sudah diputuskan/);
  });

  it("over somebody that were refused stay where they were, and a file that thinks better of it withdraws", async () => {
    await grant(1, "administrator", null);
    for (const it of [2, 3]) await grant(it, "officer", id(1));
    await importRows(base.db, [person(5, { "NIP Atasan": nipOf(2) }), person(4, { "NIP Atasan": nipOf(2) })], { importer: id(2), partial: true });
    const [first] = await heldLines(base.db, tenant);
    await base.db.transaction((tx) => decideHeldLine(tx, cell, kendari, { id: first?.id ?? 0, by: id(3), confirm: false, now }));
    expect(await decidesAbout(base.db, id(1), subject(first?.personId === id(5) ? 5 : 4), day)).toBe("supervisor");
    const { plan } = await importRows(base.db, [person(4, { "NIP Atasan": nipOf(1) }), person(5, { "NIP Atasan": nipOf(1) })], {
      importer: id(2),
      partial: true,
    });
    expect([plan.lines.withdrawn.length, await heldLines(base.db, tenant)]).toEqual([1, []]);
  });

  it("that would go in a circle by the time they are confirmed are refused", async () => {
    await grant(1, "administrator", null);
    for (const it of [2, 3]) await grant(it, "officer", id(1));
    await importRows(base.db, [person(5, { "NIP Atasan": nipOf(2) })], { importer: id(2), partial: true });
    await importRows(base.db, [person(2, { "NIP Atasan": nipOf(5) })], { importer: id(3), partial: true });
    const [held] = await heldLines(base.db, tenant);
    await expect(base.db.transaction((tx) => decideHeldLine(tx, cell, kendari, { id: held?.id ?? 0, by: id(3), confirm: true, now }))).rejects.toThrow(
      /berputar/,
    );
  });

  it("of a leader's delegate last as long as the delegation, and open the supervisor's part of a confirmed talk", async () => {
    await base.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (${cell}, ${kendari.id}, ${id(2)}, 'telegram', 'd', '{"channel":"telegram","account":"x","chat":"d"}', 'code', ${now.toString()}, ${now.toString()}, ${now.toString()})`);
    const message = {
      dedupe: "1",
      at: now.toString(),
      late: false,
      from: { id: "d" },
      to: { channel: "telegram", account: "x", chat: "d" },
      body: { type: "text", text: "" },
    } as Inbound;
    const roles = async (at: Temporal.Instant) => {
      const [who] = await base.db.transaction((tx) => identify(tx, cell, [message], at));
      return who && "roles" in who ? who.roles : [];
    };
    expect(await roles(now)).toEqual(["asn"]);
    await base.db.transaction((tx) => nameDelegate(tx, subject(1), { delegateId: id(2), since: day, until: "2026-11-25", day, now }));
    expect(await roles(now)).toEqual(["asn", "supervisor"]);
    expect((await subordinatesOf(base.db, subject(2), day)).map((it) => it.id)).toEqual([id(3), id(4), id(5)]);
    expect(await decidesAbout(base.db, id(2), subject(3), day)).toBe("delegate");
    expect(await decidesAbout(base.db, id(2), subject(2), day)).toBeNull();
    expect(await roles(now.add({ hours: 72 }))).toEqual(["asn"]);
    expect(await decidesAbout(base.db, id(2), subject(3), "2026-11-25")).toBeNull();
    await base.db.transaction((tx) => endDelegations(tx, subject(1), { day, now }));
    expect(await roles(now)).toEqual(["asn"]);
  });

  it("do not let a search look into another city", async () => {
    expect((await findPeople(base.db, tenant, "rekaan", day)).map((it) => it.id).toSorted()).toEqual([1, 2, 3, 4, 5].map(id).toSorted());
    expect(await findPeople(base.db, tenant, nipOf(7), day)).toEqual([]);
    expect((await findPeople(base.db, { cell, agencyId: pontianak.id }, nipOf(7), day)).length).toBe(1);
    expect(await findPeople(base.db, tenant, "tidak ada", day)).toEqual([]);
  });
});
