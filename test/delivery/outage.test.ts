import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Inbound } from "../../src/core/channel.ts";
import { gather } from "../../src/core/gather.ts";
import { type Database, sql } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { isOutage, ofDatabase } from "../../src/db/outage.ts";
import { storeInbound } from "../../src/delivery/inbox.ts";
import { type Collector, collector, message, reply, until, type World, worldOver } from "./delivery-world.ts";
import { ownPostgres } from "./own-postgres.ts";

const withCode = (code: string) => Object.assign(new Error("as the driver says it"), { code });

describe("an outage", () => {
  it.each(["57P01", "57P03", "08006", "08P01", "53300", "53100", "40001", "40P01", "55P03", "25006"])("is known by its code %s", (code) =>
    expect(isOutage(withCode(code))).toBe(true),
  );

  it.each(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT"])("is known by the code %s, if it is the database's connection that says so", (code) => {
    expect([isOutage(ofDatabase(withCode(code))), isOutage(withCode(code))]).toEqual([true, false]);
  });

  it.each([
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout exceeded when trying to connect",
    "Client has encountered a connection error and is not queryable",
  ])("is known by the driver's words: %s", (words) => expect(isOutage(new Error(words))).toBe(true));

  it("is known behind another error", () => {
    expect(isOutage(new Error("turn failed", { cause: new Error("again", { cause: withCode("57P01") }) }))).toBe(true);
  });

  it.each(["23505", "23514", "22P05", "42P01", "57014", "ERR_INVALID_ARG_TYPE"])("is not a mistake of our own: %s", (code) => {
    expect(isOutage(withCode(code))).toBe(false);
  });

  it("is nothing that is not an error", () => {
    for (const it of ["57P01", { code: "57P01" }, null, undefined, new Error("poison")]) expect(isOutage(it)).toBe(false);
  });
});

const talks = Array.from({ length: 10 }, (_, at) => `t${at}`);
const stops = ["immediate", "fast", "immediate"] as const;

describe("a database that is stopped and started again while people write", () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  it("loses nothing, doubles nothing and gives nothing up", { timeout: 180_000 }, async () => {
    const server = await ownPostgres();
    closing.push(() => server.remove());
    await server.start();
    const base = await openDatabase({ url: server.url });
    closing.push(() => base.close());
    await migrate(base.db);
    const it = worldOver(base);
    closing.push(() => it.stop());
    const channel = collector();
    const act = async (tx: Database, one: Inbound) => {
      const values = sql`1, ${one.at}, ${one.to.chat}, ${one.dedupe}, 'done', '{}'`;
      await tx.run(sql`insert into audit (cell, at, conversation, capability, outcome, detail) values (${values})`);
      return [reply(one)];
    };
    it.work({ act }, channel);
    const crowd = writers(it, channel);
    for (const how of stops) {
      const shown = channel.sent.length;
      await until(() => channel.sent.length >= shown + 60, "sixty more answers");
      await server.stop(how);
      await expect(it.store(message("nobody", 1))).rejects.toSatisfy(isOutage);
      await server.start();
      it.jump({ seconds: 40 }); // what was in hand is taken up again when its lease ran out
    }
    const written = await crowd.end();
    const all = [...written.values()].reduce((sum, count) => sum + count, 0);
    await until(async () => {
      it.jump({ seconds: 5 });
      return (await it.keys("sent")).length === all;
    }, "every answer");
    await expectAll(it, channel.sent, written);
  });
});

/** Every person writes one message after the other, each again and again until it is accepted, as a network does; never many without an answer. */
function writers({ place, clock }: World, { sent }: Collector) {
  const store = gather((batch: Inbound[]) => storeInbound(place, batch, clock()));
  const written = new Map(talks.map((chat) => [chat, 0]));
  const answered = (chat: string) => new Set(sent.filter((it) => it.to.chat === chat).map((it) => it.key)).size;
  let ending = false;
  const rest = () => new Promise((wake) => setTimeout(wake, 20 * Math.random()));
  const person = async (chat: string) => {
    for (let number = 1; !ending; await rest()) {
      if (number > answered(chat) + 8) continue;
      const one = message(chat, number);
      while (
        !(await store(one).then(
          () => true,
          () => false,
        ))
      ) {
        await rest();
      }
      written.set(chat, number++);
    }
  };
  const people = Promise.all(talks.map(person));
  return {
    async end() {
      ending = true;
      await people;
      return written;
    },
  };
}

async function expectAll(it: World, sent: Collector["sent"], written: Map<string, number>): Promise<void> {
  const effects = await it.db.many(z.object({ chat: z.string(), it: z.string() }), sql`select conversation as chat, capability as it from audit order by id`);
  for (const [chat, count] of written) {
    const wanted = Array.from({ length: count }, (_, at) => `${chat}-${at + 1}`);
    expect(effects.filter((one) => one.chat === chat).map((one) => one.it)).toEqual(wanted);
    // The network knows a repeated key: it shows it once, where it came first.
    const shown = [...new Set(sent.filter((one) => one.to.chat === chat).map((one) => one.key))];
    expect(shown).toEqual(wanted.map((name) => `re:${name}#0`));
  }
  expect(await it.count(sql`select count(*)::int as n from inbox where status <> 'done'`)).toBe(0);
  expect(await it.count(sql`select count(*)::int as n from outbox where status <> 'sent'`)).toBe(0);
  expect(await it.count(sql`select count(*)::int as n from mailbox where tail <> done or ready_at is not null`)).toBe(0);
}
