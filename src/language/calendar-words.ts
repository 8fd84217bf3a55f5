/** A stretch of local days, both inclusive, ISO, as people call it. */
export interface Period {
  from: string;
  until: string;
  words: string;
  /** 1 = Monday, where only a day of the week was said: the period is the next one, but of what is one's own any such day may be meant. */
  weekday?: number;
}

/** Finds one way of naming a time: the words, and what they may mean. */
export type Reader = (text: string, today: Temporal.PlainDate) => { match: string; periods: Period[] } | null;

const months = ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"];
const shortMonths = ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"];

/** For a pattern: the names of the months, as they are written and as they are shortened. */
export const monthWord =
  "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|agu|agt|agust|sept|sep|okt|nov|des";
/** 1 to 12. */
export const monthNumber = (name: string): number => months.indexOf(name) + 1 || shortMonths.findIndex((it) => name.startsWith(it)) + 1 || 8;

const yearWord = "(?:tahun|taun|thn|th)";
/** For a pattern: "2027", "tahun 2027", "thn depan", with two groups for `yearOf`. */
export const yearSaid = String.raw`(?:(?:${yearWord}\s+)?(20\d\d)\b|${yearWord}\s+(ini|depan|dpn|berikutnya|mendatang)\b)`;
/** The same behind something else, where it may be left out. */
export const yearBehind = String.raw`(?:\s+${yearSaid})?`;
/** The year that was said; null = none. */
export const yearOf = (number: string | undefined, word: string | undefined, today: Temporal.PlainDate): number | null =>
  number ? Number(number) : word ? today.year + Number(word.toLowerCase() !== "ini") : null;

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

const day = (date: Temporal.PlainDate): string => `${date.day} ${capital(months[date.month - 1] ?? "")} ${date.year}`;

export const oneDay = (date: Temporal.PlainDate, words: string = day(date)): Period => ({ from: date.toString(), until: date.toString(), words });

/** From one day to another, by its days where it has no name. */
export const stretch = (from: Temporal.PlainDate, until: Temporal.PlainDate, words = `${day(from)} sampai ${day(until)}`): Period => ({
  from: from.toString(),
  until: until.toString(),
  words,
});

export const monthOf = (date: Temporal.PlainDate): Period =>
  stretch(date.with({ day: 1 }), date.with({ day: date.daysInMonth }), `${capital(months[date.month - 1] ?? "")} ${date.year}`);

export const weekOf = (date: Temporal.PlainDate, words: string): Period => {
  const monday = date.subtract({ days: date.dayOfWeek - 1 });
  return stretch(monday, monday.add({ days: 6 }), words);
};
