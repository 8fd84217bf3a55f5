import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { startJobs } from "../../src/delivery/jobs.ts";
import { purposeTable } from "../../src/features/people/privacy/notice.ts";
import { personalDataOf } from "../../src/personal-data.ts";
import { dailyJobs } from "../../src/service/daily.ts";
import { cookieSecret } from "../../src/settings/secret.ts";
import { freshFolder, silentLog, testClock, testConfig, testDatabases } from "../world.ts";

const purposes = purposeTable(personalDataOf(testConfig()), { chatDays: 90, outside: false });
const Job = z.object({ kind: z.string(), key: z.string(), status: z.string(), attempts: z.number(), error: z.string().nullable() });

describe.each(testDatabases())("what is done daily on $name", ({ name, open }) => {
  it("is done once a day by whichever replica is first, in the night or at the next start", async () => {
    const { db, close } = await open();
    const folder = freshFolder();
    const clock = testClock("2026-11-22T10:00:00+07:00");
    const config = testConfig({ DATA_DIR: folder.path, BACKUP_KEEP: "2" });
    const replica = () => startJobs({ db, cell: 1, ...dailyJobs({ config, db, cell: 1, log: silentLog, purposes }), clock: clock.now, log: silentLog });
    const replicas = [replica(), replica()];
    const jobs = () => db.many(Job, sql`select kind, key, status, attempts, error from job order by key, kind`);
    const done = (days: string[]) =>
      // Units are put together once a month: at the start, since the month's first day is over.
      [["units", "2026-11-01"], ...days.flatMap((key) => ["backup", "due", "notice", "retention", "seal"].map((kind) => [kind, key]))].map(([kind, key]) => ({
        kind,
        key,
        status: "done",
        attempts: 1,
        error: null,
      }));

    await expect.poll(jobs, { timeout: 60_000 }).toEqual(done(["2026-11-22"]));
    clock.pass({ hours: 15 }); // 01.00, a quarter of an hour before the first
    for (const it of replicas) it.wake();
    await expect.poll(async () => (await jobs()).map((it) => it.status)).toEqual([...Array(6).fill("done"), ...Array(5).fill("waiting")]);
    const wakeAll = () => {
      for (const it of replicas) it.wake();
      return jobs();
    };
    clock.pass({ hours: 8 });
    await expect.poll(wakeAll, { timeout: 60_000, interval: 100 }).toEqual(done(["2026-11-22", "2026-11-23"]));
    clock.pass({ hours: 24 });
    await expect.poll(wakeAll, { timeout: 60_000, interval: 100 }).toEqual(done(["2026-11-22", "2026-11-23", "2026-11-24"]));
    await Promise.all(replicas.map((it) => it.stop()));
    const backups = join(folder.path, "backups");
    expect(readdirSync(backups).sort()).toEqual(["kawan-2026-11-23.jsonl.gz", "kawan-2026-11-24.jsonl.gz"]);
    expect(statSync(join(backups, "kawan-2026-11-24.jsonl.gz")).mode & 0o777).toBe(0o600);
    await close();
    folder.remove();
  });

  it("makes no backup when none is to be kept", async () => {
    const { db, close } = await open();
    const config = testConfig({ BACKUP_KEEP: "0" });
    const { plan } = dailyJobs({ config, db, cell: 1, log: silentLog, purposes });
    expect(plan(Temporal.Instant.from("2026-11-22T03:00:00Z")).map((it) => it.kind)).toEqual(["seal", "retention", "units", "due", "notice"]);
    await close();
  });

  it("signs cookies with a secret that is made once, and shared where replicas share the base", async () => {
    const { db, kind, close } = await open();
    const [one, other] = [freshFolder(), freshFolder()];
    const clock = testClock().now;
    const of = (folder: string) => cookieSecret({ config: testConfig({ DATA_DIR: folder }), kind, db, clock });
    const secret = await of(one.path);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(await of(one.path)).toBe(secret);
    expect((await of(other.path)) === secret).toBe(name === "postgres");
    const given = "x".repeat(40);
    expect(await cookieSecret({ config: testConfig({ COOKIE_SECRET: given }), kind, db, clock })).toBe(given);
    await close();
    one.remove();
    other.remove();
  });
});
