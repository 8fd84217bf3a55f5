import type { Question } from "./form.ts";
import { numberIn } from "./number-in.ts";
import { isRespelled, plainWords } from "./plain-words.ts";
import type { Answer, Choice } from "./survey.ts";

/**
 * What somebody means who types instead of tapping. `again`: it is meant as an answer, and cannot be one; null: it is no answer at all,
 * but something else (a question about a rule).
 */
export type Heard =
  | { kind: "answer"; value: Answer }
  | { kind: "move"; move: "back" | "skip" | "later" | "decline" | "done" | "send" | "review" }
  | { kind: "change"; place: number }
  | { kind: "again"; why: "range" | "whole" | "long" | "together" | "which" }
  /** Polite agreement where only a plain yes sends. */
  | { kind: "nod" }
  | null;

const moves: Record<string, Extract<Heard, { kind: "move" }>["move"]> = {
  kembali: "back",
  sebelumnya: "back",
  mundur: "back",
  balik: "back",
  "balik lagi": "back",
  lewati: "skip",
  lewat: "skip",
  skip: "skip",
  "lewati saja": "skip",
  "skip saja": "skip",
  "tidak tahu": "skip",
  "tidak yakin": "skip",
  "tidak ada jawaban": "skip",
  nanti: "later",
  "nanti saja": "later",
  "nanti dulu": "later",
  jeda: "later",
  "jeda dulu": "later",
  "tidak ingin mengisi": "decline",
  "tidak dapat menilai": "decline",
  "kurang mengenalnya": "decline",
  selesai: "done",
  cukup: "done",
  kirim: "send",
  "kirim saja": "send",
  ubah: "review",
  "ubah jawaban": "review",
};

/** What the words say about the open question. */
export function heardAnswer(question: Question, text: string): Heard {
  const { item } = question;
  const words = plainWords(text);
  const one = matching(question.choices, words);
  if (one) return { kind: "answer", value: item.kind === "multiple" ? [String(one.value)] : one.value };
  const place = placeToChange(words);
  if (place !== undefined) return { kind: "change", place };
  const move = Object.hasOwn(moves, words) ? moves[words] : undefined;
  if (move && (item.kind === "multiple" || move !== "done")) return { kind: "move", move };
  switch (item.kind) {
    case "text":
      return text.trim().length > item.most ? { kind: "again", why: "long" } : { kind: "answer", value: text.trim() };
    case "nps":
      return numeric(words, 0, 10, true);
    case "number":
      return numeric(words, item.least, item.most, false);
    case "multiple":
      return several(question.choices, words);
    case "behaviour":
      return placed(question.choices, words, true);
    default:
      return placed(question.choices, words, false) ?? byItsWord(question.choices, words);
  }
}

/** "Pas", of "Sudah pas". */
function byItsWord(choices: Choice[], words: string): Heard {
  const one = choiceMeant(choices, words);
  return one ? { kind: "answer", value: one.value } : null;
}

/** "Ubah 2", "mau ganti jawaban pertama": which answer is to be changed. */
function placeToChange(words: string): number | undefined {
  const place = /^(?:(?:saya )?(?:mau|ingin) )?(?:ubah|ganti|perbaiki|koreksi|ralat)(?: jawaban)?(?: (?:nomor|no|ke|yang))* ?(.+)$/.exec(words)?.[1];
  return place === "pertama" ? 1 : place === undefined ? undefined : numberIn(place);
}

/** What the words say where all is answered and only sending is left. */
export function heardAtReview(text: string): Heard {
  if (/^ya[.!]?$/i.test(text.trim())) return { kind: "move", move: "send" };
  const words = plainWords(text);
  if (words.split(" ").every((it) => nods.has(it))) return { kind: "nod" };
  const named = /^(?:jawaban )?(?:nomor|no) ?(.+)$/.exec(words)?.[1];
  const number = placeToChange(words) ?? (named === undefined ? undefined : numberIn(named));
  if (number !== undefined) return { kind: "change", place: number };
  const move = Object.hasOwn(moves, words) ? moves[words] : undefined;
  return move && move !== "skip" && move !== "done" ? { kind: "move", move } : move === "done" ? { kind: "move", move: "send" } : null;
}

/** Said with politeness, or about the list being right; a thumb and whom it is said to leave no word at all. */
const nods = new Set(["", ...`ya iya sudah benar betul oke ok okay baik siap sip setuju sesuai lengkap pas semua semuanya`.split(" ")]);

