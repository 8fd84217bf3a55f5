import { createStemmer, type Stemmer } from "../../language/stemmer.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { wordsOf } from "../../language/words.ts";
import { forms } from "./forms.ts";
import type { Training } from "./store.ts";

/** Words that every request for a training has, and that say nothing about its subject. */
const filling = new Set(
  `pelatihan training diklat latihan kelas belajar rekomendasi rekomendasikan rekomendasiin saran sarankan cari carikan cariin ada apa aja
  saja yg buat untuk mau ingin pengen pingin minat tertarik jadwal info detail lihat tampilkan kartu bidang topik ikut ikutan daftar lagi baru
  buka dibuka terbuka bagus cocok tolong dong donk deh nih bisa gak ga nggak tidak`.split(/\s+/),
);

/** Everyday words with what trainings call it. */
const meant: Record<string, string> = {
  komputer: "tik",
  it: "tik",
  ti: "tik",
  teknologi: "tik",
  egov: "spbe",
  "e-government": "spbe",
  leadership: "kepemimpinan",
  pemimpin: "kepemimpinan",
  kuliah: "tugas belajar",
  s2: "tugas belajar magister",
  arsip: "kearsipan",
  excel: "spreadsheet",
  humas: "komunikasi publik",
  siber: "keamanan informasi",
  pbj: "pengadaan",
};

/** The words that carry a request's subject, as they were written. */
export const topicWords = (text: string): string =>
  text
    .split(/\s+/)
    .filter((it) => wordsOf(it).some((word) => !isStopWord(word) && !filling.has(word)))
    .join(" ");

/** The words that carry a request's subject, as stems. */
export function topicStems(text: string, stem: Stemmer): string[] {
  const words = wordsOf(text.replaceAll(/e-gov(?:ernment|t)?/gi, "spbe")).filter((it) => !isStopWord(it) && !filling.has(it));
  return [...new Set(words.flatMap((it) => [it, ...(meant[it]?.split(" ") ?? [])].slice(meant[it] ? 1 : 0)).map(stem))];
}

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
  const wanted = topicStems(text, stem);
  if (wanted.length === 0) return [];
  const exact = trainings.filter((it) => it.code.toLowerCase() === text.trim().toLowerCase());
  if (exact.length > 0) return exact.map((training) => ({ training, fit: 1 }));
  const matches = trainings.map((training) => ({ training, fit: fitOf(training, wanted, names, stem) })).filter((it) => it.fit > 0);
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
