import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Channel, Inbound, Letter, Sent } from "../../src/core/channel.ts";
import { sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { startCourier } from "../../src/delivery/courier.ts";
import { claimMailboxes, Fenced, finishMessage, freeMailboxes, startAttempt, storeInbound } from "../../src/delivery/inbox.ts";
import { planJob, startJobs } from "../../src/delivery/jobs.ts";
import { claimParcels, freeParcels, putLetter, recoverParcels } from "../../src/delivery/outbox.ts";
import type { Pulse } from "../../src/delivery/pulse.ts";
import { startWorker, type Turn } from "../../src/delivery/worker.ts";
import { silentLog, testDatabases } from "../world.ts";

const clock = () => Temporal.Now.instant();
const to = (chat: string) => ({ channel: "web" as const, account: "-", chat });
const message = (chat: string, number: number): Inbound => ({
  dedupe: `${chat}-${number}`,
  at: clock().toString(),
  late: false,
  from: { id: chat },
  to: to(chat),
  body: { type: "text", text: String(number) },
});

/** A channel that keeps what it is asked to send, and fails as told. */
function collector(answers: Sent[] = []): Channel & { sent: { key: string; native: unknown }[] } {
  const sent: { key: string; native: unknown }[] = [];
  return {
    id: "web",
    caps: { textMax: 100, buttonsMax: 3, idempotent: true },
    sent,
    start: async () => {},
    render: (letter: Letter) => [{ key: "", native: letter.reply.text }],
    async send(_, part) {
      const answer = answers.shift() ?? { ok: true, native: part.key };
      if (answer.ok === true) sent.push(part);
      return answer;
    },
  };
}

describe.each(testDatabases())("the pipeline on $name", ({ open }) => {
  let base: OpenDatabase;
  let running: Pulse[] = [];
  beforeEach(async () => {
    base = await open();
  });
  afterEach(async () => {
    for (const it of running) await it.stop();
    running = [];
    await base.close();
  });

  const place = () => ({ db: base.db, cell: 1 });
  const reply = (it: Inbound): Letter => ({ key: `re:${it.dedupe}`, to: it.to, intent: "reply", reply: { text: `re ${it.dedupe}` } });
  const work = (turn: Partial<Turn<null>>, channel = collector()) => {
    const courier = startCourier({ ...place(), channel, clock, log: silentLog, batch: 20 });
    const worker = startWorker<null>({
      ...place(),
      turn: {
        understand: async () => null,
        act: async (_, it) => [reply(it)],
        apology: (it) => ({ ...reply(it), key: `sorry:${it.dedupe}`, reply: { text: "maaf" } }),
        ...turn,
      },
      put: (tx, letter, now) => putLetter(tx, channel, letter, now),
      sent: () => courier.wake(),
      clock,
      log: silentLog,
      concurrency: base.kind === "embedded" ? 2 : 8,
    });
    running.push(worker, courier);
    return { worker, courier, channel };
  };
  const count = async (what: ReturnType<typeof sql>) => (await base.db.one(z.object({ n: z.coerce.number() }), what)).n;
  const until = async (test: () => Promise<boolean> | boolean) => {
    for (let tries = 0; tries < 400 && !(await test()); tries++) await new Promise((wake) => setTimeout(wake, 25));
    expect(await test()).toBe(true);
  };

  it("answers every message once and in order, many talks at once, each delivered twice", async () => {
    const seen = new Map<string, number[]>();
    const { worker, channel } = work({
      async act(_, it) {
        const list = seen.get(it.to.chat) ?? [];
        list.push(Number(it.body.type === "text" ? it.body.text : 0));
        seen.set(it.to.chat, list);
        return [reply(it)];
      },
    });
    const chats = Array.from({ length: 10 }, (_, at) => `c${at}`);
    for (let number = 1; number <= 8; number++) {
      for (const chat of chats) {
        expect(await storeInbound(place(), message(chat, number), clock())).toBe(true);
        expect(await storeInbound(place(), message(chat, number), clock())).toBe(false);
        worker.wake();
      }
    }
    await until(() => channel.sent.length === 80);
    for (const chat of chats) {
      expect(seen.get(chat)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(channel.sent.filter((it) => String(it.native).startsWith(`re ${chat}-`)).map((it) => it.key)).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `re:${chat}-${number}#0`),
      );
    }
    expect(await count(sql`select count(*)::int as n from mailbox where done <> tail or ready_at is not null`)).toBe(0);
  });

  it("puts a message that always fails aside, apologises once and goes on", async () => {
    const { worker, channel } = work({
      async act(_, it) {
        if (it.dedupe === "p-1") throw new Error("poison");
        return [reply(it)];
      },
    });
    await storeInbound(place(), message("p", 1), clock());
    await storeInbound(place(), message("p", 2), clock());
    worker.wake();
    await until(() => channel.sent.length === 2);
    expect(channel.sent.map((it) => it.native)).toEqual(["maaf", "re p-2"]);
    expect(await count(sql`select count(*)::int as n from inbox where status = 'dead' and attempts = 3 and error like '%poison%'`)).toBe(1);
  });

  it("commits effect and reply together or not at all", async () => {
    let tries = 0;
    const { worker, channel } = work({
      async act(tx, it) {
        await tx.run(sql`insert into audit (cell, at, capability, outcome, detail) values (1, ${clock().toString()}, 'effect', 'done', '{}')`);
        if (++tries === 1) throw new Error("after the effect");
        return [reply(it)];
      },
    });
    await storeInbound(place(), message("t", 1), clock());
    worker.wake();
    await until(() => channel.sent.length === 1);
    expect(await count(sql`select count(*)::int as n from audit where capability = 'effect'`)).toBe(1);
  });

  it("keeps no personal data of a message once it is handled, whether that went well or not", async () => {
    const heard: string[] = [];
    const text = "NIP saya 198503212010011004, hp 0812-3456-7890";
    const { worker } = work({
      act: async (_, it) => {
        if (it.body.type === "text") heard.push(it.body.text);
        if (it.to.chat === "bad") throw new Error("it cannot be handled");
        return [reply(it)];
      },
    });
    for (const chat of ["good", "bad"]) await storeInbound(place(), { ...message(chat, 1), body: { type: "text", text } }, clock());
    worker.wake();
    await until(async () => (await count(sql`select count(*)::int as n from inbox where status <> 'waiting'`)) === 2);
    expect(new Set(heard)).toEqual(new Set([text]));
    const kept = await base.db.many(z.object({ text: z.string() }), sql`select message->'body'->>'text' as text from inbox`);
    expect(kept.map((it) => it.text)).toEqual(Array(2).fill("NIP saya [NIP], hp [nomor telepon]"));
  });

  it("gives back at once what a killed process had in hand, where nobody else can hold it", async () => {
    await storeInbound(place(), message("k", 1), clock());
    const [killed] = await claimMailboxes(place(), "killed", 5, clock(), 60_000);
    if (!killed) throw new Error("nothing to claim");
    expect(await claimMailboxes(place(), "next", 5, clock(), 60_000)).toEqual([]);
    await freeMailboxes(place());
    expect(await claimMailboxes(place(), "next", 5, clock(), 60_000)).toHaveLength(1);
    const late = { id: 1, message: message("k", 1), status: "done" as const, error: null };
    await expect(base.db.transaction((db) => finishMessage({ db, cell: 1 }, killed, late, clock()))).rejects.toThrow(Fenced);
  });

  it("sends at once what a killed process was sending, where nobody else can be", async () => {
    const channel = collector();
    await base.db.transaction((db) => putLetter({ db, cell: 1 }, channel, reply(message("p", 1)), clock()));
    expect(await claimParcels(place(), channel, "killed", 5, clock(), 60_000)).toHaveLength(1);
    await freeParcels(place());
    expect(await recoverParcels(place(), clock())).toBe(1);
    expect(await claimParcels(place(), channel, "next", 5, clock(), 60_000)).toHaveLength(1);
  });

  it("fences off a worker that was too slow", async () => {
    await storeInbound(place(), message("f", 1), clock());
    const [slow] = await claimMailboxes(place(), "slow", 5, clock(), 1);
    await new Promise((wake) => setTimeout(wake, 5));
    const [next] = await claimMailboxes(place(), "next", 5, clock(), 60_000);
    if (!slow || !next) throw new Error("both should have claimed");
    const waiting = await startAttempt(place(), next.conversation);
    const done = { id: waiting?.id ?? 0, message: message("f", 1), status: "done" as const, error: null };
    await expect(base.db.transaction((db) => finishMessage({ db, cell: 1 }, slow, done, clock()))).rejects.toThrow(Fenced);
    await base.db.transaction((db) => finishMessage({ db, cell: 1 }, next, done, clock()));
    expect(await count(sql`select done::int as n from mailbox`)).toBe(1);
  });

  it("keeps the mailbox awake for a message that came while the last one was being finished", async () => {
    await storeInbound(place(), message("w", 1), clock());
    const [claim] = await claimMailboxes(place(), "a", 5, clock(), 60_000);
    if (!claim) throw new Error("nothing to claim");
    const waiting = await startAttempt(place(), claim.conversation);
    await storeInbound(place(), message("w", 2), clock());
    await base.db.transaction((db) =>
      finishMessage({ db, cell: 1 }, claim, { id: waiting?.id ?? 0, message: message("w", 1), status: "done", error: null }, clock()),
    );
    expect(await claimMailboxes(place(), "b", 5, clock(), 60_000)).toHaveLength(1);
  });

  it("tries again where that can help, repeats an uncertain reply under its key, and no uncertain notice", async () => {
    const channel = collector([{ ok: false, fault: { kind: "retry", code: "429", afterMs: 20 } }, { ok: "unknown" }]);
    const { courier } = work({}, channel);
    const now = clock();
    await base.db.transaction((db) => putLetter({ db, cell: 1 }, channel, { key: "a", to: to("r"), intent: "reply", reply: { text: "a" } }, now));
    courier.wake();
    await until(() => channel.sent.length === 1);
    expect(channel.sent.map((it) => it.key)).toEqual(["a#0"]);
    const uncertain = collector([{ ok: "unknown" }]);
    const other = startCourier({ ...place(), channel: { ...uncertain, id: "terminal" }, clock, log: silentLog, batch: 5 });
    running.push(other);
    const notice: Letter = { key: "n", to: { ...to("n"), channel: "terminal" }, intent: "notice", reply: { text: "n" } };
    await base.db.transaction((db) => putLetter({ db, cell: 1 }, uncertain, notice, now));
    other.wake();
    await until(async () => (await count(sql`select count(*)::int as n from outbox where status = 'unknown'`)) === 1);
    expect(uncertain.sent).toEqual([]);
  });

  it("sends of one talk only the oldest unsent part", async () => {
    const now = clock();
    for (const key of ["x", "y"]) {
      await base.db.transaction((db) => putLetter({ db, cell: 1 }, collector(), { key, to: to("o"), intent: "reply", reply: { text: key } }, now));
    }
    expect((await claimParcels(place(), { id: "web" }, "one", 5, clock(), 60_000)).map((it) => it.key)).toEqual(["x"]);
    expect(await claimParcels(place(), { id: "web" }, "two", 5, clock(), 60_000)).toEqual([]);
  });

  it("does a job once however often it is planned, and again after a failure", async () => {
    const done: string[] = [];
    let failures = 1;
    const job = { kind: "tidy", key: "2026-11-22", payload: { day: "x" }, runAt: clock() };
    for (let at = 0; at < 3; at++) await planJob(place(), job);
    const handlers = {
      async tidy() {
        if (failures-- > 0) throw new Error("not yet");
        done.push("tidy");
      },
    };
    running.push(startJobs({ ...place(), handlers, plan: () => [job], clock: () => clock().add({ minutes: done.length === 0 ? 5 : 0 }), log: silentLog }));
    running.push(startJobs({ ...place(), handlers, plan: () => [job], clock: () => clock().add({ minutes: 10 }), log: silentLog }));
    await until(() => done.length > 0);
    expect(done).toEqual(["tidy"]);
    expect(await count(sql`select count(*)::int as n from job`)).toBe(1);
  });
});
