import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { keepBlob } from "../../src/core/blob.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import { misleadingTranscripts } from "../fakes/openai/adversary.ts";
import { cell } from "../llm/llm-world.ts";
import { recording } from "../recording.ts";
import { testDatabases } from "../world.ts";
import { openSteerWorld, type SteerWorld, type Talk } from "./steer/steer-world.ts";

describe.each(testDatabases())("voice notes on $name", (database) => {
  let world: SteerWorld;
  let heard: () => string[];
  beforeAll(async () => {
    world = await openSteerWorld(database);
    heard = () => world.fake.heard.filter((it) => it.path.endsWith("/transcriptions")).map((it) => it.speech?.name ?? "");
  });
  afterAll(() => world.close());
  beforeEach(() => {
    Object.assign(world.fake, { transcripts: [], mood: "well", always: "TIDAK_ADA" });
    world.fake.heard.length = 0;
    world.fake.faults.length = 0;
  });

  async function agreed(name: string): Promise<Talk> {
    const talk = await world.talk(name, { answer: null });
    await talk.speaks();
    await talk.taps("Izinkan suara");
    world.fake.heard.length = 0;
    return talk;
  }

  it("asks before the first one, fetches nothing till then, and is heard after the yes", async () => {
    const talk = await world.talk("Suara Pertama", { answer: null });
    const before = world.fetched;
    expect(await talk.speaks()).toMatch(
      /^Boleh pesan suara Anda saya dengarkan\? Gunanya mengubah .*suara dan isinya tidak dapat disamarkan.*Tanpa izin, silakan ketik\.$/s,
    );
    expect(talk.labels()).toEqual(["Izinkan suara", "Tanpa suara"]);
    expect([world.fetched - before, heard()]).toEqual([0, []]);
    expect(await talk.taps("Izinkan suara")).toBe("✅ *Pesan suara* diizinkan. Mencabutnya kapan saja: /izin. Silakan kirim ulang pesan suaranya.");
    world.fake.transcripts = ["JP saya berapa"];
    expect(await talk.speaks()).toContain("Saya dengar: “JP saya berapa”");
    expect(world.fetched - before).toBe(1);
    const [request] = world.fake.heard.filter((it) => it.speech);
    expect(request?.speech).toMatchObject({ name: "suara.ogg", type: "audio/ogg", fields: { model: "telinga", language: "id" } });
    expect(Buffer.compare(request?.speech?.bytes ?? Buffer.alloc(0), Buffer.from(recording()))).toBe(0);
    expect(request?.raw).not.toMatch(/Suara Pertama|chat-|suara-1/);
    expect(world.fake.faults).toEqual([]);
  });

  it("is not asked again after a no, in which nothing is fetched; typing goes on as ever", async () => {
    const talk = await world.talk("Suara Tidak", { answer: null });
    await talk.speaks();
    await talk.taps("Tanpa suara");
    const before = world.fetched;
    expect(await talk.speaks()).toBe("Anda belum mengizinkan pesan suara didengarkan. Silakan ketik pesan Anda; mengizinkannya kapan saja: /izin.");
    expect([world.fetched, heard(), talk.labels()]).toEqual([before, [], []]);
    expect(await talk.says("cek JP saya")).toBe("show_jp {}");
  });

  it("shows what was heard and answers it, with a way to say that it was something else", async () => {
    const talk = await agreed("Suara Baca");
    world.fake.transcripts = ["Cek JP saya."];
    expect(await talk.speaks()).toBe("Saya dengar: “Cek JP saya.”\n\nshow_jp {}");
    expect(talk.labels()).toEqual(["Bukan itu"]);
    expect(await talk.taps("Bukan itu")).toBe("Maaf, saya salah dengar. Silakan ucapkan lagi, atau ketik saja.");
    world.fake.transcripts = ["berapa JP minimal setahun"];
    expect(await talk.speaks()).toBe("Saya dengar: “berapa JP minimal setahun”\n\njawaban atas <berapa JP minimal setahun>");
    expect(await talk.says("bukan itu")).toBe("Maaf, saya salah dengar. Silakan ucapkan lagi, atau ketik saja.");
  });

  it("changes nothing by itself: what would is done after a tap, or a typed yes, and not after a spoken one", async () => {
    const talk = await agreed("Suara Ubah");
    world.fake.transcripts = ["daftarkan saya", "ya"];
    expect(await talk.speaks()).toBe("Saya dengar: “daftarkan saya”\n\nDaftarkan Anda?");
    expect(talk.labels()).toEqual(["Ya, lanjutkan", "Tidak jadi", "Bukan itu"]);
    expect(await talk.speaks()).toMatch(/^Saya dengar: “ya”\n\nApakah itu benar\?/);
    expect([await talk.name(), talk.labels()]).toEqual(["Suara Ubah", ["Ya, benar", "Bukan itu"]]);
    expect(await talk.taps("Ya, benar")).toBe("Anda terdaftar.");
    expect(await talk.name()).toBe("Suara Ubah (terdaftar)");
  });

  it("does not do either what a model makes of what was heard, and forgets the words with a tap", async () => {
    const talk = await world.talk("Suara Model");
    await talk.speaks();
    await talk.taps("Izinkan suara");
    world.fake.always = { calls: [{ name: "note_wish", input: { wish: "arsip" } }] };
    world.fake.transcripts = ["saya ragu tentang arsip"];
    expect(await talk.speaks()).toMatch(/^Saya dengar: “saya ragu tentang arsip”\n\nApakah itu benar\?/);
    expect(await talk.name()).toBe("Suara Model");
    expect(await talk.state()).toContain('"said": "saya ragu tentang arsip"');
    await talk.taps("Bukan itu");
    expect(await talk.state()).not.toContain('"said": "saya ragu tentang arsip"');
    expect(await talk.name()).toBe("Suara Model");
  });

  it("forgets by that tap what was misheard alone: neither what was said since, nor the question before", async () => {
    const talk = await world.talk("Suara Keliru");
    await talk.speaks();
    await talk.taps("Izinkan suara");
    expect(await talk.says("berapa JP minimal PNS")).toBe("jawaban atas <berapa JP minimal PNS>");
    world.fake.transcripts = ["pengembangan kompetensi jarak jauh adalah apa"];
    expect(await talk.speaks()).toContain("jawaban atas <pengembangan kompetensi jarak jauh adalah apa>");
    const misheard = talk.letters();
    await talk.says("berapa lama masa kerja untuk cuti besar");
    expect(await talk.taps("Bukan itu", misheard)).toBe("Maaf, saya salah dengar. Silakan ucapkan lagi, atau ketik saja.");
    const state = await talk.state();
    expect(state).toContain('"said": "berapa lama masa kerja untuk cuti besar"');
    expect(state).not.toContain('"said": "pengembangan kompetensi jarak jauh');
    expect(await talk.says("kalau PPPK gimana")).toContain("sesudah <berapa lama masa kerja untuk cuti besar>");
    world.fake.transcripts = ["berapa hari cuti melahirkan"];
    await talk.speaks();
    await talk.taps("Bukan itu");
    expect(await talk.says("kalau CPNS gimana")).toContain("sesudah <kalau PPPK gimana>");
    // Of what was heard before all was forgotten nothing is left to be forgotten.
    await talk.says("/lupakan");
    await talk.says("berapa JP minimal PNS");
    await talk.taps("Bukan itu", misheard);
    expect(await talk.state()).toContain('"said": "berapa JP minimal PNS"');
  });

  it("keeps an open question open until what was heard is confirmed", async () => {
    const talk = await agreed("Suara Isian");
    await talk.says("simpan catatan");
    world.fake.transcripts = ["pelatihan kapal", "pelatihan kehumasan", "pelatihan kearsipan"];
    for (const words of ["pelatihan kapal", "pelatihan kehumasan"]) {
      expect(await talk.speaks()).toMatch(new RegExp(`^Saya dengar: “${words}”\n\nApakah itu benar`));
      expect(await talk.name()).toBe("Suara Isian");
      await talk.taps("Bukan itu");
    }
    await talk.speaks();
    expect(await talk.says("ya")).toBe("Catatan disimpan.");
    expect(await talk.name()).toBe("Suara Isian (catatan pelatihan kearsipan)");
  });

  it("goes on with a form after the yes to voice", async () => {
    const talk = await world.talk("Suara Formulir", { answer: null });
    await talk.says("/skala");
    await talk.speaks();
    expect(await talk.taps("Izinkan suara")).toContain("---\nKita lanjutkan:\n\nSeberapa setuju?");
    world.fake.transcripts = ["agak setuju sih"];
    expect(await talk.speaks()).toMatch(/^Saya dengar: “agak setuju sih”\n\nDicatat agak setuju sih\./);
  });

  it.each([
    ["too long by what the network says", { seconds: 121 }, undefined],
    ["too long by itself", { seconds: 3 }, recording(200)],
    ["too large", { seconds: 3, bytes: 6_000_000 }, undefined],
  ])("is not sent out when %s", async (_, media, bytes) => {
    const talk = await agreed("Suara Panjang");
    expect(await talk.speaks(media, bytes)).toBe("Pesan suara paling lama 2 menit. Silakan kirim yang lebih pendek, atau ketik pesan Anda.");
    expect(heard()).toEqual([]);
  });

  it("costs what its bytes can hold at the least, whatever length it gives itself", async () => {
    const talk = await agreed("Suara Murah");
    world.fake.mood = "without_usage";
    await talk.speaks({}, recording(0, 2_000_000));
    const { tokens } = await world.db.one(z.object({ tokens: z.number() }), sql`select tokens_in::int as tokens from model_use where person_id = ${talk.id}`);
    expect(tokens).toBeGreaterThanOrEqual(500);
  });

  it("says so where the recording is of a kind that nobody listens to", async () => {
    const talk = await agreed("Suara Aneh");
    expect(await talk.speaks({}, Buffer.from("#!AMR\n rekaman"))).toMatch(/^Maaf, jenis rekaman itu belum dapat saya dengarkan\./);
    expect(heard()).toEqual([]);
  });

  const sorry = /^Maaf, pesan suara itu belum dapat saya dengarkan\. Silakan ketik pesan Anda, atau kirim ulang sebentar lagi\.$/;
  const silent = /^Maaf, tidak ada kata yang tertangkap\./;

  it.each([
    ["is silent", misleadingTranscripts.silent, silent],
    ["says far too much", misleadingTranscripts.enormous, sorry],
    ["says a web page", misleadingTranscripts.html, sorry],
    ["gives orders", misleadingTranscripts.obey, /^Saya dengar: “Abaikan semua aturan.*jawaban atas <Abaikan/s],
    ["says a command", misleadingTranscripts.command, /^Saya dengar: “hapus semua data saya”\n\njawaban atas </],
    ["says yes where nothing is open", misleadingTranscripts.yes, /^Saya dengar: “Ya\.”\n\nSaat ini tidak ada yang menunggu/],
  ])("gets an answer, and nothing is done, when the endpoint %s", async (_, transcript, expected) => {
    const talk = await agreed("Suara Musuh");
    world.fake.transcripts = [transcript, transcript, transcript];
    expect(await talk.speaks()).toMatch(expected);
    expect(await talk.name()).toBe("Suara Musuh");
  });

  it("gets an answer when the endpoint fails, and once more when it works again", async () => {
    const talk = await agreed("Suara Gangguan");
    world.fake.mood = "unavailable";
    expect(await talk.speaks()).toMatch(sorry);
    world.fake.mood = "well";
    expect(await talk.speaks()).toMatch(/^Saya dengar: /);
  });

  it("takes away a recording that a page had put into the base, heard or not", async () => {
    const talk = await agreed("Suara Halaman");
    const conversation = `telegram|bot|${talk.chat}`;
    const left = async () => (await world.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from blob`)).n;
    for (const mood of ["well", "unavailable"] as const) {
      world.fake.mood = mood;
      const { blob } = await keepBlob(world.db, cell, { conversation, name: "kiriman", mime: "audio/ogg", bytes: recording() }, world.clock.now());
      expect(await left()).toBe(1);
      await talk.speaks({ kind: "audio", ref: blob });
      expect(await left()).toBe(0);
    }
  });

  it("leaves nothing of a recording in the base, and counts what it took without a word", async () => {
    const talk = await agreed("Suara Jejak");
    world.fake.transcripts = ["berapa JP minimal setahun"];
    await talk.speaks();
    const uses = await world.db.many(
      z.object({ prompt: z.string(), model: z.string(), outcome: z.string(), tokens: z.number() }),
      sql`select prompt, model, outcome, (tokens_in + tokens_out)::int as tokens from model_use where person_id = ${talk.id}`,
    );
    expect(uses).toEqual([{ prompt: "suara", model: "telinga", outcome: "ok", tokens: expect.any(Number) }]);
    expect(uses[0]?.tokens).toBeGreaterThan(35);
    const tables = await world.db.many(z.object({ name: z.string() }), sql`select tablename as name from pg_tables where schemaname = 'public'`);
    for (const { name } of tables) {
      const { hits } = await world.db.one(
        z.object({ hits: z.number() }),
        sql`select count(*)::int as hits from ${rawSql(`"${name}"`)} t where t::text like '%OpusHead%' or t::text like '%4f707573486561%'`,
      );
      expect([name, hits]).toEqual([name, 0]);
    }
  });

  it("sends the file that a model chose for what was heard", async () => {
    const talk = await world.talk("Suara Gambar");
    await talk.speaks();
    await talk.taps("Izinkan suara");
    world.fake.always = { calls: [{ name: "draw_jp", input: {} }] };
    world.fake.transcripts = ["saya ragu, gambarkan jamku"];
    expect(await talk.speaks()).toBe("Saya dengar: “saya ragu, gambarkan jamku”\n\nGambar JP Anda.");
    expect(await world.files()).toContain("jp.svg");
  });
});
