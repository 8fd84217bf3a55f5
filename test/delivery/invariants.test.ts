import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { rawSql, sql } from "../../src/db/database.ts";
import { Fenced, finishMessages, releaseMailbox, skipFlood, type Waiting } from "../../src/delivery/mailbox.ts";
import { testDatabases } from "../world.ts";
import { cell, message, talkOf, type World } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const chats = ["a", "b", "c"];
const pick = fc.nat(30);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("store" as const), numbers: fc.array(fc.nat(35), { minLength: 1, maxLength: 6 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("claim" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("finish" as const), which: pick, together: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), which: pick, uncounted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("skip" as const), which: pick, keep: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("die" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What should be true after any steps, told without SQL. */
interface Model {
  /** Distinct messages of each talk in the order they were stored. */
  stored: Map<string, string[]>;
  finished: string[];
  /** All that was ever claimed, also by those who were fenced off since. */
  claimed: Waiting[];
}

const Mailbox = z.object({ conversation: z.string(), tail: z.number(), done: z.number(), ready: z.boolean(), leased: z.boolean() });
const Message = z.object({ conversation: z.string(), dedupe: z.string(), status: z.string(), attempts: z.number() });

async function take(it: World, model: Model, one: Step): Promise<void> {
  const tx = <T>(work: (place: World["place"]) => Promise<T>) => it.db.transaction((db) => work({ db, cell }));
  const held = (which: number) => model.claimed[which % Math.max(1, model.claimed.length)];
  switch (one.do) {
    case "store": {
      const batch = one.numbers.map((number) => message(chats[number % 3] ?? "a", number));
      const fresh = await it.store(...batch);
      for (const [at, { dedupe, to }] of batch.entries()) {
        const list = model.stored.get(to.chat) ?? [];
        expect({ dedupe, fresh: fresh[at] }).toEqual({ dedupe, fresh: !list.includes(dedupe) });
        if (fresh[at]) model.stored.set(to.chat, [...list, dedupe]);
      }
      return;
    }
    case "claim":
      for (const claim of await it.claims()) {
        expect(claim.id).not.toBeNull();
        model.claimed.push(claim as Waiting);
      }
      return;
    case "finish": {
      const all = new Map(
        Array.from({ length: one.together }, (_, at) => held(one.which + at)).flatMap((claim) => (claim ? [[claim.conversation, claim]] : [])),
      );
      const some = [...all.values()].map((claim) => ({ ...claim, status: "done" as const, error: null }));
      const ended = await tx((place) => finishMessages(place, some, it.clock())).then(
        () => true,
        (error) => (error instanceof Fenced ? false : Promise.reject(error)),
      );
      if (ended) model.finished.push(...some.map((claim) => claim.message.dedupe));
      return;
    }
    case "release": {
      const claim = held(one.which);
      if (claim) await releaseMailbox(it.place, claim, it.clock(), 0, one.uncounted);
      return;
    }
    case "skip": {
      const claim = held(one.which);
      if (claim) await tx((place) => skipFlood(place, claim, one.keep, it.clock())).catch((error) => (error instanceof Fenced ? 0 : Promise.reject(error)));
      return;
    }
    case "die":
      it.jump({ minutes: 2 });
  }
}

async function check({ db }: World, { stored, finished }: Model): Promise<void> {
  const mailboxes = await db.many(
    Mailbox,
    sql`select conversation, tail::int as tail, done::int as done, ready_at is not null as ready, lease_until is not null as leased from mailbox`,
  );
  const messages = await db.many(Message, sql`select conversation, external_id as dedupe, status, attempts from inbox order by id`);
  for (const chat of chats) {
    const mine = messages.filter((it) => it.conversation === talkOf(chat));
    expect(mine.map((it) => it.dedupe)).toEqual(stored.get(chat) ?? []);
    const box = mailboxes.find((it) => it.conversation === talkOf(chat));
    if (!box) continue;
    const done = mine.filter((it) => it.status !== "waiting").length;
    expect(box).toMatchObject({ tail: mine.length, done });
    expect(box.done).toBeLessThanOrEqual(box.tail);
    if (!box.leased) expect(box.ready).toBe(box.done < box.tail);
    const order = finished.filter((it) => it.startsWith(`${chat}-`));
    expect(order).toEqual(mine.filter((it) => it.status === "done").map((it) => it.dedupe));
  }
  expect(messages.every((it) => it.attempts >= 0)).toBe(true);
}

describe.each(testDatabases())("mailboxes under any sequence of events on $name", (database) => {
  const world = useWorld(database);

  it("count what was stored and finished, sleep only when empty, and finish each message once, in order", async () => {
    const it = world();
    const runs = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      await it.db.run(rawSql("truncate mailbox, inbox restart identity"));
      const model: Model = { stored: new Map(), finished: [], claimed: [] };
      for (const one of steps) {
        await take(it, model, one);
        await check(it, model);
      }
      // Whatever happened, all that still waits can be handled.
      for (let rounds = 0; rounds < 100; rounds++) {
        it.jump({ minutes: 2 });
        const claims = (await it.claims()) as Waiting[];
        if (claims.length === 0) break;
        for (const claim of claims) {
          await it.finish(claim);
          model.finished.push(claim.message.dedupe);
        }
      }
      await check(it, model);
      expect(await it.count(sql`select count(*)::int as n from inbox where status = 'waiting'`)).toBe(0);
    });
    await fc.assert(runs, { numRuns: 25 });
  });
});
