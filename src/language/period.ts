import { capital, monthNumber, monthOf, monthWord, oneDay, type Period, type Reader, stretch, weekOf, yearBehind, yearOf } from "./calendar-words.ts";
import { longPeriods, monthAhead, wholeYear } from "./long-period.ts";

export type { Period } from "./calendar-words.ts";

/**
 * The time that a request names, and the rest of its words. Several periods = it may mean each of them, and has to be asked back:
 * "minggu depan" is next week or next Sunday (F22). `today`: ISO date in the reader's zone.
 */
export function periodIn(text: string, today: string): { periods: Period[]; rest: string } {
  const found = first([span, ...dates, ...longPeriods, ...usual, wholeYear], text, Temporal.PlainDate.from(today));
  if (!found) return { periods: [], rest: text };
  return {
    periods: found.periods,
    rest: text
      .replace(found.match, " ")
      .replace(/(^|\s)[?!.,;]+(?=\s|$)/g, "$1")
      .replace(/\s+/g, " ")
      .trim(),
  };
}

function first(readers: Reader[], text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  for (const read of readers) {
    const hit = read(text, today);
    if (hit) return hit;
  }
  return null;
}

/** A stretch as people call it: a whole month or year by its name; undefined = by its days. */
export function monthWords(from: string, until: string): string | undefined {
  const month = monthOf(Temporal.PlainDate.from(from));
  if (month.from === from && month.until === until) return month.words;
  return from.endsWith("-01-01") && until === `${from.slice(0, 4)}-12-31` ? `tahun ${from.slice(0, 4)}` : undefined;
}

const weekdays = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu"];
const weekdayWord = "senin|selasa|rabu|kamis|jumat|jum'at|sabtu";

/** A day of a month and what else was said of it; where less was said, the next such day. Undefined = there is none ("30 Februari"). */
function nextDate(today: Temporal.PlainDate, day: number, month: number | null, year: number | null): Temporal.PlainDate | undefined {
  // The 29th of February is at most eight years away, a day of a month at most two months.
  for (let ahead = 0; ahead < 97; ahead++) {
    const first = (year === null ? today : today.with({ year, month: month ?? 1, day: 1 })).with({ day: 1 }).add({ months: ahead });
    const date = day >= 1 && day <= first.daysInMonth ? first.with({ day }) : undefined;
    if (!date || (month !== null && date.month !== month)) continue;
    if (year !== null ? date.year === year : Temporal.PlainDate.compare(date, today) >= 0) return date;
    if (year !== null) return undefined;
  }
}

/** Single days by their date. */
const dates: Reader[] = [
  (text) => {
    const hit = /(?<![\d/.-])(?:(20\d\d)-(\d{2})-(\d{2})|(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d))(?![\d/.-]*\d)/.exec(text);
    const [year, month, day] = hit?.[1] ? [hit[1], hit[2], hit[3]] : [hit?.[6], hit?.[5], hit?.[4]];
    const date = hit && nextDate(Temporal.PlainDate.from("2000-01-01"), Number(day), Number(month), Number(year));
    return hit && date ? { match: hit[0], periods: [oneDay(date)] } : null;
  },
  (text, today) => {
    // "tgl 10", "tanggal 10 Desember", "10 Des 2026"; a bare number needs a month, and one behind "angkatan" counts something else.
    const said = new RegExp(
      String.raw`\b(?:pada\s+|di\s+)?(?:tgl|tanggal|tggl)\.?\s*(\d{1,2})(?!\d)(?:\s+(?:bulan\s+)?(${monthWord})\b)?(?:\s+(?:tahun\s+)?(20\d\d)\b)?`,
      "i",
    ).exec(text);
    const bare = new RegExp(
      String.raw`(?<!(?:angkatan|gelombang|kelas|batch|level)\s)(?<![\d.,])\b(\d{1,2})\s+(${monthWord})\b(?:\s+(?:tahun\s+)?(20\d\d)\b)?`,
      "i",
    ).exec(text);
    const hit = said ?? bare;
    if (!hit) return null;
    const [day, month, year] = [Number(hit[1]), hit[2] ? monthNumber(hit[2].toLowerCase()) : null, hit[3] ? Number(hit[3]) : null];
    const date = nextDate(today, day, month, year);
    return date ? { match: hit[0], periods: [oneDay(date)] } : null;
  },
];

