import type { AnswerBase } from "./base.ts";
import { numberWords } from "./quantity.ts";

type Index = AnswerBase["index"];

const denial = /^(?:tidak|bukan|tanpa|belum|tak|dilarang)$/;
/** Between a "tidak" and what it denies: "bukan kegiatan klasikal", "tidak bisa diperpanjang". */
const between =
  /^(?:ada|bisa|dapat|boleh|perlu|kena|dikenai|kegiatan|termasuk|jenis|bagian|jabatan|punya|mempunyai|memiliki|harus|wajib|usah|lagi|sampai|minimal|untuk|sebagai)$/;
/** "Tidak otomatis lanjut" does not say that nothing goes on. */
const softening = /^(?:otomatis|selalu|pasti|hanya|cuma|cuman|langsung|semua|saja)$/;
/** Words behind which a "tidak" says no more: "tidak lulus tetap diangkat", "tidak wajib kalau …". */
const turns = /^(?:tetap|kalau|bila|jika|karena|tetapi|tapi|melainkan|kena|dan|atau|lalu|supaya|agar|sejak|berarti|jadi|menjadi|yang|kan|ya)$/;
/** Words that a "tidak" reaches, beside those between. */
const reach = 2;
/** Say nothing of their own: denials and permissions. */
const bare = /^(?:tidak|bukan|tanpa|belum|tak|dilarang|boleh|bisa|dapat|ada|kan|ya)$/;

/** What a sentence speaks of, and which of that it denies. */
export interface Sides {
  /** Stem → word. */
  stems: ReadonlyMap<string, string>;
  denied: ReadonlySet<string>;
}

const stemOf = (index: Index, word: string): string => numberWords[word] ?? index.stem(word);

/** All stems of a text; numbers in words are as those in digits. */
export const stemsOf = (index: Index, text: string): Set<string> => new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((it) => stemOf(index, it)));

/** The stems of a sentence, and those that a "tidak" stands before. */
export function sidesOf(index: Index, text: string): Sides {
  const stems = new Map<string, string>();
  const denied = new Set<string>();
  let left = 0;
  const spelled = text.replace(/\bse(tahun|bulan|minggu|hari)\b/gi, "1 $1").replace(/\bbebas (?=dari|hukuman|sanksi|biaya|seleksi|aturan)/gi, "tidak ");
  for (const { word, stop } of index.analyse(spelled).tokens) {
    const stem = stemOf(index, word);
    if (!stop && !bare.test(word)) stems.set(stem, word);
    if (denial.test(word)) left = reach;
    else if (left > 0 && turns.test(word) && !between.test(word)) left = 0;
    else if (left > 0) {
      denied.add(stem);
      if (softening.test(word)) left = 0;
      else if (!stop && !between.test(word)) left -= 1;
    }
  }
  return { stems, denied };
}

/** Whether one sentence denies what the other says: they share a word that but one of them denies, and none that both deny. */
export function oppose(one: Sides, other: Sides): boolean {
  const shared = [...one.stems.keys()].filter((it) => !/^\d/.test(it) && other.stems.has(it));
  if (shared.some((it) => one.denied.has(it) && other.denied.has(it))) return false;
  return shared.some((it) => one.denied.has(it) !== other.denied.has(it));
}
