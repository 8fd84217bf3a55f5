import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { remindReviews, tellAskers, tryEntries } from "../../../src/features/handoff/entry/entry-round.ts";
import { createKnowledge } from "../../../src/features/knowledge/knowledge.ts";
import { testDatabases } from "../../world.ts";
import { cell } from "../people/link-world.ts";
import { type HandoffWorld, openHandoffWorld, type Somebody } from "./handoff-world.ts";

describe.each(testDatabases())("an officer's answer on its way into the knowledge base, on $name", (database) => {
  let world: HandoffWorld;
  let asker: Somebody;
  let author: Somebody;
  let second: Somebody;
  beforeAll(async () => {
    world = await openHandoffWorld(database);
    asker = await world.somebody("Wulandari Penanya", "wulan");
    author = await world.somebody("Petugas Satu", "satu", "officer");
    second = await world.somebody("Petugas Dua", "dua", "officer");
  });
  afterAll(() => world.close());

  const ask = (text: string, city = "kendari") => world.knowledge.answer({ text, city, asOf: "2026-11-22" });
  const tries = () => tryEntries(world.round(), world);
  const stateOf = async (id: number) => (await world.db.one(z.object({ state: z.string() }), sql`select state from knowledge_entry where id = ${id}`)).state;
  const newest = async () => (await world.db.one(z.object({ id: z.number() }), sql`select max(id)::int as id from knowledge_entry`)).id;

  /** A ticket asked, answered and closed; its number. */
  async function settled(question: string): Promise<void> {
    await asker.chat.says(`/petugas ${question}`);
    await asker.chat.taps("Kirim");
    await author.chat.taps("Ambil");
    await author.chat.taps("Jawab");
    await author.chat.says("Berkasnya dikirim ke bidang Diklat lewat unit, paling lambat tanggal 10.");
    await author.chat.says("ya");
    await asker.chat.taps("Sudah terjawab");
  }

  /** Written whole and handed in. */
  async function written(question: string, answer: string, source = "Kebijakan kota: Surat Edaran Kepala BKPSDM Nomor 5 Tahun 2026"): Promise<number> {
    for (const text of [question, answer, source, "1 tahun lagi"]) await author.chat.says(text);
    expect(await author.chat.taps("Ajukan")).toContain("diajukan");
    return newest();
  }

  const packing = "Bagaimana cara menyetor berkas surat rekomendasi atasan untuk beasiswa luar kota?";
  const packed = "Berkas surat rekomendasi beasiswa luar kota dikirim ke bidang Diklat lewat unit paling lambat tanggal 10.";

  it("is written without facts of the case, part by part, each refused with its place", async () => {
    const guest = world.chat("telegram", "tamu");
    await guest.says("/start kendari");
    await guest.says("/petugas cara setor berkas rekomendasi beasiswa luar kota gimana?");
    await settled("bagaimana saya menyetor berkas surat rekomendasi beasiswa luar kota?");
    expect(ask(packing).used.some((it) => it.key.startsWith("added/"))).toBe(false);
    expect(await author.chat.taps("Jadikan jawaban")).toContain("tanpa nama, tanpa unit");
    expect(await author.chat.says("Bagaimana Wulandari menyetor berkas, NIP 198001012005011007?")).toMatch(/NIP: “.*\[NIP\].*”[\s\S]*nama: “Bagaimana •••/);
    expect(await author.chat.says(packing)).toContain("Tulis jawabannya");
    expect(await author.chat.says("Hubungi Petugas Dua di 081234567890 saja.")).toMatch(/nomor telepon[\s\S]*nama/);
    expect(await author.chat.says(packed)).toContain("Apa dasarnya?");
    expect(await author.chat.says("katanya begitu dari dulu")).toContain("Dasarnya belum lengkap");
    expect(await author.chat.says("Kebijakan kota: Surat Edaran Kepala BKPSDM Nomor 5 Tahun 2026")).toContain("Kapan jawaban ini perlu ditinjau");
    expect(await author.chat.says("1 Januari 2020")).toContain("tanggal yang akan datang");
    expect(await author.chat.taps("1 tahun lagi")).toContain("Ditinjau lagi: 22 November 2027");
    expect(await author.chat.taps("Ajukan")).toContain("Sistem mengujinya");
    expect(await stateOf(await newest())).toBe("diajukan");
  });

  it("is tried, approved by a second officer alone, found at once on every replica, and told to who had asked", async () => {
    const id = await newest();
    expect(await second.chat.says(`/jawaban ${id}`)).toContain("masih diuji");
    expect(await tries()).toBe(1);
    expect(await tries()).toBe(0);
    expect(world.heard(second).at(-1)).toContain("Soal uji: tidak ada yang menjadi lebih buruk.");
    expect(world.heard(author).some((it) => it.includes("Mohon diperiksa"))).toBe(false);
    expect(await author.chat.says(`/jawaban ${id}`)).toContain("diperiksa petugas lain");
    await second.chat.says(`/jawaban ${id}`);
    expect(await second.chat.taps("Setujui")).toContain("Terbitkan untuk semua pegawai kota ini?");
    expect(await second.chat.says("ya")).toContain("terbit dan langsung dapat ditemukan");
    expect(author.chat.last.reply.text).toContain("sudah disetujui");
    await world.knowledge.refresh(world.db);
    const answer = ask("cara setor berkas surat rekomendasi beasiswa luar kota");
    expect(answer.text).toContain("paling lambat tanggal 10");
    expect(answer.citations[0]).toMatchObject({ label: "Jawaban BKPSDM Kota Kendari", status: "jawaban BKPSDM" });
    expect(ask(packing, "pontianak").used.some((it) => it.key.startsWith("added/"))).toBe(false);
    world.sent.length = 0;
    expect(await tellAskers(world.round(), world)).toBe(1);
    expect(world.sent[0]).toMatchObject({ to: { chat: "tamu" } });
    expect(world.sent[0]?.reply.text).toMatch(/^Dulu Anda bertanya: [\s\S]*Sumber: Jawaban BKPSDM Kota Kendari$/);
    expect(await tellAskers(world.round(), world)).toBe(0);
  });

  it("is not let in where questions get worse, unless with a reason that is kept", async () => {
    world.questions.push(
      { id: "u1", question: packing, class: "city", source: "", agency: "kendari", must: [["tanggal 10"]] },
      { id: "u2", question: "berapa JP minimal PNS dalam setahun", class: "rule", source: "PP 11/2017 Pasal 203", must: [["20 jam"]] },
    );
    await author.chat.says("/jawaban");
    await author.chat.taps("Tulis jawaban baru");
    const id = await written(packing, "Berkas surat rekomendasi atasan untuk beasiswa luar kota disetor langsung ke loket pada akhir bulan.");
    expect(await tries()).toBe(1);
    expect(world.heard(second).at(-1)).toMatch(/1 pertanyaan uji menjadi lebih buruk:[\s\S]*tadinya Jawaban BKPSDM[\s\S]*menjadi/);
    await second.chat.says(`/jawaban ${id}`);
    expect(second.chat.last.reply.buttons?.map((it) => it.label)).toEqual(["Terbitkan tetap", "Tolak"]);
    expect(await second.chat.taps("Terbitkan tetap")).toContain("Tulis alasannya");
    expect(await second.chat.says("Edaran baru menggantikan yang lama.")).toContain("Alasan tetap menerbitkan");
    expect(await stateOf(id)).toBe("diajukan");
    expect(await second.chat.says("ya")).toContain("terbit");
    const kept = await world.db.one(
      z.object({ reason: z.string(), worse: z.array(z.object({ id: z.string() })) }),
      sql`select override_reason as reason, worse from knowledge_entry where id = ${id}`,
    );
    expect([kept.reason, kept.worse.map((it) => it.id)]).toEqual(["Edaran baru menggantikan yang lama.", ["u1"]]);
    world.questions.length = 0;
  });

  it("is tried again when the base has changed since, and can be refused with a reason", async () => {
    await author.chat.says("/jawaban");
    await author.chat.taps("Tulis jawaban baru");
    const id = await written("Kapan pendaftaran lomba inovasi pelayanan dibuka?", "Pendaftaran lomba inovasi pelayanan dibuka setiap bulan Maret.");
    await tries();
    await world.db.run(sql`update knowledge_state set revision = revision + 1`);
    await second.chat.says(`/jawaban ${id}`);
    expect(await second.chat.taps("Setujui")).toContain("saya uji lagi");
    expect(await tries()).toBe(1);
    await second.chat.says(`/jawaban ${id}`);
    await second.chat.taps("Tolak");
    expect(await second.chat.says("Jadwalnya belum pasti.")).toContain("tidak diterbitkan");
    expect(author.chat.last.reply.text).toContain("Jadwalnya belum pasti.");
    expect(await stateOf(id)).toBe("ditolak");
  });

  it("is for officers alone, and only whoever answered makes an entry of a ticket", async () => {
    expect(await asker.chat.says("/jawaban")).toContain("hanya untuk pegawai yang berwenang");
    await settled("apakah uang saku diklat dikenai pajak?");
    const { id } = await world.db.one(z.object({ id: z.number() }), sql`select max(id)::int as id from handoff_ticket where cell = ${cell}`);
    await second.chat.says(`/tiket ${id}`);
    expect(second.chat.last.reply.text).toContain("sudah diambil petugas lain");
  });

  it("comes up on its day of review, and is never cited again once withdrawn", async () => {
    await world.db.run(sql`update knowledge_entry set review_on = '2026-11-20' where state = 'terbit'`);
    world.sent.length = 0;
    expect(await remindReviews(world.round())).toBe(4);
    expect(await remindReviews(world.round())).toBe(0);
    expect(world.heard(second)[0]).toContain("Apakah masih berlaku?");
    await second.chat.says("/jawaban");
    const [id] = (
      await world.db.many(z.object({ id: z.number() }), sql`select id::int as id from knowledge_entry where state = 'terbit' order by id desc`)
    ).map((it) => it.id);
    await second.chat.says(`/jawaban ${id}`);
    expect(await second.chat.taps("Tarik")).toContain("tidak dikutip lagi");
    await second.chat.says("ya");
    await world.knowledge.refresh(world.db);
    expect(ask(packing).text).not.toContain("akhir bulan");
    const other = createKnowledge(...world.made);
    await other.refresh(world.db);
    expect(other.answer({ text: packing, city: "kendari", asOf: "2026-11-22" }).text).toContain("tanggal 10");
  });
});
