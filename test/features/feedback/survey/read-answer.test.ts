import { describe, expect, it } from "vitest";
import type { Question } from "../../../../src/features/feedback/survey/form.ts";
import { questionsOf } from "../../../../src/features/feedback/survey/form.ts";
import { numberIn } from "../../../../src/features/feedback/survey/number-in.ts";
import { type Heard, heardAnswer, heardAtReview } from "../../../../src/features/feedback/survey/read-answer.ts";
import { surveyFiles } from "../../../../src/features/feedback/survey/shipped.ts";
import type { Answer, Item } from "../../../../src/features/feedback/survey/survey.ts";
import { readSurvey } from "../../../../src/features/feedback/survey/survey-file.ts";

function asks(item: Item): Question {
  const [question] = questionsOf(
    { survey: { slug: "contoh", level: 1, title: "Contoh", intro: "Contoh", items: [item] }, capacity: item.capacities?.[0] ?? "peserta", competencies: [] },
    {},
  );
  if (!question) throw new Error("no question");
  return question;
}

const scale = (...labels: string[]) =>
  asks({ id: "s", kind: "scale", ask: "Apa?", optional: true, choices: labels.map((label, at) => ({ value: at + 1, label })) });
const puas = scale("Sangat tidak puas", "Tidak puas", "Cukup", "Puas", "Sangat puas");
const setuju = scale("Sangat tidak setuju", "Tidak setuju", "Ragu-ragu", "Setuju", "Sangat setuju");
const hambatan = asks({
  id: "h",
  kind: "multiple",
  ask: "Apa?",
  optional: true,
  choices: [
    { value: "waktu", label: "Waktu" },
    { value: "alat", label: "Alat atau sarana" },
    { value: "atasan", label: "Dukungan atasan" },
    { value: "tidak_ada", label: "Tidak ada hambatan", alone: true },
  ],
});
const tempo = asks({
  id: "t",
  kind: "single",
  ask: "Apa?",
  optional: true,
  choices: [
    { value: "lambat", label: "Terlalu lambat" },
    { value: "pas", label: "Sudah pas" },
    { value: "cepat", label: "Terlalu cepat" },
  ],
});
const nps = asks({ id: "n", kind: "nps", ask: "Apa?", optional: false });
const hari = asks({ id: "hari", kind: "number", ask: "Berapa?", optional: false, least: 0, most: 31, unit: "hari" });
const saran = asks({ id: "saran", kind: "text", ask: "Apa?", optional: true, most: 40 });

const value = (value: Answer): Heard => ({ kind: "answer", value });
const move = (it: Extract<Heard, { kind: "move" }>["move"]): Heard => ({ kind: "move", move: it });
const again = (why: Extract<Heard, { kind: "again" }>["why"]): Heard => ({ kind: "again", why });

