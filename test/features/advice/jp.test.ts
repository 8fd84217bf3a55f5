import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ledgerOf } from "../../../src/core/ledger.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { daysLeft, elapsedShare, jpFrame } from "../../../src/features/advice/jp/jp-frame.ts";
import { progressBar } from "../../../src/features/advice/jp/jp-words.ts";
import { testDatabases } from "../../world.ts";
import { type AdviceWorld, cell, openAdviceWorld, pontianak } from "./advice-world.ts";

const nip = "199001012015031001";

describe("the year of account", () => {
  const frame = (status: string, contractFrom: string | null = null, contractUntil: string | null = null, today = "2026-11-22") =>
    jpFrame({ status: status as "PNS", contractFrom, contractUntil }, today);

  it.each([
    ["a PNS: the calendar year with a floor", frame("PNS"), { kind: "floor", floor: 20, from: "2026-01-01", until: "2027-01-01" }],
    [
      "a PPPK: the year of the contract with a ceiling",
      frame("PPPK", "2024-03-01", null),
      { kind: "ceiling", ceiling: 24, from: "2026-03-01", until: "2027-03-01" },
    ],
    ["a PPPK on the contract's birthday: the new year", frame("PPPK", "2024-11-22", null), { from: "2026-11-22", until: "2027-11-22" }],
    ["a PPPK on the day before: the old one", frame("PPPK", "2024-11-23", null), { from: "2025-11-23", until: "2026-11-23" }],
    ["a PPPK whose contract ends sooner: a shorter year", frame("PPPK", "2026-03-01", "2026-12-31"), { from: "2026-03-01", until: "2027-01-01" }],
    ["a PPPK of 29 February", frame("PPPK", "2024-02-29", null), { from: "2026-02-28", until: "2027-02-28" }],
    ["a PPPK without dates: open, and said", frame("PPPK"), { kind: "open", why: "no_contract" }],
    ["a PPPK whose contract is over", frame("PPPK", "2024-03-01", "2026-11-21"), { kind: "open", why: "contract_over" }],
    ["a PPPK whose contract has not begun", frame("PPPK", "2026-12-01"), { kind: "open", why: "contract_ahead" }],
    ["a CPNS: neither number", frame("CPNS"), { kind: "open", why: "cpns" }],
    ["a part-time PPPK: neither number", frame("PPPK_PARUH_WAKTU", "2026-01-01"), { kind: "open", why: "part_time" }],
  ])("of %s", (_, found, expected) => {
    expect(found).toMatchObject(expected);
  });

  it("of who is no civil servant is none", () => {
    expect(frame("LUAR_ASN")).toBeNull();
  });

  it("knows how much of it is left", () => {
    const year = frame("PNS");
    if (!year) throw new Error("no year");
    expect([daysLeft(year, "2026-12-31"), daysLeft(year, "2026-01-01"), daysLeft(year, "2027-03-01")]).toEqual([1, 365, 0]);
    expect([elapsedShare(year, "2026-01-01"), elapsedShare(year, "2027-01-01")]).toEqual([0, 1]);
  });
});

describe("the progress bar", () => {
  it("is full only when all is reached and empty only when nothing is", () => {
    expect([0, 0.5, 10, 19.5, 20, 45].map((it) => progressBar(it, 20))).toEqual([
      "░░░░░░░░░░",
      "▓░░░░░░░░░",
      "▓▓▓▓▓░░░░░",
      "▓▓▓▓▓▓▓▓▓░",
      "▓▓▓▓▓▓▓▓▓▓",
      "▓▓▓▓▓▓▓▓▓▓",
    ]);
  });
});

