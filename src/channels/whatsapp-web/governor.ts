import type { Pacing } from "../../core/channel.ts";
import { type Book, type Departure, dayMs, type Lane, type Limits, mayBegin, mayLeave, minuteMs, pastShare, type When } from "./pace.ts";

/** What left later than this from now, left before the clock was set back; it counts for the day only. */
const skewMostMs = 5_000;

/** A part on its way: it counts, unless it turns out not to leave. */
export interface Turn {
  /** Not before: both lanes had looked before either had taken anything, and another part goes first. */
  readonly notBeforeMs: number;
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
  #taken: { departure: Departure; notBeforeMs: number }[] = [];
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
    this.#taken.push({ departure: { atMs: now, lane, fresh: false, conversation }, notBeforeMs: this.#gapUntil(now) });
    this.#gap = { untilMs: now + from + this.#random() * (to - from), beforeMs: this.#gap.untilMs };
  }

  resting(): string[] {
    const now = this.#now();
    for (const [conversation, until] of this.#chats) if (until <= now || until > now + this.#limits.chatGapMs) this.#chats.delete(conversation);
    const crowded = this.#departures.length >= this.#limits.perDay / 2;
    return [...new Set([...this.#chats.keys(), ...(crowded ? pastShare(this.#book().departures, this.#limits) : [])])];
  }

  /** What was taken is looked at. */
  begin(lane: Lane, conversation: string): Turn {
    const departure: Departure = { atMs: this.#now(), lane, fresh: false, conversation };
    const { notBeforeMs = 0 } = this.#taken.shift() ?? {};
    this.#leaving.add(departure);
    let gone = false;
    return {
      notBeforeMs,
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
    const many = pastShare(day, this.#limits).length;
    const share = many > 0 ? `; ${many} people have had a tenth of the day's messages each and wait` : "";
    return `24 hours: ${day.length}/${this.#limits.perDay} sent, ${begun}${waits}${share}`;
  }

  /** A gap is never longer than the longest: beyond, the clock was set back meanwhile. */
  #gapUntil(now: number): number {
    return this.#gap.untilMs > now + this.#limits.gapMs[1] ? 0 : this.#gap.untilMs;
  }

  #book(): Book {
    const now = this.#now();
    const all = [...this.#departures, ...this.#leaving, ...this.#taken.map((it) => it.departure)];
    const told = all.map((it) => (it.atMs > now + skewMostMs ? { ...it, atMs: now - minuteMs } : it));
    return {
      departures: told.filter((it) => it.atMs > now - dayMs).sort((a, b) => a.atMs - b.atMs),
      gapUntilMs: this.#gapUntil(now),
      restUntilMs: this.#restUntilMs,
      pairedAtMs: this.#pairedAtMs,
      restrictedUntilMs: this.#restrictedUntilMs,
    };
  }
}
