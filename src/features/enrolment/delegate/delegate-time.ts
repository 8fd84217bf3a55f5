import type { Context, Outcome } from "../../../core/capability.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain } from "../../../core/reply.ts";
import { longDate } from "../../../core/time.ts";
import { monthWord } from "../../../language/calendar-words.ts";
import { type Period, periodIn } from "../../../language/period.ts";
import { type Brief, fullName } from "../../people/person-store.ts";
import { noReason } from "../ask-reason.ts";
import { confirmDelegate } from "./settle-delegate.ts";

const texts = {
  away: (name: string) => `*${name}* sedang tidak aktif bertugas, jadi belum dapat mewakili. Tulis nama orang lain.`,
  when: (name: string) => `Dari kapan sampai kapan *${name}* mewakili Anda? Tulis misalnya: *1–12 Desember*.`,
  unclear: (name: string) =>
    `Tanggalnya belum jelas. Dari kapan sampai kapan *${name}* mewakili Anda? Tulis misalnya: *1–12 Desember*, atau *1/12/2026 sampai 12/12/2026*.`,
  past: (name: string) => `Waktu itu sudah lewat. Dari kapan sampai kapan *${name}* mewakili Anda?`,
  long: (name: string) => `Wakil dapat ditunjuk paling lama satu tahun. Dari kapan sampai kapan *${name}* mewakili Anda?`,
  which: "Itu dapat berarti dua hal. Yang mana?",
};

/** Days of a span at most, as rights last a year. */
const mostDays = 366;

/** The words of a time among others, to be read again; undefined = none was named. */
export function spanIn(text: string, day: string): { time: string | undefined; rest: string } {
  const { periods, rest } = periodIn(text, day);
  if (periods.length === 0) return { time: undefined, rest };
  const left = rest.split(" ");
  // What is left over and is a time, too, belongs to it: then it is asked for once more.
  const name = left.filter((it) => !untold.test(it)).join(" ");
  const time = text.split(/\s+/).filter((it) => !name.split(" ").includes(it));
  return { time: time.join(" "), rest: name };
}

const untold = new RegExp(String.raw`\d|^(?:sampai|sampe|hingga|s\/d|mulai|sejak|dari|${monthWord})$`, "i");

export interface AskedTime {
  time?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
  day: string;
  /** The time was awaited. */
  asked?: boolean | undefined;
}

/** Words of a time without a number: "dari senin depan sampai jumat depan". */
const longestTime = 6;

/** The time is read, or asked for until it is one that can be; a sentence without any belongs to the talk. */
export async function askWhen(context: Context, leader: Subject, who: Brief, { time, from, until, day, asked }: AskedTime): Promise<Outcome> {
  const name = plain(fullName(who));
  if (asked && time !== undefined && !/\d/.test(time) && time.split(/\s+/).length > longestTime && periodIn(time, day).periods.length === 0) return noReason;
  if (who.duty !== "aktif") return { reply: { text: texts.away(name) }, awaits: { capability: "choose_delegate", input: {}, field: "words" }, code: "away" };
  const again = (text: string): Outcome => ({
    reply: { text },
    awaits: { capability: "choose_delegate", input: { person: who.id, asked: true }, field: "time" },
    code: "when",
  });
  const periods = from !== undefined && until !== undefined ? [{ from, until }] : time === undefined ? [] : readSpan(time, day);
  const [period, other] = periods;
  if (!period) return again(time === undefined ? texts.when(name) : texts.unclear(name));
  if (other) return which(who, periods as Period[]);
  if (period.until < day) return again(texts.past(name));
  const first = period.from < day ? day : period.from;
  if (Temporal.PlainDate.from(first).until(Temporal.PlainDate.from(period.until)).days >= mostDays) return again(texts.long(name));
  return period.until < first ? again(texts.unclear(name)) : confirmDelegate(context, leader, who, { from: first, until: period.until, day });
}

/** None where it is not all understood, or has no end: "mulai 1 Desember". */
function readSpan(time: string, day: string): Period[] {
  const { periods, rest } = periodIn(time, day);
  const open = periods[0]?.from === periods[0]?.until && /\b(?:mulai|sejak|dari)\b/i.test(time);
  return open || rest.split(" ").some((it) => untold.test(it)) ? [] : periods;
}

function which({ id }: Brief, periods: Period[]): Outcome {
  const buttons = periods.map(({ from, until, words }) => ({
    label: words,
    full: from === until ? `${words}, ${longDate(from)}` : `${words}, ${longDate(from)} sampai ${longDate(until)}`,
    call: { capability: "choose_delegate", input: { person: id, from, until } },
  }));
  return { reply: { text: texts.which, buttons }, code: "which" };
}
