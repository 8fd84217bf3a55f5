import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { keepNoticeMenus } from "../../../../src/core/notice-menu.ts";
import type { Subject } from "../../../../src/core/personal-data.ts";
import { sql } from "../../../../src/db/database.ts";
import { remindDeciders } from "../../../../src/features/enrolment/remind/remind-deciders.ts";
import { sendReminders } from "../../../../src/features/enrolment/remind/send-reminders.ts";
import { testDatabases } from "../../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld, tenant } from "../enrolment-world.ts";

describe.each(testDatabases())("a new leader on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const remind = () =>
    remindDeciders({
      db: world.db,
      cell,
      now: world.clock.now(),
      async put(tx, letters) {
        await keepNoticeMenus(tx, cell, letters, world.clock.now());
        world.deliver(letters);
      },
    });
  const goTo = (time: string) => world.clock.pass(world.clock.now().until(Temporal.PlainDateTime.from(time).toZonedDateTime("Asia/Makassar").toInstant()));
  const approver = async () =>
    (await world.db.one(z.object({ id: z.number() }), sql`select approver_id::int as id from enrolment where state = 'menunggu_atasan'`)).id;

  /** Asked on Tuesday at 08.00, until Friday at 08.00: half-way is Wednesday at 20.00, reminded in that day's last hour. */
  async function request() {
    const [old, fresh] = [await world.person("Rahma Contoh"), await world.person("Yusuf Contoh")];
    const applicant = await world.person("Dewi Contoh", { leader: old });
    const [boss, next, me] = [await world.talk(old), await world.talk(fresh), await world.talk(applicant)];
    await world.classOf(await world.training("Pelatihan SPBE"), { seats: 5 });
    goTo("2026-11-24T08:00");
    await me.says("/daftar spbe");
    await me.says("ya");
    return { old, fresh, applicant, boss, next, me };
  }
  async function replaces(fresh: Subject, applicant: Subject) {
    await world.db.run(sql`update reporting_line set until = '2026-11-25' where person_id = ${applicant.personId}`);
    await world.leads(fresh, applicant, "2026-11-25");
  }

  it("is asked in the place of the old one, once, in working time, and reminded half-way", async () => {
    const { fresh, applicant, boss, next } = await request();
    const heard = boss.heard.length;
    await replaces(fresh, applicant);
    goTo("2026-11-25T02:00");
    expect(await remind()).toBe(0);
    goTo("2026-11-25T09:00");
    expect(await remind()).toBe(1);
    expect(await remind()).toBe(0);
    expect(next.last.reply.text).toMatch(/^\*Dewi Contoh\* .*ingin mengikuti \*Pelatihan SPBE\*/);
    expect(await approver()).toBe(fresh.personId);
    goTo("2026-11-26T08:30");
    expect(await remind()).toBe(1);
    expect(next.last.reply.text).toMatch(/^Pengingat: \*Dewi Contoh\*/);
    expect(boss.heard.length).toBe(heard);
    expect(await next.taps("Setujui")).toMatch(/^Disetujui/);
  });

  it("who comes after half-way is asked and not reminded as well, and nobody where nobody leads", async () => {
    const { fresh, applicant, boss, next } = await request();
    const heard = boss.heard.length;
    await world.db.run(sql`update reporting_line set until = '2026-11-25' where person_id = ${applicant.personId}`);
    goTo("2026-11-25T15:30");
    expect(await remind()).toBe(0);
    await world.leads(fresh, applicant, "2026-11-26");
    goTo("2026-11-26T09:00");
    expect(await remind()).toBe(1);
    expect(await remind()).toBe(0);
    expect(next.last.reply.text).toContain("ingin mengikuti");
    expect(boss.heard.length).toBe(heard);
  });

  it("reminds nobody who stands in for the leader of a request of their own", async () => {
    const { old, applicant, boss, me } = await request();
    await world.db.run(sql`
      insert into delegation (cell, agency_id, leader_id, delegate_id, since, named_at)
      values (${cell}, ${kendari}, ${old.personId}, ${applicant.personId}, '2026-11-01', ${world.clock.now().toString()})`);
    const heard = me.heard.length;
    goTo("2026-11-26T09:00");
    expect(await remind()).toBe(1);
    expect(boss.last.reply.text).toMatch(/^Pengingat: \*Dewi Contoh\*/);
    expect(me.heard.length).toBe(heard);
  });

  it("gets the answer to what the old one asked", async () => {
    const { fresh, applicant, boss, next, me } = await request();
    await boss.taps("Tanya dulu");
    await boss.says("Siapa yang menggantikan di loket?");
    await replaces(fresh, applicant);
    goTo("2026-11-25T09:00");
    const heard = boss.heard.length;
    await me.taps("Jawab");
    await me.says("Pak Budi, sudah saya tanyakan");
    expect(next.last.reply.text).toMatch(/^Jawaban \*Dewi Contoh\*/);
    expect(boss.heard.length).toBe(heard);
  });

  it("in one city is asked although another city cannot be served", async () => {
    const { fresh, applicant, next } = await request();
    await replaces(fresh, applicant);
    // A zone that does not exist: the rounds of the first city fail for good.
    const broken = await world.db.one(
      z.object({ id: z.number(), zone: z.string() }),
      sql`select id, zone from agency where id < ${tenant.agencyId} order by id limit 1`,
    );
    await world.db.run(sql`update agency set zone = 'Mars/Olympus' where id = ${broken.id}`);
    goTo("2026-11-25T09:00");
    try {
      await expect(remind()).rejects.toThrow("1 cities not served");
      await expect(sendReminders({ db: world.db, cell, now: world.clock.now(), async put() {} })).rejects.toThrow("1 cities not served");
    } finally {
      await world.db.run(sql`update agency set zone = ${broken.zone} where id = ${broken.id}`);
    }
    expect(next.last.reply.text).toContain("ingin mengikuti");
  });
});
