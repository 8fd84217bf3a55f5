import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../../../src/db/database.ts";
import { testDatabases } from "../../../world.ts";
import { openReportWorld, type ReportWorld, reaction } from "./report-world.ts";

describe.each(testDatabases())("/evaluasi on $name", (database) => {
  let world: ReportWorld;
  beforeAll(async () => {
    world = await openReportWorld(database);
  });
  beforeEach(() => world.afresh());
  afterAll(() => world.close());

  const past = { sessions: ["2026-10-20T08:00/2026-10-20T16:00"] };

  async function answered(name = "Dasar SPBE", count = 8) {
    const made = await world.cityClass(name, past);
    const people = await world.people(count);
    await world.settled(
      made.id,
      "reaksi",
      people.map((who, at) => ({ who, answers: reaction(at % 2 === 0 ? 4 : 5, 9, "Contoh kasus daerah perlu ditambah.") })),
    );
    return { ...made, people };
  }

  it("tells an officer who answered, how well and how surely, found by free words", async () => {
    const { people, id } = await answered();
    await world.settled(
      id,
      "perilaku",
      people.map((who, at) => ({ who, ...(at < 6 && { answers: { terap: at < 3 ? 4 : 1, hambatan: ["waktu"] } }) })),
      30,
    );
    const officer = await world.officer();
    const said = await officer.talk.says("/evaluasi hasil evaluasi kelas SPBE gmn");
    expect(said).toMatch(/^\*Evaluasi: Dasar SPBE/);
    expect(said).toMatch(/\*Tanggapan sesudah kelas\*: 8 dari 8 menjawab \(100%\)/);
    expect(said).toMatch(/Pengajar: 4,5 dari 5 \(antara \d,\d dan \d,\d\)/);
    expect(said).toMatch(/NPS \(saran kepada rekan\): \+100/);
    expect(said).toMatch(/\*Perilaku sesudah 30 hari\*: 6 dari 8 menjawab \(75%\)/);
    expect(said).toMatch(/Menerapkan isinya: 50% \(antara \d+% dan \d+%\)/);
    expect(said).toMatch(/Hambatan: Waktu 6 orang/);
    expect(said).toMatch(/“Contoh kasus daerah perlu ditambah/);
    const pictures = officer.talk.last.reply.files ?? [];
    expect(pictures.map((it) => [it.name, it.mime, it.caption])).toEqual([
      ["evaluasi-1.png", "image/png", expect.stringMatching(/^Grafik evaluasi Dasar SPBE.*: yang menjawab; tanggapan sesudah kelas\.$/)],
      ["evaluasi-2.png", "image/png", expect.stringMatching(/perilaku sesudah 30 hari\.$/)],
    ]);
  });

  it("says of four answers how many they are, and nothing else, whichever way it is asked", async () => {
    const made = await world.cityClass("Rahasia Kecil", { ...past, provider: "Lembaga Contoh" });
    await world.speaks(made.id, "Pemateri Contoh");
    const four = await world.people(4, "Sedikit");
    await world.settled(
      made.id,
      "reaksi",
      four.map((who) => ({ who, answers: reaction(2, 1, "Ruangan gelap gulita.") })),
    );
    const officer = await world.officer();
    for (const words of [
      "kelas Rahasia Kecil",
      "pelatihan Rahasia Kecil",
      "penyelenggara Lembaga Contoh",
      "pemateri Pemateri Contoh",
      "seluruh kota",
      "seluruh kota 2026",
    ]) {
      const said = await officer.talk.says(`/evaluasi ${words}`);
      expect(said, words).toMatch(/4 dari 4 menjawab; baru 4 jawaban; isinya ditampilkan mulai 5/);
      expect(said, words).not.toMatch(/gelap|NPS|Pengajar:/);
      expect(officer.talk.last.reply.files, words).toBe(undefined);
    }
  });

  it("tells a speaker how the class compares with the run before only where the speaker taught that too", async () => {
    const { id, training } = await answered();
    const next = await world.classOf(training, { sessions: ["2026-10-27T08:00/2026-10-27T16:00"], seats: 100 });
    const people = await world.people(12, "Angkatan Dua");
    await world.settled(
      next,
      "reaksi",
      people.map((who) => ({ who, answers: reaction(1, 2) })),
    );
    const ani = await world.person("Ani Contoh");
    await world.speaks(next, "Ani Contoh", ani);
    const alone = await world.calls(ani, "show_evaluation", { kind: "kelas", id: next });
    expect(alone).toMatch(/Pengajar: 1,0 dari 5/);
    expect(alone).not.toMatch(/angkatan sebelumnya|former|"before":\{/);
    await world.speaks(id, "Ani Contoh", ani);
    expect(await world.calls(ani, "show_evaluation", { kind: "kelas", id: next })).toMatch(/turun 3,5 dari angkatan sebelumnya/);
  });

  it("tells a speaker of speaking and material in the own class, and of no other", async () => {
    const { id } = await answered();
    const other = await answered("Kearsipan");
    const ani = await world.person("Ani Contoh");
    await world.speaks(id, "Ani Contoh", ani);
    const talk = await world.talk(ani);
    const said = await talk.says("/evaluasi");
    expect(said).toMatch(/^\*Evaluasi: Dasar SPBE/);
    expect(said).toMatch(/Pengajar: 4,5/);
    expect(said).toMatch(/Materi mudah dipahami/);
    expect(said).not.toMatch(/NPS|Sarana|Berguna/);
    expect(await talk.says("evaluasi kelas SPBE")).toBe(said);
    expect(await talk.says("evaluasi kelas Kearsipan")).toMatch(/^Yang itu tidak termasuk hasil yang dapat Anda lihat[\s\S]*1\. Dasar SPBE/);
    expect(await world.calls(ani, "show_evaluation", { kind: "kelas", id: other.id })).toMatch(/hanya untuk petugas/);
    expect(await world.calls(ani, "show_evaluation", { kind: "pelatihan", id: other.training })).toMatch(/hanya untuk petugas/);
  });

  it("tells a leader of the own unit and no more, and a participant nothing", async () => {
    const { people } = await answered();
    const [first] = people;
    if (!first) throw new Error("nobody");
    const talk = await world.talk(first);
    expect(await talk.says("/evaluasi")).toMatch(/^Belum ada hasil evaluasi untuk Anda/);
    const unit = await world.unit("Dinas Contoh");
    const leader = await world.person("Kepala Contoh", { unit });
    await world.leads(leader, first);
    await world.db.run(sql`update person_position set unit_id = ${unit} where person_id = ${first.personId}`);
    expect(await (await world.talk(leader)).says("/evaluasi")).toMatch(/^\*Evaluasi: Dinas Contoh/);
    const strange = await world.unit("Dinas Lain");
    expect(await world.calls(leader, "show_evaluation", { kind: "unit", id: strange })).toMatch(/hanya untuk petugas/);
    expect(await world.calls(leader, "show_evaluation", { kind: "kota" })).toMatch(/hanya untuk petugas/);
  });

  it("asks which, offers what there is, and says so where there is nothing", async () => {
    await answered("Dasar SPBE");
    await answered("Lanjutan SPBE");
    const officer = await world.officer();
    expect(await officer.talk.says("/evaluasi")).toMatch(/^Evaluasi apa yang ingin dilihat/);
    expect(await officer.talk.says("/evaluasi pelatihan SPBE")).toMatch(/^Yang mana\?\n\n1\. /);
    expect(await officer.talk.says("/evaluasi pelatihan menyelam")).toMatch(/^Saya belum menemukan evaluasi tentang “menyelam”/);
  });
});
