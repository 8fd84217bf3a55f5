/** IANA zones of Indonesian cities and what people call them. */
const zoneNames: Record<string, string> = {
  "Asia/Jakarta": "WIB",
  "Asia/Pontianak": "WIB",
  "Asia/Makassar": "WITA",
  "Asia/Jayapura": "WIT",
};

const months = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

/** Reads the time; handed in so that tests own it. */
export type Clock = () => Temporal.Instant;

export const systemClock: Clock = () => Temporal.Now.instant();

/** The calendar date of an instant in a city's zone, ISO `2026-11-22`. */
export function localDate(now: Temporal.Instant, zone: string): string {
  return now.toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** `22 November 2026` from an ISO date. */
export function longDate(iso: string): string {
  const date = Temporal.PlainDate.from(iso);
  return `${date.day} ${months[date.month - 1]} ${date.year}`;
}

/** `09.00 WIB` in the city's own zone. */
export function clockTime(now: Temporal.Instant, zone: string): string {
  const at = now.toZonedDateTimeISO(zone);
  return `${String(at.hour).padStart(2, "0")}.${String(at.minute).padStart(2, "0")} ${zoneNames[zone] ?? zone}`;
}

/** ISO date from "17 Oktober 2024", "17-10-2024", "17/10/2024", "2024-10-17", "Oktober 2024" (first day) or "2019" (first day); null otherwise. */
export function parseDate(text: string): string | null {
  const t = text.trim().toLowerCase();
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(t);
  if (iso) return plainDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numeric = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(t);
  if (numeric) return plainDate(Number(numeric[3]), Number(numeric[2]), Number(numeric[1]));
  const named = /^(?:(\d{1,2})\s+)?([a-z]+)\s+(\d{4})$/.exec(t);
  if (named) {
    const month = months.findIndex((name) => name.toLowerCase().startsWith((named[2] ?? "").slice(0, 3))) + 1;
    return month > 0 ? plainDate(Number(named[3]), month, Number(named[1] ?? 1)) : null;
  }
  return /^(19|20)\d{2}$/.test(t) ? `${t}-01-01` : null;
}

const alone =
  /^(?:(?:nah|oh|eh|lalu|terus|trus|trs|dan|tapi|tp|kalau|kalo|klo|kl|bagaimana|gimana|gmn|bgmn|dengan|dgn|untuk|utk|buat|pada|di|yang|yg|waktu|saat)\s+)*(?:tahun|taun|thn|th)?\s*((?:19|20)\d{2})(?:[\s,]+(?:bagaimana|gimana|gmn|bgmn|berapa|brp|apa|dulu|lalu|itu|juga|sama|sih|ya|dong|min|pak|bu|kak))*\s*[?.!]*$/i;

/** The year that is all a message names: "kalau 2024?", "thn 2015 gimana"; null where it says anything else. */
export const yearAlone = (text: string): string | null => alone.exec(text.trim())?.[1] ?? null;

const goesOn = /^(?:(?:nah|oh|eh)\s+)?(?:lalu|terus|trus|trs|dan|tapi|tp|kalau|kalo|klo|kl|bagaimana|gimana|gmn|untuk|utk|buat|yang|yg)\s/i;
const among = /\s(?:(?:di|pada|waktu|saat)\s+)?(?:(?:tahun|taun|thn|th)\s+)?((?:19|20)\d{2})\b(?!\s*(?:jp|jam|hari|orang|kali|rupiah|ribu|juta|persen|%))/i;

/** A year beside the one thing more that goes on from the question before ("kalau 2024 PPPK?"), and the words without it; null = none, or a number is there that may be another thing. */
export function yearBeside(text: string): { year: string; rest: string } | null {
  const said = text.trim();
  const found = goesOn.test(said) && (said.match(/\d+/g)?.length ?? 0) === 1 ? among.exec(said) : null;
  return found?.[1] === undefined || yearAlone(said) !== null ? null : { year: found[1], rest: said.replace(found[0], " ").replace(/\s+/g, " ").trim() };
}

function plainDate(year: number, month: number, day: number): string | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" }).toString();
  } catch {
    return null;
  }
}
