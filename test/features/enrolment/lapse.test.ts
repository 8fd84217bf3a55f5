import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../src/core/channel.ts";
import { keepNoticeMenus } from "../../../src/core/notice-menu.ts";
import { sql } from "../../../src/db/database.ts";
import { remindDeciders } from "../../../src/features/enrolment/remind/remind-deciders.ts";
import { tellWaiting } from "../../../src/features/enrolment/remind/tell-waiting.ts";
import { lapseDue, type Round } from "../../../src/features/enrolment/seats/lapse.ts";
import { testDatabases } from "../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld, type Talk } from "./enrolment-world.ts";

describe.each(testDatabases())("what time does to enrolments on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const put: Round["put"] = async (tx, letters) => {
    await keepNoticeMenus(tx, cell, letters, world.clock.now());
    world.deliver(letters);
  };

  /** As the job does it; `break` fails after so many letters' transactions, as a crash would. */
  async function round(fail: (letters: Letter[]) => boolean = () => false): Promise<number> {
    const failing: Round["put"] = async (tx, letters) => {
      if (fail(letters)) throw new Error("the power went");
      await put(tx, letters);
    };
    return lapseDue({ db: world.db, cell, now: world.clock.now(), put: failing });
  }

  const tell = (): Promise<number> => tellWaiting({ db: world.db, cell, now: world.clock.now(), put });

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

  it("tells nobody in the evening of a seat, a request or a call: in the morning, with a whole working day to answer", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const [first, second] = (await people(2)) as [Talk, Talk];
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { seats: 1, approval: "tanpa" });
    await enter(first);
    await enter(second);
    world.clock.pass({ hours: 57 }); // Tuesday 19.00
    await first.says("/batal");
    await first.says("ya");
    expect(await statesOf()).toEqual(["batal", "ditawari"]);
    expect(second.heard.some((it) => it.reply.text.startsWith("Ada kursi kosong"))).toBe(false);
    await world.classOf(await world.training("Pelatihan Arsip"));
    const [late] = (await people(1, leader)) as [Talk];
    await late.says("/daftar arsip");
    expect(await late.says("ya")).toMatch(
      /saya sampaikan kepada atasan Anda saat jam kerja mulai, Rabu, 25 Nov 2026 pukul 08\.00 WITA\. Kursi disimpan sampai Jumat, 27 Nov 2026/,
    );
    expect(await tell()).toBe(0);
    world.clock.pass({ hours: 12 });
    expect(await round()).toBe(0);
    expect(await tell()).toBe(0);
    expect(boss.heard).toEqual([]);
    world.clock.pass({ hours: 1 }); // Wednesday 08.00
    expect(await tell()).toBe(2);
    expect(await tell()).toBe(0);
    expect(second.last.reply.text).toMatch(/^Ada kursi kosong .*disimpan sampai Rabu, 25 Nov 2026 pukul 16\.00 WITA/s);
    expect(boss.last.reply.text).toMatch(/ingin mengikuti \*Pelatihan Arsip/);
    expect(await boss.taps("Setujui")).toMatch(/^Disetujui/);
    world.clock.pass({ hours: 7, minutes: 59 });
    expect(await round()).toBe(0);
    expect(await second.taps("Terima")).toMatch(/^Anda terdaftar/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });

  it("shows a seat that is offered at night to whoever looks, and does not tell of it any more once it is answered", async () => {
    const [first, second] = (await people(2)) as [Talk, Talk];
    await world.classOf(await world.training("Pelatihan SPBE"), { seats: 1, approval: "tanpa" });
    await enter(first);
    await enter(second);
    world.clock.pass({ hours: 61 }); // Tuesday 23.00
    await first.says("/batal");
    await first.says("ya");
    expect(await second.says("/status")).toMatch(/ditawari|kursi/i);
    expect(await second.taps(/Terima/)).toMatch(/^Anda terdaftar/);
    world.clock.pass({ hours: 10 });
    expect(await tell()).toBe(0);
  });

  it("tells at once, even in the evening, where the class is so near that the seat would be lost", async () => {
    const [first, second] = (await people(2)) as [Talk, Talk];
    await world.classOf(await world.training("Pelatihan SPBE"), { seats: 1, approval: "tanpa", sessions: ["2026-11-25T08:00/2026-11-25T16:00"] });
    await enter(first);
    await enter(second);
    world.clock.pass({ hours: 57 }); // Tuesday 19.00
    await first.says("/batal");
    await first.says("ya");
    expect(second.last.reply.text).toMatch(/^Ada kursi kosong .*disimpan sampai Rabu, 25 Nov 2026 pukul 08\.00 WITA/s);
  });

  it("lets nothing lapse that nobody was told of: after an outage it is told by day, with the whole time to answer", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const [first, second] = (await people(2)) as [Talk, Talk];
    const id = await world.classOf(await world.training("Pelatihan SPBE"), { seats: 1, approval: "tanpa" });
    await enter(first);
    await enter(second);
    world.clock.pass({ hours: 57 }); // Tuesday 19.00
    await first.says("/batal");
    await first.says("ya");
    await world.classOf(await world.training("Pelatihan Arsip"), { sessions: ["2026-12-01T08:00/2026-12-01T16:00"] });
    const [late] = (await people(1, leader)) as [Talk];
    await late.says("/daftar arsip");
    await late.says("ya");
    world.clock.pass({ hours: 55 }); // Friday 02.00: the offer was to be told on Wednesday at eight and is over since four
    expect(await round()).toBe(0);
    expect(await tell()).toBe(0);
    world.clock.pass({ hours: 6, minutes: 3 });
    expect(await tell()).toBe(2);
    expect(await round()).toBe(0);
    expect(second.last.reply.text).toMatch(/^Ada kursi kosong .*disimpan sampai Senin, 30 Nov 2026 pukul 10\.0[0-3] WITA/s);
    expect(boss.last.reply.text).toMatch(/ingin mengikuti \*Pelatihan Arsip/);
    const heard = boss.heard.length;
    await remindDeciders({ db: world.db, cell, now: world.clock.now(), put });
    expect(boss.heard.length).toBe(heard);
    expect(await statesOf()).toEqual(["batal", "ditawari", "menunggu_atasan"]);
    expect(await second.taps("Terima")).toMatch(/^Anda terdaftar/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });

  it("tells the other classes where one fails", async () => {
    const all = await people(4);
    for (const name of ["Pelatihan SPBE", "Pelatihan Arsip"]) await world.classOf(await world.training(name), { seats: 1, approval: "tanpa" });
    for (const [at, it] of all.entries()) {
      await it.says(at < 2 ? "/daftar spbe" : "/daftar arsip");
      await it.says("ya");
    }
    world.clock.pass({ hours: 57 });
    for (const it of [all[0], all[2]] as Talk[]) {
      await it.says("/batal");
      await it.says("ya");
    }
    world.clock.pass({ hours: 13 });
    const failing: Round["put"] = async (tx, letters) => {
      if (letters.some((it) => it.reply.text.includes("SPBE"))) throw new Error("the power went");
      await put(tx, letters);
    };
    await expect(tellWaiting({ db: world.db, cell, now: world.clock.now(), put: failing })).rejects.toThrow(/the power went/);
    expect(all[3]?.last.reply.text).toMatch(/^Ada kursi kosong .*Arsip/);
    expect(await tell()).toBe(1);
    expect(all[1]?.last.reply.text).toMatch(/^Ada kursi kosong .*SPBE/);
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
    expect(me.last.reply.text).toMatch(/^Atasan Anda belum sempat .*paling lambat Senin, 30 Nov 2026 pukul 13\.00 WITA\. Kursi Anda tetap disimpan\.$/);
    expect(await boss.taps("Setujui")).toBe("Permintaan *Pegawai 0* sekarang ada pada petugas BKPSDM. Bila ada pertimbangan, sampaikan kepada petugas.");
    world.clock.pass({ hours: 123 });
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
