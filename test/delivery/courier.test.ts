import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Database, sql } from "../../src/db/database.ts";
import { ofDatabase } from "../../src/db/outage.ts";
import { noteHealth } from "../../src/delivery/accounts.ts";
import { startCourier } from "../../src/delivery/courier.ts";
import { silentLog, testDatabases } from "../world.ts";
import { account, cell, collector, letter, message, refused, replicaOf, taken, to, until } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Account = z.object({ state: z.string(), detail: z.string().nullable(), error: z.string().nullable() });
const accountRow = sql`select state, detail, last_error as error from channel_account`;
const paused = sql`select count(*)::int as n from channel_account where paused_until is not null`;
const attempts = sql`select coalesce(max(attempts), 0)::int as n from outbox`;

describe.each(testDatabases())("the courier on $name", (database) => {
  const world = useWorld(database);

  it("sends an answer before two thousand notices that began to wait earlier, and keeps each lane's order", async () => {
    const it = world();
    const people = Array.from({ length: 50 }, (_, at) => `p${at}`);
    const notices = Array.from({ length: 2_000 }, (_, at) => letter(`n${at}`, people[at % 50] ?? "", "notice"));
    await it.plan(...notices);
    await it.plan(letter("r1", "p7"), letter("r2", "p7"));
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const channel = collector(async (part) => {
      if (part.key.startsWith("n")) await answered; // every notice in hand takes for ever
      return taken(part);
    });
    it.courier(channel);
    await until(() => channel.sent.length === 2, "both answers");
    expect(channel.sent.map((sent) => sent.key)).toEqual(["r1#0", "r2#0"]);
    answer();
    await until(() => channel.sent.length === 2_002, "all notices");
    for (const [at, chat] of people.entries()) {
      const keys = channel.sent.filter((sent) => sent.to.chat === chat && sent.key.startsWith("n")).map((sent) => sent.key);
      expect(keys).toEqual(Array.from({ length: 40 }, (_, round) => `n${at + 50 * round}#0`));
    }
  });

  it("tries again where that can help, and repeats an uncertain reply under its key", async () => {
    const it = world();
    const answers = [refused("retry", "429", 20), { ok: "unknown" as const }];
    const channel = collector((part) => answers.shift() ?? taken(part));
    it.courier(channel);
    await it.plan(letter("a", "r"));
    await until(() => channel.asked.length === 2);
    it.jump({ minutes: 2 });
    await until(() => channel.sent.length === 1);
    expect(channel.asked).toEqual(["a#0", "a#0", "a#0"]);
  });

  it("does not repeat an uncertain notice, and an adapter that throws is uncertain", async () => {
    const it = world();
    const channel = collector(
      (part) => {
        if (part.key === "throws#0") throw new Error("a mistake of the adapter");
        return part.key === "unsure#0" ? { ok: "unknown" } : taken(part);
      },
      { idempotent: false },
    );
    it.courier(channel);
    await it.plan(letter("unsure", "n", "notice"), letter("throws", "m", "notice"), letter("fine", "n", "notice"));
    await until(async () => (await it.keys("unknown")).length === 2);
    await until(async () => (await it.keys("sent")).length === 1);
    expect(await it.keys("sent")).toEqual(["fine"]);
    expect(channel.asked.toSorted()).toEqual(["fine#0", "throws#0", "unsure#0"]);
  });

  it("sends again what a courier had in hand that died, where that is right", async () => {
    const it = world();
    await it.plan(letter("reply", "p"), letter("notice", "p", "notice"));
    await it.parcels("reply", { owner: "dead", leaseMs: 30_000 });
    await it.parcels("notice", { owner: "dead", leaseMs: 30_000 });
    it.jump({ seconds: 40 });
    const channel = collector(taken, { idempotent: false });
    it.courier(channel);
    await until(() => channel.sent.length === 1);
    expect(channel.asked).toEqual(["reply#0"]);
    expect(await it.keys("unknown")).toEqual(["notice"]);
  });

  it.each([
    { kind: "auth", state: "down" },
    { kind: "restricted", state: "restricted" },
  ] as const)("stops an account that the network refuses ($kind), without counting, until it is well again", async ({ kind, state }) => {
    const it = world();
    let well = false;
    const channel = collector((part) => (well ? taken(part) : refused(kind, "401", 3_600_000)));
    const courier = it.courier(channel);
    await it.plan(letter("a", "a"));
    await until(async () => (await it.count(paused)) === 1);
    expect(await it.db.one(Account, accountRow)).toEqual({ state, detail: `the network refuses to send: ${kind} 401`, error: "401" });
    await it.plan(letter("b", "b"), letter("n", "n", "notice"));
    await courier.stop();
    expect(channel.asked).toEqual(["a#0"]);
    expect(await it.keys("waiting")).toEqual(["a", "b", "n"]);
    expect(await it.count(attempts)).toBe(0);
    well = true;
    await noteHealth(it.place, account, { state: "up" }, it.clock());
    it.courier(channel);
    await until(() => channel.sent.length === 2, "what is not due later");
    it.jump({ hours: 2 });
    await until(() => channel.sent.length === 3);
    expect(await it.db.one(Account, accountRow)).toEqual({ state: "up", detail: null, error: "401" });
  });

  it("lets only that talk wait for which one person's letters are too fast", async () => {
    const it = world();
    const channel = collector((part, _, tries) => (part.key === "a#0" && tries === 1 ? refused("slow-down", "429", 600_000) : taken(part)));
    it.courier(channel);
    await it.plan(letter("a", "a"), letter("a2", "a"), letter("b", "b"));
    await until(() => channel.sent.length === 1);
    await it.plan(letter("c", "c"));
    await until(() => channel.sent.length === 2);
    expect(channel.sent.map((sent) => sent.key)).toEqual(["b#0", "c#0"]);
    expect(await it.count(paused)).toBe(0);
    it.jump({ minutes: 11 });
    await until(() => channel.sent.length === 4);
    expect(channel.sent.slice(2).map((sent) => sent.key)).toEqual(["a#0", "a2#0"]);
  });

  it("lets all replicas wait when the network finds the whole account too fast", async () => {
    const it = world();
    const other = await replicaOf(it);
    const fast = collector(() => refused("slow-down", "429", 600_000));
    const first = it.courier(fast);
    await it.plan(...["a", "b", "c"].map((key) => letter(key, key)));
    await until(async () => (await it.count(paused)) === 1);
    await until(async () => (await it.keys("sending")).length === 0);
    await it.plan(letter("d", "d"), letter("e", "e", "notice"));
    const channel = collector();
    await Promise.all([other.courier(channel).stop(), first.stop()]);
    expect(channel.asked).toEqual([]);
    expect(fast.asked).toHaveLength(3);
    expect(await it.keys("waiting")).toEqual(["a", "b", "c", "d", "e"]);
    expect(await it.count(attempts)).toBe(0);
    it.jump({ minutes: 11 });
    if (other !== it) other.jump({ minutes: 11 });
    other.courier(channel);
    await until(() => channel.sent.length === 5);
  });

  it("gives up all letters to somebody who cannot be written to, until they write again", async () => {
    const it = world();
    await it.store(message("gone", 1));
    const channel = collector((part) => (part.key === "r1#0" ? refused("blocked", "403") : taken(part)));
    await it.plan(letter("r1", "gone"), { ...letter("later", "gone", "notice"), to: to("gone") }, letter("fine", "here"));
    await it.plan(letter("n1", "gone", "notice"));
    await it.db.run(sql`update outbox set due_at = ${it.clock().add({ minutes: 5 }).toString()} where lane = 1`);
    it.courier(channel);
    await until(async () => (await it.keys("failed")).length >= 1);
    it.jump({ seconds: 30 });
    await until(async () => (await it.keys("failed")).length === 3, "the recovery");
    await it.store(message("gone", 2));
    await it.plan(letter("r2", "gone"));
    await until(() => channel.sent.length === 2);
    expect(channel.sent.map((sent) => sent.key)).toEqual(["fine#0", "r2#0"]);
  });

  it("does not ask for talks that rest, nor for more than the pace allows", async () => {
    const it = world();
    const channel = collector(taken, { pace: { perSecond: 1_000, talkGapMs: 3_600_000 } });
    const courier = it.courier(channel);
    await it.plan(letter("a1", "a"), letter("a2", "a"), letter("b1", "b"), letter("n1", "n", "notice"), letter("n2", "n", "notice"));
    await until(() => channel.sent.length === 3);
    await courier.stop();
    expect(channel.asked.toSorted()).toEqual(["a1#0", "b1#0", "n1#0"]);
    expect(await it.keys("waiting")).toEqual(["a2", "n2"]);
  });

  it("tells the channel when the person last wrote and gives it files, and sends what is planned before it stops", async () => {
    const it = world();
    await it.db.run(sql`insert into blob (cell, id, conversation, name, mime, bytes, made_at)
      values (1, 'b1', 'web|a|p', 'a.pdf', 'application/pdf', ${Buffer.from("isi")}, ${it.clock().toString()}) on conflict do nothing`);
    await it.store({ ...message("p", 1), at: "2026-01-05T03:00:00Z" });
    await it.plan(letter("x1", "p"), letter("x2", "p"), letter("y", "q"));
    const channel = collector();
    await it.courier(channel).stop();
    expect(channel.sent.map((sent) => sent.key).toSorted()).toEqual(["x1#0", "x2#0", "y#0"]);
    const [x1, y] = ["x1#0", "y#0"].map((key) => channel.sent.find((sent) => sent.key === key)?.occasion);
    expect([Temporal.Instant.from(x1?.heardAt ?? "").toString(), y?.heardAt]).toEqual(["2026-01-05T03:00:00Z", null]);
    expect(new TextDecoder().decode(await x1?.open("b1"))).toBe("isi");
    await expect(x1?.open("b2")).rejects.toThrow();
  });

  it("writes down what became of a send when the database is back, and sends nothing twice", async () => {
    const it = world();
    const channel = collector();
    let away = 3;
    const db: Database = {
      ...it.db,
      run: async (statement) => {
        if (statement.text.join("").includes("status = 'sent'") && away-- > 0) throw ofDatabase(Object.assign(new Error("gone"), { code: "ECONNREFUSED" }));
        return it.db.run(statement);
      },
    };
    await it.plan(letter("once", "o"));
    const courier = startCourier({ db, cell, channel, clock: it.clock, log: silentLog, concurrency: 5 });
    it.running.push(courier);
    await until(async () => (await it.keys("sent")).length === 1);
    expect(away).toBeLessThan(0);
    expect(channel.asked).toEqual(["once#0"]);
  });

  it("gives a reply up whose outcome stays unknown, after five sends", async () => {
    const it = world();
    const channel = collector(() => ({ ok: "unknown" }), { idempotent: false });
    it.courier(channel);
    await it.plan(letter("lost", "l"));
    await until(async () => {
      it.jump({ seconds: 5 });
      return (await it.keys("unknown")).length === 1;
    });
    expect(channel.asked).toEqual(Array(5).fill("lost#0"));
  });
});
