import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../src/db/database.ts";
import { beginCommunity, endCommunity, renewAgreement } from "../../../src/features/organise/community/community-store.ts";
import { readCame } from "../../../src/features/organise/community/read-came.ts";
import { communityData } from "../../../src/features/organise/personal-data.ts";
import { creditsOf } from "../../../src/features/training/jp-credit.ts";
import { recordsOf } from "../../../src/features/training/record-store.ts";
import { rulesOf } from "../../../src/features/training/rule-store.ts";
import { testDatabases } from "../../world.ts";
import { tenant } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("communities of exchange on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  beforeEach(async () => {
    await world.db.run(sql`delete from community`);
    await world.afresh();
  });
  afterAll(() => world.close());

  const alone = { partner: null, agreement: null, agreementUntil: null };
  async function community(agreed: { partner: string | null; agreement: string | null; agreementUntil: string | null } = alone) {
    const [host, member] = [await world.person("Rahma Contoh"), await world.person("Dewi Contoh")];
    const facts = { topic: "Arsip digital", hostId: host.personId, since: "2026-09-01", ...agreed };
    const id = (await beginCommunity(world.db, tenant, facts, { by: null, now: world.clock.now() })) ?? 0;
    return { id, facts, host, member, leader: await world.talk(host), talk: await world.talk(member) };
  }
  type Talk = Awaited<ReturnType<typeof community>>["talk"];
  async function notes(leader: Talk, day: string, jp: string, came: string): Promise<string> {
    await leader.says("/komunitas");
    await leader.taps("Catat pertemuan");
    await leader.says(day);
    await leader.says("Klasifikasi arsip");
    await leader.says(jp);
    await leader.says(came);
    return leader.says("ya");
  }

  it("is joined in chat, notes who came once, and credits JP within the caps of K-06", async () => {
    const { id, facts, host, member, leader, talk } = await community();
    expect(await beginCommunity(world.db, tenant, { ...facts, topic: "ARSIP DIGITAL" }, { by: null, now: world.clock.now() })).toBeNull();
    expect(await talk.says("/komunitas")).toBe("*Arsip digital*\nTuan rumah: *Rahma Contoh*\n1 anggota.\nBelum ada pertemuan yang dicatat.");
    expect(await talk.taps("Gabung")).toMatch(/^Anda bergabung dengan komunitas \*Arsip digital\*/);
    const join = { capability: "join_community", input: { community: id } };
    expect((await world.performs(member, join)).code).toBe("already");
    await leader.says("/komunitas");
    await leader.taps("Catat pertemuan");
    expect(await leader.says("1/8/2026")).toMatch(/^Tanggalnya belum jelas, atau sebelum/);
    expect(await leader.says("20/11/2026")).toMatch(/^Apa yang dibahas/);
    expect(await leader.says("Klasifikasi arsip")).toMatch(/^Berapa JP/);
    expect(await leader.says("90")).toMatch(/^Mohon tulis angka JP/);
    expect(await leader.says("3")).toContain("1. Rahma Contoh\n2. Dewi Contoh");
    expect(await leader.says("7")).toMatch(/^Nomor itu tidak ada pada daftar\. Siapa yang hadir/);
    expect(await leader.says("2")).toBe("Catat pertemuan komunitas *Arsip digital*?\n20 November 2026: Klasifikasi arsip (3 JP)\nHadir 1 orang: Dewi Contoh");
    expect(await recordsOf(world.db, member)).toEqual([]);
    expect(await leader.says("ya")).toMatch(/^Tercatat, 1 orang hadir/);
    expect(talk.last.reply.text).toMatch(/^Anda dicatat hadir di komunitas \*Arsip digital\* pada 20 November 2026: Klasifikasi arsip \(3 JP\)/);
    // The same day again adds only who was forgotten, and credits nobody twice.
    expect(await notes(leader, "20/11/2026", "8", "semua")).toMatch(/sudah tercatat: Klasifikasi arsip \(3 JP\)\. Ditambahkan 1 orang/);
    const records = await recordsOf(world.db, member);
    expect(records).toMatchObject([{ form: "komunitas_belajar", jp: 3, source: "kegiatan", evidence: "rekap_hadir", days: ["2026-11-20"] }]);
    expect(creditsOf(records, await rulesOf(world.db, tenant))).toMatchObject([{ claimed: 3, credited: 2, limit: "day" }]);
    expect(await recordsOf(world.db, host)).toMatchObject([{ evidence: "pernyataan", evidenceNote: "pernyataan sendiri sebagai tuan rumah" }]);
    expect(await talk.says("/komunitas")).toContain("1 pertemuan, terakhir 20 Nov 2026; Anda hadir 1 kali.");
    const { lines } = await communityData.collect(world.db, { ...member, zone: "Asia/Makassar", talks: [] } as never);
    expect(lines).toEqual(["20 November 2026, hadir: Arsip digital: Klasifikasi arsip", "22 November 2026, anggota: Arsip digital"]);
  });

  it("believes who was noted and was not there", async () => {
    const { member, leader, talk } = await community();
    await talk.says("/komunitas");
    await talk.taps("Gabung");
    await notes(leader, "20/11/2026", "2", "semua");
    expect(await talk.taps("Saya tidak hadir")).toMatch(/^Baik, kehadiran dan JP/);
    expect(await recordsOf(world.db, member)).toEqual([]);
    expect(await notes(leader, "20/11/2026", "2", "semua")).toMatch(/Tidak ada yang ditambahkan/);
    expect(await recordsOf(world.db, member)).toEqual([]);
    await talk.says("/komunitas");
    expect(await talk.taps("Keluar")).toMatch(/^Anda keluar/);
    expect(await talk.taps("Gabung lagi")).toMatch(/^Anda bergabung/);
  });

  it("shows a shared practice after the host's yes, without personal data", async () => {
    const { id, host, member, leader, talk } = await community();
    const share = { capability: "share_note", input: { community: id } };
    await expect(world.performs(member, share)).rejects.toThrow(/Bergabunglah dulu/);
    await talk.says("/komunitas");
    await talk.taps("Gabung");
    await talk.taps("Lihat komunitas");
    await talk.taps("Bagikan praktik");
    expect(await talk.says("Hubungi saya di 081234567890 untuk contoh formulir")).toMatch(/data pribadi/);
    expect(await talk.says("Formulir pinjam arsip kami ringkas https://contoh.go.id/formulir")).toMatch(/^Bagikan ke komunitas \*Arsip digital\*\?/);
    expect(await talk.says("ya")).toMatch(/^Terkirim/);
    expect(await talk.says("/komunitas")).not.toContain("Praktik yang dibagikan");
    expect(leader.last.reply.text).toMatch(/^Seorang anggota ingin membagikan praktik/);
    const note = Number(leader.last.reply.buttons?.[0]?.call.input.note);
    const answer = { capability: "answer_note", input: { note, agreed: true } };
    await expect(world.performs(member, answer)).rejects.toThrow(/dijawab oleh tuan rumah/);
    expect(await leader.taps("Tampilkan")).toMatch(/^Baik, anggota sekarang/);
    expect((await world.performs(host, answer)).code).toBe("answered");
    expect(talk.last.reply.text).toMatch(/sudah ditampilkan/);
    expect(await talk.says("/komunitas")).toContain("Praktik yang dibagikan:\n- Formulir pinjam arsip kami ringkas https://contoh.go.id/formulir");
    const stranger = await world.talk(await world.person("Orang Lain"));
    expect(await stranger.says("/komunitas")).toContain("1 catatan praktik, dapat dibaca anggota.");
  });

  it("rests when the agreement has ended until it is renewed, and lets only the host note", async () => {
    const { id, member, host, talk, leader } = await community({ partner: "Universitas Contoh", agreement: "PKS 1/2026", agreementUntil: "2026-11-10" });
    const join = { capability: "join_community", input: { community: id } };
    expect(await talk.says("/komunitas")).toContain("Perjanjian dengan Universitas Contoh berakhir pada 10 November 2026; kegiatan menunggu perpanjangan.");
    await expect(world.performs(member, join)).rejects.toThrow(/berakhir pada 10 November 2026/);
    await leader.says("/komunitas");
    await leader.taps("Catat pertemuan");
    expect(await leader.says("20/11/2026")).toMatch(/berakhir pada 10 November 2026/);
    expect(await notes(leader, "9/11/2026", "1", "semua")).toMatch(/^Tercatat, 1 orang/);
    expect(await renewAgreement(world.db, tenant, id, { until: "2026-12-01", agreement: null }, world.clock.now())).toBe(true);
    expect(await talk.says("/komunitas")).toContain("Perjanjian dengan Universitas Contoh berakhir 9 hari lagi.");
    expect((await world.performs(member, join)).code).toBe("joined");
    await expect(world.performs(member, { capability: "log_session", input: { community: id } })).rejects.toThrow(/oleh tuan rumah/);
    await expect(world.performs(host, { capability: "leave_community", input: { community: id } })).rejects.toThrow(/Anda tuan rumah/);
    const elsewhere = { ...tenant, agencyId: 4 };
    expect(await endCommunity(world.db, elsewhere, id, world.clock.now())).toBe(false);
    expect(await endCommunity(world.db, tenant, id, world.clock.now())).toBe(true);
    await expect(world.performs(member, join)).rejects.toThrow(/tidak ada atau sudah selesai/);
    expect(await talk.says("/komunitas")).toContain("*Arsip digital* (selesai)");
  });

  it("says so where there is none", async () => {
    const talk = await world.talk(await world.person("Dewi Contoh"));
    expect(await talk.says("/komunitas")).toMatch(/^Belum ada komunitas belajar/);
  });
});

describe("who came, of a numbered list", () => {
  it.each([
    ["1 3", ["a", "c"]],
    ["1, 2 dan 4", ["a", "b", "d"]],
    ["2-4", ["b", "c", "d"]],
    ["semua", ["a", "b", "c", "d"]],
    ["5", undefined],
    ["3-1", undefined],
    ["semua kecuali 2", undefined],
    ["", undefined],
  ])("reads %s", (text, want) => expect(readCame(text, ["a", "b", "c", "d"])).toEqual(want));
});
