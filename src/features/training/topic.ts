import { knownRoots } from "../../language/roots.ts";
import { distance } from "../../language/spelling.ts";
import { createStemmer, type Stemmer } from "../../language/stemmer.ts";
import { isStopWord } from "../../language/stop-words.ts";
import { wordsOf } from "../../language/words.ts";
import { everydayWords, inOfficialWords } from "../competency/dictionary/everyday-words.ts";
import { forms } from "./forms.ts";
import type { Training } from "./store.ts";

/** Words that every request for a training has, and that say nothing about its subject. */
const filling = new Set(
  `pelatihan training diklat latihan kelas belajar rekomendasi rekomendasikan rekomendasiin saran sarankan cari carikan cariin ada apa aja
  saja yg buat untuk mau ingin pengen pingin minat tertarik jadwal info detail lihat tampilkan kartu bidang topik ikut ikutan daftar lagi baru
  buka dibuka terbuka bagus cocok tolong dong donk deh nih sekarang skrg skg bisa gak ga nggak tidak`.split(/\s+/),
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

/** What a word of the request is worth by where the training says it: its own words, what it develops, what is told of it beside. */
const worth = { named: 1, developed: 0.8, beside: 0.6 };

/**
 * Trainings that speak of what somebody asks for, best first; empty = none, or the request had no subject. `names`: competency names by
 * id. A word that no training and no list of everyday words knows is read as the one that it is a slip of.
 */
export function matchTopic(text: string, trainings: Training[], names: Map<string, string>): TopicMatch[] {
  const exact = trainings.filter((it) => it.code.toLowerCase() === text.trim().toLowerCase());
  if (exact.length > 0) return exact.map((training) => ({ training, fit: 1 }));
  const stem = createStemmer(() => 0);
  const shelf = trainings.map((training) => ({ training, ...spokenOf(training, names, stem) }));
  const said = withoutSlips(text, shelf);
  // As it was said, and as dictionary and catalogue say it: whichever a training speaks of more.
  const wanted = [stemsOf(said, stem).map((it) => [it]), meant(said, stem)].filter((it) => it.length > 0);
  const matches = shelf.map((it) => ({ training: it.training, fit: Math.max(0, ...wanted.map((subjects) => fitOf(it, subjects))) })).filter((it) => it.fit > 0);
  const best = Math.max(0, ...matches.map((it) => it.fit));
  return matches.filter((it) => it.fit > best / 2).sort((a, b) => b.fit - a.fit || (a.training.code < b.training.code ? -1 : 1));
}

/** What speaks of all that was said is meant; what speaks of a part of it only where nothing does. */
export function bestMeant(matches: TopicMatch[]): { trainings: Training[]; whole: boolean } {
  const whole = matches.filter((it) => it.fit === 1);
  return { trainings: (whole.length > 0 ? whole : matches).map((it) => it.training), whole: whole.length > 0 };
}

/** Those whose own name says all that was said: where it is one alone, somebody who names a training means that one. */
export function namedSo(text: string, trainings: Training[]): Training[] {
  const stem = createStemmer(() => 0);
  const wanted = stemsOf(text, stem);
  if (wanted.length === 0) return [];
  return trainings.filter(({ name }) => {
    const said = stemsIn([name], stem);
    return wanted.every((it) => said.has(it));
  });
}

/** Stems by where a training says them. */
interface Spoken {
  named: Set<string>;
  developed: Set<string>;
  beside: Set<string>;
}

function spokenOf({ name, keywords, series, form, targets, about, partner, provider }: Training, names: Map<string, string>, stem: Stemmer): Spoken {
  const developed = targets.map((it) => `${it.competency.replaceAll("-", " ")} ${names.get(it.competency) ?? ""}`);
  return {
    named: stemsIn([name, keywords, series, forms[form].name], stem),
    developed: new Set([...stemsIn(developed, stem), ...targets.map((it) => it.competency)]),
    beside: stemsIn([about, partner, provider], stem),
  };
}

const stemsIn = (texts: (string | null)[], stem: Stemmer): Set<string> => new Set(texts.flatMap((it) => wordsOf(it ?? "")).map(stem));

/** The subjects in official words: a competency of several words is one subject, found by its id or by all of its words. */
function meant(text: string, stem: Stemmer): string[][] {
  const parts = inOfficialWords(text).split(/\s+/);
  const subjects = parts.flatMap((part) =>
    part.includes("-") && everydayWords.meanings.has(part) ? [[part, ...wordsOf(part).map(stem)]] : stemsOf(part, stem).map((it) => [it]),
  );
  return [...new Map(subjects.map((it) => [it[0], it])).values()];
}

/** Mean worth of the subjects; each is its first form, or all the others together. */
const fitOf = (it: Spoken, subjects: string[][]): number =>
  subjects.reduce(
    (sum, [whole = "", ...words]) => sum + Math.max(worthOf(it, whole), words.length === 0 ? 0 : Math.min(...words.map((word) => worthOf(it, word)))),
    0,
  ) / subjects.length;

const worthOf = (it: Spoken, word: string): number =>
  it.named.has(word) ? worth.named : it.developed.has(word) ? worth.developed : it.beside.has(word) ? worth.beside : 0;

/** From so many letters on a word may be a slip of another, and from the second number on by two letters. */
const slips = { one: 5, two: 8 };

function withoutSlips(text: string, shelf: Spoken[]): string {
  const stem = createStemmer(() => 0);
  const known = new Set([...shelf.flatMap((it) => [...it.named, ...it.developed, ...it.beside]), ...everydayWords.words]);
  return text.replace(/\p{L}{5,}/gu, (written) => {
    const word = written.toLowerCase();
    const root = stem(word);
    if (known.has(word) || known.has(root) || knownRoots.has(root) || isStopWord(word) || filling.has(word)) return written;
    // "Ngarsip", "ngoding": the nasal of talk.
    const bare = word.replace(/^ng(?:e(?=[^aeiou]))?/, "");
    if (bare !== word && known.has(bare)) return bare;
    const limit = word.length >= slips.two ? 2 : 1;
    const near = [...known]
      .filter((it) => it.length >= slips.one - 1 && it[0] === word[0])
      .map((it) => ({ it, away: Math.min(distance(word, it, limit), distance(root, it, limit)) }))
      .filter(({ away }) => away <= limit)
      .sort((a, b) => a.away - b.away || (a.it < b.it ? -1 : 1));
    return near[0]?.it ?? written;
  });
}
