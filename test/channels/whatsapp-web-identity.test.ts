import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { contactAt, meet, phoneOf } from "../../src/channels/whatsapp-web/contacts.ts";
import { isIgnored, personName } from "../../src/channels/whatsapp-web/jid.ts";
import type { Rows } from "../../src/channels/whatsapp-web/store.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { type TestDatabase, testDatabases } from "../world.ts";
import { cell, openWebWorld, type WebWorld } from "./whatsapp-web-world.ts";

const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const lidOf = (digits: string) => `${digits}@lid`;
const pnOf = (digits: string) => `${digits}@s.whatsapp.net`;
const [lidA, lidB] = [lidOf("811111111111111"), lidOf("822222222222222")];
const [pnX, pnY] = [pnOf("6281200000001"), pnOf("6281200000002")];

describe("a name of a person", () => {
  test.each([
    ["81234567890123@lid", "lid", "81234567890123@lid"],
    ["81234567890123:12@lid", "lid", "81234567890123@lid"],
    ["81234567890123_1:12@lid", "lid", "81234567890123@lid"],
    ["81234567890123@hosted.lid", "lid", "81234567890123@lid"],
    ["6281200000001@s.whatsapp.net", "pn", "6281200000001@s.whatsapp.net"],
    ["6281200000001:0@s.whatsapp.net", "pn", "6281200000001@s.whatsapp.net"],
    ["6281200000001:99@hosted", "pn", "6281200000001@s.whatsapp.net"],
  ] as const)("%s", (jid, kind, without) => expect(personName(jid)).toMatchObject({ kind, jid: without }));

  test.each([
    "",
    null,
    undefined,
    "120363000000000001@g.us",
    "status@broadcast",
    "123@newsletter",
    "@lid",
    "abc@lid",
    "6281200000001",
    "6281200000001@evil.example",
    "1@lid",
  ])("is not %s", (jid) => expect(personName(jid)).toBe(null));

  test("groups, status, newsletters, lists and bots are passed over, people are not", () => {
    const all = ["1@g.us", "status@broadcast", "1@broadcast", "1@newsletter", "1@bot", lidA, pnX, "1@c.us"];
    expect(all.map(isIgnored)).toEqual([true, true, true, true, true, false, false, false]);
  });

  test("the digits of a hidden id are never taken for a telephone number", () => {
    expect([phoneOf({ pn: lidOf("6281200000001") }), phoneOf({ pn: null }), phoneOf({ pn: pnX })]).toEqual([null, null, "+6281200000001"]);
  });
});

