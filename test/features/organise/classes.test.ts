import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { loadClass } from "../../../src/features/enrolment/class-of.ts";
import { feedbackCapabilities } from "../../../src/features/feedback/capabilities.ts";
import { cutPerson } from "../../../src/features/feedback/person-store.ts";
import { ownClasses } from "../../../src/features/feedback/report/group-store.ts";
import { testDatabases } from "../../world.ts";
import { tenant } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("the class desk on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database, feedbackCapabilities);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const of = async (classId: number) => {
    const found = await loadClass(world.db, tenant, classId);
    if (!found) throw new Error("no such class");
    return found.class;
  };
  const stateOf = async (personId: number): Promise<string> =>
    (await world.db.one(z.object({ state: z.string() }), sql`select state from enrolment where person_id = ${personId}`)).state;

  async function enrolled(name: string, classId: number) {
    const who = await world.person(name);
    const talk = await world.talk(who);
    await world.performs(who, { capability: "enrol", input: { class: classId } });
    return { who, talk };
  }

  it("says what there is, and opens one class by its number or its code", async () => {
    const { talk } = await world.officer();
    expect(await talk.says("/kelola")).toContain("Belum ada kelas");
    await world.classOf(await world.training("Pelayanan Prima"), { code: "PP-1", seats: 30 });
    await world.classOf(await world.training("Arsip Digital"), { code: "AD-1", status: "rencana" });
    expect(await talk.says("/kelola")).toContain("2 kelas yang belum selesai");
    expect(await talk.taps(/PP-1/)).toBe(
      "*Pelayanan Prima*\nKode PP-1; pendaftaran dibuka.\n\nSenin, 7 Des 2026, 08.00–16.00 WITA\nTempat: Aula BKPSDM.\n\n" +
        "Kursi: 0 terisi dari 30.\nCara masuk: terbuka; persetujuan: atasan.\n\nRencana: R-1.",
    );
    await world.db.run(sql`update training_class set taken = 4 where code = 'PP-1'`);
    expect(await talk.says("/kelola pp-1")).toContain(
      "Kursi: 4 terisi dari 30.\n4 di antaranya sudah terisi saat katalog diimpor; namanya tidak ada di sini.\n",
    );
    expect(await talk.says("/kelola ad-1")).toContain("Kode AD-1; masih rencana.");
    expect(await talk.says("/kelola perikanan")).toContain("Tidak ada kelas dengan kata “perikanan”");
  });

  it("makes a class part by part, asks again for what it cannot read, and opens it", async () => {
    const { talk } = await world.officer();
    const trainingId = await world.training("Pelayanan Prima");
    expect(await talk.says("/buatkelas")).toContain("Kelas untuk pelatihan apa?");
    expect(await talk.says("pelayanan prima")).toContain("Tulis jadwalnya");
    expect(await talk.says("minggu depan saja")).toContain('Belum dapat dibaca: "minggu depan saja" bukan tanggal dengan jam');
    expect(await talk.says("14-15 Desember 2026 08.00-15.00")).toContain("Berapa kursinya?");
    expect(await talk.says("dua lusin")).toContain("tulis angkanya");
    await talk.says("25");
    // A question is no place: it is answered, and then the place is asked for again.
    await talk.says("boleh di luar kota?");
    expect(talk.heard.slice(-2).map((it) => it.reply.text)).toEqual([
      "Jawaban: boleh di luar kota?",
      "Kita lanjutkan:\n\nDi mana tempatnya? Untuk kelas daring, kirim tautannya; bila belum ada, tulis *nanti*.",
    ]);
    await talk.says("Aula Lantai 2");
    await talk.taps("terbuka");
    const question = await talk.says("RB-7");
    expect(question).toContain("Buat kelas *Pelayanan Prima*?\nSenin, 14 Des 2026, 08.00–15.00 WITA, dan 1 sesi lagi\n25 kursi; Aula Lantai 2; terbuka");
    expect(await talk.says("ya")).toMatch(/^Kelas \*Pelayanan Prima\* dibuat dengan kode T-\d+-1\./);
    await talk.taps("Lihat kelas");
    expect(talk.last.reply.text).toContain("masih rencana");
    expect(await talk.taps("Buka pendaftaran")).toContain("Buka pendaftaran *Pelayanan Prima*?\nBelum ada orang di kelas ini.");
    expect(await talk.says("ya")).toBe("*Pelayanan Prima* sudah dibuka.");
    const made = await world.db.one(
      z.object({ status: z.string(), seats: z.number(), plan: z.string(), sessions: z.coerce.number() }),
      sql`select status, seats, plan_line as plan, (select count(*) from training_session s where s.class_id = c.id) as sessions from training_class c where training_id = ${trainingId}`,
    );
    expect(made).toEqual({ status: "dibuka", seats: 25, plan: "RB-7", sessions: 2 });
  });

  it("notes who spoke: staff by NIP or name, who then find the class among theirs, guests by name alone", async () => {
    const { talk } = await world.officer();
    const id = await world.classOf(await world.training("Pelayanan Prima"), { code: "PP-1" });
    const own = await world.person("Ani Contoh", { unit: await world.unit("Dinas Contoh") });
    const twins = [await world.person("Budi Contoh"), await world.person("Budi Contoh")];
    await world.db.run(sql`update person set nip = '198501012010011001' where id = ${twins[1]?.personId ?? 0}`);
    const noted = () =>
      world.db.many(
        z.object({ name: z.string(), person: z.number().nullable() }),
        sql`select name, person_id::int as person from class_speaker where class_id = ${id} order by id`,
      );
    await talk.says("/kelola pp-1");
    expect(await talk.taps("Pemateri")).toMatch(/^Pemateri \*Pelayanan Prima\*: belum dicatat\./);
    expect(await talk.says("Budi Contoh")).toMatch(/^Ada beberapa pegawai bernama Budi Contoh\./);
    expect(await talk.says("Ani Contoh\n198501012010011009")).toMatch(/^NIP pada baris 2 belum ditemukan\./);
    expect(await talk.says("ani contoh\n19850101 201001 1 001\nDr. Cahya Rekaan, M.Si.")).toBe(
      "Catat pemateri *Pelayanan Prima*?\n• Ani Contoh, pegawai Dinas Contoh (dapat melihat hasil kelas ini)\n" +
        "• Budi Contoh, pegawai (dapat melihat hasil kelas ini)\n• Dr. Cahya Rekaan, M.Si.\nBila bukan pegawai itu, tulis lagi dengan *tamu:* di depan namanya.",
    );
    expect(await noted()).toEqual([]);
    expect(await talk.says("ya")).toBe("Pemateri *Pelayanan Prima* sudah dicatat.");
    expect(await noted()).toEqual([
      { name: "Ani Contoh", person: own.personId },
      { name: "Budi Contoh", person: twins[1]?.personId },
      { name: "Dr. Cahya Rekaan, M.Si.", person: null },
    ]);
    expect(await ownClasses(world.db, own)).toEqual([id]);
    // Who has taken the link back sees it no more; the name stays with the class.
    await cutPerson(world.db, own);
    expect(await ownClasses(world.db, own)).toEqual([]);
    await talk.taps("Kembali");
    await talk.taps("Pemateri");
    expect(talk.last.reply.text).toMatch(/: Ani Contoh; Budi Contoh; Dr\. Cahya Rekaan, M\.Si\.\./);
    expect(await talk.says("tamu: Ani Contoh")).toBe("Catat pemateri *Pelayanan Prima*?\n• Ani Contoh");
    await talk.says("ya");
    expect(await noted()).toEqual([{ name: "Ani Contoh", person: null }]);
    await talk.taps("Kembali");
    await talk.taps("Pemateri");
    expect(await talk.says("hapus")).toBe("Hapus catatan pemateri *Pelayanan Prima*?");
    await talk.says("ya");
    expect(await noted()).toEqual([]);
  });

  it("gives two classes of one training two codes, and keeps why one is outside the plan", async () => {
    const { who } = await world.officer();
    await world.training("Pelayanan Prima");
    const input = {
      training: "Pelayanan Prima",
      schedule: "14/12/2026 08.00-15.00",
      seats: "bebas",
      place: "https://rapat.contoh.go.id/a",
      entry: "usulan unit",
    };
    await world.performs(who, { capability: "create_class", input: { ...input, plan: "RB-1" } }, ["officer"]);
    await world.performs(who, { capability: "create_class", input: { ...input, plan: "luar: arahan wali kota" } }, ["officer"]);
    const rows = await world.db.many(
      z.object({ code: z.string(), link: z.string(), place: z.string().nullable(), outside: z.string().nullable(), entry: z.string() }),
      sql`select code, link, place, outside_plan as outside, entry from training_class order by id`,
    );
    expect(rows.map((it) => [it.code.replace(/^T-\d+/, "T"), it.outside])).toEqual([
      ["T-1", null],
      ["T-2", "arahan wali kota"],
    ]);
    expect(rows[0]).toMatchObject({ link: "https://rapat.contoh.go.id/a", place: null, entry: "usulan" });
    for (const plan of ["luar", "di luar rencana: x"]) {
      const asked = await world.performs(who, { capability: "create_class", input: { ...input, plan } }, ["officer"]);
      expect([asked.code, asked.awaits?.field]).toEqual(["unread", "plan"]);
      expect(asked.reply.text).toContain("alasan di luar rencana belum ditulis");
    }
  });

  it("offers further seats at once to those who wait", async () => {
    const { talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", seats: 1, code: "PP-1" });
    await enrolled("Ani Wijaya", classId);
    const { who, talk: waits } = await enrolled("Budi Santoso", classId);
    await talk.says("/kelola PP-1");
    await talk.taps("Ubah");
    expect(await talk.taps("Kursi")).toBe("Berapa kursinya? Tulis angka, atau *bebas* bila tidak dibatasi.\nSekarang: 1.");
    expect(await talk.says("2 kursi")).toContain("Ubah kursi *Pelayanan Prima*?\nDari: 1\nMenjadi: 2\n2 orang di kelas ini.");
    await talk.says("ya");
    expect(await stateOf(who.personId)).toBe("ditawari");
    expect(waits.heard.some((it) => it.reply.text.includes("Ada kursi kosong untuk Anda"))).toBe(true);
    expect(await world.seatsOf(classId)).toEqual({ taken: 2, held: 2 });
  });

  it("has never fewer seats than are taken", async () => {
    const { who, talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", seats: 3 });
    for (const name of ["Ani Wijaya", "Budi Santoso"]) await enrolled(name, classId);
    const edit = { capability: "edit_class", input: { class: classId, field: "kursi", value: "1" } };
    await expect(world.performs(who, edit, ["officer"])).rejects.toThrow("Kursi tidak dapat kurang dari 2");
    expect((await of(classId)).seats).toBe(3);
    await talk.says("/kelola");
    await world.performs(who, { ...edit, input: { ...edit.input, value: "2" } }, ["officer"]);
    expect((await of(classId)).seats).toBe(2);
  });

  it("moves a class to other dates with its sessions, and refuses dates that are over", async () => {
    const { who } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), {});
    const edit = (value: string) => world.performs(who, { capability: "edit_class", input: { class: classId, field: "jadwal", value } }, ["officer"]);
    expect((await edit("2/11/2026 08.00-16.00")).reply.text).toContain("jadwal itu sudah lewat");
    await edit("21/12/2026 09.00-12.00; 22/12/2026 09.00-12.00 WIB");
    const { sessions, startsOn, endsOn, zone } = await of(classId);
    expect([sessions.length, startsOn, endsOn, zone]).toEqual([2, "2026-12-21", "2026-12-22", "Asia/Jakarta"]);
  });

  it("reads deadlines as the last day, who approves and how people come in, and says what it cannot read", async () => {
    const { who } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), {});
    const edit = async (field: string, value: string) =>
      (await world.performs(who, { capability: "edit_class", input: { class: classId, field, value } }, ["officer"])).reply.text;
    await edit("batas_daftar", "30/11/2026");
    await edit("batas_batal", "3 Desember 2026");
    await edit("persetujuan", "petugas");
    await edit("cara_masuk", "Kuota unit");
    await edit("tempat", "Gedung *B*");
    const it = await of(classId);
    expect([it.registerUntil, it.cancelUntil].map((at) => new Date(Number(at) * 1_000).toISOString())).toEqual([
      "2026-11-30T16:00:00.000Z",
      "2026-12-03T16:00:00.000Z",
    ]);
    expect([it.approval, it.entry, it.place]).toEqual(["petugas", "kuota", "Gedung *B*"]);
    expect(await edit("persetujuan", "camat")).toContain("tulis salah satu: atasan, petugas, tanpa persetujuan");
    expect(await edit("tautan", "zoom")).toContain("tulis alamatnya lengkap");
    expect(await edit("persetujuan", "petugas")).toContain("tidak ada yang berubah");
    await expect(edit("batas_daftar", "25/12/2026")).rejects.toThrow("tidak boleh lewat dari awal kelas");
    await edit("batas_daftar", "hapus");
    expect((await of(classId)).registerUntil).toBeNull();
  });

  it("keeps leadership training for those appointed", async () => {
    const { who } = await world.officer();
    const classId = await world.classOf(await world.training("PKA", { form: "pelatihan_struktural" }), { entry: "ditunjuk" });
    const edit = { capability: "edit_class", input: { class: classId, field: "cara_masuk", value: "terbuka" } };
    await expect(world.performs(who, edit, ["officer"])).rejects.toThrow("hanya untuk yang ditunjuk");
  });

  it("postpones with a cause and keeps whoever is in; opens again only with dates to come", async () => {
    const { who, talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", code: "PP-1" });
    const { who: ani } = await enrolled("Ani Wijaya", classId);
    await talk.says("/kelola PP-1");
    expect(await talk.taps("Tunda")).toBe("Apa sebabnya ditunda? Peserta akan membacanya.");
    expect(await talk.says("narasumber berhalangan")).toContain("Tunda *Pelayanan Prima*?\nSebab: narasumber berhalangan");
    await talk.says("ya");
    expect([(await of(classId)).status, (await of(classId)).statusNote, await stateOf(ani.personId)]).toEqual([
      "ditunda",
      "narasumber berhalangan",
      "terdaftar",
    ]);
    world.clock.pass({ hours: 24 * 30 });
    const move = { capability: "move_class", input: { class: classId, move: "buka" } };
    await expect(world.performs(who, move, ["officer"])).rejects.toThrow("Jadwalnya sudah lewat");
    await world.performs(who, { capability: "edit_class", input: { class: classId, field: "jadwal", value: "18/1/2027 08.00-16.00" } }, ["officer"]);
    await world.performs(who, move, ["officer"]);
    expect([(await of(classId)).status, (await of(classId)).statusNote]).toEqual(["dibuka", null]);
  });

  it("cancels with a cause, lets everybody go, and is not changed any more", async () => {
    const { who, talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", seats: 1, code: "PP-1" });
    const [{ who: ani }, { who: budi }] = [await enrolled("Ani Wijaya", classId), await enrolled("Budi Santoso", classId)];
    await talk.says("/kelola PP-1");
    await talk.taps("Batalkan kelas");
    expect(await talk.says("anggaran dialihkan")).toContain("Semua peserta dilepas. Ini tidak dapat diurungkan.\n2 orang di kelas ini diberi tahu.");
    await talk.says("tidak");
    expect((await of(classId)).status).toBe("dibuka");
    const cancel = { capability: "move_class", input: { class: classId, move: "batalkan", reason: "anggaran dialihkan" } };
    const told = (await world.performs(who, cancel, ["officer"])).letters?.map((it) => it.reply.text);
    expect(told).toHaveLength(2);
    for (const it of told ?? []) expect(it).toContain("*Pelayanan Prima* dibatalkan penyelenggara (anggaran dialihkan)");
    expect([await stateOf(ani.personId), await stateOf(budi.personId)]).toEqual(["dikeluarkan", "dikeluarkan"]);
    expect(await world.seatsOf(classId)).toEqual({ taken: 0, held: 0 });
    const edit = { capability: "edit_class", input: { class: classId, field: "tempat", value: "Aula lain" } };
    await expect(world.performs(who, edit, ["officer"])).rejects.toThrow("tidak diubah lagi");
    await expect(world.performs(who, { capability: "move_class", input: { class: classId, move: "buka" } }, ["officer"])).rejects.toThrow("sedang *batal*");
  });

  it("needs a place before a class in a room opens", async () => {
    const { who } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { status: "rencana" });
    await world.performs(who, { capability: "edit_class", input: { class: classId, field: "tempat", value: "hapus" } }, ["officer"]);
    await expect(world.performs(who, { capability: "move_class", input: { class: classId, move: "buka" } }, ["officer"])).rejects.toThrow("Isi tempatnya dulu");
  });

  it("duplicates a class with other dates, without its people", async () => {
    const { talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", code: "PP-1", seats: 7 });
    await enrolled("Ani Wijaya", classId);
    await talk.says("/kelola PP-1");
    expect(await talk.taps("Gandakan")).toContain("Tulis jadwalnya");
    expect(await talk.says("18/1/2027 08.00-16.00")).toContain("Buat kelas *Pelayanan Prima*?\nSenin, 18 Jan 2027");
    await talk.says("ya");
    await talk.taps("Lihat kelas");
    expect(talk.last.reply.text).toContain("Kursi: 0 terisi dari 7.");
    expect(talk.last.reply.text).toContain("Rencana: R-1.");
  });

  it("shows who is in a class, and keeps the look", async () => {
    const { talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", code: "PP-1" });
    await talk.says("/kelola PP-1");
    expect(await talk.taps("Peserta")).toBe("Belum ada orang di *Pelayanan Prima*.");
    const { who } = await enrolled("Ani Wijaya", classId);
    await talk.says("/kelola PP-1");
    expect(await talk.taps("Peserta")).toBe("1 orang di *Pelayanan Prima*:\n\n1. Ani Wijaya: terdaftar");
    const looks = await world.db.many(z.object({ n: z.number() }), sql`select 1 as n from ledger where kind = 'look' and subject_id = ${who.personId}`);
    expect(looks).toHaveLength(1);
    const { talk: his } = await enrolled("Budi Santoso", classId);
    await his.says("/batal karena tugas luar kota");
    await his.says("ya");
    await talk.says("/kelola PP-1");
    expect(await talk.taps("Peserta")).toBe(
      "1 orang di *Pelayanan Prima*:\n\n1. Ani Wijaya: terdaftar\n\nYang mundur:\n• Budi Santoso: dibatalkan, alasan: tugas luar kota",
    );
  });

  it("lets one participant go with a reason, and the seat passes on", async () => {
    const { talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", code: "PP-1", seats: 1 });
    const { who: ani, talk: hers } = await enrolled("Ani Wijaya", classId);
    const { who: budi } = await enrolled("Budi Santoso", classId);
    await talk.says("/kelola PP-1");
    await talk.taps("Peserta");
    expect(await talk.taps("Lepas peserta")).toBe("Siapa yang dilepas dari *Pelayanan Prima*?");
    expect(await talk.taps(/^Ani Wijaya/)).toContain("Apa alasannya *Ani Wijaya* dilepas?");
    expect(await talk.says("pindah tugas ke luar kota")).toContain("Lepaskan *Ani Wijaya* dari *Pelayanan Prima*?");
    await talk.says("ya");
    expect(hers.last.reply.text).toContain("Alasan: pindah tugas ke luar kota");
    expect([await stateOf(ani.personId), await stateOf(budi.personId)]).toEqual(["dikeluarkan", "ditawari"]);
  });

  it("is closed to everybody else", async () => {
    const talk = await world.trusted(await world.person("Warga Biasa"));
    for (const it of ["/kelola", "/buatkelas"]) expect(await talk.says(it)).toContain("hanya untuk pegawai yang berwenang");
  });
});
