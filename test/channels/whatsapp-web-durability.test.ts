import { describe, expect, test } from "vitest";
import type { Database, Sql } from "../../src/db/database.ts";
import { testDatabases } from "../world.ts";
import { openWebWorld, type WebWorld } from "./whatsapp-web-world.ts";

/** Statements on their way to the base, by what they are about. */
class Gate {
  readonly seen: string[] = [];
  /** Awaited before each; throws to refuse. */
  before: (about: string) => Promise<void> | void = () => {};

  over(db: Database): Database {
    const pass = async <T>(statement: Sql, run: () => Promise<T>): Promise<T> => {
      const about = aboutOf(statement);
      if (about) {
        await this.before(about);
        this.seen.push(about);
      }
      return run();
    };
    return {
      many: (row, statement) => pass(statement, () => db.many(row, statement)),
      maybe: (row, statement) => pass(statement, () => db.maybe(row, statement)),
      one: (row, statement) => pass(statement, () => db.one(row, statement)),
      run: (statement) => pass(statement, () => db.run(statement)),
      transaction: (work) => db.transaction(work),
    };
  }
}

/** Writes of keys that hold a session, and what is kept before it leaves. */
function aboutOf({ text, values }: Sql): string | undefined {
  const words = text.join("");
  if (words.includes("into wa_key")) return values.some((it) => typeof it === "string" && it.includes('"type":"session"')) ? "session" : undefined;
  return words.includes("into wa_sent") ? "sent" : undefined;
}

async function gated(run: (world: WebWorld, gate: Gate) => Promise<void>, more: { patienceMs?: number } = {}): Promise<void> {
  const [database] = testDatabases();
  if (!database) throw new Error("no database");
  const gate = new Gate();
  const base = await database.open();
  const world = await openWebWorld({ ...database, open: async () => base }, { db: gate.over(base.db), ...more });
  try {
    world.start();
    await world.bot.online();
    await run(world, gate);
  } finally {
    await world.close();
  }
  expect(world.whatsapp.complaints).toEqual([]);
}

const barrier = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, release: resolve };
};

