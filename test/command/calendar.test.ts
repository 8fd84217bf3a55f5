import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../src/features/competency/dictionary/shipped.ts";
import { csv, headers, row } from "../features/training/catalogue-files.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("working time and moved classes from the command line on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
    await syncDictionary(desk.app.db, 1, dictionaryFiles(), desk.app.clock());
  });
  afterAll(() => desk.close());

  const noted = () => desk.count(sql`work_time where agency_id = 2`);
  function file(name: string, content: string | Uint8Array): string {
    writeFileSync(join(desk.folder, name), content);
    return name;
  }

  it("notes what officers give, says what is missing, and takes it back", async () => {
    const head = "Jenis;Mulai;Selesai;Jam Kerja;Unit Kerja;Keterangan;Sumber\n";
    const good = file(
      "kalender.csv",
      `${head}libur;25/12/2026;;;;Hari raya (contoh);SK contoh\njam kerja;1/12/2026;31/12/2026;Senin-Jumat 08.00-15.00;;Jam contoh;\n`,
    );
    expect(await desk.kawan("calendar", "import", good, "--city", "kendari")).toMatchObject({ code: 0, out: expect.stringMatching(/^2 baris terbaca baik/) });
    expect(await noted()).toBe(0);
    expect((await desk.kawan("calendar", "list", "--city", "kendari")).out).toMatch(/Hari libur tahun 2026 belum diisi.*\n.*tahun 2027 belum diisi/);
    for (let again = 0; again < 2; again++) expect((await desk.kawan("calendar", "import", good, "--city", "kendari", "--apply")).out).toMatch(/berlaku untuk/);
    expect(await noted()).toBe(2);
    const list = (await desk.kawan("calendar", "list", "--city", "kendari")).out;
    expect(list).toMatch(/ libur +Jumat, 25 Des 2026; Hari raya \(contoh\) \(SK contoh\)\n/);
    expect(list).not.toContain("tahun 2026 belum diisi");
    expect(list).toContain("tahun 2027 belum diisi");
    const number = /^ *(\d+) libur/m.exec(list)?.[1] ?? "";
    expect((await desk.kawan("calendar", "remove", number, "--city", "pontianak")).code).toBe(1);
    expect(await desk.kawan("calendar", "remove", number, "--city", "kendari")).toMatchObject({ code: 0, out: "Dihapus.\n" });
    expect(await noted()).toBe(1);
  });

  it("writes nothing of a file with a fault, and says where it is", async () => {
    const before = await noted();
    const bad = file("salah.csv", "Jenis;Mulai;Keterangan\nlibur;1/1/2027;Tahun baru (contoh)\nlebaran;2/1/2027;x\n");
    const { code, out, err } = await desk.kawan("calendar", "import", bad, "--city", "kendari", "--apply");
    expect([code, err]).toEqual([1, "Kalender tidak diubah.\n"]);
    expect(out).toContain("A3");
    expect(await noted()).toBe(before);
  });

  it("tells participants of a class that an imported catalogue moves, once", async () => {
    const now = desk.clock.now().toString();
    const Id = z.object({ id: z.coerce.number() });
    const catalogue = (day: string) => csv(headers, row("SPBE", { Sesi: `${day} 08.00-16.00` }));
    const first = await desk.kawan("training", "import", file("katalog.csv", catalogue("7/12/2026")), "--city", "kendari", "--apply");
    expect(first).toMatchObject({ code: 0 });
    const { db } = desk.app;
    const { id: person } = await db.one(
      Id,
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, 'Rina Contoh', 'PNS', ${now}, ${now}) returning id`,
    );
    const to = JSON.stringify({ channel: "telegram", account: "bot", chat: "rina" });
    await db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, 2, ${person}, 'telegram', 'rina', ${to}, 'code', ${now}, ${now}, ${now})`);
    await db.run(sql`
      insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since)
      select cell, agency_id, id, ${person}, 'terdaftar', 'sendiri', ${now}, ${now} from training_class where agency_id = 2 limit 1`);
    const letters = () => desk.count(sql`outbox where conversation = 'telegram|bot|rina'`);
    for (let again = 0; again < 2; again++) {
      expect((await desk.kawan("training", "import", file("katalog.csv", catalogue("9/12/2026")), "--city", "kendari", "--apply")).code).toBe(0);
      expect(await letters()).toBeGreaterThan(0);
    }
    expect(await desk.count(sql`class_version where agency_id = 2`)).toBe(1);
    const { said } = await db.one(
      z.object({ said: z.string() }),
      sql`select string_agg(native::text, ' ') as said from outbox where conversation = 'telegram|bot|rina'`,
    );
    expect(said).toContain("Rabu, 9 Des 2026");
    expect(said.match(/Ada perubahan/g)).toHaveLength(1);
  });
});
