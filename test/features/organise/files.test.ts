import { extractRawText } from "mammoth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openBlob } from "../../../src/core/blob.ts";
import { sql } from "../../../src/db/database.ts";
import { organiserFileRoutes } from "../../../src/features/organise/files/file-routes.ts";
import { letterPdf } from "../../../src/features/organise/letters/letter-pdf.ts";
import { readTable } from "../../../src/features/people/table/read-table.ts";
import { testDatabases } from "../../world.ts";
import { png } from "../completion/pictures.ts";
import { signed } from "../completion/signed-pdf.ts";
import { cell } from "../enrolment/enrolment-world.ts";
import { type OrganiseWorld, openOrganiseWorld } from "./organise-world.ts";

const nip = "199001012015031001";

describe.each(testDatabases())("files about others on $name", (database) => {
  let world: OrganiseWorld;
  let routes: ReturnType<typeof organiserFileRoutes>;
  beforeAll(async () => {
    world = await openOrganiseWorld(database);
    routes = organiserFileRoutes({ db: world.db, cell, clock: world.clock.now });
  });
  beforeEach(async () => {
    await world.afresh();
    await world.db.run(sql`delete from file_link`);
  });
  afterAll(() => world.close());

  /** A class with one person in it whose name a spreadsheet would take for a formula. */
  async function scene() {
    const { who: officer, talk } = await world.officer();
    const classId = await world.classOf(await world.training("Pelayanan Prima"), { approval: "tanpa", code: "PP-1", seats: 5 });
    const unit = await world.unit("Dinas Kominfo");
    const ani = await world.person("=HYPERLINK(1) Ani", { unit });
    await world.db.run(sql`update person set nip = ${nip}, title_after = 'S.Kom' where id = ${ani.personId}`);
    await world.performs(ani, { capability: "enrol", input: { class: classId } });
    // As a real clock writes it: the database keeps microseconds.
    await world.db.run(sql`update enrolment set since = since + interval '123457 microseconds'`);
    return { officer, talk, classId, ani };
  }
  const addressIn = (text: string): string => {
    const found = /https:\/\/asn\.contoh\.go\.id(\/ambil\/[\w-]{32})\n/.exec(text);
    if (!found?.[1]) throw new Error(`no address in: ${text}`);
    return found[1];
  };
  const ask = async (officer: Awaited<ReturnType<typeof scene>>["officer"], input: Record<string, unknown>, capability = "class_roster") =>
    addressIn((await world.performs(officer, { capability, input }, ["officer"])).reply.text);
  const fetchFile = async (path: string) => {
    const answer = await routes.request(path, { method: "POST" });
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  const buttonsOf = ({ reply }: { reply: { buttons?: { label: string }[] } }) => reply.buttons?.map((it) => it.label) ?? [];
  const cells = async (bytes: Uint8Array) => (await readTable(bytes)).map((it) => it.rows.map((row) => row.map((one) => one.text)));

  const facts = { kind: "surat_tugas" as const, city: "Kota Kendari", training: "Pelayanan Prima", className: "", code: "PP-1", when: ["7 Des 2026"] };
  const about = { ...facts, place: "Aula", mode: "tatap muka", provider: "BKPSDM", jp: "10", year: "2026" };
  const listed = (name: string, number: string | null = null) => ({ id: 1, name, nip: number, grade: null, title: null, unit: null });
  const letter = (more: object, people: ReturnType<typeof listed>[]) => letterPdf({ ...about, people, ...more });

  it("are fetched once, by a tap; looking at the address uses nothing up", async () => {
    const { officer, classId } = await scene();
    const path = await ask(officer, { class: classId, format: "csv" });
    for (let looks = 0; looks < 2; looks += 1) expect(await (await routes.request(path)).text()).toContain("Unduh berkas");
    const { answer, bytes } = await fetchFile(path);
    expect([answer.status, answer.headers.get("cache-control"), answer.headers.get("x-robots-tag")]).toEqual([200, "no-store", "noindex"]);
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain(`"'=HYPERLINK(1) Ani, S.Kom";"••••••••2015••••01"`);
    expect(text).toMatch(/"Nomor ekspor";"E-[0-9A-Z]{10}"/);
    expect((await fetchFile(path)).answer.status).toBe(404);
    expect((await routes.request(path)).status).toBe(404);
  });

  it("end after ten minutes, and with the officer's right", async () => {
    const { officer, classId } = await scene();
    const late = await ask(officer, { class: classId, format: "csv" });
    world.clock.pass({ minutes: 11 });
    expect((await fetchFile(late)).answer.status).toBe(404);
    const path = await ask(officer, { class: classId, format: "csv" });
    await world.db.run(sql`update person_role set ended_at = ${world.clock.now().toString()} where person_id = ${officer.personId}`);
    expect((await fetchFile(path)).answer.status).toBe(404);
    expect((await routes.request("/ambil/tidak-ada")).status).toBe(404);
  });

  it("show a whole NIP only for a reason, which stands in the file", async () => {
    const { talk } = await scene();
    await talk.says("/kelola PP-1");
    await talk.taps("Peserta");
    await talk.taps("Unduh daftar");
    expect(await talk.taps("Dengan NIP lengkap")).toBe("Untuk keperluan apa NIP lengkapnya? Alasannya ikut tercatat.");
    const { bytes } = await fetchFile(addressIn(await talk.says("pendaftaran ke penyelenggara")));
    const [list, about] = await cells(bytes);
    expect(list?.[1]).toEqual(["1", "=HYPERLINK(1) Ani, S.Kom", nip, "Petugas Pelayanan", "Dinas Kominfo", "terdaftar", "mendaftar sendiri", "22 Nov 2026"]);
    expect(about?.find(([name]) => name === "Alasan NIP lengkap")?.[1]).toBe("pendaftaran ke penyelenggara");
  });

  it("are kept in the audit and in the ledger of those whose data they hold", async () => {
    const { officer, classId, ani } = await scene();
    await fetchFile(await ask(officer, { class: classId, format: "xlsx" }));
    const audit = await world.db.many(z.object({ outcome: z.string() }), sql`select outcome from audit where capability = 'fetch_roster'`);
    expect(audit.at(-1)?.outcome).toMatch(/^E-/);
    const looks = await world.db.many(
      z.object({ actor: z.coerce.number() }),
      sql`select actor_id as actor from ledger where action = 'fetch_roster' and subject_id = ${ani.personId}`,
    );
    expect(looks.map((it) => it.actor)).toEqual([officer.personId]);
  });

  it("include a roll to sign, a column for each day and no NIP", async () => {
    const { officer, classId } = await scene();
    const { bytes } = await fetchFile(await ask(officer, { class: classId, format: "sign" }));
    const [list] = await cells(bytes);
    expect(list?.[0]).toEqual(["No", "Nama", "Unit kerja", "7 Des 2026"]);
    expect(JSON.stringify(list)).not.toContain(nip);
  });

  it("include what closes a class: a report, what came of everybody, and the roll", async () => {
    const { officer, classId } = await scene();
    const { answer, bytes } = await fetchFile(await ask(officer, { class: classId, format: "closing" }));
    expect(answer.headers.get("content-disposition")).toMatch(/paket-penutup-PP-1-E-[0-9A-Z]{10}\.xlsx$/);
    const [report, recap, roll, about] = await cells(bytes);
    expect(Object.fromEntries(report ?? [])).toMatchObject({
      Pelatihan: "Pelayanan Prima",
      "Hari pelaksanaan": "7 Des 2026",
      Peserta: "1",
      Selesai: "0",
      "Tidak hadir": "1",
      "Kehadiran belum dikukuhkan": "7 Des 2026",
    });
    expect(recap?.[1]?.slice(0, 6)).toEqual(["1", "=HYPERLINK(1) Ani, S.Kom", "0%", "0", "–", "tidak hadir"]);
    expect(roll?.[0]).toEqual(["No", "Nama", "Unit kerja", "7 Des 2026"]);
    expect(about?.find(([name]) => name === "Isi")?.[1]).toBe("Laporan, Rekap, Daftar hadir");
    expect(JSON.stringify([report, recap, roll, about])).not.toContain(nip);
  });

  it("include letters, with number, date and signatory left open", async () => {
    const { officer, talk, classId } = await scene();
    await talk.says("/kelola PP-1");
    await talk.taps("Surat");
    expect(await talk.taps("Surat tugas")).toBe("Surat tugas *Pelayanan Prima* sebagai berkas apa?");
    const said = await talk.taps("Word (DOCX)");
    expect(said).toContain("Konsep surat tugas *Pelayanan Prima* untuk 1 orang siap diunduh:");
    const { answer, bytes } = await fetchFile(addressIn(said));
    expect(answer.headers.get("content-disposition")).toMatch(/surat-tugas-PP-1-E-[0-9A-Z]{10}\.docx$/);
    const { value } = await extractRawText({ buffer: Buffer.from(bytes) });
    for (const part of [
      "SURAT TUGAS",
      "Nomor: ....",
      "[Nama penanda tangan]",
      "Senin, 7 Des 2026, 08.00–16.00 WITA",
      "Aula BKPSDM",
      "=HYPERLINK(1) Ani, S.Kom",
      nip,
    ])
      expect(value).toContain(part);
    await talk.says("/kelola PP-1");
    await talk.taps("Surat");
    await talk.taps("Surat tugas");
    const printed = await fetchFile(addressIn(await talk.taps("PDF")));
    expect(printed.answer.headers.get("content-type")).toBe("application/pdf");
    expect(printed.answer.headers.get("content-disposition")).toMatch(/surat-tugas-PP-1-E-[0-9A-Z]{10}\.pdf$/);
    expect(Buffer.from(printed.bytes).subarray(0, 5).toString()).toBe("%PDF-");
    await world.db.run(sql`update enrolment set state = 'batal'`);
    const empty = await world.performs(officer, { capability: "class_letter", input: { class: classId, kind: "surat_tugas" } }, ["officer"]);
    expect(empty.reply.text).toContain("Belum ada orang untuk surat tugas");
  });

  it("are for officers alone", async () => {
    const { ani, classId } = await scene();
    await expect(world.performs(ani, { capability: "class_roster", input: { class: classId, format: "csv" } })).rejects.toThrow(
      "hanya untuk pegawai yang berwenang",
    );
  });

  it("come back signed: a letter is held against its class and people, kept with it, told to whom it names, and fetched once", async () => {
    const { officer, talk, classId, ani } = await scene();
    const anis = await world.talk(ani);
    const sends = async (bytes: Uint8Array) => talk.sendsFile(bytes, "", "document");
    await talk.says("/kelola PP-1");
    await talk.taps("Surat");
    await talk.taps("Surat tugas");
    expect(await talk.taps("Terima kembali")).toBe("Kirim di sini surat tugas *Pelayanan Prima* yang sudah ditandatangani: satu PDF, paling besar 10 MB.");
    expect(await sends(Buffer.from("bukan PDF"))).toBe("Yang diperlukan satu PDF. Kirim ulang berkasnya.");
    expect(await talk.sendsFile(png("foto surat"), "", "image")).toBe("Yang diperlukan satu PDF. Kirim ulang berkasnya.");
    const own = listed("=HYPERLINK(1) Ani, S.Kom", nip);
    expect(await sends(await letter({ training: "Dasar SPBE" }, [own]))).toMatch(/^PDF itu tidak menyebut \*Pelayanan Prima\*/);
    expect(await sends(await letter({ kind: "panggilan" }, [own]))).toMatch(/^PDF itu tampaknya surat panggilan, bukan surat tugas/);
    expect(await sends(await letter({}, [listed("Orang Lain", "198001012005011009")]))).toMatch(/^Tidak seorang pun peserta kelas ini/);
    expect(await sends(await letter({}, [own]))).toBe(
      "Simpan surat tugas bertanda tangan untuk *Pelayanan Prima*? 1 dari 1 peserta tertulis di dalamnya, dan mereka diberi tahu.\n⚠️ Belum memuat tanda tangan elektronik. Simpan hanya bila ditandatangani basah.",
    );
    expect(await talk.says("tidak")).toContain("Tidak ada yang berubah");
    await world.performs(officer, { capability: "return_letter", input: { class: classId, kind: "surat_tugas" } }, ["officer"]);
    await talk.says("/kelola PP-1");
    for (const label of ["Surat", "Surat tugas", "Terima kembali"]) await talk.taps(label);
    const back = await signed(await letter({}, [own]));
    expect(await sends(back)).toMatch(
      /^Simpan surat tugas bertanda tangan untuk \*Pelayanan Prima\*\? 1 dari 1 peserta tertulis di dalamnya, dan mereka diberi tahu\.$/,
    );
    expect(await talk.says("ya")).toBe("✅ Disimpan sebagai surat tugas bertanda tangan; 1 peserta diberi tahu.");
    expect(anis.last.reply.text).toBe("Surat tugas Anda untuk *Pelayanan Prima* sudah ditandatangani.");
    const sent = /^Ini surat tugas Anda untuk \*Pelayanan Prima\*, sudah ditandatangani/;
    expect(await anis.taps("Surat tugas")).toMatch(sent);
    const [paper] = anis.last.reply.files ?? [];
    expect([paper?.kind, paper?.name]).toEqual(["document", "surat-tugas-PP-1.pdf"]);
    expect(Buffer.from((await openBlob(world.db, cell, paper?.blob ?? ""))?.bytes ?? []).equals(Buffer.from(back))).toBe(true);
    await anis.says("/status");
    expect(await anis.taps("Surat tugas")).toMatch(sent);
    expect(await anis.says("mana surat tugas saya?")).toMatch(sent);
    await talk.says("/kelola PP-1");
    await talk.taps("Surat");
    await talk.taps("Surat tugas");
    const { answer, bytes } = await fetchFile(addressIn(await talk.taps("Unduh yang kembali")));
    expect([answer.status, answer.headers.get("content-disposition")]).toEqual([200, expect.stringMatching(/surat-tugas-PP-1-E-\w+\.pdf/)]);
    expect(Buffer.from(bytes).equals(Buffer.from(back))).toBe(true);
  });

  it("come back signed: only whom a letter names is told, whoever could stand in it is looked at, whatever became of them since", async () => {
    const { officer, talk, classId, ani } = await scene();
    const other = await world.person("Ani", { unit: await world.unit("Dinas Sosial") });
    await world.db.run(sql`update person set nip = '198001012005011009' where id = ${other.personId}`);
    await world.performs(other, { capability: "enrol", input: { class: classId } });
    await talk.says("/kelola PP-1");
    for (const label of ["Surat", "Surat tugas", "Terima kembali"]) await talk.taps(label);
    const asked = await talk.sendsFile(await signed(await letter({}, [listed("=HYPERLINK(1) Ani, S.Kom", nip)])), "", "document");
    expect(asked).toContain("1 dari 2 peserta tertulis di dalamnya, dan mereka diberi tahu.\n⚠️ Belum tertulis: Ani.");
    expect(await talk.says("ya")).toContain("; 0 dari 1 peserta diberi tahu. Yang lain belum menautkan percakapan.");
    // Whom it does not name gets none, not even by its number.
    const others = await world.talk(other);
    expect(await others.says("/surat")).toMatch(/^Belum ada surat bertanda tangan untuk Anda/);
    expect(buttonsOf(await world.performs(other, { capability: "my_enrolments", input: {} }))).not.toContain("Surat tugas");
    const { letter: kept } = await world.db.one(z.object({ letter: z.number() }), sql`select id::int as letter from class_file`);
    const theirs = await world.performs(other, { capability: "my_letter", input: { letter: kept } });
    expect([theirs.code, theirs.reply.files]).toEqual(["gone", undefined]);
    await world.db.run(sql`update enrolment set state = 'selesai'`);
    const { file } = await world.db.one(z.object({ file: z.number() }), sql`select id::int as file from class_file`);
    expect((await fetchFile(await ask(officer, { class: classId, file }, "signed_letter"))).answer.status).toBe(200);
    const looks = await world.db.many(
      z.object({ id: z.number() }),
      sql`select subject_id::int as id from ledger where action = 'fetch_signed_letter' and actor_id = ${officer.personId} order by subject_id`,
    );
    expect(looks.map((it) => it.id)).toEqual([ani.personId, other.personId]);
  });

  it("come back signed: of two officers with different letters at once one is taken, and the other told", async () => {
    const { talk, classId, ani } = await scene();
    const anis = await world.talk(ani);
    const second = (await world.officer("Petugas Dua")).talk;
    const own = listed("=HYPERLINK(1) Ani, S.Kom", nip);
    const bytes = await letter({}, [own]);
    const files = [await signed(bytes), await signed(await signed(bytes))] as const;
    const hands = async (of: typeof talk, file: Uint8Array) => {
      await of.says("/kelola PP-1");
      for (const label of ["Surat", "Surat tugas", "Terima kembali"]) await of.taps(label);
      return of.sendsFile(file, "", "document");
    };
    for (const [at, of] of [talk, second].entries()) expect(await hands(of, files[at] as Uint8Array)).toMatch(/^Simpan surat tugas bertanda tangan/);
    const said = await Promise.all([talk.says("ya"), second.says("ya")]);
    expect(said.filter((it) => it.startsWith("✅ Disimpan sebagai surat tugas"))).toHaveLength(1);
    expect(said.filter((it) => it.startsWith("Belum disimpan: sementara itu surat tugas bertanda tangan yang lain sudah disimpan"))).toHaveLength(1);
    const Count = z.object({ files: z.number(), people: z.number() });
    const counted = sql`select (select count(*)::int from class_file where class_id = ${classId}) as files, (select count(*)::int from class_file_person) as people`;
    expect(await world.db.one(Count, counted)).toEqual({ files: 1, people: 1 });
    expect(anis.heard.filter((it) => it.reply.text.includes("sudah ditandatangani"))).toHaveLength(1);
    // Whoever looks and sends again is told that there is one, and the newest is the one that is fetched.
    const loser = said[0]?.startsWith("Belum") ? 0 : 1;
    const again = [talk, second][loser] as typeof talk;
    expect(await hands(again, files[loser] as Uint8Array)).toContain("Sudah ada surat tugas bertanda tangan pada kelas ini.");
    expect(await again.says("ya")).toContain("✅ Disimpan");
    await anis.says("/surat");
    const [paper] = anis.last.reply.files ?? [];
    expect(Buffer.from((await openBlob(world.db, cell, paper?.blob ?? ""))?.bytes ?? []).equals(Buffer.from(files[loser] as Uint8Array))).toBe(true);
  });

  it("are one's own behind an address where the talk shows no files, for that person alone", async () => {
    const { talk, ani, classId } = await scene();
    await talk.says("/kelola PP-1");
    for (const label of ["Surat", "Surat tugas", "Terima kembali"]) await talk.taps(label);
    const back = await signed(await letter({}, [listed("=HYPERLINK(1) Ani, S.Kom", nip)]));
    await talk.sendsFile(back, "", "document");
    await talk.says("ya");
    // Outside a talk, as in a terminal.
    const said = (await world.performs(ani, { capability: "my_letter", input: {} })).reply;
    expect([said.files, said.text]).toEqual([undefined, expect.stringMatching(/^Berkas Anda siap diunduh:/)]);
    const { answer, bytes } = await fetchFile(addressIn(said.text));
    expect([answer.status, Buffer.from(bytes).equals(Buffer.from(back))]).toEqual([200, true]);
    expect((await fetchFile(addressIn(said.text))).answer.status).toBe(404);
    const later = addressIn((await world.performs(ani, { capability: "my_letter", input: {} })).reply.text);
    await world.db.run(sql`delete from class_file where class_id = ${classId}`);
    expect((await fetchFile(later)).answer.status).toBe(404);
  });
});
