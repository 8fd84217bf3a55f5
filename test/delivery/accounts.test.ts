import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Health } from "../../src/core/channel.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import { freeAccounts, leaveAccount, noteHealth, pauseAccount, renewAccount, takeAccount } from "../../src/delivery/accounts.ts";
import { whileHolding } from "../../src/delivery/holder.ts";
import { silentLog, testDatabases } from "../world.ts";
import { account, letter, replicaOf, until, type World } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ state: z.string(), detail: z.string().nullable(), error: z.string().nullable(), changed: z.string(), paused: z.boolean() });
const row = sql`select state, detail, last_error as error, to_json(changed_at)#>>'{}' as changed, paused_until is not null as paused from channel_account`;
const another = { ...account, account: "b" };

describe.each(testDatabases())("an account on $name", (database) => {
  const world = useWorld(database);

  it("keeps how it is, since when, and its last error", async () => {
    const { place, clock, jump, db } = world();
    const note = async (health: Health) => {
      await noteHealth(place, account, health, clock());
      return db.one(Row, row);
    };
    const up = await note({ state: "up" });
    expect(up).toMatchObject({ state: "up", detail: null, error: null, paused: false });
    jump({ minutes: 1 });
    expect((await note({ state: "up" })).changed).toBe(up.changed);
    const down = await note({ state: "down", detail: "401" });
    expect(down).toMatchObject({ state: "down", detail: "401", error: "401" });
    expect(down.changed).not.toBe(up.changed);
    expect(await note({ state: "needs-pairing" })).toMatchObject({ state: "needs-pairing", error: "needs-pairing" });
    expect(await note({ state: "up" })).toMatchObject({ state: "up", detail: null, error: "needs-pairing" });
  });

  it("sends nothing while it pauses, whoever asks, and another account does", async () => {
    const { place, clock, jump, plan, parcels, db } = world();
    await plan(letter("x", "p"));
    await pauseAccount(place, account, { kind: "slow-down", code: "429" }, clock().add({ minutes: 10 }), clock());
    await pauseAccount(place, account, { kind: "slow-down", code: "429" }, clock().add({ minutes: 1 }), clock());
    expect(await db.one(Row, row)).toMatchObject({ state: "up", detail: null, error: "429", paused: true });
    await noteHealth(place, account, { state: "up" }, clock());
    jump({ minutes: 5 });
    expect(await parcels()).toEqual([]);
    jump({ minutes: 6 });
    expect(await parcels()).toHaveLength(1);
    await pauseAccount(place, another, { kind: "slow-down", code: "429" }, clock().add({ minutes: 10 }), clock());
    await plan(letter("y", "q"));
    expect(await parcels()).toHaveLength(1);
  });

  it("says that it is down after a fault that somebody has to mend, and sends again as soon as it is up", async () => {
    const { place, clock, plan, parcels, db } = world();
    await plan(letter("x", "p"));
    await pauseAccount(place, account, { kind: "auth", code: "401" }, clock().add({ hours: 1 }), clock());
    expect(await db.one(Row, row)).toMatchObject({ state: "down", detail: "the network refuses to send: auth 401", error: "401", paused: true });
    expect(await parcels()).toEqual([]);
    await noteHealth(place, account, { state: "up" }, clock());
    expect(await parcels()).toHaveLength(1);
  });

  it("is held by one at a time; that of a dead process moves when its lease ran out, and the dead one learns of it", async () => {
    const { place, clock, jump } = world();
    expect(await takeAccount(place, account, "dead", clock(), 15_000)).toBe(1);
    expect(await takeAccount(place, account, "next", clock(), 15_000)).toBeUndefined();
    expect(await takeAccount(place, another, "next", clock(), 15_000)).toBe(1);
    jump({ seconds: 10 });
    expect(await renewAccount(place, account, 1, clock(), 15_000)).toBe(true);
    jump({ seconds: 10 });
    expect(await takeAccount(place, account, "next", clock(), 15_000)).toBeUndefined();
    jump({ seconds: 10 });
    expect(await takeAccount(place, account, "next", clock(), 15_000)).toBe(2);
    expect(await renewAccount(place, account, 1, clock(), 15_000)).toBe(false);
    await leaveAccount(place, account, 1);
    expect(await takeAccount(place, account, "third", clock(), 15_000)).toBeUndefined();
    await leaveAccount(place, account, 2);
    expect(await renewAccount(place, account, 2, clock(), 15_000)).toBe(false);
    expect(await takeAccount(place, account, "third", clock(), 15_000)).toBe(3);
    await freeAccounts(place);
    expect(await takeAccount(place, account, "fourth", clock(), 15_000)).toBe(4);
  });

  it("is taken by one of many who ask at once", async () => {
    const it = world();
    const other = await replicaOf(it);
    const asked = Array.from({ length: 20 }, (_, at) => takeAccount((at % 2 ? it : other).place, account, `p${at}`, it.clock(), 15_000));
    expect((await Promise.all(asked)).filter((epoch) => epoch !== undefined)).toEqual([1]);
  });
});

