import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { preferencesOf } from "../../../src/features/advice/wishes/preference-store.ts";
import { setAim } from "../../../src/features/competency/aim-store.ts";
import { testDatabases } from "../../world.ts";
import { catalogueOf, classRow, row } from "../training/catalogue-files.ts";
import { type AdviceWorld, openAdviceWorld, pontianak, shippedCatalogue } from "./advice-world.ts";

/** The standard of a Petugas Pelayanan asks Pelayanan Publik 3 (weight 2), Komunikasi 2 (1,5), SPBE 2, Perekat Bangsa 2 among others. */
const levels = {
  "pelayanan-publik": 2,
  komunikasi: 1,
  spbe: 2,
  "pelayanan-administrasi": 2,
  "tik-dasar": 2,
  "keamanan-informasi": 1,
  "perekat-bangsa": 2,
  integritas: 1,
  "kerja-sama": 1,
  "orientasi-hasil": 1,
  "pengembangan-diri-orang-lain": 1,
  "mengelola-perubahan": 1,
  "pengambilan-keputusan": 1,
};
const nip = "199001012015031001";
/** All that a PNS needs this year, so that JP have no say in the order. */
const enough = [{ title: "Sudah", form: "bimtek" as const, jp: 20, from: "2026-02-02", until: "2026-02-04" }];

const catalogue = catalogueOf(
  row("YAN", { "Nama Pelatihan": "Pelayanan Prima", Kompetensi: "pelayanan-publik 2-3", Kursi: "30", Terisi: "18" }),
  classRow("YAN", "YAN-2"),
  row("KOM", { "Nama Pelatihan": "Bicara Efektif", Kompetensi: "komunikasi 1-2", Moda: "tatap muka", Tempat: "Aula", Bentuk: "seminar", JP: "" }),
  row("ARS", { "Nama Pelatihan": "Mengelola Arsip", Kompetensi: "kearsipan 0-2" }),
  row("PKP", { "Nama Pelatihan": "Kepemimpinan Pengawas", Bentuk: "PKP", JP: "905", Kompetensi: "pelayanan-publik 2-3", "Cara Masuk": "ditunjuk" }),
  row("PENUH", { "Nama Pelatihan": "Sudah Penuh", Kompetensi: "pelayanan-publik 2-3", Kursi: "2", Terisi: "2" }),
  row("WAS", { "Nama Pelatihan": "Khusus Pengawas", Kompetensi: "pelayanan-publik 2-3", "Jenis Jabatan": "pengawas" }),
);

