import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { localDate } from "../../../src/core/time.ts";
import { sql } from "../../../src/db/database.ts";
import { xlsxOf } from "../../../src/features/people/table/write-table.ts";
import { templateTables } from "../../../src/features/training/import/template.ts";
import { allClasses, classesOf, openClasses, seatsLeft, trainingByCode, trainingsOf } from "../../../src/features/training/store.ts";
import { testDatabases } from "../../world.ts";
import { type AdviceWorld, cell, kendari, openAdviceWorld, pontianak, shippedCatalogue, shippedMapping } from "../advice/advice-world.ts";
import { catalogueOf, classRow, csv, headers, row } from "./catalogue-files.ts";

const tenant = { cell, agencyId: kendari };

describe.each(testDatabases())("a catalogue from a file on $name", (database) => {
  let world: AdviceWorld;
  beforeAll(async () => {
    world = await openAdviceWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const open = (agencyId = kendari) => openClasses(world.db, { cell, agencyId }, world.clock.now(), localDate(world.clock.now(), "Asia/Makassar"));

  it("is taken with its trainings, what they develop, classes and sessions", async () => {
    const plan = await world.catalogue(
      catalogueOf(
        row("A", {
          Kompetensi: "Komunikasi 1–2; pelayanan-publik 2-3",
          "Biaya per Orang": "Rp1.500.000",
          Ditanggung: "APBD",
          JP: "8,5",
          Kursi: "30",
          Terisi: "12",
          Prasyarat: "B",
        }),
        classRow("A", "A-2", { Sesi: "14–15 Desember 2026 08.00-12.00 WIB", "Batas Daftar": "10/12/2026" }),
        row("B", { "Kode Kelas": "", Sesi: "" }),
      ),
    );
    expect([plan.trainings.added, plan.classes.added]).toEqual([
      ["A", "B"],
      ["A-1", "A-2"],
    ]);
    expect(await trainingByCode(world.db, tenant, "a")).toMatchObject({
      name: "Pelatihan A",
      jp: 8.5,
      cost: 1_500_000,
      payer: "kota",
      route: "klasikal",
      prerequisites: ["B"],
      targets: [
        { competency: "komunikasi", from: 1, to: 2 },
        { competency: "pelayanan-publik", from: 2, to: 3 },
      ],
    });
    const [first, second] = await open();
    expect(first && seatsLeft(first)).toBe(18);
    expect(second).toMatchObject({
      code: "A-2",
      startsOn: "2026-12-14",
      endsOn: "2026-12-15",
      zone: "Asia/Jakarta",
      sessions: [
        [1797210000, 1797224400],
        [1797296400, 1797310800],
      ],
    });
  });

  it("changes nothing when it comes again, and names what differs", async () => {
    const file = [row("A", { Kursi: "30" }), row("B")];
    await world.catalogue(catalogueOf(...file));
    const again = await world.catalogue(catalogueOf(...file));
    expect([again.trainings, again.classes]).toEqual([
      { added: [], changed: [], unchanged: 2 },
      { added: [], changed: [], unchanged: 2 },
    ]);
    const changed = await world.catalogue(
      catalogueOf(row("A", { Kursi: "40", "Nama Pelatihan": "Nama Baru", Kompetensi: "komunikasi 0-2" }), row("B", { Sesi: "8/12/2026 08.00-16.00" })),
    );
    expect(changed.trainings.changed).toEqual([{ code: "A", fields: ["Nama Pelatihan", "Kompetensi"] }]);
    expect(changed.classes.changed).toEqual([
      { code: "A-1", fields: ["Kursi"] },
      { code: "B-1", fields: ["Sesi"] },
    ]);
    const classes = await open();
    expect(classes.map((it) => [it.code, it.startsOn, it.sessions.length])).toEqual([
      ["A-1", "2026-12-07", 1],
      ["B-1", "2026-12-08", 1],
    ]);
    expect((await trainingByCode(world.db, tenant, "A"))?.targets).toEqual([{ competency: "komunikasi", from: 0, to: 2 }]);
  });

  it("leaves what is not in the file, and seats that are taken, as they are", async () => {
    await world.catalogue(catalogueOf(row("A", { Kursi: "30", Terisi: "5" }), row("B")));
    await world.db.run(sql`update training_class set taken = 9 where code = 'A-1'`);
    await world.catalogue(catalogueOf(row("A", { Kursi: "20", Terisi: "5" })));
    expect((await open()).map((it) => [it.code, it.taken, it.seats])).toEqual([
      ["A-1", 9, 20],
      ["B-1", 0, null],
    ]);
    const plan = await world.catalogue(catalogueOf(row("A", { Kursi: "8" })), kendari, false);
    expect(plan.faults.map((it) => it.reason)).toEqual(["kursi kurang dari 9 peserta yang sudah terdaftar"]);
    expect((await open())[0]?.seats).toBe(20);
  });

  it("keeps dates that were counted from the import, until they are over", async () => {
    const file = catalogueOf(row("A", { Sesi: "HK+3 08.00-10.00", "Batas Daftar": "HK+2" }));
    await world.catalogue(file);
    const begun = (await open())[0]?.startsOn;
    world.clock.pass({ hours: 24 * 2 });
    expect((await world.catalogue(file)).classes).toMatchObject({ changed: [], unchanged: 1 });
    expect((await open())[0]?.startsOn).toBe(begun);
    world.clock.pass({ hours: 24 * 10 });
    expect((await world.catalogue(file)).classes.changed).toEqual([{ code: "A-1", fields: ["Sesi"] }]);
    const [renewed] = await open();
    expect((renewed?.startsOn ?? "") > (begun ?? "9")).toBe(true);
    expect((await allClasses(world.db, tenant)).map((it) => it.sessions.length)).toEqual([1]);
  });

  it.each([
    ["an unknown competency, with those near it", { Kompetensi: "komunikasi publik baru 1-2" }, /tidak ada dalam kamus; mungkin komunikasi/, "G2"],
    ["a level that is none", { Kompetensi: "komunikasi 2-2" }, /level awal dan akhir/, "G2"],
    ["a competency written twice", { Kompetensi: "komunikasi 0-1; Komunikasi 1-2" }, /dua kali/, "G2"],
    ["an unknown form", { Bentuk: "ngopi" }, /tidak dikenal; pilih: /, "C2"],
    ["a form whose JP are missing", { JP: "" }, /JP wajib/, "E2"],
    ["JP that are no number", { JP: "banyak" }, /bukan angka/, "E2"],
    ["a cost that is no number", { "Biaya per Orang": "gratis" }, /bukan bilangan bulat/, "I2"],
    ["a date that is none", { Sesi: "31/2/2026 08.00-10.00" }, /bukan tanggal/, "R2"],
    ["an open class without sessions", { Sesi: "" }, /isi sesi/, "R2"],
    ["a deadline behind the first day", { "Batas Daftar": "9/12/2026" }, /batas daftar/, "U2"],
    ["an open class in the room without a place", { Moda: "tatap muka" }, /tempat/, "V2"],
    ["leadership training that anybody could enter", { Bentuk: "PKP", JP: "905" }, /ditunjuk/, "Z2"],
    ["a cancelled class without a reason", { "Status Kelas": "batal" }, /sebab/, "AB2"],
    ["a class that is in no plan and says not why", { "Baris Rencana": "" }, /baris rencana/, "AC2"],
    ["more participants than seats", { Kursi: "5", Terisi: "6" }, /lebih banyak/, "Y2"],
    ["a prerequisite that does not exist", { Prasyarat: "ZZ" }, /"ZZ" tidak ada/, "K2"],
    ["a position family that does not exist", { "Jenis Jabatan": "raja" }, /tidak dikenal/, "M2"],
  ])("refuses a row with %s, and takes the others", async (_, wrong, reason, address) => {
    const plan = await world.catalogue(catalogueOf(row("A", wrong), row("B")), kendari, false);
    expect(plan.faults).toMatchObject([{ line: 2, address, reason: expect.stringMatching(reason) }]);
    expect((await allClasses(world.db, tenant)).map((it) => it.code)).toEqual(["B-1"]);
  });

  it("refuses a class whose training is faulty, a class code that is used twice, and a contradiction", async () => {
    const plan = await world.catalogue(
      catalogueOf(
        row("A", { JP: "x" }),
        classRow("A", "A-2"),
        row("B"),
        classRow("B", "B-1"),
        { ...classRow("B", "B-2"), JP: "99" },
        row("C", { "Kode Pelatihan": "" }),
      ),
      kendari,
      false,
    );
    expect(plan.faults.map((it) => [it.line, it.column, it.reason])).toEqual([
      [2, "JP", '"x" bukan angka mulai 0.5'],
      [3, "Kode Kelas", "baris pertama pelatihan ini bermasalah"],
      [5, "Kode Kelas", "kode kelas ini sudah dipakai pada baris 4"],
      [6, "JP", "berbeda dengan baris pertama pelatihan yang sama; kosongkan atau samakan"],
      [7, "Kode Pelatihan", "kode pelatihan wajib diisi"],
    ]);
    expect((await trainingsOf(world.db, tenant)).map((it) => it.code)).toEqual(["B"]);
  });

  it("takes the usual headings in any order, and says which it does not know", async () => {
    const plan = await world.catalogue(
      csv(["judul", "moda", "Warna", "kompetensi yang dikembangkan", "bentuk pelatihan", "lembaga penyelenggara", "kode", "jumlah JP"], {
        judul: "Belajar",
        moda: "online",
        "kompetensi yang dikembangkan": "komunikasi 0-1",
        "bentuk pelatihan": "Bimbingan Teknis",
        "lembaga penyelenggara": "Contoh",
        kode: "X",
        "jumlah JP": "4",
      }),
    );
    expect([plan.trainings.added, plan.ignored]).toEqual([["X"], ["Warna"]]);
  });

  it("says what is missing when the file is no catalogue", async () => {
    await expect(world.catalogue(csv(["Nama", "Umur"], { Nama: "A", Umur: "3" }))).rejects.toMatchObject({
      code: "bad_input",
      say: expect.stringContaining("Kode Pelatihan"),
    });
    await expect(world.catalogue(csv(headers))).rejects.toMatchObject({ say: expect.stringContaining("tidak memuat baris") });
  });

  it("may be XLSX, as the template is", async () => {
    const [template] = templateTables(shippedMapping(), "katalog");
    const names = template?.headers ?? [];
    const values = row("A", { JP: "10" });
    const bytes = await xlsxOf([{ name: "Katalog", headers: names, rows: [names.map((it) => values[it] ?? "")] }]);
    expect((await world.catalogue(bytes)).classes.added).toEqual(["A-1"]);
  });

  it("says who approves and until when people may leave, and leaves an officer's choice where it says nothing", async () => {
    await world.catalogue(
      catalogueOf(
        row("A", { Persetujuan: "BKPSDM", "Batas Batal": "1/12/2026" }),
        row("B"),
        row("C", { "Belajar Mandiri": "ya", "Lama (hari)": "1", Sesi: "" }),
      ),
    );
    const facts = async () => Object.fromEntries((await allClasses(world.db, tenant)).map((it) => [it.code, [it.approval, it.cancelUntil]]));
    const midnight = Date.parse("2026-12-01T16:00:00Z") / 1_000;
    expect(await facts()).toEqual({ "A-1": ["petugas", midnight], "B-1": ["atasan", null], "C-1": ["tanpa", null] });
    await world.db.run(sql`update training_class set approval = 'petugas' where code = 'B-1'`);
    const again = await world.catalogue(catalogueOf(row("A", { Persetujuan: "tanpa", "Batas Batal": "2/12/2026" }), row("B", { Kursi: "9" })));
    expect(again.classes.changed).toEqual([
      { code: "A-1", fields: ["Sesi", "Persetujuan"] },
      { code: "B-1", fields: ["Kursi"] },
    ]);
    expect(await facts()).toMatchObject({ "A-1": ["tanpa", midnight + 86_400], "B-1": ["petugas", null] });
    const late = await world.catalogue(catalogueOf(row("A", { "Batas Batal": "8/12/2026" })), kendari, false);
    expect(late.faults.map((it) => [it.column, it.reason])).toEqual([["Batas Batal", "batas batal lewat dari hari pertama kelas"]]);
  });

  it("is one city's own", async () => {
    await world.catalogue(catalogueOf(row("A")));
    await world.catalogue(catalogueOf(row("A", { "Nama Pelatihan": "Lain" })), pontianak);
    expect((await trainingsOf(world.db, tenant)).map((it) => it.name)).toEqual(["Pelatihan A"]);
    expect((await trainingsOf(world.db, { cell, agencyId: pontianak })).map((it) => it.name)).toEqual(["Lain"]);
    expect([(await open(pontianak)).length, (await open(1)).length]).toEqual([1, 0]);
  });

  it("shows as open only what may still be entered; what is postponed stays to be seen", async () => {
    await world.catalogue(
      catalogueOf(
        row("A", { "Status Kelas": "ditunda", "Alasan Status": "anggaran" }),
        row("B", { Sesi: "22/11/2026 08.00-09.00; 29/11/2026 08.00-09.00" }),
        row("C", { "Batas Daftar": "21/11/2026" }),
        row("D", { "Batas Daftar": "22/11/2026" }),
        row("E", { Bentuk: "e-learning", JP: "6", "Lama (hari)": "2", "Belajar Mandiri": "ya", Sesi: "", Mulai: "1/11/2026", Selesai: "22/11/2026" }),
        row("F", { Bentuk: "e-learning", JP: "6", "Lama (hari)": "2", "Belajar Mandiri": "ya", Sesi: "", Mulai: "1/11/2026", Selesai: "21/11/2026" }),
        row("G", { "Status Kelas": "ditutup" }),
        row("H", { "Status Kelas": "" }),
      ),
    );
    expect((await open()).map((it) => it.code).sort()).toEqual(["D-1", "E-1"]);
    const training = await trainingByCode(world.db, tenant, "A");
    expect(await classesOf(world.db, tenant, training?.id ?? 0, "2027-01-01")).toMatchObject([{ code: "A-1", status: "ditunda", statusNote: "anggaran" }]);
    await world.db.run(sql`update training set withdrawn_at = ${world.clock.now().toString()} where code = 'D'`);
    expect((await open()).map((it) => it.code)).toEqual(["E-1"]);
  });

  it("holds in the base what no import may break", async () => {
    await world.catalogue(catalogueOf(row("A", { Kursi: "2" })));
    await expect(world.db.run(sql`update training_class set taken = 3`)).rejects.toThrow();
    await expect(world.db.run(sql`update training_class set plan_line = null`)).rejects.toThrow();
    expect(await world.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from training_session`)).toEqual({ n: 1 });
  });
});

describe.each(testDatabases())("the shipped catalogues on $name", (database) => {
  const cities = ["tanjungpinang", "kendari", "lhokseumawe", "pontianak"];

  it("are whole, marked as examples, and have open classes whenever they are loaded", async () => {
    const world = await openAdviceWorld(database);
    try {
      for (const [at, city] of cities.entries()) {
        const plan = await world.catalogue(shippedCatalogue(city), at + 1);
        expect([city, plan.trainings.added.length >= 20, plan.ignored]).toEqual([city, true, []]);
      }
      for (const month of [0, 5, 13]) {
        world.clock.pass({ hours: 24 * 30 * month });
        for (const [at, city] of cities.entries()) {
          const own = { cell, agencyId: at + 1 };
          await world.catalogue(shippedCatalogue(city), at + 1);
          const classes = await openClasses(world.db, own, world.clock.now(), localDate(world.clock.now(), "Asia/Jakarta"));
          expect([city, month, classes.length >= 15]).toEqual([city, month, true]);
          const weekend = classes
            .flatMap((it) => it.sessions)
            .filter(([from]) => Temporal.Instant.fromEpochMilliseconds(from * 1000).toZonedDateTimeISO("Asia/Jakarta").dayOfWeek > 5);
          expect([city, month, weekend]).toEqual([city, month, []]);
          expect((await trainingsOf(world.db, own)).filter((it) => !it.fictional)).toEqual([]);
        }
      }
    } finally {
      await world.close();
    }
  });
});
