import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../src/db/database.ts";
import { enrolmentData } from "../../../src/features/enrolment/personal-data.ts";
import { testDatabases } from "../../world.ts";
import { type EnrolmentWorld, openEnrolmentWorld } from "./enrolment-world.ts";

describe.each(testDatabases())("entering a class on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  it("goes from the wish to the seat: asked, confirmed, approved by one tap, told", async () => {
    const leader = await world.person("Rahma Contoh");
    const subject = await world.person("Dewi Contoh", { leader });
    const [boss, me] = [await world.talk(leader), await world.talk(subject)];
    await world.classOf(await world.training("Pelatihan SPBE Dasar"));
    expect(await me.says("/daftar spbe")).toMatch(
      /^Daftarkan Anda ke \*Pelatihan SPBE Dasar\*\?\nSenin, 7 Des 2026, 08\.00–16\.00 WITA\n8 JP; tatap muka; Aula BKPSDM\n.*sisa 2 kursi\n\n.*\*Rahma Contoh\*/,
    );
    expect(boss.heard).toEqual([]);
    expect(await me.says("ya")).toMatch(
      /^Permintaan untuk \*Pelatihan SPBE Dasar\* sudah disampaikan kepada atasan Anda\. Kursi disimpan sampai Rabu, 25 Nov 2026/,
    );
    expect(boss.last.reply.text).toMatch(/^\*Dewi Contoh\* \(Petugas Pelayanan\) ingin mengikuti \*Pelatihan SPBE Dasar\*\.\nSenin, 7 Des/);
    expect(await me.says("/status")).toContain("menunggu persetujuan atasan, sampai Rabu, 25 Nov 2026");
    expect(await boss.taps("Setujui")).toMatch(/^Disetujui: \*Dewi Contoh\* di \*Pelatihan SPBE Dasar\*/);
    expect(me.last.reply.text).toMatch(/^Permintaan Anda disetujui\. Anda terdaftar/);
    expect(await me.says("/status")).toContain("*Pelatihan SPBE Dasar*\nterdaftar\n");
    // /dataku holds how it came about, and by what part, but not by whom.
    const { data } = (await enrolmentData.collect(world.db, subject)) as { data: { history: object[] }[] };
    expect(data.map((it) => it.history)).toEqual([[expect.objectContaining({ actor: "peserta" }), expect.objectContaining({ actor: "atasan" })]]);
    expect(JSON.stringify(data[0]?.history)).not.toContain("actorId");
  });

  it("takes a courtesy for no yes", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { approval: "tanpa" });
    await me.says("/daftar spbe");
    for (const nod of ["siap", "oke", "insya Allah", "boleh nanti"]) await me.says(nod);
    expect(await world.seatsOf(id)).toEqual({ taken: 0, held: 0 });
    expect(await me.says("ya")).toMatch(/^Anda terdaftar di \*Pelatihan SPBE Dasar\*\.\n\nBerkas kalender terlampir/);
    expect(await me.says("/daftar spbe")).toBe("Anda sudah tercatat di *Pelatihan SPBE Dasar*: terdaftar.");
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });

  it("asks which one when several fit, and offers to note an interest where there is no date", async () => {
    const dewi = await world.person("Dewi Contoh");
    const me = await world.talk(dewi);
    const spbe = await world.training("Pelatihan SPBE Dasar");
    await world.classOf(spbe, { name: "Angkatan 1", approval: "tanpa" });
    await world.classOf(spbe, { name: "Angkatan 2", approval: "tanpa", sessions: ["2026-12-14T08:00/2026-12-14T16:00"] });
    await world.training("Pelatihan Kearsipan");
    expect(await me.says("/daftar spbe")).toBe("Kelas yang mana?");
    expect(await me.taps(/Angkatan 2/)).toMatch(/^Daftarkan Anda ke \*Pelatihan SPBE Dasar\*, Angkatan 2\?/);
    await me.taps(/Tidak/);
    expect(await me.says("/daftar kearsipan")).toMatch(/^Belum ada tanggal untuk \*Pelatihan Kearsipan\*/);
    expect(await me.taps(/Catat minat/)).toMatch(/tercatat/);
    expect(await me.taps("Hapus catatan")).toMatch(/dihapus/);
    const meant = await world.performs(dewi, { capability: "note_interest", input: { words: "kearsipan" } });
    expect(meant.code).toBe("no_date");
    expect(meant.reply.buttons).toMatchObject([{ call: { capability: "note_interest" } }]);
    expect(await me.says("/daftar astronomi")).toMatch(/^Belum ada kelas "astronomi" yang terbuka/);
  });

  it("says why not, in words", async () => {
    const training = await world.training("Pelatihan SPBE Dasar", { statuses: ["PPPK"] });
    await world.classOf(training, { code: "A-1" });
    const onlyUnit = await world.classOf(await world.training("Bimtek Arsip"), { code: "A-2", entry: "usulan" });
    await world.classOf(await world.training("Latsar"), { code: "A-3", entry: "ditunjuk" });
    await world.classOf(await world.training("Kelas Lewat"), {
      code: "A-4",
      sessions: ["2026-12-07T08:00/2026-12-07T16:00"],
      registerUntil: "2026-11-23T00:00Z",
    });
    const me = await world.talk(await world.person("Dewi Contoh", { leave: ["2026-12-05", "2026-12-08"] }));
    expect(await me.says("/daftar A-1")).toMatch(/untuk PPPK/);
    expect(await me.says("/daftar A-2")).toMatch(/pesertanya diusulkan lewat pengelola kepegawaian unit/);
    expect(await me.says("/daftar A-3")).toMatch(/dipanggil atau ditunjuk BKPSDM/);
    expect(await me.says("/daftar A-4")).toMatch(/bertepatan dengan cuti Anda/);
    expect(await world.seatsOf(onlyUnit)).toEqual({ taken: 0, held: 0 });
  });

  it("says of a class that is named by its code and not open why it is not", async () => {
    await world.classOf(await world.training("Kelas Lewat"), { code: "B-1", registerUntil: "2026-11-01T00:00Z" });
    const put = await world.training("Kelas Ditunda");
    const id = await world.classOf(put, { code: "B-2" });
    await world.db.run(sql`update training_class set status = 'ditunda' where id = ${id}`);
    const me = await world.talk(await world.person("Dewi Contoh"));
    expect(await me.says("/daftar b-1")).toBe("Untuk *Kelas Lewat*, pendaftaran belum dapat diteruskan: batas pendaftarannya sudah lewat.");
    expect(await me.says("/daftar B-2")).toMatch(/kelasnya ditunda\.$/);
    expect(await me.taps(/^Catat minat/)).toMatch(/^Minat Anda untuk/);
    expect(await me.says("/daftar B-9")).toMatch(/^Belum ada kelas "B-9"/);
  });

  it("offers what one can enter alone in place of a class that others bring people into", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    const spbe = await world.training("Pelatihan SPBE Dasar");
    await world.classOf(spbe, { code: "U-1", entry: "usulan" });
    await world.classOf(await world.training("Layanan Dasar"), { code: "U-2", sessions: ["2026-12-03T08:00/2026-12-03T12:00"] });
    await world.classOf(spbe, { code: "U-3", name: "Angkatan 2", approval: "tanpa", sessions: ["2026-12-09T08:00/2026-12-09T12:00"] });
    await world.classOf(await world.training("Khusus PPPK", { statuses: ["PPPK"] }), { code: "U-4" });
    const far = await world.training("Bimtek Arsip");
    await world.db.run(sql`delete from training_target where training_id = ${far}`);
    await world.classOf(far, { code: "U-5" });
    expect(await me.says("/daftar U-1")).toBe(
      [
        "Untuk *Pelatihan SPBE Dasar*, pendaftaran belum dapat diteruskan: pesertanya diusulkan lewat pengelola kepegawaian unit.",
        "",
        "Yang dapat Anda daftari sendiri, sama atau sejenis:",
        "1. Pelatihan SPBE Dasar, Angkatan 2 — Rabu, 9 Des 2026",
        "2. Layanan Dasar — Kamis, 3 Des 2026",
      ].join("\n"),
    );
    expect(await me.taps("Daftar 1")).toMatch(/^Daftarkan Anda ke \*Pelatihan SPBE Dasar\*, Angkatan 2\?/);
    await me.says("ya");
    const again = await me.says("/daftar U-1");
    expect(again).toContain("1. Layanan Dasar");
    expect(again).not.toContain("1. Pelatihan SPBE Dasar");
  });

  it("refuses what clashes, and what was done already", async () => {
    const who = await world.person("Dewi Contoh");
    const me = await world.talk(who);
    const spbe = await world.training("Pelatihan SPBE Dasar");
    await world.classOf(spbe, { code: "B-1", approval: "tanpa" });
    await world.classOf(await world.training("Bimtek Arsip"), { code: "B-2", approval: "tanpa", sessions: ["2026-12-07T15:00/2026-12-07T17:00"] });
    await me.says("/daftar B-1");
    await me.says("ya");
    expect(await me.says("/daftar B-2")).toMatch(/bentrok dengan \*Pelatihan SPBE Dasar\*/);
    await me.says("/batal");
    expect(await me.says("ya")).toMatch(/dibatalkan/);
    await world.db.run(sql`
      insert into learning_record (cell, agency_id, person_id, key, training_id, title, form, starts_on, ends_on, source, evidence, state, noted_at, changed_at)
      values (1, 2, ${who.personId}, 'x', ${spbe}, 'SPBE', 'pelatihan_teknis', '2026-03-02', '2026-03-02', 'impor', 'sertifikat', 'diakui', now(), now())`);
    expect(await me.says("/daftar B-1")).toMatch(/sudah mengikutinya \(2 Mar 2026\)/);
  });

  it("finds the enrolment that is to be left by its time, its day, its code or its subject, and asks where several fit", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    // The clock stands at Sunday, 22 November 2026: Friday and Monday are of two weeks.
    await world.classOf(await world.training("Pelatihan SPBE Dasar"), { code: "C-1", approval: "tanpa", sessions: ["2026-12-04T08:00/2026-12-04T12:00"] });
    await world.classOf(await world.training("Bimtek Arsip"), { code: "C-2", approval: "tanpa", sessions: ["2026-11-26T08:00/2026-11-26T12:00"] });
    for (const code of ["C-1", "C-2"]) {
      await me.says(`/daftar ${code}`);
      await me.says("ya");
    }
    const [spbe, archive] = [/^Batalkan \*Pelatihan SPBE Dasar\*/, /^Batalkan \*Bimtek Arsip\*/];
    expect(await me.says("/batal pekan depan")).toMatch(archive);
    expect(await me.says("/batal minggu depan, anak sakit")).toMatch(archive);
    expect(await me.says("/batal desember")).toMatch(spbe);
    expect(await me.says("/batal yang jumat")).toMatch(spbe);
    expect(await me.says("/batal kamis")).toMatch(archive);
    expect(await me.says("/batal c-1")).toMatch(spbe);
    expect(await me.says("/batal kearsipan")).toMatch(archive);
    expect(await me.says("/batal")).toBe("Pendaftaran mana yang dibatalkan?");
    expect(await me.says("/batal keuangan")).toMatch(/^Saya belum menemukan yang cocok di antara pendaftaran Anda/);
    expect(await me.says("/batal mei")).toMatch(/^Saya belum menemukan yang cocok/);
    expect(me.last.reply.buttons).toHaveLength(2);
    // What is learnt alone lies in every week: only where nothing has its day then is it meant.
    await world.classOf(await world.training("Belajar Mandiri Keuangan", { selfPaced: true }), { code: "C-3", approval: "tanpa", sessions: [], seats: null });
    await me.says("/daftar C-3");
    expect(await me.says("ya")).toMatch(/\. Belajarnya dapat dimulai kapan saja; tautan dan materinya di \/materi\.$/);
    expect(await me.says("/batal pekan depan krn ada rapat")).toMatch(archive);
    expect(await me.says("/batal keuangan")).toMatch(/^Batalkan \*Belajar Mandiri Keuangan\*(?!.*Kursi Anda)/s);
  });

  it("says with each refusal what can be done next", async () => {
    const who = await world.person("Dewi Contoh", { leave: ["2026-12-14", "2026-12-15"] });
    const me = await world.talk(who);
    const labels = () => me.last.reply.buttons?.map((it) => it.full ?? it.label);
    const spbe = await world.training("Pelatihan SPBE Dasar");
    await world.classOf(spbe, { code: "N-1", name: "Angkatan 1", approval: "tanpa" });
    await world.classOf(spbe, { code: "N-2", name: "Angkatan 2", sessions: ["2026-12-14T08:00/2026-12-14T12:00"] });
    const archive = await world.training("Bimtek Arsip");
    await world.classOf(archive, { code: "N-3", sessions: ["2026-12-07T15:00/2026-12-07T17:00"] });
    await world.classOf(archive, { code: "N-4", name: "Gelombang 2", sessions: ["2026-12-10T08:00/2026-12-10T12:00"] });
    const late = await world.training("Kelas Lewat");
    await world.db.run(sql`delete from training_target where training_id = ${late}`);
    await world.classOf(late, { code: "N-5", registerUntil: "2026-11-01T00:00Z" });
    // Leave: another run, the officer.
    expect(await me.says("/daftar N-2")).toMatch(
      /bertepatan dengan cuti Anda\.\nBila tanggal cuti itu keliru atau berubah, sampaikan kepada petugas BKPSDM\.\n\nYang dapat Anda daftari sendiri, sama atau sejenis:\n1\. Pelatihan SPBE Dasar, Angkatan 1/,
    );
    expect(await me.taps("Daftar 1")).toMatch(/^Daftarkan Anda/);
    await me.says("ya");
    // Clash: another run that does not; the own status.
    expect(await me.says("/daftar N-3")).toMatch(
      /bentrok dengan \*Pelatihan SPBE Dasar\* yang sudah Anda ikuti\.\nBila memilih kelas ini, batalkan dulu yang bentrok lewat \/status\.\n\n.*\n1\. Bimtek Arsip, Gelombang 2/,
    );
    expect(labels()).toEqual(["Daftar: Bimtek Arsip, Gelombang 2 — Kamis, 10 Des 2026", "Status saya", "Lihat jadwal"]);
    // Another run of what one is in: to change.
    await world.db.run(sql`update person set leave_from = null, leave_until = null`);
    expect(await me.says("/daftar N-2")).toMatch(
      /sudah masuk kelas lain dari pelatihan yang sama \(Angkatan 1\)\.\nBila ingin beralih ke kelas ini, pilih Pindah\.$/,
    );
    expect(await me.taps("Pindah")).toMatch(/^Pindah dari \*Pelatihan SPBE Dasar\*, Angkatan 1 ke \*Pelatihan SPBE Dasar\*, Angkatan 2\?/);
    await me.taps(/Tidak/);
    // The deadline has passed: an interest.
    expect(await me.says("/daftar N-5")).toMatch(/batas pendaftarannya sudah lewat; waktunya bentrok dengan \*Pelatihan SPBE Dasar\* yang sudah Anda ikuti\.$/);
    expect(labels()).toEqual(["Catat minat: Kelas Lewat", "Lihat jadwal"]);
    // Done this year: nothing of the same is offered.
    await world.db.run(sql`
      insert into learning_record (cell, agency_id, person_id, key, training_id, title, form, starts_on, ends_on, source, evidence, state, noted_at, changed_at)
      values (1, 2, ${who.personId}, 'x', ${archive}, 'Arsip', 'pelatihan_teknis', '2026-03-02', '2026-03-02', 'impor', 'sertifikat', 'diakui', now(), now())`);
    expect(await me.says("/daftar N-4")).toMatch(/sudah mengikutinya \(2 Mar 2026\)\.\nBila catatan itu keliru, sampaikan kepada petugas BKPSDM\.$/);
    expect(labels()).toEqual(["Hubungi petugas", "Lihat jadwal"]);
    // What is presupposed is not on record: an officer looks, and the certificate can be sent.
    const next = await world.training("Pelatihan SPBE Lanjutan");
    await world.db.run(sql`update training set prerequisites = array['T-DASAR'] where id = ${next}`);
    await world.classOf(next, { code: "N-6", sessions: ["2026-12-21T08:00/2026-12-21T12:00"] });
    expect(await me.says("/daftar N-6")).toMatch(
      /Kesesuaian diperiksa petugas dulu: prasyarat T-DASAR belum tercatat pada data Anda\.\nBila pelatihan prasyaratnya sudah pernah diikuti, kirim sertifikatnya lewat \/serahkan\./,
    );
  });

  it("narrows the classes to choose from by the time that is named", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    const spbe = await world.training("Pelatihan SPBE Dasar");
    await world.classOf(spbe, { code: "D-1", sessions: ["2026-12-04T08:00/2026-12-04T12:00"] });
    await world.classOf(spbe, { code: "D-2", sessions: ["2027-01-14T08:00/2027-01-14T12:00"] });
    expect(await me.says("/daftar spbe")).toBe("Kelas yang mana?");
    expect(await me.says("/daftar spbe januari")).toMatch(/^Daftarkan Anda ke \*Pelatihan SPBE Dasar\*\?\nKamis, 14 Jan 2027/);
    // None in May: what there is, each with its own date.
    expect(await me.says("/daftar spbe mei")).toBe("Kelas yang mana?");
  });

  it("lets an officer look first where only an officer can judge", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const me = await world.talk(await world.person("Dewi Contoh", { leader }));
    await world.classOf(await world.training("Pelatihan SPBE Dasar", { requirement: "menguasai jaringan" }));
    expect(await me.says("/daftar spbe")).toContain('Kesesuaian diperiksa petugas dulu: syarat "menguasai jaringan".');
    expect(await me.says("ya")).toMatch(/diperiksa petugas BKPSDM\. Kursi disimpan sampai/);
    expect(boss.heard).toEqual([]);
  });

  it("does nothing twice: a second tap on the same yes, a wish for a class that is entered", async () => {
    const me = await world.talk(await world.person("Dewi Contoh"));
    const id = await world.classOf(await world.training("Pelatihan SPBE Dasar"), { approval: "tanpa" });
    await me.says("/daftar spbe");
    await me.says("ya");
    expect(await me.says("ya")).not.toMatch(/terdaftar di/);
    expect(await world.seatsOf(id)).toEqual({ taken: 1, held: 1 });
  });
});
