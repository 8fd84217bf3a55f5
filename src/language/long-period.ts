import { monthNumber, monthOf, monthWord, oneDay, type Period, type Reader, stretch, weekOf, yearBehind, yearOf, yearSaid } from "./calendar-words.ts";

/** Halves and quarters of a year, the beginning and the end of a year or a month, and how far ahead. */
export const longPeriods: Reader[] = [part, quarter, partOfYear, partOfMonth, ahead];

const roman = ["i", "ii", "iii", "iv"];
const place = (said: string): number => roman.indexOf(said.toLowerCase()) + 1 || Number(said);
const depan = "depan|dpn|berikutnya|mendatang";

/** Months of a year, from one to another. */
function monthsOf(year: number, from: number, until: number, words: string): Period {
  const last = Temporal.PlainDate.from({ year, month: until, day: 1 });
  return stretch(Temporal.PlainDate.from({ year, month: from, day: 1 }), last.with({ day: last.daysInMonth }), words);
}

/** "Triwulan 3", "tw I 2027", "semester 2 tahun depan"; without a year the next one that is not over. */
function part(text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  const hit = new RegExp(String.raw`\b(?:(?:triwulan|kuartal|kwartal|tw|q)\s*(iv|iii|ii|i|[1-4])|(semester|smt)\s*(ii|i|[12]))\b${yearBehind}`, "i").exec(text);
  if (!hit) return null;
  const [long, which] = hit[2] ? [6, place(hit[3] ?? "")] : [3, place(hit[1] ?? "")];
  const until = which * long;
  const year = yearOf(hit[4], hit[5], today) ?? today.year + Number(until < today.month);
  return { match: hit[0], periods: [monthsOf(year, until - long + 1, until, partName(long, which, year))] };
}

const partName = (long: number, which: number, year: number): string =>
  `${long === 6 ? "semester" : "triwulan"} ${(roman[which - 1] ?? "").toUpperCase()} ${year}`;

/** "Triwulan ini", "semester depan". */
function quarter(text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  const hit = new RegExp(String.raw`\b(?:(semester|smt)|triwulan|kuartal|kwartal|tw)\s+(?:(ini)|${depan})\b`, "i").exec(text);
  if (!hit) return null;
  const long = hit[1] ? 6 : 3;
  const date = today.with({ day: 1 }).add({ months: hit[2] ? 0 : long });
  const which = Math.ceil(date.month / long);
  return { match: hit[0], periods: [monthsOf(date.year, (which - 1) * long + 1, which * long, partName(long, which, date.year))] };
}

/** "Awal tahun depan", "akhir tahun"; the beginning without a year is the next one that is not over. */
function partOfYear(text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  const hit = new RegExp(String.raw`\b(awal|pertengahan|tengah|akhir)\s+(?:${yearSaid}|tahun\b|taun\b|thn\b)`, "i").exec(text);
  if (!hit) return null;
  const word = (hit[1] ?? "").toLowerCase().replace(/^tengah$/, "pertengahan");
  const [from, until] = word === "awal" ? [1, 3] : word === "akhir" ? [10, 12] : [5, 8];
  const year = yearOf(hit[2], hit[3], today) ?? today.year + Number(until < today.month);
  return { match: hit[0], periods: [monthsOf(year, from, until, `${word} tahun ${year}`)] };
}

/** "Awal bulan depan", "akhir Desember 2026", "akhir bulan". */
function partOfMonth(text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  const named = new RegExp(
    String.raw`\b(awal|pertengahan|tengah|akhir)\s+(?:(?:bulan|bln)\s+(?:(ini|sekarang)|(${depan}))\b|(?:(?:bulan|bln)\s+)?(${monthWord})\b${yearBehind}|(?:bulan|bln)\b)`,
    "i",
  ).exec(text);
  if (!named) return null;
  const [match, said = "", now, next, month, ...when] = named;
  const word = said.toLowerCase().replace(/^tengah$/, "pertengahan");
  const [from, until] = word === "awal" ? [1, 10] : word === "akhir" ? [21, 31] : [11, 20];
  const first = today.with({ day: 1 });
  const year = yearOf(when[0], when[1], today);
  const of = month
    ? monthAhead(first, monthNumber(month.toLowerCase()), year)
    : first.add({ months: next || (!now && today.day > Math.min(until, first.daysInMonth)) ? 1 : 0 });
  const words = `${word} ${monthOf(of).words}`;
  return { match, periods: [stretch(of.with({ day: from }), of.with({ day: Math.min(until, of.daysInMonth) }), words)] };
}

/** The first day of a month: of the year that was said, else the next such month. */
export const monthAhead = (first: Temporal.PlainDate, month: number, year: number | null): Temporal.PlainDate =>
  first.with({ day: 1, month, year: year ?? first.year + Number(month < first.month) });

const numbers = ["se", "dua", "tiga", "empat", "lima", "enam"];
const units = { hari: "days", minggu: "weeks", pekan: "weeks", bulan: "months", bln: "months", tahun: "years", thn: "years" } as const;

/** "3 bulan ke depan" is all of it from today; "2 minggu lagi" is that week alone. */
function ahead(text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  const hit =
    /\b(\d{1,2}|se(?=[hmpbt])|dua|tiga|empat|lima|enam)\s*(hari|minggu|pekan|bulan|bln|tahun|thn)\s+(?:(lagi)|ke\s?depan|mendatang|berikutnya)\b/i.exec(text);
  if (!hit) return null;
  const [match, many = "", said = "", again] = hit;
  const unit = units[said.toLowerCase() as keyof typeof units];
  const count = numbers.indexOf(many.toLowerCase()) + 1 || Number(many);
  const then = today.add({ [unit]: count });
  if (!again) return { match, periods: [stretch(today, then, `${count} ${said.toLowerCase()} ke depan`)] };
  if (unit === "years") return { match, periods: [monthsOf(then.year, 1, 12, `tahun ${then.year}`)] };
  return { match, periods: [unit === "days" ? oneDay(then) : unit === "weeks" ? weekOf(then, `${count} pekan lagi`) : monthOf(then)] };
}

/** "Tahun depan", "thn 2027", and "2027" alone, which no number of a rule ("PP 11/2017") is. */
export function wholeYear(text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  const hit = new RegExp(String.raw`(?:\b(?:di|pada|sepanjang|selama)\s+)?(?<![\d/.-]|\d\s+(?:(?:tahun|thn)\s+)?)\b${yearSaid}(?![/.-]?\d)`, "i").exec(text);
  if (!hit) return null;
  const it = yearOf(hit[1], hit[2], today) ?? today.year;
  return { match: hit[0], periods: [monthsOf(it, 1, 12, `tahun ${it}`)] };
}
