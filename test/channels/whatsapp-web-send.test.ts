import { describe, expect, test } from "vitest";
import { z } from "zod";
import { messageIdOf } from "../../src/channels/whatsapp-web/message-id.ts";
import { sealingWith } from "../../src/channels/whatsapp-web/sealing.ts";
import { accountRow } from "../../src/channels/whatsapp-web/store.ts";
import { sql } from "../../src/db/database.ts";
import { type TestDatabase, testDatabases } from "../world.ts";
import { openWebWorld, secret, unlimited, type WebWorld } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 60_000, interval: 20 };
const call = { capability: "help", input: {} };

function scene(name: string, run: (world: WebWorld) => Promise<void>, more: Parameters<typeof openWebWorld>[1] = {}): void {
  test(name, async () => {
    const world = await openWebWorld(embedded, more);
    try {
      world.start();
      await world.sink.is("up");
      await run(world);
    } finally {
      await world.close();
    }
    expect([world.whatsapp.complaints, [...world.bot.approached]]).toEqual([[], []]);
  });
}

/** Somebody who has written. */
async function writer(world: WebWorld, facts: Parameters<WebWorld["whatsapp"]["person"]>[0] = {}) {
  const person = world.whatsapp.person(facts);
  await person.says("rahasia").delivered(slowly);
  const message = [...world.sink.stored.values()].at(-1);
  if (!message) throw new Error("nothing was stored");
  return { person, to: message.to };
}

const idOf = (world: WebWorld, key: string, mine = secret) => messageIdOf(sealingWith(mine, world.bot.phone), key);

describe("what leaves", () => {
  scene("bears an id that its key alone decides, and that nobody can guess who knows the key", async (world) => {
    const { person, to } = await writer(world);
    const [sent] = await world.sends(to, { text: "Jawaban" }, { key: "re:satu" });
    const id = idOf(world, "re:satu#0");
    expect([id, sent]).toEqual([expect.stringMatching(/^3EB0[0-9A-F]{18}$/), { ok: true, native: id }]);
    expect((await person.hears("Jawaban")).id).toBe(id);
    expect([idOf(world, "re:satu#1"), idOf(world, "re:satu#0", "another secret")]).not.toContain(id);
    await world.sends(to, { text: "Jawaban" }, { key: "re:satu" });
    await expect.poll(() => world.bot.repeats).toEqual([id]);
    expect(person.received).toHaveLength(1);
  });

  scene("has its choices as numbered lines, in one message", async (world) => {
    const { person, to } = await writer(world);
    const buttons = [
      { label: "Daftar 1", full: "Daftar pelatihan SPBE Dasar", call },
      { label: "Batal", call },
    ];
    await world.sends(to, { text: "Pelatihan *SPBE*:", sources: [{ label: "PP 11/2017 Pasal 203", status: "berlaku", text: "" }], buttons });
    const heard = await person.hears();
    expect([heard.kind, heard.text]).toEqual([
      "text",
      "Pelatihan *SPBE*:\n\nSumber: PP 11/2017 Pasal 203 (berlaku)\n\n1. Daftar pelatihan SPBE Dasar\n2. Batal\n\nBalas dengan nomor pilihan Anda.",
    ]);
  });

  scene("vanishes when the talk's messages do, and stays when they stay", async (world) => {
    const { person, to } = await writer(world);
    const answer = async (text: string) => {
      await world.sends(to, { text });
      return (await person.hears(text)).expiration;
    };
    expect(await answer("satu")).toBe(0);
    await person.letsDisappear(604_800).delivered(slowly);
    expect(await answer("dua")).toBe(604_800);
    await person.says("rahasia").delivered(slowly);
    expect(await answer("tiga")).toBe(604_800);
    await person.letsDisappear(0).delivered(slowly);
    expect(await answer("empat")).toBe(0);
    person.disappearing = 86_400;
    await person.says("rahasia").delivered(slowly);
    expect(await answer("lima")).toBe(86_400);
  });

  scene("goes to all devices of a person", async (world) => {
    const { person, to } = await writer(world);
    person.links(3);
    await world.sends(to, { text: "Jawaban" });
    await person.hears("Jawaban");
    expect(world.bot.trouble).toMatchObject({ peopleCouldNotRead: [] });
  });

  scene(
    "is announced while an answer is being prepared",
    async (world) => {
      const { person } = await writer(world);
      const message = [...world.sink.stored.values()].at(-1);
      if (message) world.channel.typing?.show(message);
      await expect.poll(() => person.typing, slowly).toBe(1);
      if (message) world.channel.typing?.show({ ...message, late: true });
      expect(person.typing).toBe(1);
    },
    { typingMs: [20, 60] },
  );

  scene(
    "is preceded by typing, as when somebody writes",
    async (world) => {
      const { person, to } = await writer(world);
      expect(person.typing).toBe(0);
      await world.sends(to, { text: "Jawaban" });
      await person.hears("Jawaban");
      expect(person.typing).toBe(1);
    },
    { typingMs: [20, 60] },
  );

  scene("is asked for again by a phone that could not read it: served at once, and from the base where the connection is another one", async (world) => {
    const { person, to } = await writer(world);
    person.asksAgain(1);
    expect(await world.sends(to, { text: "Jawaban" })).toMatchObject([{ ok: true }]);
    await person.hears("Jawaban");
    // The library forgets with the connection what it has sent.
    person.asksAgain(1);
    world.bot.fault("message", { kind: "droppedAfter" });
    expect(await world.sends(to, { text: "Sekali lagi" })).toEqual([{ ok: "unknown" }]);
    await person.hears("Sekali lagi", slowly);
    expect([world.bot.logins, person.received.map((it) => it.text)]).toEqual([2, ["Jawaban", "Sekali lagi"]]);
  });

  scene("is told as delivered and read, under our own key", async (world) => {
    const { person, to } = await writer(world);
    await world.sends(to, { text: "Jawaban" }, { key: "re:baca" });
    await person.hears("Jawaban");
    person.reads();
    await expect.poll(() => world.sink.receipts.map((it) => it.state), slowly).toEqual(["delivered", "read"]);
    expect(world.sink.receipts[0]).toMatchObject({ channel: "wa-web", account: world.bot.phone, native: idOf(world, "re:baca#0"), key: "re:baca#0" });
  });
});

