import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Inbound } from "../../src/core/channel.ts";
import { gather } from "../../src/core/gather.ts";
import { sql } from "../../src/db/database.ts";
import { storeInbound } from "../../src/delivery/inbox.ts";
import { finishMessages } from "../../src/delivery/mailbox.ts";
import { testDatabases } from "../world.ts";
import { cell, message, replicaOf, talkOf, until, type World } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ tail: z.number(), done: z.number(), ready: z.boolean() });
const mailboxOf = (chat: string) =>
  sql`select tail::int as tail, done::int as done, ready_at is not null as ready from mailbox where conversation = ${talkOf(chat)}`;

/** Only there can two sessions be held open at once. */
const servers = testDatabases().filter((it) => it.name === "postgres");

/** Resolves when `go` is called. */
function gate(): { opened: Promise<void>; go(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, go: () => resolve() };
}

describe.each(servers)("two sessions of one talk on $name, step by step", (database) => {
  const world = useWorld(database);
  let a: World;
  let b: World;
  beforeEach(async () => {
    a = world();
    b = await replicaOf(a);
  });

  /** Until somebody waits for a row that another transaction holds. */
  const somebodyWaits = () =>
    until(async () => (await a.count(sql`select count(*)::int as n from pg_locks where not granted`)) > 0, "a wait for the other's row");

  it("wakes the mailbox for what is stored while its last message is being finished", async () => {
    await a.store(message("late", 1));
    const first = await a.claim();
    const [held, finished] = [gate(), gate()];
    const finishing = a.db.transaction(async (tx) => {
      await finishMessages({ db: tx, cell }, [{ ...first, status: "done", error: null }], a.clock());
      finished.go();
      await held.opened;
    });
    await finished.opened;
    const storing = b.store(message("late", 2));
    await somebodyWaits();
    held.go();
    await finishing;
    expect(await storing).toEqual([true]);
    expect(await a.db.one(Row, mailboxOf("late"))).toEqual({ tail: 2, done: 1, ready: true });
    const next = await a.claim();
    expect(next.message.dedupe).toBe("late-2");
    await a.finish(next);
  });

  it("does not fall asleep over a message whose storing it had to wait for", async () => {
    await a.store(message("early", 1));
    const first = await a.claim();
    const [held, stored] = [gate(), gate()];
    const storing = b.db.transaction(async (tx) => {
      const fresh = await storeInbound({ db: tx, cell }, [message("early", 2)], b.clock());
      stored.go();
      await held.opened;
      return fresh;
    });
    await stored.opened;
    const finishing = a.finish(first);
    await somebodyWaits();
    held.go();
    expect(await storing).toEqual([true]);
    await finishing;
    expect(await a.db.one(Row, mailboxOf("early"))).toEqual({ tail: 2, done: 1, ready: true });
    const next = await a.claim();
    expect(next.message.dedupe).toBe("early-2");
    await a.finish(next);
  });

  it("wakes the mailbox too when the first message's effect is undone", async () => {
    await a.store(message("undone", 1));
    const first = await a.claim();
    const [held, finished] = [gate(), gate()];
    const finishing = a.db.transaction(async (tx) => {
      await finishMessages({ db: tx, cell }, [{ ...first, status: "done", error: null }], a.clock());
      finished.go();
      await held.opened;
      throw new Error("undo");
    });
    await finished.opened;
    const storing = b.store(message("undone", 2));
    await somebodyWaits();
    held.go();
    await expect(finishing).rejects.toThrow("undo");
    await storing;
    expect(await a.db.one(Row, mailboxOf("undone"))).toEqual({ tail: 2, done: 0, ready: true });
  });

  it("lets two batches with the same messages in opposite order wait for each other without end", async () => {
    const all = Array.from({ length: 200 }, (_, at) => message("cross", at + 1));
    for (let round = 0; round < 20; round++) {
      const some = all.map((it) => ({ ...it, dedupe: `${round}-${it.dedupe}` }));
      const [one, other] = await Promise.all([a.store(...some), b.store(...some.toReversed())]);
      const fresh = some.map((_, at) => Number(one[at]) + Number(other[some.length - 1 - at]));
      expect(fresh).toEqual(some.map(() => 1));
    }
    expect(await a.db.one(Row, mailboxOf("cross"))).toEqual({ tail: 4_000, done: 0, ready: true });
  });
});

