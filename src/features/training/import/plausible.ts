import { type Form, forms } from "../forms.ts";

/** As much of a record as tells whether it can be so. */
export interface Claimed {
  form: Form;
  jp: number | null;
  times: number;
  /** ISO dates, inclusive. */
  from: string;
  until: string;
}

/** What is odd about a record: `impossible` is refused, `doubtful` is taken and shown to be looked at. */
export interface Oddity {
  column: "jp" | "kali" | "mulai" | "selesai";
  impossible: boolean;
  reason: string;
}

/** Minutes of one JP, as the conversion table counts (C-05). */
const jpMinutes = 45;
/** JP that fill a day and a night. */
const dayAndNight = (24 * 60) / jpMinutes;
/** Nine hours of lessons: the longest leadership trainings have nine JP a day. */
const longDay = 12;
/** No civil servant of today has learnt anything for the record before. */
const earliest = "1970-01-01";
/** Days from which anything but degree study is long: the longest leadership training has 114. */
const longSpan = 366;
/** A semester takes this many days at least. */
const semesterDays = 90;

const texts = {
  overfull: (jp: number, days: number) => `${number(jp)} JP dalam ${days} hari melebihi 24 jam sehari; periksa JP dan tanggalnya`,
  full: (jp: number, days: number) => `${number(jp)} JP dalam ${days} hari lebih dari ${longDay} JP sehari; cocokkan dengan sertifikatnya`,
  together: (line: string) => `bersama ${line}, hari yang sama terisi lebih dari 24 jam`,
  early: "tahunnya terlalu lama; periksa tanggalnya",
  long: (days: number) => `berlangsung ${days} hari; periksa tanggalnya`,
  often: (times: number, days: number) => `${times} kali dalam ${days} hari; periksa jumlah dan tanggalnya`,
};
const number = (jp: number): string => String(jp).replace(".", ",");

export const daysBetween = (from: string, until: string): number => Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until)).days + 1;

/** What is odd about one record by itself. Its dates are in order. */
export function odditiesOf({ form, jp, times, from, until }: Claimed): Oddity[] {
  const found: Oddity[] = [];
  const days = daysBetween(from, until);
  const study = forms[form].route === "pendidikan";
  if (from < earliest) found.push({ column: "mulai", impossible: true, reason: texts.early });
  if (days > longSpan && !study) found.push({ column: "selesai", impossible: false, reason: texts.long(days) });
  if (jp !== null && jp / days > dayAndNight) found.push({ column: "jp", impossible: true, reason: texts.overfull(jp, days) });
  else if (jp !== null && jp / days > longDay) found.push({ column: "jp", impossible: false, reason: texts.full(jp, days) });
  if (study ? times * semesterDays > days + semesterDays : times > days * 4)
    found.push({ column: "kali", impossible: false, reason: texts.often(times, days) });
  return found;
}

/** JP of somebody's records by day, filled one after the other. */
export type FilledDays = Map<string, { jp: number; lines: Set<string> }>;

/** Adds a record to somebody's days, unless one of them would then have more than 24 hours: then what is odd. `line` says which record it is. */
export function fillDays(filled: FilledDays, { jp, from, until }: Claimed, line: string): Oddity | null {
  if (jp === null) return null;
  const days = Math.min(daysBetween(from, until), longSpan);
  const first = Temporal.PlainDate.from(from);
  const each = Array.from({ length: days }, (_, at) => first.add({ days: at }).toString());
  const over = each.map((day) => filled.get(day)).find((it) => it !== undefined && it.jp + jp / days > dayAndNight);
  if (over) return { column: "jp", impossible: true, reason: texts.together([...over.lines].slice(0, 3).join(", ")) };
  for (const day of each) {
    const it = filled.get(day) ?? { jp: 0, lines: new Set<string>() };
    filled.set(day, { jp: it.jp + jp / days, lines: it.lines.add(line) });
  }
  return null;
}
