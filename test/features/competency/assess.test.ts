import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { deleteAssessmentsBefore } from "../../../src/features/competency/assess/assessment-store.ts";
import { evidenceOf } from "../../../src/features/competency/gap/evidence-store.ts";
import { testDatabases } from "../../world.ts";
import { labels, openStaffWorld, type StaffWorld, type Talk } from "./staff-world.ts";

describe.each(testDatabases())("the self-assessment on $name", (database) => {
  let world: StaffWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openStaffWorld(database);
  });
  afterAll(() => world.close());

  const head = () => world.person({ name: `Dewi Contoh ${++count}`, title: "Kepala Seksi Data", family: "pengawas" });
  const evidence = (who: Subject) => evidenceOf(world.db, who, [who.personId]);

  /** Answers everything by the middle choice, which is what the position asks. */
  async function answerAll(talk: Talk): Promise<void> {
    for (let left = 30; left > 0 && labels(talk.last).some((it) => it.startsWith("Lewati")); left--) await talk.taps("Pilihan 2");
  }

  it("asks one question at a time, with what people do as choices and where one is", async () => {
    const talk = await world.talk(await head());
    const text = await talk.says("/asesmen");
    expect(text).toMatch(/^Asesmen mandiri: 9 kompetensi, sekitar 3 menit\./);
    expect(text).toMatch(/\*Orientasi pada Hasil\* \(1 dari 9\)\n\nSaat mengejar target pekerjaan, yang biasanya dilakukan:$/);
    expect(labels(talk.last)).toEqual([
      "Menyelesaikan tugas sesuai arahan dan tenggat",
      "Menetapkan target sendiri dan memperbaiki cara kerja",
      "Membagi target tim, memantau, dan mengatasi hambatan",
      "Lewati, saya tidak yakin",
      "Nanti saja, simpan jawabannya",
    ]);
    expect(await talk.taps("Pilihan 2")).toMatch(/^\*.+\* \(2 dari 9\)/);
    expect(labels(talk.last)).toContain("Kembali ke pertanyaan sebelumnya");
  });

  it("steps up where more is done than asked, and takes a typed number for a choice", async () => {
    const talk = await world.talk(await head());
    await talk.says("/asesmen");
    expect(await talk.says("3")).toMatch(/\(1 dari 9, pertanyaan lanjutan\)/);
    expect(labels(talk.last)[2]).toBe("Menetapkan sasaran dinas yang menantang dan menilainya");
    expect(await talk.says("yang kedua pak")).toMatch(/\(2 dari 9\)/);
  });

  it("saves only on the person's own word, once, and explains the result with a next step", async () => {
    const who = await head();
    const talk = await world.talk(who);
    await talk.says("/asesmen");
    await talk.taps("Pilihan 1");
    await answerAll(talk);
    expect(talk.last.reply.text).toBe("Semua sudah ditanyakan, 9 kompetensi terjawab. Simpan hasilnya?");
    expect(await evidence(who)).toEqual([]);
    const closing = talk.last;
    const result = await talk.taps("Simpan");
    expect(result).toMatch(/^Terima kasih, hasil asesmen Anda tersimpan\. Ini perkiraan menurut Anda sendiri, bukan hasil uji resmi\./);
    expect(result).toContain("Sudah memenuhi:");
    expect(result).not.toContain("Langkah berikutnya:\n");
    expect(result).toContain("• *Orientasi pada Hasil*: kini level 1, diminta 2. Langkah berikutnya: menetapkan target sendiri dan memperbaiki cara kerja.");
    expect(labels(talk.last)).toEqual(["Lihat kompetensi saya", "Rekomendasi pelatihan", "Minta penilaian atasan", "Lanjut 4 kompetensi lagi"]);
    expect(await evidence(who)).toHaveLength(9);
    expect(await talk.tapsOn(closing, "Simpan")).toMatch(/Sudah saya jawab|sudah selesai/);
    expect(await talk.tapsOn(closing, "Ubah yang terakhir")).toContain("sudah selesai");
    expect(await evidence(who)).toHaveLength(9);
    expect(new Set((await evidence(who)).map((it) => `${it.kind} ${it.official} ${it.raterId === who.personId}`))).toEqual(new Set(["self false true"]));
  });

  it("goes back, and changes the last answer before it is saved", async () => {
    const who = await head();
    const talk = await world.talk(who);
    await talk.says("/asesmen");
    await talk.taps("Pilihan 2");
    expect(await talk.taps("Kembali")).toMatch(/\(1 dari 9\)/);
    await answerAll(talk);
    await talk.taps("Ubah yang terakhir");
    expect(talk.last.reply.text).toMatch(/\(9 dari 9\)/);
    await talk.taps(/^Lewati/);
    expect(talk.last.reply.text).toContain("8 kompetensi terjawab");
    await talk.taps("Simpan");
    expect(await evidence(who)).toHaveLength(8);
  });

  it("bears repeated taps and old buttons", async () => {
    const who = await head();
    const talk = await world.talk(who);
    await talk.says("/asesmen");
    const first = talk.last;
    await talk.taps("Pilihan 2");
    const second = talk.last;
    expect(await talk.tapsOn(first, "Pilihan 2")).toMatch(/^Sudah saya jawab/);
    await talk.tapsOn(second, "Pilihan 2");
    // Long after: the same answer once more just shows where one is; another answer to an old question changes nothing.
    expect(await talk.tapsOn(first, "Pilihan 2")).toMatch(/^\*.+\* \(3 dari 9\)/);
    expect(await talk.tapsOn(first, "Pilihan 1")).toMatch(/^Pertanyaan itu sudah dijawab.*\(3 dari 9\)/s);
    expect(await talk.tapsOn(second, "Kembali")).toMatch(/\(3 dari 9\)/);
  });

  it("can be left, and goes on days later on another channel", async () => {
    const who = await head();
    const telegram = await world.talk(who);
    await telegram.says("/asesmen");
    await telegram.taps("Pilihan 2");
    await telegram.taps("Pilihan 2");
    expect(await telegram.taps("Nanti saja")).toContain("Lanjutkan kapan saja");
    world.clock.pass({ hours: 24 * 6 });
    const whatsapp = await world.talk(who, "wa-cloud");
    expect(await whatsapp.says("/asesmen")).toMatch(/^Kita lanjutkan asesmen yang belum selesai\.\n\n\*.+\* \(3 dari 9\)/);
    await whatsapp.taps("Pilihan 2");
    expect(await telegram.says("lanjut asesmen")).toMatch(/\(4 dari 9\)/);
  });

  it("counts one of two answers that come at the same moment from two channels", async () => {
    const who = await head();
    const [one, two] = [await world.talk(who), await world.talk(who, "wa-cloud")];
    await one.says("/asesmen");
    await two.says("/asesmen");
    const texts = await Promise.all([one.taps("Pilihan 2"), two.taps("Pilihan 3")]);
    expect(texts.filter((it) => it.startsWith("Pertanyaan itu sudah dijawab"))).toHaveLength(1);
    const forms = await world.db.many(
      z.object({ taps: z.array(z.unknown()) }),
      sql`select taps from assessment where person_id = ${who.personId} and finished_at is null`,
    );
    expect(forms.map((it) => it.taps.length)).toEqual([1]);
  });

  it("opens one form when two channels begin at the same moment", async () => {
    const who = await head();
    const [one, two] = [await world.talk(who), await world.talk(who, "wa-cloud")];
    const texts = await Promise.all([one.says("/asesmen"), two.says("/asesmen")]);
    for (const it of texts) expect(it).toMatch(/\(1 dari 9\)/);
    const { open } = await world.db.one(z.object({ open: z.number() }), sql`select count(*)::int as open from assessment where person_id = ${who.personId}`);
    expect(open).toBe(1);
  });

  it("answers a question about a rule in between, and goes on", async () => {
    const talk = await world.talk(await head());
    await talk.says("/asesmen");
    await talk.taps("Pilihan 2");
    await talk.says("berapa JP setahun?");
    expect(talk.answer.map((it) => it.reply.text.split("\n")[0])).toEqual(["Jawaban: berapa JP setahun?", "Kita lanjutkan:"]);
    expect(talk.last.reply.text).toMatch(/\(2 dari 9\)/);
    expect(await talk.taps("Pilihan 2")).toMatch(/\(3 dari 9\)/);
    await talk.taps("Nanti saja");
    await talk.says("berapa JP setahun?");
    expect(talk.answer).toHaveLength(1);
  });

  it("asks no more for three months what was just answered, and skips what a test has settled", async () => {
    const who = await head();
    await world.knows(who, [
      { competency: "integritas", level: 3, kind: "assessment_center", official: true },
      { competency: "orientasi-hasil", level: 2, kind: "assessment_center", official: true },
    ]);
    const talk = await world.talk(who);
    const asked: string[] = [];
    await talk.says("/asesmen");
    for (let left = 40; left > 0 && /\d dari \d/.test(talk.last.reply.text); left--) {
      asked.push(/\*(.+?)\*/.exec(talk.last.reply.text)?.[1] ?? "");
      await talk.taps("Pilihan 2");
    }
    await talk.taps("Simpan");
    expect(await talk.taps("Lanjut asesmen")).toMatch(/^Asesmen mandiri: 2 kompetensi/);
    await answerAll(talk);
    await talk.taps("Simpan");
    expect(labels(talk.last).filter((it) => it.startsWith("Lanjut"))).toEqual([]);
    expect(asked).not.toContain("Integritas");
    expect(asked).not.toContain("Orientasi pada Hasil");
    expect(await talk.says("/asesmen")).toMatch(/^Asesmen mandiri dapat diisi lagi mulai \d+ Februari 2027/);
    expect(await talk.says("/asesmen komunikasi")).toMatch(/dapat diisi lagi mulai/);
    world.clock.pass({ hours: 24 * 91 });
    expect(await (await world.talk(who)).says("/asesmen")).toMatch(/\(1 dari 9\)/);
  });

  it("asks for one competency by its name, and says when there is none of that name", async () => {
    const talk = await world.talk(await head());
    expect(await talk.says("/asesmen kompetensi komunikasi")).toMatch(/\*Komunikasi\* \(1 dari 1\)/);
    const other = await world.talk(await head());
    expect(await other.says("/asesmen sihir")).toContain("tidak menemukan kompetensi “sihir”");
    expect(await other.says("/asesmen spbe")).toMatch(/\(SPBE\)\* \(1 dari 1\)/);
    expect(labels(other.last)).toContain("Belum pernah mengerjakannya");
    await other.taps("Belum pernah");
    await other.taps("Simpan");
    expect(other.last.reply.text).toContain("hasil asesmen Anda tersimpan");
  });

  it("asks the core competencies of who has no standard, and says so", async () => {
    const odd = await world.person({ name: "Aneh Contoh", title: "Duta Wisata", family: "lain" });
    const talk = await world.talk(odd);
    expect(await talk.says("/asesmen")).toMatch(/9 kompetensi.*belum punya standar/s);
  });

  it("keeps nothing where everything was left out", async () => {
    const who = await head();
    const talk = await world.talk(who);
    await talk.says("/asesmen komunikasi");
    await talk.taps(/^Lewati/);
    expect(await talk.taps("Simpan")).toContain("tidak ada yang disimpan");
    expect(await evidence(who)).toEqual([]);
    expect(await talk.says("/asesmen komunikasi")).toMatch(/\(1 dari 1\)/);
  });

  it("is nobody's but the person's: a guest is invited to link, and another person's button does nothing", async () => {
    const guest = await world.talk(null);
    expect(await guest.says("/asesmen")).toContain("Tautkan dulu percakapan ini");
    const one = await head();
    const talk = await world.talk(one);
    await talk.says("/asesmen");
    const call = talk.last.reply.buttons?.[1]?.call;
    if (!call) throw new Error("no button");
    const stranger = await head();
    await expect(world.performs(stranger, call)).resolves.toMatchObject({ code: "gone" });
    await (await world.talk(stranger)).says("/asesmen");
    await expect(world.performs(stranger, call)).resolves.toMatchObject({ code: "asking" });
    const forms = await world.db.many(
      z.object({ taps: z.array(z.unknown()) }),
      sql`select taps from assessment where person_id = any(${[one.personId, stranger.personId]}::bigint[])`,
    );
    expect(forms).toEqual([{ taps: [] }, { taps: [] }]);
  });

  it("refuses a choice that the question does not offer", async () => {
    const who = await head();
    const talk = await world.talk(who);
    await talk.says("/asesmen");
    const input = talk.last.reply.buttons?.[0]?.call.input;
    expect(input).toMatchObject({ act: "answer", step: 0, tap: 1 });
    await expect(world.performs(who, { capability: "assess", input: { ...input, tap: 5 } })).rejects.toMatchObject({ code: "bad_input" });
    await expect(world.performs(who, { capability: "assess", input: { ...input, tap: 9 } })).rejects.toMatchObject({ code: "bad_input" });
    await expect(world.performs(who, { capability: "assess", input: { ...input, act: "finish" } })).resolves.toMatchObject({ code: "asking" });
  });

  it("forgets forms that nobody has touched for long, not what they led to", async () => {
    const who = await head();
    const talk = await world.talk(who);
    await talk.says("/asesmen komunikasi");
    await talk.taps("Pilihan 2");
    await talk.taps("Simpan");
    await talk.says("/asesmen");
    expect(await deleteAssessmentsBefore(world.db, 1, world.clock.now().add({ hours: 1 }))).toBeGreaterThanOrEqual(2);
    expect(await talk.taps("Pilihan 2")).toContain("sudah selesai atau tidak ada lagi");
    expect(await evidence(who)).toHaveLength(1);
  });
});
