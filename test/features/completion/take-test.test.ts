import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readQuestions } from "../../../src/features/completion/check/question-file.ts";
import { type Question, runOf, saveQuestions, scoresOf } from "../../../src/features/completion/check/test-store.ts";
import { testData } from "../../../src/features/completion/personal-data.ts";
import { saveRule } from "../../../src/features/completion/result/rule-store.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, openCompletionWorld, tenant } from "./completion-world.ts";

const questions: Question[] = [
  { question: "Apa kepanjangan SPBE?", options: ["Sistem Pemerintahan Berbasis Elektronik", "Surat Perintah Bayar"], correct: 0 },
  { question: "Siapa yang memakai layanan?", options: ["Warga", "Tidak ada", "Mesin"], correct: 0 },
];

describe.each(testDatabases())("short tests on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  async function classWithTests(sessions = ["2026-12-07T08:00/2026-12-07T16:00", "2026-12-08T08:00/2026-12-08T16:00"]) {
    const it = await world.cityClass("Dasar SPBE", { sessions });
    for (const test of ["awal", "akhir"] as const) await saveQuestions(world.db, tenant, it.training, test, questions);
    return { ...it, ani: await world.participant(it.id, "Ani Contoh") };
  }

  it("ask question by question before the last day, and keep the points", async () => {
    const { id, ani } = await classWithTests();
    expect(await ani.talk.says("/tes")).toMatch(/^Tes awal \*Dasar SPBE\*: 2 soal singkat\. Nilainya tidak memengaruhi hasil/);
    expect(await ani.talk.taps("Mulai")).toBe("Soal 1 dari 2\n*Apa kepanjangan SPBE?*\n\nA. Sistem Pemerintahan Berbasis Elektronik\nB. Surat Perintah Bayar");
    expect(await ani.talk.taps("A")).toMatch(/^Soal 2 dari 2/);
    expect(await ani.talk.says("2")).toBe("Terima kasih. Nilai tes awal Anda di *Dasar SPBE*: 50 dari 100.");
    expect(await ani.talk.says("/tes")).toBe("Tes awal *Dasar SPBE* sudah Anda kerjakan dengan nilai 50.");
    expect([...(await scoresOf(world.db, tenant, id, "awal")).values()]).toEqual([50]);
    expect((await testData.collect(world.db, ani.who)).lines).toEqual(["tes awal, Dasar SPBE: nilai 50"]);
  });

  it("say what is needed afterwards, may be repeated, and count the best", async () => {
    const { id, training, ani } = await classWithTests();
    await saveRule(world.db, tenant, training, { attendance: 0.8, testLeast: 70 }, world.clock.now());
    world.comes("2026-12-08T15:00");
    const takes = async (...letters: string[]) => {
      await ani.talk.says("/tes");
      await ani.talk.taps(/^(Mulai|Kerjakan lagi)$/);
      let last = "";
      for (const it of letters) last = await ani.talk.taps(it);
      return last;
    };
    expect(await takes("A", "B")).toBe("Selesai. Nilai tes akhir Anda di *Dasar SPBE*: 50 dari 100.\nSyaratnya 70. Masih dapat diulang 2 kali: ketik /tes.");
    expect(await takes("A", "A")).toMatch(/100 dari 100\.\nSyarat tes terpenuhi\./);
    expect(await takes("B", "B")).toMatch(/: 0 dari 100\.\nSyarat tes terpenuhi\./);
    expect(await ani.talk.says("/tes")).toMatch(/sudah dikerjakan 3 kali\. Nilai terbaik Anda: 100\.$/);
    expect([...(await scoresOf(world.db, tenant, id, "akhir")).values()]).toEqual([100]);
  });

  it("count a tap once, and go on days later where they stood", async () => {
    const { id, ani } = await classWithTests();
    await ani.talk.says("/tes");
    await ani.talk.taps("Mulai");
    const input = { class: id, test: "awal", at: 0, choice: 1 };
    await world.performs(ani.who, { capability: "take_test", input });
    const again = await world.performs(ani.who, { capability: "take_test", input: { ...input, choice: 0 } });
    expect(again.reply.text).toMatch(/^Soal 2 dari 2/);
    expect((await runOf(world.db, ani.who, id, "awal"))?.answers).toEqual([1]);
    // Another edition of the questions does not change a test that is under way.
    await saveQuestions(world.db, tenant, (await world.cityClass("Lain")).training, "awal", questions);
    world.clock.pass({ hours: 40 });
    expect(await ani.talk.says("/tes")).toMatch(/^Soal 2 dari 2/);
    expect((await world.performs(ani.who, { capability: "take_test", input: { ...input, at: 1, choice: 5 } })).reply.text).toMatch(/^Soal 2 dari 2/);
  });

  it("are for who is in the class, and where there are questions", async () => {
    await classWithTests();
    const outside = await world.person("Tamu Contoh");
    expect(await (await world.talk(outside)).says("/tes")).toBe("Saat ini tidak ada tes untuk kelas yang Anda ikuti.");
    const bare = await world.cityClass("Tanpa Tes");
    const budi = await world.participant(bare.id, "Budi Contoh");
    expect(await budi.talk.says("/tes")).toBe("Saat ini tidak ada tes untuk kelas yang Anda ikuti.");
  });
});

describe("a file of questions", () => {
  it("is read as YAML and as a table, with the right answer as a letter, a number or its words", async () => {
    const yaml = "- soal: Satu?\n  pilihan: [Ya, Bukan]\n  benar: B\n- soal: Dua?\n  pilihan: [10, 20, 30]\n  benar: 20\n";
    expect(await readQuestions("soal.yaml", Buffer.from(yaml))).toEqual({
      questions: [
        { question: "Satu?", options: ["Ya", "Bukan"], correct: 1 },
        { question: "Dua?", options: ["10", "20", "30"], correct: 1 },
      ],
      faults: [],
    });
    const csv = "Soal;Pilihan A;Pilihan B;Pilihan C;Benar\nSatu?;Ya;Bukan;;1\nDua?;a1;b2;c3;C\n";
    expect((await readQuestions("soal.csv", Buffer.from(csv))).questions).toEqual([
      { question: "Satu?", options: ["Ya", "Bukan"], correct: 0 },
      { question: "Dua?", options: ["a1", "b2", "c3"], correct: 2 },
    ]);
  });

  it.each([
    ["- soal: Satu?\n  pilihan: [Ya]\n  benar: A\n", "Soal 1: pilihannya harus 2 sampai 6."],
    ["- soal: Satu?\n  pilihan: [Ya, Bukan]\n  benar: C\n", 'Soal 1: jawaban benar "C" bukan huruf, nomor, atau bunyi salah satu pilihan.'],
    ["- soal: Satu?\n  pilihan: [Ya, ya]\n  benar: A\n", "Soal 1: ada pilihan yang sama."],
    ["soal: Satu?\n", "Isinya harus daftar soal, masing-masing dengan soal, pilihan, dan benar."],
    ["[]", "Tidak ada soal."],
  ])("%j is not used: %s", async (yaml, fault) => {
    expect((await readQuestions("soal.yml", Buffer.from(yaml))).faults).toEqual([fault]);
  });
});
