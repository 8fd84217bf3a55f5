import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Inbound } from "../../src/core/channel.ts";
import { type Database, sql } from "../../src/db/database.ts";
import { ofDatabase } from "../../src/db/outage.ts";
import { testDatabases } from "../world.ts";
import { letter, message, replicaOf, reply, until, type World, wordsOf } from "./delivery-world.ts";
import { useWorld } from "./use-world.ts";

const phone = { e164: "+628120000001", proof: "channel" as const };
/** An effect that can be counted: once a message, or not at all. */
const note = (tx: Database, it: Inbound) =>
  tx.run(sql`insert into audit (cell, at, conversation, capability, outcome, detail) values (1, ${it.at}, ${it.to.chat}, ${it.dedupe}, 'done', '{}')`);
const effects = async ({ db }: World, chat: string) =>
  (await db.many(z.object({ it: z.string() }), sql`select capability as it from audit where conversation = ${chat} order by id`)).map((row) => row.it);
const inStatus = (status: string) => sql`select count(*)::int as n from inbox where status = ${status}`;
const failure = (code: string) => ofDatabase(Object.assign(new Error("the server went away"), { code }));

describe.each(testDatabases())("the worker on $name", (database) => {
  const world = useWorld(database);

  it("answers every message once and in order, many talks at once, each delivered twice", async () => {
    const it = world();
    const { worker, channel } = it.work({ act: async (tx, one) => note(tx, one).then(() => [reply(one)]) });
    const chats = Array.from({ length: 10 }, (_, at) => `c${at}`);
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    for (const number of numbers) {
      for (const chat of chats) {
        expect(await it.store(message(chat, number))).toEqual([true]);
        expect(await it.store(message(chat, number))).toEqual([false]);
        worker.wake();
      }
    }
    await until(() => channel.sent.length === 80);
    for (const chat of chats) {
      expect(await effects(it, chat)).toEqual(numbers.map((number) => `${chat}-${number}`));
      expect(channel.sent.filter((sent) => sent.to.chat === chat).map((sent) => sent.key)).toEqual(numbers.map((number) => `re:${chat}-${number}#0`));
    }
    expect(await it.count(sql`select count(*)::int as n from mailbox where done <> tail or ready_at is not null`)).toBe(0);
  });

  it("puts a message that always fails aside, apologises once and goes on; the talks handled with it are not touched", async () => {
    const it = world();
    const chats = ["p", "q", "r", "s"];
    await it.store(...chats.flatMap((chat) => [message(chat, 1), message(chat, 2)]));
    const { channel } = it.work({
      async act(tx, one) {
        await note(tx, one);
        if (one.dedupe === "p-1") throw new Error("poison\0");
        return [reply(one)];
      },
    });
    await until(() => it.hurry().then(() => channel.sent.length === 8));
    expect(channel.sent.filter((sent) => sent.to.chat === "p").map((sent) => sent.native)).toEqual(["maaf", "re p-2"]);
    expect(await it.count(sql`select count(*)::int as n from inbox where status = 'dead' and attempts = 3 and error like '%poison%'`)).toBe(1);
    expect(await effects(it, "p")).toEqual(["p-2"]);
    for (const chat of chats.slice(1)) expect(await effects(it, chat)).toEqual([`${chat}-1`, `${chat}-2`]);
  });

  it("leaves nobody waiting behind many whose answer waits for somebody outside", async () => {
    const it = world();
    const answered = Promise.withResolvers<void>();
    const slow = Array.from({ length: 40 }, (_, at) => `slow${at}`);
    const { worker, channel } = it.work({
      async understand(one) {
        if (one.to.chat.startsWith("slow")) await answered.promise;
        return null;
      },
      act: async (_, one) => [reply(one)],
    });
    await it.store(...slow.map((chat) => message(chat, 1)));
    worker.wake();
    await it.store(message("quick", 1));
    await until(() => channel.sent.length === 1);
    expect(channel.sent[0]?.to.chat).toBe("quick");
    answered.resolve();
    await until(() => channel.sent.length === 41);
  });

  it("commits effect and reply together or not at all", async () => {
    const it = world();
    let tries = 0;
    const { channel } = it.work({
      async act(tx, one) {
        await note(tx, one);
        if (++tries === 1) throw new Error("after the effect");
        return [reply(one)];
      },
    });
    await it.store(message("t", 1));
    await until(() => channel.sent.length === 1);
    expect(await effects(it, "t")).toEqual(["t-1"]);
  });

  it("answers although the answer holds what the database cannot", async () => {
    const it = world();
    const { channel } = it.work({ act: async (_, one) => [{ ...reply(one), reply: { text: `a\0b${wordsOf(one).slice(0, 1)}` } }] });
    await it.store(message("x", 1, "😀"));
    await until(() => channel.sent.length === 1);
    expect(channel.sent[0]?.native).toBe("ab\ufffd");
  });

  it("does not hold an outage against the message", async () => {
    const it = world();
    const codes = ["57P01", "ECONNREFUSED", "40P01", "53300", "25006", "08006", "57P03", "ECONNRESET", "40001"];
    const { channel } = it.work({
      async act(_, one) {
        const code = codes.shift();
        if (code !== undefined) throw failure(code);
        return [reply(one)];
      },
    });
    await it.store(message("o", 1));
    await until(() => it.hurry().then(() => channel.sent.length === 1));
    expect(await it.count(sql`select attempts as n from inbox where status = 'done'`)).toBe(1);
  });

  it("keeps no personal data of a message once it is handled, whether that went well or not", async () => {
    const it = world();
    const heard = new Set<string>();
    const text = "NIP saya 198503212010011004, hp 0812-3456-7890";
    it.worker({
      async act(_, one) {
        heard.add(wordsOf(one));
        if (one.to.chat === "bad") throw new Error("it cannot be handled");
        return [reply(one)];
      },
    });
    await it.store(...["good", "bad"].map((chat) => ({ ...message(chat, 1, text), from: { id: chat, phone } })));
    await until(async () => it.hurry().then(async () => (await it.count(inStatus("waiting"))) === 0));
    expect(heard).toEqual(new Set([text]));
    const kept = await it.db.many(z.object({ message: z.custom<Inbound>() }), sql`select message from inbox`);
    expect(kept.map((row) => wordsOf(row.message))).toEqual(Array(2).fill("NIP saya [NIP], hp [nomor telepon]"));
    expect(kept.map((row) => row.message.from.phone)).toEqual([undefined, undefined]);
  });

  it("answers the newest of a flood after one calm word, sets the others aside without their words, and serves everybody else", async () => {
    const it = world();
    const flood = Array.from({ length: 60 }, (_, at) => message("flood", at + 1, `rahasia ${at + 1}`));
    const calm = Array.from({ length: 3 }, (_, at) => message("calm", at + 1));
    await it.store(...flood, ...calm);
    const { channel } = it.work({ act: async (tx, one) => note(tx, one).then(() => [reply(one)]) });
    await until(() => channel.sent.length === 9);
    const told = (chat: string) => channel.sent.filter((sent) => sent.to.chat === chat).map((sent) => sent.native);
    expect(told("flood")).toEqual(["pelan-pelan", ...[56, 57, 58, 59, 60].map((number) => `re flood-${number}`)]);
    expect(told("calm")).toEqual(["re calm-1", "re calm-2", "re calm-3"]);
    expect(await effects(it, "flood")).toEqual([56, 57, 58, 59, 60].map((number) => `flood-${number}`));
    expect(await it.count(inStatus("skipped"))).toBe(55);
    expect(await it.count(sql`select count(*)::int as n from inbox where status = 'skipped' and message::text like '%rahasia%'`)).toBe(0);
    expect(await it.count(sql`select count(*)::int as n from mailbox where done <> tail or ready_at is not null`)).toBe(0);
    await it.store(message("flood", 61));
    await until(() => channel.sent.length === 10);
    expect(told("flood").at(-1)).toBe("re flood-61");
  });

  it("lets one person's slow answer delay nobody else's", async () => {
    const it = world();
    const { promise: others, resolve: othersDone } = Promise.withResolvers<void>();
    const { channel } = it.work({
      async understand(one) {
        if (one.to.chat === "slow") await others;
        return null;
      },
    });
    await it.store(message("slow", 1), message("slow", 2), ...["a", "b", "c", "d"].map((chat) => message(chat, 1)));
    await until(() => channel.sent.length === 4);
    expect(channel.sent.map((sent) => sent.to.chat).toSorted()).toEqual(["a", "b", "c", "d"]);
    othersDone();
    await until(() => channel.sent.length === 6);
    expect(channel.sent.slice(4).map((sent) => sent.native)).toEqual(["re slow-1", "re slow-2"]);
  });

  it.each(["ENOENT", "ECONNREFUSED", "ETIMEDOUT"])("puts a message aside whose handler cannot reach something else than the database: %s", async (code) => {
    const it = world();
    it.worker({
      async understand() {
        throw Object.assign(new Error(`a service that answers need: ${code}`), { code });
      },
    });
    await it.store(message("p", 1));
    await until(async () => {
      await it.hurry();
      return (await it.count(inStatus("dead"))) === 1;
    });
  });

  it("lets nothing of a worker through that outlived its lease", async () => {
    const it = world();
    const { promise: late, resolve: wakeUp } = Promise.withResolvers<void>();
    const { promise: asleep, resolve: fellAsleep } = Promise.withResolvers<void>();
    const sleeper = it.worker({
      async understand() {
        fellAsleep();
        await late;
        return null;
      },
      act: async (tx, one) => note(tx, one).then(() => [{ ...reply(one), key: "late" }]),
    });
    await it.store(message("l", 1));
    await asleep;
    const other = await replicaOf(it);
    // The other one's clock alone: on a busy machine the sleeper would renew its lease by the later hour first.
    other.jump({ minutes: 1 });
    other.worker({ act: async (tx, one) => note(tx, one).then(() => [reply(one)]) });
    await until(async () => (await it.count(inStatus("done"))) === 1);
    wakeUp();
    await sleeper.stop();
    expect(await effects(it, "l")).toEqual(["l-1"]);
    expect(await it.keys("waiting")).toEqual(["re:l-1"]);
  });

  it("finishes what is in hand before it stops, and begins nothing more", async () => {
    const it = world();
    const { promise: thought, resolve: think } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const worker = it.worker({
      async understand() {
        begin();
        await thought;
        return null;
      },
    });
    await it.store(message("s", 1), message("s", 2));
    await begun;
    const stopped = worker.stop();
    think();
    await stopped;
    expect(await it.count(inStatus("done"))).toBe(1);
    expect((await it.claim()).message.dedupe).toBe("s-2");
  });

  it("answers others while one talk's effect waits for a lock, where the database has more than one session", async () => {
    const it = world();
    const { promise: unlocked, resolve: unlock } = Promise.withResolvers<void>();
    const { promise: waits, resolve: waiting } = Promise.withResolvers<void>();
    const { worker, channel } = it.work({
      async act(_, one) {
        if (one.to.chat === "locked") {
          waiting();
          await unlocked;
        }
        return [reply(one)];
      },
    });
    await it.store(message("locked", 1));
    worker.wake();
    await waits;
    if (it.base.kind === "embedded") unlock(); // one session: whoever has it is alone
    await it.store(message("free", 1));
    worker.wake();
    await until(() => channel.sent.some((sent) => sent.native === "re free-1"));
    unlock();
    await until(() => channel.sent.length === 2);
  });

  it("says one calm word to somebody with twenty answers still on their way, and plans no more", async () => {
    const it = world();
    await it.plan(...Array.from({ length: 21 }, (_, at) => letter(`earlier ${at}`, "busy")));
    await it.store(message("busy", 1), message("busy", 2));
    it.worker();
    await until(async () => (await it.count(sql`select count(*) as n from inbox where status = 'skipped'`)) === 2);
    expect(await it.count(sql`select count(*) as n from outbox where key like 'calm:%'`)).toBe(1);
    expect(await it.count(sql`select count(*) as n from outbox where key like 're:%'`)).toBe(0);
  });
});