describe.each(testDatabases())("the JP account on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const talkOf = async (more: Parameters<AdviceWorld["person"]>[0]) => world.talk(await world.person({ nip, ...more }));

  it("of a PNS shows the floor, the sum with its calculation, the weeks left and the rule", async () => {
    const talk = await talkOf({ name: "Contoh Satu" });
    await world.learnt(nip, [
      { title: "Bimtek *Arsip*", form: "bimtek", jp: 8, from: "2026-03-12", until: "2026-03-13" },
      { title: "Kursus Mandiri", form: "e_learning", jp: 8, from: "2026-04-03", until: "2026-04-04" },
      { title: "Coaching", form: "coaching", times: 3, from: "2026-05-04", until: "2026-05-20" },
      { title: "Tahun Lalu", form: "bimtek", jp: 40, from: "2025-12-30", until: "2025-12-31" },
      { title: "Ditolak", form: "bimtek", jp: 40, from: "2026-03-12", until: "2026-03-13", state: "ditolak", reason: "ganda" },
      { title: "Diperiksa", form: "seminar", from: "2026-06-02", until: "2026-06-02", state: "menunggu" },
    ]);
    expect(await talk.says("/jp")).toBe(
      [
        "*Rekening JP* 1 Januari 2026 sampai 31 Desember 2026",
        "▓▓▓▓▓▓▓▓▓░ *18 dari 20 JP*",
        "Masih kurang *2 JP*, sisa 5 minggu.",
        "",
        "Klasikal: 8 JP; Nonklasikal: 10 JP",
        "• Coaching, 4 Mei 2026–20 Mei 2026: *4 JP* (3 kali × 2 JP; paling banyak 2 kali sebulan; coaching)",
        "• Kursus Mandiri, 3 Apr 2026–4 Apr 2026: *6 JP* (program 8 JP; paling banyak 3 JP sehari; e-learning)",
        "• Bimtek ∗Arsip∗, 12 Mar 2026–13 Mar 2026: *8 JP* (program 8 JP; bimbingan teknis)",
        "Menunggu pemeriksaan: 1 kegiatan (4 JP, belum dihitung).",
        "",
        "Dasar: PP 11/2017 Pasal 203 ayat (4), paling sedikit 20 JP setahun (naskah 2017; PP 17/2020 mengubah sebagian).",
        "Konversi: tabel konversi dalam panduan instansi (belum dicocokkan dengan lampiran PerLAN 10/2018).",
      ].join("\n"),
    );
    expect(talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Rencana JP", "Rekomendasi"]);
  });

  it("of nothing learnt says so, and of enough stops asking", async () => {
    const talk = await talkOf({ name: "Contoh Satu" });
    expect(await talk.says("jp saya")).toContain("░░░░░░░░░░ *0 dari 20 JP*\nMasih kurang *20 JP*, sisa 5 minggu.\n\nBelum ada kegiatan yang diakui.");
    await world.learnt(nip, [{ title: "Kuliah", form: "tugas_belajar", times: 2, from: "2026-01-10", until: "2026-11-10" }]);
    expect(await talk.says("/jp")).toContain("▓▓▓▓▓▓▓▓▓▓ *40 dari 20 JP*\nJumlah minimal tahun ini sudah tercapai.\n\nPendidikan: 40 JP");
    expect(talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Rekomendasi"]);
  });

  it("counts the last days in the city's own time", async () => {
    const talk = await talkOf({ name: "Contoh Satu" });
    world.clock.pass({ hours: 24 * 38 + 12 }); // 30 December, 22.00 WITA
    expect(await talk.says("/jp")).toContain("sisa 2 hari");
    world.clock.pass({ hours: 26 }); // 1 January in Kendari, still December in UTC
    expect(await talk.says("/jp")).toContain("1 Januari 2027 sampai 31 Desember 2027");
  });

  it("shortens a long list, and shows all on a tap", async () => {
    const talk = await talkOf({ name: "Contoh Satu" });
    await world.learnt(
      nip,
      Array.from({ length: 9 }, (_, at) => ({
        title: `Bimtek ${at}`,
        form: "bimtek" as const,
        jp: 1,
        from: `2026-0${at + 1}-02`,
        until: `2026-0${at + 1}-02`,
      })),
    );
    expect((await talk.says("/jp")).match(/^• /gm)).toHaveLength(6);
    expect(talk.last.reply.text).toContain("…dan 3 kegiatan lain.");
    expect((await talk.taps("Semua kegiatan")).match(/^• /gm)).toHaveLength(9);
  });

  it("of a PPPK is about a ceiling in the year of the contract, never about a target", async () => {
    const talk = await talkOf({ name: "Contoh PPPK", status: "PPPK", contract: ["2025-12-01", null] });
    await world.learnt(nip, [{ title: "Bimtek", form: "bimtek", jp: 10, from: "2026-03-12", until: "2026-03-12" }]);
    const text = await talk.says("/jp");
    expect(text).toContain("*Rekening JP* 1 Desember 2025 sampai 30 November 2026\n▓▓▓▓░░░░░░ *10 JP*, batas paling banyak 24 JP");
    expect(text).toContain("Ruang sampai batas: 14 JP, sisa 9 hari. Ini batas, bukan target: tidak ada jumlah minimal bagi PPPK.");
    expect(text).toContain("PP 49/2018 Pasal 40 ayat (1)");
    expect(text).not.toMatch(/kurang|Rencana/);
    await world.learnt(nip, [{ title: "Bimtek 2", form: "bimtek", jp: 12, from: "2026-04-12", until: "2026-04-12" }]);
    expect(await talk.says("/jp")).toContain("⚠️ Sudah dekat atau pada batas. PP 49/2018 membatasi JP PPPK, sedangkan UU 20/2023");
  });

  it.each([
    ["a PPPK without contract dates", { status: "PPPK" }, "Tanggal perjanjian kerja Anda belum ada di data"],
    ["a CPNS", { status: "CPNS" }, "untuk CPNS belum dapat dipastikan"],
    ["a part-time PPPK", { status: "PPPK_PARUH_WAKTU" }, "PPPK paruh waktu. Apakah batas 24 JP berlaku belum dapat dipastikan"],
    ["who is no civil servant", { status: "LUAR_ASN" }, "bukan pegawai ASN"],
  ])("of %s says what cannot be said", async (_, more, text) => {
    const said = await (await talkOf({ name: "Contoh", ...more })).says("/jp");
    expect(said).toContain(text);
    expect(said).toBe(said.trimEnd());
  });

  it("is no guest's, and nobody else's", async () => {
    expect(await (await world.talk(null)).says("/jp")).toContain("Tautkan dulu");
    const other = await talkOf({ name: "Contoh Lain", nip: "199102022016042002" });
    await world.person({ name: "Contoh Satu", nip });
    await world.learnt(nip, [{ title: "Rahasia", form: "bimtek", jp: 8, from: "2026-03-12", until: "2026-03-12" }]);
    expect(await other.says("/jp")).not.toContain("Rahasia");
  });

  const leads = (leader: Subject, who: Subject) =>
    world.db.run(sql`
      insert into reporting_line (cell, agency_id, person_id, supervisor_id, since)
      values (${cell}, ${who.agencyId}, ${who.personId}, ${leader.personId}, '2025-01-01')`);
  const labelsOf = (it: { reply: { buttons?: { label: string; full?: string | undefined }[] } }) => it.reply.buttons?.map((one) => one.full ?? one.label);

  it("of those whom somebody leads is the leader's to see, who needs most first, each look kept", async () => {
    const leader = await world.person({ name: "Kepala Contoh" });
    const [ani, budi] = [await world.person({ name: "Ani Contohwati", nip }), await world.person({ name: "Budi Contohsari", status: "CPNS" })];
    await leads(leader, ani);
    await leads(leader, budi);
    await world.learnt(nip, [{ title: "Bimtek Arsip", form: "bimtek", jp: 8, from: "2026-03-12", until: "2026-03-12" }]);
    const talk = await world.talk(leader);
    expect(await talk.says("jp tim saya")).toMatch(/^\*JP bawahan langsung Anda\* \(2 orang\)/);
    expect(labelsOf(talk.last)).toEqual(["Ani Contohwati — 8 dari 20 JP", "Budi Contohsari — 0 JP"]);
    const text = await talk.taps(/^Ani/);
    expect(text).toMatch(/^\*Ani Contohwati\*\nPetugas Pelayanan\n\n\*Rekening JP\* 1 Januari 2026/);
    expect(text).toContain("*8 dari 20 JP*\nMasih kurang *12 JP*, sisa 5 minggu.\n\nKlasikal: 8 JP\n• Bimtek Arsip, 12 Mar 2026: *8 JP*");
    expect(labelsOf(talk.last)).toEqual(["Kompetensinya", "JP semua bawahan"]);
    await talk.says("/jp");
    expect(await talk.taps("JP bawahan langsung")).toMatch(/^\*JP bawahan langsung Anda/);
    expect(await talk.says("/jptim budi")).toContain("Status pegawai ini CPNS.");
    expect(await talk.says("/jptim citra")).toContain("Tidak ada bawahan langsung Anda yang bernama “citra”");
    expect((await ledgerOf(world.db, ani, 10)).map((it) => [it.actorId, it.action])).toEqual(Array(4).fill([leader.personId, "show_staff_jp"]));
  });

  it("of somebody else's people is nobody's but an officer's, of the own city", async () => {
    const [leader, ani] = [await world.person({ name: "Kepala Contoh" }), await world.person({ name: "Ani Contohwati", nip })];
    await leads(leader, ani);
    const look = (who: Subject, input: object, roles: ("asn" | "supervisor" | "officer")[]) =>
      world.performs(who, { capability: "show_staff_jp", input: { ...input } }, roles);
    const other = await world.person({ name: "Kepala Lain" });
    await leads(other, await world.person({ name: "Dedi Contoh" }));
    await expect(look(other, { person: ani.personId }, ["asn", "supervisor"])).rejects.toMatchObject({ code: "forbidden" });
    expect(JSON.stringify(await look(other, { name: "Ani" }, ["asn", "supervisor"]))).not.toContain("Contohwati");
    await expect(look(ani, {}, ["asn"])).rejects.toMatchObject({ code: "forbidden", say: expect.stringContaining("JP Anda sendiri: /jp") });
    expect((await look(other, { name: "ani" }, ["asn", "officer"])).reply.text).toContain("*0 dari 20 JP*");
    expect((await look(other, {}, ["asn", "officer"])).awaits).toMatchObject({ field: "name" });
    const foreign = await world.person({ name: "Asing Contoh", agency: pontianak });
    await expect(look(other, { person: foreign.personId }, ["asn", "officer"])).rejects.toMatchObject({ code: "forbidden" });
    expect((await look(other, { name: "Asing" }, ["asn", "officer"])).code).toBe("asked_name");
  });
});
