import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { writeAudits } from "../../src/core/audit.ts";
import { sealAudit, verifyAudit } from "../../src/core/audit-seal.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { deleteExpired } from "../../src/service/retention.ts";
import { silentLog, testConfig, testDatabases } from "../world.ts";

const day = (number: number) => Temporal.Instant.from("2026-11-01T00:00:00Z").add({ hours: 24 * number });
const countRow = z.object({ count: z.number() });
let cell = 20;

describe.each(testDatabases())("the sealed audit on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  const note = (at: Temporal.Instant, capability = "greet") =>
    base.db.transaction((tx) =>
      writeAudits(tx, [{ cell, at: at.toString(), agency_id: 2, conversation: "wa-cloud|1|628", person_id: 7, capability, outcome: "done" }]),
    );
  const seal = (number: number) => sealAudit(base.db, cell, day(number), day(number).add({ hours: 2 }));
  const fault = async (keptDays = 30) => (await verifyAudit(base.db, cell, keptDays)).fault;
  /** Three days with two rows each, all sealed, and one row of today. */
  async function threeDays(): Promise<void> {
    cell += 1;
    for (const at of [0, 1, 2]) {
      await note(day(at).add({ hours: 3 }));
      await note(day(at).add({ hours: 9 }), "other");
      await seal(at + 1);
    }
    await note(day(3).add({ hours: 1 }));
  }
  const change = (statement: string) => base.db.run(rawSql(statement.replace("where", `where cell = ${cell} and`)));

  it("covers every closed day, once", async () => {
    await threeDays();
    expect(await seal(3)).toBeUndefined();
    expect(await verifyAudit(base.db, cell, 30)).toMatchObject({ seals: 3, sealed: 6, unsealed: 1, fault: null });
  });

  it.each([
    ["a row is changed", "update audit set outcome = 'x' where at = '2026-11-02T03:00:00Z'", /row under seal 2 .* was changed/],
    ["a row is given to somebody else", "update audit set person_id = 1 where at = '2026-11-02T03:00:00Z'", /row under seal 2 .* was changed/],
    ["a row is taken out", "delete from audit where at = '2026-11-02T03:00:00Z'", /seal 2 .* covers 2 rows, and 1 are there/],
    ["a seal is changed", "update audit_seal set rows = 1 where number = 2", /seal 2 was changed/],
    ["a seal is taken out", "delete from audit_seal where number = 2", /seal 2 is missing/],
    ["rows are said to have expired", "update audit_seal set emptied_at = '2026-11-05T00:00:00Z' where number = 2", /seal 2 went after 2 days/],
  ])("is found out when %s", async (_what, statement, found) => {
    await threeDays();
    await change(statement);
    expect(await fault()).toMatch(found);
  });

  it("is found out when a row is put in later", async () => {
    await threeDays();
    await note(day(1).add({ hours: 5 }));
    expect(await fault()).toMatch(/seal 2 .* covers 2 rows, and 3 are there/);
  });

  it("holds when the link to a talk is cut, and when whole days expire; a day that is half over stays whole", async () => {
    await threeDays();
    const config = testConfig({ CHAT_RETENTION_DAYS: "1", AUDIT_RETENTION_DAYS: "30" });
    const expire = (now: Temporal.Instant) => deleteExpired({ db: base.db, cell, config, log: silentLog }, now);
    await expire(day(10));
    const { count } = await base.db.one(countRow, sql`select count(*)::int as count from audit where cell = ${cell} and conversation is not null`);
    expect([count, await fault()]).toEqual([0, null]);
    await expire(day(31).add({ hours: 6 }));
    expect(await verifyAudit(base.db, cell, 30)).toMatchObject({ seals: 3, sealed: 4, unsealed: 1, fault: null });
    await change("delete from audit where at < '2026-11-03T00:00:00Z'");
    expect(await fault()).toMatch(/seal 2/);
  });

  it("is found out when all of it was written anew, by a digest noted before", async () => {
    await threeDays();
    const { newest } = await verifyAudit(base.db, cell, 30);
    await change("delete from audit where at = '2026-11-02T03:00:00Z'");
    await change("delete from audit_seal where true");
    for (const at of [1, 2, 3]) await seal(at);
    const after = await verifyAudit(base.db, cell, 30);
    expect([after.fault, after.holds(newest ?? "")]).toEqual([null, false]);
  });
});
