import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Fault } from "../../../src/core/fault.ts";
import { sql } from "../../../src/db/database.ts";
import { handedOf, keepHanded, proofOf } from "../../../src/features/completion/handed/handed-store.ts";
import { readJp, readSpan } from "../../../src/features/completion/handed/read-parts.ts";
import { recordsOf } from "../../../src/features/training/record-store.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, openCompletionWorld, type Somebody, tenant } from "./completion-world.ts";
import { pdfOf } from "./pdf.ts";
import { jpeg } from "./pictures.ts";

const photo = jpeg(6, "LOKASI-RAHASIA");
const pdf = Buffer.from("%PDF-1.7 sertifikat");

describe.each(testDatabases())("certificates from elsewhere on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(async () => {
    await world.db.run(sql`delete from blob`);
    await world.afresh();
  });
  afterAll(() => world.close());

  async function employee(name: string): Promise<Somebody> {
    const who = await world.person(name);
    return { who, talk: await world.talk(who) };
  }

  /** Sends a file and answers what is asked, up to the question whether to hand it in. */
  async function hands(
    { talk }: Somebody,
    bytes: Uint8Array,
    parts: Partial<Record<"title" | "provider" | "number" | "dates" | "jp", string>> = {},
  ): Promise<string> {
    await talk.sendsFile(bytes);
    await talk.says(parts.title ?? "Analisis Kebijakan Publik");
    await talk.says(parts.provider ?? "LAN");
    await talk.says(parts.number ?? "123/LAN/2026");
    await talk.says(parts.dates ?? "7/10/2026 s.d. 9/10/2026");
    await talk.says(parts.jp ?? "30");
    return talk.taps("Pelatihan teknis");
  }

  /** What the button that accepts somebody's only record carries. */
  async function seen({ who }: Somebody): Promise<{ record: number; seen: string }> {
    const [record] = await handedOf(world.db, who);
    return { record: record?.id ?? 0, seen: record?.changedAt ?? "" };
  }

  const blobs = async () => (await world.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from blob`)).n;

  it("are handed in as a file, checked by an officer, and credited on acceptance", async () => {
    const ani = await employee("Ani Contoh");
    const desk = await world.officer();
    expect(await ani.talk.sendsFile(photo)).toBe("Berkas diterima. Apa nama pelatihannya, seperti tertulis pada sertifikat?");
    expect(await ani.talk.says("Analisis Kebijakan Publik")).toMatch(/penyelenggaranya/);
    expect(await ani.talk.says("LAN")).toMatch(/nomor sertifikatnya/);
    expect(await ani.talk.says("123/LAN/2026")).toMatch(/^Kapan/);
    expect(await ani.talk.says("besok-besok")).toMatch(/^Tanggalnya belum jelas/);
    expect(await ani.talk.says("7-9 Oktober 2026")).toMatch(/^Berapa jam pelajaran/);
    expect(await ani.talk.says("banyak")).toMatch(/^Ketik angkanya saja/);
    expect(await ani.talk.says("30 JP")).toBe("Bentuknya apa?");
    expect(await ani.talk.taps("Pelatihan teknis")).toBe(
      "Serahkan sertifikat ini untuk diperiksa petugas?\n*Analisis Kebijakan Publik*\nLAN; nomor 123/LAN/2026\n7 Oktober 2026 sampai 9 Oktober 2026; 30 JP; pelatihan teknis",
    );
    expect(await ani.talk.says("ya")).toMatch(/^✅ Diserahkan/);
    expect(await recordsOf(world.db, ani.who)).toMatchObject([
      { title: "Analisis Kebijakan Publik", state: "menunggu", source: "serahan", evidence: "sertifikat", jp: 30 },
    ]);
    expect(await desk.talk.says("/periksa")).toMatch(
      /^\*Satu serahan menunggu\*\n\n\*Ani Contoh\* menyerahkan:\nAnalisis Kebijakan Publik\nLAN; nomor 123\/LAN\/2026/,
    );
    expect(await desk.talk.taps("Akui")).toBe(
      "Akui Analisis Kebijakan Publik untuk *Ani Contoh*?\n7 Oktober 2026 sampai 9 Oktober 2026; 30 JP; pelatihan teknis\nJP-nya langsung dihitung.",
    );
    expect(await desk.talk.says("ya")).toMatch(/^Diakui/);
    expect(ani.talk.last.reply.text).toBe("Sertifikat Anda *Analisis Kebijakan Publik* diakui. 30 JP dicatat. Lihat /jp.");
    expect((await recordsOf(world.db, ani.who)).map((it) => it.state)).toEqual(["diakui"]);
    expect(await desk.talk.says("/periksa")).toBe("Tidak ada sertifikat yang menunggu pemeriksaan Anda.");
  });

  it("go on after a question that comes in between, and leave other words to the talk where a file is awaited", async () => {
    const me = await employee("Ani Contoh");
    await me.talk.says("/serahkan");
    expect(await me.talk.says("apa syarat tugas belajar")).toBe("Jawaban: apa syarat tugas belajar");
    await me.talk.sendsFile(photo);
    const before = me.talk.heard.length;
    expect(await me.talk.says("apa sanksinya?")).toMatch(/^Kita lanjutkan:\n\nBerkas diterima\. Apa nama pelatihannya/);
    expect(me.talk.heard.slice(before).map((it) => it.reply.text)[0]).toBe("Jawaban: apa sanksinya?");
    expect(await me.talk.says("Bimtek Arsip")).toMatch(/^Siapa penyelenggaranya/);
    expect(await me.talk.says("LAN")).toMatch(/^Berapa nomor sertifikatnya/);
    expect(await me.talk.says("batal")).toMatch(/^Baik, kita berhenti di sini/);
  });

  it("are read where the PDF has words: shown part by part, mended, and only then handed in", async () => {
    const me = await employee("Ani Contoh");
    const read = await pdfOf([
      "SERTIFIKAT",
      "Nomor: 12/LCN/2026",
      "telah mengikuti Pelatihan Arsip Digital",
      "yang diselenggarakan oleh Lembaga Contoh pada tanggal 7 s.d. 9 Oktober 2026",
    ]);
    expect(await me.talk.sendsFile(read, "", "document")).toBe(
      [
        "Dari berkas itu saya membaca:",
        "- Nama pelatihan: *Pelatihan Arsip Digital*",
        "- Penyelenggara: *Lembaga Contoh*",
        "- Nomor: *12/LCN/2026*",
        "- Tanggal: *7 Oktober 2026 s.d. 9 Oktober 2026*",
        "- JP: belum terbaca",
        "Cocokkan dengan sertifikatnya: saya dapat keliru membaca.",
      ].join("\n"),
    );
    expect(me.talk.last.reply.buttons?.map((it) => it.label)).toEqual([
      "Pakai ini",
      "Ubah nama",
      "Ubah penyelenggara",
      "Ubah nomor",
      "Ubah tanggal",
      "Isi sendiri",
    ]);
    expect(await me.talk.taps("Ubah tanggal")).toMatch(/^Kapan pelaksanaannya/);
    expect(await me.talk.says("kapan ya")).toMatch(/^Tanggalnya belum jelas/);
    expect(await me.talk.says("8-9 Oktober 2026")).toContain("- Tanggal: *8-9 Oktober 2026*");
    await me.talk.taps("Ubah nama");
    expect(await me.talk.says("Arsip Digital Dasar")).toMatch(/Nama pelatihan: \*Arsip Digital Dasar\*[\s\S]*Tanggal: \*8-9 Oktober 2026\*/);
    expect(await me.talk.taps("Pakai ini")).toMatch(/^Berapa jam pelajaran/);
    await me.talk.says("16");
    expect(await me.talk.taps("Pelatihan teknis")).toBe(
      "Serahkan sertifikat ini untuk diperiksa petugas?\n*Arsip Digital Dasar*\nLembaga Contoh; nomor 12/LCN/2026\n8 Oktober 2026 sampai 9 Oktober 2026; 16 JP; pelatihan teknis",
    );
    expect(await recordsOf(world.db, me.who)).toEqual([]);
    expect(await me.talk.says("ya")).toMatch(/^✅ Diserahkan/);
  });

  it("are asked for part by part by whoever would rather say them", async () => {
    const me = await employee("Ani Contoh");
    await me.talk.sendsFile(await pdfOf(["telah mengikuti Pelatihan Arsip Digital", "30 JP"]), "", "document");
    expect(await me.talk.taps("Isi sendiri")).toMatch(/^Berkas diterima\. Apa nama pelatihannya/);
    expect(await me.talk.says("Arsip")).toMatch(/^Siapa penyelenggaranya/);
  });

  it("are not accepted when they were replaced after the officer looked", async () => {
    const ani = await employee("Ani Contoh");
    const desk = await world.officer();
    await hands(ani, photo);
    await ani.talk.says("ya");
    await desk.talk.says("/periksa");
    await desk.talk.taps("Akui");
    world.clock.pass({ seconds: 5 });
    await hands(ani, pdf, { jp: "300" });
    await ani.talk.says("ya");
    expect(await desk.talk.says("ya")).toBe("Serahan itu sudah diganti pegawainya. Ketik /periksa untuk melihat yang terbaru.");
    expect(await recordsOf(world.db, ani.who)).toMatchObject([{ state: "menunggu", jp: 300 }]);
    expect(await desk.talk.says("/periksa")).toContain("300 JP");
    expect(await desk.talk.taps("Akui")).toContain("300 JP");
    expect(await desk.talk.says("ya")).toMatch(/^Diakui/);
  });

  it("are not refused either when they were replaced after the officer looked", async () => {
    const ani = await employee("Ani Contoh");
    const desk = await world.officer();
    await hands(ani, photo);
    await ani.talk.says("ya");
    await desk.talk.says("/periksa");
    await desk.talk.taps("Tolak");
    world.clock.pass({ seconds: 5 });
    await hands(ani, pdf, { jp: "20" });
    await ani.talk.says("ya");
    expect(await desk.talk.taps("Tidak terbaca")).toBe("Serahan itu sudah diganti pegawainya. Ketik /periksa untuk melihat yang terbaru.");
    expect(await recordsOf(world.db, ani.who)).toMatchObject([{ state: "menunggu", jp: 20 }]);
  });

  it("are two where two providers count alike", async () => {
    const ani = await employee("Ani Contoh");
    await hands(ani, photo, { number: "001/2026" });
    expect(await ani.talk.says("ya")).toMatch(/^✅ Diserahkan/);
    await hands(ani, pdf, { number: "001/2026", provider: "Kominfo", title: "Keamanan Informasi", dates: "2/3/2026" });
    expect(await ani.talk.says("ya")).toMatch(/^✅ Diserahkan/);
    expect((await recordsOf(world.db, ani.who)).map((it) => it.title)).toEqual(["Analisis Kebijakan Publik", "Keamanan Informasi"]);
  });

  it("never replace what counts already nor what came from elsewhere", async () => {
    const ani = await employee("Ani Contoh");
    await hands(ani, photo);
    await ani.talk.says("ya");
    const draft = { title: "Lain", provider: "LAN", number: "123/LAN/2026", form: "bimtek", jp: 300, from: "2026-10-07", until: "2026-10-09" } as const;
    const again = () =>
      world.db.transaction((tx) => keepHanded(tx, ani.who, draft, { name: "a.pdf", mime: "application/pdf", bytes: pdf, givenDigest: "x" }, world.clock.now()));
    await world.db.run(sql`update learning_record set state = 'diakui'`);
    await expect(again()).rejects.toThrow(Fault);
    await world.db.run(sql`update learning_record set state = 'menunggu', source = 'impor'`);
    await expect(again()).rejects.toThrow(Fault);
    expect(await recordsOf(world.db, ani.who)).toMatchObject([{ title: "Analisis Kebijakan Publik", jp: 30 }]);
  });

  it("keep the picture without where it was taken", async () => {
    const ani = await employee("Ani Contoh");
    await hands(ani, photo);
    await ani.talk.says("ya");
    const [record] = await recordsOf(world.db, ani.who);
    const kept = await proofOf(world.db, tenant, record?.id ?? 0);
    expect(kept?.mime).toBe("image/jpeg");
    expect(Buffer.from(kept?.bytes ?? []).toString("latin1")).not.toContain("RAHASIA");
    expect(kept?.bytes.length).toBeGreaterThan(80);
    expect(await blobs()).toBe(0);
  });

  it("leave nothing of where a picture was taken even where nobody goes on", async () => {
    const ani = await employee("Ani Contoh");
    await ani.talk.sendsFile(photo);
    expect(await blobs()).toBe(1);
    expect(await world.db.one(z.object({ found: z.boolean() }), sql`select bool_or(position('RAHASIA'::bytea in bytes) > 0) as found from blob`)).toEqual({
      found: false,
    });
    await ani.talk.sendsFile(Buffer.from("GIF89a"));
    expect(await blobs()).toBe(1);
  });

  it("are refused with a reason that the person reads, and may be handed in again", async () => {
    const ani = await employee("Ani Contoh");
    const desk = await world.officer();
    await hands(ani, photo);
    await ani.talk.says("ya");
    await desk.talk.says("/periksa");
    await desk.talk.taps("Tolak");
    await desk.talk.taps("Tulis alasan lain");
    await desk.talk.says("apa syarat tugas belajar?");
    expect(await desk.talk.says("Ani")).toMatch(/Ani Contoh\* menyerahkan:/);
    await desk.talk.taps("Tolak");
    await desk.talk.taps("Tulis alasan lain");
    await desk.talk.says("apa syarat tugas belajar?");
    expect(await desk.talk.says("y")).toMatch(/^Kita lanjutkan:\n\n/);
    expect((await recordsOf(world.db, ani.who)).map((it) => it.state)).toEqual(["menunggu"]);
    expect(await desk.talk.says("Halaman kedua belum ada")).toMatch(/^Ditolak/);
    expect(ani.talk.last.reply.text).toMatch(/belum dapat diakui\. Alasan: Halaman kedua belum ada\nSetelah diperbaiki, silakan serahkan ulang\.$/);
    expect(await ani.talk.taps("Serahkan ulang")).toMatch(
      /^\*Serahan Anda\*\n• Analisis Kebijakan Publik: ditolak \(Halaman kedua belum ada\)\nYang ditolak boleh diserahkan ulang\.\n\nKirim foto atau PDF/,
    );
    await hands(ani, pdf);
    expect(await ani.talk.says("ya")).toMatch(/^✅/);
    expect(await recordsOf(world.db, ani.who)).toMatchObject([{ state: "menunggu", reason: null }]);
    await desk.talk.says("/periksa");
    await desk.talk.taps("Akui");
    await desk.talk.says("ya");
    expect((await recordsOf(world.db, ani.who)).map((it) => it.state)).toEqual(["diakui"]);
  });

  it("are never checked by the claimant nor by a subordinate of the claimant", async () => {
    const boss = await world.officer("Kepala Contoh");
    const desk = await world.officer("Petugas Bawahan");
    const third = await world.officer("Petugas Lain");
    await world.leads(boss.who, desk.who);
    await hands(boss, photo);
    await boss.talk.says("ya");
    for (const it of [boss, desk]) {
      expect(await it.talk.says("/periksa")).toBe("Tidak ada sertifikat yang menunggu pemeriksaan Anda.");
      const accept = world.performs(it.who, { capability: "accept_certificate", input: await seen(boss) }, ["officer"]);
      await expect(accept).rejects.toThrow(/milik Anda atau milik atasan Anda/);
    }
    expect(await third.talk.says("/periksa")).toMatch(/Kepala Contoh/);
  });

  it("show the checker the same file, the same number of the same provider, and overlapping days", async () => {
    const [ani, budi] = [await employee("Ani Contoh"), await employee("Budi Contoh")];
    const desk = await world.officer();
    await hands(ani, photo);
    await ani.talk.says("ya");
    await hands(budi, photo, { number: "9/X", title: "Pelatihan Lain", dates: "1/3/2026" });
    await budi.talk.says("ya");
    await hands(budi, pdf, { number: "123 / LAN / 2026", provider: "Lembaga Administrasi Negara (LAN)", title: "Analisis Kebijakan" });
    await budi.talk.says("ya");
    await hands(budi, Buffer.from("%PDF-1.7 lain"), { number: "tidak ada", provider: "Kemendagri", title: "Bimtek Sehari", dates: "8/10/2026" });
    await budi.talk.says("ya");
    expect(await desk.talk.says("/periksa")).toMatch(/^\*Serahan 1 dari 4\*[\s\S]*⚠️ Berkas yang sama persis sudah diserahkan pegawai lain: Pelatihan Lain/);
    expect(desk.talk.last.reply.text).toMatch(/⚠️ Nomor dan penyelenggara yang sama ada pada pegawai lain: Analisis Kebijakan/);
    await desk.talk.taps("Berikutnya");
    await desk.talk.taps("Berikutnya");
    await desk.talk.taps("Berikutnya");
    expect(desk.talk.last.reply.text).toMatch(/Bimtek Sehari[\s\S]*⚠️ Tanggalnya bertepatan dengan Analisis Kebijakan \(7 Okt 2026–9 Okt 2026\)/);
  });

  it("take the same file of the same person once, and nothing that counts already", async () => {
    const ani = await employee("Ani Contoh");
    const desk = await world.officer();
    await hands(ani, photo);
    await ani.talk.says("ya");
    expect(await ani.talk.sendsFile(photo)).toMatch(/^Berkas yang sama sudah Anda serahkan/);
    await desk.talk.says("/periksa");
    await desk.talk.taps("Akui");
    await desk.talk.says("ya");
    expect(await hands(ani, pdf)).toMatch(/sudah diakui pada riwayat Anda/);
    expect((await recordsOf(world.db, ani.who)).length).toBe(1);
  });

  it("are decided once, by whoever is first", async () => {
    const ani = await employee("Ani Contoh");
    const [one, two] = [await world.officer("Petugas Satu"), await world.officer("Petugas Dua")];
    await hands(ani, photo);
    await ani.talk.says("ya");
    const { record, seen: at } = await seen(ani);
    const act = (it: Somebody, capability: string, more: object) => world.performs(it.who, { capability, input: { record, ...more } }, ["officer"]);
    const all = await Promise.allSettled([act(one, "accept_certificate", { seen: at }), act(two, "refuse_certificate", { reason: "tidak terbaca" })]);
    expect(all.filter((it) => it.status === "fulfilled").length).toBe(1);
    expect(all.find((it) => it.status === "rejected")?.reason).toBeInstanceOf(Fault);
  });

  it("take no other kind of file, none from strangers, and leave a captioned question a question", async () => {
    const ani = await employee("Ani Contoh");
    expect(await ani.talk.sendsFile(Buffer.from("GIF89a"))).toMatch(/^Yang diperlukan foto/);
    expect(await ani.talk.sendsFile(photo)).toMatch(/^Berkas diterima/);
    const stranger = await world.talk(null);
    expect(await stranger.sendsFile(photo)).toMatch(/belum dapat membaca gambar/);
    const budi = await employee("Budi Contoh");
    expect(await budi.talk.sendsFile(photo, "apa dasar hukum surat ini?")).toBe("Jawaban: apa dasar hukum surat ini?");
    expect(await budi.talk.sendsFile(photo, "/serahkan")).toMatch(/^Berkas diterima/);
    await world.db.run(sql`delete from conversation`);
    expect(await budi.talk.sendsFile(null)).toMatch(/belum dapat diambil/);
  });
});

describe("what is on a certificate", () => {
  it.each([
    ["7/10/2026", { from: "2026-10-07", until: "2026-10-07" }],
    ["7/10/2026 s.d. 9/10/2026", { from: "2026-10-07", until: "2026-10-09" }],
    ["7-9 Oktober 2026", { from: "2026-10-07", until: "2026-10-09" }],
    ["2026-10-07 sampai 2026-10-09", { from: "2026-10-07", until: "2026-10-09" }],
    ["9/10/2026 s.d. 7/10/2026", null],
    ["1/12/2026", null],
    ["Oktober 2026", null],
    ["2026", null],
    ["kemarin", null],
  ])("dates: %s", (text, span) => {
    expect(readSpan(text, "2026-11-22")).toEqual(span);
  });

  it.each([
    ["16", 16],
    ["40,5 JP", 40.5],
    ["tidak ada", null],
    ["-", null],
    ["0", undefined],
    ["enam belas", undefined],
    ["9999", undefined],
  ])("hours: %s", (text, jp) => {
    expect(readJp(text)).toBe(jp);
  });
});
