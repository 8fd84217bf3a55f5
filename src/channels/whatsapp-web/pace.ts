import type { Letter } from "../../core/channel.ts";

export type Lane = Letter["intent"];

/** How much a number may send without looking like a machine. Its rules are ours: WhatsApp publishes none. */
export interface Limits {
  /** Milliseconds between two parts, from and to; chance decides. */
  gapMs: readonly [number, number];
  /** Milliseconds between two parts to one person. */
  chatGapMs: number;
  perMinute: number;
  /** Parts in 24 hours. */
  perDay: number;
  /** People who get their first answer, in 24 hours, as long as the number is new here. */
  newChatsPerDay: number;
  /** Days for which a number counts as new after it was paired. */
  warmUpDays: number;
  /** Parts of the lane `notice` in 24 hours. */
  noticesPerDay: number;
  /** Local times between which only answers go out; null = none. */
  quiet: { from: string; to: string } | null;
}

/** One part that left. */
export interface Departure {
  atMs: number;
  lane: Lane;
  /** The first one to that person. */
  fresh: boolean;
  conversation: string;
}

/** What the policy looks at. */
export interface Book {
  /** Of the last 24 hours, oldest first. */
  departures: readonly Departure[];
  /** Earliest next part by the gap that chance chose. */
  gapUntilMs: number;
  /** WhatsApp asked us to slow down until then. */
  restUntilMs: number;
  pairedAtMs: number;
  /** No new chats until then: WhatsApp restricts the number. */
  restrictedUntilMs: number;
}

/** When, and by which rule it is not now. */
export interface When {
  atMs: number;
  rule: "gap" | "minute" | "day" | "notices" | "quiet hours" | "asked to slow down" | "new chats" | "restricted" | null;
}

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

/** The earliest instant at which a part of this lane may leave, to somebody who was answered before. Pure. */
export function mayLeave(book: Book, limits: Limits, lane: Lane, nowMs: number, zone: string): When {
  const times = (some: readonly Departure[]) => some.map((it) => it.atMs);
  const rules: When[] = [
    { rule: "gap", atMs: book.gapUntilMs },
    { rule: "asked to slow down", atMs: book.restUntilMs },
    { rule: "minute", atMs: freeAgain(times(book.departures), limits.perMinute, minuteMs) },
    { rule: "day", atMs: freeAgain(times(book.departures), limits.perDay, dayMs) },
  ];
  if (lane === "notice") {
    const notices = book.departures.filter((it) => it.lane === "notice");
    rules.push({ rule: "notices", atMs: freeAgain(times(notices), limits.noticesPerDay, dayMs) });
    rules.push({ rule: "quiet hours", atMs: quietUntil(limits.quiet, nowMs, zone) });
  }
  return latest(rules, nowMs);
}

/** The same for somebody who has never been answered: a new chat for WhatsApp. */
export function mayBegin(book: Book, limits: Limits, nowMs: number): When {
  const rules: When[] = [{ rule: "restricted", atMs: book.restrictedUntilMs }];
  if (nowMs < book.pairedAtMs + limits.warmUpDays * dayMs) {
    const begun = book.departures.filter((it) => it.fresh).map((it) => it.atMs);
    rules.push({ rule: "new chats", atMs: freeAgain(begun, limits.newChatsPerDay, dayMs) });
  }
  return latest(rules, nowMs);
}

const latest = (rules: When[], nowMs: number): When => rules.reduce((worst, it) => (it.atMs > worst.atMs ? it : worst), { atMs: nowMs, rule: null });

/** When fewer than `most` lie within the span again; oldest first. */
function freeAgain(atMs: number[], most: number, spanMs: number): number {
  const blocking = atMs[atMs.length - most];
  return blocking === undefined ? 0 : blocking + spanMs;
}

/** The end of the quiet hours that `now` lies in; 0 = in none. */
function quietUntil(quiet: Limits["quiet"], nowMs: number, zone: string): number {
  if (!quiet || quiet.from === quiet.to) return 0;
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone);
  const [from, to] = [Temporal.PlainTime.from(quiet.from), Temporal.PlainTime.from(quiet.to)];
  const time = now.toPlainTime();
  const after = Temporal.PlainTime.compare(time, from) >= 0;
  const before = Temporal.PlainTime.compare(time, to) < 0;
  const overnight = Temporal.PlainTime.compare(from, to) > 0;
  if (overnight ? !after && !before : !(after && before)) return 0;
  const day = overnight && after ? now.toPlainDate().add({ days: 1 }) : now.toPlainDate();
  return day.toZonedDateTime({ timeZone: zone, plainTime: to }).epochMilliseconds;
}

const shareLeast = 20;

/** Talks that have had a tenth of a day's parts, once half of those are gone: the rest is for other people. */
export function pastShare(departures: readonly Departure[], { perDay }: Pick<Limits, "perDay">): string[] {
  if (departures.length < perDay / 2) return [];
  const had = new Map<string, number>();
  for (const { conversation } of departures) had.set(conversation, (had.get(conversation) ?? 0) + 1);
  return [...had].flatMap(([conversation, parts]) => (parts >= Math.max(shareLeast, perDay / 10) ? [conversation] : []));
}
