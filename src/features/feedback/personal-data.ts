import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn } from "../../core/talk-data.ts";
import { competenciesById } from "../competency/dictionary/dictionary-store.ts";
import { aboutOf } from "./measure/values.ts";
import { askedAbout, cutPerson, type OwnRequest, requestsOf, spokeIn } from "./person-store.ts";
import { measureName } from "./report/part-words.ts";
import type { Answer, Item, Survey } from "./survey/survey.ts";

const texts = {
  what: {
    reaksi: (training: string) => `Kesan tentang ${training}`,
    belajar: (training: string) => `Hasil belajar ${training}`,
    perilaku: (training: string, days: number) => `Penerapan ${training} sesudah ${days} hari`,
  },
  other: { atasan: "Penilaian perilaku staf", rekan: "Penilaian perilaku rekan" },
  state: { done: (day: string) => `dikirim ${day}`, declined: "tidak bersedia", closed: "ditutup tanpa jawaban", open: "belum dikirim" },
  level: (competency: string) => `Tingkat perilaku ${competency}`,
  levelOf: (level: number) => (level === 0 ? "belum pernah" : `tingkat ${level}`),
  nps: (words: string) => `${words} dari 10`,
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
    const rated = new Set(own.flatMap((it) => Object.keys(it.answers).flatMap((key) => competencyIn(it.survey, key) ?? [])));
    const names = new Map([...(await competenciesById(db, subject, [...rated])).values()].map((it) => [it.id, it.name]));
    const lines = [
      ...own.map((it) => lineOf(it, names, subject.zone)),
      ...about.map((it) => texts.about(it.training)),
      ...spoke.map((it) => texts.spoke(it.training)),
    ];
    const data = own.map(({ survey, answers, ...it }) => ({ ...it, ...(it.capacity === "peserta" ? { answers: inWords(survey, answers, names) } : {}) }));
    return { lines, data: { asked: data, about, spoke } };
  },
  erase: (db, subject) => cutPerson(db, subject),
});

/** One's own answers in words; of answers about others only how many. */
function lineOf(it: OwnRequest, names: Names, zone: string | undefined): string {
  const state = it.doneAt ? texts.state.done(dayIn(it.doneAt, zone)) : it.declined ? texts.state.declined : it.closed ? texts.state.closed : texts.state.open;
  const given = inWords(it.survey, it.answers, names);
  if (it.capacity !== "peserta") return `${texts.other[it.capacity]}, ${state}, ${texts.answers(given.length)}`;
  const words = given.map(({ asked, answer }) => `${asked}: ${answer}`);
  return `${texts.what[it.step](it.training, it.days)}, ${state}${words.length > 0 ? `. ${words.join("; ")}` : ""}`;
}

/** Competencies by id. */
type Names = Map<string, string>;

const itemOf = ({ items }: Survey, key: string): Item | undefined => items.find((it) => key === it.id || key.startsWith(`${it.id}.`));
/** Whose level a key holds; undefined = of none. */
const competencyIn = (survey: Survey, key: string): string | undefined =>
  itemOf(survey, key)?.kind === "behaviour" ? key.slice(key.indexOf(".") + 1) : undefined;

/** What was asked and answered, choices by their label; what was left out is left out. A list: two items may be worded alike. */
const inWords = (survey: Survey, answers: OwnRequest["answers"], names: Names): { asked: string; answer: string }[] =>
  inOrder(survey, answers).flatMap(([key, answer]) =>
    answer === null ? [] : [{ asked: askedIn(survey, key, names), answer: wordsOf(itemOf(survey, key), answer) }],
  );

/** As they were asked: the base keeps them in an order of its own. */
const inOrder = (survey: Survey, answers: OwnRequest["answers"]): [string, Answer][] => {
  const place = ([key]: [string, Answer]): number => survey.items.indexOf(itemOf(survey, key) as Item);
  return Object.entries(answers).toSorted((one, other) => place(one) - place(other));
};

function askedIn(survey: Survey, key: string, names: Names): string {
  const item = itemOf(survey, key);
  const competency = competencyIn(survey, key);
  if (competency !== undefined) return texts.level(names.get(competency) ?? competency);
  const row = item?.kind === "matrix" ? item.rows.find((it) => key === `${item.id}.${it.id}`)?.ask : undefined;
  return item ? measureName({ measure: key, topic: aboutOf(item), ask: row ?? item.ask }) : key;
}

function wordsOf(item: Item | undefined, answer: NonNullable<Answer>): string {
  if (item?.kind === "behaviour") return texts.levelOf(Number(answer));
  const choices = item && "choices" in item ? item.choices : [];
  const label = (value: number | string) => choices.find((it) => it.value === value)?.label ?? String(value);
  const words = Array.isArray(answer) ? answer.map(label).join(", ") : label(answer);
  return item?.kind === "nps" ? texts.nps(words) : words;
}
