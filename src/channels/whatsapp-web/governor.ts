import type { Letter, Pacing } from "../../core/channel.ts";

type Lane = Letter["intent"];

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

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

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

/** A part on its way: it counts, unless it turns out not to leave. */
export interface Turn {
  /** It is the first one to somebody. */
  first(): void;
  /** It is leaving. */
  left(): void;
  end(): void;
}

/** Keeps the book of one number and applies the policy; what it holds back waits in the outbox. */
export class Governor implements Pacing {
  readonly #limits: Limits;
  readonly #zone: string;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #chats = new Map<string, number>();
  /** Taken from the outbox, not looked at yet. */
  #taken: Departure[] = [];
  /** On their way. */
  readonly #leaving = new Set<Departure>();
  #departures: readonly Departure[] = [];
  #gap = { untilMs: 0, beforeMs: 0 };
  #restUntilMs = 0;
  #pairedAtMs = 0;
  #restrictedUntilMs = 0;
  /** Whether there is a connection to send over. */
  connected = false;

  constructor(limits: Limits, zone: string, now: () => number, random: () => number = Math.random) {
    this.#limits = limits;
    this.#zone = zone;
    this.#now = now;
    this.#random = random;
  }

  /** What the base knows, at the start: the limits hold across restarts. */
  load({ departures, pairedAtMs, restrictedUntilMs }: Pick<Book, "departures" | "pairedAtMs" | "restrictedUntilMs">): void {
    this.#departures = departures;
    this.#pairedAtMs = pairedAtMs;
    this.#restrictedUntilMs = restrictedUntilMs;
  }

  room(lane: Lane, wanted: number): number {
    if (!this.connected || wanted <= 0 || this.allows(lane).rule !== null) return 0;
    if (this.#limits.gapMs[1] > 0) return 1;
    const { departures } = this.#book();
    const inMinute = departures.filter((it) => it.atMs > this.#now() - minuteMs).length;
    return Math.min(wanted, this.#limits.perMinute - inMinute, this.#limits.perDay - departures.length);
  }

  spend(conversation: string, lane: Lane): void {
    const now = this.#now();
    const [from, to] = this.#limits.gapMs;
    this.#chats.set(conversation, now + this.#limits.chatGapMs);
    this.#taken.push({ atMs: now, lane, fresh: false });
    this.#gap = { untilMs: now + from + this.#random() * (to - from), beforeMs: this.#gap.untilMs };
  }

  resting(): string[] {
    const now = this.#now();
    for (const [conversation, until] of this.#chats) if (until <= now) this.#chats.delete(conversation);
    return [...this.#chats.keys()];
  }

  /** What was taken is looked at. */
  begin(lane: Lane): Turn {
    const departure: Departure = { atMs: this.#now(), lane, fresh: false };
    this.#taken.shift();
    this.#leaving.add(departure);
    let gone = false;
    return {
      first() {
        departure.fresh = true;
      },
      left() {
        gone = true;
      },
      end: () => {
        this.#leaving.delete(departure);
        if (gone) this.#departures = [...this.#departures.filter((it) => it.atMs > this.#now() - dayMs), departure];
        else this.#gap.untilMs = this.#gap.beforeMs; // its place is somebody else's
      },
    };
  }

  /** When a part of this lane may leave. */
  allows(lane: Lane): When {
    return mayLeave(this.#book(), this.#limits, lane, this.#now(), this.#zone);
  }

  /** When somebody may be answered who never was. */
  allowsNew(): When {
    return mayBegin(this.#book(), this.#limits, this.#now());
  }

  rest(ms: number): void {
    this.#restUntilMs = this.#now() + ms;
  }

  restrict(untilMs: number): void {
    this.#restrictedUntilMs = untilMs;
  }

  /** Milliseconds; null = WhatsApp restricts nothing. */
  restrictedUntil(): number | null {
    return this.#restrictedUntilMs > this.#now() ? this.#restrictedUntilMs : null;
  }

  /** English, for operators. */
  words(): string {
    const now = this.#now();
    const day = this.#departures.filter((it) => it.atMs > now - dayMs);
    const warm = now < this.#pairedAtMs + this.#limits.warmUpDays * dayMs;
    const begun = `${day.filter((it) => it.fresh).length}${warm ? `/${this.#limits.newChatsPerDay}` : ""} new chats`;
    const { atMs, rule } = this.allows("reply");
    const until = Temporal.Instant.fromEpochMilliseconds(Math.round(atMs)).toString({ smallestUnit: "second" });
    const waits = rule === null || rule === "gap" ? "" : `; answers wait until ${until} (limit: ${rule})`;
    return `24 hours: ${day.length}/${this.#limits.perDay} sent, ${begun}${waits}`;
  }

  #book(): Book {
    const now = this.#now();
    const all = [...this.#departures, ...this.#leaving, ...this.#taken];
    return {
      departures: all.filter((it) => it.atMs > now - dayMs).sort((a, b) => a.atMs - b.atMs),
      gapUntilMs: this.#gap.untilMs,
      restUntilMs: this.#restUntilMs,
      pairedAtMs: this.#pairedAtMs,
      restrictedUntilMs: this.#restrictedUntilMs,
    };
  }
}
