import type { Pace, Pacing } from "../core/channel.ts";
import type { Lane } from "./outbox.ts";

/** Share of the pace that notices leave free: an answer always finds room. */
const keptForReplies = 0.3;

/** How much one account may send now, by its network's limits; of this process only, so a network's own "slow down" still counts. */
export class Pacer implements Pacing {
  readonly #pace: Pace | undefined;
  readonly #now: () => number;
  #room: number;
  #filledAt: number;
  readonly #resting = new Map<string, number>();

  constructor(pace: Pace | undefined, now: () => number = () => performance.now()) {
    this.#pace = pace;
    this.#now = now;
    this.#room = pace?.perSecond ?? 0;
    this.#filledAt = now();
  }

  /** Parts of this lane that may be sent now, at most `wanted`. */
  room(lane: Lane, wanted: number): number {
    if (!this.#pace) return wanted;
    const { perSecond } = this.#pace;
    const now = this.#now();
    this.#room = Math.min(perSecond, this.#room + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    const free = lane === "reply" ? this.#room : this.#room - perSecond * keptForReplies;
    return Math.max(0, Math.min(wanted, Math.floor(free)));
  }

  /** A part is being sent to this talk. */
  spend(conversation: string): void {
    if (!this.#pace) return;
    this.#room -= 1;
    if (this.#pace.talkGapMs > 0) this.#resting.set(conversation, this.#now() + this.#pace.talkGapMs);
  }

  /** Talks that have just been sent something. */
  resting(): string[] {
    const now = this.#now();
    for (const [conversation, until] of this.#resting) if (until <= now) this.#resting.delete(conversation);
    return [...this.#resting.keys()];
  }
}
