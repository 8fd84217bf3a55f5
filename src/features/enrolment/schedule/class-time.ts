import type { Period } from "../../../language/period.ts";
import { dateOf } from "../../training/when.ts";
import { beginOf, type ClassOf } from "../class-of.ts";

/** Whether a class begins in the period; of a self-paced one its span counts. `zone`: IANA, in which the period's days are meant. */
export function within({ training, class: it }: ClassOf, { from, until }: Pick<Period, "from" | "until">, zone: string): boolean {
  const begin = beginOf(it, training.selfPaced);
  if (begin === null) return (it.startsOn ?? from) <= until && (it.endsOn ?? until) >= from;
  const day = dateOf(begin, zone);
  return day >= from && day <= until;
}

/** A class with only those of its sessions that are still to come or under way; as it is where none is. */
export function ahead({ training, class: it }: ClassOf, nowS: number): ClassOf {
  const sessions = it.sessions.filter(([, until]) => until > nowS);
  return sessions.length === 0 ? { training, class: it } : { training, class: { ...it, sessions } };
}

/** Whether a class begins in one of the periods that words may mean, or on the day of the week they say: "batalkan yang Jumat". */
export const inAnyOf = (of: ClassOf, periods: readonly Period[], zone: string): boolean =>
  periods.some((it) => within(of, it, zone) || (it.weekday !== undefined && it.weekday === weekdayOf(of, zone)));

function weekdayOf({ training, class: it }: ClassOf, zone: string): number | null {
  const begin = beginOf(it, training.selfPaced);
  return begin === null ? null : Temporal.PlainDate.from(dateOf(begin, zone)).dayOfWeek;
}
