import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { startJobs } from "../../src/delivery/jobs.ts";
import { giveConsent } from "../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../src/features/people/privacy/consent-uses.ts";
import { regularJobs } from "../../src/service/regular.ts";
import { silentLog, testClock, testDatabases } from "../world.ts";

const Job = z.object({ kind: z.string(), key: z.string(), status: z.string(), attempts: z.number(), error: z.string().nullable() });

describe.each(testDatabases())("what is done every few minutes on $name", ({ open }) => {
  it("is done once a round by whichever replica is first; a round that was slept through is not made up for", async () => {
    const { db, close } = await open();
    const clock = testClock("2026-11-22T10:03:20+07:00");
    const replica = () => startJobs({ db, cell: 1, ...regularJobs({ db, cell: 1, log: silentLog }), clock: clock.now, log: silentLog });
    const replicas = [replica(), replica()];
    const jobs = () => {
      for (const it of replicas) it.wake();
      return db.many(Job, sql`select kind, key, status, attempts, error from job order by kind, key`);
    };
    const done = (kind: string, keys: string[]) => keys.map((key) => ({ kind, key, status: "done", attempts: 1, error: null }));
    const patience = { timeout: 60_000, interval: 100 };
    await expect.poll(jobs, patience).toEqual([...done("regular", ["2026-11-22T03:00:00Z"]), ...done("reminders", ["2026-11-22"])]);
    clock.pass({ minutes: 4 });
    await expect.poll(jobs, patience).toEqual([...done("regular", ["2026-11-22T03:00:00Z", "2026-11-22T03:05:00Z"]), ...done("reminders", ["2026-11-22"])]);
    clock.pass({ hours: 10 });
    await expect
      .poll(jobs, patience)
      .toEqual([...done("regular", ["2026-11-22T03:00:00Z", "2026-11-22T03:05:00Z", "2026-11-22T13:05:00Z"]), ...done("reminders", ["2026-11-22"])]);
    await Promise.all(replicas.map((it) => it.stop()));
    await close();
  }, 240_000);

  it("reminds others while something of one class fails, and says that it failed", async () => {
    const { db, close } = await open();
    const now = Temporal.Instant.from("2026-11-23T03:00:00Z");
    const at = "2026-11-20T01:00:00Z";
    const Id = z.object({ id: z.number() });
    const { id: training } = await db.one(
      Id,
      sql`
      insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, payer, added_at, changed_at)
      values (1, 2, 'T', 'Pelatihan Contoh', 'klasikal', 'pelatihan_teknis', 'tatap_muka', 8, 'BKPSDM', 'kota', ${at}, ${at}) returning id::int as id`,
    );
    /** Somebody in a class of their own; `channel` is where the chat claims to be. */
    async function enrolled(name: string, channel: string, state: string): Promise<number> {
      const { id: person } = await db.one(
        Id,
        sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, ${name}, 'PNS', ${at}, ${at}) returning id::int as id`,
      );
      await db.run(sql`
        insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
        values (1, 2, ${person}, 'telegram', ${name}, ${JSON.stringify({ channel, account: "bot", chat: name })}, 'code', ${at}, ${at}, ${at})`);
      await giveConsent(
        db,
        { cell: 1, agencyId: 2, personId: person },
        { purpose: "reminders", answer: "yes", version: useVersion("reminders"), channel: "telegram" },
        now,
      );
      const { id } = await db.one(
        Id,
        sql`
        insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, place, seats, taken, entry, status, plan_line, schedule, added_at, changed_at)
        values (1, 2, ${training}, ${name}, '2026-11-24', '2026-11-24', 'Asia/Makassar', 'Aula', 5, 1, 'terbuka', 'dibuka', 'R', '', ${at}, ${at}) returning id::int as id`,
      );
      await db.run(sql`
        insert into training_session (cell, agency_id, class_id, starts_at, ends_at) values (1, 2, ${id}, '2026-11-24T06:00:00Z', '2026-11-24T08:00:00Z')`);
      await db.run(sql`
        insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since, due_at)
        values (1, 2, ${id}, ${person}, ${state}, 'sendiri', ${at}, ${at}, ${state === "terdaftar" ? null : "2026-11-23T02:00:00Z"})`);
      return person;
    }
    await enrolled("a", "fax", "menunggu_petugas");
    await enrolled("b", "telegram", "terdaftar");
    const { handlers } = regularJobs({ db, cell: 1, log: silentLog });
    await handlers.reminders?.({}, now.subtract({ hours: 12 }));
    await expect(handlers.regular?.({}, now)).rejects.toThrow(/1 classes not taken further: no channel fax/);
    const letters = await db.many(z.object({ conversation: z.string() }), sql`select conversation from outbox`);
    expect(letters.map((it) => it.conversation)).toEqual(["telegram|bot|b"]);
    const { state } = await db.one(z.object({ state: z.string() }), sql`select state from enrolment where due_at is not null`);
    expect(state).toBe("menunggu_petugas");
    await close();
  });
});
