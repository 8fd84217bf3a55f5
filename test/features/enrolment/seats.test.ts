import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../src/core/channel.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { enrolmentIn, historyOf } from "../../../src/features/enrolment/enrolment-store.ts";
import type { Round } from "../../../src/features/enrolment/seats/lapse.ts";
import { releaseLeft } from "../../../src/features/enrolment/seats/release-left.ts";
import { testDatabases } from "../../world.ts";
import { type EnrolmentWorld, openEnrolmentWorld, type Talk, tenant } from "./enrolment-world.ts";

describe.each(testDatabases())("seats on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  const enters = async (talk: Talk): Promise<string> => {
    await talk.says("/daftar spbe");
    return talk.says("ya");
  };

  it("pass on when somebody leaves: offered, taken, with the place in the list and its reason said", async () => {
    const [unitA, unitB] = [await world.unit("Dinas A"), await world.unit("Dinas B")];
    const who = await world.person("Dua Contoh", { unit: unitA });
    const [first, second, third] = [
      await world.talk(await world.person("Satu Contoh", { unit: unitA })),
      await world.talk(who),
      await world.talk(await world.person("Tiga Contoh", { unit: unitB })),
    ];
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 2, approval: "tanpa" });
    await enters(await world.talk(await world.person("Nol Contoh", { unit: unitA })));
    expect(await enters(first)).toMatch(/^Anda terdaftar/);
    expect(await enters(second)).toMatch(/urutan 1 dari 1\.\nUrutan dihitung dari kesenjangan 1 \+ giliran unit 0 \+ lama menunggu 0 = 1/);
    // Came later, but the unit has no seat yet.
    expect(await enters(third)).toMatch(/urutan 1 dari 2\.\nUrutan dihitung dari kesenjangan 1 \+ giliran unit 2/);
    expect(await second.says("/status")).toContain("urutan 2 dari 2");
    await first.says("/batal spbe");
    expect(await first.says("ya")).toBe("*Pelatihan SPBE Dasar* dibatalkan. Terima kasih sudah memberi tahu.");
    expect(third.last.reply.text).toMatch(/^Ada kursi kosong untuk Anda di \*Pelatihan SPBE Dasar\*/);
    expect(await world.seatsOf(id)).toEqual({ taken: 2, held: 2 });
    expect(await third.taps("Lewati")).toMatch(/saya berikan kepada yang berikutnya/);
    expect(second.last.reply.text).toMatch(/^Ada kursi kosong/);
    expect(await second.taps("Terima")).toMatch(/^Anda terdaftar di \*Pelatihan SPBE Dasar\*/);
    expect(await world.seatsOf(id)).toEqual({ taken: 2, held: 2 });
    const row = await enrolmentIn(world.db, tenant, id, who.personId);
    const history = await historyOf(world.db, tenant, row?.id ?? 0);
    expect(history.map(({ move, from, to, actor }) => [move, from, to, actor])).toEqual([
      ["daftar", null, "daftar_tunggu", "peserta"],
      ["tawarkan", "daftar_tunggu", "ditawari", "sistem"],
      ["terima", "ditawari", "terdaftar", "peserta"],
    ]);
  });

  it("are not taken by an offer whose time is over, nor by somebody else's", async () => {
    const [first, second] = [await world.talk(await world.person("Satu")), await world.talk(await world.person("Dua"))];
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 1, approval: "tanpa" });
    await enters(first);
    await enters(second);
    await first.says("/batal");
    await first.says("ya");
    world.clock.pass({ hours: 30 });
    expect(await second.taps("Terima")).toMatch(/waktunya sudah lewat/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });

  it("offered are not lost to a clash that one can undo oneself; skipped ones pass on, and an old offer leads back into the list", async () => {
    const [first, second, third] = [
      await world.talk(await world.person("Satu Contoh")),
      await world.talk(await world.person("Dua Contoh")),
      await world.talk(await world.person("Tiga Contoh")),
    ];
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 1, approval: "tanpa" });
    const archive = await world.training("Bimtek Arsip");
    for (const it of [first, second, third]) await enters(it);
    await world.classOf(archive, { code: "X-1", approval: "tanpa", sessions: ["2026-12-07T15:00/2026-12-07T17:00"] });
    await world.db.run(
      sql`update training_session set starts_at = starts_at + interval '9 days', ends_at = ends_at + interval '9 days' where class_id = ${id}`,
    );
    await second.says("/daftar X-1");
    await second.says("ya");
    await world.db.run(
      sql`update training_session set starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days' where class_id = ${id}`,
    );
    await first.says("/batal");
    await first.says("ya");
    expect(second.last.reply.text).toMatch(/^Ada kursi kosong/);
    const [offer] = [second.last];
    expect(await second.taps("Terima")).toMatch(
      /^Kursi di \*Pelatihan SPBE Dasar\* belum dapat diambil: waktunya bentrok dengan \*Bimtek Arsip\* .*\. Batalkan dulu yang itu lewat \/status, lalu pilih Terima\. Kursi ini tetap disimpan sampai /,
    );
    expect(second.last.reply.buttons?.map((it) => it.label)).toEqual(["Terima", "Lewati", "Status saya"]);
    expect(third.last.reply.text).not.toMatch(/^Ada kursi/);
    expect(await second.taps("Lewati")).toMatch(/Bila ingin menunggu lagi, pilih Daftar lagi\.$/);
    expect(third.last.reply.text).toMatch(/^Ada kursi kosong/);
    expect(offer.reply.buttons?.[0]?.call).toBeDefined();
    const old = await world.performs(await personOf("Dua Contoh"), offer.reply.buttons?.[0]?.call ?? { capability: "", input: {} });
    expect(old.reply.text).toMatch(/^Tawaran itu sudah ditanggapi atau waktunya sudah lewat\./);
    expect(old.reply.buttons?.map((it) => it.label)).toEqual(["Daftar lagi", "Status saya"]);
    expect(await third.taps("Terima")).toMatch(/^Anda terdaftar/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });
  const personOf = async (name: string): Promise<Subject> => ({
    ...tenant,
    personId: (await world.db.one(z.object({ id: z.number() }), sql`select id::int as id from person where name = ${name}`)).id,
  });

  it("that are given up say why: the reason is kept, the leader reads it, and so does the person in the history", async () => {
    const leader = await world.person("Rahma Contoh");
    const [boss, me] = [await world.talk(leader), await world.talk(await world.person("Dewi Contoh", { leader }))];
    const other = await world.talk(await world.person("Sari Contoh", { leader }));
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    for (const it of [me, other]) await enters(it);
    await boss.says("/persetujuan Dewi");
    await boss.taps("Setujui");
    // Of one enrolment alone it is not asked which.
    expect(await me.says("/batal")).toMatch(
      /^Batalkan \*Pelatihan SPBE Dasar\*\?[\s\S]*Kursi Anda diberikan kepada yang menunggu\.\n\nAlasannya boleh ditulis dulu di sini; dibaca atasan Anda dan petugas BKPSDM\./,
    );
    expect(await me.says("kapan batas pembatalannya?")).toBe("Jawaban: kapan batas pembatalannya?");
    await me.says("/batal");
    expect(await me.says("tugas luar kota sampai Jumat")).toMatch(
      /^Batalkan [\s\S]*\n\nAlasan, dibaca atasan Anda dan petugas BKPSDM: “tugas luar kota sampai Jumat”$/,
    );
    expect(await me.says("ya")).toMatch(/dibatalkan\. Terima kasih/);
    expect(boss.last.reply.text).toBe("*Dewi Contoh* membatalkan *Pelatihan SPBE Dasar*: tugas luar kota sampai Jumat.");
    expect(await me.says("/status")).toContain("dibatalkan, alasan: tugas luar kota sampai Jumat");
    expect(await me.taps("Riwayat")).toMatch(
      /^Riwayat pendaftaran Anda di \*Pelatihan SPBE Dasar\*:\n\n22 Nov 2026, 10\.00 WITA: Anda mendaftar → menunggu persetujuan atasan\n[^\n]*: disetujui atasan → terdaftar\n[^\n]*: Anda membatalkan → dibatalkan\. Alasan: tugas luar kota sampai Jumat$/,
    );
    // In the same breath; where the leader has not decided, it is settled.
    expect(await other.says("/batal spbe karena bentrok rapat, mohon maaf")).toMatch(/\n\nAlasan, dibaca atasan Anda dan petugas BKPSDM: “bentrok rapat”$/);
    await other.says("ya");
    expect(boss.last.reply.text).toBe(
      "*Sari Contoh* membatalkan *Pelatihan SPBE Dasar*: bentrok rapat. Tidak ada lagi yang perlu Anda putuskan untuk permintaan ini.",
    );
    expect(await other.says("riwayat pendaftaran saya")).toContain("Alasan: bentrok rapat");
    expect((await world.performs(leader, { capability: "enrolment_history", input: { enrolment: 1 } })).code).toBe("gone");
  });

  it("come back with a refusal, which is told with its reason and can be taken back while the seat is free", async () => {
    const leader = await world.person("Rahma Contoh");
    const [boss, me] = [await world.talk(leader), await world.talk(await world.person("Dewi Contoh", { leader }))];
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    await enters(me);
    expect(await boss.taps("Tolak")).toMatch(/^Apa alasannya/);
    expect(await boss.taps("Ada tugas penting")).toMatch(/^Belum disetujui: \*Dewi Contoh\*/);
    expect(me.last.reply.text).toMatch(/kali ini belum disetujui\. Alasan: Ada tugas penting/);
    expect(await world.seatsOf(id)).toEqual({ taken: 0, held: 0 });
    expect(await boss.taps("Urungkan")).toMatch(/^Keputusan diurungkan/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
    // Own words need no button first; a courtesy or a question is none.
    world.clock.pass({ minutes: 1 });
    await boss.taps("Tolak");
    await boss.says("oke");
    await boss.says("boleh lihat jadwalnya dulu?");
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
    await boss.says("/persetujuan");
    await boss.taps("Tolak");
    expect(await boss.says("masih ada audit sampai akhir bulan")).toMatch(/^Belum disetujui: \*Dewi Contoh\*/);
    expect(me.last.reply.text).toContain("Alasan: masih ada audit sampai akhir bulan");
    await boss.taps("Urungkan");
    expect(await boss.taps("Setujui")).toMatch(/^Disetujui/);
    world.clock.pass({ minutes: 11 });
    expect(await boss.taps("Urungkan")).toMatch(/sepuluh menit .* sudah lewat/);
  });

  it("wait for nobody's decision but the leader's: not the own one, not a former leader's", async () => {
    const [leader, next] = [await world.person("Rahma Contoh"), await world.person("Baru Contoh")];
    const who = await world.person("Dewi Contoh", { leader });
    const [boss, me] = [await world.talk(leader), await world.talk(who)];
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    await enters(me);
    await world.leads(next, who, "2026-11-22");
    await world.person("Lain Contoh", { leader });
    expect(await boss.taps("Setujui")).toMatch(/bukan atasan pegawai itu/);
    const newBoss = await world.talk(next);
    expect(await newBoss.says("/persetujuan")).toMatch(/^\*Dewi Contoh\* ingin mengikuti/);
    expect(await newBoss.taps("Setujui")).toMatch(/^Disetujui/);
  });

  it("are approved for twenty at once, those of the list and no others", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 30 });
    const talks: Talk[] = [];
    for (let n = 0; n < 5; n++) talks.push(await world.talk(await world.person(`Peserta ${n}`, { leader })));
    for (const it of talks.slice(0, 4)) await enters(it);
    expect(await boss.says("/persetujuan")).toMatch(/^4 permintaan menunggu persetujuan Anda:/);
    await enters(talks[4] as Talk);
    await boss.says("/persetujuan Peserta 2");
    expect(boss.last.reply.text).toMatch(/^\*Peserta 2\* ingin/);
    await boss.says("/persetujuan");
    // Many at once take the second factor (F8); one at a time does not.
    expect(await boss.taps(/Setujui semua/)).toMatch(/kode keamanan kedua .* belum mempunyainya/);
    expect(boss.last.reply.buttons?.map((it) => it.call.capability)).toEqual(["request_factor"]);
    await world.proves(leader);
    await boss.says("/persetujuan");
    expect(await boss.taps(/Setujui semua/)).toMatch(
      /^Setujui semua permintaan ini\?\n• \*Pelatihan SPBE Dasar\*: \*Peserta 0\*; \*Peserta 1\*; \*Peserta 2\*; \*Peserta 3\*; \*Peserta 4\*$/,
    );
    for (const nod of ["siap", "oke", "insya Allah"]) await boss.says(nod);
    expect(talks[0]?.last.reply.text).not.toMatch(/terdaftar/);
    expect(await boss.says("ya")).toMatch(
      /^5 permintaan disetujui\. .*\n• \*Pelatihan SPBE Dasar\*: \*Peserta 0\*; .*\n\nKeliru\? Dapat diurungkan dalam 10 menit\.$/,
    );
    for (const it of talks) expect(it.last.reply.text).toMatch(/terdaftar/);
    expect(await world.seatsOf(id)).toEqual({ taken: 5, held: 5 });
    await talks[1]?.says("/batal");
    await talks[1]?.says("ya");
    boss.heard.push(boss.heard.findLast((it) => it.reply.text.startsWith("5 permintaan")) as Letter);
    expect(await boss.taps("Urungkan semua")).toMatch(
      /^4 persetujuan diurungkan\. Permintaannya menunggu lagi\.\n.*\n\nYang tidak diurungkan:\n• Permintaan \*Peserta 1\* sudah tidak menunggu: dibatalkan\.$/,
    );
    expect(talks[0]?.last.reply.text).toMatch(/^Keputusan atasan tentang \*Pelatihan SPBE Dasar\* diurungkan/);
    expect(await boss.says("/persetujuan")).toMatch(/^4 permintaan menunggu/);
  });

  it("asked for one after the other are decided by name: a typed word that stands below both decides neither", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 30 });
    const [ani, budi] = [await world.talk(await world.person("Ani Contoh", { leader })), await world.talk(await world.person("Budi Contoh", { leader }))];
    for (const it of [ani, budi]) await enters(it);
    const states = async () =>
      (await world.db.many(z.object({ state: z.string() }), sql`select state from enrolment where class_id = ${id} order by id`)).map((it) => it.state);
    expect(await boss.says("setujui")).toBe("Beberapa pesan menunggu jawaban Anda. Yang mana?");
    expect(boss.last.reply.buttons?.map((it) => it.full)).toEqual([
      expect.stringMatching(/^Setujui: Budi Contoh \(Petugas Pelayanan\) ingin mengikuti/),
      expect.stringMatching(/^Setujui: Ani Contoh \(Petugas Pelayanan\) ingin mengikuti/),
    ]);
    expect(await states()).toEqual(["menunggu_atasan", "menunggu_atasan"]);
    expect(await boss.says("2")).toMatch(/^Disetujui: \*Ani Contoh\*/);
    expect(await states()).toEqual(["terdaftar", "menunggu_atasan"]);
  });

  it("of one person in two classes are looked at each for itself", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 3 });
    await world.classOf(await world.training("Arsip Dinamis"), { seats: 3, sessions: ["2026-12-21T08:00/2026-12-21T16:00"] });
    const ani = await world.talk(await world.person("Ani Contoh", { leader }));
    await enters(ani);
    await ani.says("/daftar arsip");
    await ani.says("ya");
    expect(await boss.says("/persetujuan")).toMatch(/^2 permintaan menunggu/);
    expect(await boss.taps("Lihat 2")).toMatch(/^\*Ani Contoh\* ingin mengikuti \*Arsip Dinamis\*/);
    expect(await boss.taps("Setujui")).toMatch(/^Disetujui: \*Ani Contoh\* di \*Arsip Dinamis\*/);
    expect(await boss.says("/persetujuan")).toMatch(/^\*Ani Contoh\* ingin mengikuti \*Pelatihan SPBE Dasar\*/);
    await boss.taps("Tolak");
    await boss.taps("Tulis alasan lain");
    expect(await boss.says("ok?")).not.toMatch(/^Belum disetujui/);
    expect(await boss.says("ya")).not.toMatch(/^Belum disetujui/);
    expect(await boss.says("ada tugas luar kota")).toMatch(/^Belum disetujui: \*Ani Contoh\* di \*Pelatihan SPBE Dasar\*/);
  });

  it("take a name after a no for whose request is meant, and refuse nobody for it", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 3 });
    for (const name of ["Ani Contoh", "Budi Contoh"]) await enters(await world.talk(await world.person(name, { leader })));
    await world.person("Citra Contoh", { leader });
    await boss.says("/persetujuan ani");
    await boss.taps("Tolak");
    expect(await boss.says("Citra")).toMatch(/^Tidak ada permintaan dari “Citra”/);
    await boss.says("/persetujuan ani");
    await boss.taps("Tolak");
    expect(await boss.says("Pak Budi")).toMatch(/^\*Budi Contoh\* ingin mengikuti/);
    const states = await world.db.many(z.object({ state: z.string() }), sql`select state from enrolment where class_id = ${id}`);
    expect(states.map((it) => it.state)).toEqual(["menunggu_atasan", "menunggu_atasan"]);
    await boss.taps("Tolak");
    expect(await boss.says("Budi masih ada tugas")).toMatch(/^Belum disetujui: \*Budi Contoh\*/);
  });

  it("are approved at once but for those settled since the list was shown, and it is said which", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    await world.proves(leader);
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 30 });
    const [first, second] = [await world.talk(await world.person("Satu Contoh", { leader })), await world.talk(await world.person("Dua Contoh", { leader }))];
    for (const it of [first, second]) await enters(it);
    await boss.says("/persetujuan");
    await boss.taps(/Setujui semua/);
    await world.db.run(sql`update enrolment set state = 'ditolak' where person_id = (select id from person where name = 'Dua Contoh')`);
    await world.db.run(sql`update training_class set taken = 1 where id = ${id}`);
    expect(await boss.says("ya")).toMatch(
      /^1 permintaan disetujui\. .*\n.*\n\nYang tidak disetujui:\n• Permintaan \*Dua Contoh\* sudah tidak menunggu: belum disetujui\.\n\nKeliru\?/,
    );
    expect(first.last.reply.text).toMatch(/^Permintaan Anda disetujui/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });

  it("pass on when their holder leaves the city's service, without a word to who has left", async () => {
    const gone = await world.person("Satu Contoh");
    const [first, second] = [await world.talk(gone), await world.talk(await world.person("Dua Contoh"))];
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { seats: 1, approval: "tanpa" });
    await enters(first);
    await enters(second);
    const heard = first.heard.length;
    await world.db.run(sql`update person set duty = 'pindah' where id = ${gone.personId}`);
    const { db, clock } = world;
    const put: Round["put"] = async (_tx, letters) => world.deliver(letters);
    expect(await releaseLeft({ db, cell: tenant.cell, now: clock.now(), put })).toBe(1);
    expect(await releaseLeft({ db, cell: tenant.cell, now: clock.now(), put })).toBe(0);
    expect([first.heard.length, second.last.reply.text.slice(0, 16)]).toEqual([heard, "Ada kursi kosong"]);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });

  it("are not given in a class that closed while somebody was making up their mind", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { approval: "tanpa" });
    await me.says("/daftar spbe");
    await world.db.run(sql`update training_class set status = 'batal', status_note = 'uji' where id = ${id}`);
    expect(await me.says("ya")).toMatch(/kelasnya dibatalkan/);
    expect(await world.seatsOf(id)).toEqual({ taken: 0, held: 0 });
  });

  it("that were decided about and taken back: the person hears of it and goes on believing nothing", async () => {
    const leader = await world.person("Rahma Contoh");
    const [boss, me] = [await world.talk(leader), await world.talk(await world.person("Dewi Contoh", { leader }))];
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    await enters(me);
    await boss.taps("Setujui");
    await boss.taps("Urungkan");
    expect(me.last.reply.text).toMatch(/^Keputusan atasan tentang \*Pelatihan SPBE Dasar\* diurungkan/);
  });
});
