import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { keepNoticeMenus } from "../../../../src/core/notice-menu.ts";
import type { Subject } from "../../../../src/core/personal-data.ts";
import { sql } from "../../../../src/db/database.ts";
import { remindDeciders } from "../../../../src/features/enrolment/remind/remind-deciders.ts";
import { sendReminders } from "../../../../src/features/enrolment/remind/send-reminders.ts";
import { tellDelegations } from "../../../../src/features/enrolment/remind/tell-delegations.ts";
import type { Round } from "../../../../src/features/enrolment/seats/lapse.ts";
import { testDatabases } from "../../../world.ts";
import { cell, type EnrolmentWorld, kendari, openEnrolmentWorld, tenant } from "../enrolment-world.ts";

describe.each(testDatabases())("a new leader on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const round = (): Round => ({
    db: world.db,
    cell,
    now: world.clock.now(),
    async put(tx, letters) {
      await keepNoticeMenus(tx, cell, letters, world.clock.now());
      world.deliver(letters);
    },
  });
  const remind = () => remindDeciders(round());
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
    const { fresh, applicant, boss, next, me } = await request();
    const heard = boss.heard.length;
    await replaces(fresh, applicant);
    goTo("2026-11-25T02:00");
    expect(await remind()).toBe(0);
    goTo("2026-11-25T09:00");
    expect(await remind()).toBe(2);
    expect(await remind()).toBe(0);
    expect(me.last.reply.text).toBe(
      "Permintaan Anda untuk *Pelatihan SPBE* sekarang menunggu keputusan *Yusuf Contoh*, yang hari ini tercatat sebagai atasan Anda. Kursi Anda tetap disimpan.",
    );
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
    expect(await remind()).toBe(2);
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

  it("takes over for the span of an acting official, who sees and decides; before and after it is the leader", async () => {
    const { fresh, applicant, boss, next } = await request();
    // A Plh. from Thursday to Sunday, beside the line that goes on.
    await world.db.run(sql`
      insert into reporting_line (cell, agency_id, person_id, supervisor_id, since, until)
      values (${cell}, ${kendari}, ${applicant.personId}, ${fresh.personId}, '2026-11-26', '2026-11-30')`);
    expect(await next.says("/persetujuan")).toMatch(/^Maaf, bagian ini hanya/);
    goTo("2026-11-26T09:00");
    await remind();
    expect(next.last.reply.text).toContain("ingin mengikuti");
    expect(await boss.says("/persetujuan")).toBe("Tidak ada permintaan yang menunggu persetujuan Anda.");
    expect(await next.says("/persetujuan")).toMatch(
      /^\*Dewi Contoh\* ingin mengikuti \*Pelatihan SPBE\*\.[\s\S]*\n\nKursi disimpan sampai Kamis, 26 Nov 2026 pukul 14\.40 WITA\.$/,
    );
    expect(await next.taps("Setujui")).toMatch(/^Disetujui/);
    goTo("2026-11-30T08:30");
    expect(await next.says("/persetujuan")).toMatch(/^Maaf, bagian ini hanya/);
  });

  describe("a delegate", () => {
    /** The leader names a colleague of the same rank on Tuesday, for Thursday and Friday. */
    async function named() {
      const cast = await request();
      const top = await world.person("Wali Contoh");
      await world.leads(top, cast.old);
      await world.leads(top, cast.fresh);
      return cast;
    }

    it("is named for a span in one sentence, told then, at its begin and its end, and decides in between alone", async () => {
      const { boss, next } = await named();
      expect(await boss.says("/wakil pak Yusuf 26-27 november")).toMatch(
        /^Tunjuk \*Yusuf Contoh\* sebagai wakil Anda\?\n26 November 2026 sampai 27 November 2026\n\n.*kecuali permintaannya sendiri\. Anda tetap dapat memutuskan\.$/,
      );
      await boss.says("siap");
      expect(next.heard).toEqual([]);
      // The same chat gets one answer, and no news of itself beside.
      const heard = boss.heard.length;
      expect(await boss.says("ya")).toBe(
        "Tercatat: *Yusuf Contoh* mewakili Anda 26 November 2026 sampai 27 November 2026. Yang bersangkutan sudah saya beri tahu.",
      );
      expect(boss.heard.length).toBe(heard + 1);
      expect(next.last.reply.text).toMatch(/^26 November 2026 sampai 27 November 2026 Anda mewakili \*Rahma Contoh\*: .*Saya ingatkan lagi saat mulai\.$/);
      expect(await next.says("/persetujuan")).toMatch(/^Maaf, bagian ini hanya/);
      expect(await boss.says("/persetujuan")).toMatch(/\n\nWakil Anda: \*Yusuf Contoh\*, 26 November 2026 sampai 27 November 2026\. Atur lewat \/wakil\.$/);
      goTo("2026-11-26T08:30");
      expect(await tellDelegations(round())).toBe(0);
      goTo("2026-11-26T09:05");
      expect(await tellDelegations(round())).toBe(1);
      expect(await tellDelegations(round())).toBe(0);
      expect(next.last.reply.text).toMatch(/^Pengingat: mulai hari ini sampai 27 November 2026 Anda mewakili \*Rahma Contoh\*/);
      expect(await next.taps("Lihat permintaan")).toMatch(/^\*Dewi Contoh\* ingin mengikuti[\s\S]*\n\nmewakili \*Rahma Contoh\*$/);
      expect(await next.says("/wakil")).toMatch(/^Wakil ditunjuk oleh pimpinan yang bersangkutan/);
      // Saturday's news are told in Friday's last hour.
      goTo("2026-11-27T15:30");
      expect(await tellDelegations(round())).toBe(2);
      expect(next.last.reply.text).toMatch(/^Masa Anda mewakili \*Rahma Contoh\* berakhir 27 November 2026\./);
      expect(boss.last.reply.text).toMatch(/^Masa \*Yusuf Contoh\* mewakili Anda berakhir 27 November 2026\./);
      goTo("2026-11-28T09:05");
      expect(await tellDelegations(round())).toBe(0);
      expect(await next.says("/persetujuan")).toMatch(/^Maaf, bagian ini hanya/);
    });

    it("is who hears of a request where the leader has no chat", async () => {
      const [top, acting] = [await world.person("Wali Contoh", { status: "LUAR_ASN" }), await world.person("Sari Contoh")];
      const me = await world.talk(await world.person("Dewi Contoh", { leader: top }));
      await world.classOf(await world.training("Pelatihan SPBE"), { seats: 5 });
      await world.classOf(await world.training("Bimtek Arsip"), { seats: 5, sessions: ["2026-12-09T08:00/2026-12-09T12:00"] });
      await me.says("/daftar spbe");
      expect(await me.says("ya")).toMatch(/\*Wali Contoh\* belum menautkan percakapan/);
      const deputy = await world.talk(acting);
      await world.db.run(sql`
        insert into delegation (cell, agency_id, leader_id, delegate_id, since, named_at)
        values (${cell}, ${kendari}, ${top.personId}, ${acting.personId}, '2026-11-01', ${world.clock.now().toString()})`);
      await me.says("/daftar arsip");
      expect(await me.says("ya")).not.toContain("belum menautkan");
      expect(deputy.last.reply.text).toMatch(/^\*Dewi Contoh\* .*ingin mengikuti \*Bimtek Arsip\*/);
    });

    it("is asked for again where a date cannot be or has no end, and is nobody whom the leader does not work with", async () => {
      const { boss } = await named();
      await world.person("Zaenal Contoh");
      expect(await boss.says("/wakil zaenal 1-5 desember")).toMatch(/^Belum ada “zaenal” di antara pegawai yang Anda pimpin/);
      expect(await boss.says("yusuf")).toMatch(/^Dari kapan sampai kapan \*Yusuf Contoh\* mewakili Anda\?/);
      for (const slip of ["kapan saja", "31 nov sampai 5 des", "5 des sampai 1 des", "mulai 1 desember"])
        expect(await boss.says(slip)).toMatch(/^Tanggalnya belum jelas/);
      expect(await boss.says("1 desember 2026 sampai 1 maret 2028")).toMatch(/^Wakil dapat ditunjuk paling lama satu tahun/);
      expect(await boss.says("3 oktober 2026")).toMatch(/^Waktu itu sudah lewat/);
      expect(await boss.says("minggu depan")).toBe("Itu dapat berarti dua hal. Yang mana?");
      expect(await boss.taps("pekan depan")).toMatch(/^Tunjuk \*Yusuf Contoh\* sebagai wakil Anda\?\n30 November 2026 sampai 6 Desember 2026/);
      expect(await boss.taps(/Tidak/)).toMatch(/^Baik, tidak jadi/);
      expect(await boss.says("/wakil")).toMatch(/^Siapa yang mewakili Anda/);
      for (const other of ["berapa JP minimal setahun?", "pelatihan yang cocok buat staf saya di bagian itu"])
        expect(await boss.says(other)).not.toMatch(/^Belum ada/);
      expect(await boss.says("/wakil tolong dialihkan ke pak yusuf")).toMatch(/^Dari kapan sampai kapan \*Yusuf Contoh\*/);
      expect(await boss.says("siapa saja yang belum cukup JP tahun ini")).not.toMatch(/^Tanggalnya/);
      expect(await world.db.many(z.object({}), sql`select id from delegation`)).toEqual([]);
    });

    it("gives way to who is named for some of the same days, and ends when the leader says so", async () => {
      const { fresh, boss, next } = await named();
      const third = await world.person("Sari Contoh");
      await world.leads({ ...tenant, personId: (await supervisor(fresh)).id }, third);
      const other = await world.talk(third);
      await boss.says("/wakil yusuf hari ini sampai 4 desember");
      await boss.says("ya");
      expect(next.last.reply.text).toMatch(/^Mulai hari ini sampai 4 Desember 2026 Anda mewakili \*Rahma Contoh\*.*\/persetujuan\.$/);
      expect(await boss.says("/wakil sari 2-3 desember")).toMatch(/\n\nMasa \*Yusuf Contoh\* sebagai wakil Anda berakhir sebelum 2 Desember 2026\.$/);
      await boss.says("ya");
      await boss.says("/wakil");
      expect(boss.last.reply.buttons?.map((it) => it.full)).toEqual([
        "Akhiri: Yusuf Contoh, mulai hari ini sampai 1 Desember 2026",
        "Akhiri: Sari Contoh, 2 Desember 2026 sampai 3 Desember 2026",
      ]);
      await boss.taps("Akhiri 2");
      expect(await boss.says("ya")).toBe("*Sari Contoh* tidak lagi mewakili Anda.");
      expect(other.last.reply.text).toBe("*Rahma Contoh* tidak jadi menunjuk Anda sebagai wakilnya.");
      goTo("2026-12-02T10:00");
      expect(await tellDelegations(round())).toBe(2);
      expect(next.last.reply.text).toMatch(/berakhir 1 Desember 2026/);
      expect(other.heard.length).toBe(2);
    });
    const supervisor = ({ personId }: Subject) =>
      world.db.one(z.object({ id: z.number() }), sql`select supervisor_id::int as id from reporting_line where person_id = ${personId}`);
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
