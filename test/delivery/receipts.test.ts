import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Receipt } from "../../src/core/channel.ts";
import { sql } from "../../src/db/database.ts";
import { markFault, markSent, markUnknown, type Parcel, recoverParcels } from "../../src/delivery/outbox.ts";
import { markReceipt } from "../../src/delivery/receipts.ts";
import { testDatabases } from "../world.ts";
import { account, letter, message, type World } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ status: z.string(), error: z.string().nullable(), native: z.string().nullable(), price: z.unknown() });
const rowOf = (key: string) => sql`select status, error, native_id as native, price from outbox where key = ${key}`;

const receipt = (state: Receipt["state"], more: Partial<Receipt> = {}): Receipt => ({
  channel: "web",
  account: "a",
  native: "n1",
  at: "2026-11-22T02:00:00Z",
  state,
  ...more,
});

describe.each(testDatabases())("receipts on $name", (database) => {
  const world = useWorld(database);

  /** A letter in the courier's hand. */
  async function sending({ plan, parcels }: World, key = "x", intent: "reply" | "notice" = "reply"): Promise<Parcel> {
    await plan(letter(key, key, intent));
    return (await parcels(intent, { count: 1 }))[0] as Parcel;
  }
  async function sent(it: World): Promise<void> {
    await markSent(it.place, [{ id: (await sending(it)).id, native: "n1" }], it.clock());
  }
  const tell = async (it: World, ...all: Receipt[]) => {
    for (const one of all) await markReceipt(it.place, one, it.clock());
    return it.db.one(Row, rowOf("x"));
  };

  it("move a letter forward only: out of order, twice", async () => {
    const it = world();
    await sent(it);
    expect(await tell(it, receipt("read"), receipt("delivered"), receipt("sent"), receipt("read"))).toMatchObject({ status: "read", error: null });
  });

  it("do not fail a letter that has been delivered, and believe a delivery after a failure", async () => {
    const it = world();
    await sent(it);
    const failed = receipt("failed", { fault: { kind: "bad-request", code: "131026" } });
    expect(await tell(it, failed)).toMatchObject({ status: "failed", error: "131026" });
    expect(await tell(it, receipt("delivered"))).toMatchObject({ status: "delivered", error: null });
    expect(await tell(it, failed)).toMatchObject({ status: "delivered", error: null });
  });

  it("are found by our key while the send itself has not been noted yet, which then changes nothing", async () => {
    const it = world();
    const parcel = await sending(it);
    expect(await tell(it, receipt("delivered", { key: "x#0" }))).toMatchObject({ status: "delivered", native: "n1" });
    await markSent(it.place, [{ id: parcel.id, native: "other" }], it.clock());
    await markFault(it.place, parcel, { kind: "retry", code: "500" }, it.clock());
    expect(await it.db.one(Row, rowOf("x"))).toMatchObject({ status: "delivered", native: "n1" });
    expect(await tell(it, receipt("read"))).toMatchObject({ status: "read" });
  });

  it("settle what nobody knew, so that it is not sent again", async () => {
    const it = world();
    await markUnknown(it.place, await sending(it, "x", "notice"), false, it.clock());
    expect(await it.db.one(Row, rowOf("x"))).toMatchObject({ status: "unknown" });
    expect(await tell(it, receipt("sent", { key: "x#0" }))).toMatchObject({ status: "sent", native: "n1", error: null });
    await markUnknown(it.place, await sending(it, "y"), false, it.clock());
    expect(await it.keys("waiting")).toEqual(["y"]);
    await markReceipt(it.place, receipt("delivered", { native: "n2", key: "y#0" }), it.clock());
    it.jump({ minutes: 5 });
    expect(await it.parcels()).toEqual([]);
    expect(await it.keys("delivered")).toEqual(["y"]);
  });

  it("keep what the network charges, whichever of them says it", async () => {
    const it = world();
    await sent(it);
    const price = { billable: true, category: "utility" };
    expect(await tell(it, receipt("delivered", { price }), receipt("read"), receipt("sent"))).toMatchObject({ status: "read", price });
    const dearer = { billable: true, category: "marketing" };
    expect(await tell(it, receipt("sent", { price: dearer }))).toMatchObject({ status: "read", price: dearer });
  });

  it("of strangers, other accounts and odd keys change nothing", async () => {
    const it = world();
    await sent(it);
    const odd = ["x", "#0", "x#1", "x#0.5", "x#-1", "y#0", "x#0'; drop table outbox; --"].map((key) => receipt("read", { native: "stranger", key }));
    const others = [receipt("read", { account: "b" }), receipt("read", { channel: "telegram" }), receipt("read", { native: "n2" })];
    expect(await tell(it, ...odd, ...others)).toMatchObject({ status: "sent", native: "n1" });
  });

  it("that say the person cannot be written to end all other tries", async () => {
    const it = world();
    await it.store(message("x", 1));
    await sent(it);
    await it.plan(letter("later", "x"), letter("notice", "x", "notice"));
    const refused = { fault: { kind: "unreachable", code: "131026" } } as const;
    await tell(it, receipt("failed", { ...refused, at: it.clock().add({ seconds: 1 }).toString() }));
    await recoverParcels(it.place, account, true, it.clock());
    expect(await it.keys("failed")).toEqual(["x", "later", "notice"]);
    await it.store(message("x", 2));
    await it.plan(letter("again", "x"));
    expect((await it.parcels()).map((parcel) => parcel.key)).toEqual(["again"]);
  });

  it("of an older letter do not stop the answer to a newer message", async () => {
    const it = world();
    await sent(it);
    await it.store(message("x", 1));
    await it.plan(letter("newer", "x"));
    await tell(it, receipt("failed", { fault: { kind: "unreachable", code: "131026" } }));
    await recoverParcels(it.place, account, true, it.clock());
    expect((await it.parcels()).map((parcel) => parcel.key)).toEqual(["newer"]);
  });

  it("that refuse for now have the letter sent again, three times at most", async () => {
    const it = world();
    await sent(it);
    const refused = receipt("failed", { fault: { kind: "retry", code: "131000", afterMs: 0 } });
    for (const native of ["n1", "n2"]) {
      expect(await tell(it, { ...refused, native })).toMatchObject({ status: "waiting" });
      const [again] = await it.parcels();
      await markSent(it.place, [{ id: again?.id ?? 0, native: native === "n1" ? "n2" : "n3" }], it.clock());
    }
    expect(await tell(it, { ...refused, native: "n3" })).toMatchObject({ status: "failed", error: "131000" });
  });

  it("of a try that was refused neither stop nor settle the next one, unless they say that it arrived after all", async () => {
    const it = world();
    await sent(it);
    const first = { key: "x#0", fault: { kind: "retry", code: "131000", afterMs: 0 } } as const;
    expect(await tell(it, receipt("failed", first))).toMatchObject({ status: "waiting" });
    expect(await tell(it, receipt("failed", first), receipt("sent", { key: "x#0" }))).toMatchObject({ status: "waiting" });
    const [again] = await it.parcels();
    expect(again?.key).toBe("x");
    expect(await tell(it, receipt("sent", { key: "x#0" }), receipt("failed", first))).toMatchObject({ status: "sending" });
    await markSent(it.place, [{ id: again?.id ?? 0, native: "n2" }], it.clock());
    expect(await tell(it, receipt("failed", first), receipt("sent", { key: "x#0" }))).toMatchObject({ status: "sent", native: "n2", error: null });
    expect(await it.parcels()).toEqual([]);
    expect(await tell(it, receipt("delivered", { key: "x#0" }))).toMatchObject({ status: "delivered" });
  });

  it("that refuse the account pause it, and the letter waits", async () => {
    const it = world();
    await sent(it);
    const unpaid = receipt("failed", { fault: { kind: "restricted", code: "131042", afterMs: 60_000 } });
    expect(await tell(it, unpaid)).toMatchObject({ status: "waiting" });
    expect(await it.parcels()).toEqual([]);
    const Paused = z.object({ state: z.string(), paused: z.boolean() });
    expect(await it.db.one(Paused, sql`select state, paused_until > ${it.clock().toString()} as paused from channel_account`)).toEqual({
      state: "restricted",
      paused: true,
    });
  });

  it("end in the furthest state, in whatever order and number they come", async () => {
    const it = world();
    await sent(it);
    const rank = ["sent", "failed", "delivered", "read"] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...rank), { minLength: 1, maxLength: 8 }), async (states) => {
        await it.db.run(sql`update outbox set status = 'sent', error = null`);
        const row = await tell(it, ...states.map((state) => receipt(state)));
        expect(row.status).toBe(rank[Math.max(...states.map((state) => rank.indexOf(state)))]);
      }),
      { numRuns: 40 },
    );
  });
});
