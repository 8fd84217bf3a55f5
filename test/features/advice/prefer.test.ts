import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { adviceData } from "../../../src/features/advice/personal-data.ts";
import { addPreference, deletePreferencesBefore, preferencesOf } from "../../../src/features/advice/wishes/preference-store.ts";
import { testDatabases } from "../../world.ts";
import { catalogueOf, row } from "../training/catalogue-files.ts";
import { type AdviceWorld, cell, openAdviceWorld } from "./advice-world.ts";

const catalogue = catalogueOf(
  row("A", { "Nama Pelatihan": "Pelayanan Prima", Kompetensi: "pelayanan-publik 2-3" }),
  row("B", { "Nama Pelatihan": "Pelayanan Lanjutan", Kompetensi: "pelayanan-publik 2-3", Moda: "tatap muka", Tempat: "Aula" }),
  row("C", { "Nama Pelatihan": "Mengelola Arsip", Kompetensi: "kearsipan 0-2" }),
);

describe.each(testDatabases())("what somebody wants, on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(async () => {
    await world.afresh();
    await world.catalogue(catalogue);
  });
  afterAll(() => world.close());

  async function own() {
    const who = await world.person({ name: "Contoh Satu", nip: "199001012015031001" });
    await world.knows(who, { "pelayanan-publik": 2 });
    return { who, talk: await world.talk(who) };
  }
  const order = async (talk: Awaited<ReturnType<typeof own>>["talk"]) =>
    [...(await talk.says("/rekomendasi")).matchAll(/^\d\. \*(.+?)\*/gm)].map((it) => it[1]);

  it("is remembered in every talk of the person, and taken back with one tap", async () => {
    const { who, talk } = await own();
    await talk.says("/rekomendasi");
    expect(await talk.taps("Daring saja")).toBe("Baik, saya ingat: saran untuk Anda hanya yang daring.");
    const other = await world.talk(who);
    expect(await order(other)).toEqual(["Pelayanan Prima", "Mengelola Arsip"]);
    expect(await talk.taps("Batalkan")).toBe("Baik, sudah saya batalkan.");
    expect(await order(other)).toContain("Pelayanan Lanjutan");
  });

  it("less like this: gone by name, what is like it falls", async () => {
    const { talk } = await own();
    expect(await order(talk)).toEqual(["Pelayanan Prima", "Pelayanan Lanjutan", "Mengelola Arsip"]);
    await talk.taps("Lihat 1");
    expect(await talk.taps("Kurangi seperti ini")).toBe("Baik, *Pelayanan Prima* tidak saya sarankan lagi, dan yang mirip turun urutannya.");
    expect(await order(talk)).toEqual(["Pelayanan Lanjutan", "Mengelola Arsip"]);
    expect(await talk.taps("Mengapa urutannya?")).toContain("mirip yang ingin Anda kurangi −0,8");
  });

  it("an interest lifts what is about it", async () => {
    const { who, talk } = await own();
    expect(await talk.says("saya berminat pada arsip")).toBe("Baik, saya ingat Anda berminat pada *arsip*; pelatihan tentang itu naik urutannya.");
    await talk.says("saya berminat arsip");
    expect(await preferencesOf(world.db, who)).toMatchObject([{ kind: "interest", value: "arsip" }]);
    await talk.says("/rekomendasi");
    expect(await talk.taps("Mengapa urutannya?")).toContain("minat +0,8");
  });

  it.each([
    ["daring saja", { kind: "mode", value: "daring" }],
    ["saya maunya online aja", { kind: "mode", value: "daring" }],
    ["yang tatap muka aja dong", { kind: "mode", value: "tatap_muka" }],
    ["tertarik pengelolaan arsip", { kind: "interest", value: "pengelolaan arsip" }],
    ["jgn yg tentang arsip", { kind: "less_topic", value: "arsip" }],
  ])("%s is understood in whole sentences", async (wish, expected) => {
    const { who } = await own();
    await world.performs(who, { capability: "prefer", input: { wish } });
    expect(await preferencesOf(world.db, who)).toMatchObject([expected]);
  });

  it("less of a subject lowers what is about it, and only what is free or in town stays", async () => {
    await world.catalogue(
      catalogueOf(
        row("D", { "Nama Pelatihan": "Pelayanan Berbayar", Kompetensi: "pelayanan-publik 2-3", "Biaya per Orang": "500000", Ditanggung: "peserta" }),
        row("E", { "Nama Pelatihan": "Pelayanan Jauh", Kompetensi: "pelayanan-publik 2-3", Moda: "tatap muka", Tempat: "Hotel", Kota: "Jakarta" }),
      ),
    );
    const { who, talk } = await own();
    const says = (wish: string) => world.performs(who, { capability: "prefer", input: { wish } });
    expect((await says("kurangi soal arsip")).reply.text).toBe("Baik, pelatihan tentang *arsip* saya turunkan urutannya.");
    await says("jangan yang berbayar");
    await says("saya tidak bisa keluar kota");
    expect(await order(talk)).toEqual(["Pelayanan Prima", "Pelayanan Lanjutan", "Mengelola Arsip"]);
    expect(talk.last.reply.text).toContain(", hanya tanpa biaya peserta, dalam kota (atau daring):\n\n1.");
    expect(await talk.taps("Mengapa urutannya?")).toContain("JP yang kurang +0,6; mirip yang ingin Anda kurangi −1,0");
    expect((await says("hanya bisa hari Sabtu")).reply.text).toContain("belum dapat saya pakai");
    await talk.says("keinginan belajar saya");
    await talk.taps("Hapus semua");
    expect(await preferencesOf(world.db, who)).toEqual([]);
    expect(await order(talk)).toContain("Pelayanan Berbayar");
  });

  it("another way of learning takes the place of the one before, and all ways end it", async () => {
    const { who } = await own();
    for (const wish of ["daring saja", "tatap muka saja"]) await world.performs(who, { capability: "prefer", input: { wish } });
    expect(await preferencesOf(world.db, who)).toMatchObject([{ value: "tatap_muka" }]);
    await world.performs(who, { capability: "prefer", input: { wish: "semua cara boleh" } });
    expect(await preferencesOf(world.db, who)).toEqual([]);
  });

  it("is told on asking, each with its own way out; nothing is said when there is nothing", async () => {
    const { who, talk } = await own();
    expect(await talk.says("keinginan belajar saya")).toContain("Belum ada keinginan belajar");
    await world.performs(who, { capability: "prefer", input: { wish: "kurangi", training: "A" } });
    await world.performs(who, { capability: "prefer", input: { wish: "daring saja" } });
    expect(await talk.says("keinginan belajar saya")).toBe(
      "Yang saya ingat tentang keinginan belajar Anda:\n\n1. dikurangi: Pelayanan Prima\n2. cara belajar: daring saja",
    );
    await talk.taps("Hapus 1");
    expect(await preferencesOf(world.db, who)).toMatchObject([{ kind: "mode" }]);
  });

  it.each(["tertarik memasak rendang", "pilihan 2", "minat saya pilihan 2", "jgn yg rendang"])(
    "%s is no subject here: nothing is kept, and it asks",
    async (wish) => {
      const { who } = await own();
      const { reply } = await world.performs(who, { capability: "prefer", input: { wish } });
      expect(reply.text).toMatch(/Maksudnya topik apa\?|Belum ada keinginan belajar|Pelatihan mana/);
      expect(await preferencesOf(world.db, who)).toEqual([]);
    },
  );

  it("forgets what is named, or all interests, or all, and remembers again with one tap", async () => {
    const { who, talk } = await own();
    const values = async () => (await preferencesOf(world.db, who)).map((it) => it.value);
    for (const wish of ["saya berminat arsip", "saya berminat pelayanan", "daring saja"]) await world.performs(who, { capability: "prefer", input: { wish } });
    expect(await talk.says("minat saya hapus yang arsip")).toBe("Baik, sudah saya hapus: minat *arsip*.");
    expect(await values()).toEqual(["pelayanan", "daring"]);
    expect(await talk.taps("Batalkan")).toBe("Baik, sudah saya ingat kembali.");
    expect(await values()).toEqual(["pelayanan", "daring", "arsip"]);
    const interests = await world.performs(who, { capability: "prefer", input: { wish: "lupakan semua minat saya" } });
    expect(interests.reply.text).toBe("Baik, sudah saya hapus: minat *pelayanan*, minat *arsip*.");
    expect(await values()).toEqual(["daring"]);
    const { reply } = await world.performs(who, { capability: "prefer", input: { wish: "hapus minat excel" } });
    expect(reply.text).toContain("Saya tidak menyimpan keinginan tentang *excel*.\n\nYang saya ingat");
    const all = await world.performs(who, { capability: "prefer", input: { wish: "hapus semua keinginan saya" } });
    expect(await values()).toEqual([]);
    const back = all.reply.buttons?.find((it) => it.label === "Batalkan")?.call;
    const stranger = await world.person({ name: "Contoh Lain" });
    if (!back) throw new Error("no way back");
    expect((await world.performs(stranger, back)).reply.text).toBe("Keinginan itu sudah tidak tersimpan.");
    for (const _ of [1, 2]) await world.performs(who, back);
    expect(await values()).toEqual(["daring"]);
  });

  it("asks which, where it is not clear", async () => {
    const { talk, who } = await own();
    const { reply } = await world.performs(who, { capability: "prefer", input: { wish: "kurangi yang seperti ini" } });
    expect(reply.text).toContain("Pelatihan mana yang ingin dikurangi?");
    await talk.says("/pelatihan A");
    expect(await talk.says("minat saya kurangi yang seperti ini")).toContain("*Pelayanan Prima* tidak saya sarankan lagi");
  });

  it("cannot be taken back by somebody else, nor twice", async () => {
    const { who } = await own();
    const stranger = await world.person({ name: "Contoh Lain" });
    await world.performs(who, { capability: "prefer", input: { wish: "daring saja" } });
    const [wish] = await preferencesOf(world.db, who);
    const undo = { capability: "prefer", input: { undo: wish?.id } };
    expect((await world.performs(stranger, undo)).reply.text).toBe("Keinginan itu sudah tidak tersimpan.");
    expect(await preferencesOf(world.db, who)).toHaveLength(1);
    expect((await world.performs(who, undo)).reply.text).toBe("Baik, sudah saya batalkan.");
    expect((await world.performs(who, undo)).reply.text).toBe("Keinginan itu sudah tidak tersimpan.");
  });

  it("holds for one list only where a guest says it, and nothing is kept", async () => {
    const guest = await world.talk(null);
    await guest.says("/kota kendari");
    const interest = await guest.says("saya berminat arsip");
    expect(interest).toContain("Mengelola Arsip");
    expect(interest).not.toContain("saya ingat");
    const taught = await guest.says("saya berminat tatap muka saja");
    expect(taught).toContain("Pelayanan Lanjutan");
    expect(taught).not.toContain("Pelayanan Prima");
    expect(await guest.says("minat saya")).toContain("perlu tahu siapa Anda");
  });

  it("is shown as personal data, erased with the consent, and forgotten after it was taken back", async () => {
    const { who } = await own();
    await world.performs(who, { capability: "prefer", input: { wish: "daring saja" } });
    await world.performs(who, { capability: "prefer", input: { wish: "tatap muka saja" } });
    expect((await adviceData.collect(world.db, who)).lines).toEqual([
      "cara belajar: daring saja, sejak 22 November 2026, sudah dibatalkan",
      "cara belajar: tatap muka saja, sejak 22 November 2026",
    ]);
    await addPreference(world.db, who, { kind: "less", value: "A" }, world.clock.now());
    expect((await adviceData.collect(world.db, who)).lines.at(-1)).toBe("dikurangi: Pelayanan Prima, sejak 22 November 2026");
    expect(await deletePreferencesBefore(world.db, cell, world.clock.now())).toBe(0);
    expect(await deletePreferencesBefore(world.db, cell, world.clock.now().add({ hours: 1 }))).toBe(1);
    await adviceData.erase(world.db, who, world.clock.now());
    expect(await adviceData.collect(world.db, who)).toEqual({ lines: [], data: [] });
  });
});
