import { z } from "zod";
import { isNip } from "../../people/nip.ts";
import { readJp } from "./read-parts.ts";

/** What was read of one part; `sure` = it stood behind its own label, and nothing else did. */
const Guess = z.object({ value: z.string().max(200), sure: z.boolean() });

/** What a certificate's own words say, as far as they can be told apart; nothing of whose it is. */
export const CertificateWords = z.object({
  title: Guess.optional(),
  provider: Guess.optional(),
  number: Guess.optional(),
  dates: Guess.optional(),
  jp: Guess.optional(),
});
export type CertificateWords = z.output<typeof CertificateWords>;
type Guess = z.output<typeof Guess>;

const months = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember";
const until = String.raw`\s*(?:s\.?\s?d\.?|s\/d|sampai(?:\s+dengan)?|hingga|-|–|—)\s*(?:tanggal\s+)?`;
const kinds =
  "pelatihan|pendidikan dan pelatihan|diklat|bimbingan teknis|bimtek|workshop|lokakarya|webinar|seminar|kursus|sosialisasi|penyegaran|magang|pembekalan";
/** Where a title or a provider's name ends. */
const ends = String.raw`(?=\s+(?:yang\s+)?(?:diselenggarakan|dilaksanakan|diadakan)\b|\s+(?:yang|pada|dari|selama|mulai|bertempat|sebanyak|sejumlah|setara|bekerja\s*sama|di\s+(?:kota|kabupaten|jakarta))\b|\s+dengan\s+(?:hasil|predikat|kualifikasi|total|jumlah|beban|durasi)|\s+tanggal\b|\s*[;.“”"]|\s*\n\s*\n|$)`;

/** Reads the words of a certificate as they stand on its first pages. What is unclear is left out, or marked as not sure. */
export function readWords(text: string): CertificateWords {
  const clean = text
    .replace(/\r/g, "")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .slice(0, 20_000);
  const found = { title: titleIn(clean), provider: providerIn(clean), number: numberIn(clean), dates: datesIn(clean), jp: jpIn(clean) };
  return Object.fromEntries(Object.entries(found).filter(([, it]) => it !== undefined));
}

function numberIn(text: string): Guess | undefined {
  const all = [...text.matchAll(/\b(?:nomor|no)\b\.?(?: (?:sertifikat|stpl|sttpp|piagam|surat))?\s*[:.]\s*([^\n]{3,120})/gi)]
    .map((it) => tidy(it[1] ?? "").replace(/\s(?:tanggal|tgl|diberikan|nama)\b.*$/i, ""))
    .filter((it) => /\d/.test(it) && /[/.-]/.test(it) && !isNip(it));
  return guess(all[0], new Set(all).size === 1, 120);
}

function jpIn(text: string): Guess | undefined {
  const all = [...text.matchAll(/(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:\([^)]{1,60}\)\s*)?(?:jp\b|jam\s+(?:pelajaran|pembelajaran|pelatihan|latihan))/gi)]
    .map((it) => (it[1] ?? "").replace(/[.,]0+$/, ""))
    .filter((it) => typeof readJp(it) === "number");
  // The whole is said first or is the largest; the rest are its subjects.
  const [most] = [...new Set(all)].sort((a, b) => Number(b.replace(",", ".")) - Number(a.replace(",", ".")));
  return guess(most, new Set(all).size === 1, 20);
}

function datesIn(text: string): Guess | undefined {
  const words = text.replace(/\s+/g, " ");
  const day = String.raw`(\d{1,2})`;
  const short = new RegExp(`\\b${day}${until}${day} (${months}) (\\d{4})`, "i").exec(words);
  if (short) return guess(`${short[1]} ${short[3]} ${short[4]} s.d. ${short[2]} ${short[3]} ${short[4]}`, true, 80);
  const long = new RegExp(`\\b${day} (${months})(?: (\\d{4}))?${until}${day} (${months}) (\\d{4})`, "i").exec(words);
  if (long) return guess(`${long[1]} ${long[2]} ${long[3] ?? long[6]} s.d. ${long[4]} ${long[5]} ${long[6]}`, true, 80);
  // "Jakarta, 10 Oktober 2026" is when it was signed; a birth date stands behind "lahir".
  const single = [...words.matchAll(new RegExp(`(.{0,24})\\b(\\d{1,2} (?:${months}) \\d{4})`, "gi"))].filter(
    (it) => !/\p{L}, ?$/u.test(it[1] ?? "") && !/lahir|tgl\.? ?lhr/i.test(it[1] ?? ""),
  );
  return guess(single[0]?.[2], false, 80);
}

function providerIn(text: string): Guess | undefined {
  const words = text.replace(/(?<!\n)\n(?!\n)/g, " ");
  const said = new RegExp(String.raw`(?:diselenggarakan|dilaksanakan|diadakan)\s+oleh\s*:?\s*([^\n]{2,200}?)${ends}`, "i").exec(words)?.[1];
  if (said) return guess(said, true, 200);
  const line = text
    .split("\n")
    .map(tidy)
    .find((it) => /^(?:lembaga|badan|kementerian|pusat|pemerintah|dinas|balai|universitas|politeknik|sekretariat)\b.{4,}/i.test(it));
  return guess(line, false, 200);
}

function titleIn(text: string): Guess | undefined {
  const words = text.replace(/(?<!\n)\n(?!\n)/g, " ");
  const quoted = new RegExp(`\\b(?:${kinds})\\b[^“”"\\n]{0,60}[“"]([^“”"\\n]{4,200})[”"]`, "i").exec(words);
  if (quoted) return guess(quoted[0].replace(/[“”"]/g, ""), true, 200);
  const took = new RegExp(
    String.raw`(?:mengikuti|menyelesaikan|lulus(?: dalam)?|peserta(?: dalam| pada)?)\s+(?:dengan (?:baik|lulus)\s+)?(?:kegiatan\s+)?((?:${kinds})\b[^\n]{3,200}?)${ends}`,
    "i",
  ).exec(words)?.[1];
  if (took) return guess(took, true, 200);
  const line = text
    .split("\n")
    .map(tidy)
    .find((it) => new RegExp(`^(?:${kinds})\\b.{4,}`, "i").test(it));
  return guess(line?.replace(new RegExp(`${ends}.*$`, "is"), ""), false, 200);
}

const tidy = (text: string): string => text.replace(/\s+/g, " ").replace(/^[\s:,.–-]+|[\s:,;–-]+$/g, "");

function guess(text: string | undefined, sure: boolean, most: number): Guess | undefined {
  const value = tidy(text ?? "");
  return value.length < 1 || value.length > most ? undefined : { value, sure };
}
