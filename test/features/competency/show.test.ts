import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBlob } from "../../../src/core/blob.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { mergeCatalogue, standardsById } from "../../../src/features/competency/dictionary/dictionary-store.ts";
import { testDatabases } from "../../world.ts";
import { cell, kendari, labels, openStaffWorld, pontianak, type StaffWorld } from "./staff-world.ts";

describe.each(testDatabases())("showing competencies on $name", (database) => {
  let world: StaffWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openStaffWorld(database);
  });
  afterAll(() => world.close());

  const clerk = (title = "Kasi Pelayanan") => world.person({ name: `Rina Contoh ${++count}`, title, family: "pengawas" });

  async function known(): Promise<Subject> {
    const who = await clerk();
    await world.knows(who, [
      { competency: "pelayanan-publik", level: 1 },
      { competency: "komunikasi", level: 1 },
      { competency: "integritas", level: 3, kind: "assessment_center", official: true, observedOn: "2026-05-12" },
    ]);
    return who;
  }

  it("says the largest gaps with their next step, what is met, what is unknown, and on what it rests", async () => {
    const who = await known();
    await world.db.run(sql`
      insert into performance (cell, agency_id, person_id, year, predicate, noted_at) values (${cell}, ${kendari}, ${who.personId}, 2025, 'baik', '2026-01-01')`);
    const talk = await world.talk(who);
    expect(await talk.says("/kompetensi")).toBe(
      [
        "*Kompetensi Anda* dibanding standar *Kepala Seksi*",
        "Yang paling perlu dikuatkan:\n1. *Pelayanan Publik*: kini level 1, diminta 3. Langkah berikutnya: mencari tahu kebutuhan dan menuntaskan keluhan sendiri.\n2. *Komunikasi*: kini level 1, diminta 2. Langkah berikutnya: menyimak, bertanya balik, dan memastikan orang paham.",
        "Sudah memenuhi: Integritas.\nBelum diketahui (10): Orientasi pada Hasil, Manajemen Proyek dan Kegiatan, Kerja Sama, Pengembangan Diri dan Orang Lain, dan 6 lainnya.",
        "Dasarnya: 1 hasil uji resmi dan 2 perkiraan dari penilaian atasan. Predikat kinerja 2025: Baik. Ini alat bantu, bukan penilaian resmi.",
        "Standar ini setelan kota, bukan ketentuan.",
      ].join("\n\n"),
    );
    expect(labels(talk.last)).toEqual(["Isi asesmen mandiri", "Rekomendasi pelatihan", "Usulkan kebutuhan pelatihan", "Rincian tiap kompetensi"]);
  });

  it("adds a picture with words for who does not see it", async () => {
    const talk = await world.talk(await known());
    await talk.says("/kompetensi");
    const [file] = talk.last.reply.files ?? [];
    expect(file).toMatchObject({ kind: "image", mime: "image/png" });
    expect(file?.caption).toBe("Dibanding Kepala Seksi: 1 memenuhi; perlu dikuatkan Pelayanan Publik, Komunikasi; 10 belum diketahui.");
    const conversation = `telegram|bot|${talk.last.to.chat}`;
    const kept = await openBlob(world.db, cell, file?.blob ?? "", conversation);
    expect([...(kept?.bytes.slice(0, 4) ?? [])]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(await openBlob(world.db, cell, file?.blob ?? "", "telegram|bot|other")).toBeUndefined();
  });

  it("names the gaps beyond the three largest, so that what is said adds up", async () => {
    const who = await clerk();
    const low = ["pelayanan-publik", "komunikasi", "kerja-sama", "perekat-bangsa", "integritas"];
    await world.knows(
      who,
      low.map((competency) => ({ competency, level: 1 })),
    );
    const talk = await world.talk(who);
    const text = await talk.says("/kompetensi");
    const [, grow = ""] = text.split("\n\n");
    expect(grow.split("\n")).toHaveLength(5);
    expect(grow).toMatch(/\nJuga: [^,]+, [^,]+\.$/);
    expect(text).toContain("Belum diketahui (8)");
  });

  it("praises no more than what is known", async () => {
    const some = await clerk();
    await world.knows(some, [{ competency: "komunikasi", level: 3 }]);
    expect(await (await world.talk(some)).says("/kompetensi")).toContain("\n\n1 dari 13 kompetensi sudah diketahui, dan memenuhi yang diminta.\n\n");
    const all = await clerk();
    const [standard] = await standardsById(world.db, { cell, agencyId: kendari }, ["kepala-seksi"]);
    await world.knows(all, standard?.requirements.map(({ competency, required }) => ({ competency, level: required })) ?? []);
    expect(await (await world.talk(all)).says("/kompetensi")).toContain("\n\nSemua kompetensi yang diminta sudah terpenuhi.\n\n");
  });

  it("offers the way to a known gap where none is known yet", async () => {
    const who = await clerk();
    const leader = await clerk("Kabid Contoh");
    await world.leads(leader, who);
    const talk = await world.talk(who);
    expect(await talk.says("usulkan kebutuhan pelatihan")).toContain("Belum ada kesenjangan yang diketahui untuk Anda");
    expect(labels(talk.last)).toEqual(["Isi asesmen mandiri"]);
    const of = await world.performs(leader, { capability: "propose_need", input: { person: who.personId } }, ["asn", "supervisor"]);
    expect(of.reply.buttons?.map((it) => it.call)).toEqual([{ capability: "rate_subordinate", input: { person: who.personId } }]);
  });

  it("gives every competency in words, with what it rests on", async () => {
    const talk = await world.talk(await known());
    await talk.says("/kompetensi");
    const text = await talk.taps("Rincian");
    expect(text).toContain("Pelayanan Publik: level 1, diminta 3 (penilaian atasan, 1 November 2026)");
    expect(text).toContain("Integritas: level 3, diminta 2 (uji resmi, 12 Mei 2026)");
    expect(text).toContain("Kerja Sama: belum diketahui, diminta 2");
    expect(talk.last.reply.files).toBeUndefined();
  });

  it("never takes the unknown for a gap of nothing", async () => {
    const talk = await world.talk(await clerk());
    const text = await talk.says("/kompetensi");
    expect(text).toContain("Belum ada bukti untuk 13 kompetensi yang diminta, jadi kesenjangannya belum diketahui.");
    expect(text).toContain("Yang diminta:\nLevel 3: Pelayanan Publik, Manajemen Proyek dan Kegiatan\nLevel 2: ");
    expect(text).not.toContain("memenuhi");
    expect(talk.last.reply.files).toBeUndefined();
    expect(labels(talk.last)).toEqual(["Isi asesmen mandiri", "Rincian tiap kompetensi"]);
  });

  it("is honest where no standard is set", async () => {
    const odd = await world.person({ name: "Aneh Contoh", title: "Duta Wisata", family: "lain" });
    const talk = await world.talk(odd);
    expect(await talk.says("/kompetensi")).toBe("*Kompetensi Anda*\n\nBelum ada standar kompetensi untuk jabatan *Duta Wisata*.");
    expect(labels(talk.last)).toEqual(["Isi asesmen mandiri"]);
  });

  it("says when the standard is only its family's, or a step is guessed, or set officially", async () => {
    const general = await world.talk(await world.person({ name: "Umum Contoh", title: "Kepala Tata Usaha", family: "pengawas" }));
    expect(await general.says("/kompetensi")).toContain("Jabatan Kepala Tata Usaha belum punya standar sendiri, jadi dipakai standar umum pengawas.");
    const guru = await world.talk(await world.person({ name: "Guru Contoh", title: "Guru", family: "fungsional" }));
    expect(await guru.says("/kompetensi")).toMatch(/Guru Ahli Pertama.*Jenjangnya belum jelas/s);
    const [lurah] = await standardsById(world.db, { cell, agencyId: pontianak }, ["lurah"]);
    if (!lurah) throw new Error("no standard");
    const official = { ...lurah, official: true, source: "Perwali contoh" };
    await mergeCatalogue(world.db, { cell, agencyId: pontianak }, { competencies: [], standards: [official] }, "city", world.clock.now());
    const there = await world.talk(await world.person({ name: "Lurah Contoh", title: "Lurah", family: "pengawas", agency: pontianak }));
    const text = await there.says("/kompetensi");
    expect(text).toContain("Standar ini ditetapkan resmi (Perwali contoh).");
    expect(text).not.toContain("setelan kota");
  });

  it("compares with another position, and with the one aimed for", async () => {
    const who = await known();
    const talk = await world.talk(who);
    const text = await talk.says("/kompetensi kepala bidang");
    expect(text).toMatch(/^\*Kompetensi Anda\* untuk jabatan \*Kepala Bidang\*/);
    expect(text).toContain("*Komunikasi*: kini level 1, diminta 3.");
    expect(talk.last.reply.files).toHaveLength(1);
    expect(await talk.taps("Jadikan tujuan")).toBe(
      "Jadikan *Kepala Bidang* jabatan tujuan Anda? Ini hanya untuk membandingkan kompetensi dan memilih pelatihan, bukan usulan promosi.",
    );
    expect(await talk.says("ya")).toContain("sekarang *Kepala Bidang*");
    await talk.says("/kompetensi");
    expect(labels(talk.last)).toContain("Bandingkan: Kepala Bidang");
    expect(await talk.taps(/^Bandingkan/)).toMatch(/untuk jabatan \*Kepala Bidang\*/);
    expect(await talk.taps("Jabatan sekarang")).toMatch(/dibanding standar \*Kepala Seksi\*/);
  });

  it("says which standard stands in for a position that has none of its own name", async () => {
    const talk = await world.talk(await known());
    expect(await talk.says("/kompetensi kepala puskesmas")).toMatch(/^Untuk “kepala puskesmas” dipakai standar \*Pejabat Pengawas\*\.\n\n/);
    expect(await talk.says("/kompetensi untuk jabatan kabid")).toMatch(/^\*Kompetensi Anda\*/);
    const guest = await world.talk(null);
    await guest.says("kendari");
    expect(await guest.says("/kompetensi kepala puskesmas")).toMatch(/^Untuk “kepala puskesmas” dipakai standar \*Pejabat Pengawas\*\.\n\nYang diminta/);
  });

  it("offers nothing for the own position under another one's standard", async () => {
    const talk = await world.talk(await known());
    await talk.says("/kompetensi kepala bidang");
    expect(labels(talk.last)).not.toContain("Usulkan kebutuhan pelatihan");
    const call = talk.last.reply.buttons?.find((it) => it.full === "Rekomendasi pelatihan")?.call;
    expect(call).toEqual({ capability: "recommend", input: { standard: "kepala-bidang" } });
  });

  it("compares with the definitive position, and with an acting one on request", async () => {
    const who = await known();
    await world.db.run(sql`
      insert into person_position (cell, agency_id, person_id, kind, title, family, since) values (${cell}, ${kendari}, ${who.personId}, 'plt', 'Lurah Contoh', 'pengawas', '2023-01-01')`);
    const talk = await world.talk(who);
    expect(await talk.says("/kompetensi")).toMatch(/dibanding standar \*Kepala Seksi\*/);
    expect(await talk.taps("Bandingkan: Plt. Lurah Contoh")).toMatch(/untuk jabatan \*Lurah\*/);
  });

  it.each(["kompetensi saya", "kompetensi saya kurang di mana ya?", "gap kompetensi saya apa aja sih"])("understands “%s”", async (said) => {
    const talk = await world.talk(await known());
    expect(await talk.says(said)).toMatch(/^\*Kompetensi Anda\* dibanding/);
  });

  it("tells of one competency its levels, and of unknown words that they are", async () => {
    const talk = await world.talk(await known());
    const text = await talk.says("/kompetensi komunikasi");
    expect(text).toMatch(/^\*Komunikasi\* \(kompetensi manajerial\)/);
    expect(text).toContain("1. Pesan sederhana tersampaikan jelas, lisan dan tulisan ← Anda");
    expect(text).toContain("2. Menyimak, bertanya balik, dan memastikan orang paham ← diminta jabatan");
    expect(labels(talk.last)[0]).toBe("Nilai diri untuk kompetensi ini");
    expect(await talk.says("/kompetensi astronot")).toMatch(/^Saya tidak menemukan jabatan atau kompetensi “astronot”\. Ini kompetensi Anda:/);
  });

  it("shows a guest what a position asks, and is honest about what it does not know", async () => {
    const guest = await world.talk(null);
    expect(await guest.says("/kompetensi kepala seksi")).toContain("Anda bekerja di kota mana?");
    await guest.says("Kendari");
    const text = await guest.says("/kompetensi kepala seksi");
    expect(text).toMatch(/^Yang diminta dari jabatan \*Kepala Seksi\*:\n\nLevel 3: .*Pelayanan Publik/);
    expect(text).toContain("Standar ini setelan kota, bukan ketentuan. Kemampuan Anda sendiri belum saya ketahui.");
    expect(labels(guest.last)).toEqual(["Tautkan agar bisa membandingkan", "Pelatihan untuk jabatan ini"]);
    expect(await guest.says("/kompetensi guru")).toBe("Jabatan mana yang dimaksud?");
    expect(await guest.taps("Guru Ahli Muda")).toContain("*Guru Ahli Muda*");
    expect(await guest.says("/kompetensi pranata")).toBe("Jabatan mana yang dimaksud?"); // the first word of several
    expect(await guest.says("/kompetensi lurah")).toContain("jabatan *Lurah*");
    expect(await guest.says("/kompetensi")).toContain("Sebutkan jabatannya");
    expect(await guest.says("berapa JP untuk guru setahun?")).not.toContain("Guru");
    await guest.says("/kompetensi");
    expect(await guest.says("saya lurah pak")).toContain("jabatan *Lurah*");
    await guest.says("/kompetensi");
    expect(await guest.says("guru ahli muda")).toContain("*Guru Ahli Muda*");
    expect(await guest.says("/kompetensi komunikasi")).toMatch(/^\*Komunikasi\*/);
    expect(await guest.says("/kompetensi astronot")).toContain("Belum ada standar untuk jabatan “astronot” di kota ini.");
  });
});
