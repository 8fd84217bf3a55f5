import { z } from "zod";
import type { Address, Capabilities, Channel, Inbound, Letter, Occasion, Part, Sent } from "../../src/core/channel.ts";
import { type Database, type Sql, sql } from "../../src/db/database.ts";
import { type OpenDatabase, openDatabase } from "../../src/db/open.ts";
import { startCourier } from "../../src/delivery/courier.ts";
import { storeInbound } from "../../src/delivery/inbox.ts";
import { type Claim, claimMailboxes, finishMessages, type Waiting } from "../../src/delivery/mailbox.ts";
import { claimParcels, type Lane, putLetters } from "../../src/delivery/outbox.ts";
import type { Place } from "../../src/delivery/place.ts";
import { startWorker, type Turn } from "../../src/delivery/worker.ts";
import { silentLog } from "../world.ts";

export const cell = 1;
export const account = { id: "web", account: "a" } as const;
export const to = (chat: string, by: string = account.account): Address => ({ channel: "web", account: by, chat });
export const talkOf = (chat: string): string => `web|a|${chat}`;

export const message = (chat: string, number: number, text = String(number)): Inbound => ({
  dedupe: `${chat}-${number}`,
  at: Temporal.Now.instant().toString(),
  late: false,
  from: { id: chat },
  to: to(chat),
  body: { type: "text", text },
});

export const wordsOf = (it: Inbound): string => (it.body.type === "text" ? it.body.text : "");
export const reply = (it: Inbound): Letter => ({ key: `re:${it.dedupe}`, to: it.to, intent: "reply", reply: { text: `re ${it.dedupe}` } });
export const letter = (key: string, chat: string, intent: Letter["intent"] = "reply"): Letter => ({ key, to: to(chat), intent, reply: { text: key } });

export const render = (it: Letter): Part[] => [{ key: "", native: it.reply.text }];

/** A turn that handles one message at a time. */
export interface OneTurn extends Omit<Turn<null>, "act"> {
  act(tx: Database, message: Inbound, now: Temporal.Instant): Promise<Letter[]>;
}

/** What every test's assistant does unless told otherwise. */
const plainTurn: OneTurn = {
  understand: async () => null,
  act: async (_, it) => [reply(it)],
  apology: (it) => ({ ...reply(it), key: `sorry:${it.dedupe}`, reply: { text: "maaf" } }),
  calm: (it) => ({ ...reply(it), key: `calm:${it.to.chat}`, reply: { text: "pelan-pelan" } }),
};

export const oneByOne = (turn: OneTurn): Turn<null> => ({
  ...turn,
  async act(tx, turns, now) {
    const letters: Letter[] = [];
    for (const it of turns) letters.push(...(await turn.act(tx, it.message, now)));
    return letters;
  },
});

export interface Collector extends Channel {
  sent: { key: string; native: unknown; to: Address; occasion: Occasion }[];
  /** Every call, whatever came of it. */
  asked: string[];
}

/** A channel that keeps what it is asked to send, and answers as told. */
export function collector(answer: (part: Part, to: Address, tries: number) => Sent | Promise<Sent> = taken, caps: Partial<Capabilities> = {}): Collector {
  const it: Collector = {
    ...account,
    caps: { textMax: 100, buttonsMax: 3, idempotent: true, ...caps },
    sent: [],
    asked: [],
    start: async () => {},
    render,
    async send(address, part, occasion) {
      it.asked.push(part.key);
      const sent = await answer(part, address, it.asked.filter((key) => key === part.key).length);
      if (sent.ok === true) it.sent.push({ ...part, to: address, occasion });
      return sent;
    },
  };
  return it;
}

export const taken = (part: Part): Sent => ({ ok: true, native: `n:${part.key}` });
export const refused = (kind: Extract<Sent, { ok: false }>["fault"]["kind"], code: string, afterMs?: number): Sent => ({
  ok: false,
  fault: { kind, code, ...(afterMs !== undefined && { afterMs }) },
});

/** A clock that runs, and jumps when told. */
export function jumpingClock(from: Temporal.DurationLike = { seconds: 0 }) {
  let ahead = Temporal.Duration.from(from);
  return {
    now: () => Temporal.Now.instant().add(ahead),
    jump(duration: Temporal.DurationLike) {
      ahead = ahead.add(duration);
    },
  };
}

