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

const weekOf = (date: Temporal.PlainDate, words: string): Period => {
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return { from: monday.toString(), until: monday.add({ days: 6 }).toString(), words };
};

const oneDay = (date: Temporal.PlainDate, words: string): Period => ({ from: date.toString(), until: date.toString(), words });

const readers: Reader[] = [
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
    const hit =
      /\b(?:di\s+|pada\s+)?(?:bulan\s+|bln\s+)?(januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|agu|agt|agust|sept?|okt|nov|des)\b(?:\s+(20\d\d))?/i.exec(
        text,
      );
    if (!hit) return null;
    const name = (hit[1] ?? "").toLowerCase();
    const month = months.indexOf(name) + 1 || shortMonths.findIndex((it) => name.startsWith(it)) + 1 || 8;
    const year = hit[2] ? Number(hit[2]) : month >= today.month ? today.year : today.year + 1;
    return { match: hit[0], periods: [monthOf(Temporal.PlainDate.from({ year, month, day: 1 }))] };
  },
];
