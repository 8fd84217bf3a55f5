import { strFromU8, unzipSync } from "fflate";
import { extractText } from "unpdf";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Subject } from "../../../../src/core/personal-data.ts";
import { sql } from "../../../../src/db/database.ts";
import { evaluationFile } from "../../../../src/features/feedback/report/make-export.ts";
import { addEdition, newestSurveys } from "../../../../src/features/feedback/survey/survey-store.ts";
import { organiserFileRoutes } from "../../../../src/features/organise/files/file-routes.ts";
import { readTable } from "../../../../src/features/people/table/read-table.ts";
import { testDatabases } from "../../../world.ts";
import { cell, openReportWorld, type ReportWorld, reaction, tenant } from "./report-world.ts";

describe.each(testDatabases())("files of results on $name", (database) => {
  let world: ReportWorld;
  let routes: ReturnType<typeof organiserFileRoutes>;
  beforeAll(async () => {
    world = await openReportWorld(database);
    routes = organiserFileRoutes({ db: world.db, cell, clock: world.clock.now, evaluation: evaluationFile });
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const past = { sessions: ["2026-10-20T08:00/2026-10-20T16:00"] };

  async function fetched(officer: Subject, input: Record<string, unknown>): Promise<Uint8Array> {
    const said = await world.calls(officer, "export_evaluation", input, ["asn", "officer"]);
    const path = /https:\/\/asn\.contoh\.go\.id(\/ambil\/[\w-]{32})/.exec(said)?.[1];
    if (!path) throw new Error(`no address in: ${said}`);
    const answer = await routes.request(path, { method: "POST" });
    expect(answer.status).toBe(200);
    expect((await routes.request(path, { method: "POST" })).status).toBe(404);
    return new Uint8Array(await answer.arrayBuffer());
  }
  const cells = async (bytes: Uint8Array) => (await readTable(bytes)).map((it) => it.rows.map((row) => row.map((one) => one.text)));

  /** `writers`: how many of them wrote a comment. */
  async function scene(count: number, writers = 5) {
    const made = await world.cityClass("Dasar SPBE", past);
    const people = await world.people(count);
    await world.settled(
      made.id,
      "reaksi",
      people.map((who, at) => {
        const { fasilitas, ...rest } = reaction(
          at === 0 ? 1 : 4,
          9,
          at === 0 ? "=HYPERLINK(1) pengajar Peserta A bagus" : at < writers ? "Ruang luas" : "tidak ada",
        );
        return { who, answers: at < 4 ? { ...rest, fasilitas: fasilitas ?? 0 } : rest };
      }),
    );
    return { ...made, people, officer: (await world.officer()).who };
  }

  it("hold what is told, with nothing that a spreadsheet takes for a formula", async () => {
    const { id, officer } = await scene(7);
    const csv = new TextDecoder().decode(await fetched(officer, { kind: "kelas", id, format: "csv" }));
    expect(csv).toMatch(/"Tanggapan sesudah kelas";"7";"7";"Pengajar";"[^"]+";"7";"3,57"/);
    // Four of the seven answered about the rooms.
    expect(csv).not.toMatch(/Sarana/);
    const rows = await cells(await fetched(officer, { kind: "kelas", id, content: "baris", format: "xlsx" }));
    expect(rows.flat(2).join("|")).not.toMatch(/Sarana|Peserta A/);
    // Every sheet of it but the last, which tells of the file, stands in the CSV too.
    const list = new TextDecoder().decode(await fetched(officer, { kind: "kelas", id, content: "baris", format: "csv" }));
    expect(rows.length).toBeGreaterThan(2);
    for (const [headers] of rows.slice(0, -1)) expect(list).toContain(`"${headers?.join('";"')}"`);
    expect(rows.flat(2).some((it) => /^[=+@-]/.test(it) && it.startsWith("=HYPERLINK"))).toBe(true);
  });

  it("tell what was asked about somebody without a hole for the name, and miss no former run where runs are compared", async () => {
    const { id, training, officer, people } = await scene(7);
    const led = people.map((about, at) => ({ who: people[(at + 1) % 7] as Subject, about, capacity: "atasan" as const, answers: { tampak: 2 } }));
    await world.settled(id, "perilaku", led, 30);
    const csv = new TextDecoder().decode(await fetched(officer, { kind: "kelas", id, format: "csv" }));
    expect(csv).toContain("apakah tampak perubahan pada pekerjaan pegawai?");
    const report = async () =>
      (await extractText(await fetched(officer, { kind: "pelatihan", id: training, content: "laporan", format: "pdf" }), { mergePages: true })).text;
    expect(await report()).toContain("Belum ada hasil sebelumnya sebagai pembanding");
    const next = await world.classOf(training, { sessions: ["2026-10-27T08:00/2026-10-27T16:00"], seats: 100 });
    await world.settled(
      next,
      "reaksi",
      (await world.people(6, "Angkatan Dua")).map((who) => ({ who, answers: reaction(5, 9) })),
    );
    const both = await report();
    expect(both).toContain("Perbandingan antarangkatan");
    expect(both).not.toContain("Belum ada hasil sebelumnya");
  });

  it("hold no comment of a class in which fewer than five wrote one", async () => {
    const { id, training, officer } = await scene(7, 4);
    for (const group of [{ kind: "kelas", id }, { kind: "pelatihan", id: training }, { kind: "kota" }]) {
      const sheets = await cells(await fetched(officer, { ...group, content: "baris", format: "xlsx" }));
      expect([sheets.flat(2).includes("Id acak"), /Ditulis peserta|HYPERLINK|Ruang luas/.test(sheets.flat(2).join())]).toEqual([true, false]);
    }
  });

  it("hold the forms in a drawn order, under ids drawn anew, also of who has taken the link back", async () => {
    const { id, officer, people } = await scene(7);
    const form = async () => {
      const sheets = await cells(await fetched(officer, { kind: "kelas", id, content: "baris", format: "xlsx" }));
      return (sheets.find(([header]) => header?.[0] === "Id acak") ?? []).slice(1);
    };
    const first = await form();
    expect(first).toHaveLength(7);
    await world.db.run(sql`update survey_request set respondent_id = null, about_id = null where respondent_id = ${people[0]?.personId ?? 0}`);
    const second = await form();
    expect(second).toHaveLength(7);
    expect(first.map((it) => it[0]).filter((it) => second.some((other) => other[0] === it))).toEqual([]);
    await world.db.run(sql`update survey_request set answers = '{}' where respondent_id = ${people[1]?.personId ?? 0}`);
    expect(await form()).toEqual([]);
  });

  it("tell a class in the words it was asked with, also after an officer has loaded others, and keep the old edition's answers", async () => {
    const { id, training, officer } = await scene(7);
    const asked = async (class_: number) => new TextDecoder().decode(await fetched(officer, { kind: "kelas", id: class_, format: "csv" }));
    const before = await asked(id);
    expect(before).toContain('"Bagaimana pengajar menyampaikan pelatihan ini?"');
    const old = (await newestSurveys(world.db, tenant)).get("reaksi")?.survey;
    if (!old) throw new Error("no survey of the reaction");
    const items = old.items.map((it) => (it.id === "pembicara" ? { ...it, ask: "Bagaimana cara pengajar membawakannya?" } : it));
    await addEdition(world.db, tenant, { ...old, items }, { origin: "city", by: null, now: world.clock.now() });
    expect(await asked(id)).toBe(before);
    const next = await world.classOf(training, { sessions: ["2026-10-27T08:00/2026-10-27T16:00"], seats: 100 });
    const people = await world.people(6, "Angkatan Dua");
    await world.settled(
      next,
      "reaksi",
      people.map((who) => ({ who, answers: reaction(5, 9) })),
    );
    expect(await asked(next)).toContain('"Bagaimana cara pengajar membawakannya?"');
    expect(await asked(id)).toContain('"Bagaimana pengajar menyampaikan pelatihan ini?"');
    await addEdition(world.db, tenant, old, { origin: "shipped", by: null, now: world.clock.now() });
  });

  it("hold the report as PDF and as Word, with conclusion, evidence and what is not known, and the pictures", async () => {
    const { id, training, officer } = await scene(8);
    const { text } = await extractText(await fetched(officer, { kind: "pelatihan", id: training, content: "laporan", format: "pdf" }), { mergePages: true });
    for (const part of ["LAPORAN EVALUASI PELATIHAN", "Simpulan", "Yang dipertahankan", "Yang perlu diubah", "Yang belum diketahui", "Bukti: semua angka"])
      expect(text).toContain(part);
    expect(text).toMatch(/8 dari 8 menjawab \(100%\)/);
    expect(text).toMatch(/nomor ekspor E-[0-9A-Z]{10}/);
    expect(text).not.toMatch(/Peserta [A-H]\b/);
    const word = unzipSync(await fetched(officer, { kind: "kelas", id, content: "laporan", format: "docx" }));
    expect(strFromU8(word["word/document.xml"] ?? new Uint8Array())).toContain("Yang perlu diubah");
    expect(Object.keys(word).some((name) => /^word\/media\/.*\.png$/.test(name))).toBe(true);
    const svg = new TextDecoder().decode(await fetched(officer, { kind: "kelas", id, content: "grafik", format: "svg" }));
    expect(svg).toContain("8 dari 8 (100%)");
    const png = await fetched(officer, { kind: "kelas", id, content: "grafik", format: "png" });
    expect(new TextDecoder().decode(png.subarray(1, 4))).toBe("PNG");
  });

  it("are not made of four answers, nor answer by answer for a unit, nor for anybody but officers", async () => {
    const { id, training, officer, people } = await scene(4);
    const four = [{ kind: "kelas", id }, { kind: "pelatihan", id: training }, { kind: "penyelenggara", name: "BKPSDM Kota Kendari" }, { kind: "kota" }];
    for (const group of four)
      for (const content of ["ringkasan", "baris", "laporan", "grafik"])
        expect(await world.calls(officer, "export_evaluation", { ...group, content, format: "csv" }, ["asn", "officer"])).toMatch(/mulai lima jawaban/);
    const [first] = people;
    if (!first) throw new Error("nobody");
    expect(await world.calls(first, "export_evaluation", { kind: "kota" })).toMatch(/hanya untuk pegawai yang berwenang/);
  });
});
