import { contrasts } from "./contrast.ts";

/** Words that ask for something about a subject without naming it. */
const generic = new Set(
  (
    "syarat syaratnya cara caranya prosedur aturan aturannya berapa lama biaya biayanya jadwal jadwalnya itu ini dokumen tahap tahapan apa saja kapan siapa " +
    "mana bagaimana mengapa kenapa dasar hukum hukumnya pasal pasalnya contoh contohnya bisa boleh wajib harus ya dong sih kah tidak ada jelaskan penjelasan jelasnya lagi lebih " +
    "detail lengkap maksudnya artinya sanksi sanksinya batas batasnya tolong mohon info informasi tanya kalau yang untuk bagi soal tentang dengan nya dia mereka saya lanjut terus lalu dan juga"
  ).split(" "),
);

const goesOn =
  /^(?:kalau|klo|kalo|kl|trus|terus|trs|lalu|dan|bagaimana (?:dengan|kalau)|gimana (?:kalau|klo|dengan)|gmn (?:klo|kalo|dgn)|untuk|utk|yang|yg|tapi|tp|itu|dasar hukum|pasal)\b/i;

/** "PPPK gimana?", "di Kendari gimana syaratnya?"; "orang malas gimana hukumannya?" says itself what it is about. */
const asksOf = /^(?:di )?\S+(?: \S+)? (?:gimana|gmn|bagaimana|bgmn)\b(.*)$/is;

const goesOnFrom = (text: string): boolean => {
  const after = asksOf.exec(text)?.[1];
  return goesOn.test(text) || (after !== undefined && isGeneric(after.toLowerCase().match(/\p{L}+/gu) ?? []));
};

/** Alone after a question word they ask more of the same: "berapa hari?". */
const measures = new Set([
  "hari",
  "bulan",
  "tahun",
  "jam",
  "jp",
  "kali",
  "persen",
  "orang",
  "menit",
  "minggu",
  "lamanya",
  "ringan",
  "sedang",
  "berat",
  "kurang",
]);

/** No word of its own: "syaratnya apa saja?" */
export function isGeneric(words: string[]): boolean {
  return words.every((it) => generic.has(it));
}

/**
 * The question as it stands on its own: joined with the one before where it goes on from it. A city named now takes the place of the
 * one before. `namesRule` = a rule is named by its number, which alone is subject enough.
 */
export function standAlone(
  text: string,
  words: string[],
  previous: string | undefined,
  { cities = new Set<string>(), namesRule = false }: { cities?: ReadonlySet<string>; namesRule?: boolean } = {},
): string {
  if (!previous) return text;
  const own = words.filter((it) => !generic.has(it));
  const saysNothing = !namesRule && own.every((it) => measures.has(it));
  if (!saysNothing && !(goesOnFrom(text) && own.length <= 3)) return text;
  const now = ` ${words.join(" ")} `;
  const replaced = [...contrasts.map((it) => it.flat()), [...cities]].filter((group) => group.some((it) => now.includes(` ${it} `))).flat();
  const kept = replaced.filter((it) => !now.includes(` ${it} `)).reduce((before, it) => before.replace(new RegExp(`\\b${it}\\b`, "gi"), " "), previous);
  return `${text} ${kept}`.replace(/\s+/g, " ").trim();
}
