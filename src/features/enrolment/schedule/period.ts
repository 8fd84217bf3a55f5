/** A stretch of local days, both inclusive, ISO, as people call it. */
export interface Period {
  from: string;
  until: string;
  words: string;
  /** 1 = Monday, where only a day of the week was said: the period is the next one, but of what is one's own any such day may be meant. */
  weekday?: number;
}

const months = ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"];
const shortMonths = ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"];

const weekdays = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu"];

/**
 * The time that a request names, and the rest of its words. Several periods = it may mean each of them, and has to be asked back:
 * "minggu depan" is next week or next Sunday (F22). `today`: ISO date in the reader's zone.
 */
export function periodIn(text: string, today: string): { periods: Period[]; rest: string } {
  const day = Temporal.PlainDate.from(today);
  const found = readers.flatMap((read) => {
    const hit = read(text, day);
    return hit ? [hit] : [];
  })[0];
  if (!found) return { periods: [], rest: text };
  return { periods: found.periods, rest: text.replace(found.match, " ").replace(/\s+/g, " ").trim() };
}

type Reader = (text: string, today: Temporal.PlainDate) => { match: string; periods: Period[] } | null;

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

const monthOf = (date: Temporal.PlainDate): Period => ({
  from: date.with({ day: 1 }).toString(),
  until: date.with({ day: date.daysInMonth }).toString(),
  words: `${capital(months[date.month - 1] ?? "")} ${date.year}`,
});

/** A stretch as people call it: a whole month by its name; undefined = by its days. */
export function monthWords(from: string, until: string): string | undefined {
  const month = monthOf(Temporal.PlainDate.from(from));
  return month.from === from && month.until === until ? month.words : undefined;
}

const weekOf = (date: Temporal.PlainDate, words: string): Period => {
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return { from: monday.toString(), until: monday.add({ days: 6 }).toString(), words };
};

const oneDay = (date: Temporal.PlainDate, words: string): Period => ({ from: date.toString(), until: date.toString(), words });

const monthWord =
  "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|agu|agt|agust|sept|sep|okt|nov|des";
/** 1 to 12. */
const monthNumber = (name: string): number => months.indexOf(name) + 1 || shortMonths.findIndex((it) => name.startsWith(it)) + 1 || 8;

/** A day of a month and what else was said of it; where less was said, the next such day. Undefined = there is none ("30 Februari"). */
function nextDate(today: Temporal.PlainDate, day: number, month: number | null, year: number | null): Temporal.PlainDate | undefined {
  // The 29th of February is at most eight years away, a day of a month at most two months.
  for (let ahead = 0; ahead < 97; ahead++) {
    const first = today.with({ day: 1 }).add({ months: ahead });
    const date = day >= 1 && day <= first.daysInMonth ? first.with({ day }) : undefined;
    if (!date || (month !== null && date.month !== month)) continue;
    if (year !== null ? date.year === year : Temporal.PlainDate.compare(date, today) >= 0) return date;
  }
}

const readers: Reader[] = [
  (text, today) => {
    // "tgl 10", "tanggal 10 Desember", "10 Des 2026"; a bare number needs a month, and one behind "angkatan" counts something else.
    const said = new RegExp(`\\b(?:pada\\s+|di\\s+)?(?:tgl|tanggal|tggl)\\.?\\s*(\\d{1,2})(?!\\d)(?:\\s+(${monthWord})\\b)?(?:\\s+(20\\d\\d)\\b)?`, "i").exec(
      text,
    );
    const bare = new RegExp(`(?<!(?:angkatan|gelombang|kelas|batch|level)\\s)(?<![\\d.,])\\b(\\d{1,2})\\s+(${monthWord})\\b(?:\\s+(20\\d\\d)\\b)?`, "i").exec(
      text,
    );
    const hit = said ?? bare;
    if (!hit) return null;
    const [day, month, year] = [Number(hit[1]), hit[2] ? monthNumber(hit[2].toLowerCase()) : null, hit[3] ? Number(hit[3]) : null];
    const date = nextDate(today, day, month, year);
    return date ? { match: hit[0], periods: [oneDay(date, `${date.day} ${capital(months[date.month - 1] ?? "")} ${date.year}`)] } : null;
  },
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
    const match = /\b(?:besok|bsk|hari ini)\b/i.exec(text)?.[0];
    if (!match) return null;
    const date = /hari/i.test(match) ? today : today.add({ days: 1 });
    return { match, periods: [oneDay(date, match.toLowerCase() === "hari ini" ? "hari ini" : "besok")] };
  },
  (text, today) => {
    const hit = /\b(?:hari\s+)?(senin|selasa|rabu|kamis|jumat|jum'at|sabtu)\b/i.exec(text);
    if (!hit) return null;
    const place = weekdays.indexOf((hit[1] ?? "").toLowerCase().replace("'", "")) + 1;
    const next = oneDay(today.add({ days: (place - today.dayOfWeek + 7) % 7 }), `${capital(weekdays[place - 1] ?? "")} terdekat`);
    return { match: hit[0], periods: [{ ...next, weekday: place }] };
  },
  (text, today) => {
    const hit = new RegExp(`\\b(?:di\\s+|pada\\s+)?(?:bulan\\s+|bln\\s+)?(${monthWord})\\b(?:\\s+(20\\d\\d))?`, "i").exec(text);
    if (!hit) return null;
    const month = monthNumber((hit[1] ?? "").toLowerCase());
    const year = hit[2] ? Number(hit[2]) : month >= today.month ? today.year : today.year + 1;
    return { match: hit[0], periods: [monthOf(Temporal.PlainDate.from({ year, month, day: 1 }))] };
  },
];
