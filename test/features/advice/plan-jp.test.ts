import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setAim } from "../../../src/features/competency/aim-store.ts";
import { testDatabases } from "../../world.ts";
import { catalogueOf, row } from "../training/catalogue-files.ts";
import { type AdviceWorld, openAdviceWorld } from "./advice-world.ts";

const nip = "199001012015031001";
const levels = { "pelayanan-publik": 2, komunikasi: 1, spbe: 2, "pelayanan-administrasi": 2, "tik-dasar": 2, "keamanan-informasi": 1, "perekat-bangsa": 2 };
const base = { Kompetensi: "kearsipan 0-1" };
const catalogue = catalogueOf(
  row("A", { "Nama Pelatihan": "Pelayanan Prima", JP: "12", Kompetensi: "pelayanan-publik 2-3", Sesi: "7/12/2026 08.00-16.00" }),
  row("B", { "Nama Pelatihan": "Bicara Efektif", JP: "8", Kompetensi: "komunikasi 1-2", Sesi: "8/12/2026 08.00-16.00" }),
  row("C", { ...base, "Nama Pelatihan": "Bersamaan", JP: "12", Sesi: "7/12/2026 10.00-12.00" }),
  row("D", { ...base, "Nama Pelatihan": "Terlambat", JP: "40", Sesi: "4/1/2027 08.00-16.00" }),
  row("E", { ...base, "Nama Pelatihan": "Kecil", JP: "4", Sesi: "9/12/2026 08.00-10.00", "Cara Masuk": "usulan" }),
);

