import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { degreesOf } from "../../../src/features/organise/degree/degree-store.ts";
import { fromRegister, requirementNames } from "../../../src/features/organise/degree/requirements.ts";
import { testDatabases } from "../../world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe("what the register tells of the requirements", () => {
  const day = "2026-11-22";
  const person = { status: "PNS" as const, duty: "aktif" as const, cpnsSince: "2020-03-01" };
  const good = new Map([
    [2025, "baik"],
    [2024, "sangat_baik"],
  ]);

  it("is never a yes or a no where a fact is missing", () => {
    expect(fromRegister({ ...person, cpnsSince: null }, new Map(), day)).toMatchObject({
      masa_kerja: "petugas",
      kinerja: "petugas",
      sisa_masa_kerja: "petugas",
      disiplin: "petugas",
    });
    expect(fromRegister(person, new Map([[2025, "baik"]]), day).kinerja).toBe("petugas");
    expect(fromRegister({ ...person, status: "PPPK" }, good, day).masa_kerja).toBe("petugas");
  });

  it("says what seems met and what is not", () => {
    expect(fromRegister(person, good, day)).toMatchObject({ masa_kerja: "tampak", kinerja: "tampak", cltn: "tampak" });
    expect(fromRegister({ ...person, status: "CPNS" }, new Map([...good, [2024, "kurang"]]), day)).toMatchObject({ masa_kerja: "tidak", kinerja: "tidak" });
    expect(fromRegister({ ...person, duty: "cltn" }, good, day).cltn).toBe("tidak");
    expect(fromRegister({ ...person, cpnsSince: "2025-06-01" }, good, day).masa_kerja).toBe("petugas");
  });
});

