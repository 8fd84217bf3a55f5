import { createStemmer, type Stemmer } from "../../language/stemmer.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { wordsOf } from "../../language/words.ts";
import { inOfficialWords } from "../competency/everyday-words.ts";
import { forms } from "./forms.ts";
import type { Training } from "./store.ts";

/** Words that every request for a training has, and that say nothing about its subject. */
const filling = new Set(
  `pelatihan training diklat latihan kelas belajar rekomendasi rekomendasikan rekomendasiin saran sarankan cari carikan cariin ada apa aja
  saja yg buat untuk mau ingin pengen pingin minat tertarik jadwal info detail lihat tampilkan kartu bidang topik ikut ikutan daftar lagi baru
  buka dibuka terbuka bagus cocok tolong dong donk deh nih bisa gak ga nggak tidak`.split(/\s+/),
);

/** The words that carry a request's subject, as they were written. */
export const topicWords = (text: string): string =>
  text
    .split(/\s+/)
    .filter((it) => wordsOf(it).some((word) => !isStopWord(word) && !filling.has(word)))
    .join(" ");

/** The words that carry a request's subject, as stems, in the words of dictionary and catalogue. */
export const topicStems = (text: string, stem: Stemmer): string[] => stemsOf(inOfficialWords(text), stem);

const stemsOf = (text: string, stem: Stemmer): string[] => [
  ...new Set(
    wordsOf(text)
      .filter((it) => !isStopWord(it) && !filling.has(it))
      .map(stem),
  ),
];

export interface TopicMatch {
  training: Training;
  /** 0 to 1: how much of the request the training speaks of. */
  fit: number;
}

/**
 * Trainings that speak of what somebody asks for, best first; empty = none, or the request had no subject. A word in the name, the
 * keywords or a competency counts whole, one in the description half. `names`: competency names by id.
 */
export function matchTopic(text: string, trainings: Training[], names: Map<string, string>): TopicMatch[] {
  const stem = createStemmer(() => 0);
  // As it was said, and as dictionary and catalogue say it: whichever a training speaks of more.
  const wanted = [stemsOf(text, stem), topicStems(text, stem)].filter((it) => it.length > 0);
  if (wanted.length === 0) return [];
  const exact = trainings.filter((it) => it.code.toLowerCase() === text.trim().toLowerCase());
  if (exact.length > 0) return exact.map((training) => ({ training, fit: 1 }));
  const matches = trainings
    .map((training) => ({ training, fit: Math.max(...wanted.map((it) => fitOf(training, it, names, stem))) }))
    .filter((it) => it.fit > 0);
  const best = Math.max(0, ...matches.map((it) => it.fit));
  return matches.filter((it) => it.fit >= best / 2).sort((a, b) => b.fit - a.fit || (a.training.code < b.training.code ? -1 : 1));
}

function fitOf(training: Training, wanted: string[], names: Map<string, string>, stem: Stemmer): number {
  const { name, keywords, series, about, partner, provider, form, targets } = training;
  const main = stemsIn(
    [name, keywords, series, forms[form].name, ...targets.map((it) => `${it.competency.replaceAll("-", " ")} ${names.get(it.competency) ?? ""}`)],
    stem,
  );
  const beside = stemsIn([about, partner, provider], stem);
  const hits = wanted.reduce((sum, it) => sum + (main.has(it) ? 1 : beside.has(it) ? 0.5 : 0), 0);
  return hits / wanted.length;
}

const stemsIn = (texts: (string | null)[], stem: Stemmer): Set<string> => new Set(texts.flatMap((it) => wordsOf(it ?? "")).map(stem));
