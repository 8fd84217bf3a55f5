import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { Fenced, finishMessages, freeMailboxes, releaseMailbox, renewMailboxes, skipFlood, type Waiting } from "../../src/delivery/mailbox.ts";
import { testDatabases } from "../world.ts";
import { cell, message, talkOf, wordsOf } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ tail: z.number(), done: z.number(), ready: z.boolean() });
const mailboxOf = (chat: string) =>
  sql`select tail::int as tail, done::int as done, ready_at is not null as ready from mailbox where conversation = ${talkOf(chat)}`;

describe.each(testDatabases())("a mailbox on $name", (database) => {
  const world = useWorld(database);

  it("stores many at once, tells which were new, and counts each once", async () => {
    const { store, db, count } = world();
    expect(await store()).toEqual([]);
    const twice = [message("a", 1), message("b", 1), message("a", 1), message("a", 2)];
    expect(await store(...twice)).toEqual([true, true, false, true]);
    expect(await store(message("a", 2), message("a", 3))).toEqual([false, true]);
    expect(await db.one(Row, mailboxOf("a"))).toEqual({ tail: 3, done: 0, ready: true });
    expect(await db.one(Row, mailboxOf("b"))).toEqual({ tail: 1, done: 0, ready: true });
    expect(await count(sql`select count(*)::int as n from inbox`)).toBe(4);
  });

  it("changes nothing when a finished message is delivered again", async () => {
    const { store, claim, claims, finish, db } = world();
    await store(message("a", 1));
    await finish(await claim());
    expect(await store(message("a", 1))).toEqual([false]);
    expect(await db.one(Row, mailboxOf("a"))).toEqual({ tail: 1, done: 1, ready: false });
    expect(await claims()).toEqual([]);
  });

  it("hands over the oldest message, how many wait, and how often it was tried", async () => {
    const { store, claim, claims, place, clock, jump } = world();
    await store(message("a", 1), message("a", 2));
    const first = await claim();
    expect([first.message.dedupe, first.backlog, first.attempts]).toEqual(["a-1", 2, 1]);
    expect(await claims()).toEqual([]);
    await releaseMailbox(place, first, clock(), 60_000);
    expect(await claims()).toEqual([]);
    jump({ minutes: 2 });
    const again = await claim();
    expect([again.message.dedupe, again.attempts]).toEqual(["a-1", 2]);
    await releaseMailbox(place, again, clock(), 0, true);
    expect((await claim()).attempts).toBe(2);
  });

  it("counts the attempt although its worker never says a word again", async () => {
    const { store, claim, jump } = world();
    await store(message("a", 1));
    for (const attempts of [1, 2, 3]) {
      expect((await claim(`worker ${attempts}`)).attempts).toBe(attempts);
      jump({ minutes: 2 });
    }
  });

  it("takes at most as many mailboxes as asked for, the longest waiting first", async () => {
    const { store, claims, jump } = world();
    for (const chat of ["old", "middle", "new"]) {
      await store(message(chat, 1));
      jump({ seconds: 1 });
    }
    expect(await claims().then((all) => all.length)).toBe(3);
    jump({ minutes: 2 });
    expect(new Set((await claims()).map((it) => it.message?.to.chat))).toEqual(new Set(["old", "middle", "new"]));
  });

  it("finishes messages of many talks together, or none of them", async () => {
    const { store, claims, place, db, clock, jump, count } = world();
    await store(...["a", "b", "c"].map((chat) => message(chat, 1)));
    const held = (await claims()).map((it) => ({ ...(it as Waiting), status: "done" as const, error: null }));
    jump({ minutes: 2 });
    await db.run(sql`update mailbox set ready_at = null where conversation <> ${talkOf("b")}`);
    const [taken] = await claims("another");
    expect(taken?.message?.dedupe).toBe("b-1");
    const together = (some: typeof held) => db.transaction((tx) => finishMessages({ db: tx, cell }, some, clock()));
    await expect(together(held)).rejects.toThrow(Fenced);
    expect(await count(sql`select count(*)::int as n from inbox where status = 'done'`)).toBe(0);
    await together(held.filter((it) => it.message.to.chat !== "b"));
    expect(await count(sql`select count(*)::int as n from mailbox where done = 1 and lease_until is null`)).toBe(2);
    await expect(db.transaction((tx) => releaseMailbox({ db: tx, cell }, held[0] as Waiting, clock(), 0, true))).resolves.toBeUndefined();
    expect(await count(sql`select min(attempts)::int as n from inbox`)).toBe(1);
    await releaseMailbox(place, taken as Waiting, clock(), 0);
  });

  it("gives back at once what a killed process had in hand, where nobody else can hold it", async () => {
    const { store, claim, claims, finish, place } = world();
    await store(message("k", 1));
    const killed = await claim("killed");
    expect(await claims("next")).toEqual([]);
    await freeMailboxes(place);
    expect(await claims("next")).toHaveLength(1);
    await expect(finish(killed)).rejects.toThrow(Fenced);
  });

  it("fences off a worker that was too slow, whatever it tries", async () => {
    const { store, claim, finish, place, clock, jump, db, count } = world();
    await store(message("f", 1));
    const slow = await claim("slow");
    jump({ minutes: 2 });
    const next = await claim("next");
    await expect(finish(slow)).rejects.toThrow(Fenced);
    await expect(db.transaction((tx) => skipFlood({ db: tx, cell }, slow, 0, clock()))).rejects.toThrow(Fenced);
    await releaseMailbox(place, slow, clock(), 0, true);
    expect(await count(sql`select attempts as n from inbox where status = 'waiting'`)).toBe(2);
    await finish(next);
    await expect(finish(next)).rejects.toThrow(Fenced);
    expect(await db.one(Row, mailboxOf("f"))).toEqual({ tail: 1, done: 1, ready: false });
  });

  it("keeps the lease of whoever is still at work, and nobody else's", async () => {
    const { store, claim, claims, place, clock, jump } = world();
    await store(message("a", 1));
    await claim("busy", 20_000);
    await store(message("b", 1));
    await claim("gone", 20_000);
    jump({ seconds: 15 });
    await renewMailboxes(place, "busy", [talkOf("a"), talkOf("b")], clock(), 20_000);
    jump({ seconds: 15 });
    expect((await claims("next")).map((it) => it.message?.dedupe)).toEqual(["b-1"]);
  });

  it("keeps the mailbox awake for a message that came while the last one was in hand", async () => {
    const { store, claim, claims, finish } = world();
    await store(message("w", 1));
    const first = await claim();
    await store(message("w", 2));
    await finish(first);
    expect((await claims()).map((it) => it.message?.dedupe)).toEqual(["w-2"]);
  });

  it("sets all but the newest of a flood aside with their words and numbers, and gives the mailbox back", async () => {
    const { store, claim, db, clock } = world();
    const phone = { e164: "+628120000001", proof: "channel" as const };
    await store(...Array.from({ length: 8 }, (_, at) => ({ ...message("m", at + 1, "NIP saya 198503212010011004"), from: { id: "m", phone } })));
    const first = await claim();
    expect(await db.transaction((tx) => skipFlood({ db: tx, cell }, first, 3, clock()))).toBe(5);
    expect(await db.one(Row, mailboxOf("m"))).toEqual({ tail: 8, done: 5, ready: true });
    const rows = await db.many(z.object({ status: z.string(), message: z.string() }), sql`select status, message::text as message from inbox order by id`);
    expect(rows.map((it) => it.status)).toEqual([...Array(5).fill("skipped"), ...Array(3).fill("waiting")]);
    for (const it of rows.slice(0, 5)) expect(it.message).not.toMatch(/19850321|62812/);
    const next = await claim();
    expect([next.message.dedupe, next.backlog, wordsOf(next.message)]).toEqual(["m-6", 3, "NIP saya 198503212010011004"]);
  });

  it("knows when the person last wrote, never later than now, and believes in their reachability again", async () => {
    const { store, db, clock } = world();
    const heard = async () =>
      db.one(z.object({ heard: z.string(), unreachable: z.string().nullable() }), sql`select heard_at::text as heard, unreachable from mailbox`);
    const at = (iso: string) => Temporal.Instant.from(iso.replace(" ", "T")).epochMilliseconds;
    await store({ ...message("h", 1), at: "2026-01-05T00:00:00Z" }, { ...message("h", 2), at: "2026-01-03T00:00:00Z" });
    expect(at((await heard()).heard)).toBe(at("2026-01-05T00:00:00Z"));
    await db.run(sql`update mailbox set unreachable = 'blocked 403'`);
    await store({ ...message("h", 3), at: "2026-01-04T00:00:00Z" });
    expect(at((await heard()).heard)).toBe(at("2026-01-05T00:00:00Z"));
    expect((await heard()).unreachable).toBeNull();
    await store({ ...message("h", 4), at: clock().add({ hours: 5 }).toString() });
    expect(at((await heard()).heard)).toBeLessThanOrEqual(clock().epochMilliseconds);
  });

  it("stores what the database cannot hold, without it", async () => {
    const { store, claim, finish, count } = world();
    const odd = { ...message("x", 1, "a\0b\ud83dc\udc00 😀"), from: { id: "x", name: "\udead\0" } };
    expect(await store(odd)).toEqual([true]);
    expect(await store(odd)).toEqual([false]);
    const kept = await claim();
    expect(wordsOf(kept.message)).toBe("ab\ufffdc\ufffd 😀");
    await finish(kept);
    expect(await count(sql`select count(*)::int as n from inbox where status = 'done'`)).toBe(1);
  });

  it("leaves everything as it was when the effect fails", async () => {
    const { store, claim, db, clock } = world();
    await store(message("t", 1));
    const it = await claim();
    const failing = db.transaction(async (tx) => {
      await finishMessages({ db: tx, cell }, [{ ...it, status: "done", error: null }], clock());
      throw new Error("after the effect");
    });
    await expect(failing).rejects.toThrow("after the effect");
    expect(await db.one(Row, mailboxOf("t"))).toEqual({ tail: 1, done: 0, ready: true });
  });
});