describe.each(testDatabases())("recommending on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(async () => {
    await world.afresh();
    await world.catalogue(catalogue);
  });
  afterAll(() => world.close());

  async function assessed(more: Parameters<AdviceWorld["person"]>[0] = { name: "Contoh Satu" }) {
    const who = await world.person({ nip, ...more });
    await world.knows(who, levels);
    return who;
  }

  it("gives the best first with its reason, facts and seats, and says what would change the order", async () => {
    const who = await assessed();
    await world.learnt(nip, enough);
    const talk = await world.talk(who);
    expect(await talk.says("/rekomendasi")).toBe(
      [
        "Saran untuk Anda, menurut standar jabatan *Petugas Pelayanan Terpadu*:",
        "",
        "1. *Pelayanan Prima*",
        "8 JP; daring; sisa 12 kursi; Senin, 7 Des 2026, 08.00–16.00 WITA",
        "Karena Pelayanan Publik Anda di level 2 dan jabatan meminta 3.",
        "",
        "2. *Bicara Efektif*",
        "4 JP; tatap muka; kursi tidak dibatasi; Senin, 7 Des 2026, 08.00–16.00 WITA",
        "Karena Komunikasi Anda di level 1 dan jabatan meminta 2.",
        "",
        "No. 2 akan menjadi yang pertama bila Anda memilih tatap muka saja.",
        "Pesertanya dipanggil atau ditunjuk, bukan mendaftar: *Kepemimpinan Pengawas*.",
      ].join("\n"),
    );
    expect(talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Lihat 1", "Lihat 2", "Mengapa urutannya?", "Daring saja"]);
    expect(talk.last.reply.data).toMatchObject([{ training: "YAN", class: "YAN-1" }, { training: "KOM" }]);
    expect(await talk.taps("Lihat 1")).toContain("*Pelayanan Prima*");
  });

  it("explains the points, and takes an objection to an officer", async () => {
    const who = await assessed();
    await world.learnt(nip, enough);
    const talk = await world.talk(who);
    await talk.says("/rekomendasi");
    const why = await talk.taps("Mengapa urutannya?");
    expect(why).toContain("1. *Pelayanan Prima*\nKarena Pelayanan Publik Anda di level 2 dan jabatan meminta 3.\nPoin: kesenjangan +1,6.");
    expect(why).toContain("alat bantu, bukan ketentuan");
    expect(await talk.taps("Ajukan keberatan")).toBe("Dicatat");
  });

  it("says the same however often it is asked", async () => {
    const talk = await world.talk(await assessed());
    const first = await talk.says("/rekomendasi");
    expect(await talk.says("rekomendasi pelatihan")).toBe(first);
  });

  it("counts needed JP where there is no gap, and nothing where nothing is needed", async () => {
    const who = await world.person({ name: "Contoh Dua", nip });
    await world.knows(who, { ...levels, "pelayanan-publik": 3, komunikasi: 2 });
    const talk = await world.talk(who);
    expect(await talk.says("/rekomendasi")).toContain("Karena menambah 8 dari 20 JP yang masih kurang.");
    await world.learnt(nip, enough);
    const text = await talk.says("/rekomendasi");
    expect(text).toContain("tidak ada kesenjangan terhadap jabatan");
    expect(text).not.toContain("menambah");
  });

  it("of who was never assessed goes by the position, and says so", async () => {
    const talk = await world.talk(await world.person({ name: "Contoh Baru" }));
    const text = await talk.says("/rekomendasi");
    expect(text).toContain("belum dinilai, jadi urutan ini baru menurut jabatan *Petugas Pelayanan Terpadu*");
    expect(text).toContain("jabatan meminta Pelayanan Publik level 3; level Anda belum dinilai");
    expect(await talk.taps("Isi asesmen")).toBe("Asesmen");
  });

  it("follows the position aimed for, behind the held one", async () => {
    const who = await assessed();
    await world.learnt(nip, enough);
    await world.db.transaction((tx) => setAim(tx, who, "pelaksana-kearsipan", world.clock.now()));
    const text = await (await world.talk(who)).says("/rekomendasi");
    expect(text.indexOf("Mengelola Arsip")).toBeGreaterThan(text.indexOf("Pelayanan Prima"));
    expect(text).toContain("jabatan tujuan Anda meminta Kearsipan level 3");
  });

  it("leaves out what clashes with leave, and says how many", async () => {
    const who = await assessed({ name: "Contoh Cuti", leave: ["2026-12-05", "2026-12-09"] });
    const text = await (await world.talk(who)).says("/rekomendasi");
    expect(text).toContain("Senin, 14 Des 2026");
    expect(text).not.toContain("7 Des 2026");
    expect(text).toContain("3 kelas tidak ditampilkan karena berbenturan dengan cuti Anda.");
  });

  it("leaves out what was done lately", async () => {
    const who = await assessed();
    await world.learnt(nip, [{ ...(enough[0] as (typeof enough)[0]), trainingCode: "YAN" }]);
    expect(await (await world.talk(who)).says("/rekomendasi")).not.toContain("Pelayanan Prima");
  });

  it("warns a PPPK near the ceiling, and never counts JP as a need", async () => {
    const who = await assessed({ name: "Contoh PPPK", status: "PPPK", contract: ["2026-03-01", null] });
    await world.learnt(nip, [{ title: "Sudah", form: "bimtek", jp: 18, from: "2026-05-04", until: "2026-05-05" }]);
    const text = await (await world.talk(who)).says("/rekomendasi");
    expect(text).toContain("⚠️ Bila diikuti, JP Anda tahun perjanjian ini menjadi 26, melewati batas 24.");
    expect(text).toContain("⚠️ Bila diikuti, JP Anda tahun perjanjian ini menjadi 22; batasnya 24.");
    expect(text).not.toContain("masih kurang");
  });

  it("never says yes or no where a fact is missing", async () => {
    await world.catalogue(
      catalogueOf(row("SYARAT", { "Nama Pelatihan": "Dengan Syarat", Kompetensi: "pelayanan-publik 2-3", "Syarat Lain": "lulus tes", Prasyarat: "YAN" })),
    );
    const text = await (await world.talk(await assessed())).says("/rekomendasi dengan syarat");
    expect(text).toContain(
      'Kesesuaian belum dapat dipastikan, diperiksa petugas: prasyarat Pelayanan Prima belum tercatat pada data Anda; syarat "lulus tes".',
    );
  });

  it("by a subject, also in free words and in one way of learning", async () => {
    const talk = await world.talk(await assessed());
    expect(await talk.says("rekomendasi pelatihan arsip dong")).toContain(
      "Kelas terbuka tentang *arsip*, yang paling berguna bagi Anda dulu:\n\n1. *Mengelola Arsip*",
    );
    expect(await talk.says("/rekomendasi yang online aja")).toContain("jabatan *Petugas Pelayanan Terpadu*, hanya daring:\n\n1. *Pelayanan Prima*");
    expect(await talk.says("/rekomendasi tatap muka")).toContain("1. *Bicara Efektif*");
    expect(await talk.says("/rekomendasi arsip tatap muka")).toBe(
      'Tidak ada kelas tatap muka yang terbuka tentang "arsip", padahal Anda meminta hanya yang tatap muka. Dengan cara belajar lain ada 1.',
    );
    expect(await talk.taps("Semua cara belajar")).toContain("1. *Mengelola Arsip*");
    expect(await talk.says("/rekomendasi memasak rendang")).toContain('Belum ada kelas terbuka tentang "memasak rendang"');
    expect(await talk.taps("Tanpa topik")).toContain("1. *Pelayanan Prima*");
  });

  it("goes on to the next three, and ends", async () => {
    await world.catalogue(catalogueOf(...[1, 2, 3, 4].map((it) => row(`L${it}`, { "Nama Pelatihan": `Layanan ${it}`, Kompetensi: "pelayanan-publik 2-3" }))));
    const talk = await world.talk(await assessed());
    expect(await talk.says("/rekomendasi")).toMatch(/^3\. /m);
    const next = await talk.taps("Lainnya");
    expect(next).toMatch(/^Saran berikutnya, urutan 4( sampai \d)?:\n\n1\. \*/);
    const [, first = ""] = /^1\. \*(.+?)\*/m.exec(next) ?? [];
    // The number that stands before it is the one that people type.
    expect(await talk.says("1")).toContain(`*${first}*`);
    await expect(world.performs(null, { capability: "recommend", input: { from: 900 } }, [])).resolves.toMatchObject({
      reply: { text: "Itu semua yang dapat disarankan." },
    });
  });

  it("refuses input that is none", async () => {
    await expect(world.performs(null, { capability: "recommend", input: { mode: "telepati" } }, [])).rejects.toMatchObject({ code: "bad_input" });
    await expect(world.performs(null, { capability: "recommend", input: { from: -1 } }, [])).rejects.toMatchObject({ code: "bad_input" });
  });

  it("keeps no wish of somebody who is no civil servant here", async () => {
    const who = await assessed();
    expect((await world.performs(who, { capability: "prefer", input: { wish: "kurangi soal arsip" } }, ["officer"])).code).toBe("guest");
    expect(await preferencesOf(world.db, who)).toEqual([]);
  });

  it("is about the own city's classes alone", async () => {
    const stranger = await world.person({ name: "Contoh Pontianak", agency: pontianak });
    const talk = await world.talk(stranger);
    expect(await talk.says("/rekomendasi")).toContain("Katalog pelatihan kota ini belum diisi");
    expect(await talk.says("/pelatihan YAN")).toContain("masih kosong");
  });

  describe("to a guest", () => {
    it("asks for the city first", async () => {
      const talk = await world.talk(null);
      expect(await talk.says("/rekomendasi")).toContain("Anda bekerja di kota mana?");
      await talk.taps("Kendari");
      expect(await talk.says("/rekomendasi")).toContain("1. ");
    });

    async function guest() {
      const talk = await world.talk(null);
      await talk.says("/kota kendari");
      return talk;
    }

    it("gives what begins first, and says what is not known", async () => {
      const talk = await guest();
      const text = await talk.says("/rekomendasi");
      expect(text).toContain("Saya belum mengenal Anda, jadi belum tahu kebutuhan Anda.");
      expect(text).toContain("Karena kelas terbuka yang paling dekat waktunya.");
      expect(await talk.taps("Tautkan data saya")).toBe("Tautkan");
    });

    it("goes by a position or a subject that is named", async () => {
      const talk = await guest();
      expect(await talk.says("/rekomendasi petugas loket")).toContain("Menurut jabatan *Petugas Pelayanan Terpadu* saja:\n\n1. *");
      expect(talk.last.reply.text).toContain("Karena jabatan ini meminta Pelayanan Publik level 3");
      expect(await talk.says("/rekomendasi arsip")).toContain("Menurut topik *arsip* saja:\n\n1. *Mengelola Arsip*");
      await talk.says("/rekomendasi");
      expect(await talk.taps("Daring saja")).toContain("Kelas terbuka terdekat, hanya daring:");
      expect(await talk.taps("Semua cara belajar")).not.toContain("hanya daring");
    });
  });

  it("has something for every position with the shipped catalogue", async () => {
    await world.catalogue(shippedCatalogue("kendari"));
    for (const [title, family] of [
      ["Lurah", "pengawas"],
      ["Camat", "administrator"],
      ["Guru Ahli Muda", "fungsional"],
      ["Perawat Terampil", "fungsional"],
      ["Bendahara", "pelaksana"],
      ["Kepala Dinas Kesehatan", "jpt"],
    ] as const) {
      const text = await (await world.talk(await world.person({ name: "Contoh", title, family }))).says("/rekomendasi");
      expect([title, /^3\. \*/m.test(text)]).toEqual([title, true]);
    }
  });
});
