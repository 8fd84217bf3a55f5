import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../src/core/channel.ts";
import { sql } from "../../../src/db/database.ts";
import { lapseDue } from "../../../src/features/enrolment/seats/lapse.ts";
import { testDatabases } from "../../world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("quota, nomination and call on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const Row = z.object({ state: z.string(), via: z.string(), reason: z.string().nullable() });
  const rowOf = (personId: number) => world.db.maybe(Row, sql`select state, via, reason from enrolment where person_id = ${personId}`);
  const stateOf = async (personId: number) => (await rowOf(personId))?.state;

  /** A class that takes people by quota, and a unit with its staff officer and three people. */
  async function scene({ entry = "kuota" as const, seats = 5, status = "dibuka" } = {}) {
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { entry, seats, status, code: "PP-1" });
    const unit = await world.unit("Dinas Kominfo");
    const staff = await world.staffOfficer("Sari Pengelola", unit);
    const [ani, budi, citra] = [
      await world.person("Ani Wijaya", { unit }),
      await world.person("Budi Santoso", { unit }),
      await world.person("Citra Dewi", { unit }),
    ] as const;
    const { who: officer, talk } = await world.officer();
    return { classId, unit, staff, ani, budi, citra, officer, talk };
  }

  const quota = (officer: Parameters<OrganiseWorld["performs"]>[0], classId: number, list: string) =>
    world.performs(officer, { capability: "set_quota", input: { class: classId, list } }, ["officer"]);

  it("shows a staff officer every class that asks for names, a page at a time, or the ones that are named", async () => {
    const { staff } = await scene({ entry: "usulan" as "kuota" });
    for (let at = 1; at <= 8; at += 1) await world.classOf(await world.training(`Pelatihan Wajib ${at}`), { entry: "usulan", code: `PW-${at}` });
    expect(await staff.talk.says("/usulkan")).toBe("Usulkan nama untuk kelas yang mana?");
    const shown = () => staff.talk.last.reply.buttons?.map((it) => it.full?.split(" — ")[0]) ?? [];
    const first = shown();
    await staff.talk.taps("Berikutnya (2 kelas)");
    expect([first.length, shown().length, new Set([...first, ...shown()]).size]).toEqual([8, 2, 10]);
    await staff.talk.says("/usulkan wajib 8");
    expect(shown()).toEqual(["Pelatihan Wajib 8"]);
    expect(await staff.talk.taps("Pilih 1")).toContain("Usulan untuk *Pelatihan Wajib 8*");
  });

  it("goes from quota to proposal, check, call, and the nominee's yes", async () => {
    const { talk, staff, ani, classId } = await scene();
    await talk.says("/kelola PP-1");
    expect(await talk.taps("Kuota unit")).toContain("Tulis kuota tiap unit untuk *Pelayanan Prima*");
    expect(await talk.says("Dinas Kominfo 2")).toContain("• Dinas Kominfo: 2");
    expect(await talk.says("ya")).toBe("Kuota 1 unit tercatat. 1 pengelola unit diberi tahu.");
    expect(staff.talk.last.reply.text).toContain("BKPSDM meminta 2 nama dari Dinas Kominfo untuk *Pelayanan Prima*.");
    expect(await staff.talk.taps("Usulkan nama")).toContain("Kuota unit Anda 2, terpakai 0.");
    const nominee = await world.talk(ani);
    expect(await staff.talk.says("1. Ani Wijaya, S.Kom")).toBe("Usulkan untuk *Pelayanan Prima*?\n• Ani Wijaya");
    expect(await staff.talk.says("ya")).toContain("1 nama diusulkan untuk *Pelayanan Prima*.");
    expect([await rowOf(ani.personId), nominee.last.reply.text]).toEqual([
      { state: "diusulkan", via: "usulan", reason: null },
      expect.stringContaining("Unit Anda mengusulkan Anda untuk *Pelayanan Prima*."),
    ]);
    expect(await talk.says("/antrean")).toContain("*Ani Wijaya* (Petugas Pelayanan, Dinas Kominfo) diusulkan unitnya untuk *Pelayanan Prima*.");
    expect(await talk.taps("Panggil")).toContain("Dipanggil: *Ani Wijaya* untuk *Pelayanan Prima*. Jawabannya ditunggu sampai ");
    expect(nominee.last.reply.text).toContain("Anda dipanggil sebagai peserta *Pelayanan Prima*.");
    expect(await nominee.taps("Bersedia")).toContain("Anda terdaftar di *Pelayanan Prima*.");
    expect(await stateOf(ani.personId)).toBe("terdaftar");
    expect(await world.seatsOf(classId)).toEqual({ taken: 1, held: 1 });
  });

  it("asks who cannot come for a reason by button, and the unit for a substitute", async () => {
    const { talk, staff, ani, budi, classId, officer } = await scene();
    await quota(officer, classId, "Dinas Kominfo 1");
    await world.performs(staff.who, { capability: "nominate", input: { class: classId, names: "Ani Wijaya" } }, ["unit_officer"]);
    const nominee = await world.talk(ani);
    await talk.says("/antrean");
    await talk.taps("Panggil");
    expect(await nominee.taps("Tidak bersedia")).toContain("Apa alasannya?");
    expect(await nominee.taps("Ada tugas penting")).toContain("Unit Anda dapat mengusulkan pengganti.");
    expect(await rowOf(ani.personId)).toEqual({ state: "tidak_bersedia", via: "usulan", reason: "Ada tugas penting" });
    expect(staff.talk.last.reply.text).toBe("*Ani Wijaya* tidak dapat mengikuti *Pelayanan Prima*: Ada tugas penting. Unit Anda dapat mengusulkan pengganti.");
    // The quota is free again.
    expect(await staff.talk.taps("Usulkan pengganti")).toContain("Kuota unit Anda 1, terpakai 0.");
    await staff.talk.says("Budi Santoso");
    await staff.talk.says("ya");
    expect(await stateOf(budi.personId)).toBe("diusulkan");
    expect(await world.seatsOf(classId)).toEqual({ taken: 0, held: 0 });
  });

  it("keeps to the quota", async () => {
    const { staff, officer, classId, ani } = await scene();
    await quota(officer, classId, "Dinas Kominfo 1");
    const proposes = (names: string) => world.performs(staff.who, { capability: "nominate", input: { class: classId, names } }, ["unit_officer"]);
    expect((await proposes("Ani Wijaya\nBudi Santoso")).reply.text).toBe("Kuota Dinas Kominfo tinggal 1, jadi tulis paling banyak 1 nama dari unit itu.");
    expect(await rowOf(ani.personId)).toBeUndefined();
    await proposes("Ani Wijaya");
    expect((await proposes("Budi Santoso")).reply.text).toContain("Kuota unit Anda sudah terpakai semua");
  });

  it("keeps to the quota when two staff officers of a unit propose at once, and to the seats when two officers call", async () => {
    const { staff, officer, classId, unit } = await scene({ seats: 1 });
    const second = await world.staffOfficer("Tono Pengelola", unit);
    await quota(officer, classId, "Dinas Kominfo 1");
    const proposes = (who: typeof staff.who, names: string) =>
      world.performs(who, { capability: "nominate", input: { class: classId, names } }, ["unit_officer"]);
    const codes = await Promise.all([proposes(staff.who, "Ani Wijaya"), proposes(second.who, "Budi Santoso")]);
    expect(codes.map((it) => it.code).toSorted()).toEqual(["full", "proposed"]);
    const { who: other } = await world.officer("Petugas Tiga");
    const calls = (who: typeof other, names: string) => world.performs(who, { capability: "call_people", input: { class: classId, names } }, ["officer"]);
    const called = await Promise.allSettled([calls(officer, "Citra Dewi"), calls(other, "Sari Pengelola")]);
    expect(called.map((it) => it.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await world.seatsOf(classId)).toEqual({ taken: 1, held: 1 });
  });

  it("knows nobody of another unit, takes nobody twice, and nobody's own name", async () => {
    const { staff, officer, classId, ani } = await scene();
    const other = await world.unit("Dinas Pendidikan");
    await world.person("Dedi Guru", { unit: other });
    await quota(officer, classId, "Dinas Kominfo 3; Dinas Pendidikan 2");
    const proposes = async (names: string) =>
      (await world.performs(staff.who, { capability: "nominate", input: { class: classId, names } }, ["unit_officer"])).reply.text;
    expect(await proposes("Dedi Guru")).toContain("“Dedi Guru” tidak ditemukan");
    expect(await proposes("Sari Pengelola")).toContain("nama Anda sendiri diusulkan lewat petugas BKPSDM");
    await proposes("Ani Wijaya");
    expect(await proposes("Ani Wijaya")).toContain("sudah ada di kelas ini: diusulkan unit");
    expect(await stateOf(ani.personId)).toBe("diusulkan");
  });

  it("asks units without a quota nothing, and takes nothing from them", async () => {
    const { classId, officer } = await scene();
    await quota(officer, classId, "Dinas Kominfo 3");
    const other = await world.staffOfficer("Tono Pengelola", await world.unit("Dinas Pendidikan"));
    expect(await other.talk.says("/usulkan")).toBe("Saat ini tidak ada kelas yang meminta usulan dari unit Anda.");
    await expect(world.performs(other.who, { capability: "nominate", input: { class: classId } }, ["unit_officer"])).rejects.toThrow(
      "tidak meminta usulan dari unit Anda",
    );
  });

  it("asks the units when the class opens, once", async () => {
    const { classId, officer, staff } = await scene({ status: "rencana" });
    expect((await quota(officer, classId, "Dinas Kominfo 2")).reply.text).toContain("begitu kelas dibuka");
    const move = (it: string) => world.performs(officer, { capability: "move_class", input: { class: classId, move: it } }, ["officer"]);
    expect((await move("buka")).letters?.map((it) => it.reply.text)).toEqual([expect.stringContaining("BKPSDM meminta 2 nama dari Dinas Kominfo")]);
    await move("tutup");
    expect((await move("buka")).letters).toEqual([]);
    expect(await staff.talk.says("/usulkan")).toBe("Usulkan nama untuk kelas yang mana?");
  });

  it("tells which lines of a quota it cannot read, and changes nothing", async () => {
    const { classId, officer } = await scene();
    const text = (await quota(officer, classId, "Dinas Kominfo 2\nDinas Antariksa 3\nKominfo")).reply.text;
    expect(text).toContain("• unit “Dinas Antariksa” tidak ada");
    expect(text).toContain("• “Kominfo” belum dapat dibaca; tulis nama unit lalu angkanya");
    expect(await world.db.many(z.object({ n: z.number() }), sql`select 1 as n from class_quota`)).toEqual([]);
  });

  it("asks again, in the person's language, for what says too little", async () => {
    const { talk, staff, officer, classId } = await scene();
    await talk.says("/kelola PP-1");
    await talk.taps("Kuota unit");
    expect(await talk.says("7")).toContain("• “7” belum dapat dibaca");
    await talk.says("Dinas Kominfo 2");
    expect(await talk.says("ya")).toContain("Kuota 1 unit tercatat.");
    await staff.talk.taps("Usulkan nama");
    expect(await staff.talk.says("?")).toContain("Perbaiki, lalu tulis lagi nama yang diusulkan.");
    await talk.says("/kelola PP-1");
    await talk.taps("Tunda");
    expect(await talk.says("-")).toBe("Apa sebabnya ditunda? Peserta akan membacanya.");
    const long = { capability: "nominate", input: { class: classId, names: "a".repeat(3_000) } };
    await expect(world.performs(officer, long, ["unit_officer"])).rejects.toThrow("Terlalu panjang");
  });

  it("lets somebody who was called answer from their status, with a reason", async () => {
    const { officer, ani, classId } = await scene();
    await world.performs(officer, { capability: "call_people", input: { class: classId, names: "Ani Wijaya" } }, ["officer"]);
    const nominee = await world.talk(ani);
    expect(await nominee.says("/status")).toContain("dipanggil sebagai peserta, menunggu jawaban Anda");
    expect(await nominee.taps(/^Tidak bersedia/)).toContain("Apa alasannya?");
    await nominee.taps("Sedang cuti");
    expect(await rowOf(ani.personId)).toEqual({ state: "tidak_bersedia", via: "panggilan", reason: "Sedang cuti" });
  });

  it("lets an officer call whom the city appoints, and says who cannot be", async () => {
    const { talk, officer, ani } = await scene();
    const pka = await world.classOf(await world.training("PKA", { form: "pelatihan_struktural" }), { entry: "ditunjuk", seats: 1, code: "PKA-1" });
    await expect(world.performs(ani, { capability: "enrol", input: { class: pka } })).resolves.toMatchObject({ code: "refused" });
    const nominee = await world.talk(ani);
    await talk.says("/kelola PKA-1");
    await talk.taps("Panggil peserta");
    expect(await talk.says("Ani Wijaya; Zulkifli Tidakada")).toBe(
      "Panggil ke *PKA*?\n• Ani Wijaya\n\nTidak dapat dipanggil:\n• “Zulkifli Tidakada” tidak ditemukan",
    );
    expect(await talk.says("ya")).toContain("1 orang dipanggil ke *PKA*.");
    expect(await rowOf(ani.personId)).toEqual({ state: "dipanggil", via: "panggilan", reason: null });
    await nominee.taps("Tidak bersedia");
    await nominee.taps("Tulis alasan lain");
    await nominee.says("boleh tahu jadwal lengkapnya?");
    expect(await rowOf(ani.personId)).toEqual({ state: "dipanggil", via: "panggilan", reason: null });
    await nominee.says("sedang menyelesaikan laporan akhir tahun");
    expect(talk.last.reply.text).toContain("*Ani Wijaya*, yang Anda panggil, tidak dapat mengikuti *PKA*: sedang menyelesaikan laporan akhir tahun.");
    const call = (names: string) => world.performs(officer, { capability: "call_people", input: { class: pka, names } }, ["officer"]);
    await expect(call("Budi Santoso\nCitra Dewi")).rejects.toThrow("Kursi yang kosong tinggal 1");
  });

  it("tells the unit when a call was not answered in time", async () => {
    const { talk, staff, officer, ani, classId } = await scene();
    await quota(officer, classId, "Dinas Kominfo 1");
    await world.performs(staff.who, { capability: "nominate", input: { class: classId, names: "Ani Wijaya" } }, ["unit_officer"]);
    await talk.says("/antrean");
    await talk.taps("Panggil");
    world.clock.pass({ hours: 121 });
    const round = { db: world.db, cell: 1, now: world.clock.now(), put: async (_tx: unknown, letters: Letter[]) => world.deliver(letters) };
    for (let rounds = 0; rounds < 2; rounds += 1) await lapseDue(round);
    expect(await rowOf(ani.personId)).toEqual({ state: "lewat", via: "usulan", reason: "tidak dijawab sampai batas waktu" });
    const told = staff.talk.heard.filter((it) => it.reply.text.includes("Unit Anda dapat mengusulkan pengganti."));
    expect(told.map((it) => it.reply.text)).toEqual([
      "*Ani Wijaya* tidak dapat mengikuti *Pelayanan Prima*: tidak dijawab sampai batas waktu. Unit Anda dapat mengusulkan pengganti.",
    ]);
  });

  it("takes a call back within ten minutes: the person is proposed again and the seat free", async () => {
    const { talk, staff, officer, classId, ani } = await scene();
    await quota(officer, classId, "Dinas Kominfo 1");
    await world.performs(staff.who, { capability: "nominate", input: { class: classId, names: "Ani Wijaya" } }, ["unit_officer"]);
    await talk.says("/antrean");
    await talk.taps("Panggil");
    await talk.taps("Urungkan");
    expect(await stateOf(ani.personId)).toBe("diusulkan");
    expect(await world.seatsOf(classId)).toEqual({ taken: 0, held: 0 });
  });

  it("calls all proposed as far as there are seats, and says how many are left", async () => {
    const { talk, staff, classId, ani, budi } = await scene({ seats: 1, entry: "kuota" });
    await quota((await world.officer("Petugas Tiga")).who, classId, "Dinas Kominfo 3");
    await world.performs(staff.who, { capability: "nominate", input: { class: classId, names: "Ani Wijaya\nBudi Santoso" } }, ["unit_officer"]);
    await talk.says("/antrean");
    await talk.taps("Setujui semua");
    expect(await talk.says("ya")).toBe(
      "1 permintaan diputuskan. Pegawai yang bersangkutan sudah diberi tahu. 1 belum, karena kursinya sudah penuh. Keliru? Dapat diurungkan dalam 10 menit.",
    );
    expect([await stateOf(ani.personId), await stateOf(budi.personId)].toSorted()).toEqual(["dipanggil", "diusulkan"]);
    expect(await world.seatsOf(classId)).toEqual({ taken: 1, held: 1 });
  });
});