describe.each(testDatabases())("planning JP on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  async function talkOf(more: Partial<Parameters<AdviceWorld["person"]>[0]> = {}) {
    const who = await world.person({ name: "Contoh Satu", nip, ...more });
    await world.knows(who, levels);
    return world.talk(who);
  }
  const learnt = (jp: number) => world.learnt(nip, [{ title: "Sudah", form: "bimtek", jp, from: "2026-05-04", until: "2026-05-05" }]);

  it("gives the fewest open classes of this year that meet the floor and close most, without a clash", async () => {
    await world.catalogue(catalogue);
    const talk = await talkOf();
    expect(await talk.says("/rencana")).toBe(
      [
        "*Rencana 20 JP* sampai 31 Desember 2026 (sisa 5 minggu)",
        "",
        "1. *Pelayanan Prima*",
        "12 JP; daring; kursi tidak dibatasi; Senin, 7 Des 2026, 08.00–16.00 WITA",
        "",
        "2. *Bicara Efektif*",
        "8 JP; daring; kursi tidak dibatasi; Selasa, 8 Des 2026, 08.00–16.00 WITA",
        "",
        "JP: 0 + 20 = *20*.",
        "Menutup: Pelayanan Publik level 3; Komunikasi level 2.",
        "Biaya: tanpa biaya peserta.",
        "",
        "Urutan pertimbangan: JP terpenuhi, kelas paling sedikit, kesenjangan, biaya, selesai paling awal.",
      ].join("\n"),
    );
    expect(talk.last.reply.data).toMatchObject({ need: 20, proven: true, classes: ["A-1", "B-1"] });
    expect(await talk.taps("Lihat 2")).toContain("*Bicara Efektif*");
  });

  it("counts what was learnt, names who must be proposed, and offers a class more where that closes more", async () => {
    await world.catalogue(catalogue);
    const talk = await talkOf();
    await learnt(16);
    const less = await talk.says("rencana jp");
    expect(less).toContain("*Rencana 4 JP*");
    expect(less).toContain("1. *Pelayanan Prima*");
    expect(less).toContain("JP: 16 + 12 = *28*.");
    expect(less).toContain("Dengan satu kelas lagi (Bicara Efektif), tertutup juga: Komunikasi level 2.");
    await talk.says("/rencana 24");
    expect(talk.last.reply.text).toContain("lewat usulan unit");
  });

  it("tells what the position aimed for asks apart from what the held one does, each once", async () => {
    await world.catalogue(catalogueOf(row("B", { "Nama Pelatihan": "Bicara Efektif", JP: "20", Kompetensi: "komunikasi 1-4", Sesi: "8/12/2026 08.00-16.00" })));
    const who = await world.person({ name: "Contoh Satu", nip });
    await world.knows(who, levels);
    await setAim(world.db, who, "camat", world.clock.now());
    expect(await (await world.talk(who)).says("/rencana")).toMatch(
      /^Menutup: Komunikasi level 2; Komunikasi level 3(?: dan 4)? \(diminta jabatan tujuan\)\.$/m,
    );
  });

  it("takes the number that is said, in words too, and refuses what is none", async () => {
    await world.catalogue(catalogue);
    const talk = await talkOf();
    expect(await talk.says("/rencana 12 JP dong")).toContain("*Rencana 12 JP*");
    expect(await talk.says("/rencana 900")).toContain("antara 1 dan 200");
    expect(await talk.says("/rencana secepatnya")).toContain("*Rencana 20 JP*");
  });

  it("says how far the open classes go when they are not enough, and what to do", async () => {
    await world.catalogue(catalogueOf(row("B", { JP: "8", Kompetensi: "komunikasi 1-2" })));
    const talk = await talkOf();
    expect(await talk.says("/rencana")).toContain(
      "Kelas yang terbuka hanya cukup untuk 8 dari 20 JP. Sampaikan kekurangannya kepada pengelola kepegawaian unit Anda.",
    );
  });

  it("says so when there is nothing, and when nothing is needed", async () => {
    const talk = await talkOf();
    expect(await talk.says("/rencana")).toContain("Belum ada kelas terbuka yang selesai sebelum 31 Desember 2026");
    await learnt(21);
    expect(await talk.says("/rencana")).toContain("sudah tercapai");
  });

  it("keeps prerequisites in their order", async () => {
    await world.catalogue(
      catalogueOf(
        row("LANJUT", { ...base, "Nama Pelatihan": "Lanjutan", JP: "16", Prasyarat: "DASAR", Sesi: "10/12/2026 08.00-16.00" }),
        row("DASAR", { ...base, "Nama Pelatihan": "Dasar", JP: "4", Sesi: "8/12/2026 08.00-10.00" }),
      ),
    );
    const text = await (await talkOf()).says("/rencana");
    expect(text).toMatch(/1\. \*Dasar\*[\s\S]*2\. \*Lanjutan\*/);
    expect(text).toContain("kesesuaian diperiksa petugas");
  });

  it("never pushes a PPPK, and warns beyond the ceiling", async () => {
    await world.catalogue(catalogue);
    const talk = await talkOf({ status: "PPPK", contract: ["2026-01-01", null] });
    expect(await talk.says("/rencana")).toContain("Bagi PPPK tidak ada jumlah minimal JP yang harus dikejar");
    await learnt(20);
    const text = await talk.says("/rencana 8");
    expect(text).toMatch(/^⚠️ Anda meminta 8 JP, padahal sampai batas 24 JP .* tinggal 4 JP/);
    expect(text).toContain("*Rencana 4 JP*");
    expect(text).toContain("JP: 20 + 4 = *24*.");
    expect(text).toContain("menjadi 24; batasnya 24");
    expect(text).toContain("Urutan pertimbangan: tidak melewati batas 24 JP, JP terpenuhi, kelas paling sedikit, JP berlebih paling sedikit, kesenjangan");
    await world.learnt(nip, [{ title: "Lagi", form: "bimtek", jp: 4, from: "2026-06-02", until: "2026-06-02" }]);
    expect(await talk.says("/rencana 8")).toContain("saya tidak menyusun rencana tambahan");
  });

  it("gives a PPPK what overshoots least, and nothing beyond the ceiling", async () => {
    const big = row("BESAR", { "Nama Pelatihan": "Besar", JP: "20", Kompetensi: "pelayanan-publik 2-3", Sesi: "7/12/2026 08.00-16.00" });
    await world.catalogue(catalogueOf(big));
    const talk = await talkOf({ status: "PPPK", contract: ["2026-01-01", null] });
    await learnt(12);
    expect(await talk.says("/rencana 8")).toContain("Tidak ada kelas terbuka yang muat: sampai batas 24 JP");
    await world.catalogue(catalogueOf(big, row("S12", { ...base, JP: "12", Kompetensi: "pelayanan-publik 2-3" }), row("S9", { ...base, JP: "9" })));
    const text = await talk.says("/rencana 8");
    expect(talk.last.reply.data).toMatchObject({ classes: ["S9-1"], proven: true });
    expect(text).toContain("JP: 12 + 9 = *21*.");
  });

  it("asks that a self-paced class be finished within the plan, and says who pays", async () => {
    const self = {
      ...base,
      JP: "8",
      Sesi: "",
      "Belajar Mandiri": "ya",
      "Lama (hari)": "2",
      Selesai: "19/8/2027",
      "Biaya per Orang": "500000",
      Ditanggung: "peserta",
    };
    await world.catalogue(catalogueOf(row("M", self), row("B", { JP: "12", "Biaya per Orang": "750000", Ditanggung: "unit" })));
    const text = await (await talkOf()).says("/rencana");
    expect(text).toContain("belajar mandiri, paling lambat Kamis, 31 Des 2026");
    expect(text).not.toContain("2027");
    expect(text).toContain("Rp500.000 ditanggung peserta");
    expect(text).toContain("Rp750.000 ditanggung unit kerja");
  });

  it("asks a CPNS for the number", async () => {
    await world.catalogue(catalogue);
    const talk = await talkOf({ status: "CPNS" });
    expect(await talk.says("/rencana")).toContain("belum dapat dipastikan");
    expect(await talk.says("/rencana 8")).toContain("*Rencana 8 JP*");
  });

  it("holds to the wished way of learning", async () => {
    await world.catalogue(catalogueOf(row("A", { JP: "12" }), row("B", { JP: "20", Moda: "tatap muka", Tempat: "Aula" })));
    const talk = await talkOf();
    await talk.says("/rekomendasi");
    await talk.taps("Daring saja");
    expect(await talk.says("/rencana")).toContain("hanya cukup untuk 12 dari 20 JP");
  });

  it("is no guest's", async () => {
    expect(await (await world.talk(null)).says("/rencana")).toContain("Tautkan dulu");
  });
});
