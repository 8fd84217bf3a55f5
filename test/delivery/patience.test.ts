import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { freeParcels, markFault, markUnknown, putLetters, recoverParcels } from "../../src/delivery/outbox.ts";
import { testDatabases } from "../world.ts";
import { account, cell, letter, render, to } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const Row = z.object({ status: z.string(), error: z.string().nullable(), attempts: z.number(), due: z.string(), expires: z.string() });
const hours = (from: string, until: string) => Temporal.Instant.from(until).since(Temporal.Instant.from(from)).total("hours");

describe.each(testDatabases())("what waits for long, on $name", (database) => {
  const world = useWorld(database);
  const row = () =>
    world().db.one(Row, sql`select status, error, attempts, to_json(due_at)#>>'{}' as due, to_json(expires_at)#>>'{}' as expires from outbox where key = 'x'`);

  it("a part that the channel's own rules hold back comes again when they say, uncounted, however often", async () => {
    const { db, clock, plan, jump, parcels } = world();
    await plan(letter("x", "p"));
    for (let time = 0; time < 20; time++) {
      const [parcel] = await parcels();
      if (!parcel) throw new Error("it did not come again");
      await markFault({ db, cell }, parcel, { kind: "hold", code: "new_chats", afterMs: 60_000 }, clock());
      expect(await row()).toMatchObject({ status: "waiting", error: "new_chats", attempts: 0 });
      jump({ seconds: 50 });
      expect(await parcels()).toEqual([]);
      jump({ seconds: 20 });
    }
    expect(await db.one(z.object({ paused: z.coerce.number() }), sql`select count(*) as paused from channel_account where paused_until is not null`)).toEqual({
      paused: 0,
    });
  });

  it("where a repeat appears once, nobody's knowing is borne longer: thirty times, by failures and by deaths alike", async () => {
    const { db, clock, plan, jump, parcels } = world();
    const place = { db, cell };
    await plan(letter("x", "p"));
    for (let time = 1; time <= 30; time++) {
      const [parcel] = await parcels();
      if (!parcel) throw new Error(`it did not come again after ${time - 1}`);
      if (time % 2 === 0) await markUnknown(place, parcel, true, clock());
      else {
        await freeParcels(place);
        await recoverParcels(place, account, true, clock());
      }
      expect([time, (await row()).status]).toEqual([time, time < 30 ? "waiting" : "unknown"]);
      jump({ minutes: 2 });
    }
  });

  it("an answer is worth two days of waiting, over WhatsApp Web seven: our own limits may need them", async () => {
    const { db, clock } = world();
    const now = clock();
    await putLetters({ db, cell }, render, [letter("x", "p")], now);
    expect(hours(now.toString(), (await row()).expires)).toBeCloseTo(48, 3);
    await db.run(sql`delete from outbox`);
    await putLetters({ db, cell }, render, [{ ...letter("x", "p"), to: { ...to("p"), channel: "wa-web" } }], now);
    expect(hours(now.toString(), (await row()).expires)).toBeCloseTo(168, 3);
  });
});