/** What may stand at either end of a span. */
const edge = String.raw`(?:(?:tgl|tanggal|tggl)\.?\s*)?\d{1,2}\s+(?:${monthWord})\b${unnamed(yearBehind)}|20\d\d-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]20\d\d|(?:akhir|awal|pertengahan)\s+(?:bulan|bln|tahun|taun|thn)(?:\s+(?:ini|depan|dpn))?|(?:(?:bulan|bln)\s+)?(?:${monthWord})\b${unnamed(yearBehind)}|(?:bulan|bln|tahun|thn|pekan|minggu)\s+(?:ini|depan|dpn)|hari ini|sekarang|besok|bsk|lusa|(?:hari\s+)?(?:${weekdayWord}|minggu)\b|(?:tgl|tanggal|tggl)\.?\s*\d{1,2}`;
const till = String.raw`(?:\s*(?:s\/d|s\.?d\.?|-|–|—)\s*|\s+(?:sampai|sampe|smpai|hingga)(?:\s+(?:dengan|dgn))?\s+)`;
const spanned = new RegExp(
  String.raw`\b(?:(?:dari|mulai|antara|sejak|pada)\s+)?(?:((?:tgl|tanggal|tggl)\.?\s*\d{1,2}|\d{1,2})(?=${till}\d)|(${edge}))${till}(${edge})`,
  "i",
);
const untilOnly = new RegExp(String.raw`\b(?:sampai|sampe|smpai|hingga|s\/d|s\.d\.)(?:\s+(?:dengan|dgn))?\s+(${edge})`, "i");