describe.each(testDatabases())("who writes, on $name", (database) => {
  let base: OpenDatabase;
  let rows: Rows;
  beforeAll(async () => {
    base = await database.open();
    rows = { db: base.db, cell, account: "6281100000001" };
  });
  beforeEach(() => base.db.run(rawSql("truncate wa_contact")));
  afterAll(() => base.close());
  const seen = (from: string, alias: string | null = null, ephemeral: number | null = 0) => meet(rows, { from, alias, ephemeral }, now);

  test("is who they were, under either name, once both are known", async () => {
    const first = await seen(lidA, pnX);
    expect([first.chat, phoneOf(first)]).toEqual([lidA, "+6281200000001"]);
    for (const [from, alias] of [
      [lidA, null],
      [pnX, null],
      [pnX, lidA],
    ] as const) {
      expect(await seen(from, alias)).toMatchObject({ chat: lidA, lid: lidA, pn: pnX, jid: from });
    }
  });

  test("keeps the name that was known first, also when the hidden id comes later", async () => {
    expect((await seen(pnX)).chat).toBe(pnX);
    expect(await seen(lidA, pnX)).toMatchObject({ chat: pnX, lid: lidA, pn: pnX, jid: lidA });
    expect((await seen(lidA)).chat).toBe(pnX);
  });

  test("a number that has gone over to somebody else is theirs, and the former owner's talk is not", async () => {
    await seen(lidA, pnX);
    expect(await seen(lidB, pnX)).toMatchObject({ chat: lidB, pn: pnX });
    expect(await contactAt(rows, lidA)).toMatchObject({ lid: lidA, pn: null });
    expect((await seen(pnX)).chat).toBe(lidB);
    expect((await seen(lidA)).chat).toBe(lidA);
  });

  test("nothing for the former owner goes to a number that has gone over, though they wrote from it last", async () => {
    await seen(pnX, lidA);
    expect((await contactAt(rows, lidA))?.jid).toBe(pnX);
    await seen(lidB, pnX);
    expect(await contactAt(rows, lidA)).toMatchObject({ pn: null, jid: lidA });
  });

  test("a new owner of a number whose talk bore that number gets a talk of their own", async () => {
    await seen(pnX);
    await seen(lidA, pnX); // the first owner, by both names
    await seen(lidB, pnX); // the number has moved
    await seen(lidB, pnY); // and moved on
    const third = await seen(pnX);
    expect([third.chat, third.lid]).toEqual([`${pnX}#2`, null]);
    expect((await contactAt(rows, pnX))?.lid).toBe(lidA);
  });

  test("somebody who changes the number stays who they are", async () => {
    await seen(lidA, pnX);
    const moved = await seen(lidA, pnY);
    expect([moved.chat, phoneOf(moved)]).toEqual([lidA, "+6281200000002"]);
  });

  test("whatever comes in whatever order: a hidden id is always the same one, and nobody shares a number or an id", async () => {
    const appearance = fc.record({
      lid: fc.option(fc.constantFrom(lidA, lidB, lidOf("833333333333333"))),
      pn: fc.option(fc.constantFrom(pnX, pnY, pnOf("6281200000003"))),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(appearance, { maxLength: 12 }), async (all) => {
        await base.db.run(rawSql("truncate wa_contact"));
        const chats = new Map<string, string>();
        for (const { lid, pn } of all) {
          const from = lid ?? pn;
          if (from === null) continue;
          const { chat } = await seen(from, lid ? pn : null);
          if (lid) expect(chats.get(lid) ?? chat).toBe(chat);
          if (lid) chats.set(lid, chat);
        }
        const found = await base.db.many(z.object({ lid: z.string().nullable(), pn: z.string().nullable() }), sql`select lid, pn from wa_contact`);
        for (const name of ["lid", "pn"] as const) {
          const names = found.flatMap((it) => it[name] ?? []);
          expect(new Set(names).size).toBe(names.length);
        }
        expect(new Set(chats.values()).size).toBe(chats.size);
      }),
      { numRuns: database.name === "embedded" ? 40 : 15 },
    );
  });
});

