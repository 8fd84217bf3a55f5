import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../../../src/db/database.ts";
import { testDatabases } from "../../../world.ts";
import { local, openSurveyWorld, type SurveyWorld } from "./survey-world.ts";

const reaksi = { pembicara: 5, materi: 4, relevansi: 5, tempo: "pas", fasilitas: null, nps: 9, saran: "Perbanyak latihan" };

describe.each(testDatabases())("a survey in a talk on $name", (database) => {
  let world: SurveyWorld;
  beforeAll(async () => {
    world = await openSurveyWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  /** Up to the question whether to send. */
  async function fills({ says, taps }: { says(text: string): Promise<string>; taps(label: string): Promise<string> }): Promise<string> {
    await says("/survei");
    await says("sangat baik");
    await taps("Mudah");
    await says("5");
    await taps("Sudah pas");
    await taps("Lewati");
    await says("9");
    return says("Perbanyak latihan");
  }

  it("says what for and who sees it, asks one question a message, and shows all answers before sending", async () => {
    const { ani, request } = await world.reaction();
    const first = await ani.talk.says("/survei");
    expect(first).toMatch(
      /^Mohon tanggapan Anda .*rahasia: petugas BKPSDM dan pemateri hanya melihat gabungan lima orang atau lebih dan kutipan kalimat tanpa nama; atasan tidak melihatnya\./,
    );
    expect(first).toMatch(/\*Dasar SPBE\* \(1 dari 7\)\nBagaimana pengajar/);
    expect(first).not.toMatch(/anonim/i);
    expect(ani.talk.last.reply.buttons?.map((it) => it.label)).toEqual([
      "Sangat kurang",
      "Kurang",
      "Cukup",
      "Baik",
      "Sangat baik",
      "Nanti saja",
      "Tidak ingin mengisi",
    ]);
    const review = await fills(ani.talk);
    expect(review).toContain("1. Bagaimana pengajar menyampaikan pelatihan ini? *Sangat baik*\n2. Seberapa mudah materinya dipahami? *Mudah*");
    expect(review).toContain("*(dilewati)*");
    expect(review).toContain("*Perbanyak latihan*");
    expect((await world.kept(request)).done).toBe(false);
    expect(await ani.talk.taps("Kirim")).toMatch(/^Terima kasih, tanggapan Anda terkirim\. Gabungannya dipakai memperbaiki angkatan berikutnya/);
    expect(await world.kept(request)).toMatchObject({ answers: reaksi, done: true, begun: true, channel: "telegram" });
    expect(await ani.talk.says("/survei")).toBe("Saat ini tidak ada survei yang perlu Anda isi.");
  });

  it("goes on to what was learnt in the same sitting", async () => {
    const { ani, id } = await world.reaction();
    const learnt = await world.request(await world.round(id, { step: "belajar" }), ani.who);
    await fills(ani.talk);
    const next = await ani.talk.taps("Kirim");
    expect(next).toMatch(/^Terima kasih, tanggapan Anda terkirim\. Masih ada 2 pertanyaan singkat\.\n\n\*Dasar SPBE\* \(1 dari 2\)/);
    await ani.talk.taps("Mampu bila dibimbing");
    await ani.talk.says("mampu sendiri");
    expect(await ani.talk.taps("Kirim")).toMatch(/^Terima kasih, jawaban Anda terkirim\./);
    expect((await world.kept(learnt)).answers).toEqual({ dulu: 2, kini: 4 });
  });

  it("answers a question about a rule in the middle, and goes on; a courtesy leaves it open", async () => {
    const { ani, request } = await world.reaction();
    await ani.talk.says("/survei");
    await ani.talk.says("Baik");
    const before = ani.talk.heard.length;
    await ani.talk.says("apa itu JP?");
    expect(ani.talk.heard.slice(before).map((it) => it.reply.text)).toEqual([
      "Jawaban: apa itu JP?",
      "Kita lanjutkan:\n\n*Dasar SPBE* (2 dari 7)\nSeberapa mudah materinya dipahami?",
    ]);
    expect(await ani.talk.says("terima kasih")).toMatch(/^Sama-sama/);
    expect(await ani.talk.says("mudah")).toMatch(/\(3 dari 7\)/);
    expect(await ani.talk.says("bingung")).toMatch(/^Kita lanjutkan:\n\n\*Dasar SPBE\* \(3 dari 7\)/);
    expect((await world.kept(request)).answers).toEqual({ pembicara: 4, materi: 4 });
    // Something else begins: the answers wait.
    await ani.talk.says("/profil");
    expect(await ani.talk.says("/survei")).toMatch(/^Kita lanjutkan, jawaban Anda sebelumnya tersimpan\.\n\n\*Dasar SPBE\* \(3 dari 7\)/);
  });

  it.each([
    "Bagus",
    "terima kasih",
    "tidak ada",
    "Kendari",
    "tidak",
    "ya",
    "Kapan ada kelas lanjutan?",
    "2026",
    "Waktu istirahat",
    "tes ditunda saja",
    "Cukup sekian",
  ])("takes any own words: %s", async (words) => {
    const { ani, request } = await world.reaction();
    await ani.talk.says("/survei");
    for (const it of ["5", "4", "5", "lewati", "lewati", "10"]) await ani.talk.says(it);
    expect(await ani.talk.says(words)).toMatch(/Sudah benar\?/);
    expect((await world.kept(request)).answers.saran).toBe(words);
  });

  it("asks whether words that come hours later are the answer", async () => {
    const { ani, request } = await world.reaction();
    await ani.talk.says("/survei");
    for (const it of ["5", "4", "5", "lewati", "lewati", "10"]) await ani.talk.says(it);
    world.clock.pass({ hours: 20 });
    expect(await ani.talk.says("berapa JP saya")).toBe("Apakah ini jawaban Anda untuk pertanyaan “Apa satu hal yang sebaiknya dipertahankan atau diubah?”?");
    expect(await ani.talk.taps("Bukan")).toMatch(/^Baik\. Silakan ketik sekali lagi/);
    expect(await ani.talk.says("berapa JP saya")).toBe("Jawaban: berapa JP saya");
    await ani.talk.says("/survei");
    world.clock.pass({ hours: 2 });
    await ani.talk.says("Ruangnya sempit");
    expect(await ani.talk.taps("Ya, itu jawabannya")).toMatch(/Sudah benar\?/);
    expect((await world.kept(request)).answers.saran).toBe("Ruangnya sempit");
  });

  it("goes back, skips only what may be, and lets any answer be changed before sending", async () => {
    const { ani, request } = await world.reaction();
    await ani.talk.says("/survei");
    expect(await ani.talk.says("lewati")).toMatch(/^Pertanyaan ini perlu dijawab/);
    expect(await ani.talk.says("kembali")).toMatch(/^Ini sudah pertanyaan pertama/);
    await ani.talk.says("1");
    expect(await ani.talk.taps("Kembali")).toMatch(/\(1 dari 7\)\n.*\n\nJawaban Anda: Sangat kurang\.$/);
    await ani.talk.taps("Sangat baik");
    for (const it of ["4", "5", "sudah pas", "lewati"]) await ani.talk.says(it);
    expect(await ani.talk.says("11")).toMatch(/^Angka itu di luar pilihan\. Mohon dipilih lagi\.\n\n\*Dasar SPBE\* \(6 dari 7\)/);
    expect(await ani.talk.says("8,5")).toMatch(/^Mohon angka bulat/);
    for (const it of ["8", "Perbanyak latihan"]) await ani.talk.says(it);
    expect(await ani.talk.says("ubah 6")).toMatch(/\(6 dari 7\)\n.*\n\nJawaban Anda: 8\.\n/s);
    await ani.talk.says("9");
    await ani.talk.taps("Ubah jawaban");
    await ani.talk.taps(/Seberapa mudah/);
    expect(await ani.talk.says("Mudah")).toMatch(/Sudah benar\?/);
    expect(await ani.talk.says("ubah 12")).toMatch(/^Jawaban dengan nomor itu tidak ada\./);
    expect(await ani.talk.says("kirim")).toMatch(/^Terima kasih/);
    expect((await world.kept(request)).answers).toEqual(reaksi);
  });

  it("changes an earlier answer while questions are left, and sends nothing before they are answered", async () => {
    const { ani, request } = await world.reaction();
    for (const it of ["/survei", "baik", "sulit"]) await ani.talk.says(it);
    expect(await ani.talk.says("kirim")).toMatch(/^Masih ada pertanyaan yang belum dijawab\.\n\n\*Dasar SPBE\* \(3 dari 7\)/);
    expect(await ani.talk.says("ubah nomor 2")).toMatch(/\(2 dari 7\)\n.*\n\nJawaban Anda: Sulit\.$/);
    expect(await ani.talk.says("mudah")).toMatch(/\(3 dari 7\)/);
    expect(await ani.talk.says("ubah 5")).toMatch(/^Jawaban dengan nomor itu tidak ada\./);
    expect(await ani.talk.says("ubah jawaban")).toBe("Jawaban nomor berapa yang diubah?");
    expect(ani.talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Nomor 1", "Nomor 2", "Tidak jadi"]);
    await ani.talk.taps("Nomor 1");
    expect(await ani.talk.says("sangat baik")).toMatch(/\(3 dari 7\)/);
    expect(await ani.talk.says("berguna")).toMatch(/\(4 dari 7\)/);
    await ani.talk.says("pas");
    expect((await world.kept(request)).answers).toEqual({ pembicara: 5, materi: 4, relevansi: 4, tempo: "pas" });
    // Gone back to the first and sent as it is: all is shown once more, and nothing is said to be missing.
    for (const it of ["lewati", "9", "lewati", "ubah 1"]) await ani.talk.says(it);
    expect(await ani.talk.says("kirim")).toMatch(/^\*Dasar SPBE\*\nIni jawaban Anda\. Sudah benar\?/);
    expect((await world.kept(request)).done).toBe(false);
    expect(await ani.talk.says("kirim")).toMatch(/^Terima kasih/);
  });

  it("can wait, and goes on in another talk; what was on the first screen changes nothing any more", async () => {
    const { ani, request } = await world.reaction();
    await ani.talk.says("/survei");
    await ani.talk.says("Baik");
    expect(await ani.talk.taps("Nanti saja")).toMatch(/^Baik, jawaban Anda tersimpan\./);
    const second = await world.talk(ani.who);
    expect(await second.says("lanjut survei")).toMatch(/^Kita lanjutkan, .*\(2 dari 7\)/s);
    await second.taps("Mudah");
    expect(await ani.talk.says("/survei")).toMatch(/\(3 dari 7\)/);
    await second.taps("Berguna");
    expect(await ani.talk.taps("Tidak berguna")).toMatch(/^Pertanyaan itu sudah dijawab; ini pertanyaan yang sekarang\..*\(4 dari 7\)/s);
    expect(await ani.talk.says("lambat sekali dan membosankan, apa aturannya?")).toMatch(/^Kita lanjutkan:/);
    expect((await world.kept(request)).answers).toEqual({ pembicara: 4, materi: 4, relevansi: 4 });
  });

  it("counts each tap once, also of old buttons and of a second sending", async () => {
    const { ani, request } = await world.reaction();
    const taps = (input: object) => world.performs(ani.who, { capability: "answer_survey", input: { request, ...input } });
    await taps({});
    await taps({ act: "answer", step: 0, value: 2 });
    await taps({ act: "answer", step: 0, value: 5 });
    await taps({ act: "back", step: 0 });
    expect(await world.kept(request)).toMatchObject({ answers: { pembicara: 2 }, step: 1 });
    await taps({ act: "answer", step: 1, value: 9 });
    await taps({ act: "answer", step: 1, value: "baik" });
    await taps({ act: "send", step: 1 });
    expect(await world.kept(request)).toMatchObject({ answers: { pembicara: 2 }, step: 1, done: false });
    for (const [at, value] of [4, 5, "pas", 3, 9, "Baik"].entries()) await taps({ act: "answer", step: at + 1, value });
    expect((await taps({ act: "send", step: 7 })).code).toBe("finished");
    expect((await taps({ act: "send", step: 7 })).reply.text).toBe("Survei itu sudah Anda kirim. Terima kasih.");
    expect((await taps({ act: "answer", step: 8, value: 1 })).code).toBe("done_before");
    expect((await taps({ act: "decline", step: 8 })).code).toBe("done_before");
    expect(await world.kept(request)).toMatchObject({ answers: { pembicara: 2, saran: "Baik" }, done: true, declined: false });
  });

  it("ends politely after the deadline, before the opening, when closed, and when the class did not take place", async () => {
    const { ani, request, id } = await world.reaction();
    await ani.talk.says("/survei");
    await world.db.run(sql`update survey_request set closed_note = 'tidak_ikut' where id = ${request}`);
    expect(await ani.talk.taps("Baik")).toBe("Survei tentang *Dasar SPBE* sudah ditutup. Terima kasih atas perhatiannya.");
    await world.db.run(sql`update survey_request set closed_note = null where id = ${request}`);
    await ani.talk.says("/survei");
    world.comes("2026-12-04T17:00");
    expect(await ani.talk.taps("Baik")).toMatch(/^Survei tentang \*Dasar SPBE\* sudah ditutup Jumat, 4 Des 2026/);
    expect(await ani.talk.says("/survei")).toBe("Saat ini tidak ada survei yang perlu Anda isi.");
    const behaviour = await world.round(id, { step: "perilaku", afterDays: 30, opens: "2026-12-20T08:00", closes: "2027-01-03T17:00" });
    const later = await world.request(behaviour, ani.who, { competencies: ["integritas"] });
    const shows = { capability: "answer_survey", input: { request: later } };
    expect((await world.performs(ani.who, shows)).reply.text).toMatch(/^Survei tentang \*Dasar SPBE\* baru dibuka Minggu, 20 Des 2026/);
    await world.db.run(sql`update training_class set status = 'batal' where id = ${id}`);
    expect((await world.performs(ani.who, shows)).reply.text).toBe("*Dasar SPBE* tidak jadi dilaksanakan, jadi surveinya tidak perlu diisi.");
    expect((await world.kept(request)).answers).toEqual({});
  });

  it("is declined by a tap, without another word, and taken up again if wished", async () => {
    const { ani, request } = await world.reaction();
    await ani.talk.says("/survei");
    expect(await ani.talk.taps("Tidak ingin mengisi")).toMatch(/tidak akan diingatkan lagi/);
    expect(await world.kept(request)).toMatchObject({ declined: true, done: false });
    expect(await ani.talk.taps("Jadi mengisi")).toMatch(/\(1 dari 7\)/);
    expect((await world.kept(request)).declined).toBe(false);
  });

  it("sends at a plain yes only; a nod shows what would be sent once more", async () => {
    const { ani, request } = await world.reaction();
    for (const it of ["/survei", "5", "4", "5", "lewati", "lewati", "10", "lewati"]) await ani.talk.says(it);
    expect(await ani.talk.says("sudah benar")).toMatch(/^Belum terkirim: ketik \*ya\* atau pilih \*Kirim\*\./);
    expect((await world.kept(request)).done).toBe(false);
    expect(await ani.talk.says("ya")).toMatch(/^Terima kasih/);
    expect((await world.kept(request)).done).toBe(true);
  });

  it("declines what was learnt together with the reaction, and says politely that the deadline has passed", async () => {
    const { ani, id } = await world.reaction();
    const learnt = await world.request(await world.round(id, { step: "belajar" }), ani.who);
    await ani.talk.says("/survei");
    await ani.talk.taps("Tidak ingin mengisi");
    expect((await world.kept(learnt)).declined).toBe(true);
    await ani.talk.taps("Jadi mengisi");
    expect((await world.kept(learnt)).declined).toBe(false);
    world.comes("2026-12-04T17:00");
    expect(await ani.talk.says("baik")).toMatch(/^Survei tentang \*Dasar SPBE\* sudah ditutup/);
  });

  it("opens for nobody else, nobody unknown, and nobody who has left", async () => {
    const { ani, request } = await world.reaction();
    const shows = { capability: "answer_survey", input: { request } };
    const other = await world.person("Budi Contoh");
    expect((await world.performs(other, shows)).reply.text).toMatch(/^Survei itu bukan untuk Anda/);
    expect((await world.performs(ani.who, { capability: "answer_survey", input: { request: 999_999 } })).code).toBe("not_found");
    expect(await (await world.talk(null)).says("/survei")).toMatch(/perlu tahu siapa Anda/);
    await world.db.run(sql`update person set duty = 'pensiun' where id = ${ani.who.personId}`);
    expect((await world.performs(ani.who, shows)).code).toBe("forbidden");
    await expect(world.performs(ani.who, { capability: "answer_survey", input: { request, act: "hapus" } })).rejects.toThrow("bad_input");
    expect((await world.kept(request)).begun).toBe(false);
  });

  it("of several asks which, by class, and takes the words of one", async () => {
    const { ani } = await world.reaction();
    const other = await world.cityClass("Menulis Berita", { sessions: ["2026-11-19T08:00/2026-11-19T16:00"] });
    await world.enrolled(other.id, ani.who);
    await world.request(await world.round(other.id, { closes: "2026-12-01T17:00" }), ani.who);
    // What was learnt waits for the reaction to the same class.
    await world.request(await world.round(other.id, { step: "belajar", closes: "2026-12-01T17:00" }), ani.who);
    expect(await ani.talk.says("/survei")).toBe("Survei mana yang diisi lebih dulu?");
    expect(ani.talk.last.reply.buttons?.map((it) => it.full)).toEqual(["Tanggapan: Menulis Berita", "Tanggapan: Dasar SPBE"]);
    expect(await ani.talk.says("2")).toMatch(/\*Dasar SPBE\* \(1 dari 7\)/);
    expect(await ani.talk.says("/survei menulis berita")).toMatch(/\*Menulis Berita\* \(1 dari 7\)/);
    // After the list also by name; what names none of it is a question like any other, however long.
    await ani.talk.says("/survei");
    expect(await ani.talk.says("menulis berita")).toMatch(/\*Menulis Berita\* \(1 dari 7\)/);
    await ani.talk.says("/survei");
    const question = "Apa syarat kenaikan pangkat bagi pegawai yang baru pindah dari kota lain dan belum lengkap penilaian kinerjanya?";
    expect(await ani.talk.says(question)).toBe(`Jawaban: ${question}`);
    expect(local("2026-12-01T17:00")).toBe("2026-12-01T09:00:00Z");
  });
});
