import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../../src/db/database.ts";
import type { OpenDatabase } from "../../../../src/db/open.ts";
import { questionsOf } from "../../../../src/features/feedback/survey/form.ts";
import { surveyFiles, syncSurveys } from "../../../../src/features/feedback/survey/shipped.ts";
import { readSurvey, writeSurvey } from "../../../../src/features/feedback/survey/survey-file.ts";
import { addEdition, editionsOf, newestSurveys } from "../../../../src/features/feedback/survey/survey-store.ts";
import { testClock, testDatabases } from "../../../world.ts";

const head = "nama: contoh\njudul: Contoh\ntingkat: 3\npengantar: Contoh sebuah survei.\nbutir:\n";
const item = (text: string): string => `  - ${text.replaceAll("\n", "\n    ")}\n`;
const scale = (id: string, more = ""): string => item(`id: ${id}\njenis: skala\ntanya: Bagaimana?\npilihan: [Kurang, Cukup, Baik]${more}`);
const faults = (text: string): string[] => readSurvey(text).faults;
const shippedOf = (slug: string) => {
  const found = surveyFiles()
    .map((it) => readSurvey(it.text).survey)
    .find((it) => it?.slug === slug);
  if (!found) throw new Error(`no shipped survey ${slug}`);
  return found;
};

describe("a survey file", () => {
  it("says every fault in a line with its place", () => {
    expect(faults("nama: [")).toEqual(["Tidak terbaca di sekitar baris 1: periksa titik dua, tanda kutip, dan lekuk barisnya."]);
    expect(faults("- butir")).toEqual(["Isinya harus survei dengan nama, judul, tingkat, pengantar, dan butir."]);
    expect(faults("nama: Besar\njudul: Contoh\ntingkat: 5\nbutir: []\nlain: 1")).toEqual([
      "nama: ditulis dengan huruf kecil, angka, dan tanda hubung",
      "tingkat: harus 1, 2, 3, atau 4",
      "pengantar: wajib diisi",
      "butir: perlu paling sedikit satu butir",
      "tidak dikenal: lain",
    ]);
    expect(faults(head + item("id: a\njenis: bintang\ntanya: Apa?") + item("jenis: teks\ntanya: Apa?\nwajib: ya") + scale("c", "\nbila: {butir: a}"))).toEqual([
      "Butir 1 (a): jenis: jenisnya harus skala, pilih, pilih_banyak, angka, nps, tabel, perilaku, atau teks",
      "Butir 2: id: wajib diisi",
      "Butir 2: tidak dikenal: wajib",
    ]);
  });

  it("says in an officer's words what is no text, no single survey, or of another type", () => {
    const notText = ["Bukan berkas teks: simpan sebagai teks biasa (UTF-8), bukan Excel, Word, atau PDF."];
    for (const text of ["PK\u0003\u0004\0\0", "nama: caf\uFFFD", `${head.replace("Contoh\n", '"Con\\0toh"\n')}${scale("a")}`])
      expect(faults(text)).toEqual(notText);
    expect(faults("nama: satu\njudul: A\njudul: B")).toEqual(["Kunci yang sama ditulis dua kali, di sekitar baris 3."]);
    expect(faults(`${head}${scale("a")}---\n${head}`)).toEqual(["Satu berkas berisi satu survei: hapus garis `---` dan semua yang ada di bawahnya."]);
    expect(
      faults(
        `${head.replace("judul: Contoh", "judul: 5")}${item("id: 1\njenis: teks\ntanya: Apa?")}${item("teks saja")}${item("id: b\njenis: angka\ntanya: Berapa?\nterkecil: lima\nterbesar: 9")}`,
      ),
    ).toEqual([
      "judul: harus berupa teks",
      "Butir 1 (1): id: harus berupa teks",
      "Butir 2: harus berisi id, jenis, dan tanya",
      "Butir 3 (b): terkecil: harus berupa angka",
    ]);
  });

  it("refuses what cannot be asked", () => {
    expect(faults(head + scale("a") + scale("a"))).toEqual(["Butir 2 (a): id ini sudah dipakai butir sebelumnya."]);
    expect(faults(head + scale("a", "\nbila: {butir: z, paling_sedikit: 2}"))).toEqual(['Butir 1 (a): bila memakai butir "z" yang tidak ada.']);
    expect(faults(head + scale("a", "\nbila: {butir: b, paling_sedikit: 2}") + scale("b"))).toEqual([
      'Butir 1 (a): bila memakai butir "b" yang baru ditanyakan sesudahnya.',
    ]);
    expect(faults(head + scale("a") + scale("b", "\nbila: {butir: a, salah_satu: [7]}"))).toEqual(['Butir 2 (b): butir "a" tidak punya pilihan bernilai "7".']);
    expect(faults(head + scale("a") + scale("b", "\nbila: {butir: a}"))).toEqual(["Butir 2 (b): bila perlu salah_satu, paling_sedikit, atau paling_banyak."]);
    expect(faults(head + item("id: a\njenis: teks\ntanya: Apa?") + scale("b", "\nbila: {butir: a, paling_sedikit: 1}"))).toEqual([
      'Butir 2 (b): bila memakai butir "a"; jawaban seperti itu tidak dapat menjadi syarat.',
    ]);
    expect(faults(head + scale("a", "\nkapasitas: [atasan]") + scale("b", "\nbila: {butir: a, paling_sedikit: 1}"))).toEqual([
      'Butir 2 (b): butir "a" tidak ditanyakan kepada semua yang ditanyai butir ini.',
    ]);
    expect(faults(head + item(`id: a\njenis: pilih\ntanya: Apa?\npilihan: [Ya, ya, ${"x".repeat(61)}]`))).toEqual([
      `Butir 1 (a): pilihan "${"x".repeat(61)}" lebih dari 60 huruf.`,
      'Butir 1 (a): pilihan "ya" tertulis dua kali.',
    ]);
    expect(faults(head + item("id: a\njenis: angka\ntanya: Berapa {hari}?\nterkecil: 3\nterbesar: 3"))).toEqual([
      "Butir 1 (a): {hari} tidak dikenal; yang ada {kelas} dan {pegawai}.",
      "Butir 1 (a): terkecil harus lebih kecil daripada terbesar.",
    ]);
    const nine = Array.from({ length: 9 }, (_, at) => scale(`b${at}`)).join("");
    expect(faults(head.replace("tingkat: 3", "tingkat: 1") + nine)).toEqual(["Tingkat 1 paling banyak 8 pertanyaan supaya selesai dalam dua menit; ini 9."]);
    expect(faults(head + nine)).toEqual([]);
  });

  it("is written back as it was read, with every kind of question", () => {
    const text = `${head}${scale("a")}${scale("b", "\nbila: {butir: a, salah_satu: [1, 2], paling_banyak: 2}\nboleh_dilewati: true\ntopik: materi\nkapasitas: [peserta]")}${item(
      "id: c\njenis: pilih\ntanya: Yang mana?\npilihan: [Ya, {nilai: 0, label: Tidak}]",
    )}${item("id: d\njenis: pilih_banyak\ntanya: Apa saja?\npilihan: [A, {nilai: x, label: Tidak ada, sendiri: true}]")}${item(
      "id: e\njenis: angka\ntanya: Berapa?\nterkecil: 0\nterbesar: 9\nsatuan: hari",
    )}${item("id: f\njenis: nps\ntanya: Seberapa mungkin?")}${item("id: g\njenis: tabel\ntanya: Nilailah\nbaris: [{id: r1, tanya: Satu}, {id: r2, tanya: Dua}]\npilihan: [A, B]")}${item(
      "id: h\njenis: perilaku",
    )}${item("id: i\njenis: teks\ntanya: Apa lagi?\npaling_panjang: 90")}${scale("j", "\nbila: {butir: g.r2, paling_sedikit: 2}")}`;
    const { survey } = readSurvey(text);
    if (!survey) throw new Error(faults(text).join("\n"));
    expect(survey.items.map((it) => it.kind)).toEqual(["scale", "scale", "single", "multiple", "number", "nps", "matrix", "behaviour", "text", "scale"]);
    expect(readSurvey(writeSurvey(survey)).survey).toEqual(survey);
  });

  it.each(surveyFiles())("shipped, is one: $name", ({ name, text }) => {
    const { survey } = readSurvey(text);
    if (!survey) throw new Error(faults(text).join("\n"));
    expect(`${survey.slug}.yaml`).toBe(name);
    expect(readSurvey(writeSurvey(survey)).survey).toEqual(survey);
    expect(text).not.toMatch(/anonim/i);
  });

  it("shipped, of the reaction takes at most eight questions, one of them in own words and none in sight of others", () => {
    const form = { survey: shippedOf("reaksi"), capacity: "peserta" as const, competencies: [] };
    expect(questionsOf(form, {}).map((it) => it.key)).toEqual(["pembicara", "materi", "relevansi", "tempo", "fasilitas", "nps", "saran"]);
  });
});

