import { describe, expect, it } from "vitest";
import { sql } from "../../src/db/database.ts";
import { testDatabases } from "../world.ts";
import { collector, letter, message, taken, talkOf, until, type World, worldOver } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

/** The same base, whose answer to a claim is lost once when told: the server did it, nobody hears of it. */
function forgetful({ base }: World, claims: string) {
  let losing = false;
  const many: typeof base.db.many = async (row, statement) => {
    const rows = await base.db.many(row, statement);
    if (!losing || rows.length === 0 || !statement.text.join("").includes(claims)) return rows;
    losing = false;
    throw Object.assign(new Error("the connection broke"), { code: "ECONNRESET" });
  };
  const world = worldOver({ ...base, db: { ...base.db, many } });
  return { world, loseNext: () => (losing = true) };
}

describe.each(testDatabases())("leases of what nobody has in hand, on $name", (database) => {
  const world = useWorld(database);
  const leaseOf = (it: World, table: "mailbox" | "outbox", chat: string) =>
    it.count(sql`
      select extract(epoch from lease_until)::float8 as n from ${table === "mailbox" ? sql`mailbox` : sql`outbox`} where conversation = ${talkOf(chat)}`);

  it("run out although the worker is busy: a claim whose answer was lost leaves no talk unanswered", async () => {
    const { world: it, loseNext } = forgetful(world(), "update mailbox");
    world().running.push(it);
    const slow = Promise.withResolvers<null>();
    const { worker, channel } = it.work({ understand: (one) => (one.to.chat === "slow" ? slow.promise : Promise.resolve(null)) });
    await it.store(message("slow", 1));
    await until(async () => (await leaseOf(it, "mailbox", "slow")) > 0, "the claim of the slow one");
    loseNext();
    await it.store(message("lost", 1));
    worker.wake();
    await until(async () => (await leaseOf(it, "mailbox", "lost")) > 0, "the lost claim");
    const before = await leaseOf(it, "mailbox", "slow");
    it.jump({ seconds: 10 });
    await until(async () => (await leaseOf(it, "mailbox", "slow")) > before, "a renewal");
    it.jump({ seconds: 14 });
    await until(() => channel.sent.length === 1, "the answer to the lost one");
    slow.resolve(null);
    await until(() => channel.sent.length === 2);
    expect(channel.sent.map((sent) => sent.native)).toEqual(["re lost-1", "re slow-1"]);
  });

  it("run out although the courier is busy: a claim whose answer was lost leaves no letter unsent", async () => {
    const { world: it, loseNext } = forgetful(world(), "update outbox");
    world().running.push(it);
    const slow = Promise.withResolvers<void>();
    const channel = collector(async (part, to) => {
      if (to.chat === "slow") await slow.promise;
      return taken(part);
    });
    const courier = it.courier(channel);
    await it.plan(letter("one", "slow"));
    courier.wake();
    await until(() => channel.asked.length === 1, "the slow one");
    loseNext();
    await it.plan(letter("two", "lost"));
    courier.wake();
    await until(async () => (await leaseOf(it, "outbox", "lost")) > 0, "the lost claim");
    const before = await leaseOf(it, "outbox", "slow");
    it.jump({ seconds: 15 });
    await until(async () => (await leaseOf(it, "outbox", "slow")) > before, "a renewal");
    it.jump({ seconds: 20 });
    await until(() => channel.sent.length === 1, "the lost one");
    slow.resolve();
    await until(() => channel.sent.length === 2);
    expect(channel.sent.map((sent) => sent.native)).toEqual(["two", "one"]);
  });
});
