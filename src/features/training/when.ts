import { clockTime } from "../../core/time.ts";
import type { OpenClass } from "./store.ts";

const weekdays = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
const months = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

/** `Senin, 7 Des 2026` from an ISO date. */
export function dayAndDate(iso: string): string {
  const date = Temporal.PlainDate.from(iso);
  return `${weekdays[date.dayOfWeek - 1]}, ${shortDate(iso)}`;
}

/** `7 Des 2026` from an ISO date. */
export function shortDate(iso: string): string {
  const date = Temporal.PlainDate.from(iso);
  return `${date.day} ${months[date.month - 1]} ${date.year}`;
}

/** To the millisecond: the database keeps microseconds, which no instant takes as a fraction. */
export const instantOf = (epochSeconds: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(Math.round(epochSeconds * 1000));

/** The local ISO date of an instant given in epoch seconds. */
export const dateOf = (epochSeconds: number, zone: string): string => instantOf(epochSeconds).toZonedDateTimeISO(zone).toPlainDate().toString();

/** The local ISO dates of several instants in order, quickly: where the zone's clock stays the same between them, by counting. */
export function datesOf(epochs: number[], zone: string): string[] {
  const offset = (at: number) => instantOf(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
  const first = offset(epochs[0] ?? 0);
  if (offset(epochs.at(-1) ?? 0) !== first) return epochs.map((it) => dateOf(it, zone));
  return epochs.map((it) => new Date((it + first) * 1_000).toISOString().slice(0, 10));
}

/** `Senin, 7 Des 2026, 09.00–16.00 WITA (08.00–15.00 WIB)`: the reader's time first, the organiser's where it differs (F22). */
export function sessionLine([from, until]: [number, number], own: string, organiser: string): string {
  const other = differs(from, own, organiser) ? ` (${span(from, until, organiser)})` : "";
  return `${dayAndDate(dateOf(from, own))}, ${span(from, until, own)}${other}`;
}

/** `Senin, 7 Des 2026 pukul 16.00 WITA (15.00 WIB)` */
export function momentLine(at: number, own: string, organiser: string): string {
  const other = differs(at, own, organiser) ? ` (${clockTime(instantOf(at), organiser)})` : "";
  return `${dayAndDate(dateOf(at, own))} pukul ${clockTime(instantOf(at), own)}${other}`;
}

/** When a class is, in one short line: its first session and how many follow, its span, or the end of a self-paced one. */
export function whenLine(it: OpenClass, own: string, selfPaced: boolean): string {
  const first = it.sessions[0];
  if (first) return `${sessionLine(first, own, it.zone)}${it.sessions.length > 1 ? `, dan ${it.sessions.length - 1} sesi lagi` : ""}`;
  if (selfPaced) return it.endsOn ? `belajar mandiri, paling lambat ${dayAndDate(it.endsOn)}` : "belajar mandiri, kapan saja";
  return it.startsOn ? `${shortDate(it.startsOn)}${it.endsOn ? `–${shortDate(it.endsOn)}` : ""}` : "tanggal belum ditetapkan";
}

const differs = (at: number, own: string, other: string): boolean =>
  instantOf(at).toZonedDateTimeISO(own).offsetNanoseconds !== instantOf(at).toZonedDateTimeISO(other).offsetNanoseconds;

/** `09.00–16.00 WITA` */
function span(from: number, until: number, zone: string): string {
  const [start] = clockTime(instantOf(from), zone).split(" ");
  return `${start}–${clockTime(instantOf(until), zone)}`;
}