describe.each(testDatabases())("editions of a survey on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());
  const kendari = { cell: 1, agencyId: 2 };
  const now = testClock().now();
  const by = { origin: "city", by: null, now } as const;

  it("are given to every city once, follow the program, and leave alone what a city made its own", async () => {
    const { db } = base;
    const files = surveyFiles();
    const { cities } = await db.one(z.object({ cities: z.number() }), sql`select count(*)::int as cities from agency`);
    // Two replicas that start at once, where the database takes two.
    await Promise.all([syncSurveys(db, 1, files, now), syncSurveys(db, 1, files, now)]);
    expect((await editionsOf(db, kendari)).map((it) => [it.slug, it.version, it.origin])).toEqual([
      ["belajar", 1, "shipped"],
      ["perilaku", 1, "shipped"],
      ["reaksi", 1, "shipped"],
    ]);
    expect(await syncSurveys(db, 1, files, now)).toBe(0);
    const own = { ...shippedOf("reaksi"), title: "Tanggapan Kendari" };
    expect(await addEdition(db, kendari, own, by)).toEqual({ version: 2, isNew: true });
    expect(await addEdition(db, kendari, own, by)).toEqual({ version: 2, isNew: false });
    const newer = files.map(({ name, text }) => ({ name, text: text.replace("judul: Tanggapan pelatihan", "judul: Tanggapan Anda") }));
    expect(await syncSurveys(db, 1, newer, now)).toBe(cities - 1);
    expect((await newestSurveys(db, kendari)).get("reaksi")?.survey.title).toBe("Tanggapan Kendari");
    expect((await newestSurveys(db, { cell: 1, agencyId: 3 })).get("reaksi")).toMatchObject({ version: 2, survey: { title: "Tanggapan Anda" } });
    // The old one stays readable.
    expect((await editionsOf(db, kendari)).find((it) => it.slug === "reaksi")?.survey.title).toBe("Tanggapan pelatihan");
  });

  it("are refused whole where a shipped file is broken", async () => {
    await expect(syncSurveys(base.db, 1, [{ name: "rusak.yaml", text: "nama: x" }], now)).rejects.toThrow(/Berkas rusak\.yaml: .*judul: wajib diisi/);
  });
});
