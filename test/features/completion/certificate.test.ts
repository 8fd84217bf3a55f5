import { unzipSync, zipSync } from "fflate";
import { Hono } from "hono";
import { extractText, getDocumentProxy } from "unpdf";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openBlob } from "../../../src/core/blob.ts";
import type { Visit } from "../../../src/core/visit.ts";
import { sql } from "../../../src/db/database.ts";
import { acceptSigned, matchSigned, unsignedBatch } from "../../../src/features/completion/certificate/batch.ts";
import { certificatePdf } from "../../../src/features/completion/certificate/certificate-pdf.ts";
import { type Certificate, certificatesIn, signedFile } from "../../../src/features/completion/certificate/certificate-store.ts";
import { checkRoutes } from "../../../src/features/completion/certificate/check-page.ts";
import { issueCertificates } from "../../../src/features/completion/certificate/issue.ts";
import { mayCertify } from "../../../src/features/completion/certificate/may-certify.ts";
import { fileNameOf, numberFrom, patternFault, seriesOf } from "../../../src/features/completion/certificate/number.ts";
import { digestOf, readPdfs } from "../../../src/features/completion/certificate/read-pdf.ts";
import { mostFiles, pdfsIn, type Unpacked } from "../../../src/features/completion/certificate/unpack-pdfs.ts";
import { loadClass } from "../../../src/features/enrolment/class-of.ts";
import { testDatabases } from "../../world.ts";
import { base, type CompletionWorld, cell, openCompletionWorld, type Somebody, tenant } from "./completion-world.ts";
import { png } from "./pictures.ts";
import { firstPage, hasInk, qrIn } from "./raster.ts";
import { signed } from "./signed-pdf.ts";

const day = "2026-12-07";

/** A ZIP that says to be small, and is not: tens of megabytes of nothing, and a thousand bytes promised. */
function bomb(): Buffer {
  const bytes = Buffer.from(zipSync({ "bom.pdf": new Uint8Array(70 * 1024 * 1024) }, { level: 1 }));
  bytes.writeUInt32LE(1_000, 22);
  bytes.writeUInt32LE(1_000, bytes.lastIndexOf(Buffer.from("PK\x01\x02", "latin1")) + 24);
  return bytes;
}

