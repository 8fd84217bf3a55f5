import { proto } from "@whiskeysockets/baileys";
import { describe, expect, test, vi } from "vitest";
import { sql } from "../../src/db/database.ts";
import type { Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { type TestDatabase, testDatabases } from "../world.ts";
import { openWebWorld, type WebWorld } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 60_000, interval: 20 };
const largest = 2 ** 32 - 1;

/** Whoever does it, everybody else is served over the same connection, and so are they. */
function scene(name: string, does: (mallory: Person, world: WebWorld) => Promise<void>, more: Parameters<typeof openWebWorld>[1] = {}): void {
  test(name, async () => {
    const world = await openWebWorld(embedded, more);
    try {
      world.start();
      await world.sink.is("up");
      const [mallory, other] = world.whatsapp.people(2) as [Person, Person];
      await mallory.says("rahasia 1").delivered(slowly);
      await does(mallory, world);
      await other.says("rahasia 2").delivered(slowly);
      await mallory.says("rahasia 3").delivered(slowly);
      expect(world.sink.texts()).toEqual(expect.arrayContaining(["rahasia 1", "rahasia 2", "rahasia 3"]));
      expect(world.bot.logins).toBe(1);
      for (const it of world.sink.stored.values()) expect([it.dedupe.length < 300, JSON.stringify(it.body).length < 11_000]).toEqual([true, true]);
    } finally {
      await world.close();
    }
  });
}

describe("what a changed client may send stops nobody's talk", () => {
  scene("a message that is none", async (mallory, world) => {
    const { promise: sealed, resolve } = Promise.withResolvers<void>();
    const made = vi.spyOn(proto.Message, "encode").mockImplementationOnce(() => {
      resolve();
      return { finish: () => new Uint8Array([0x0a, 0xff, 0xff, 0x03]) } as ReturnType<typeof proto.Message.encode>;
    });
    mallory.writes({ conversation: "rahasia" });
    await sealed;
    made.mockRestore();
    await expect.poll(() => world.bot.trouble.clientAskedAgain, slowly).toBeGreaterThan(0);
  });

  scene("a timer of more seconds than there are", async (mallory) => {
    await mallory.writes({ extendedTextMessage: { text: "rahasia a", contextInfo: { expiration: largest } } }).delivered(slowly);
    await mallory.writes({ protocolMessage: { type: 3, ephemeralExpiration: largest } }).delivered(slowly);
  });

  scene("an id longer than any index takes", async (mallory) => {
    const id = Array.from({ length: 20_000 }, () => Math.random().toString(36).at(-1)).join("");
    await mallory.writes({ conversation: "rahasia a" }, { id }).delivered(slowly);
  });

  scene(
    "a vote for a poll that cannot be opened any more",
    async (mallory, world) => {
      const to = world.addressOf(mallory);
      const call = { capability: "help", input: {} };
      const buttons = [
        { label: "Ya", call },
        { label: "Tidak", call },
      ];
      await world.sends(to, { text: "Daftar?", buttons }, { key: "re:p" });
      const poll = await mallory.hears((it) => it.kind === "poll");
      await world.db.run(sql`update wa_sent set message = ${Buffer.from("sealed with a former key, long enough")}`);
      await mallory.votes(poll, "Ya").delivered(slowly);
    },
    { polls: true },
  );

  scene("a file that says unlikely things of itself", async (mallory) => {
    const bytes = new Uint8Array(32);
    const file = { directPath: `/${"x".repeat(300_000)}`, mediaKey: bytes, fileSha256: bytes, fileEncSha256: bytes };
    await mallory
      .writes({ documentMessage: { ...file, fileName: `${"\u0000/".repeat(50_000)}`, mimetype: "y".repeat(50_000), fileLength: largest } })
      .delivered(slowly);
    await mallory.writes({ audioMessage: { ...file, seconds: largest, ptt: true } }).delivered(slowly);
  });

  scene("a text of a million signs: of it is kept what anything could read", async (mallory, world) => {
    await mallory.says("/".repeat(1_000_000)).delivered(slowly);
    expect(world.sink.texts().at(-1)).toBe("/".repeat(4_096));
  });

  scene(
    "messages with their pieces left out",
    async (mallory, world) => {
      const [bytes, names] = [new Uint8Array(40), Object.keys(Object.getPrototypeOf(proto.Message.create()))];
      const hollow = names.filter((it) => !it.match(/^(conversation|deviceSentMessage|messageContextInfo|chat|call)$/));
      for (const name of hollow) mallory.writes({ [name]: {} });
      for (const type of [0, 3, 5, 6, 14, 16, 17, 22, 99]) mallory.writes({ protocolMessage: { type } });
      mallory.writes({ senderKeyDistributionMessage: { groupId: "120363000000000001@g.us", axolotlSenderKeyDistributionMessage: bytes } });
      mallory.writes({ pollUpdateMessage: { pollCreationMessageKey: { id: "3A" }, vote: { encPayload: bytes, encIv: bytes } } });
      mallory.writes({ deviceSentMessage: { destinationJid: mallory.pn, message: { protocolMessage: { type: 5 } } } });
      await mallory.says("rahasia a").delivered({ timeout: 60_000 });
      expect(world.bot.trouble.thrownBack.length).toBeLessThan(hollow.length);
    },
    { polls: true },
  );
});
