import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Heard } from "./heard.ts";
import { incoming, type SentFile, type SharedContact, type Utterance } from "./incoming.ts";
import type { Accepted } from "./statuses.ts";
import type { Line } from "./webhook-body.ts";
import type { World } from "./world.ts";

export interface PersonOptions {
  name: string;
  /** With country code. */
  phone?: string;
  /** Business-scoped user id; made up from the phone if left out. */
  userId?: string;
  username?: string;
  /** The phone exists, but webhooks show only the user id. Always so without a phone. */
  hidesPhone?: boolean;
  /** Which of the business's numbers; the first by default. */
  writesTo?: string;
}

type Sought = string | RegExp | ((heard: Heard) => boolean);
const patienceMs = 60_000;

export type Person = ReturnType<typeof newPerson>;

/** Somebody with a phone. What they do goes out as webhooks; each doing returns at once, `received` resolves when the app has it. */
export function newPerson(world: World, key: string, options: PersonOptions) {
  const state = {
    phone: options.phone?.replace(/\D/g, ""),
    userId: options.userId ?? userIdOf(options.phone ?? key),
    online: true,
    cursor: 0,
    lastWrote: new Map<string, number>(),
    unread: [] as Accepted[],
    undelivered: [] as { accepted: Accepted; heard: Heard }[],
  };
  const line: Line = world.line(options.writesTo);
  const received: Heard[] = [];
  const listeners = new Set<() => void>();

  const self = {
    key,
    name: options.name,
    line,
    received,
    get phone() {
      return state.phone;
    },
    get visiblePhone() {
      return options.hidesPhone ? undefined : state.phone;
    },
    get userId() {
      return state.userId;
    },
    get last(): Heard {
      const last = received.at(-1);
      if (!last) throw new Error(`${options.name} has not received anything`);
      return last;
    },
    /** As in `contacts` of a webhook. */
    contact: () => ({
      profile: { name: options.name, ...(options.username ? { username: options.username } : {}) },
      ...(self.visiblePhone ? { wa_id: self.visiblePhone } : {}),
      user_id: state.userId,
    }),

    says: (text: string, replyTo?: Heard | string): Utterance => doing().says(text, idOf(replyTo)),
    /** Taps a button or a row of a message, by its label or id. */
    picks: (message: Heard, label: string): Utterance => doing().picks(message, label),
    sends: (kind: SentFile["kind"], file: Omit<SentFile, "kind">): Utterance => doing().sends({ kind, ...file }),
    /** The own contact by default, as answer to a request if one is given; somebody else's with a phone. */
    sharesContact: (which: SharedContact = {}): Utterance => doing().sharesContact(which),
    sharesLocation: (where: { latitude: number; longitude: number; name?: string }): Utterance => doing().plain("location", where),
    reacts: (message: Heard | string, emoji: string): Utterance => doing().plain("reaction", { message_id: idOf(message), emoji }),
    /** Something the Cloud API cannot carry, such as a poll. */
    sendsUnsupported: (what = "poll_creation"): Utterance => doing().unsupported(what),
    /** Any message type, its content as given. */
    sendsRaw: (type: string, content: unknown, more: object = {}): Utterance => doing().plain(type, content, more),

    /** A new phone brings a new user id. Announced as a system message, or in the form Meta documented before August 2026. */
    changesNumber(phone: string, announce: "system" | "user_id_update" = "system"): Utterance {
      const before = { phone: self.visiblePhone, userId: state.userId };
      world.people.forget(self);
      state.phone = phone.replace(/\D/g, "");
      state.userId = userIdOf(phone);
      world.people.remember(self);
      return doing().numberChanged(before, announce);
    },

    /** Read receipts for all that was delivered and not read. */
    reads(): Promise<void> {
      const seen = state.unread.splice(0);
      const order = world.statuses.habits.mode === "backwards" ? (["read", "delivered", "sent"] as const) : (["read"] as const);
      return Promise.all(seen.flatMap((it) => order.map((state) => world.statuses.report(it, state)))).then(() => {});
    },
    goesOffline() {
      state.online = false;
    },
    comesOnline() {
      state.online = true;
      for (const it of state.undelivered.splice(0)) void arrive(it.accepted, it.heard);
    },

    /** The next message that fits, of those not yet heard; waits for it. */
    async hears(sought: Sought, { timeout = patienceMs }: { timeout?: number } = {}): Promise<Heard> {
      const late = new AbortController();
      const end = pause(timeout, "late" as const, { signal: late.signal }).catch(() => "late" as const);
      try {
        for (;;) {
          const at = received.findIndex((it, index) => index >= state.cursor && matches(sought, it));
          const found = received[at];
          if (found) {
            state.cursor = at + 1;
            return found;
          }
          let wake = () => {};
          const more = new Promise<"more">((resolve) => {
            wake = () => resolve("more");
          });
          listeners.add(wake);
          const outcome = await Promise.race([more, end]);
          listeners.delete(wake);
          if (outcome === "late")
            throw new Error(`${options.name} did not hear ${sought}; heard: ${JSON.stringify(received.slice(state.cursor).map((it) => it.plain))}`);
        }
      } finally {
        late.abort();
      }
    },

    /** For the fake itself: a message has reached this person's phone, or waits for it. */
    async receive(accepted: Accepted, heard: Heard): Promise<void> {
      const { mode } = world.statuses.habits;
      const sent = mode === "natural" || mode === "sent only" ? world.statuses.report(accepted, "sent") : undefined;
      if (state.online) await Promise.all([sent, arrive(accepted, heard)]);
      else state.undelivered.push({ accepted, heard });
      await sent;
    },
    wrote: (number: Line) => void state.lastWrote.set(number.id, world.clock.now()),
    lastWroteTo: (number: Line): number | undefined => state.lastWrote.get(number.id),
  };
  const doing = () => incoming(world, self);
  const arrive = (accepted: Accepted, heard: Heard): Promise<void> | undefined => {
    accepted.fate = "delivered";
    received.push(heard);
    state.unread.push(accepted);
    const delivered = world.statuses.habits.mode === "natural" ? world.statuses.report(accepted, "delivered") : undefined;
    for (const wake of listeners) wake();
    return delivered;
  };
  world.people.remember(self);
  return self;
}

const idOf = (message: Heard | string | undefined): string | undefined => (typeof message === "string" ? message : message?.id);

/** Stable per phone, so that two runs agree. */
const userIdOf = (phone: string): string => `ID.${BigInt(`0x${createHash("sha256").update(phone).digest("hex").slice(0, 16)}`)}`;

function matches(sought: Sought, heard: Heard): boolean {
  if (typeof sought === "string") return heard.plain.includes(sought);
  return sought instanceof RegExp ? sought.test(heard.plain) : sought(heard);
}
