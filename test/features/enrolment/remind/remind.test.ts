import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../../src/core/channel.ts";
import { keepNoticeMenus } from "../../../../src/core/notice-menu.ts";
import type { Subject } from "../../../../src/core/personal-data.ts";
import { sql } from "../../../../src/db/database.ts";
import { planReminders } from "../../../../src/features/enrolment/remind/plan-reminders.ts";
import { remindDeciders } from "../../../../src/features/enrolment/remind/remind-deciders.ts";
import { sendReminders } from "../../../../src/features/enrolment/remind/send-reminders.ts";
import { tellWaiting } from "../../../../src/features/enrolment/remind/tell-waiting.ts";
import { noteFacts } from "../../../../src/features/enrolment/remind/work-time-store.ts";
import type { Round } from "../../../../src/features/enrolment/seats/lapse.ts";
import { giveConsent } from "../../../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../../../src/features/people/privacy/consent-uses.ts";
import { testDatabases } from "../../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld, type Talk, tenant } from "../enrolment-world.ts";

describe.each(testDatabases())("reminders on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.afresh();
    await world.db.run(sql`delete from work_time`);
  });

  const roundNow = (put: (letters: Letter[]) => void = () => {}): Round => ({
    db: world.db,
    cell,
    now: world.clock.now(),
    async put(tx, letters) {
      put(letters);
      await keepNoticeMenus(tx, cell, letters, world.clock.now());
      world.deliver(letters);
    },
  });
  const plan = async () => (await planReminders(world.db, cell, world.clock.now())).reminders;
  const send = (put?: (letters: Letter[]) => void) => sendReminders(roundNow(put));
  const local = (instant: string) => Temporal.PlainDateTime.from(instant).toZonedDateTime("Asia/Makassar").toInstant();
  /** Lets the clock go to a local time in Kendari. */
  const goTo = (time: string) => world.clock.pass(world.clock.now().until(local(time)));

  async function participant(name: string, { reminded = true, unit }: { reminded?: boolean; unit?: number } = {}): Promise<{ who: Subject; talk: Talk }> {
    const who = await world.person(name, unit === undefined ? {} : { unit });
    const talk = await world.talk(who);
    if (reminded) await agree(who);
    return { who, talk };
  }
  const agree = (who: Subject) =>
    giveConsent(world.db, who, { purpose: "reminders", answer: "yes", version: useVersion("reminders"), channel: "telegram" }, world.clock.now());
  async function enters(talk: Talk, words = "spbe"): Promise<void> {
    await talk.says(`/daftar ${words}`);
    expect(await talk.says("ya")).toMatch(/^Anda terdaftar/);
  }
  const dues = async () =>
    (
      await world.db.many(
        z.object({ step: z.string(), at: z.number() }),
        sql`select step, extract(epoch from due_at)::float8 as at from reminder where done_at is null order by due_at, id`,
      )
    ).map(
      (it) =>
        `${it.step} ${Temporal.Instant.fromEpochMilliseconds(it.at * 1_000)
          .toZonedDateTimeISO("Asia/Makassar")
          .toPlainDateTime()
          .toString({ smallestUnit: "minute" })}`,
    );

  it("are planned in local time, moved out of blocked times, each once", async () => {
    // Wednesday, 9 December, 13.00; the Monday before is a noted holiday, and so is the Tuesday.
    await noteFacts(
      world.db,
      tenant,
      [{ kind: "libur", since: "2026-12-08", until: "2026-12-08", unitId: null, hours: null, about: "uji", source: null }],
      world.clock.now(),
    );
    await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa", sessions: ["2026-12-09T13:00/2026-12-09T16:00"] });
    const { talk } = await participant("Dewi Contoh");
    await enters(talk);
    expect(await plan()).toBe(4);
    expect(await plan()).toBe(0);
    // H-3 is a Sunday → Friday's last hour; H-1 is the holiday → Monday's last hour.
    expect(await dues()).toEqual(["h7 2026-12-02T09:00", "h3 2026-12-04T15:00", "h1 2026-12-07T15:00", "jam2 2026-12-09T11:00"]);
  });

  it("say it once, in one message however much is due, and not to who is not enrolled any more", async () => {
    const { talk } = await participant("Dewi Contoh");
    const { talk: gone } = await participant("Sari Contoh");
    await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa", seats: 5 });
    await world.classOf(await world.training("Pelatihan Arsip"), { approval: "tanpa", sessions: ["2026-12-08T08:00/2026-12-08T12:00"] });
    for (const it of [talk, gone]) await enters(it);
    await enters(talk, "arsip");
    await plan();
    await gone.says("/batal");
    await gone.says("ya");
    const before = gone.heard.length;
    goTo("2026-11-30T09:00"); // H-7 of the first
    expect(await send()).toBe(1);
    expect(talk.last.reply.text).toBe("Pengingat: *Pelatihan SPBE*, *7 hari lagi*.\nSenin, 7 Des 2026, 08.00–16.00 WITA\nAula BKPSDM");
    expect(await send()).toBe(0);
    goTo("2026-12-04T15:01"); // Friday: the first one's weekend, and the second one's
    expect(await send()).toBe(1);
    expect(talk.last.reply.text).toBe(
      "Pengingat untuk 2 kelas:\n\n1. *Pelatihan SPBE*, *3 hari lagi*.\nSenin, 7 Des 2026, 08.00–16.00 WITA\nAula BKPSDM\n\n2. *Pelatihan Arsip*, *4 hari lagi*.\nSelasa, 8 Des 2026, 08.00–12.00 WITA\nAula BKPSDM",
    );
    expect(await send()).toBe(0);
    expect(gone.heard.length).toBe(before);
  });

  it("go only to who wants them, but for the way in to an own webinar", async () => {
    const { talk: quiet } = await participant("Dewi Contoh", { reminded: false });
    const { talk: keen } = await participant("Sari Contoh");
    const id = await world.classOf(await world.training("Webinar SPBE"), { approval: "tanpa", seats: 5, sessions: ["2026-12-09T13:00/2026-12-09T16:00"] });
    await world.db.run(sql`update training_class set link = 'https://contoh.id/webinar' where id = ${id}`);
    for (const it of [quiet, keen]) await enters(it);
    await plan();
    const before = quiet.heard.length;
    for (const time of ["2026-12-02T09:00", "2026-12-04T15:00", "2026-12-08T09:00"]) {
      goTo(time);
      expect(await send()).toBe(1);
    }
    expect(quiet.heard.length).toBe(before);
    expect(keen.last.reply.text).toMatch(/besok.*\n.*\nAula BKPSDM\nTautan: https:\/\/contoh\.id\/webinar$/);
    goTo("2026-12-09T11:04");
    expect(await send()).toBe(2);
    expect(quiet.last.reply.text).toMatch(/^Tautan kelas Anda:\n\n\*Webinar SPBE\*, \*hari ini\*[\s\S]*Tautan: https/);
    expect(keen.last.reply.text).toMatch(/^Pengingat: /);
    expect(keen.last.reply.buttons?.map((it) => it.label)).toEqual(["Kalender", "Berhalangan"]);
    expect(await keen.taps("Berhalangan")).toMatch(/^Batalkan \*Webinar SPBE\*\?/);
  });

  it("wake nobody at night after an outage, and come before it is too late", async () => {
    const { talk } = await participant("Dewi Contoh");
    await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa", sessions: ["2026-12-09T13:00/2026-12-09T16:00"] });
    await enters(talk);
    await plan();
    goTo("2026-12-08T23:00"); // off since the morning: H-1 was at 09.00
    expect(await send()).toBe(0);
    goTo("2026-12-09T08:00");
    expect(await send()).toBe(1);
    expect(talk.last.reply.text).toContain("*hari ini*");
    goTo("2026-12-09T13:30"); // begun meanwhile: nothing to remind of
    expect(await send()).toBe(0);
    expect(await dues()).toEqual([]);
  });

  it("follow a class that moves, and the working time of a unit", async () => {
    const clinic = await world.unit("Puskesmas Contoh");
    await noteFacts(
      world.db,
      tenant,
      [{ kind: "jam", since: "2026-01-01", until: "2026-12-31", unitId: clinic, hours: { 6: [[420, 780]], 7: [[420, 780]] }, about: "jaga", source: null }],
      world.clock.now(),
    );
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa", seats: 5 });
    await enters((await participant("Dewi Contoh", { unit: clinic })).talk);
    await plan();
    // Works on Saturdays and Sundays alone; the class is on a Monday at eight.
    expect(await dues()).toEqual(["h3 2026-11-29T12:00", "h1 2026-12-06T09:00", "jam2 2026-12-06T12:00"]);
    await world.db.run(sql`update training_session set starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day' where class_id = ${id}`);
    await plan();
    goTo("2026-12-06T12:10");
    expect(await send()).toBe(1);
    expect(await send()).toBe(0);
    goTo("2026-12-07T06:30");
    expect(await send()).toBe(0);
  });

  it("lose and double nothing when the process dies while they are written", async () => {
    const { talk } = await participant("Dewi Contoh");
    await world.classOf(await world.training("Pelatihan SPBE"), { approval: "tanpa" });
    await enters(talk);
    await plan();
    goTo("2026-11-30T09:00");
    const before = talk.heard.length;
    await expect(
      send(() => {
        throw new Error("the power went");
      }),
    ).rejects.toThrow("the power went");
    expect(talk.heard.length).toBe(before);
    expect(await send()).toBe(1);
    expect(talk.heard.length).toBe(before + 1);
  });

  it("remind a leader once, half-way, of all that waits, in working time; and tell officers of their queue", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const officer = await world.person("Petugas Contoh");
    const desk = await world.talk(officer);
    await world.db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at) values (${cell}, ${kendari}, ${officer.personId}, 'officer', ${world.clock.now().toString()}, '2027-11-22T00:00:00Z')`);
    await world.classOf(await world.training("Pelatihan SPBE"), { seats: 5 });
    goTo("2026-11-24T20:00"); // Tuesday evening: the clock begins on Wednesday and ends on Friday at two; half-way is Thursday at eleven
    for (const name of ["Dewi Contoh", "Sari Contoh"]) {
      const talk = await world.talk(await world.person(name, { leader }));
      await talk.says("/daftar spbe");
      await talk.says("ya");
    }
    const before = boss.heard.length;
    expect(await remindDeciders(roundNow())).toBe(0);
    goTo("2026-11-25T08:00");
    expect(await tellWaiting(roundNow())).toBe(2);
    goTo("2026-11-26T10:55");
    expect(await remindDeciders(roundNow())).toBe(0);
    goTo("2026-11-26T11:05");
    expect(await remindDeciders(roundNow())).toBe(1);
    expect(await remindDeciders(roundNow())).toBe(0);
    expect(boss.heard.length).toBe(before + 3);
    expect(boss.last.reply.text).toBe(
      "Pengingat: 2 permintaan pelatihan masih menunggu keputusan Anda. Yang pertama diserahkan kepada petugas BKPSDM sesudah Jumat, 27 Nov 2026 pukul 14.00 WITA.",
    );
    expect(await boss.taps("Lihat semua")).toMatch(/^2 permintaan menunggu/);
    await world.db.run(sql`update enrolment set state = 'menunggu_petugas', approver_id = null, since = ${world.clock.now().toString()}`);
    goTo("2026-11-26T13:00");
    expect(await remindDeciders(roundNow())).toBe(1);
    expect(desk.last.reply.text).toMatch(/^2 permintaan pelatihan menunggu pemeriksaan petugas/);
    const heard = desk.heard.length;
    await remindDeciders(roundNow());
    expect(desk.heard.length).toBe(heard);
  });

  it("does not remind a leader in the minute in which he is asked", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    await world.classOf(await world.training("Pelatihan SPBE"), { sessions: ["2026-11-28T20:00/2026-11-28T22:00"] });
    goTo("2026-11-28T12:00"); // Saturday noon, and the class is tonight
    const talk = await world.talk(await world.person("Dewi Contoh", { leader }));
    await talk.says("/daftar spbe");
    await talk.says("ya");
    expect(boss.last.reply.text).toMatch(/ingin mengikuti/);
    const heard = boss.heard.length;
    await remindDeciders(roundNow());
    expect(boss.heard.length).toBe(heard);
  });
});