function unnamed(pattern: string): string {
  return pattern.replaceAll(/\((?!\?)/g, "(?:");
}

/** "7–11 Desember", "januari sampai maret", "1 Des s.d. 12 Jan", "sampai akhir tahun" (from today on). */
function span(text: string, today: Temporal.PlainDate): ReturnType<Reader> {
  const both = spanned.exec(text);
  const found = both ?? untilOnly.exec(text);
  if (!found) return null;
  const [match, number, said = "hari ini", last = ""] = both ?? [found[0], undefined, undefined, found[1]];
  const ends = number !== undefined ? daysTo(number, last, today) : ofMonth.test(said) ? datesTo(said, last, today) : daysFrom(said, last, today);
  const [from, until] = ends?.map((it) => Temporal.PlainDate.from(it)) ?? [];
  // "5 Des sampai 1 Des" is a slip, not most of two years.
  const meant = from && until && Temporal.PlainDate.compare(from, until) <= 0 && Temporal.PlainDate.compare(from, today.subtract({ months: 6 })) >= 0;
  return meant ? { match, periods: [stretch(from, until)] } : null;
}

const ofMonth = new RegExp(String.raw`\b(?:${monthWord})\b`, "i");
type Ends = [from: string, until: string] | undefined;

/** "7 – 11 Desember": the month stands behind the second day; it is the one before where the first is the greater number. */
function daysTo(number: string, last: string, today: Temporal.PlainDate): Ends {
  const until = edgeOf(last, today)?.until;
  const end = until === undefined ? today : Temporal.PlainDate.from(until);
  const day = Number(/\d+/.exec(number)?.[0]);
  const month = end.with({ day: 1 }).subtract({ months: day <= end.day ? 0 : 1 });
  return until !== undefined && day >= 1 && day <= month.daysInMonth ? [month.with({ day }).toString(), until] : undefined;
}

/** "1 November sampai 5 Desember": the next end, and the last beginning before it, which may have been. */
function datesTo(said: string, last: string, today: Temporal.PlainDate): Ends {
  const until = edgeOf(last, today)?.until;
  const from = until && edgeOf(said, Temporal.PlainDate.from(until).subtract({ years: 1 }).add({ days: 1 }))?.from;
  return from && until ? [from, until] : undefined;
}

/** "Besok sampai Jumat": the end is counted from the beginning. */
function daysFrom(said: string, last: string, today: Temporal.PlainDate): Ends {
  const from = edgeOf(said, today)?.from;
  const until = from && edgeOf(last, Temporal.PlainDate.from(from))?.until;
  return from && until ? [from, until] : undefined;
}

/** One end of a span; "minggu" is a Sunday there. */
function edgeOf(said: string, today: Temporal.PlainDate): Period | undefined {
  if (/^(?:hari\s+)?minggu$/i.test(said)) return oneDay(today.add({ days: (7 - today.dayOfWeek) % 7 }));
  // "31 November" is no day, and its month is not what was said.
  const readers = /^(?:\p{L}+\.?\s*)?\d{1,2}\b/u.test(said) ? dates : [...dates, ...longPeriods, ...usual];
  return first(readers, said.replace(/^sekarang$/i, "hari ini"), today)?.periods[0];
}

/** Months, weeks and days as they are called from today. */
const usual: Reader[] = [
  (text, today) => {
    const match = /\b(?:di\s+|pada\s+)?(?:bulan|bln)\s+(?:ini|sekarang)\b/i.exec(text)?.[0];
    return match ? { match, periods: [monthOf(today)] } : null;
  },
  (text, today) => {
    const match = /\b(?:di\s+|pada\s+)?(?:bulan|bln)\s+(?:depan|dpn|berikutnya)\b/i.exec(text)?.[0];
    return match ? { match, periods: [monthOf(today.with({ day: 1 }).add({ months: 1 }))] } : null;
  },
  (text, today) => {
    const match = /\b(?:pekan|minggu|mggu|mgg)\s+(?:ini|skrg|sekarang)\b/i.exec(text)?.[0];
    return match ? { match, periods: [weekOf(today, "pekan ini")] } : null;
  },
  (text, today) => {
    const week = weekOf(today.add({ days: 7 }), "pekan depan");
    const clear = /\bpekan\s+(?:depan|dpn)\b/i.exec(text)?.[0];
    if (clear) return { match: clear, periods: [week] };
    const match = /\b(?:minggu|mggu|mgg)\s+(?:depan|dpn)\b/i.exec(text)?.[0];
    const sunday = today.add({ days: 7 - (today.dayOfWeek % 7) });
    return match ? { match, periods: [week, oneDay(sunday, "hari Minggu")] } : null;
  },
  (text, today) => {
    const match = /\b(?:besok|bsk|lusa|hari ini)\b/i.exec(text)?.[0];
    if (!match) return null;
    const word = match.toLowerCase().replace("bsk", "besok");
    return { match, periods: [oneDay(today.add({ days: ["hari ini", "besok", "lusa"].indexOf(word) }), word)] };
  },
  (text, today) => {
    const hit = new RegExp(String.raw`\b(?:hari\s+)?(${weekdayWord})\b`, "i").exec(text);
    if (!hit) return null;
    const place = weekdays.indexOf((hit[1] ?? "").toLowerCase().replace("'", "")) + 1;
    const next = oneDay(today.add({ days: (place - today.dayOfWeek + 7) % 7 }), `${capital(weekdays[place - 1] ?? "")} terdekat`);
    return { match: hit[0], periods: [{ ...next, weekday: place }] };
  },
  (text, today) => {
    const hit = new RegExp(String.raw`\b(?:di\s+|pada\s+)?(?:bulan\s+|bln\s+)?(${monthWord})\b${yearBehind}`, "i").exec(text);
    if (!hit) return null;
    const year = yearOf(hit[2], hit[3], today);
    return { match: hit[0], periods: [monthOf(monthAhead(today.with({ day: 1 }), monthNumber((hit[1] ?? "").toLowerCase()), year))] };
  },
];