describe("who writes, over the wire", () => {
  const [embedded] = testDatabases() as [TestDatabase];
  const scene = (name: string, run: (world: WebWorld) => Promise<void>) =>
    test(name, async () => {
      const world = await openWebWorld(embedded);
      try {
        world.start();
        await world.sink.is("up");
        await run(world);
      } finally {
        await world.close();
      }
      expect(world.whatsapp.complaints).toEqual([]);
    });

  scene("by hidden id or number, with the other told or hidden: a phone only where WhatsApp shows it, and the answer reaches them", async (world) => {
    for (const [at, facts] of [
      { addressing: "lid" },
      { addressing: "lid", hidesOther: true },
      { addressing: "pn" },
      { addressing: "pn", hidesOther: true },
    ].entries()) {
      const phone = `628120000000${at}`;
      const person = world.whatsapp.person({ ...(facts as { addressing: "lid" | "pn" }), phone, lid: `8000000000000${at}` });
      await person.says("rahasia").delivered({ timeout: 60_000 });
      const message = [...world.sink.stored.values()].at(-1);
      const hidden = facts.addressing === "lid" && facts.hidesOther === true;
      expect([facts, message?.from.phone]).toEqual([facts, hidden ? undefined : { e164: `+${phone}`, proof: "channel" }]);
      if (!(facts.addressing === "pn" && facts.hidesOther)) expect(message?.from.id).toBe(facts.addressing === "lid" ? person.lid : message?.to.chat);
      if (!message) continue;
      expect(await world.sends(message.to, { text: `Jawaban ${at}` })).toMatchObject([{ ok: true }]);
      await person.hears(`Jawaban ${at}`);
      // Under the other name it is the same person.
      person.addressing = person.addressing === "lid" ? "pn" : "lid";
      await person.says("rahasia lagi").delivered({ timeout: 60_000 });
      const again = [...world.sink.stored.values()].at(-1);
      if (!facts.hidesOther) expect([again?.from.id, again?.to.chat]).toEqual([message.from.id, message.to.chat]);
    }
  });

  scene("a number with the digits of somebody else's hidden id, or of ours, is another person's: each is answered", async (world) => {
    const digits = "6281299990001";
    const people = [
      world.whatsapp.person({ lid: digits, name: "A" }),
      world.whatsapp.person({ phone: digits, lid: "811111111111111", addressing: "pn", name: "B" }),
      world.whatsapp.person({ phone: world.bot.lidUser, lid: "811111111111112", addressing: "pn", name: "C" }),
      world.whatsapp.person({ lid: world.bot.phone, name: "D" }),
    ];
    for (const person of people) {
      await person.says(`rahasia ${person.name}`).delivered({ timeout: 60_000 });
      expect(world.sink.texts().at(-1)).toBe(`rahasia ${person.name}`);
    }
    const asked = [...world.sink.stored.values()];
    expect(new Set(asked.map((it) => it.to.chat)).size).toBe(people.length);
    // The digits of our own names are met by the library itself, which writes to such a one as to a device of ours.
    for (const [at, person] of people.slice(0, 2).entries()) {
      expect(await world.sends(asked[at]?.to ?? world.addressOf(person), { text: `Jawaban ${person.name}` })).toMatchObject([{ ok: true }]);
      await person.hears(`Jawaban ${person.name}`);
    }
  });

  scene("a number that went over to somebody else proves nothing for its former owner, though it is remembered", async (world) => {
    const [old, fresh] = [world.whatsapp.person({ name: "Lama" }), world.whatsapp.person({ name: "Baru" })];
    const says = async (person: typeof old, number: string | undefined) => {
      await person.says("rahasia", { attrs: { sender_pn: number } as Record<string, string> }).delivered({ timeout: 60_000 });
      const { from, to } = [...world.sink.stored.values()].at(-1) ?? {};
      return [from?.phone?.e164, to?.chat];
    };
    expect(await says(old, old.pn)).toEqual([`+${old.phone}`, old.lid]);
    // Hidden from now on: who it is stays, what number they have is not known for today.
    expect(await says(old, undefined)).toEqual([undefined, old.lid]);
    expect(await says(fresh, old.pn)).toEqual([`+${old.phone}`, fresh.lid]);
    expect(await says(old, undefined)).toEqual([undefined, old.lid]);
    expect(await says(fresh, old.pn)).toEqual([`+${old.phone}`, fresh.lid]);
    expect((await contactAt(world.rows, old.lid))?.pn).toBe(null);
  });

  scene("a new phone under the same number is the same person, and is understood", async (world) => {
    const person = world.whatsapp.person({});
    await person.says("rahasia satu").delivered({ timeout: 60_000 });
    person.reinstalls();
    await person.says("rahasia dua").delivered({ timeout: 60_000 });
    const [first, second] = [...world.sink.stored.values()];
    expect([first?.from.id === second?.from.id, world.sink.texts()]).toEqual([true, ["rahasia satu", "rahasia dua"]]);
    expect(await world.sends(second?.to ?? world.addressOf(person), { text: "Jawaban" })).toMatchObject([{ ok: true }]);
    await person.hears("Jawaban");
  });

  scene("a message that cannot be read is asked for again, and is stored then", async (world) => {
    const person = world.whatsapp.person({});
    await person.says("rahasia satu").delivered({ timeout: 60_000 });
    person.losesSession();
    await person.says("rahasia dua").delivered({ timeout: 60_000 });
    expect(world.sink.texts()).toEqual(["rahasia satu", "rahasia dua"]);
  });
});