/** A choice by its own words, also with one slip of the finger, or turned round: "puas sekali" is "sangat puas". */
function matching(choices: Choice[], words: string): Choice | undefined {
  const named = choices.map((it) => ({ it, words: plainWords(it.label) }));
  const turned = words.endsWith(" sangat") ? `sangat ${words.slice(0, -7)}` : words;
  const meant = turned.replace(/\p{L}+/gu, (it) => (Object.hasOwn(alike, it) ? (alike[it] as string) : it));
  const exact = named.find((one) => one.words === words || one.words === turned) ?? named.find((one) => one.words === meant) ?? enough(named, meant);
  if (exact || words.length < 5 || /\d/.test(words) || isKnown(words)) return exact?.it;
  const near = named.filter((one) => one.words[0] === turned[0] && oneSlip(one.words, turned));
  return near.length === 1 ? near[0]?.it : undefined;
}

/** Said for a word of a scale. */
const alike: Record<string, string> = { bagus: "baik", bgs: "baik", lumayan: "cukup", gampang: "mudah", susah: "sulit", bermanfaat: "berguna" };

/** "Cukup" alone, of "Cukup mudah". */
function enough<T extends { words: string }>(named: T[], words: string): T | undefined {
  const found = words === "cukup" ? named.filter((it) => it.words.startsWith("cukup ")) : [];
  return found.length === 1 ? found[0] : undefined;
}

/** Words that mean something of their own: "sudah" is no "mudah" with a slip. */
const isKnown = (words: string): boolean => nods.has(words) || Object.hasOwn(moves, words) || isRespelled(words);

/** At most one letter is missing, too much, wrong, or exchanged with its neighbour. */
function oneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let from = 0;
  while (from < one.length && one[from] === other[from]) from++;
  const [a, b] = [one.slice(from), other.slice(from)];
  return a.slice(1) === b.slice(1) || a === b.slice(1) || a.slice(1) === b || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
}

function numeric(words: string, least: number, most: number, whole: boolean): Heard {
  const number = numberIn(words);
  if (number === undefined) return null;
  if (whole && !Number.isInteger(number)) return { kind: "again", why: "whole" };
  return number < least || number > most ? { kind: "again", why: "range" } : { kind: "answer", value: number };
}

/** The place in the list as it is shown; of a behaviour also 0 for "never". */
function placed(choices: Choice[], words: string, zero: boolean): Heard {
  const number = numberIn(words);
  if (number === undefined) return null;
  const choice = number === 0 && zero ? choices.find((it) => it.value === 0) : choices[number - 1];
  return choice ? { kind: "answer", value: choice.value } : { kind: "again", why: "range" };
}

/** "1 dan 3", "1, 3", "waktu sama anggaran": all of it must be understood. */
function several(choices: Choice[], words: string): Heard {
  const alone = choices.filter((it) => it.alone);
  if (/^(?:tidak ada|nihil|tidak ada apa-apa)$/.test(words) && alone[0] && alone.length === 1) return { kind: "answer", value: [String(alone[0].value)] };
  const parts = /^[\d ]+$/.test(words) ? words.split(" ") : words.split(/\s*[,&+/]\s*|\s+(?:dan|sama|juga|serta|dengan)\s+/);
  const found = parts.filter((it) => it !== "").map((it) => choiceMeant(choices, it.replace(/^(?:dan|juga) /, "")) ?? atPlace(choices, it));
  const values = [...new Set(found.flatMap((it) => (it && it !== "none" ? [String(it.value)] : [])))];
  if (values.length === 0) return found.includes("none") ? { kind: "again", why: "range" } : null;
  if (found.some((it) => it === undefined || it === "none")) return { kind: "again", why: "which" };
  const chosen = choices.filter((it) => values.includes(String(it.value)));
  if (chosen.length > 1 && chosen.some((it) => it.alone)) return { kind: "again", why: "together" };
  return { kind: "answer", value: chosen.map((it) => String(it.value)) };
}

/** A choice by its own words, or by a word of it that no other one has: "alat" of "Alat atau sarana". */
function choiceMeant(choices: Choice[], words: string): Choice | undefined {
  const exact = matching(choices, words);
  const said = words.split(" ").filter((it) => !fillers.has(it));
  if (exact || said.length === 0) return exact;
  const having = choices.filter((it) => {
    const own = new Set(plainWords(it.label).split(" "));
    return !it.alone && said.every((word) => own.has(word) || own.has(word.replace(/(?:nya|ku)$/, "")));
  });
  return having.length === 1 ? having[0] : undefined;
}

/** Words that stand in many a choice and tell none apart. */
const fillers = new Set("atau dan yang tidak belum sudah ada kurang terlalu sangat karena soal masalah hambatan di ke dari untuk".split(" "));

function atPlace(choices: Choice[], words: string): Choice | "none" | undefined {
  const number = numberIn(words);
  return number === undefined ? undefined : (choices[number - 1] ?? "none");
}