/** Waits for something to hold, however slow the machine is. */
export async function until(test: () => Promise<boolean> | boolean, what = "it"): Promise<void> {
  for (let tries = 0; tries < 4_000; tries++) {
    if (await test()) return;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  throw new Error(`${what} never happened`);
}

export type World = ReturnType<typeof worldOver>;

/** One base and its clock, with what most tests of this wing do. */
export function worldOver(base: OpenDatabase, clock = jumpingClock()) {
  const place: Place = { db: base.db, cell };
  const running: { stop(): Promise<void> }[] = [];
  const world = {
    base,
    db: base.db,
    place,
    clock: clock.now,
    jump: clock.jump,
    /** Stopped after the test. */
    running,
    store: (...messages: Inbound[]) => storeInbound(place, messages, clock.now()),
    plan: (...letters: Letter[]) => base.db.transaction((db) => putLetters({ db, cell }, render, letters, clock.now())),
    /** The one mailbox that is ready, with its message in hand. */
    async claim(owner = "test", leaseMs = 60_000): Promise<Waiting> {
      const [claim, ...more] = await claimMailboxes(place, owner, 5, clock.now(), leaseMs);
      if (!claim || more.length > 0 || claim.id === null || claim.message === null || claim.attempts === null) throw new Error("not exactly one message");
      return { ...claim, id: claim.id, message: claim.message, attempts: claim.attempts };
    },
    claims: (owner = "test", leaseMs = 60_000): Promise<Claim[]> => claimMailboxes(place, owner, 100, clock.now(), leaseMs),
    finish: (it: Waiting) => base.db.transaction((db) => finishMessages({ db, cell }, [{ ...it, status: "done", error: null }], clock.now())),
    /** Parcels of one lane, leased. */
    parcels: (lane: Lane = "reply", terms: Partial<{ owner: string; count: number; leaseMs: number; resting: string[] }> = {}) =>
      claimParcels(place, account, lane, { owner: "test", count: 100, leaseMs: 60_000, resting: [], ...terms }, clock.now()),
    /** The keys of all parcels that are in this state, oldest first. */
    keys: async (status: string) =>
      (await base.db.many(z.object({ key: z.string() }), sql`select key from outbox where status = ${status} order by id`)).map((it) => it.key),
    /** Jumps to where the first failed message is tried again. */
    async hurry() {
      const now = clock.now().toString();
      const ms = await world.count(sql`
        select coalesce(ceil(extract(epoch from min(ready_at) - ${now}::timestamptz) * 1000), 0)::int as n
          from mailbox where lease_until is null and ready_at > ${now}::timestamptz`);
      clock.jump({ milliseconds: ms });
    },
    count: async (what: Sql) => (await base.db.one(z.object({ n: z.coerce.number() }), what)).n,
    courier(channel: Channel) {
      const courier = startCourier({ ...place, channel, clock: clock.now, log: silentLog, concurrency: 20 });
      running.push(courier);
      return courier;
    },
    worker(given: Partial<OneTurn> = {}, sent: () => void = () => {}) {
      const turn = oneByOne({ ...plainTurn, ...given });
      const concurrency = base.kind === "embedded" ? 2 : 8;
      const put = (tx: Place, letters: Letter[], now: Temporal.Instant) => putLetters(tx, render, letters, now);
      const worker = startWorker<null>({
        ...place,
        turn,
        put,
        sent,
        clock: clock.now,
        log: silentLog,
        concurrency,
        transactions: base.kind === "embedded" ? 1 : 3,
      });
      running.unshift(worker);
      return worker;
    },
    /** Worker and courier together. */
    work(turn: Partial<OneTurn> = {}, channel = collector()) {
      const courier = world.courier(channel);
      return { worker: world.worker(turn, () => courier.wake()), courier, channel };
    },
    async stop() {
      for (const it of running.splice(0)) await it.stop();
    },
  };
  return world;
}

/** The address of a test's base, where it is a server's. */
export async function urlOf({ db }: World): Promise<string> {
  const { name } = await db.one(z.object({ name: z.string() }), sql`select current_database() as name`);
  const url = new URL(process.env.TEST_DATABASE_URL ?? "");
  url.pathname = `/${name}`;
  return url.href;
}

/** Another process over the same base, as far as the base can tell; the embedded one serves only one. */
export async function replicaOf(world: World): Promise<World> {
  if (world.base.kind === "embedded") return world;
  const base = await openDatabase({ url: await urlOf(world) });
  const replica = worldOver(base);
  world.running.push({
    async stop() {
      await replica.stop();
      await base.close();
    },
  });
  return replica;
}