describe("what an answer in words means", () => {
  const cases: [Question, string, Heard][] = [
    [puas, "5", value(5)],
    [puas, "lima", value(5)],
    [puas, "nomor 2 pak", value(2)],
    [puas, "sangat puas", value(5)],
    [puas, "Sgt puas.", value(5)],
    [puas, "puas sekali bu", value(5)],
    [puas, "puass", value(4)],
    [puas, "tdk puas", value(2)],
    [puas, "gak puas", value(2)],
    [puas, "cukup", value(3)],
    [puas, "saya pilih puas", value(4)],
    [puas, "puas banget sih", value(5)],
    [puas, "lumayan", value(3)],
    [puas, "lewati aja", move("skip")],
    [puas, "jeda dulu ya", move("later")],
    [scale("Kurang", "Baik", "Sangat baik"), "balik", move("back")],
    [scale("Kurang", "Baik", "Sangat baik"), "bagus bgt", value(3)],
    [scale("Kurang", "Baik", "Sangat baik"), "cukup", null],
    [scale("Bagus", "Baik"), "bagus", value(1)],
    [scale("Sulit", "Cukup mudah", "Mudah"), "cukup", value(2)],
    [scale("Sulit", "Cukup mudah", "Mudah"), "gampang", value(3)],
    [puas, "6", again("range")],
    [puas, "tidak tahu", move("skip")],
    [puas, "gak tau", move("skip")],
    [puas, "lewati", move("skip")],
    [puas, "kembali", move("back")],
    [puas, "nanti saja", move("later")],
    [puas, "nanti aja", move("later")],
    [puas, "Berapa JP minimal setahun?", null],
    [puas, "daftar pelatihan SPBE", null],
    [puas, "ubah 2", { kind: "change", place: 2 }],
    [puas, "mau ubah jawaban pertama", { kind: "change", place: 1 }],
    [puas, "ubah jawaban", move("review")],
    [puas, "kirim", move("send")],
    [tempo, "pas", value("pas")],
    [tempo, "pas kok", null],
    [tempo, "terlalu cepat", value("cepat")],
    [tempo, "lambat", value("lambat")],
    [tempo, "kecepatan", null],
    [tempo, "terlalu", null],
    [tempo, "sudah", null],
    [scale("Tidak tampak", "Sedikit tampak", "Cukup tampak"), "sedikit", value(2)],
    [setuju, "setuju", value(4)],
    [setuju, "stj", value(4)],
    [setuju, "ragu ragu", value(3)],
    [setuju, "sangat setuju ya", value(5)],
    [hambatan, "1 dan 3", value(["waktu", "atasan"])],
    [hambatan, "3, 1", value(["waktu", "atasan"])],
    [hambatan, "1 2", value(["waktu", "alat"])],
    [hambatan, "waktu sama dukungan atasan", value(["waktu", "atasan"])],
    [hambatan, "waktu", value(["waktu"])],
    [hambatan, "alat dan atasan", value(["alat", "atasan"])],
    [hambatan, "waktunya sama dukungan", value(["waktu", "atasan"])],
    [hambatan, "alat dan kopi", again("which")],
    [hambatan, "tidak ada hambatan", value(["tidak_ada"])],
    [hambatan, "gak ada", value(["tidak_ada"])],
    [hambatan, "nihil", value(["tidak_ada"])],
    [scale("Sulit", "Mudah"), "sudah", null],
    [scale("Sulit", "Mudah"), "udah", null],
    [scale("Sulit", "Mudah"), "mudha", value(2)],
    [hambatan, "1 dan 4", again("together")],
    [hambatan, "1 dan 9", again("which")],
    [hambatan, "9", again("range")],
    [hambatan, "selesai", move("done")],
    [hambatan, "apa itu SPBE dan bagaimana cara daftarnya", null],
    [nps, "0", value(0)],
    [nps, "9/10", value(9)],
    [nps, "8 dari 10", value(8)],
    [nps, "nilai 7", value(7)],
    [nps, "sepuluh", value(10)],
    [nps, "11", again("range")],
    [nps, "8,5", again("whole")],
    [nps, "mungkin", null],
    [hari, "dua puluh lima", value(25)],
    [hari, "2,5", value(2.5)],
    [hari, "-1", again("range")],
    [hari, "lima belas", value(15)],
    [hari, "sering", null],
    [saran, "Bagus, dipertahankan", value("Bagus, dipertahankan")],
    [saran, "ya", value("ya")],
    [saran, "5", value("5")],
    [saran, "Kapan ada lanjutan?", value("Kapan ada lanjutan?")],
    [saran, "lewati", move("skip")],
    [saran, "kirim", move("send")],
    [saran, "ganti jawaban nomor 2", { kind: "change", place: 2 }],
    [saran, "Ganti jadwalnya", value("Ganti jadwalnya")],
    [saran, "x".repeat(41), again("long")],
  ];
  it.each(cases.map(([question, words, heard]) => ({ of: question.item.kind, words, question, heard })))("$of: $words", ({ question, words, heard }) => {
    expect(heardAnswer(question, words)).toEqual(heard);
  });

  it("is each choice's own words, in every shipped survey", () => {
    for (const { text } of surveyFiles()) {
      for (const item of readSurvey(text).survey?.items ?? []) {
        if (!("choices" in item) || item.kind === "matrix") continue;
        for (const it of item.choices) {
          const heard = heardAnswer(asks(item), it.label.toLowerCase());
          expect([it.label, heard]).toEqual([it.label, value(item.kind === "multiple" ? [String(it.value)] : it.value)]);
        }
      }
    }
  });

  it("is, before sending, which answer to change, or that it goes out", () => {
    expect(heardAtReview("ubah 3")).toEqual({ kind: "change", place: 3 });
    expect(heardAtReview("ganti jawaban nomor dua ya")).toEqual({ kind: "change", place: 2 });
    expect(heardAtReview("Ubah jawaban no 10")).toEqual({ kind: "change", place: 10 });
    expect(heardAtReview("kirim")).toEqual(move("send"));
    expect(heardAtReview("ubah jawaban")).toEqual(move("review"));
    expect(heardAtReview("kembali")).toEqual(move("back"));
    expect(heardAtReview("Ya")).toEqual(move("send"));
    for (const it of ["sudah", "Benar", "betul", "oke pak", "siap", "sudah benar", "👍"]) expect([it, heardAtReview(it)]).toEqual([it, { kind: "nod" }]);
    expect(heardAtReview("apa sanksi bolos?")).toBeNull();
  });

  it("is a number in figures or in words", () => {
    expect(["nol", "sebelas", "dua belas", "tiga puluh", "empat puluh dua", "seratus", "ke-3", "1.000", "belas", "dua ratus"].map(numberIn)).toEqual([
      0,
      11,
      12,
      30,
      42,
      100,
      3,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
