import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Receipt, SendFault } from "../../src/core/channel.ts";
import { sql } from "../../src/db/database.ts";
import { freeParcels, keyOf, markFault, markSent, markUnknown, type Parcel, putLetters, recoverParcels } from "../../src/delivery/outbox.ts";
import { markReceipt } from "../../src/delivery/receipts.ts";
import { testDatabases } from "../world.ts";
import { account, cell, letter, message, render, to } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ status: z.string(), error: z.string().nullable(), attempts: z.number(), native: z.string().nullable() });
const rowOf = (key: string) => sql`select status, error, attempts, native_id as native from outbox where key = ${key}`;

const only = (parcels: Parcel[]): Parcel => {
  if (parcels.length !== 1 || parcels[0] === undefined) throw new Error(`${parcels.length} parcels instead of one`);
  return parcels[0];
};
const keysOf = (parcels: Parcel[]) => parcels.map((it) => it.key);

describe.each(testDatabases())("the outbox on $name", (database) => {
  const world = useWorld(database);

  it("plans every part of every letter once, however often it is asked to", async () => {
    const { db, clock, parcels } = world();
    const twoParts = (it: { reply: { text: string } }) => [...it.reply.text].map((native) => ({ key: "", native }));
    const put = (...letters: Parameters<typeof putLetters>[2]) => db.transaction((tx) => putLetters({ db: tx, cell }, twoParts, letters, clock()));
    await put(letter("ab", "p"), letter("cd", "q"), letter("ab", "p"));
    await put(letter("ab", "p"));
    await put();
    const first = await parcels();
    expect(first.map((it) => [keyOf(it), it.native])).toEqual([
      ["ab#0", "a"],
      ["cd#0", "c"],
    ]);
    await markSent(
      { db, cell },
      first.map((it) => ({ id: it.id, native: "n" })),
      clock(),
    );
    expect((await parcels()).map((it) => [keyOf(it), it.native, it.address])).toEqual([
      ["ab#1", "b", to("p")],
      ["cd#1", "d", to("q")],
    ]);
  });

  it("plans nothing when the effect is undone", async () => {
    const { db, clock, parcels } = world();
    const failing = db.transaction(async (tx) => {
      await putLetters({ db: tx, cell }, render, [letter("x", "p")], clock());
      throw new Error("undo");
    });
    await expect(failing).rejects.toThrow("undo");
    expect(await parcels()).toEqual([]);
  });

  it("plans text that the database cannot hold, without it", async () => {
    const { plan, parcels } = world();
    await plan({ ...letter("odd", "p"), reply: { text: "a\0b\ud83d" } });
    expect(only(await parcels()).native).toBe("ab\ufffd");
  });

  it("sends of one talk only the oldest unsent part of a lane, and answers do not wait for notices", async () => {
    const { plan, parcels, place, clock } = world();
    await plan(letter("n1", "o", "notice"), letter("n2", "o", "notice"), letter("r1", "o"), letter("r2", "o"), letter("r3", "other"));
    const replies = await parcels("reply");
    expect(keysOf(replies)).toEqual(["r1", "r3"]);
    expect(await parcels("reply", { owner: "another" })).toEqual([]);
    expect(keysOf(await parcels("notice"))).toEqual(["n1"]);
    const r1 = replies[0] as Parcel;
    await markFault(place, r1, { kind: "retry", code: "500", afterMs: 1_000 }, clock());
    expect(await parcels("reply")).toEqual([]);
    world().jump({ seconds: 2 });
    await markSent(place, [{ id: only(await parcels("reply")).id, native: "n" }], clock());
    expect(keysOf(await parcels("reply"))).toEqual(["r2"]);
  });

  it("leaves talks that rest, other accounts and what is not due alone, and takes no more than asked", async () => {
    const { plan, parcels } = world();
    await plan(letter("a", "a"), letter("b", "b"), letter("c", "c"), { ...letter("d", "d"), to: to("d", "another") });
    expect(keysOf(await parcels("reply", { count: 1, resting: ["web|a|a"] }))).toEqual(["b"]);
    expect(keysOf(await parcels("reply", { resting: ["web|a|a", "web|a|c"] }))).toEqual([]);
    expect(keysOf(await parcels())).toEqual(["a", "c"]);
  });

  it("knows when the person last wrote", async () => {
    const { plan, store, parcels } = world();
    await plan(letter("known", "k"), letter("unknown", "u"));
    await store({ ...message("k", 1), at: "2026-01-05T10:00:00+07:00" });
    const [known, unknown] = await parcels();
    expect(Temporal.Instant.from(known?.heardAt ?? "").toString()).toBe("2026-01-05T03:00:00Z");
    expect(unknown?.heardAt).toBeNull();
  });

  /** Seconds until the letter is due again; undefined = it is not waiting any more. */
  const dueIn = async (): Promise<number | undefined> => {
    const now = world().clock().toString();
    const row = z.object({ s: z.number() });
    return (await world().db.maybe(row, sql`select extract(epoch from due_at - ${now}::timestamptz)::float as s from outbox where status = 'waiting'`))?.s;
  };

  it("tries for half an hour what the network refuses for now, and less and less often", async () => {
    const { plan, parcels, place, clock, jump, db } = world();
    await plan(letter("x", "p"));
    let [waited, tries, last] = [0, 0, 0];
    for (let seconds: number | undefined = 0; seconds !== undefined; seconds = await dueIn()) {
      expect(seconds).toBeGreaterThanOrEqual(last - 1);
      last = seconds;
      waited += seconds;
      jump({ seconds: Math.ceil(seconds) + 1 });
      const parcel = only(await parcels());
      expect(parcel.attempts).toBe(++tries);
      await markFault(place, parcel, { kind: "retry", code: "500" }, clock());
      expect(await parcels()).toEqual([]);
    }
    expect([waited > 25 * 60, waited < 35 * 60, tries < 20]).toEqual([true, true, true]);
    expect(await db.one(Row, rowOf("x"))).toMatchObject({ status: "failed", error: "500", native: null });
  });

  it("repeats a reply of unknown outcome four times at most, over more than five minutes: a broken line must not cost it", async () => {
    const { plan, parcels, place, clock, jump, db } = world();
    await plan(letter("x", "p"));
    let [waited, tries] = [0, 0];
    for (let seconds: number | undefined = 0; seconds !== undefined; seconds = await dueIn()) {
      waited += seconds;
      tries += 1;
      jump({ seconds: Math.ceil(seconds) + 1 });
      await markUnknown(place, only(await parcels()), false, clock());
    }
    expect([tries, waited > 300]).toEqual([5, true]);
    expect(await db.one(Row, rowOf("x"))).toMatchObject({ status: "unknown" });
  });

  it.each(["slow-down", "auth", "restricted", "hold"] as const)("lets a letter wait without counting when it is not its fault: %s", async (kind) => {
    const { plan, parcels, place, clock, jump } = world();
    await plan(letter("x", "p"));
    for (let round = 0; round < 10; round++) {
      const parcel = only(await parcels());
      expect(parcel.attempts).toBe(1);
      await markFault(place, parcel, { kind, code: "429", afterMs: 1_000 }, clock());
      jump({ minutes: 1 });
    }
    expect(keysOf(await parcels())).toEqual(["x"]);
  });

  it.each(["window-closed", "bad-request"] as const)("fails at once where trying again cannot help: %s", async (kind) => {
    const { plan, parcels, place, clock, db } = world();
    await plan(letter("x", "p"), letter("y", "p"));
    await markFault(place, only(await parcels()), { kind, code: "400" }, clock());
    expect(await db.one(Row, rowOf("x"))).toEqual({ status: "failed", error: "400", attempts: 1, native: null });
    expect(keysOf(await parcels())).toEqual(["y"]);
  });

  it("fails all that waits for a person who cannot be written to, until they write again", async () => {
    const { plan, parcels, place, clock, store, keys, db } = world();
    await store(message("gone", 1));
    await plan(letter("r1", "gone"), letter("r2", "gone"), letter("n1", "gone", "notice"), letter("other", "here"));
    const blocked: SendFault = { kind: "blocked", code: "403" };
    const r1 = (await parcels("reply", { count: 1 }))[0] as Parcel;
    await markFault(place, r1, blocked, clock());
    expect(await recoverParcels(place, account, true, clock())).toBe(2);
    expect(await keys("failed")).toEqual(["r1", "r2", "n1"]);
    expect((await db.one(Row, rowOf("n1"))).error).toBe("blocked 403");
    await store(message("gone", 2));
    await plan(letter("r3", "gone"));
    await recoverParcels(place, account, true, clock());
    expect(keysOf(await parcels())).toEqual(["other", "r3"]);
  });

  it.each([
    { intent: "reply", idempotent: true, becomes: "waiting" },
    { intent: "reply", idempotent: false, becomes: "waiting" },
    { intent: "notice", idempotent: true, becomes: "waiting" },
    { intent: "notice", idempotent: false, becomes: "unknown" },
  ] as const)("after an unknown outcome a $intent (idempotent channel: $idempotent) is $becomes", async ({ intent, idempotent, becomes }) => {
    const { plan, parcels, place, clock, jump, keys } = world();
    await plan(letter("unsure", "u", intent), letter("orphan", "o", intent));
    const [unsure] = await parcels(intent);
    await markUnknown(place, unsure as Parcel, idempotent, clock());
    await freeParcels(place); // the process that had the other one died
    expect(await recoverParcels(place, account, idempotent, clock())).toBe(1);
    expect(await keys(becomes)).toEqual(["unsure", "orphan"]);
    jump({ minutes: 5 });
    expect(keysOf(await parcels(intent))).toEqual(becomes === "waiting" ? ["unsure", "orphan"] : []);
  });

  it("takes a parcel back only when the lease of who was sending it ran out", async () => {
    const { plan, parcels, place, clock, jump } = world();
    await plan(letter("x", "p"));
    await parcels("reply", { owner: "dead", leaseMs: 30_000 });
    expect(await recoverParcels(place, account, true, clock())).toBe(0);
    jump({ seconds: 31 });
    expect(await recoverParcels(place, { ...account, account: "another" }, true, clock())).toBe(0);
    expect(await recoverParcels(place, account, true, clock())).toBe(1);
    expect(keysOf(await parcels())).toEqual(["x"]);
  });

  it.each(["reply", "notice"] as const)("takes no bad news of a %s from a sender that was too late: another one has it", async (intent) => {
    const { plan, parcels, place, clock, jump, keys } = world();
    await plan(letter("x", "p", intent));
    const late = only(await parcels(intent, { owner: "late", leaseMs: 1_000 }));
    jump({ seconds: 2 });
    expect(await recoverParcels(place, account, true, clock())).toBe(1);
    const next = only(await parcels(intent, { owner: "next" }));
    await markFault(place, late, { kind: "retry", code: "500" }, clock());
    await markFault(place, late, { kind: "slow-down", code: "429" }, clock());
    await markUnknown(place, late, false, clock());
    expect(await keys("sending")).toEqual(["x"]);
    await markFault(place, next, { kind: "retry", code: "500" }, clock());
    expect(await keys("waiting")).toEqual(["x"]);
  });

  it("does not send what is no longer worth it, and sends what comes after", async () => {
    const { plan, parcels, place, clock, jump, keys } = world();
    await plan({ ...letter("old", "p"), expires: clock().add({ minutes: 5 }).toString() }, letter("new", "p"));
    jump({ minutes: 6 });
    expect(await parcels()).toEqual([]);
    await recoverParcels(place, account, true, clock());
    expect(await keys("expired")).toEqual(["old"]);
    expect(keysOf(await parcels())).toEqual(["new"]);
    const late: Receipt = { channel: "web", account: "a", native: "n", key: "old#0", at: clock().toString(), state: "delivered" };
    await markReceipt(place, late, clock());
    expect(await keys("expired")).toEqual(["old"]);
    jump({ hours: 49 });
    await recoverParcels(place, account, true, clock());
  });
});
