import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../../src/db/database.ts";
import { testDatabases } from "../../../world.ts";
import { type EnrolmentWorld, openEnrolmentWorld } from "../enrolment-world.ts";

describe.each(testDatabases())("asking before deciding on $name", (database) => {
  let world: EnrolmentWorld;
  beforeAll(async () => {
    world = await openEnrolmentWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(() => world.afresh());

  async function request() {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const me = await world.talk(await world.person("Dewi Contoh", { leader }));
    await world.classOf(await world.training("Pelatihan SPBE"));
    await me.says("/daftar spbe");
    await me.says("ya");
    return { boss, me };
  }

  it("brings the leader's question to the applicant and the answer back, while the request waits", async () => {
    const { boss, me } = await request();
    expect(await boss.taps("Tanya dulu")).toMatch(/^Apa yang ingin ditanyakan\?/);
    expect(await boss.says("Siapa yang menggantikan di loket hari itu?")).toMatch(/^Pertanyaan sudah disampaikan kepada \*Dewi Contoh\*/);
    expect(me.last.reply.text).toBe(
      "*Rahma Contoh* bertanya tentang permintaan Anda untuk *Pelatihan SPBE*:\n\n“Siapa yang menggantikan di loket hari itu?”\n\nPermintaan tetap menunggu, sampai Rabu, 25 Nov 2026 pukul 10.00 WITA.",
    );
    const asked = me.last;
    expect(await me.taps("Jawab")).toMatch(/^Tulis jawaban Anda/);
    expect(await me.says("Pak Budi, sudah saya *tanyakan*")).toBe("Jawaban sudah disampaikan kepada atasan Anda.");
    expect(boss.last.reply.text).toBe(
      "Jawaban *Dewi Contoh* tentang permintaan untuk *Pelatihan SPBE*:\n\n“Siapa yang menggantikan di loket hari itu?”\n→ “Pak Budi, sudah saya ∗tanyakan∗”",
    );
    const heard = boss.heard.length;
    // The same button again: the answer was given.
    me.heard.push(asked);
    await me.taps("Jawab");
    expect(await me.says("Sekali lagi")).toMatch(/^Pertanyaan itu sudah dijawab/);
    expect(boss.heard.length).toBe(heard);
    expect(await boss.taps("Setujui")).toMatch(/^Disetujui/);
  });

  it("ends with the decision, and after three questions", async () => {
    const { boss, me } = await request();
    for (const words of ["Kapan selesai tugasnya?", "Siapa penggantinya?", "Sudah izin kepala bidang?"]) {
      await boss.taps("Tanya dulu");
      expect(await boss.says(words)).toMatch(/^Pertanyaan sudah disampaikan/);
    }
    await boss.taps("Tanya dulu");
    expect(await boss.says("Satu lagi ya?")).toMatch(/^Sudah tiga pertanyaan/);
    const asked = me.last;
    await boss.taps("Setujui");
    me.heard.push(asked);
    await me.taps("Jawab");
    expect(await me.says("Besok")).toMatch(/^Pertanyaan itu sudah dijawab atau permintaannya sudah diputuskan/);
  });

  it("says so where the applicant has no chat", async () => {
    const leader = await world.person("Rahma Contoh");
    const boss = await world.talk(leader);
    const me = await world.talk(await world.person("Dewi Contoh", { leader }));
    await world.classOf(await world.training("Pelatihan SPBE"));
    await me.says("/daftar spbe");
    await me.says("ya");
    await world.db.run(sql`delete from handle where address->>'chat' = ${me.last.to.chat}`);
    await boss.taps("Tanya dulu");
    expect(await boss.says("Kapan selesai tugasnya?")).toMatch(/^\*Dewi Contoh\* belum menautkan percakapan/);
  });

  it("lets nobody ask who does not lead, and nobody answer for another", async () => {
    const { boss, me } = await request();
    const stranger = await world.talk(await world.person("Orang Lain"));
    stranger.heard.push(boss.last);
    expect(await stranger.taps("Tanya dulu")).not.toMatch(/^Apa yang ingin ditanyakan/);
    await boss.taps("Tanya dulu");
    await boss.says("Kapan selesai tugasnya?");
    stranger.heard.push(me.last);
    await stranger.taps("Jawab");
    const heard = boss.heard.length;
    await stranger.says("Saya saja");
    expect(boss.heard.length).toBe(heard);
  });
});