describe("what is durable before what", () => {
  test("a message is stored, then its ratchet, and only then is it acknowledged", () =>
    gated(async (world, gate) => {
      const stored = barrier();
      const written = barrier();
      world.sink.before = () => stored.promise;
      gate.before = (about) => (about === "session" ? written.promise : undefined);
      const said = world.whatsapp.person({}).says("rahasia");
      await world.sink.until(() => world.sink.offered.length === 1, "an offer");
      expect([gate.seen, said.state]).toEqual([[], "sent"]);
      stored.release();
      await world.sink.has(1);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect([gate.seen, said.state]).toEqual([[], "sent"]); // the ratchet waits, so does the receipt
      written.release();
      await said.delivered();
      expect(gate.seen).toEqual(["session"]);
    }));

  test("of a part: what it is, then its ratchet, and only then does it leave", () =>
    gated(async (world, gate) => {
      const person = world.whatsapp.person({});
      await person.says("rahasia").delivered();
      // The first part also begins sessions with other devices; from the second on there is one ratchet to be written.
      expect(await world.sends(world.addressOf(person), { text: "Sebelumnya" })).toMatchObject([{ ok: true }]);
      await person.hears("Sebelumnya");
      gate.seen.length = 0;
      const written = barrier();
      gate.before = (about) => (about === "session" ? written.promise : undefined);
      const sending = world.sends(world.addressOf(person), { text: "Jawaban" });
      await expect.poll(() => gate.seen).toEqual(["sent"]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(world.bot.sent.map((it) => it.text)).toEqual(["Sebelumnya"]);
      written.release();
      expect(await sending).toMatchObject([{ ok: true }]);
      expect(gate.seen.slice(0, 2)).toEqual(["sent", "session"]);
      await person.hears("Jawaban");
    }));
});

describe("when the base refuses at the worst moment", () => {
  test("between message and ratchet: it comes again, is known, and the session is whole", () =>
    gated(async (world, gate) => {
      const person = world.whatsapp.person({});
      await person.says("rahasia satu").delivered();
      let refusals = 1;
      gate.before = (about) => {
        if (about === "session" && refusals-- > 0) throw new Error("the base is away");
      };
      const second = person.says("rahasia dua");
      await second.delivered({ timeout: 60_000 });
      await person.says("rahasia tiga").delivered();
      expect(world.sink.texts()).toEqual(["rahasia satu", "rahasia dua", "rahasia tiga"]);
      expect(world.sink.offered.filter((it) => it.body.type === "text" && it.body.text === "rahasia dua").length).toBeGreaterThan(1);
      expect(world.bot.trouble).toMatchObject({ clientAskedAgain: 0, thrownBack: [], peopleCouldNotRead: [] });
      expect(world.bot.logins).toBe(2);
    }));

  test("between ratchet and sending: sent again under its id it can be read, and appears once", () =>
    gated(async (world, gate) => {
      const person = world.whatsapp.person({});
      await person.says("rahasia satu").delivered();
      let refusals = 1;
      gate.before = (about) => {
        if (about === "session" && refusals-- > 0) throw new Error("the base is away");
      };
      const to = world.addressOf(person);
      const [first] = await world.sends(to, { text: "Jawaban" }, { key: "re:a" });
      expect(first).toEqual({ ok: "unknown" });
      await world.sink.until(() => world.bot.logins === 2 && world.sink.told.at(-1)?.state === "up", "another process");
      expect(await world.sends(to, { text: "Jawaban" }, { key: "re:a" })).toMatchObject([{ ok: true }]);
      await person.hears("Jawaban");
      await person.says("rahasia dua").delivered();
      expect(await world.sends(to, { text: "Lagi" })).toMatchObject([{ ok: true }]);
      await person.hears("Lagi");
      expect([person.received.map((it) => it.text), world.bot.trouble.peopleCouldNotRead]).toEqual([["Jawaban", "Lagi"], []]);
    }));

  test("for longer than it waits: the connection is given up, and nothing of that person's overtakes what was not stored", () =>
    gated(
      async (world) => {
        const [one, other] = world.whatsapp.people(2);
        let attempts = 0;
        world.sink.refuse(({ body }) => body.type === "text" && body.text === "rahasia 1" && attempts++ < 8);
        const said = ["rahasia 1", "rahasia 2", "rahasia 3"].flatMap((text) => [one?.says(text), other?.says(text)]);
        for (const it of said) await it?.delivered({ timeout: 60_000 });
        expect(world.bot.logins).toBeGreaterThan(1);
        for (const it of [one, other]) expect(world.sink.texts(it?.lid)).toEqual(["rahasia 1", "rahasia 2", "rahasia 3"]);
        expect(world.bot.trouble).toMatchObject({ clientAskedAgain: 0, thrownBack: [], peopleCouldNotRead: [] });
      },
      { patienceMs: 100 },
    ));

  test("for a while: nothing is acknowledged, the connection stays, and the order holds", () =>
    gated(async (world) => {
      const [one, other] = world.whatsapp.people(2);
      world.sink.refuse(() => true);
      const said = ["rahasia 1", "rahasia 2", "rahasia 3"].flatMap((text) => [one?.says(text), other?.says(text)]);
      await expect.poll(() => world.sink.offered.length, { timeout: 60_000 }).toBeGreaterThan(3);
      expect(said.map((it) => it?.state)).toEqual(said.map(() => "sent"));
      world.sink.refuse(() => false);
      for (const it of said) await it?.delivered({ timeout: 60_000 });
      for (const it of [one, other]) expect(world.sink.texts(it?.lid)).toEqual(["rahasia 1", "rahasia 2", "rahasia 3"]);
    }));
});

describe("messages that cross", () => {
  test("a fresh session of ours stays whole while people still write in the former one", async () => {
    const [database] = testDatabases();
    if (!database) throw new Error("no database");
    const world = await openWebWorld(database, { ackWithinMs: 300 });
    try {
      world.start();
      await world.bot.online();
      const person = world.whatsapp.person({ addressing: "pn" });
      await person.says("rahasia satu").delivered();
      const to = { ...world.addressOf(person), chat: [...world.sink.stored.values()][0]?.to.chat ?? "" };
      expect(await world.sends(to, { text: "Jawaban satu" })).toMatchObject([{ ok: true }]);
      world.bot.ends("break");
      await world.sink.until(() => world.bot.logins === 2 && world.sink.told.at(-1)?.state === "up", "another connection");
      // With a connection the library begins a new session with whoever writes by number. They do not hear of it yet.
      world.bot.fault("message", { kind: "lost" });
      expect(await world.sends(to, { text: "Jawaban dua" }, { key: "re:b" })).toEqual([{ ok: "unknown" }]);
      await person.says("rahasia dua").delivered();
      expect(await world.sends(to, { text: "Jawaban dua" }, { key: "re:b" })).toMatchObject([{ ok: true }]);
      await person.hears("Jawaban dua");
      expect(world.bot.trouble).toMatchObject({ peopleCouldNotRead: [], ownPhoneCouldNotRead: [], clientAskedAgain: 0 });
    } finally {
      await world.close();
    }
    expect(world.whatsapp.complaints).toEqual([]);
  });
});