describe("what does not leave", () => {
  scene(
    "an answer and a notice at once: both lanes have looked before either took something, and one of them waits for the gap",
    async (world) => {
      const [one, other] = [await writer(world), await writer(world)];
      const { pacing } = world.channel;
      expect([pacing?.room("reply", 9), pacing?.room("notice", 9)]).toEqual([1, 1]);
      pacing?.spend("a", "reply");
      pacing?.spend("b", "notice");
      const [answer, notice] = await Promise.all([
        world.sends(one.to, { text: "Jawaban" }),
        world.sends(other.to, { text: "Kabar" }, { key: "notice", intent: "notice" }),
      ]);
      expect([answer, notice]).toMatchObject([[{ ok: true }], [{ ok: false, fault: { kind: "hold", code: "gap" } }]]);
      await one.person.hears("Jawaban");
      expect(other.person.received).toEqual([]);
    },
    { limits: { ...unlimited, gapMs: [60_000, 60_000] } },
  );

  scene("a first message to somebody who never wrote", async (world) => {
    const stranger = world.whatsapp.person({ phone: "6281999999999" });
    for (const chat of [stranger.lid, stranger.pn, "6281999999999"]) {
      expect(await world.sends({ ...world.addressOf(stranger), chat }, { text: "Halo" })).toEqual([
        { ok: false, fault: { kind: "unreachable", code: "never_wrote" } },
      ]);
    }
    expect([stranger.received, world.bot.lookedUp]).toEqual([[], []]);
  });

  scene("an answer to a new chat while WhatsApp restricts the number; talks that exist go on, and it is told with its end", async (world) => {
    const old = await writer(world, { phone: "6281200000001" });
    await world.sends(old.to, { text: "Jawaban lama" });
    const until = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3 * 3_600_000);
    const fresh = await writer(world, { phone: "6281200000002" });
    world.bot.restrict(until);
    world.bot.fault("message", { kind: "refused", code: 463, when: (node) => node.attrs.to === fresh.person.lid });
    const [held] = await world.sends(fresh.to, { text: "Jawaban baru" }, { key: "re:tahan" });
    expect(held).toMatchObject({ ok: false, fault: { kind: "hold", code: "463" } });
    const waitMs = held?.ok === false ? (held.fault.afterMs ?? 0) : 0;
    expect(Math.abs(waitMs - 3 * 3_600_000)).toBeLessThan(60_000);
    const told = await world.sink.is("restricted").catch(() => world.sink.told.at(-1));
    // No second attempt to reach them before the end.
    const before = world.bot.refused.length;
    expect(await world.sends(fresh.to, { text: "Jawaban baru" }, { key: "re:tahan" })).toMatchObject([
      { ok: false, fault: { kind: "hold", code: "restricted" } },
    ]);
    const newer = await writer(world, { phone: "6281200000003" });
    expect(await world.sends(newer.to, { text: "Jawaban" })).toMatchObject([{ ok: false, fault: { kind: "hold", code: "restricted" } }]);
    expect(world.bot.refused.length).toBe(before);
    expect(await world.sends(old.to, { text: "Jawaban lagi" })).toMatchObject([{ ok: true }]);
    expect([told?.state, Date.parse((await accountRow(world.rows))?.restrictedUntil ?? "")]).toEqual(["restricted", until.getTime()]);
    expect(told?.detail).toContain(until.toISOString().slice(0, 19));
    // Kept over a restart.
    await world.stop();
    world.start();
    await world.sink.until(() => world.bot.logins === 2 && world.sink.told.at(-1)?.state === "restricted", "restricted again");
    expect(await world.sends(newer.to, { text: "Jawaban" })).toMatchObject([{ ok: false, fault: { code: "restricted" } }]);
    // And over.
    world.bot.unrestrict();
    world.pass({ hours: 4 });
    expect(await world.sends(fresh.to, { text: "Jawaban baru" }, { key: "re:tahan" })).toMatchObject([{ ok: true }]);
    await fresh.person.hears("Jawaban baru");
  });

  scene(
    "more new chats in a day than a new number may begin; the rest waits until tomorrow",
    async (world) => {
      const people = [];
      for (const phone of ["6281200000011", "6281200000012", "6281200000013"]) people.push(await writer(world, { phone }));
      const sent = [];
      for (const { to } of people) sent.push((await world.sends(to, { text: "Jawaban" }))[0]);
      expect(sent).toMatchObject([{ ok: true }, { ok: true }, { ok: false, fault: { kind: "hold", code: "new_chats" } }]);
      const last = sent[2];
      expect(last?.ok === false && (last.fault.afterMs ?? 0) > 23 * 3_600_000).toBe(true);
      const [first] = people;
      expect(first && (await world.sends(first.to, { text: "Lagi" }))).toMatchObject([{ ok: true }]);
      world.pass({ hours: 24 });
      const third = people[2];
      expect(third && (await world.sends(third.to, { text: "Jawaban" }))).toMatchObject([{ ok: true }]);
    },
    { limits: { ...unlimited, newChatsPerDay: 2, warmUpDays: 30 } },
  );

  scene("anything, while there is no connection: it waits, uncounted", async (world) => {
    const { to } = await writer(world);
    await world.stop();
    expect(await world.sends(to, { text: "Jawaban" })).toMatchObject([{ ok: false, fault: { kind: "hold", code: "not_connected" } }]);
  });
});

describe("what is written down of it", () => {
  scene("each part once, for whom, whether it was the first, and sealed", async (world) => {
    const { to } = await writer(world);
    await world.sends(to, { text: "Jawaban yang tidak boleh terbaca" }, { key: "re:a" });
    await world.sends(to, { text: "Jawaban yang tidak boleh terbaca" }, { key: "re:a" });
    await world.sends(to, { text: "Pemberitahuan" }, { key: "re:b", intent: "notice" });
    const row = z.object({ key: z.string(), chat: z.string(), lane: z.string(), fresh: z.boolean(), message: z.instanceof(Uint8Array) });
    const rows = await world.db.many(row, sql`select key, chat, lane, fresh, message from wa_sent order by key`);
    expect(rows.map(({ key, chat, lane, fresh }) => [key, chat, lane, fresh])).toEqual([
      ["re:a#0", to.chat, "reply", true],
      ["re:b#0", to.chat, "notice", false],
    ]);
    expect(rows.some((it) => Buffer.from(it.message).includes("terbaca"))).toBe(false);
  });
});
