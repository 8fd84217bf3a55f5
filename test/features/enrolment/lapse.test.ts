import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../src/core/channel.ts";
import { keepNoticeMenus } from "../../../src/core/notice-menu.ts";
import { sql } from "../../../src/db/database.ts";
import { lapseDue, type Round } from "../../../src/features/enrolment/lapse.ts";
import { testDatabases } from "../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld, type Talk } from "./enrolment-world.ts";

describe.each(testDatabases())("what time does to enrolments on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  /** As the job does it; `break` fails after so many letters' transactions, as a crash would. */
  async function round(fail: (letters: Letter[]) => boolean = () => false): Promise<number> {
    const { db, clock } = world;
    const put: Round["put"] = async (tx, letters) => {
      if (fail(letters)) throw new Error("the power went");
      await keepNoticeMenus(tx, cell, letters, clock.now());
      world.deliver(letters);
    };
    return lapseDue({ db, cell, now: clock.now(), put });
  }

  const statesOf = async (): Promise<string[]> =>
    (await world.db.many(z.object({ state: z.string() }), sql`select state from enrolment order by person_id`)).map((it) => it.state);
  const statusOf = async (id: number): Promise<string> =>
    (await world.db.one(z.object({ status: z.string() }), sql`select status from training_class where id = ${id}`)).status;

  async function people(count: number, leader?: Awaited<ReturnType<EnrolmentWorld["person"]>>): Promise<Talk[]> {
    const all: Talk[] = [];
    for (let at = 0; at < count; at++) all.push(await world.talk(await world.person(`Pegawai ${at}`, leader ? { leader } : {})));
    return all;
  }

  async function enter(who: Talk): Promise<void> {
    await who.says("/daftar spbe");
    await who.says("ya");
  }

  it("passes a seat on that was offered and not answered", async () => {
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { seats: 1, approval: "tanpa" });
    const [first, second, third] = (await people(3)) as [Talk, Talk, Talk];
    for (const it of [first, second, third]) await enter(it);
    await first.says("/batal");
    await first.taps(/Pilih 1/);
    await first.says("ya");
    expect(await statesOf()).toEqual(["batal", "ditawari", "daftar_tunggu"]);
    expect(await round()).toBe(0);
    world.clock.pass({ hours: 25 });
    expect(await round()).toBe(1);
    expect(await statesOf()).toEqual(["batal", "lewat", "ditawari"]);
    expect(second.last.reply.text).toMatch(/^Tawaran kursi di \*Pelatihan SPBE\* belum dijawab/);
    expect(third.last.reply.text).toMatch(/^Ada kursi kosong untuk Anda/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
    expect(await round()).toBe(0);
    expect(await second.taps("Daftar lagi")).toMatch(/^Daftarkan Anda ke/);
    expect(await third.taps("Terima")).toMatch(/^Anda terdaftar/);
  });

  it("hands a request that the leader leaves undecided to an officer, tells the applicant, and gives the seat up at last", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const [me, next] = (await people(2, leader)) as [Talk, Talk];
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { seats: 1 });
    await enter(me);
    await enter(next);
    world.clock.pass({ hours: 73 });
    expect(await round()).toBe(1);
    expect(await statesOf()).toEqual(["menunggu_petugas", "daftar_tunggu"]);
    expect(me.last.reply.text).toMatch(/^Atasan Anda belum sempat .*paling lambat Sabtu, 28 Nov 2026 pukul 11\.00 WITA\. Kursi Anda tetap disimpan\.$/);
    expect(await boss.taps("Setujui")).toMatch(/tidak menunggu/);
    world.clock.pass({ hours: 73 });
    expect(await round()).toBe(1);
    expect(await statesOf()).toEqual(["lewat", "ditawari"]);
    expect(me.last.reply.text).toMatch(/^Mohon maaf, permintaan Anda/);
    expect(me.heard.filter((it) => /Mohon maaf|belum sempat memutuskan/.test(it.reply.text))).toHaveLength(2);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });

  it("tells whoever still waits when the class begins, once, and lets the class's status follow its dates", async () => {
    const leader = await world.person("Rahma Contoh");
    const [a] = (await people(1)) as [Talk];
    const [b] = (await people(1, leader)) as [Talk];
    const [c] = (await people(1)) as [Talk];
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { seats: 2, approval: "tanpa", sessions: ["2026-11-23T08:00/2026-11-23T16:00"] });
    await enter(a);
    await world.db.run(sql`update training_class set approval = 'atasan' where id = ${id}`);
    await enter(b);
    await enter(c);
    expect(await statesOf()).toEqual(["terdaftar", "menunggu_atasan", "daftar_tunggu"]);
    world.clock.pass({ hours: 22 }); // Monday 08.00, to the minute
    expect(await round()).toBe(3);
    expect(await statesOf()).toEqual(["terdaftar", "lewat", "lewat"]);
    expect(await statusOf(id)).toBe("berjalan");
    for (const it of [b, c]) expect(it.last.reply.text).toMatch(/^\*Pelatihan SPBE\* sudah dimulai/);
    const heard = [a, b, c].map((it) => it.heard.length);
    expect(await round()).toBe(0);
    expect([a, b, c].map((it) => it.heard.length)).toEqual(heard);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
    world.clock.pass({ hours: 16 }); // midnight
    await round();
    expect(await statusOf(id)).toBe("selesai");
  });

  it("leaves a postponed class alone, and self-paced learning open until its last day", async () => {
    const leader = await world.person("Rahma Contoh");
    const [me, self] = (await people(2, leader)) as [Talk, Talk];
    const id = await world.classOf(await world.training("Pelatihan SPBE"));
    await enter(me);
    await world.db.run(sql`update training_class set status = 'ditunda', status_note = 'ruang' where id = ${id}`);
    const own = await world.classOf(await world.training("Belajar Mandiri Arsip", { selfPaced: true }), { sessions: [], approval: "tanpa" });
    await world.db.run(sql`update training_class set starts_on = '2026-11-20', ends_on = '2026-12-20' where id = ${own}`);
    await self.says("/daftar arsip");
    await self.says("ya");
    world.clock.pass({ hours: 24 * 20 });
    expect(await round()).toBe(0);
    expect(await statesOf()).toEqual(["menunggu_atasan", "terdaftar"]);
    expect([await statusOf(id), await statusOf(own)]).toEqual(["ditunda", "dibuka"]);
    world.clock.pass({ hours: 24 * 9 });
    await round();
    expect(await statusOf(own)).toBe("selesai");
  });

  it("loses and doubles nothing when it dies in the middle, serves the other classes, and two replicas at once are one", async () => {
    const leader = await world.person("Rahma Contoh");
    const all = await people(6, leader);
    const training = await world.training("Pelatihan SPBE");
    const other = await world.training("Pelatihan Arsip");
    const broken = await world.classOf(training, { seats: 3 });
    await world.classOf(other, { seats: 3 });
    for (const it of all.slice(0, 3)) await enter(it);
    for (const it of all.slice(3)) {
      await it.says("/daftar arsip");
      await it.says("ya");
    }
    world.clock.pass({ hours: 73 });
    await expect(round((letters) => letters.some((it) => it.reply.text.includes("SPBE")))).rejects.toThrow(/1 classes not taken further: the power went/);
    expect(await statesOf()).toEqual(["menunggu_atasan", "menunggu_atasan", "menunggu_atasan", "menunggu_petugas", "menunggu_petugas", "menunggu_petugas"]);
    expect(await world.seatsOf(broken)).toEqual({ taken: 3, held: 3 });
    const made = database.name === "postgres" ? await Promise.all([round(), round()]) : [await round(), await round()];
    expect(made.reduce((sum, it) => sum + it)).toBe(3);
    const { n } = await world.db.one(
      z.object({ n: z.coerce.number() }),
      sql`select count(*) as n from enrolment_event where move = 'eskalasi' and agency_id = ${kendari}`,
    );
    expect(n).toBe(6);
    for (const it of all) expect(it.heard.filter((one) => /belum sempat memutuskan/.test(one.reply.text))).toHaveLength(1);
  });
});
