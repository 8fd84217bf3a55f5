import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabases } from "../../world.ts";
import { catalogueOf, classRow, row } from "../training/catalogue-files.ts";
import { type AdviceWorld, openAdviceWorld, shippedCatalogue } from "./advice-world.ts";

const catalogue = catalogueOf(
  row("SPBE", {
    "Nama Pelatihan": "Layanan *Elektronik*",
    JP: "16",
    Kompetensi: "spbe 1-2; pelayanan-publik 0-3",
    "Biaya per Orang": "750000",
    Ditanggung: "unit",
    Moda: "campuran",
    Sesi: "7–10/12/2026 08.00-16.00 WIB".replace("7–10/12/2026", "7–10 Desember 2026"),
    Tempat: "Ruang Komputer",
    Kota: "Kendari",
    Kursi: "30",
    Terisi: "12",
    "Cara Masuk": "kuota",
    "Batas Daftar": "1/12/2026",
  }),
  classRow("SPBE", "SPBE-2", { "Status Kelas": "ditunda", "Alasan Status": "anggaran dialihkan", Sesi: "" }),
  row("SEM", { "Nama Pelatihan": "Seminar Layanan", Bentuk: "seminar", JP: "6" }),
  row("PKP", {
    "Nama Pelatihan": "Kepemimpinan Pengawas",
    Bentuk: "PKP",
    JP: "905",
    "Cara Masuk": "ditunjuk",
    "Jenis Jabatan": "pengawas",
    "Status Kelas": "rencana",
  }),
  row("KOSONG", { "Nama Pelatihan": "Belum Dijadwalkan", "Kode Kelas": "", Sesi: "", Prasyarat: "SEM" }),
);

describe.each(testDatabases())("a training's card on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(async () => {
    await world.afresh();
    await world.catalogue(catalogue);
  });
  afterAll(() => world.close());

  const own = async () => {
    const who = await world.person({ name: "Contoh Satu", nip: "199001012015031001" });
    await world.knows(who, { spbe: 1, "pelayanan-publik": 2 });
    return world.talk(who);
  };

  it("has everything that is needed to decide, in the reader's own time, and no button that does nothing", async () => {
    const talk = await own();
    expect(await talk.says("/pelatihan spbe")).toBe(
      [
        "*Layanan ∗Elektronik∗*",
        "",
        "Mengembangkan: Pelayanan Publik sampai level 3 (Anda 2, jabatan meminta 3); Pemerintahan Berbasis Elektronik (SPBE) level 1→2 (Anda 1, jabatan meminta 2).",
        "16 JP.",
        "Bentuk: bimbingan teknis, campuran (daring dan tatap muka).",
        "Penyelenggara: Penyelenggara Contoh.",
        "Biaya: Rp750.000 per orang, ditanggung unit.",
        "",
        "*SPBE-1*",
        "• Senin, 7 Des 2026, 09.00–17.00 WITA (08.00–16.00 WIB)",
        "• Selasa, 8 Des 2026, 09.00–17.00 WITA (08.00–16.00 WIB)",
        "• Rabu, 9 Des 2026, 09.00–17.00 WITA (08.00–16.00 WIB)",
        "• …dan 1 sesi lagi",
        "Ruang Komputer, Kendari; sisa 18 kursi; kuota tiap unit; daftar paling lambat Rabu, 2 Des 2026 pukul 00.59 WITA (23.59 WIB)",
        "*SPBE-2*",
        "• tanggal belum ditetapkan",
        "DITUNDA (anggaran dialihkan)",
        "",
        "Cara ikut: diusulkan lewat pengelola kepegawaian unit Anda.",
      ]
        .join("\n")
        .replace("ditanggung unit.", "ditanggung unit kerja."),
    );
    expect(talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Rekomendasi", "Kurangi seperti ini", "Rencana JP"]);
  });

  it("says what the table makes of the stated JP", async () => {
    expect(await (await own()).says("/pelatihan sem")).toContain("6 JP menurut program, dihitung 4 JP (seminar, konferensi, atau sarasehan).");
  });

  it("of an appointed one says how people get in, and for whom it is", async () => {
    const text = await (await own()).says("/pelatihan PKP");
    expect(text).toContain("peserta dipanggil atau ditunjuk BKPSDM; tidak mendaftar sendiri");
    expect(text).toContain("Pelatihan ini untuk pejabat pengawas, jadi menurut data belum sesuai untuk Anda.");
    expect(text).toContain("masih rencana");
  });

  it("of one without a class says so, with its prerequisite by name", async () => {
    const text = await (await own()).says("/pelatihan kosong");
    expect(text).toContain("Belum ada kelas yang dijadwalkan.");
    expect(text).toContain("Prasyarat: Seminar Layanan.");
    expect(text).toContain("Kesesuaian belum dapat dipastikan, diperiksa petugas: prasyarat Seminar Layanan belum tercatat");
  });

  it("asks back when several are meant, and opens the one that is chosen", async () => {
    const talk = await own();
    expect(await talk.says("info pelatihan layanan dong")).toBe("Pelatihan yang mana?\n\n1. *Seminar Layanan*\n2. *Layanan ∗Elektronik∗*");
    expect(await talk.says("2")).toContain("sisa 18 kursi");
  });

  it("gives an overview when none is named, and says when there is none", async () => {
    const talk = await own();
    expect(await talk.says("/pelatihan")).toContain("Ada 4 pelatihan di katalog.");
    expect(await talk.says("/pelatihan balap karung")).toContain('Pelatihan "balap karung" belum ada di katalog kota ini.');
  });

  it("is a guest's too, without what is about a person", async () => {
    const talk = await world.talk(null);
    expect(await talk.says("/pelatihan sem")).toContain("Anda bekerja di kota mana?");
    await talk.taps("Kendari");
    const text = await talk.says("/pelatihan sem");
    expect(text).toContain("*Seminar Layanan*");
    expect(text).not.toContain("jabatan meminta");
    expect(talk.last.reply.buttons?.map((it) => it.label)).toEqual(["Daftar", "Rekomendasi"]);
  });

  it("marks an example as one, everywhere", async () => {
    await world.catalogue(shippedCatalogue("kendari"));
    const talk = await own();
    expect(await talk.says("/pelatihan KDI-YAN-1")).toContain("Contoh untuk mencoba layanan ini, bukan jadwal resmi.");
    expect(await talk.says("/rekomendasi gratifikasi")).toContain("*Integritas dan Pengendalian Gratifikasi* (contoh)");
  });
});
