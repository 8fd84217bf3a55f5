import { parseDate } from "../../../core/time.ts";
import { type NipFault, nipFault, normaliseNip, type PersonStatus } from "../nip.ts";
import type { Cell } from "../table/sheet.ts";

/** What a cell says, or why it cannot be used. */
export type Read<T> = { value: T } | { reason: string };

const texts = {
  number:
    "NIP tersimpan sebagai angka, sehingga angka di belakangnya sudah hilang. Ubah kolom menjadi bertipe Teks, lalu tempel ulang NIP dari sumber aslinya.",
  scientific:
    "NIP tertulis dalam bentuk ilmiah (…E+17), sehingga angka di belakangnya sudah hilang. Ubah kolom menjadi bertipe Teks, lalu tempel ulang NIP dari sumber aslinya.",
  empty: "NIP kosong.",
  nipSigns: "NIP memuat huruf atau tanda lain. Tulis 18 angka.",
  nipLength: (count: number) => `NIP harus 18 angka; di sel ini ada ${count}.`,
  date: "Tanggal tidak terbaca. Tulis seperti 17/10/2024 atau 2024-10-17.",
  email: "Alamat email tidak sesuai bentuknya.",
};

const nipTexts: Record<NipFault, string> = {
  not_18_digits: "NIP harus 18 angka.",
  birth_date: "Delapan angka pertama NIP bukan tanggal lahir yang mungkin. Periksa NIP atau status pegawainya.",
  cpns_month: "Angka ke-9 sampai ke-14 NIP bukan tahun dan bulan yang mungkin. Periksa NIP atau status pegawainya.",
  cpns_before_adult: "Tahun lahir dan tahun CPNS pada NIP tidak cocok. Periksa NIP atau status pegawainya.",
  sex: "Angka ke-15 NIP harus 1 atau 2. Periksa NIP atau status pegawainya.",
  order: "Tiga angka terakhir NIP 000: biasanya tanda NIP rusak oleh lembar sebar. Tempel ulang NIP dari sumber aslinya.",
};

/** A NIP as 18 digits. A damaged one is refused, never guessed. */
export function readNip({ text, kind }: Cell): Read<string> {
  if (text === "") return { reason: texts.empty };
  if (kind !== "text") return { reason: texts.number };
  if (/^'?\s*\d+(?:[.,]\d+)?\s*e\s*\+?\s*\d+$/i.test(text)) return { reason: texts.scientific };
  const nip = normaliseNip(text);
  if (/^\d{18}$/.test(nip)) return { value: nip };
  return { reason: /^\d*$/.test(nip) ? texts.nipLength(nip.length) : texts.nipSigns };
}

/** Why a NIP of 18 digits cannot be right for somebody of this status; null = it may be. */
export function nipReason(nip: string, status: PersonStatus): string | null {
  const fault = nipFault(nip, status);
  return fault === null ? null : nipTexts[fault];
}

/** An ISO date from a date cell, a day number of the spreadsheet, or a written date with day, month and year. */
export function readDate({ text, kind }: Cell): Read<string> {
  if (kind === "number") return plausible(dayOfNumber(text));
  const written = text.replace(/[T ]\d{1,2}[.:]\d{2}.*$/, "");
  if (!/\d{1,2}\D+.*\d{4}|\d{4}-\d{2}-\d{2}/.test(written)) return { reason: texts.date };
  return plausible(parseDate(written));
}

/** The day that a spreadsheet's number stands for, counted from 30 December 1899 on; the hour behind its point is left out. Null = no such number. */
export function dayOfNumber(text: string): string | null {
  if (!/^\d{5}(?:\.\d+)?$/.test(text)) return null;
  return Temporal.PlainDate.from("1899-12-30")
    .add({ days: Math.floor(Number(text)) })
    .toString();
}

const plausible = (iso: string | null): Read<string> => (iso !== null && iso >= "1940" && iso < "2100" ? { value: iso } : { reason: texts.date });

export function readEmail({ text }: Cell): Read<string> {
  const email = text.toLowerCase();
  return /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]{2,}$/.test(email) ? { value: email } : { reason: texts.email };
}
