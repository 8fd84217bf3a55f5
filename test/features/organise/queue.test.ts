import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { proposeNeed } from "../../../src/features/competency/need-store.ts";
import { completionCapabilities } from "../../../src/features/completion/capabilities.ts";
import { keepHanded } from "../../../src/features/completion/handed/handed-store.ts";
import { lapseDue } from "../../../src/features/enrolment/seats/lapse.ts";
import { askDegree } from "../../../src/features/organise/degree/degree-store.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, tenant } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

describe.each(testDatabases())("the officer's queue on $name", (database) => {
  let world: OrganiseWorld;
  beforeAll(async () => {
    world = await openOrganiseWorld(database, completionCapabilities("https://asn.contoh.go.id"));
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const stateOf = async (personId: number): Promise<string> =>
    (await world.db.one(z.object({ state: z.string() }), sql`select state from enrolment where person_id = ${personId}`)).state;

  const dueOf = async (personId: number): Promise<string | null> =>
    (await world.db.one(z.object({ due: z.string().nullable() }), sql`select to_json(due_at)#>>'{}' as due from enrolment where person_id = ${personId}`)).due;

  /** Somebody who has enrolled in a class that an officer decides about. */
  async function applicant(name: string, classId: number) {
    const who = await world.person(name);
    const talk = await world.talk(who);
    await world.performs(who, { capability: "enrol", input: { class: classId } });
    return { who, talk };
  }

  async function classForOfficer(seats = 3) {
    return world.classOf(await world.training("Pelayanan Prima"), { approval: "petugas", seats });
  }

  it("is empty, and says so", async () => {
    const { talk } = await world.officer();
    expect(await talk.says("/antrean")).toBe("Tidak ada permintaan yang menunggu petugas.");
  });

  it("names what waits in other lists, a line and a button each, but nothing that is the officer's own", async () => {
    const { who: officer, talk } = await world.officer();
    const ani = await world.person("Ani Wijaya");
    const need = { competency: "komunikasi", required: 3, held: 1, official: false, proposedAs: "person" } as const;
    const waits = async (who: typeof ani) => {
      const now = world.clock.now();
      const title = { title: "Analisis Kebijakan", form: "kursus", jp: 10, from: "2026-11-02", until: "2026-11-03", provider: "LAN", number: null } as const;
      await keepHanded(world.db, who, title, { name: "a.pdf", mime: "application/pdf", givenDigest: `d${who.personId}`, bytes: new Uint8Array([1]) }, now);
      await askDegree(world.db, who, { level: "S2", program: "Hukum", institution: "Universitas Contoh", starts: "Agustus 2027" }, now);
      await proposeNeed(world.db, tenant, { ...need, personId: who.personId, proposerId: who.personId }, now);
    };
    await waits(officer);
    expect(await talk.says("/antrean")).toBe("Tidak ada permintaan yang menunggu petugas.");
    await waits(ani);
    const others = "Menunggu petugas di tempat lain:\n• 1 sertifikat untuk diperiksa\n• 1 pengajuan tugas belajar\n• 1 usulan kebutuhan pelatihan";
    expect(await talk.says("/antrean")).toBe(`Tidak ada permintaan yang menunggu petugas.\n\n${others}`);
    expect(await talk.taps("Tugas belajar")).toContain("*Ani Wijaya*: S2 Hukum");
    await applicant("Budi Santoso", await classForOfficer());
    expect(await talk.says("/antrean")).toMatch(/^\*Budi Santoso\*.*tempat lain:/s);
    expect(talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Setujui", "Tolak", "Lihat antrean", "Periksa sertifikat", "Tugas belajar", "Kebutuhan"]);
    expect(await talk.taps("Periksa sertifikat")).toContain("*Ani Wijaya* menyerahkan:");
    expect(await talk.says("/antrean Budi")).not.toContain("tempat lain");
  });

  it("is for officers alone, and only after the second factor", async () => {
    const plainTalk = await world.talk(await world.person("Warga Biasa"));
    expect(await plainTalk.says("/antrean")).toContain("hanya untuk pegawai yang berwenang");
    const who = await world.person("Petugas Dua");
    await world.grants(who, "officer");
    const unproven = await world.talk(who);
    expect(await unproven.says("/antrean")).not.toContain("menunggu petugas");
  });

  it("shows one case with what is to be checked, and a yes that the person hears of", async () => {
    const { talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima", { requirement: "telah lulus uji" }), { approval: "tanpa" });
    const { who, talk: theirs } = await applicant("Ani Wijaya", classId);
    const card = await talk.says("/antrean");
    expect(card).toContain("*Ani Wijaya* (Petugas Pelayanan) ingin mengikuti *Pelayanan Prima*.");
    expect(card).toContain('Perlu diperiksa: syarat "telah lulus uji".');
    expect(await talk.taps("Setujui")).toBe("Disetujui: *Ani Wijaya* di *Pelayanan Prima*. Sudah saya sampaikan.\nKeliru? Dapat diurungkan dalam 10 menit.");
    expect(theirs.last.reply.text).toContain("Permintaan Anda disetujui. Anda terdaftar di *Pelayanan Prima*.");
    expect(await stateOf(who.personId)).toBe("terdaftar");
    expect(await talk.says("/antrean")).toBe("Tidak ada permintaan yang menunggu petugas.");
  });

  it("refuses with a reason by button or in own words, and the seat passes on", async () => {
    const { talk } = await world.officer();
    const classId = await classForOfficer(1);
    const { who: asked, talk: first } = await applicant("Ani Wijaya", classId);
    const { who: second, talk: waits } = await applicant("Budi Santoso", classId);
    expect(await stateOf(second.personId)).toBe("daftar_tunggu");
    await talk.says("/antrean");
    expect(await talk.taps("Tolak")).toBe("Apa alasannya? Pegawai akan membacanya.");
    await talk.taps("Tulis alasan lain");
    // A question is no reason: nobody is refused by it, and the reason is still waited for.
    await talk.says("apa syarat tugas belajar?");
    expect(talk.heard.slice(-2).map((it) => it.reply.text)).toEqual([
      "Jawaban: apa syarat tugas belajar?",
      "Kita lanjutkan:\n\nTulis alasannya dalam satu kalimat. Pegawai akan membacanya.",
    ]);
    expect(await stateOf(asked.personId)).toBe("menunggu_petugas");
    expect(await talk.says("kursi untuk unit pelayanan dulu")).toContain("Belum disetujui: *Ani Wijaya*");
    expect(first.last.reply.text).toContain("Alasan: kursi untuk unit pelayanan dulu");
    expect(waits.last.reply.text).toContain("Ada kursi kosong untuk Anda");
    expect(await world.seatsOf(classId)).toEqual({ taken: 1, held: 1 });
  });

  it("takes a name after a no for whose request is meant, and refuses nobody for it", async () => {
    const { talk } = await world.officer();
    const classId = await classForOfficer(5);
    const [{ who: ani }, { who: budi }] = [await applicant("Ani Wijaya", classId), await applicant("Budi Santoso", classId)];
    await talk.says("/antrean Ani");
    await talk.taps("Tolak");
    expect(await talk.says("Budi")).toMatch(/^\*Budi Santoso\* .* ingin mengikuti/);
    expect([await stateOf(ani.personId), await stateOf(budi.personId)]).toEqual(["menunggu_petugas", "menunggu_petugas"]);
    await talk.taps("Tolak");
    expect(await talk.says("Budi belum memenuhi syarat")).toContain("Belum disetujui: *Budi Santoso*");
  });

  it("takes a decision back within ten minutes, tells the person, and not later", async () => {
    const { talk } = await world.officer();
    const classId = await classForOfficer();
    const { who, talk: theirs } = await applicant("Ani Wijaya", classId);
    await talk.says("/antrean");
    await talk.taps("Setujui");
    const undo = talk.last;
    expect(await talk.taps("Urungkan")).toContain("Keputusan diurungkan. *Ani Wijaya*");
    expect(theirs.last.reply.text).toContain("diurungkan petugas dan sedang diperiksa lagi");
    expect(await stateOf(who.personId)).toBe("menunggu_petugas");
    await talk.taps("Setujui");
    world.clock.pass({ minutes: 11 });
    expect(await talk.taps("Urungkan")).toContain("Waktu sepuluh menit untuk mengurungkan sudah lewat");
    expect(undo.reply.buttons?.map((it) => it.label)).toContain("Urungkan");
  });

  it("gives a proposal that a decision is taken back about no deadline, and keeps an escalated request the officers'", async () => {
    const { talk } = await world.officer();
    const unit = await world.unit("Dinas Contoh");
    const leader = await world.person("Atasan Contoh", { unit });
    const classId = await world.classOf(await world.training("Arsip Digital"), { entry: "usulan", seats: 3 });
    const named = await world.person("Ani Wijaya", { unit, leader });
    await world.db.run(sql`
      insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since, unit_id)
      values (${cell}, ${kendari}, ${classId}, ${named.personId}, 'diusulkan', 'usulan', ${world.clock.now().toString()}, ${world.clock.now().toString()}, ${unit})
`);
    await talk.says("/antrean");
    await talk.taps(/Setujui|Panggil/);
    expect(await stateOf(named.personId)).toBe("dipanggil");
    await talk.taps("Urungkan");
    expect(await stateOf(named.personId)).toBe("diusulkan");
    expect(await dueOf(named.personId)).toBeNull();

    const asked = await world.person("Budi Santoso", { leader });
    const open = await world.classOf(await world.training("Pelayanan Prima"), { seats: 3 });
    const theirs = await world.talk(asked);
    await theirs.says("/daftar pelayanan prima");
    await theirs.says("ya");
    const left = await world.db.one(z.object({ due: z.string() }), sql`select to_json(due_at)#>>'{}' as due from enrolment where class_id = ${open}`);
    world.clock.pass(world.clock.now().until(Temporal.Instant.from(left.due)));
    await lapseDue({ db: world.db, cell, now: world.clock.now(), put: async () => {} });
    expect(await stateOf(asked.personId)).toBe("menunggu_petugas");
    for (const _ of [1, 2]) {
      await talk.says("/antrean Budi");
      await talk.taps("Setujui");
      expect(await stateOf(asked.personId)).toBe("terdaftar");
      await talk.taps("Urungkan");
      expect(await stateOf(asked.personId)).toBe("menunggu_petugas");
      expect(await dueOf(asked.personId)).not.toBeNull();
    }
  });

  it("never decides about the officer's own request", async () => {
    const { who, talk } = await world.officer();
    const classId = await classForOfficer();
    await world.performs(who, { capability: "enrol", input: { class: classId } });
    expect(await talk.says("/antrean")).toBe("Tidak ada permintaan yang menunggu petugas.");
    const { id } = await world.db.one(z.object({ id: z.coerce.number() }), sql`select id from enrolment where person_id = ${who.personId}`);
    await expect(world.performs(who, { capability: "officer_approve", input: { enrolment: id } }, ["officer"])).rejects.toThrow(/permintaannya sendiri/);
    expect(await stateOf(who.personId)).toBe("menunggu_petugas");
  });

  it("decides about all that the list showed with one yes, and nothing that came after it", async () => {
    const { talk } = await world.officer();
    const classId = await classForOfficer(5);
    const people = [await applicant("Ani Wijaya", classId), await applicant("Budi Santoso", classId)];
    expect(await talk.says("/antrean")).toContain("2 permintaan menunggu petugas:\n\n1. *Ani Wijaya*: *Pelayanan Prima*; sampai ");
    const late = await applicant("Citra Dewi", classId);
    expect(await talk.taps("Setujui semua")).toContain("• *Budi Santoso*: *Pelayanan Prima*");
    expect(await talk.says("ya")).toBe("2 permintaan diputuskan. Pegawai yang bersangkutan sudah diberi tahu. Keliru? Dapat diurungkan dalam 10 menit.");
    for (const { who } of people) expect(await stateOf(who.personId)).toBe("terdaftar");
    expect(await stateOf(late.who.personId)).toBe("menunggu_petugas");
    expect(await talk.taps("Urungkan semua")).toBe("2 keputusan diurungkan. Permintaannya menunggu lagi.");
    for (const { who } of people) expect(await stateOf(who.personId)).toBe("menunggu_petugas");
    expect(await world.seatsOf(classId)).toEqual({ taken: 3, held: 3 });
  });

  it("goes by class where many wait, and by name where one is asked for", async () => {
    const { talk } = await world.officer();
    const [one, two] = [await classForOfficer(9), await world.classOf(await world.training("Arsip Digital"), { approval: "petugas", seats: 9 })];
    for (let at = 0; at < 4; at += 1) for (const it of [one, two]) await applicant(`Pegawai ${"ABCDEFGH"[at]} ${it}`, it);
    expect(await talk.says("/antrean")).toBe("8 permintaan menunggu petugas. Pilih kelasnya:");
    expect(await talk.taps(/4: Arsip Digital/)).toContain("4 permintaan menunggu petugas di *Arsip Digital*:");
    expect(await talk.says(`/antrean Pegawai B ${two}`)).toContain("*Pegawai B");
  });

  it("keeps each look at people in the ledger", async () => {
    const { who, talk } = await world.officer();
    const classId = await classForOfficer();
    const { who: asked } = await applicant("Ani Wijaya", classId);
    await talk.says("/antrean");
    const looks = await world.db.many(
      z.object({ actor: z.coerce.number(), subject: z.coerce.number() }),
      sql`select actor_id as actor, subject_id as subject from ledger where kind = 'look' and action = 'officer_queue' and subject_id = ${asked.personId}`,
    );
    expect(looks).toEqual([{ actor: who.personId, subject: asked.personId }]);
  });
});
