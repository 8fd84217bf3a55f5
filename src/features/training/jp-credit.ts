import type { Form } from "./forms.ts";
import { type JpRate, type JpRule, ruleFor } from "./jp-rules.ts";

/** Something learnt, as far as its JP are concerned. Dates are ISO and inclusive. */
export interface Activity {
  id: number;
  form: Form;
  abroad: boolean;
  /** JP that the programme states; null = none stated. */
  jp: number | null;
  /** How often, how many activities or semesters. */
  times: number;
  from: string;
  until: string;
  /** The days it took place on; null = every day from `from` to `until`. */
  days: string[] | null;
}

/** JP that an activity brings, and why it is not more. */
export interface Credit {
  rule: JpRule | undefined;
  /** By its rate alone. */
  claimed: number;
  /** After the caps. */
  credited: number;
  /** `no_rule`: the table does not know the form; `no_rate`: not abroad; `no_jp`: the programme states none. */
  limit: "day" | "month" | "no_rule" | "no_rate" | "no_jp" | null;
}

interface Portion {
  at: number;
  day: string;
  jp: number;
  times: number;
}

/**
 * Converts activities to JP by the table, with its caps per day and month over all that goes on at once under the same row.
 * What ended earlier is counted first. The answer for each activity, in the order given; the same whatever that order is.
 */
export function creditsOf(activities: Activity[], rules: JpRule[]): Credit[] {
  const spent = { day: new Map<string, number>(), month: new Map<string, number>() };
  const found = new Map<number, Credit>();
  for (const [at, it] of [...activities.entries()].sort((a, b) => byEnd(a[1], b[1]))) found.set(at, creditOf(it, rules, spent));
  return activities.map((_, at) => found.get(at) as Credit);
}

const byEnd = (a: Activity, b: Activity): number => compare(a.until, b.until) || compare(a.from, b.from) || a.id - b.id;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** To two decimals, as JP are kept. */
export const roundJp = (jp: number): number => Math.round(jp * 100) / 100;

interface Spent {
  /** JP by row and day. */
  day: Map<string, number>;
  /** Times by row and month. */
  month: Map<string, number>;
}

function creditOf(activity: Activity, rules: JpRule[], spent: Spent): Credit {
  const rule = ruleFor(rules, activity.form, activity.until);
  if (!rule) return { rule, claimed: 0, credited: 0, limit: "no_rule" };
  const rate = activity.abroad ? rule.abroad : rule.home;
  if (!rate) return { rule, claimed: 0, credited: 0, limit: "no_rate" };
  if (rule.unit === "program" && activity.jp === null) return { rule, claimed: 0, credited: 0, limit: "no_jp" };
  const portions = portionsOf(activity, rule.unit, rate.rate);
  const credited = portions.map((it) => capped(it, rule.code, rate, spent));
  const sum = (jp: number[]) => roundJp(jp.reduce((all, it) => all + it, 0));
  const limit = credited.find((it) => it.limit !== null)?.limit ?? null;
  return { rule, claimed: sum(portions.map((it) => it.jp)), credited: sum(credited.map((it) => it.jp)), limit };
}

function portionsOf(activity: Activity, unit: JpRule["unit"], rate: number): Portion[] {
  const days = daysOf(activity);
  const last = days.at(-1) ?? activity.until;
  const { times } = activity;
  if (unit === "program") return days.map((day, at) => ({ at, day, jp: ((activity.jp ?? 0) * rate) / days.length, times: 0 }));
  if (unit === "hari") return days.map((day, at) => ({ at, day, jp: rate, times: 0 }));
  if (unit === "kali") return Array.from({ length: times }, (_, at) => ({ at, day: days[Math.floor((at * days.length) / times)] ?? last, jp: rate, times: 1 }));
  return [{ at: 0, day: last, jp: rate * times, times: 0 }];
}

/** Never more than a lifetime of days, whatever dates were typed. */
const mostDays = 20_000;

function daysOf({ days, from, until }: Activity): string[] {
  if (days !== null && days.length > 0) return [...new Set(days)].sort();
  const first = Temporal.PlainDate.from(from);
  const count = Math.min(first.until(Temporal.PlainDate.from(until)).days + 1, mostDays);
  return Array.from({ length: count }, (_, at) => first.add({ days: at }).toString());
}

function capped({ day, jp, times }: Portion, code: string, rate: JpRate, spent: Spent): { jp: number; limit: "day" | "month" | null } {
  const today = `${code} ${day}`;
  const month = `${code} ${day.slice(0, 7)}`;
  const timesBefore = spent.month.get(month) ?? 0;
  if (rate.monthTimes !== null && timesBefore + times > rate.monthTimes) return { jp: 0, limit: "month" };
  const before = spent.day.get(today) ?? 0;
  const left = rate.dayCap === null ? jp : Math.max(0, Math.min(jp, rate.dayCap - before));
  spent.month.set(month, timesBefore + times);
  spent.day.set(today, before + left);
  return { jp: left, limit: left + 1e-9 < jp ? "day" : null };
}
