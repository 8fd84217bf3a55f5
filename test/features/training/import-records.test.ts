import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { xlsxOf } from "../../../src/features/people/table/write-table.ts";
import { applyRecords, planRecords, type RecordsPlan } from "../../../src/features/training/import/import-records.ts";
import { readTrainingFile } from "../../../src/features/training/import/read-file.ts";
import { learningData } from "../../../src/features/training/personal-data.ts";
import { recordsOf } from "../../../src/features/training/record-store.ts";
import { testDatabases } from "../../world.ts";
import { type AdviceWorld, cell, kendari, openAdviceWorld, pontianak, shippedMapping } from "../advice/advice-world.ts";
import { workbook } from "../people/workbook.ts";
import { catalogueOf, csv, row } from "./catalogue-files.ts";

const headers = ["NIP", "Nama Kegiatan", "Bentuk", "JP", "Kali", "Mulai", "Selesai", "Nomor Sertifikat", "Kode Pelatihan", "Bukti", "Keadaan", "Alasan"];
const nips = { satu: "199001012015031001", dua: "199102022016042002" };
const record = (more: Record<string, string> = {}) => ({
  NIP: nips.satu,
  "Nama Kegiatan": "Bimtek Contoh",
  Bentuk: "bimtek",
  JP: "8",
  Mulai: "12/3/2026",
  Selesai: "13/3/2026",
  ...more,
});

