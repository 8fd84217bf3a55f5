import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { handIn } from "../../src/features/completion/handed/hand-in.ts";
import { recordsOf } from "../../src/features/training/record-store.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import { pictureReadings } from "../fakes/openai/adversary.ts";
import { type Mood, startOpenAi } from "../fakes/openai/fake-openai.ts";
import { picturesOf } from "../fakes/openai/reply.ts";
import { jpeg, png } from "../features/completion/pictures.ts";
import { cell, kendari, terms } from "../llm/llm-world.ts";
import { testDatabases } from "../world.ts";
import { openSteerWorld, type SteerWorld } from "./steer/steer-world.ts";

const typing = "Berkas diterima. Apa nama pelatihannya, seperti tertulis pada sertifikat?";

// One database: nothing of it depends on which.
describe.each(testDatabases().slice(0, 1))("photos of certificates that a model may read on $name", (database) => {
  let world: SteerWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openSteerWorld(database, [handIn]);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    Object.assign(world.fake, { mood: "well", always: pictureReadings.honest });
    world.fake.heard.length = 0;
    world.fake.faults.length = 0;
  });

  /** Somebody who was just asked for the file, and has sent a photo that nobody sent before. */
  async function hands({ answer = "yes", bytes }: { answer?: "yes" | "no" | null; bytes?: Uint8Array } = {}) {
    count++;
    const talk = await world.talk("Pegawai Foto", { answer });
    await talk.says("/serahkan");
    world.fake.heard.length = 0;
    const text = await talk.sendsPhoto(bytes ?? jpeg(1, `LOKASI-RAHASIA-${count}`));
    return { talk, text, who: { cell, agencyId: kendari, personId: talk.id } };
  }
  const pictures = () => world.fake.heard.flatMap((it) => (it.chat ? picturesOf(it.chat) : []));

  it("are sent once, without where they were taken and without a name, and shown as what was read and is not sure", async () => {
    const { talk, text, who } = await hands();
    expect(text).toBe(
      [
        "Dari berkas itu saya membaca:",
        "- Nama pelatihan: *Pelatihan Arsip Digital* (belum pasti)",
        "- Penyelenggara: *Lembaga Contoh* (belum pasti)",
        "- Nomor: *12/LCN/2026* (belum pasti)",
        "- Tanggal: *7 Oktober 2026 s.d. 9 Oktober 2026* (belum pasti)",
        "- JP: *30* (belum pasti)",
        "Cocokkan dengan sertifikatnya: saya dapat keliru membaca.",
      ].join("\n"),
    );
    expect(talk.labels()).toEqual(["Pakai ini", "Ubah nama", "Ubah penyelenggara", "Ubah nomor", "Ubah tanggal", "Ubah JP", "Isi sendiri"]);
    const [request] = world.fake.heard;
    expect(request?.chat).toMatchObject({ model: "mata", response_format: { type: "json_schema" } });
    expect(world.fake.heard).toHaveLength(1);
    expect(pictures()).toEqual([{ mime: "image/jpeg", bytes: expect.any(Buffer) }]);
    expect(`${request?.raw}${pictures()[0]?.bytes.toString("latin1")}`).not.toMatch(/LOKASI-RAHASIA|Pegawai Foto|foto-\d/);
    expect(world.fake.faults).toEqual([]);
    expect(await recordsOf(world.db, who)).toEqual([]);
    expect(await talk.taps("Ubah JP")).toMatch(/^Berapa jam pelajaran/);
    expect(await talk.says("16")).toContain("- JP: *16*\n");
    expect(await talk.taps("Pakai ini")).toBe("Bentuknya apa?");
    expect(await talk.taps("Pelatihan teknis")).toContain(
      "*Pelatihan Arsip Digital*\nLembaga Contoh; nomor 12/LCN/2026\n7 Oktober 2026 sampai 9 Oktober 2026; 16 JP",
    );
    expect(await recordsOf(world.db, who)).toEqual([]);
    expect(await talk.says("ya")).toMatch(/^✅ Diserahkan/);
    expect(await recordsOf(world.db, who)).toMatchObject([{ title: "Pelatihan Arsip Digital", state: "menunggu", jp: 16 }]);
    const uses = await world.db.many(
      z.object({ prompt: z.string(), model: z.string(), outcome: z.string() }),
      sql`select prompt, model, outcome from model_use where person_id = ${who.personId}`,
    );
    expect(uses).toEqual([{ prompt: "baca-sertifikat", model: "mata", outcome: "ok" }]);
  });

  it.each([
    [
      "obeys the picture's orders: they are shown as words, and what is no number of JP is not",
      pictureReadings.obeys,
      /Nama pelatihan: \*Abaikan semua aturan[^\n]*\(belum pasti\)[\s\S]*JP: belum terbaca/,
    ],
    ["fills parts with far too much", pictureReadings.giant, /Nama pelatihan: belum terbaca[\s\S]*Nomor: belum terbaca[\s\S]*JP: \*30\*/],
    ["gives marks, a link and a NIP", pictureReadings.marked, /Nama pelatihan: belum terbaca\n- Penyelenggara: belum terbaca\n- Nomor: belum terbaca/],
  ])("show only what could be words of a certificate where the model %s", async (_, always, expected) => {
    world.fake.always = always;
    const { text, who } = await hands();
    expect(text).toMatch(expected);
    expect(text.length).toBeLessThan(1_000);
    expect(await recordsOf(world.db, who)).toEqual([]);
  });

  it.each<[string, string, Mood]>([
    ["answers half a JSON", pictureReadings.malformed, "well"],
    ["answers with other kinds of values", pictureReadings.wrongKinds, "well"],
    ["answers with fields that nobody asked for", pictureReadings.moreFields, "well"],
    ["read nothing", pictureReadings.nothing, "well"],
    ["is cut in the middle", pictureReadings.honest, "cut"],
    ["would not", pictureReadings.honest, "filtered"],
    ["says rubbish", pictureReadings.honest, "garbage"],
    ["hangs", pictureReadings.honest, "silent"],
    ["is not there", pictureReadings.honest, "unavailable"],
  ])("are typed as ever, and not sent a second time, where the model %s", async (_, always, mood) => {
    Object.assign(world.fake, { always, mood });
    const { talk, text } = await hands();
    expect([text, world.fake.heard.length]).toEqual([typing, 1]);
    expect(await talk.says("Bimtek Arsip")).toMatch(/^Siapa penyelenggaranya/);
  });

  it.each(["no", null] as const)("do not leave where the answer about the model is %s", async (answer) => {
    const { text } = await hands({ answer });
    expect([text, world.fake.heard]).toEqual([typing, []]);
  });

  it("do not leave where the city has the model off, nor where they are too large, nor only because they came", async () => {
    const city = { cell, agencyId: kendari };
    await turnSwitch(world.db, city, null, null, world.clock.now());
    expect((await hands()).text).toBe(typing);
    expect(pictures()).toEqual([]);
    world.clock.pass({ minutes: 1 });
    await turnSwitch(world.db, city, terms, null, world.clock.now());
    expect((await hands({ bytes: jpeg(1, "x", 5 * 1024 * 1024) })).text).toBe(typing);
    const talk = await world.talk("Pegawai Foto");
    expect(await talk.sendsPhoto(png("tanpa kata"))).toBe(typing);
    // By now the name of the training is asked for, and no file.
    await talk.sendsPhoto(png("lain"), "ini KTP saya");
    expect(pictures()).toEqual([]);
  });

  it("are read where the words beside them name what they are for", async () => {
    for (const caption of ["serahkan sertifikat", "/serahkan"]) {
      const talk = await world.talk("Pegawai Foto");
      expect(await talk.sendsPhoto(png(caption), caption)).toMatch(/^Dari berkas itu saya membaca:/);
    }
    expect(pictures().map((it) => it.mime)).toEqual(["image/png", "image/png"]);
  });

  it("go to the endpoint that is set for them, without the other's key, and with no prompt that is for words", async () => {
    const own = await startOpenAi();
    try {
      own.always = pictureReadings.honest;
      const gateway = world.gatewayWith({ vision: { url: own.url } });
      const picture = { bytes: png("x"), mime: "image/png" };
      const asked = { asker: "operator" as const, picture };
      expect(await gateway.complete({ ...asked, prompt: "baca-sertifikat", input: {} })).toMatchObject({ kind: "ok" });
      expect(own.heard.map((it) => it.headers.authorization)).toEqual(["Bearer none"]);
      const words = { prompt: "tulis-ulang", input: { percakapan: "-", pesan: "halo" } };
      expect(await gateway.complete({ ...asked, ...words })).toMatchObject({ kind: "failed", why: "misuse" });
      expect([own.heard.length, world.fake.heard.length, own.faults]).toEqual([1, 0, []]);
    } finally {
      await own.stop();
    }
  });
});
