import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { needsOf, proposeNeed } from "../../../src/features/competency/need-store.ts";
import { planOfYear } from "../../../src/features/organise/plan/plan-store.ts";
import { testDatabases } from "../../world.ts";
import { tenant } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("needs and the yearly plan in chat on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  beforeEach(async () => {
    for (const it of [sql`training_need`, sql`plan_line`]) await world.db.run(sql`delete from ${it}`);
    await world.afresh();
  });
  afterAll(() => world.close());

  const needs = (who: Subject, proposer: Subject, competency = "komunikasi") =>
    proposeNeed(
      world.db,
      tenant,
      {
        personId: who.personId,
        competency,
        required: 3,
        held: 1,
        official: false,
        proposedAs: who.personId === proposer.personId ? "person" : "supervisor",
        proposerId: proposer.personId,
      },
      world.clock.now(),
    );

  async function scene() {
    const { who: officer, talk } = await world.officer();
    const leader = await world.person("Lia Kepala");
    const ani = await world.person("Ani Wijaya", { leader });
    return { officer, talk, leader, ani, anis: await world.talk(ani), leaders: await world.talk(leader) };
  }

  it("shows what was proposed, decides with a reason, and tells whoever needs it and whoever proposed it", async () => {
    const { talk, leader, ani, anis, leaders } = await scene();
    expect(await talk.says("/kebutuhan")).toBe("Tidak ada kebutuhan pelatihan yang diusulkan.");
    await needs(ani, leader);
    expect(await talk.says("/kebutuhan")).toBe("1 kebutuhan pelatihan diusulkan:\n1. *Ani Wijaya*: Komunikasi 1 dari 3");
    expect(await talk.taps("Pilih 1")).toMatch(
      /^\*Ani Wijaya\*: Komunikasi 1 dari 3\nKini level 1, diminta 3; dasarnya perkiraan\.\nDiusulkan atasannya, 22 Nov 2026\.\nKeadaan: diusulkan\.\n⚠️ Belum ada baris rencana/,
    );
    expect(await talk.taps("Tunda")).toBe("Mengapa ditunda? Yang bersangkutan membacanya.");
    await talk.says("boleh ditunda?");
    expect(talk.heard.at(-2)?.reply.text).toBe("Jawaban: boleh ditunda?");
    expect(await talk.says("anggaran bergeser")).toBe("Tunda: kebutuhan Komunikasi untuk *Ani Wijaya*?\nAlasan: anggaran bergeser");
    expect((await needsOf(world.db, tenant))[0]?.state).toBe("proposed");
    expect(await talk.says("ya")).toBe("✅ Kebutuhan Komunikasi untuk *Ani Wijaya* sekarang ditunda. Yang bersangkutan diberi tahu.");
    const told = (whose: string) => `Usulan kebutuhan pelatihan *Komunikasi* untuk ${whose} ditunda. Kebutuhannya tetap tercatat.\nAlasan: anggaran bergeser`;
    expect([anis.last.reply.text, leaders.last.reply.text]).toEqual([told("Anda"), told("*Ani Wijaya*")]);
    // A deferred need is kept, and taken up again.
    await talk.says("/kebutuhan");
    await talk.taps("Ditunda (1)");
    expect(await talk.taps("Pilih 1")).toContain("Keadaan: ditunda. Alasan: anggaran bergeser.");
    await talk.taps("Rencanakan");
    await talk.says("ya");
    expect(anis.last.reply.text).toMatch(/^Usulan kebutuhan pelatihan \*Komunikasi\* untuk Anda masuk rencana\./);
    expect((await needsOf(world.db, tenant))[0]).toMatchObject({ state: "planned", reason: null });
  });

  it("takes no decision on a state that another officer has changed, none about oneself, and none from others", async () => {
    const { officer, talk, ani } = await scene();
    const id = await needs(ani, ani);
    const second = await world.officer("Petugas Dua");
    for (const it of [talk, second.talk]) {
      await it.says("/kebutuhan");
      await it.taps("Pilih 1");
      await it.taps("Sudah diperiksa");
    }
    expect(await talk.says("ya")).toContain("sekarang sudah diperiksa. Yang bersangkutan diberi tahu.");
    expect(await second.talk.says("ya")).toBe(
      "Kebutuhan itu sudah berubah sejak Anda melihatnya: sekarang sudah diperiksa. Mohon lihat lagi sebelum memutuskan.",
    );
    const own = await needs(officer, officer, "integritas");
    expect(await talk.says("/kebutuhan")).toContain("(diputuskan petugas lain)");
    await expect(world.performs(officer, { capability: "decide_need", input: { need: own, to: "planned" } }, ["officer"])).rejects.toThrow(/forbidden/);
    await expect(world.performs(ani, { capability: "decide_need", input: { need: id, to: "planned" } })).rejects.toThrow(/forbidden/);
  });

  it("makes a line of the plan part by part, refuses what it cannot read, and changes one part of it", async () => {
    const { talk } = await scene();
    expect(await talk.says("/rencanakota")).toMatch(/^Belum ada baris rencana 2026\./);
    expect(await talk.taps("Tambah baris")).toBe("Apa kode barisnya? Misalnya *RB-12*.");
    await talk.says("RB-9");
    await talk.says("Melayani di Loket");
    expect(await talk.says("terbang")).toMatch(/^Belum dapat dibaca: kompetensi "terbang" tidak ada dalam kamus/);
    await talk.says("pelayanan publik; komunikasi");
    await talk.says("berapa pesertanya?");
    expect(talk.heard.slice(-2).map((it) => it.reply.text)).toEqual([
      "Jawaban: berapa pesertanya?",
      "Kita lanjutkan:\n\nSiapa sasarannya? Misalnya *pelaksana di unit layanan*.",
    ]);
    await talk.says("petugas loket");
    expect(await talk.says("banyak")).toBe("Belum dapat dibaca: bukan angka. Mohon tulis lagi.");
    await talk.says("40");
    expect(await talk.says("senam")).toMatch(/^Belum dapat dibaca: bentuk "senam" tidak dikenal/);
    for (const words of ["bimbingan teknis", "Lembaga Contoh", "triwulan II", "disusun kota", "Rp12.500.000"]) await talk.says(words);
    const question = await talk.says("APBD");
    for (const part of ["Kode: RB-9", "Kompetensi: Pelayanan Publik; Komunikasi", "Jumlah peserta: 40", "Bentuk: bimbingan teknis", "Anggaran: Rp12.500.000"])
      expect(question).toContain(`• ${part}`);
    expect(await planOfYear(world.db, tenant, 2026)).toEqual([]);
    expect(await talk.says("ya")).toBe("✅ Baris rencana RB-9 disimpan.");
    expect(await talk.taps("Daftar rencana")).toContain("1. RB-9 Melayani di Loket: target 40; 0 kelas; 0 peserta; 0 kebutuhan; Rp12.500.000");
    await talk.taps("Tambah baris");
    expect(await talk.says("rb-9")).toMatch(/^Kode RB-9 sudah dipakai pada tahun ini/);
    await talk.says("/rencanakota");
    for (const label of ["Pilih 1", "Ubah", "Jumlah peserta"]) await talk.taps(label);
    expect(await talk.says("lima")).toMatch(/^Belum dapat dibaca: bukan angka/);
    await talk.says("55");
    await talk.says("ya");
    const [line, second] = await planOfYear(world.db, tenant, 2026);
    expect([second, line?.targetCount, line?.form, line?.competencies]).toEqual([undefined, 55, "bimtek", ["pelayanan-publik", "komunikasi"]]);
  });

  it("tells which classes and needs no line knows, and how many classes of a line are postponed", async () => {
    const { talk, ani } = await scene();
    const training = await world.training("Pelayanan Prima");
    const [first, other] = [await world.classOf(training, { code: "PP-1" }), await world.classOf(training, { code: "PP-2" })];
    await world.db.run(sql`update training_class set plan_line = 'RB-1', outside_plan = null where id in (${first}, ${other})`);
    await needs(ani, ani, "integritas");
    const said = await talk.says("/rencanakota");
    expect(said).toContain("⚠️ 2 kelas memakai baris yang tidak ada dalam rencana: PP-1, PP-2.");
    expect(said).toContain("⚠️ Kebutuhan yang belum ada barisnya: Integritas (1 orang).");
    await world.db.run(sql`update training_class set status = 'ditunda', status_note = 'menunggu narasumber' where id = ${other}`);
    await world.db.run(sql`
      insert into plan_line (cell, agency_id, year, code, name, competencies, target, target_count, form, provider, schedule, curriculum, budget, budget_source, changed_at)
      values (1, ${tenant.agencyId}, 2026, 'RB-1', 'Pelayanan', ${["integritas"]}::text[], 'loket', 30, 'bimtek', 'BKPSDM', 'Mei', 'kota', 0, 'APBD', now())`);
    // A new class names a line: one that the plan does not have is said so before the yes.
    await world.db.run(sql`update training set code = 'PP' where id = ${training}`);
    const makes = async (line: string): Promise<string> => {
      for (const words of ["/buatkelas PP", "7/12/2026 08.00-12.00", "20", "Aula", "terbuka"]) await talk.says(words);
      const question = await talk.says(line);
      await talk.says("tidak");
      return question;
    };
    expect(await makes("rb-1")).toContain("Rencana: RB-1, Pelayanan\n\n");
    expect(await makes("RB-77")).toContain("Rencana: RB-77\n⚠️ Baris itu belum ada dalam rencana 2026: /rencanakota.");
    expect(await talk.says("/rencanakota")).toMatch(/1\. RB-1 Pelayanan: target 30; 2 kelas \(1 ditunda\); .*; 1 kebutuhan; Rp0$/);
  });
});
