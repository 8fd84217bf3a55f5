import { parseDate } from "../../core/time.ts";

/** What a written schedule needs to become instants: today in the city's zone (ISO), and the zone of its times. */
export interface ScheduleBase {
  today: string;
  zone: string;
}

/** Begin and end of a session, epoch seconds. */
export type Session = [number, number];

const zones: Record<string, string> = { wib: "Asia/Jakarta", wita: "Asia/Makassar", wit: "Asia/Jayapura" };

/** The IANA zone that a text names with WIB, WITA or WIT; undefined = none named. */
export const zoneNamed = (text: string): string | undefined => zones[/\b(wib|wita|wit)\b/i.exec(text)?.[1]?.toLowerCase() ?? ""];

/** Days counted from the import; such a date stays where it is when the same file comes again. */
export const isRelative = (text: string): boolean => /(?:^|[^\p{L}])hk?\s*\+\s*\d|\+\s*\d+\s*hk?\b/iu.test(text);

/**
 * An ISO date from `7/12/2026`, `Senin, 7 Desember 2026`, `2026-12-07`, or counted from today: `H+30` or `H-30` calendar days (also `+30h`),
 * `HK+20` working days, Monday to Friday (also `+20hk`). Null for anything else.
 */
export function readDate(text: string, today: string): string | null {
  const relative = /^(hk?)\s*([+-])\s*(\d{1,4})$|^([+-])\s*(\d{1,4})\s*(hk?)$/i.exec(text.trim());
  if (relative) {
    const days = Number(relative[3] ?? relative[5]);
    const back = (relative[2] ?? relative[4]) === "-";
    return counted(Temporal.PlainDate.from(today), back ? -days : days, (relative[1] ?? relative[6] ?? "").toLowerCase() === "hk");
  }
  return parseDate(text.replace(/^\s*(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu)\s*,?\s+/i, "").trim());
}

function counted(from: Temporal.PlainDate, days: number, working: boolean): string {
  if (!working) return from.add({ days }).toString();
  let day = from;
  for (let left = Math.abs(days); left > 0; ) {
    day = day.add({ days: Math.sign(days) });
    if (day.dayOfWeek <= 5) left--;
  }
  return day.toString();
}

/** Days of a span at most: nothing that is taught in sessions lasts longer. */
const longestSpan = 200;

/** `7/12/2026 08.00-16.00 WITA`, with whatever stands for the days in front. */
const timed = /^(.+?)\s+(?:pukul\s+)?(\d{1,2})(?:[.:](\d{2}))?\s*(?:-|–|s\.?d\.?|s\/d|sampai)\s*(\d{1,2})(?:[.:](\d{2}))?\s*(wib|wita|wit)?$/i;

/**
 * Sessions from `7/12/2026 08.00-16.00; 8/12/2026 08.00-12.00 WITA`. A span takes every day in it (`7/12/2026 s.d. 11/12/2026
 * 08.00-16.00`), a span of working days those alone (`HK+20 s.d. HK+24 08.00-16.00`). A string = what is wrong, for the officer.
 */
export function readSessions(text: string, { today, zone }: ScheduleBase): Session[] | string {
  const sessions: Session[] = [];
  for (const part of text
    .split(/[;\n]/)
    .map((it) => it.trim())
    .filter(Boolean)) {
    const found = timed.exec(part);
    if (!found) return `"${part}" bukan tanggal dengan jam, misalnya 7/12/2026 08.00-16.00`;
    const days = daysOf(found[1] ?? "", today);
    if (typeof days === "string") return days;
    for (const day of days) {
      const session = sessionOf(day, found, zoneNamed(found[6] ?? "") ?? zone);
      if (session === null) return `jam pada "${part}" tidak berurutan atau tidak ada`;
      sessions.push(session);
    }
  }
  sessions.sort((a, b) => a[0] - b[0]);
  const overlap = sessions.some((it, at) => at > 0 && it[0] < (sessions[at - 1]?.[1] ?? 0));
  return overlap ? "dua sesi berlangsung pada waktu yang sama" : sessions;
}

function daysOf(text: string, today: string): string[] | string {
  const [first = "", last] = spanOf(text);
  const from = readDate(first, today);
  if (from === null) return `"${first}" bukan tanggal`;
  if (last === undefined) return [from];
  const until = readDate(last, today);
  if (until === null) return `"${last}" bukan tanggal`;
  const count = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until)).days + 1;
  if (count < 1 || count > longestSpan) return `rentang "${text}" terbalik atau terlalu panjang`;
  const working = /^(?:hk|\+\s*\d+\s*hk)/i.test(first.trim());
  const days = Array.from({ length: count }, (_, at) => Temporal.PlainDate.from(from).add({ days: at }));
  return days.filter((it) => !working || it.dayOfWeek <= 5).map((it) => it.toString());
}

/** `7/12/2026 s.d. 11/12/2026`, and `7–9 Desember 2026`, whose first day lacks its month. */
function spanOf(text: string): string[] {
  const short = /^(?:\p{L}+,\s*)?(\d{1,2})\s*(?:-|–|s\.?d\.?|s\/d)\s*(\d{1,2})\s+(\p{L}+\s+\d{4})$/iu.exec(text.trim());
  if (short) return [`${short[1]} ${short[3]}`, `${short[2]} ${short[3]}`];
  return text.split(/\s+(?:s\.?d\.?|s\/d|sampai|hingga)\s+|\s*–\s*|\.\./i);
}

function sessionOf(day: string, found: RegExpExecArray, zone: string): Session | null {
  const from = at(day, found[2], found[3], zone);
  const until = at(day, found[4], found[5], zone);
  return from === null || until === null || until <= from ? null : [from, until];
}

function at(day: string, hour: string | undefined, minute: string | undefined, zone: string): number | null {
  const [h, m] = [Number(hour), Number(minute ?? 0)];
  if (h > 23 || m > 59) return null;
  const plain = Temporal.PlainDate.from(day).toPlainDateTime({ hour: h, minute: m });
  return plain.toZonedDateTime(zone).epochMilliseconds / 1000;
}