const talks = ["p", "q", "r"];
const writers = 8;
const each = 25;

/** Overlapping batches: every writer takes a window of the talk's messages that its neighbours take too, some twice. */
function batchesOf(writer: number): Inbound[][] {
  return Array.from({ length: 5 }, (_, batch) => {
    const numbers = Array.from({ length: 10 }, (_, at) => ((writer * each + batch * 5 + at) % (writers * each)) + 1);
    const batchOf = talks.flatMap((chat) => numbers.map((number) => message(chat, number)));
    return writer % 2 === 0 ? batchOf : [...batchOf.toReversed(), ...batchOf.slice(0, 3)];
  });
}

/** When each message was first offered, and when somebody was told that it is stored. */
interface Story {
  offered: Map<string, number>;
  stored: Map<string, number>;
}

async function write(storeBatch: (batch: Inbound[]) => Promise<boolean[]>, batches: Inbound[][], story: Story, tick: () => number): Promise<string[]> {
  const fresh: string[] = [];
  for (const batch of batches) {
    for (const it of batch) if (!story.offered.has(it.dedupe)) story.offered.set(it.dedupe, tick());
    const isNew = await storeBatch(batch);
    for (const [at, it] of batch.entries()) {
      if (isNew[at]) fresh.push(it.dedupe);
      if (!story.stored.has(it.dedupe)) story.stored.set(it.dedupe, tick());
    }
  }
  return fresh;
}

/** Whoever was stored before another was offered is handled before it. */
function expectOrder(handled: string[], { offered, stored }: Story): void {
  let latest = 0;
  for (const name of handled.toReversed()) {
    // Walking back: nobody handled earlier may have been offered after one handled later was stored.
    expect({ name, inOrder: latest === 0 || (offered.get(name) ?? 0) < latest }).toEqual({ name, inOrder: true });
    const at = stored.get(name) ?? 0;
    latest = latest === 0 ? at : Math.min(latest, at);
  }
}

describe.each(testDatabases())("many who store for the same talks at once, on $name", (database) => {
  const world = useWorld(database);

  it("counts each message once, wakes for all of them and handles them in the order they were stored", async () => {
    const { place, clock, worker, count } = world();
    const second = await replicaOf(world());
    const handled = new Map<string, string[]>(talks.map((it) => [it, []]));
    worker({
      act: async (_, it) => {
        handled.get(it.to.chat)?.push(it.dedupe);
        return [];
      },
    });
    const story: Story = { offered: new Map(), stored: new Map() };
    let ticks = 0;
    const places = [place, second.place];
    const fresh = await Promise.all(
      Array.from({ length: writers }, (_, writer) => {
        const at = places[writer % 2] ?? place;
        return write(
          (batch) => storeInbound(at, batch, clock()),
          batchesOf(writer),
          story,
          () => ++ticks,
        );
      }),
    );
    const all = talks.length * writers * each;
    expect(fresh.flat()).toHaveLength(all);
    expect(new Set(fresh.flat()).size).toBe(all);
    await until(async () => (await count(sql`select sum(done)::int as n from mailbox`)) === all, "all handled");
    expect(await count(sql`select count(*)::int as n from mailbox where tail <> ${writers * each} or ready_at is not null`)).toBe(0);
    for (const list of handled.values()) {
      expect(list.toSorted()).toEqual([...new Set(list)].toSorted());
      expectOrder(list, story);
    }
  });

  it("keeps the order of one who stores one by one through a gatherer, whatever the others do", async () => {
    const { place, clock, worker, count } = world();
    const handled: string[] = [];
    const store = gather((batch: Inbound[]) => storeInbound(place, batch, clock()));
    const mine = Array.from({ length: 25 }, (_, at) => message("one", at + 1));
    const noise = Array.from({ length: 200 }, (_, at) => message(`n${at % 7}`, at));
    await Promise.all([...mine.map(store), ...noise.map(store), ...mine.map(store)]);
    worker({
      act: async (_, it) => {
        if (it.to.chat === "one") handled.push(it.dedupe);
        return [];
      },
    });
    await until(async () => (await count(sql`select count(*)::int as n from mailbox where done < tail`)) === 0, "all handled");
    expect(handled).toEqual(mine.map((it) => it.dedupe));
  });
});
