import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabases } from "../../world.ts";
import { catalogueOf, row } from "../training/catalogue-files.ts";
import { type AdviceWorld, openAdviceWorld } from "./advice-world.ts";

describe.each(testDatabases())("recommending by a position, and without a catalogue, on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  it("goes by a position that is named whole, though a subject is spelt nearly so", async () => {
    await world.catalogue(
      catalogueOf(
        row("YAN", { "Nama Pelatihan": "Pelayanan Prima", Kompetensi: "pelayanan-publik 2-3" }),
        row("KEL", { "Nama Pelatihan": "Administrasi Kelurahan dan Kecamatan", Kompetensi: "kearsipan 0-2" }),
        row("LUR", { "Nama Pelatihan": "Bekal bagi Lurah", Kompetensi: "kearsipan 0-2" }),
      ),
    );
    const talk = await world.talk(null);
    await talk.says("/kota kendari");
    for (const words of ["rekomendasi lurah", "/rekomendasi untuk jabatan lurah", "/rekomendasi LURAH"])
      expect([words, await talk.says(words)]).toEqual([words, expect.stringContaining("Menurut jabatan *Lurah* saja:\n\n1. *")]);
    expect(await talk.says("/rekomendasi camat")).toContain("Menurut jabatan *Camat* saja:");
    expect(await talk.says("/rekomendasi kelurahan")).toContain("Menurut topik *kelurahan* saja:");
    expect(await talk.says("/rekomendasi pelayanan publik")).toContain("Menurut topik *pelayanan publik* saja:");
    const byId = await world.performs(null, { capability: "recommend", input: { standard: "lurah" } }, []);
    expect(byId.reply.text).toContain("Menurut jabatan *Lurah* saja:");
    const gone = await world.performs(null, { capability: "recommend", input: { standard: "tidak-ada" } }, []);
    expect(gone.reply.text).toContain("Saya belum mengenal Anda");
  });

  it("says so when the city has no catalogue", async () => {
    const talk = await world.talk(await world.person({ name: "Contoh Satu" }));
    for (const words of ["/rekomendasi", "/rekomendasi excel", "/rekomendasi lurah"]) {
      const text = await talk.says(words);
      expect(text).toContain("Katalog pelatihan kota ini belum diisi");
      expect(text).not.toContain("Coba kata lain");
    }
    const byPosition = await world.performs(null, { capability: "recommend", input: { topic: "lurah" } }, []);
    expect(byPosition.reply.buttons?.[0]?.call).toEqual({ capability: "show_competencies", input: { words: "Lurah" } });
    expect(await talk.taps("Tanya petugas")).toBe("Dicatat");
    await talk.says("/rekomendasi excel");
    expect(await talk.taps("Tanya aturan")).toContain("Jawaban: Apa hak ASN");
  });
});