describe.each(testDatabases())("who holds an account on $name", (database) => {
  const world = useWorld(database);

  /** Somebody who wants the account; says when it works, and until when. */
  function holder({ place, clock, running }: World, leaseMs: number, story: string[], name: string) {
    const stopping = new AbortController();
    const ended = whileHolding({ ...place, account, clock, log: silentLog, leaseMs }, stopping.signal, async (held) => {
      story.push(`${name} begins`);
      await new Promise<void>((done) => (held.aborted ? done() : held.addEventListener("abort", () => done())));
      story.push(`${name} ends`);
    });
    const stop = () => {
      stopping.abort();
      return ended;
    };
    running.push({ stop });
    return { stop };
  }

  it("works alone, and leaves to the next at once", async () => {
    const it = world();
    const story: string[] = [];
    const first = holder(it, 4_000, story, "a");
    await until(() => story.length === 1);
    const second = holder(await replicaOf(it), 4_000, story, "b");
    // The lease is renewed all the while: what the second one sees of it changes again and again.
    const lease = async () => (await it.db.one(z.object({ until: z.string() }), sql`select lease_until::text as until from channel_account`)).until;
    const seen = new Set<string>();
    await until(async () => seen.add(await lease()).size > 2, "two renewals");
    expect(story).toEqual(["a begins"]);
    await first.stop();
    await until(() => story.length === 3);
    await second.stop();
    expect(story).toEqual(["a begins", "a ends", "b begins", "b ends"]);
    expect(await it.count(sql`select count(*)::int as n from channel_account where owner is null and lease_until is null`)).toBe(1);
  });

  it("waits for the lease of one that died", async () => {
    const it = world();
    await takeAccount(it.place, account, "dead", it.clock(), 3_600_000);
    const story: string[] = [];
    holder(it, 500, story, "a");
    await it.stop(); // it has asked at least once
    expect(story).toEqual([]);
    holder(it, 500, story, "b");
    it.jump({ hours: 2 });
    await until(() => story.length === 1);
  });

  it("stops its work when the account was taken from it, and comes back when it is free", async () => {
    const it = world();
    const story: string[] = [];
    holder(it, 3_000, story, "a");
    await until(() => story.length === 1);
    await it.db.run(sql`update channel_account set epoch = epoch + 1, owner = 'thief', lease_until = ${it.clock().add({ hours: 1 }).toString()}`);
    await until(() => story.length === 2);
    expect(story).toEqual(["a begins", "a ends"]);
    await it.db.run(sql`update channel_account set lease_until = null`);
    await until(() => story.length === 3);
  });

  it("stops its work when the database answers no more, before the lease can be another's", async () => {
    const it = world();
    const story: string[] = [];
    holder(it, 1_000, story, "a");
    await until(() => story.length === 1);
    await it.db.transaction(async (tx) => {
      if (it.base.kind === "postgres") await tx.run(rawSql("lock table channel_account in access exclusive mode")); // embedded: the only session is ours
      await until(() => story.length >= 2, "the end of its work");
    });
    expect(story.slice(0, 2)).toEqual(["a begins", "a ends"]);
    await until(() => story.length >= 3, "its return");
  });

  it("tries again after work that failed", async () => {
    const it = world();
    const stopping = new AbortController();
    let tries = 0;
    const ended = whileHolding({ ...it.place, account, clock: it.clock, log: silentLog, leaseMs: 500 }, stopping.signal, async () => {
      if (++tries === 3) stopping.abort();
      throw new Error("the network is away");
    });
    await ended;
    expect(tries).toBe(3);
  });
});