describe.each(testDatabases())("learning records from a file on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  async function history(bytes: Uint8Array, agencyId = kendari): Promise<RecordsPlan> {
    const source = { tenant: { cell, agencyId }, zone: "Asia/Makassar", mapping: shippedMapping(), now: world.clock.now() };
    const read = await readTrainingFile(bytes, source.mapping, "riwayat");
    return world.db.transaction(async (tx) => {
      const plan = await planRecords(tx, read, source);
      await applyRecords(tx, plan, source);
      return plan;
    });
  }
  const counts = ({ added, changed, unchanged, faults }: RecordsPlan) => [added, changed, unchanged, faults.length];

  it("are taken, change nothing when they come again, and are changed where they differ", async () => {
    await world.catalogue(catalogueOf(row("A")));
    const who = await world.person({ name: "Contoh Satu", nip: nips.satu });
    await world.person({ name: "Contoh Dua", nip: nips.dua });
    const rows = [
      record({ "Kode Pelatihan": "A", "Nomor Sertifikat": "C/1", Bukti: "sertifikat" }),
      record({ "Nama Kegiatan": "Mentoring", Bentuk: "Mentoring", JP: "", Kali: "3" }),
      record({ NIP: `'${nips.dua}`, Keadaan: "ditolak", Alasan: "bukti tidak terbaca" }),
    ];
    expect(counts(await history(csv(headers, ...rows)))).toEqual([3, 0, 0, 0]);
    expect(counts(await history(csv(headers, ...rows)))).toEqual([0, 0, 3, 0]);
    expect(counts(await history(csv(headers, record({ "Nomor Sertifikat": "c / 1", JP: "9", Selesai: "14/3/2026" }))))).toEqual([0, 1, 0, 0]);
    expect(await recordsOf(world.db, who)).toMatchObject([
      { title: "Bimtek Contoh", jp: 9, until: "2026-03-14", trainingCode: null, evidence: "pernyataan", state: "diakui" },
      { title: "Mentoring", jp: null, times: 3 },
    ]);
  });

  it.each([
    ["a NIP in scientific notation", { NIP: "1,99001E+17" }, /sebagai angka/],
    ["a NIP of too few digits", { NIP: "19900101" }, /18 digit/],
    ["nobody's NIP", { NIP: "199001012015031009" }, /tidak ada dalam data/],
    ["a form nobody knows", { Bentuk: "arisan" }, /tidak dikenal/],
    ["no title", { "Nama Kegiatan": "" }, /wajib/],
    ["an end before the begin", { Selesai: "1/3/2026" }, /lebih awal/],
    ["an end in the future", { Selesai: "1/3/2027" }, /masih di depan/],
    ["a training that is not in the catalogue", { "Kode Pelatihan": "ZZ" }, /tidak ada dalam katalog/],
    ["a refusal without a reason", { Keadaan: "ditolak" }, /alasan/],
  ])("of %s are refused, with the cell and no NIP in the words, and the others taken", async (_, wrong, reason) => {
    const who = await world.person({ name: "Contoh Satu", nip: nips.satu });
    const plan = await history(csv(headers, record(wrong), record({ "Nama Kegiatan": "Lain" })));
    expect(plan.faults).toMatchObject([{ line: 2, reason: expect.stringMatching(reason), address: expect.stringMatching(/^[A-L]2$/) }]);
    expect(JSON.stringify(plan.faults)).not.toMatch(/\d{8,}/);
    expect((await recordsOf(world.db, who)).map((it) => it.title)).toEqual(["Lain"]);
  });

  it("with a NIP kept as a number are refused: digits are lost", async () => {
    await world.person({ name: "Contoh Satu", nip: nips.satu });
    const sheet = await xlsxOf([{ name: "R", headers, rows: [headers.map((it) => (record() as Record<string, string>)[it] ?? "")] }]);
    expect(counts(await history(sheet))).toEqual([1, 0, 0, 0]);
    const { strFromU8, strToU8, unzipSync, zipSync } = await import("fflate");
    const parts = unzipSync(sheet);
    const name = "xl/worksheets/sheet1.xml";
    const xml = strFromU8(parts[name] as Uint8Array);
    parts[name] = strToU8(xml.replace(/<c r="A2"[^>]*>[\s\S]*?<\/c>/, `<c r="A2"><v>${Number(nips.satu)}</v></c>`));
    expect((await history(zipSync(parts))).faults).toMatchObject([{ address: "A2", reason: expect.stringMatching(/sebagai angka/) }]);
  });

  it("take a day that the sheet keeps as a number, and tell a sum and a row with only a name, each with its cell", async () => {
    const who = await world.person({ name: "Contoh Satu", nip: nips.satu });
    const titles = ["NIP", "Nama Kegiatan", "Bentuk", "JP", "Mulai", "Selesai"];
    const file = workbook([
      titles,
      [nips.satu, "Bimtek", "bimtek", { number: "8" }, { number: "46093" }, { date: "46094" }],
      ["", "Hanya Nama"],
      ["Jumlah", "", "", { number: "8" }],
    ]);
    const { faults, added } = await history(file);
    expect(added).toBe(1);
    expect(await recordsOf(world.db, who)).toMatchObject([{ from: "2026-03-12", until: "2026-03-13" }]);
    expect(faults.filter(({ column }) => column === "NIP")).toEqual([
      { line: 3, address: "A3", column: "NIP", reason: "wajib diisi" },
      { line: 4, address: "A4", column: "NIP", reason: "baris jumlah, bukan data, jadi dilewati; hapus dari berkas" },
    ]);
    expect(faults.filter(({ line }) => line === 4)).toHaveLength(1);
  });

  it("of one number and day are one, however the provider is spelled; of one number on another day they are two", async () => {
    const who = await world.person({ name: "Contoh Satu", nip: nips.satu });
    const file = (more: Record<string, string>) => csv([...headers, "Penyelenggara"], record({ "Nomor Sertifikat": "001/2026", ...more }));
    expect(counts(await history(file({ Penyelenggara: "LAN RI" })))).toEqual([1, 0, 0, 0]);
    expect(counts(await history(file({ Penyelenggara: "Lembaga Administrasi Negara" })))).toEqual([0, 1, 0, 0]);
    expect(await recordsOf(world.db, who)).toMatchObject([{ jp: 8, provider: "Lembaga Administrasi Negara" }]);
    const other = { Penyelenggara: "BPSDM", Mulai: "1/4/2026", Selesai: "2/4/2026" };
    expect(counts(await history(file(other)))).toEqual([1, 0, 0, 0]);
    expect(await recordsOf(world.db, who)).toHaveLength(2);
  });

  it("that stand twice in one file are one, and another city's people are nobody", async () => {
    const who = await world.person({ name: "Contoh Satu", nip: nips.satu });
    const plan = await history(csv(headers, record(), record()));
    expect([counts(plan), plan.faults[0]?.line]).toEqual([[1, 0, 0, 1], 3]);
    expect(counts(await history(csv(headers, record()), pontianak))).toEqual([0, 0, 0, 1]);
    expect(await recordsOf(world.db, who)).toHaveLength(1);
    expect(await recordsOf(world.db, { ...who, agencyId: pontianak })).toEqual([]);
  });

  it.each([
    ["more than 24 hours a day", { JP: "500" }, "JP", /^500 JP dalam 2 hari melebihi 24 jam sehari/],
    ["a year nobody can have learnt in", { Mulai: "12/3/1926", Selesai: "13/3/1926" }, "Mulai", /tahunnya terlalu lama/],
    ["dates reversed", { Mulai: "14/3/2026" }, "Selesai", /lebih awal/],
  ])("that cannot be are refused: %s", async (_, more, column, reason) => {
    await world.person({ name: "Contoh Satu", nip: nips.satu });
    const plan = await history(csv(headers, record(more)));
    expect(counts(plan)).toEqual([0, 0, 0, 1]);
    expect(plan.faults[0]).toMatchObject({ line: 2, column });
    expect(plan.faults[0]?.reason).toMatch(reason);
  });

  it.each([
    ["a long day", { JP: "40" }, /40 JP dalam 2 hari lebih dari 12 JP sehari/],
    ["a seminar of two years", { Bentuk: "seminar", Mulai: "12/3/2024" }, /berlangsung 732 hari/],
    ["eight semesters in a month", { Bentuk: "tugas belajar", JP: "", Kali: "8" }, /8 kali dalam 2 hari/],
  ])("that are unlikely are taken and shown: %s", async (_, more, reason) => {
    await world.person({ name: "Contoh Satu", nip: nips.satu });
    const plan = await history(csv(headers, record(more)));
    expect(counts(plan)).toEqual([1, 0, 0, 0]);
    expect(plan.doubts.map((it) => [it.line, it.reason])).toEqual([[2, expect.stringMatching(reason)]]);
  });

  it("that together fill a day with more than 24 hours are refused, in one file or after another", async () => {
    await world.person({ name: "Contoh Satu", nip: nips.satu });
    const other = record({ "Nama Kegiatan": "Kursus Lain", JP: "60" });
    const plan = await history(csv(headers, record({ JP: "20" }), other, record({ "Nama Kegiatan": "Lain hari", Mulai: "16/3/2026", Selesai: "17/3/2026" })));
    expect(counts(plan)).toEqual([2, 0, 0, 1]);
    expect(plan.faults).toMatchObject([{ line: 3, reason: expect.stringMatching(/bersama baris 2, hari yang sama terisi lebih dari 24 jam/) }]);
    expect((await history(csv(headers, other))).faults).toMatchObject([{ line: 2, reason: expect.stringMatching(/bersama catatan yang sudah ada/) }]);
    expect(counts(await history(csv(headers, record({ JP: "21" }))))).toEqual([0, 1, 0, 0]);
  });

  it("of one day are shown with that day once", async () => {
    const who = await world.person({ name: "Contoh Satu", nip: nips.satu });
    await history(csv(headers, record({ Selesai: "12/3/2026" })));
    expect((await learningData.collect(world.db, who)).lines).toEqual(["Bimtek Contoh (bimbingan teknis), 12 Mar 2026: 8 JP, diakui"]);
  });

  it("are shown to the person they are about, and stay when consent is withdrawn", async () => {
    const who = await world.person({ name: "Contoh Satu", nip: nips.satu });
    await history(csv(headers, record()));
    const { lines, data } = await learningData.collect(world.db, who);
    expect(lines).toEqual(["Bimtek Contoh (bimbingan teknis), 12 Mar 2026–13 Mar 2026: 8 JP, diakui"]);
    expect(data).toHaveLength(1);
    await learningData.erase(world.db, who, world.clock.now());
    expect(await recordsOf(world.db, who)).toHaveLength(1);
  });
});
