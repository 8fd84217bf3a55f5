import { readDate } from "../../training/schedule.ts";

/** First and last day, ISO, from `7/10/2026`, `7/10/2026 s.d. 9/10/2026`, `7-9 Oktober 2026`; null = not clear. `today`: ISO, nothing is later. */
export function readSpan(text: string, today: string): { from: string; until: string } | null {
  const short = /^(\d{1,2})\s*(?:-|–|s\.?d\.?|s\/d)\s*(\d{1,2})\s+(\p{L}+\s+\d{4})$/iu.exec(text.trim());
  const parts = short ? [`${short[1]} ${short[3]}`, `${short[2]} ${short[3]}`] : text.trim().split(/\s+(?:s\.?d\.?|s\/d|sampai(?: dengan)?|hingga|-|–)\s+/i);
  if (parts.length > 2) return null;
  const [from, until] = [readDay(parts[0] ?? ""), readDay(parts[1] ?? parts[0] ?? "")];
  if (from === null || until === null || from > until || until > today) return null;
  return { from, until };
  function readDay(word: string): string | null {
    // A year or a month alone is not a day.
    return /\d{1,2}\D+(?:\d{1,2}|\p{L}+)\D+\d{4}|\d{4}-\d{2}-\d{2}/u.test(word) ? readDate(word, today) : null;
  }
}

/** JP from `16`, `16 JP`, `40,5`; null = none stated (`tidak ada`, `-`); undefined = not clear. */
export function readJp(text: string): number | null | undefined {
  const word = text.trim().toLowerCase();
  if (isNone(word)) return null;
  const found = /^(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:jp|jam(?: pelajaran)?)?[.!]?$/.exec(word)?.[1];
  const jp = found === undefined ? Number.NaN : Number(found.replace(",", "."));
  return jp > 0 && jp <= 2_000 ? jp : undefined;
}

/** Whether somebody says that there is none. */
export const isNone = (text: string): boolean =>
  /^(?:-|–|(?:tidak|tdk|ga|gak|nggak|tanpa|belum) ?(?:ada|tahu|tertulis|bernomor|nomor)?|tidak ada nomor(?:nya)?|kosong)[.!]?$/i.test(text.trim());