describe.each(testDatabases())("degree study on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  async function applied() {
    const who = await world.person("Ani Wijaya");
    const talk = await world.talk(who);
    await talk.says("/tubel");
    await talk.taps("Ajukan");
    await talk.taps("S2");
    await talk.says("Ilmu Komputer");
    await talk.says("Universitas Contoh");
    const question = await talk.says("Agustus 2027");
    return { who, talk, question };
  }

  it("shows the requirements, promises no term and no bond, and takes an application part by part", async () => {
    const { who, talk, question } = await applied();
    expect(question).toBe("Ajukan tugas belajar ini untuk diperiksa BKPSDM?\nS2 Ilmu Komputer, Universitas Contoh, mulai Agustus 2027");
    expect(await talk.says("ya")).toContain("Pengajuan tercatat: S2 Ilmu Komputer");
    const text = await talk.says("/tubel");
    expect(text).toContain("Keadaan: diajukan.");
    expect(text).toContain("Kinerja 2 tahun terakhir paling rendah baik: diperiksa petugas");
    expect(text).toContain("Jangka waktu dan ikatan dinas belum dapat saya pastikan");
    expect(await degreesOf(world.db, who)).toMatchObject([{ level: "S2", state: "diajukan" }]);
  });

  it("takes no question for a part of the application, and no start without a year to come", async () => {
    const who = await world.person("Ani Wijaya");
    const talk = await world.talk(who);
    await talk.says("/tubel");
    for (const label of ["Ajukan", "S2"]) await talk.taps(label);
    await talk.says("Ilmu Komputer");
    await talk.says("berapa lama ikatan dinasnya?");
    expect(talk.heard.slice(-2).map((it) => it.reply.text)).toEqual(["Jawaban: berapa lama ikatan dinasnya?", "Kita lanjutkan:\n\nDi perguruan tinggi mana?"]);
    expect(await talk.says("Universitas Contoh")).toMatch(/^Rencana mulai kapan\?/);
    for (const words of ["secepatnya", "Agustus 2025"]) expect(await talk.says(words)).toMatch(/^Tulis bulan dan tahunnya/);
    expect(await talk.says("Agustus 2027")).toContain("S2 Ilmu Komputer, Universitas Contoh, mulai Agustus 2027");
  });

  it("has one application at a time, and ends by the person's own wish", async () => {
    const { who, talk } = await applied();
    await talk.says("ya");
    expect((await world.performs(who, { capability: "apply_degree", input: { level: "S3" } })).code).toBe("already");
    await talk.says("/tubel");
    expect(await talk.taps("Batalkan pengajuan")).toContain("Batalkan pengajuan tugas belajar Anda?\nS2 Ilmu Komputer");
    expect(await talk.says("ya")).toBe("Pengajuan tugas belajar Anda dibatalkan.");
    expect((await world.performs(who, { capability: "withdraw_degree", input: {} })).code).toBe("none");
    await talk.says("/tubel");
    await talk.taps("Ajukan");
    expect((await degreesOf(world.db, who)).map((it) => it.state)).toEqual(["batal"]);
  });

  it("asks again for a level that there is not, and tells PPPK that it is not certain", async () => {
    const who = await world.person("Budi Santoso", { status: "PPPK" });
    expect((await world.performs(who, { capability: "degree_study", input: {} })).reply.text).toContain("Bagi PPPK belum dapat dipastikan");
    const asked = await world.performs(who, { capability: "apply_degree", input: { level: "SMA", program: "IPA" } });
    expect([asked.code, asked.form?.input]).toEqual(["level", { program: "IPA" }]);
  });

  it("is looked at requirement by requirement by an officer in chat, approved only once all are met, and told", async () => {
    const { talk } = await applied();
    await talk.says("ya");
    const officer = (await world.officer()).talk;
    expect(await officer.says("/periksatubel")).toBe(
      "1 pengajuan tugas belajar. Pilih yang hendak diperiksa:\n1. *Ani Wijaya*: S2 Ilmu Komputer, Universitas Contoh, mulai Agustus 2027; diajukan, 9 persyaratan belum dinyatakan terpenuhi",
    );
    expect(await officer.taps("Periksa 1")).toMatch(/^\*Ani Wijaya\*\nS2 Ilmu Komputer[\s\S]*• Sehat jasmani dan rohani: tidak tampak dari data/);
    expect(officer.last.reply.buttons?.map((it) => it.label)).toEqual(["Periksa persyaratan", "Tunda", "Tolak", "Daftar pengajuan"]);
    await officer.taps("Periksa persyaratan");
    for (let at = 0; at < 8; at++) expect(await officer.taps(at === 4 ? "Tidak terpenuhi" : "Terpenuhi")).toMatch(/Terpenuhi\?$/);
    expect(await officer.taps("Terpenuhi")).toMatch(/Keadaan: diperiksa[\s\S]*• Sehat jasmani dan rohani: ⚠️ tidak terpenuhi/);
    expect(officer.last.reply.buttons?.map((it) => it.label)).not.toContain("Setujui");
    expect(await officer.taps("Periksa persyaratan")).toMatch(/^Sehat jasmani dan rohani/);
    expect(await officer.taps("Terpenuhi")).toContain("Semua persyaratan dinyatakan terpenuhi.");
    expect(await talk.says("/tubel")).toContain("• Sehat jasmani dan rohani: ✅ terpenuhi");
    expect(await officer.taps("Setujui")).toBe("Setujui pengajuan tugas belajar *Ani Wijaya*?\nS2 Ilmu Komputer, Universitas Contoh, mulai Agustus 2027");
    expect(await officer.says("siap")).toContain("Mohon dijawab dengan tombol");
    expect(await officer.says("ya")).toBe("✅ Pengajuan *Ani Wijaya* disetujui, dan yang bersangkutan diberi tahu.");
    expect(talk.last.reply.text).toBe(
      "Pengajuan tugas belajar Anda disetujui: S2 Ilmu Komputer, Universitas Contoh, mulai Agustus 2027. Langkah berikutnya disampaikan petugas BKPSDM.",
    );
    expect(await officer.says("/periksatubel")).toBe("Tidak ada pengajuan tugas belajar yang menunggu.");
  });

  it("is deferred or refused with a reason that the person reads; nobody decides about themselves, and nobody else at all", async () => {
    const { who, talk } = await applied();
    await talk.says("ya");
    const [it] = await degreesOf(world.db, who);
    const officer = (await world.officer()).talk;
    await officer.says("/periksatubel");
    await officer.taps("Periksa 1");
    expect(await officer.taps("Tunda")).toBe("Mengapa ditunda? Yang bersangkutan membacanya.");
    await officer.says("apakah boleh ditunda?");
    expect(officer.heard.slice(-2).map((it) => it.reply.text)).toEqual([
      "Jawaban: apakah boleh ditunda?",
      "Kita lanjutkan:\n\nMengapa ditunda? Yang bersangkutan membacanya.",
    ]);
    expect(await officer.says("menunggu anggaran")).toMatch(/^Tunda pengajuan tugas belajar \*Ani Wijaya\*\?\n.*\nAlasan: menunggu anggaran$/);
    await officer.says("ya");
    expect(talk.last.reply.text).toMatch(/ditunda: .*\. Kebutuhannya tetap tercatat\.\nAlasan: menunggu anggaran$/);
    for (const capability of ["check_degree", "decide_degree"]) {
      const call = { capability, input: { degree: it?.id, decision: "ditolak", reason: "coba saja" } };
      await expect(world.performs(who, call)).rejects.toThrow(/forbidden/);
      await expect(world.performs(who, call, ["asn", "officer"])).rejects.toThrow(/forbidden/);
    }
    await world.grants(who, "officer");
    const own = await world.trusted(who);
    expect(await own.says("/periksatubel")).toContain("(milik Anda, diperiksa petugas lain)");
    expect(own.last.reply.buttons ?? []).toEqual([]);
    expect((await degreesOf(world.db, who))[0]?.state).toBe("ditunda");
    // What was refused is still told to whoever looks, with the reason, beside the way to apply anew.
    await officer.says("/periksatubel");
    await officer.taps("Periksa 1");
    await officer.taps("Tolak");
    await officer.says("kuota habis");
    await officer.says("ya");
    expect(await talk.says("/tubel")).toMatch(/^Pengajuan terakhir Anda: S2 Ilmu Komputer.*\nKeadaan: ditolak\.\nCatatan petugas: kuota habis\n/);
    expect(talk.last.reply.buttons?.map((button) => button.label)).toEqual(["Ajukan"]);
  });

  it("takes no decision on a state that another officer has changed meanwhile, and no finding once it is approved", async () => {
    const { who, talk } = await applied();
    await talk.says("ya");
    const [it] = await degreesOf(world.db, who);
    const checks = Object.fromEntries(requirementNames.map((one) => [one, "ya"]));
    await world.db.run(sql`update degree_study set state = 'diperiksa', checks = ${JSON.stringify(checks)}::jsonb where id = ${it?.id}`);
    const [one, two] = [(await world.officer()).talk, (await world.officer("Petugas Dua")).talk];
    for (const officer of [one, two]) {
      await officer.says("/periksatubel");
      await officer.taps("Periksa 1");
    }
    await two.taps("Periksa lagi");
    const stale = two.last.reply.buttons?.find((button) => button.label === "Tidak terpenuhi")?.call;
    const later = (await world.officer("Petugas Tiga")).talk;
    await later.says("/periksatubel");
    await later.taps("Periksa 1");
    await later.taps("Tolak");
    await later.says("program tidak sesuai");
    await one.taps("Setujui");
    await one.says("ya");
    const heard = talk.heard.length;
    const decided = async () =>
      world.db.one(
        z.object({ state: z.string(), by: z.coerce.number(), unmet: z.coerce.number() }),
        sql`select state, decided_by as by, (select count(*) from jsonb_each_text(checks) where value <> 'ya') as unmet from degree_study where id = ${it?.id}`,
      );
    const before = await decided();
    expect(before).toMatchObject({ state: "disetujui", unmet: 0 });
    expect(await later.says("ya")).toBe("Pengajuan *Ani Wijaya* sudah berubah sejak Anda melihatnya: sekarang disetujui. Mohon lihat lagi sebelum memutuskan.");
    expect(later.last.reply.buttons?.map((button) => button.label)).toEqual(["Lihat lagi"]);
    const officer = await world.person("Petugas Empat");
    expect((await world.performs(officer, stale ?? { capability: "", input: {} }, ["officer"])).code).toBe("closed");
    expect((await world.performs(officer, { capability: "decide_degree", input: { degree: it?.id, decision: "disetujui" } }, ["officer"])).code).toBe(
      "changed",
    );
    expect([await decided(), talk.heard.length]).toEqual([before, heard]);
  });

  it("holds in the base what nobody may break", async () => {
    const { who, talk } = await applied();
    await talk.says("ya");
    const refuse = sql`update degree_study set state = 'ditolak' where person_id = ${who.personId}`;
    await expect(world.db.run(refuse)).rejects.toThrow();
  });
});
