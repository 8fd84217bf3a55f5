import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../../src/db/database.ts";
import type { OpenDatabase } from "../../../../src/db/open.ts";
import { grantRole } from "../../../../src/features/people/grants.ts";
import { changesNothing } from "../../../../src/features/people/import/plan.ts";
import { findPerson, peopleOf, personByNip, subordinatesOf } from "../../../../src/features/people/person-store.ts";
import { testDatabases } from "../../../world.ts";
import { cell, csv, importRows, kendari, nipOf, now, person, pontianak, preview, type Row } from "../staff.ts";

const day = "2026-11-22";
const later = now.add({ hours: 24 * 30 });
const tenant = { cell, agencyId: kendari.id };

describe.each(testDatabases())("a staff import on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());
  beforeEach(async () => {
    for (const table of [sql`handle`, sql`person`, sql`unit`, sql`audit`, sql`ledger`]) await base.db.run(sql`delete from ${table}`);
  });

  const idOf = async (order: number) => (await personByNip(base.db, tenant, nipOf(order), day))?.id ?? 0;
  const found = async (order: number, on = day) => findPerson(base.db, { ...tenant, personId: await idOf(order) }, on);
  const count = async (table: ReturnType<typeof sql>) => (await base.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from ${table}`)).n;
  const seven = [
    person(1, { Jabatan: "Kepala Dinas", "Jenis Jabatan": "JPT Pratama", "NIP Atasan": "Contoh Wali" }),
    ...[2, 3, 4, 5, 6].map((it) => person(it, { "NIP Atasan": nipOf(1), "No HP": `0812345678${it}0` })),
    person(7, { NIP: "", Nama: "H. Contoh Wali", "Status Pegawai": "Wali Kota", Jabatan: "Wali Kota", "Unit Kerja": "Sekretariat" }),
  ];

  it("says what it would do and writes nothing", async () => {
    const plan = await preview(base.db, seven);
    expect([plan.added.length, plan.newUnits.length, plan.lines.insert.length, plan.problems.length]).toEqual([7, 2, 6, 0]);
    expect([await count(sql`person`), await count(sql`unit`), await count(sql`audit`)]).toEqual([0, 0, 0]);
  });

  it("adds people with position, unit and line, also where the supervisor stands below; again, nothing changes", async () => {
    await importRows(base.db, seven.toReversed());
    const chief = await found(1);
    expect(chief).toMatchObject({
      status: "PNS",
      duty: "aktif",
      supervisor: { name: "Contoh Wali", titleBefore: "H.", since: day },
      positions: [{ kind: "definitif", title: "Kepala Dinas", family: "jpt", unit: { name: "Dinas Contoh" }, since: day, until: null }],
    });
    expect((await subordinatesOf(base.db, { ...tenant, personId: chief?.id ?? 0 }, day)).map((it) => it.nip)).toEqual([2, 3, 4, 5, 6].map(nipOf));
    for (const rows of [seven, seven.toReversed()]) {
      const { plan } = await importRows(base.db, rows, { now: later });
      expect([changesNothing(plan), plan.unchanged]).toEqual([true, 7]);
    }
    expect([await count(sql`person`), await count(sql`person_position`), await count(sql`reporting_line`)]).toEqual([7, 7, 6]);
    expect(await count(sql`audit`)).toBe(1);
  });

  it("changes only what is told, closes the old span and opens the new one", async () => {
    await importRows(base.db, seven);
    const rows = seven.map((it) => (it.NIP === nipOf(2) ? { ...it, Jabatan: "Penata Contoh", "NIP Atasan": nipOf(3), "No HP": "" } : it));
    const { plan } = await importRows(base.db, rows, { now: later });
    expect(plan.changed.map((it) => [it.line, it.fields])).toEqual([[3, ["jabatan", "atasan"]]]);
    const after = await found(2, "2026-12-22");
    expect(after).toMatchObject({ phone: "+6281234567820", positions: [{ title: "Penata Contoh", since: "2026-12-22" }], supervisor: { id: await idOf(3) } });
    expect(await found(2, "2026-12-21")).toMatchObject({ positions: [{ title: "Analis Contoh", until: "2026-12-22" }], supervisor: { id: await idOf(1) } });
  });

  it("takes the told first day of a position, also when it comes later or corrects the past", async () => {
    await importRows(base.db, [person(1)]);
    await importRows(base.db, [person(1, { "TMT Jabatan": "01/03/2024" })], { now: later });
    expect((await found(1))?.positions).toMatchObject([{ title: "Analis Contoh", since: "2024-03-01" }]);
    await importRows(base.db, [person(1, { Jabatan: "Penata", "TMT Jabatan": "01/06/2026" })], { now: later });
    expect(await found(1)).toMatchObject({ positions: [{ title: "Penata", since: "2026-06-01" }] });
    expect(await found(1, "2026-05-31")).toMatchObject({ positions: [{ title: "Analis Contoh" }] });
    await importRows(base.db, [person(1, { Jabatan: "Pranata", "TMT Jabatan": "01/06/2026" })], { now: later });
    expect(await found(1)).toMatchObject({ positions: [{ title: "Pranata", since: "2026-06-01" }] });
    expect(await count(sql`person_position`)).toBe(2);
  });

  it("keeps acting positions beside the definitive one until the file names them no more", async () => {
    await importRows(base.db, [person(1, { "Plt/Plh": "Plt. Camat Rekaan" })]);
    expect((await found(1))?.positions.map((it) => [it.kind, it.title])).toEqual([
      ["definitif", "Analis Contoh"],
      ["plt", "Camat Rekaan"],
    ]);
    await importRows(base.db, [person(1)], { now: later });
    expect((await found(1, "2026-12-25"))?.positions).toHaveLength(2);
    await importRows(base.db, [person(1, { "Plt/Plh": "-" })], { now: later });
    expect((await found(1, "2026-12-25"))?.positions.map((it) => it.kind)).toEqual(["definitif"]);
  });

  it("marks who is missing, never deletes; a file that would remove more than a fifth needs a word", async () => {
    await importRows(base.db, seven);
    const five = seven.filter((it) => ![nipOf(5), nipOf(6)].includes(it.NIP ?? ""));
    await expect(importRows(base.db, five)).rejects.toThrow(/2 dari 6 pegawai.*--allow-removal/s);
    expect((await importRows(base.db, five, { partial: true })).plan).toMatchObject({ absent: [], spared: 2 });
    const { plan } = await importRows(base.db, five, { allowRemoval: true, now: later });
    expect(plan.absent).toHaveLength(2);
    expect(await count(sql`person`)).toBe(7);
    expect(await found(6, "2026-12-22")).toMatchObject({ duty: "keluar", positions: [], supervisor: null });
    expect(await found(6, day)).toMatchObject({ positions: [{ title: "Analis Contoh" }], supervisor: { id: await idOf(1) } });
    expect(changesNothing((await importRows(base.db, five, { now: later })).plan)).toBe(true);
    await importRows(base.db, seven, { now: later.add({ hours: 24 }) });
    expect(await found(6, "2026-12-23")).toMatchObject({ duty: "aktif", positions: [{ since: "2026-12-23" }], supervisor: { id: await idOf(1) } });
  });

  it("marks nobody while a row's NIP cannot be read, and never whoever stands in a bad row", async () => {
    await importRows(base.db, seven);
    const broken = seven.map((it) => (it.NIP === nipOf(6) ? { ...it, NIP: "1,98503E+17" } : it));
    expect((await importRows(base.db, broken, { allowRemoval: true })).plan).toMatchObject({ absent: [], spared: 1 });
    const bad = seven.map((it) => (it.NIP === nipOf(6) ? { ...it, Jabatan: "" } : it));
    expect((await importRows(base.db, bad, { allowRemoval: true })).plan).toMatchObject({ absent: [], spared: 0 });
    expect((await importRows(base.db, csv([], Object.keys(person(1))), { allowRemoval: true })).plan.absent).toEqual([]);
    expect((await found(6))?.duty).toBe("aktif");
  });

  it("applies the good rows of a file with bad ones", async () => {
    const { plan } = await importRows(base.db, [person(1), person(2, { "Status Pegawai": "Honorer" })]);
    expect([plan.added.length, plan.problems.length, await count(sql`person`)]).toEqual([1, 1, 1]);
  });

  it("says when a supervisor is unknown or has left, and leaves the line", async () => {
    await importRows(base.db, seven);
    const rows = seven.map(
      (it): Row => ({ ...it, ...(it.NIP === nipOf(2) && { "NIP Atasan": nipOf(900) }), ...(it.NIP === nipOf(3) && { "NIP Atasan": "Walikota Lain" }) }),
    );
    const { plan } = await importRows(base.db, rows);
    expect(plan.problems.map((it) => [it.line, it.bad, it.reason])).toEqual([
      [3, false, "Atasan ini tidak ada di berkas maupun di data pegawai: atasan tidak diubah."],
      [4, false, "Atasan ini tidak ada di berkas maupun di data pegawai: atasan tidak diubah."],
    ]);
    expect((await found(2))?.supervisor?.id).toBe(await idOf(1));
    const retired = seven.map((it): Row => ({ ...it, Keadaan: it.NIP === nipOf(1) ? "Pensiun" : "" }));
    const after = (await importRows(base.db, retired, { now: later })).plan;
    expect([after.problems.length, await found(2, "2026-12-22")]).toMatchObject([5, { supervisor: null }]);
    expect(changesNothing((await importRows(base.db, retired, { now: later })).plan)).toBe(true);
  });

  it("refuses lines that go in a circle, in the file alone or together with the base", async () => {
    const round = [1, 2, 3].map((it) => person(it, { "NIP Atasan": nipOf((it % 3) + 1) }));
    const { plan } = await importRows(base.db, [...round, person(4, { "NIP Atasan": nipOf(1) })]);
    expect([plan.problems.map((it) => it.line), plan.lines.insert.length]).toEqual([[2, 3, 4], 1]);
    await importRows(base.db, [person(1), person(2, { "NIP Atasan": nipOf(1) }), person(3, { "NIP Atasan": nipOf(2) }), person(4)]);
    const again = (await importRows(base.db, [person(1, { "NIP Atasan": nipOf(3) }), person(2), person(3), person(4)])).plan;
    expect(again.problems.map((it) => [it.line, it.reason])).toEqual([[2, expect.stringMatching(/berputar/)]]);
    expect((await found(1))?.supervisor).toBeNull();
  });

  it("gives no right to anybody, whatever the file says", async () => {
    await importRows(base.db, [person(1, { Role: "administrator", Jabatan: "Administrator", "Jenis Jabatan": "Administrator" })]);
    expect(await count(sql`person_role`)).toBe(0);
  });

  it("needs an officer's name once there is one", async () => {
    await importRows(base.db, seven);
    await base.db.transaction(async (tx) => grantRole(tx, { ...tenant, personId: await personId(tx, 2) }, { role: "administrator", by: null, now }));
    await expect(importRows(base.db, seven)).rejects.toThrow(/--by NIP/);
    await expect(importRows(base.db, seven, { importer: await idOf(3) })).rejects.toThrow(/harus petugas/);
    expect(changesNothing((await importRows(base.db, seven, { importer: await idOf(2) })).plan)).toBe(true);
  });
  const personId = async (tx: typeof base.db, order: number) => (await personByNip(tx, tenant, nipOf(order), day))?.id ?? 0;

  it("ends rights of who has left, and talks of who has died or gone elsewhere at once", async () => {
    await importRows(base.db, seven);
    for (const [order, chat] of [
      [2, "a"],
      [3, "b"],
      [4, "c"],
    ] as const) {
      await base.db.run(sql`
        insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, seen_at)
        values (${cell}, ${kendari.id}, ${await idOf(order)}, 'telegram', ${chat}, ${JSON.stringify({ channel: "telegram", account: "x", chat })}, 'code', ${now.toString()}, ${now.toString()})`);
    }
    await base.db.transaction(async (tx) => grantRole(tx, { ...tenant, personId: await personId(tx, 2) }, { role: "administrator", by: null, now }));
    const rows = seven.map((it): Row => ({ ...it, ...(it.NIP === nipOf(2) && { Keadaan: "Wafat" }), ...(it.NIP === nipOf(3) && { Keadaan: "Pindah" }) }));
    const { stopped } = await importRows(base.db, rows, { importer: await idOf(2) });
    expect(stopped.map((it) => it.chat).toSorted()).toEqual(["a", "b"]);
    const ended = await base.db.many(
      z.object({ sender: z.string(), why: z.string().nullable() }),
      sql`select sender, ended_why as why from handle order by sender`,
    );
    expect(ended).toEqual([
      { sender: "a", why: "meninggal" },
      { sender: "b", why: "pindah" },
      { sender: "c", why: null },
    ]);
    expect(await count(sql`person_role where ended_at is null`)).toBe(0);
  });

  it("tells old and new supervisors how many, never who", async () => {
    await importRows(base.db, seven);
    const rows = seven.map((it) => ([nipOf(4), nipOf(5)].includes(it.NIP ?? "") ? { ...it, "NIP Atasan": nipOf(2) } : it));
    const { notices } = await importRows(base.db, rows);
    const texts = new Map(notices.map((it) => [it.personId, it.reply.text]));
    expect(texts.get(await idOf(1))).toMatch(/2 pegawai tidak lagi/);
    expect(texts.get(await idOf(2))).toMatch(/2 pegawai kini/);
    expect(texts.size).toBe(2);
    expect(JSON.stringify(notices)).not.toContain("Rekaan");
  });

  it("never sees or touches another city's people, also with the same NIP and unit", async () => {
    await importRows(base.db, seven);
    await importRows(base.db, [person(1, { Nama: "Lain Kota", "No HP": "081299999999" })], { agency: pontianak });
    const there = { cell, agencyId: pontianak.id };
    const theirs = await personByNip(base.db, there, nipOf(1), day);
    expect(theirs?.name).toBe("Lain Kota");
    expect((await found(1))?.name).not.toBe("Lain Kota");
    expect((await peopleOf(base.db, there, day)).map((it) => it.name)).toEqual(["Lain Kota"]);
    expect(await findPerson(base.db, { ...there, personId: await idOf(2) }, day)).toBeUndefined();
    expect(await subordinatesOf(base.db, { ...there, personId: await idOf(1) }, day)).toEqual([]);
    expect((await preview(base.db, [person(2, { "NIP Atasan": nipOf(3) })], { agency: pontianak })).problems).toHaveLength(1);
    const { plan } = await importRows(base.db, [person(9)], { agency: pontianak, allowRemoval: true });
    expect(plan.absent.map((it) => it.id)).toEqual([theirs?.id]);
    expect((await peopleOf(base.db, tenant, day)).every((it) => it.duty === "aktif")).toBe(true);
  });

  it("leaves out a telephone's confirmation in the future, and says in which cell", async () => {
    const rows = (date: string) => [person(1), person(2, { "No HP": "081234567820", "HP Dikonfirmasi": date })];
    const tomorrow = await importRows(base.db, rows("23/11/2026"));
    expect(tomorrow.plan.problems).toEqual([{ line: 3, address: "H3", column: "HP Dikonfirmasi", reason: expect.stringMatching(/belum tiba/), bad: false }]);
    expect(await found(2)).toMatchObject({ phone: "+6281234567820", phoneConfirmedOn: null });
    // In Makassar it is already tomorrow when it is still today in UTC.
    const night = Temporal.Instant.from("2026-11-22T17:00:00Z");
    expect((await importRows(base.db, rows("23/11/2026"), { now: night })).plan.problems).toEqual([]);
    expect(await found(2)).toMatchObject({ phoneConfirmedOn: "2026-11-23" });
  });
});