it("opens no more of a ZIP than is bearable, whatever the ZIP says of itself", async () => {
  const empty = new Uint8Array();
  const numbered = (count: number) => zipSync(Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.pdf`, empty])));
  const unpacked = (bytes: Uint8Array) => pdfsIn({ name: "kembali.zip", bytes });
  expect(await unpacked(numbered(mostFiles))).toHaveLength(mostFiles);
  expect(await unpacked(numbered(mostFiles + 1))).toBe("many");
  expect(bomb().length).toBeLessThan(10 * 1024 * 1024);
  expect(await unpacked(bomb())).toBe("large");
  expect(await unpacked(bomb().subarray(0, 5_000))).toBe("broken");
  expect(await unpacked(zipSync({ "catatan.txt": Buffer.from("x"), "__MACOSX/a.pdf": empty }))).toEqual([]);
});

const words = async (bytes: Uint8Array): Promise<string> => (await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })).text;

describe.each(testDatabases())("certificates on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  const agency = { id: tenant.agencyId, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
  const deskOf = (desk: Somebody, db = world.db) => ({ db, cell, agency, now: world.clock.now(), by: desk.who.personId });

  /** A class that these people have completed, and its officer. */
  async function completed(names: string[], facts: Parameters<CompletionWorld["cityClass"]>[1] = {}) {
    const it = await world.cityClass("Dasar SPBE", { name: "Angkatan I", ...facts });
    const desk = await world.officer();
    const people: Somebody[] = [];
    for (const name of names) people.push(await world.participant(it.id, name));
    await world.attends(desk, people, day);
    await world.performs(desk.who, { capability: "confirm_attendance", input: { class: it.id, day } }, ["officer"]);
    world.comes("2026-12-08T09:00");
    const { letters } = await world.performs(desk.who, { capability: "class_results", input: { class: it.id, declare: true } }, ["officer"]);
    world.deliver(letters ?? []);
    return { ...it, desk, people };
  }

  const issued = (id: number): Promise<Certificate[]> => certificatesIn(world.db, tenant, id);

  it("issues them in the order of names, numbered by the city's pattern, once for each", async () => {
    const { id, desk } = await completed(["Budi Contoh", "Ani Contoh"]);
    expect(await desk.talk.says("/terbitkan")).toMatch(/Pola nomor dan penanda tangan sertifikat belum diatur/);
    await world.setting();
    expect(await desk.talk.says("/terbitkan")).toMatch(/^Terbitkan 2 sertifikat \*Dasar SPBE\*, Angkatan I\?/);
    expect(await desk.talk.says("ya")).toMatch(
      /^2 sertifikat \*Dasar SPBE\*, Angkatan I dibuat: 800\.2\/0001\/SERT\/XII\/2026 sampai 800\.2\/0002\/SERT\/XII\/2026\. \*Belum ditandatangani\*/,
    );
    expect(await desk.talk.says("/terbitkan")).toMatch(/^Tidak ada yang menunggu sertifikat/);
    const all = await issued(id);
    expect(all.map((it) => [it.name, it.number])).toEqual([
      ["Ani Contoh", "800.2/0001/SERT/XII/2026"],
      ["Budi Contoh", "800.2/0002/SERT/XII/2026"],
    ]);
    expect(all[0]).toMatchObject({
      training: "Dasar SPBE",
      className: "Angkatan I",
      from: day,
      until: day,
      jp: 16,
      issuer: "Pemerintah Kota Kendari",
      signedAt: null,
    });
    expect(all[0]?.publicId).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  it("prints names with their titles exactly, even if they change later", async () => {
    const { id, desk, people } = await completed(["Siti Contoh"]);
    await world.setting();
    await world.db.run(sql`update person set title_before = 'Dr. Ir.', title_after = 'S.STP., M.Si.' where id = ${people[0]?.who.personId}`);
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    await world.db.run(sql`update person set name = 'Siti Lain Contoh' where id = ${people[0]?.who.personId}`);
    expect((await issued(id))[0]?.name).toBe("Dr. Ir. Siti Contoh, S.STP., M.Si.");
  });

  it("leaves no number out when two officers issue at once and one breaks off", async () => {
    const first = await completed(["Ani Contoh", "Budi Contoh", "Cici Contoh"]);
    await world.setting();
    const of = await loadClass(world.db, tenant, first.id);
    if (!of) throw new Error("no class");
    const issue = (fails: boolean) =>
      world.db
        .transaction(async (tx) => {
          const numbers = await issueCertificates(deskOf(first.desk, tx), of);
          if (fails) throw new Error("broken off");
          return numbers;
        })
        .catch(() => [] as string[]);
    const all = await Promise.all([issue(true), issue(false), issue(false), issue(true)]);
    expect(all.flat().length).toBe(3);
    expect((await issued(first.id)).map((it) => it.number)).toEqual([1, 2, 3].map((it) => `800.2/000${it}/SERT/XII/2026`));
    await world.db.run(sql`update certificate set revoked_at = now(), revoked_reason = 'uji' where number like '%0002%'`);
    expect(await issue(false)).toEqual(["800.2/0004/SERT/XII/2026"]);
  });

  it("does not issue leadership and pre-service training, nor what others provide", async () => {
    const { desk, people } = await completed(["Ani Contoh"], { provider: "Lembaga Pelatihan Contoh" });
    await world.setting();
    expect(people[0]?.talk.last.reply.text).toMatch(/Sertifikat diterbitkan oleh Lembaga Pelatihan Contoh\.$/);
    expect(await desk.talk.says("/terbitkan")).toBe("Tidak ada kelas yang berlangsung atau baru selesai.");
    const city = { name: "Kendari" };
    expect(mayCertify({ form: "pelatihan_teknis", provider: "BKPSDM Kota Kendari (contoh)" }, city)).toBe(true);
    for (const form of ["pelatihan_struktural", "latsar", "tugas_belajar"] as const)
      expect(mayCertify({ form, provider: "BKPSDM Kota Kendari" }, city)).toBe(false);
    for (const provider of ["LAN", "BKPSDM Kota Pontianak", "Universitas Kendari"]) expect(mayCertify({ form: "bimtek", provider }, city)).toBe(false);
  });

  it("draws a page whose QR code another program reads, with everything printed and nothing of NIP", async () => {
    const { id, desk, people } = await completed(["Siti Contoh"]);
    await world.setting();
    await world.db.run(sql`update person set nip = '198001012005011007', title_after = 'S.STP., M.Si.' where id = ${people[0]?.who.personId}`);
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const [it] = await issued(id);
    if (!it) throw new Error("none issued");
    const url = `${base}/sertifikat/${it.publicId}`;
    const [clean, marked] = [await certificatePdf(it, { url, marked: false }), await certificatePdf(it, { url, marked: true })];
    const picture = await firstPage(clean);
    expect([picture.width, picture.height]).toEqual([1_682, 1_190]);
    expect(qrIn(picture)).toBe(url);
    expect(qrIn(await firstPage(marked))).toBe(url);
    const text = (await words(clean)).replace(/\s+/g, " ");
    for (const part of [
      "PEMERINTAH KOTA KENDARI",
      "Nomor: 800.2/0001/SERT/XII/2026",
      "Siti Contoh, S.STP., M.Si.",
      "Dasar SPBE",
      "Angkatan I",
      "7 Desember 2026",
      "16 jam pelajaran",
      "Kendari, 8 Desember 2026",
      "Kepala BKPSDM",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/1980|BELUM DITANDATANGANI/);
    expect((await words(marked)).replace(/\s+/g, " ")).toContain("BELUM DITANDATANGANI");
    // Where the signature comes, above the line, there is nothing yet.
    expect(hasInk(picture, [0.62, 0.8, 0.93, 0.88])).toBe(false);
    expect(hasInk(picture, [0.62, 0.88, 0.93, 0.9])).toBe(true);
    expect(Buffer.from(await certificatePdf(it, { url, marked: false })).equals(Buffer.from(clean))).toBe(true);
  });

  it("keeps a very long name and title on the page, above the signature", async () => {
    const long = "Prof. Dr. Ir. H. Muhammad Abdurrahman Wahyudiningrat Kusumaatmadja Contohwijaya, S.STP., M.Si., M.Hum., Ph.D., CGCAE.";
    const training =
      "Pengelolaan Layanan Elektronik Perangkat Daerah untuk Peningkatan Mutu Pelayanan Publik dan Keterbukaan Informasi di Kecamatan dan Kelurahan Pesisir";
    const it: Certificate = {
      id: 1,
      publicId: "A".repeat(22),
      classId: 1,
      personId: 1,
      number: "800.2/0001/SERT/XII/2026",
      name: long,
      training,
      className: "Angkatan XXVIII Gelombang Kedua",
      from: day,
      until: "2026-12-11",
      jp: 40.5,
      issuer: "Pemerintah Kota Kendari",
      place: "Kendari",
      signatory: "Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
      issuedOn: day,
      signedAt: null,
      revokedReason: null,
    };
    const bytes = await certificatePdf(it, { url: `${base}/sertifikat/${it.publicId}`, marked: false });
    expect((await getDocumentProxy(new Uint8Array(bytes))).numPages).toBe(1);
    const text = (await words(bytes)).replace(/\s+/g, " ");
    expect(text).toContain(long);
    expect(text).toContain(training);
    const picture = await firstPage(bytes);
    expect(hasInk(picture, [0.06, 0.64, 0.94, 0.69])).toBe(false);
    expect(qrIn(picture)).toContain("/sertifikat/");
  });

  it("goes out unsigned as one ZIP, comes back signed, is matched by number, and the person can fetch it", async () => {
    const { id, desk, people } = await completed(["Ani Contoh", "Budi Contoh"]);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const [ani] = people as [Somebody];
    expect(await ani.talk.says("/sertifikat")).toMatch(/^Sertifikat \*Dasar SPBE\*: belum ditandatangani\.\nBerkas ini hanya untuk dilihat/);
    const { zip, numbers } = await unsignedBatch(deskOf(desk), { classId: id, base });
    expect(numbers.length).toBe(2);
    const out = unzipSync(zip);
    expect(Object.keys(out)).toEqual(["800.2-0001-SERT-XII-2026.pdf", "800.2-0002-SERT-XII-2026.pdf"]);
    const [first = new Uint8Array(), second = new Uint8Array()] = Object.values(out);
    const foreign = await certificatePdf({ ...((await issued(id))[0] as Certificate), number: "800.2/0999/SERT/XII/2026" }, { url: base, marked: false });
    // Names of files say nothing: they are mixed up on purpose.
    const kept = await signed(first);
    const back = zipSync({
      "tanda tangan/b.pdf": kept,
      "800.2-0001-SERT-XII-2026.pdf": second,
      "asing.pdf": await signed(foreign),
      "rusak.pdf": Buffer.from("%PDF-1.7 bukan"),
      "catatan.txt": Buffer.from("x"),
      "besar.pdf": Buffer.alloc(20 * 1024 * 1024 + 1),
    });
    const files = (await pdfsIn({ name: "kembali.zip", bytes: back })) as Unpacked[];
    const { taken, good } = await matchSigned(deskOf(desk), await readPdfs(files));
    expect(taken.map((it) => [it.name, "fault" in it ? it.fault : it.certificate.number])).toEqual([
      ["b.pdf", "800.2/0001/SERT/XII/2026"],
      ["800.2-0001-SERT-XII-2026.pdf", "belum memuat tanda tangan elektronik"],
      ["asing.pdf", "nomornya bukan nomor sertifikat kota ini"],
      ["rusak.pdf", "bukan berkas PDF yang dapat dibaca"],
      ["besar.pdf", "terlalu besar"],
    ]);
    expect(good.map((it) => it.digest)).toEqual([digestOf(kept)]);
    const [anis] = await issued(id);
    const letters = await world.db.transaction((tx) => acceptSigned(deskOf(desk, tx), [{ certificate: anis as Certificate, bytes: kept }]));
    world.deliver(letters);
    expect(letters.map((it) => it.reply.text)).toEqual(["Sertifikat Anda untuk *Dasar SPBE* (nomor 800.2/0001/SERT/XII/2026) sudah ditandatangani."]);
    expect((await unsignedBatch(deskOf(desk), { classId: null, base })).numbers).toEqual(["800.2/0002/SERT/XII/2026"]);
    const again = await ani.talk.says("/sertifikat");
    expect(again).toContain("berlaku");
    const file = ani.talk.last.reply.files?.[0];
    expect(file?.name).toBe("sertifikat-800.2-0001-SERT-XII-2026.pdf");
    const fetched = await openBlob(world.db, cell, file?.blob ?? "");
    expect(Buffer.from(fetched?.bytes ?? []).equals(Buffer.from(kept))).toBe(true);
  });

  it("comes back signed in an officer's talk: looked at, confirmed, kept once, and its owner told", async () => {
    const { id, desk, people } = await completed(["Ani Contoh", "Budi Contoh"]);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const [ani, budi] = people as [Somebody, Somebody];
    const { zip } = await unsignedBatch(deskOf(desk), { classId: id, base });
    const [first = new Uint8Array(), second = new Uint8Array()] = Object.values(unzipSync(zip));
    expect(await desk.talk.says("/kembalikan")).toMatch(/^Kirim di sini PDF sertifikat/);
    expect(await desk.talk.says("apa syarat tugas belajar?")).toBe("Jawaban: apa syarat tugas belajar?");
    expect(await desk.talk.says("/kembalikan")).toMatch(/^Kirim di sini PDF sertifikat/);
    expect(await desk.talk.sendsFile(Buffer.from("bukan PDF"), "", "document")).toMatch(/^Yang diperlukan PDF bertanda tangan/);
    expect(await desk.talk.sendsFile(png("foto"), "", "image")).toMatch(/^Yang diperlukan PDF bertanda tangan/);
    expect(await desk.talk.sendsFile(second, "", "document")).toBe("Tidak ada yang dapat disimpan:\n- document: belum memuat tanda tangan elektronik");
    const back = zipSync({ "a.pdf": await signed(first), "b.pdf": second });
    expect(await desk.talk.sendsFile(back, "", "document")).toBe(
      [
        "Simpan 1 sertifikat bertanda tangan? Pemiliknya diberi tahu.",
        "- a.pdf: 800.2/0001/SERT/XII/2026",
        "",
        "Tidak disimpan:",
        "- b.pdf: belum memuat tanda tangan elektronik",
      ].join("\n"),
    );
    expect((await unsignedBatch(deskOf(desk), { classId: null, base })).numbers).toHaveLength(2);
    expect(await desk.talk.says("ya")).toBe("✅ 1 sertifikat bertanda tangan disimpan, dan pemiliknya diberi tahu.");
    expect(ani.talk.last.reply.text).toBe("Sertifikat Anda untuk *Dasar SPBE* (nomor 800.2/0001/SERT/XII/2026) sudah ditandatangani.");
    expect(budi.talk.heard.some((it) => it.reply.text.includes("sudah ditandatangani"))).toBe(false);
    expect((await unsignedBatch(deskOf(desk), { classId: null, base })).numbers).toEqual(["800.2/0002/SERT/XII/2026"]);
    // The same file again changes nothing; another one is said to replace it, and its owner is told; two of one certificate are a fault.
    const kept = unzipSync(back)["a.pdf"] as Uint8Array;
    const newer = await signed(kept);
    const heard = ani.talk.heard.length;
    await desk.talk.says("/kembalikan");
    expect(await desk.talk.sendsFile(kept, "", "document")).toBe("Berkas bertanda tangan itu sudah tersimpan.");
    await desk.talk.says("/kembalikan");
    expect(await desk.talk.sendsFile(zipSync({ "a.pdf": kept, "b.pdf": newer }), "", "document")).toMatch(
      /^Tidak ada yang dapat disimpan:\n- a\.pdf: ada dua berkas untuk sertifikat ini; kirim satu saja\n- b\.pdf: ada dua/,
    );
    expect(await desk.talk.sendsFile(newer, "", "document")).toBe(
      "Simpan 1 sertifikat bertanda tangan? Pemiliknya diberi tahu. 1 di antaranya menggantikan berkas yang sudah ada.\n- document: 800.2/0001/SERT/XII/2026, menggantikan berkas yang sudah ada",
    );
    expect(ani.talk.heard.length).toBe(heard);
    expect(await desk.talk.says("ya")).toBe("✅ 1 sertifikat bertanda tangan disimpan, dan pemiliknya diberi tahu.");
    expect(ani.talk.last.reply.text).toMatch(/^Berkas sertifikat Anda untuk \*Dasar SPBE\* .* diganti dengan berkas bertanda tangan yang baru\.$/);
    // The officer said yes to a first file; meanwhile another one has come: that is not what was asked.
    const [two, other] = [await signed(second), await signed(await signed(second))];
    await desk.talk.says("/kembalikan");
    await desk.talk.sendsFile(two, "", "document");
    const [, budis] = await issued(id);
    await world.db.transaction((tx) => acceptSigned(deskOf(desk, tx), [{ certificate: budis as Certificate, bytes: other }]));
    expect(await desk.talk.says("ya")).toMatch(/^Sementara itu berkas bertanda tangan yang lain sudah disimpan/);
    expect(await desk.talk.says("batal")).not.toMatch(/disimpan, dan/);
    expect(Buffer.from((await signedFile(world.db, tenant, budis?.id ?? 0)) ?? []).equals(Buffer.from(other))).toBe(true);
    const Count = z.object({ count: z.coerce.number() });
    expect((await world.db.one(Count, sql`select count(*) as count from blob where mime <> 'application/pdf' or name = 'document'`)).count).toBe(0);
    // A file that nobody asked for is the sender's own, as everybody's is; from somebody else the command is refused.
    expect(await desk.talk.sendsFile(await signed(second), "", "document")).toMatch(/^Dari berkas itu saya membaca:/);
    expect(await ani.talk.says("/kembalikan")).toContain("hanya untuk pegawai yang berwenang");
  });

  it("comes back signed from two officers at once: one file is kept, and the other officer is told", async () => {
    const { id, desk, people } = await completed(["Ani Contoh", "Budi Contoh"]);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const second = await world.officer("Petugas Dua");
    const out = Object.entries(unzipSync((await unsignedBatch(deskOf(desk), { classId: id, base })).zip));
    const once = await Promise.all(out.map(async ([name, bytes]) => [name, await signed(bytes)] as const));
    const twice = await Promise.all(once.map(async ([name, bytes]) => [name, await signed(bytes)] as const));
    // In different orders: neither waits for the other for ever.
    for (const [of, files] of [
      [desk, once],
      [second, twice.toReversed()],
    ] as const) {
      await of.talk.says("/kembalikan");
      expect(await of.talk.sendsFile(zipSync(Object.fromEntries(files)), "", "document")).toMatch(/^Simpan 2 sertifikat bertanda tangan\?/);
    }
    const said = await Promise.all([desk.talk.says("ya"), second.talk.says("ya")]);
    const won = said.findIndex((it) => it.startsWith("✅ 2 sertifikat bertanda tangan disimpan"));
    expect(said[1 - won]).toMatch(/^Sementara itu berkas bertanda tangan yang lain sudah disimpan, mungkin oleh petugas lain\./);
    const digests = new Map([once, twice][won]);
    for (const it of await issued(id)) {
      const kept = await signedFile(world.db, tenant, it.id);
      expect(digestOf(kept ?? new Uint8Array())).toBe(digestOf(digests.get(`${fileNameOf(it.number)}.pdf`) ?? new Uint8Array([1])));
    }
    for (const { talk } of people) expect(talk.heard.filter((it) => /sudah ditandatangani|diganti/.test(it.reply.text))).toHaveLength(1);
    // In a terminal, which shows no files, it waits behind an address.
    const [ani] = people as [Somebody];
    await ani.talk.says("/status");
    expect(ani.talk.last.reply.buttons?.map((it) => it.label)).toContain("Ambil sertifikat");
    expect(await ani.talk.taps("Ambil sertifikat")).toMatch(/^Sertifikat \*Dasar SPBE\*: berlaku\./);
  });

  it("is not taken where it says something else than what was issued under its number", async () => {
    const { id, desk } = await completed(["Ani Contoh"]);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const [one] = await issued(id);
    const other = await signed(await certificatePdf({ ...(one as Certificate), name: "Cici Contoh" }, { url: base, marked: false }));
    await desk.talk.says("/kembalikan");
    expect(await desk.talk.sendsFile(other, "", "document")).toBe(
      "Tidak ada yang dapat disimpan:\n- document: nama atau pelatihannya berbeda dari sertifikat yang diterbitkan dengan nomor itu",
    );
  });

  it("says what is wrong with a ZIP, and keeps nothing of it", async () => {
    const { desk } = await completed(["Ani Contoh"]);
    const Count = z.object({ count: z.coerce.number() });
    const kept = () => world.db.one(Count, sql`select count(*) as count from blob where name = 'document'`);
    const before = await kept();
    await desk.talk.says("/kembalikan");
    expect(await desk.talk.sendsFile(bomb(), "", "document")).toBe("Isi ZIP itu terlalu besar bila dibuka. Kirim dalam beberapa bagian.");
    expect(await desk.talk.sendsFile(bomb().subarray(0, 5_000), "", "document")).toMatch(/^ZIP itu tidak dapat dibuka/);
    expect(await desk.talk.sendsFile(zipSync({ "catatan.txt": Buffer.from("x") }), "", "document")).toMatch(/^ZIP itu tidak berisi PDF/);
    expect(await kept()).toEqual(before);
  });

  it("gives nobody else's certificate, whatever number is tapped", async () => {
    const { id, desk, people } = await completed(["Ani Contoh", "Budi Contoh"]);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const [mine, other] = await issued(id);
    const ani = people[0]?.who;
    if (!ani || !mine || !other) throw new Error("none");
    expect((await world.performs(ani, { capability: "my_certificates", input: { certificate: other.id } })).code).toBe("gone");
    expect((await world.performs(ani, { capability: "my_certificates", input: { certificate: mine.id } })).code).toBe("unsigned");
  });

  it("is revoked with a reason that the person reads; never one's own", async () => {
    const { id, desk, people } = await completed(["Ani Contoh"]);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    await desk.talk.says("/cabutsertifikat 800.2/0001/SERT/XII/2026");
    expect(await desk.talk.says("nama keliru cetak")).toMatch(/^Cabut sertifikat 800\.2\/0001\/SERT\/XII\/2026 atas nama \*Ani Contoh\*/);
    expect(await desk.talk.says("ya")).toMatch(/dicabut\. Halaman pemeriksaannya/);
    expect(people[0]?.talk.last.reply.text).toMatch(/dicabut\. Alasan: nama keliru cetak/);
    expect(await people[0]?.talk.says("/sertifikat")).toMatch(/dicabut\.\nAlasan pencabutan: nama keliru cetak/);
    // A new one gets a new number.
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    expect((await issued(id)).map((it) => it.number.slice(6, 10))).toEqual(["0001", "0002"]);
  });

  describe("the public page", () => {
    /** Asks as a visitor does whom the server has seen. */
    function open() {
      const app = new Hono<Visit>();
      app.use(async (c, next) => {
        c.set("visitor", c.req.header("x-test-visitor") ?? "");
        await next();
      });
      app.route("/", checkRoutes({ db: world.db, cell, clock: world.clock.now }));
      return async (path: string, visitor = "10.0.0.1") => app.request(path, { headers: { "x-test-visitor": visitor } });
    }

    it("tells name, class, dates, hours and standing, never NIP, unit or score, and is in no index", async () => {
      const { id, desk, people } = await completed(["Ani Contoh"]);
      await world.setting();
      const unit = await world.unit("Dinas Rahasia");
      await world.db.run(sql`update person set nip = '198001012005011007' where id = ${people[0]?.who.personId}`);
      await world.db.run(sql`update person_position set unit_id = ${unit} where person_id = ${people[0]?.who.personId}`);
      await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
      const [it] = await issued(id);
      const get = open();
      const page = await get(`/sertifikat/${it?.publicId}`);
      expect(page.status).toBe(200);
      expect(page.headers.get("x-robots-tag")).toBe("noindex, nofollow");
      const text = (await page.text()).replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
      for (const part of [
        "BELUM DITANDATANGANI",
        "Ani Contoh",
        "Dasar SPBE",
        "Angkatan I",
        "7 Desember 2026",
        "16 JP",
        "Pemerintah Kota Kendari",
        "800.2/0001/SERT/XII/2026",
      ])
        expect(text).toContain(part);
      expect(text).not.toMatch(/19800101|Dinas Rahasia|nilai/i);
      await world.db.run(sql`update certificate set signed_at = now()`);
      expect(await (await get(`/sertifikat/${it?.publicId}`)).text()).toContain("BERLAKU");
      await world.db.run(sql`update certificate set revoked_at = now(), revoked_reason = 'alasan rahasia'`);
      const revoked = await (await get(`/sertifikat/${it?.publicId}`)).text();
      expect(revoked).toContain("DICABUT");
      expect(revoked).not.toContain("alasan rahasia");
    });

    it("finds nothing by number, by name or by a wrong address, and limits each network address", async () => {
      const { id, desk } = await completed(["Ani Contoh"]);
      await world.setting();
      await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
      const get = open();
      for (const wrong of ["1", "A".repeat(22), "A".repeat(21), "800.2-0001-SERT-XII-2026", "Ani%20Contoh", "%00"])
        expect((await get(`/sertifikat/${wrong}`)).status).toBe(404);
      expect((await get("/sertifikat")).status).toBe(404);
      let last = 200;
      for (let at = 0; at < 130; at++) last = (await get(`/sertifikat/${"B".repeat(22)}`)).status;
      expect(last).toBe(429);
      expect((await get(`/sertifikat/${"B".repeat(22)}`, "10.0.0.2")).status).toBe(404);
    });

    it("escapes what people are called", async () => {
      const { id, desk } = await completed(["<b>Ani</b> & Co"]);
      await world.setting();
      await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
      const text = await (await open()(`/sertifikat/${(await issued(id))[0]?.publicId}`)).text();
      expect(text).toContain("&lt;b&gt;Ani&lt;/b&gt; &amp; Co");
    });
  });

  it("has its numbers and addresses held apart by the database itself", async () => {
    const { id, desk } = await completed(["Ani Contoh", "Budi Contoh"]);
    await world.setting();
    await world.performs(desk.who, { capability: "issue_certificates", input: { class: id } }, ["officer"]);
    const rows = await world.db.many(z.object({ number: z.string() }), sql`select number from certificate order by id`);
    await expect(world.db.run(sql`update certificate set number = ${rows[0]?.number ?? ""}`)).rejects.toThrow();
  });
});

describe("a number", () => {
  it.each([
    ["800.2/{nomor:4}/SERT/{bulan_romawi}/{tahun}", "800.2/0012/SERT/XII/2026"],
    ["{nomor}-{kelas}-{bulan}", "12-K-1-12"],
  ])("by %s", (pattern, number) => {
    expect(patternFault(pattern)).toBeNull();
    expect(numberFrom(pattern, { serial: 12, day: "2026-12-31", classCode: "K-1" })).toBe(number);
  });

  it.each(["SERT/{tahun}", "{nomor}{nomor}", "{nomor}/{unit}", "{nomor", "{nomor:9}"])("not by %s", (pattern) => {
    expect(patternFault(pattern)).not.toBeNull();
  });

  it("begins anew each year only where the year is in it", () => {
    expect([seriesOf("{nomor}/{tahun}", 2026), seriesOf("{nomor}", 2026)]).toEqual([2026, 0]);
  });

  it("makes a harmless name for a file", () => {
    expect(fileNameOf("../800.2/1 SERT\\x")).toBe("800.2-1-SERT-x");
  });
});
