import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { testDatabases } from "../../world.ts";
import { type Chat, cell, type LinkWorld, openLinkWorld, pontianak } from "./link-world.ts";

describe.each(testDatabases())("requests about one's data, answered in chat, on $name", (database) => {
  let world: LinkWorld;
  let officer: { subject: Subject; chat: Chat };
  let asker: { subject: Subject; chat: Chat };
  beforeAll(async () => {
    world = await openLinkWorld(database);
    officer = await somebody("Petugas Jawab", "jawab", "officer");
    asker = await somebody("Pemohon Contoh", "pemohon");
  });
  afterAll(() => world.close());

  async function somebody(name: string, sender: string, role?: "officer") {
    const subject = await world.person({ name });
    if (role) await world.role(subject, role);
    const chat = await world.linked(subject, "telegram", sender);
    if (role) await world.db.run(sql`update handle set confirmed_at = since where sender = ${sender}`);
    return { subject, chat };
  }
  async function request(text: string, by = asker.chat): Promise<number> {
    await by.says(`/koreksi ${text}`);
    await by.says("ya");
    return (await world.db.one(z.object({ id: z.number() }), sql`select max(id)::int as id from rights_request`)).id;
  }

  it("says when nothing waits", async () => {
    expect(await officer.chat.says("/permohonan")).toBe("Tidak ada permohonan data pribadi yang menunggu jawaban.");
  });

  it("is opened from the notice, answered in one message, sent after a yes, and told to who asked", async () => {
    const id = await request("jabatan saya yang benar Pengawas");
    expect(officer.chat.last.reply.text).toContain("jabatan saya yang benar Pengawas");
    expect(await officer.chat.taps("Jawab")).toMatch(new RegExp(`nomor ${id} dari \\*Pemohon Contoh\\*; tenggat 25 November 2026`));
    expect(await officer.chat.taps("Sudah dipenuhi")).toContain("Tulis jawaban untuk pemohon");
    expect(await officer.chat.says("Dibuat")).toContain("sedikit lebih lengkap");
    expect(await officer.chat.says("Jabatan Anda sudah dibetulkan hari ini.")).toContain("Kirim kepada pemohon?");
    expect(asker.chat.last.reply.text).not.toContain("sudah dibetulkan");
    expect(await officer.chat.says("ya")).toContain("pemohon diberi tahu");
    expect(asker.chat.last.reply.text).toBe(`✅ Permohonan nomor *${id}* sudah diselesaikan.\n\nJabatan Anda sudah dibetulkan hari ini.`);
    expect(await officer.chat.says(`/permohonan ${id}`)).toContain("sudah dijawab");
    const noted = await world.db.many(
      z.object({ action: z.string(), outcome: z.string() }),
      sql`select action, outcome from ledger where cell = ${cell} and actor_id = ${officer.subject.personId} and subject_id = ${asker.subject.personId} order by number`,
    );
    expect(noted).toContainEqual({ action: "settle_request", outcome: "done" });
    expect(noted).toContainEqual({ action: "answer_requests", outcome: "seen" });
  });

  it("lists what is due first, says what is late, and refuses with the reason", async () => {
    const id = await request("unit saya keliru tertulis Dinas Pasar");
    world.clock.pass({ hours: 73 });
    await request("keberatan atas urutan rekomendasi saya");
    const text = await officer.chat.says("/permohonan");
    expect(text).toMatch(
      new RegExp(`^\\*2 permohonan data pribadi\\*[\\s\\S]*\n\n${id}\\. Koreksi data, Pemohon Contoh; \\*terlambat\\*[\\s\\S]*Keberatan atas peringkat`),
    );
    await officer.chat.says(`/permohonan ${id}`);
    await officer.chat.taps("Belum dapat");
    await officer.chat.says("Menunggu SK mutasi; mohon kirim salinannya.");
    await officer.chat.says("ya");
    expect(asker.chat.last.reply.text).toContain("belum dapat dipenuhi");
    await world.db.run(sql`update rights_request set status = 'done' where status = 'open'`);
  });

  it("is never one's own, never another city's, and never anybody else's than an officer's", async () => {
    const mine = await request("nama saya kurang gelar di data", officer.chat);
    expect(await officer.chat.says(`/permohonan ${mine}`)).toContain("dijawab oleh petugas lain");
    const far = await world.person({ name: "Orang Pontianak", agency: pontianak });
    const there = await world.linked(far, "telegram", "jauh");
    const other = await request("tanggal lahir saya keliru di data", there);
    expect(await officer.chat.says(`/permohonan ${other}`)).toContain("tidak ada atau sudah dijawab");
    expect(await officer.chat.says("/permohonan")).not.toContain("Orang Pontianak");
    expect(await asker.chat.says("/permohonan")).not.toContain("Petugas Jawab");
  });
});
