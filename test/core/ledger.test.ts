import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { cutLedger, type LedgerEntry, ledgerOf, verifyLedger, writeLedger } from "../../src/core/ledger.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { testDatabases } from "../world.ts";

const start = Temporal.Instant.from("2026-11-22T02:00:00.123456Z");
const entry = (at: number, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  agencyId: 2,
  at: start.add({ hours: at }).toString(),
  kind: "look",
  actorId: 7,
  subjectId: 9,
  action: "show_team",
  outcome: "seen",
  ...more,
});
/** A cell of its own for each case. */
let cell = 10;

describe.each(testDatabases())("the ledger on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  const write = (...entries: LedgerEntry[]) => base.db.transaction((tx) => writeLedger(tx, cell, entries));
  const states = async () => (await verifyLedger(base.db, cell)).map(({ slug, lines, fault }) => ({ slug, lines, fault }));

  it("keeps a chain for each agency, and tells a person what is about them, newest first", async () => {
    cell += 1;
    await write(entry(0), entry(0, { agencyId: 4, subjectId: 5 }), entry(1, { actorId: null, kind: "right", outcome: "granted" }));
    await write(entry(2, { subjectId: 8 }));
    expect(await states()).toEqual([
      { slug: "kendari", lines: 3, fault: null },
      { slug: "pontianak", lines: 1, fault: null },
    ]);
    const mine = await ledgerOf(base.db, { cell, agencyId: 2, personId: 9 }, 10);
    expect(mine.map((it) => [it.kind, it.actorId, it.outcome])).toEqual([
      ["right", null, "granted"],
      ["look", 7, "seen"],
    ]);
  });

  it.each([
    ["a line is changed", "update ledger set subject_id = 1 where number = 2", /line 2 was changed/],
    ["its digest is changed with it", "update ledger set actor_id = 1, hash = md5('x') where number = 2", /line 2 was changed/],
    ["a line is taken out", "delete from ledger where number = 2", /line 2 is missing/],
    ["the newest is taken off", "delete from ledger where number = 3", /its end is missing: line 3/],
    [
      "one is put in",
      "insert into ledger select cell, agency_id, 4, at, kind, actor_id, subject_id, action, outcome, hash from ledger where number = 3",
      /line 4 was changed/,
    ],
    ["the time is changed", "update ledger set at = at + interval '1 second' where number = 1", /line 1 was changed/],
  ])("is found out when %s", async (_what, change, fault) => {
    cell += 1;
    await write(entry(0), entry(1), entry(2));
    expect((await states())[0]?.fault).toBeNull();
    await base.db.run(rawSql(change.replace("where", `where cell = ${cell} and`)));
    expect((await states())[0]?.fault).toMatch(fault);
  });

  it("is verified also where its agency has been removed since", async () => {
    cell += 1;
    await write(entry(0, { agencyId: 999 }), entry(0));
    expect(await states()).toEqual([
      { slug: "kendari", lines: 1, fault: null },
      { slug: "agency 999 (removed)", lines: 1, fault: null },
    ]);
    await base.db.run(sql`update ledger set subject_id = 1 where cell = ${cell} and agency_id = 999`);
    expect((await states())[1]?.fault).toMatch(/line 1 was changed/);
  });

  it("is found out when it was written anew from the beginning, by a digest noted before", async () => {
    cell += 1;
    await write(entry(0), entry(1));
    const [before] = await verifyLedger(base.db, cell);
    await write(entry(2));
    expect((await verifyLedger(base.db, cell))[0]?.holds(before?.newest ?? "")).toBe(true);
    for (const table of ["ledger", "ledger_head"]) await base.db.run(rawSql(`delete from ${table} where cell = ${cell}`));
    await write(entry(0), entry(2));
    const [after] = await verifyLedger(base.db, cell);
    expect([after?.fault, after?.holds(before?.newest ?? "")]).toEqual([null, false]);
  });

  it("loses its oldest lines to retention and still hangs together", async () => {
    cell += 1;
    await write(entry(0), entry(1), entry(2), entry(3));
    expect(await cutLedger(base.db, cell, start.add({ hours: 2 }))).toBe(2);
    expect(await cutLedger(base.db, cell, start.add({ hours: 2 }))).toBe(0);
    expect(await states()).toEqual([{ slug: "kendari", lines: 2, fault: null }]);
    await write(entry(4));
    expect(await states()).toEqual([{ slug: "kendari", lines: 3, fault: null }]);
    await base.db.run(sql`delete from ledger where cell = ${cell} and number = 3`);
    expect((await states())[0]?.fault).toMatch(/line 3 is missing/);
  });

  it("stays one chain whatever is written in whatever portions", async () => {
    const one = fc.record({
      agencyId: fc.constantFrom(1, 2, 3),
      subjectId: fc.integer({ min: 1, max: 9 }),
      kind: fc.constantFrom("look", "right", "link", "request"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(one, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }), async (portions) => {
        cell += 1;
        for (const portion of portions) await write(...portion.map((it, at) => entry(at, it as Partial<LedgerEntry>)));
        const found = await verifyLedger(base.db, cell);
        expect(found.every((it) => it.fault === null)).toBe(true);
        expect(found.reduce((sum, it) => sum + it.lines, 0)).toBe(portions.flat().length);
      }),
      { numRuns: 15 },
    );
  });

  it("stays one chain when several transactions write at once", async () => {
    cell += 1;
    await Promise.all(Array.from({ length: 12 }, (_, at) => write(entry(at), entry(at, { agencyId: 4 }), entry(at, { agencyId: 1 }))));
    expect((await states()).map((it) => [it.lines, it.fault])).toEqual([
      [12, null],
      [12, null],
      [12, null],
    ]);
    const { numbers } = await base.db.one(
      z.object({ numbers: z.number() }),
      sql`select count(distinct number)::int as numbers from ledger where cell = ${cell} and agency_id = 2`,
    );
    expect(numbers).toBe(12);
  });
});
