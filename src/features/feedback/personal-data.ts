import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn } from "../../core/talk-data.ts";
import { askedAbout, cutPerson, type OwnRequest, requestsOf, spokeIn } from "./person-store.ts";
import type { Answer, Survey } from "./survey/survey.ts";

const texts = {
  what: {
    reaksi: (training: string) => `Kesan tentang ${training}`,
    belajar: (training: string) => `Hasil belajar ${training}`,
    perilaku: (training: string, days: number) => `Penerapan ${training} sesudah ${days} hari`,
  },
  other: { atasan: "Penilaian perilaku staf", rekan: "Penilaian perilaku rekan" },
  state: { done: (day: string) => `dikirim ${day}`, declined: "tidak bersedia", closed: "ditutup tanpa jawaban", open: "belum dikirim" },
  answers: (count: number) => `${count} jawaban`,
  about: (training: string) => `Atasan atau rekan diminta menilai perilaku Anda sesudah ${training}; jawabannya rahasia (gabungan lima orang atau lebih)`,
  spoke: (training: string) => `Pembicara: ${training}`,
};

/** What somebody answered, and that others were asked about them. `days`: how long it stays the person's. */
export const feedbackData = (days: number): PersonalData => ({
  title: "Survei sesudah pelatihan",
  tables: ["survey_request", "class_speaker"],
  purpose: {
    use: "menilai dan memperbaiki pelatihan; penilaian perilaku ikut menghitung level kompetensi",
    basis: "kewenangan",
    kept: `${days} hari, atau sampai persetujuan ditarik; angka gabungan tetap, tanpa kaitan dengan Anda`,
    seenBy: "Anda; petugas dan pemateri hanya gabungan lima jawaban atau lebih, dan kutipan kalimat tanpa nama",
  },
  async collect(db, subject) {
    const [own, about, spoke] = [await requestsOf(db, subject), await askedAbout(db, subject), await spokeIn(db, subject)];
    const lines = [
      ...own.map((it) => lineOf(it, subject.zone)),
      ...about.map((it) => texts.about(it.training)),
      ...spoke.map((it) => texts.spoke(it.training)),
    ];
    const data = own.map(({ survey, answers, ...it }) => ({ ...it, ...(it.capacity === "peserta" ? { answers: inWords(survey, answers) } : {}) }));
    return { lines, data: { asked: data, about, spoke } };
  },
  erase: (db, subject) => cutPerson(db, subject),
});

/** One's own answers in words; of answers about others only how many. */
function lineOf(it: OwnRequest, zone: string | undefined): string {
  const state = it.doneAt ? texts.state.done(dayIn(it.doneAt, zone)) : it.declined ? texts.state.declined : it.closed ? texts.state.closed : texts.state.open;
  const given = inWords(it.survey, it.answers);
  if (it.capacity !== "peserta") return `${texts.other[it.capacity]}, ${state}, ${texts.answers(Object.keys(given).length)}`;
  const words = Object.entries(given).map(([item, answer]) => `${item} ${answer}`);
  return `${texts.what[it.step](it.training, it.days)}, ${state}${words.length > 0 ? `: ${words.join("; ")}` : ""}`;
}

/** Answers by item, choices by their label; what was left out is left out. */
function inWords(survey: Survey, answers: OwnRequest["answers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(answers).flatMap(([key, answer]) => (answer === null ? [] : [[key, wordsOf(survey, key, answer)]])));
}

function wordsOf({ items }: Survey, key: string, answer: NonNullable<Answer>): string {
  const item = items.find((it) => key === it.id || key.startsWith(`${it.id}.`));
  const choices = item && "choices" in item ? item.choices : [];
  const label = (value: number | string) => choices.find((it) => it.value === value)?.label ?? String(value);
  return Array.isArray(answer) ? answer.map(label).join(", ") : label(answer);
}
