import { describe, expect, test } from "vitest";
import { z } from "zod";
import { withSecret } from "../../src/channels/whatsapp-web/child/pairing.ts";
import { giveOrder, type OrderKind, orderById, settleOrder } from "../../src/channels/whatsapp-web/orders.ts";
import { type Shown, shownIn } from "../../src/channels/whatsapp-web/shown.ts";
import { accountRow } from "../../src/channels/whatsapp-web/store.ts";
import { sql } from "../../src/db/database.ts";
import { type TestDatabase, testDatabases } from "../world.ts";
import { openWebWorld, secret, type WebWorld } from "./whatsapp-web-world.ts";

const patience = { timeout: 60_000, interval: 20 };

/** What the order shows, as soon as it is something other than before. */
async function shows(world: WebWorld, id: string, before?: string): Promise<Shown & { text: string }> {
  let found: (Shown & { text: string }) | undefined;
  const look = async () => {
    const order = await orderById(world.rows, id);
    const shown = order && shownIn(secret, { ...order, account: world.bot.phone });
    if (shown && shown.type !== "trouble") found = { ...shown, text: shown.type === "qr" ? shown.qr : shown.code };
    return found?.text;
  };
  await expect.poll(look, patience).not.toBe(before);
  if (!found) throw new Error("it shows nothing");
  return found;
}

const outcome = (world: WebWorld, id: string) => expect.poll(async () => (await orderById(world.rows, id))?.outcome, patience);
const order = async (world: WebWorld, kind: OrderKind) => (await giveOrder(world.rows, kind, false, world.clock())).id;
const keysLeft = ({ db }: WebWorld) => db.one(z.object({ keys: z.coerce.number() }), sql`select count(*) as keys from wa_key`).then((it) => it.keys);

describe.each(testDatabases())("pairing on $name", (database) => {
  const scene = (name: string, run: (world: WebWorld) => Promise<void>, more: Parameters<typeof openWebWorld>[1] = {}) =>
    test(name, async () => {
      const world = await openWebWorld(database, { paired: false, ...more });
      try {
        world.start();
        await world.sink.is("needs-pairing");
        await run(world);
      } finally {
        await world.close();
      }
      expect(world.whatsapp.complaints).toEqual([]);
    });

  scene("a number without a link does not connect by itself, and says what to do", async (world) => {
    expect(world.sink.told.at(-1)?.detail).toContain(`kawan channels pair ${world.bot.phone}`);
    expect(world.whatsapp.connections).toBe(0);
  });

  scene("by QR: the phone scans, the session is kept, and messages are answered; one registration", async (world) => {
    const id = await order(world, "pair-qr");
    const { text } = await shows(world, id);
    expect(text).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#/);
    world.bot.scans(text);
    await outcome(world, id).toBe("paired");
    await world.bot.online();
    const person = world.whatsapp.person({});
    await person.says("rahasia").delivered();
    const to = world.addressOf(person);
    expect(await world.sends(to, { text: "Jawaban" })).toMatchObject([{ ok: true }]);
    await person.hears("Jawaban");
    // And again after a restart, with what the base has.
    await world.stop();
    world.start();
    await world.sink.until(() => world.bot.logins >= 2 && world.bot.connected, "a second login");
    await person.says("sekali lagi").delivered();
    expect([world.bot.registrations, world.bot.trouble.clientAskedAgain, world.sink.texts()]).toEqual([1, 0, ["rahasia", "sekali lagi"]]);
  });

  scene("every new QR is shown when the former has run out", async (world) => {
    const id = await order(world, "pair-qr");
    const first = await shows(world, id);
    world.whatsapp.retires(first.text);
    // The server wants a fresh secret in the middle: the phone would say "couldn't link device" otherwise.
    const second = await shows(world, id, first.text);
    expect(second.text.split(",")[3]).not.toBe(first.text.split(",")[3]);
    expect(() => world.bot.scans(first.text)).toThrow(/try again later/);
    world.bot.scans(second.text);
    await outcome(world, id).toBe("paired");
    await world.bot.online();
  });

  scene("by code, for the configured number only", async (world) => {
    const id = await order(world, "pair-code");
    const { type, text } = await shows(world, id);
    expect([type, text]).toEqual(["code", expect.stringMatching(/^[A-Z0-9]{8}$/)]);
    await world.bot.entersCode(text);
    await outcome(world, id).toBe("paired");
    await world.bot.online();
    expect(world.bot.registrations).toBe(1);
  });

  scene("another number is logged out at once, nothing of it is kept, and there is an alarm", async (world) => {
    const stranger = world.whatsapp.account({ phone: "6289900000009", name: "Orang Asing" });
    const id = await order(world, "pair-qr");
    stranger.scans((await shows(world, id)).text);
    await outcome(world, id).toMatch(/another number was paired instead/);
    await world.whatsapp.until(() => stranger.loggedOutByClient === 1);
    expect(world.sink.told.some((it) => it.state === "down" && it.detail?.includes("ANOTHER number"))).toBe(true);
    expect((await accountRow(world.rows))?.paired ?? false).toBe(false);
    expect([await keysLeft(world), world.sink.offered]).toEqual([0, []]);
    expect(world.lines.some((it) => JSON.parse(it).level === 50)).toBe(true);
    expect(world.lines.join("") + JSON.stringify(world.sink.told)).not.toContain("6289900000009");
    // And the right one can be paired afterwards.
    const again = await order(world, "pair-qr");
    world.bot.scans((await shows(world, again)).text);
    await outcome(world, again).toBe("paired");
  });

  scene("another number is logged out at the next try where the first connection breaks", async (world) => {
    const stranger = world.whatsapp.account({ phone: "6289900000009", name: "Orang Asing" });
    stranger.fault("login", { kind: "droppedBefore" });
    const id = await order(world, "pair-qr");
    stranger.scans((await shows(world, id)).text);
    await outcome(world, id).toBe("another number was paired instead; it has been logged out");
    await world.whatsapp.until(() => stranger.loggedOutByClient === 1);
  });

  scene("another number that cannot be logged out is told as that", async (world) => {
    const stranger = world.whatsapp.account({ phone: "6289900000009", name: "Orang Asing" });
    stranger.fault("login", { kind: "droppedBefore", times: 3 });
    const id = await order(world, "pair-qr");
    stranger.scans((await shows(world, id)).text);
    await outcome(world, id).toMatch(/could not be logged out/);
    expect(world.sink.told.at(-1)?.detail).toContain("could not be logged out");
  });

  scene("unpairing tells the phone and forgets session and keys in one go; people and what was sent stay", async (world) => {
    const pairing = await order(world, "pair-qr");
    world.bot.scans((await shows(world, pairing)).text);
    await outcome(world, pairing).toBe("paired");
    await world.bot.online();
    const person = world.whatsapp.person({});
    await person.says("rahasia").delivered();
    await world.sends(world.addressOf(person), { text: "Jawaban" });
    expect(await keysLeft(world)).toBeGreaterThan(10);
    await outcome(world, await order(world, "pair-qr")).toBe("paired already");
    const id = await order(world, "unpair");
    await outcome(world, id).toBe("unpaired");
    expect([await keysLeft(world), (await accountRow(world.rows))?.paired, world.bot.loggedOutByClient]).toEqual([0, false, 1]);
    const kept = z.object({ contacts: z.coerce.number(), sent: z.coerce.number() });
    expect(await world.db.one(kept, sql`select (select count(*) from wa_contact) as contacts, (select count(*) from wa_sent) as sent`)).toEqual({
      contacts: 1,
      sent: 1,
    });
    await world.sink.is("needs-pairing");
  });

  scene("what is shown is sealed in the base, and gone when the order is settled", async (world) => {
    const id = await order(world, "pair-qr");
    const { text } = await shows(world, id);
    const raw = z.object({ shown: z.instanceof(Uint8Array) });
    const { shown } = await world.db.one(raw, sql`select shown from wa_order`);
    expect(Buffer.from(shown).includes(Buffer.from(text.slice(-40)))).toBe(false);
    world.bot.scans(text);
    await outcome(world, id).toBe("paired");
    expect((await orderById(world.rows, id))?.shown).toBe(null);
  });
});

describe("a pairing that nobody finishes", () => {
  const [embedded] = testDatabases() as [TestDatabase];

  test("says so when WhatsApp is not reached, tries again, and ends when the operator gives up", async () => {
    const world = await openWebWorld(embedded, { paired: false, testing: { url: "ws://127.0.0.1:1/ws/chat" } });
    try {
      world.start();
      await world.sink.is("needs-pairing");
      const id = await order(world, "pair-qr");
      const words = async () => {
        const it = await orderById(world.rows, id);
        const shown = it && shownIn(secret, { ...it, account: world.bot.phone });
        return shown?.type === "trouble" ? shown.words : undefined;
      };
      await expect.poll(words, patience).toMatch(/^WhatsApp is not reached/);
      await settleOrder(world.rows, id, "cancelled", world.clock());
      await world.sink.is("needs-pairing");
    } finally {
      await world.close();
    }
  });

  test("takes its code back when it is cancelled: nothing waits for a scan any more", async () => {
    const world = await openWebWorld(embedded, { paired: false });
    try {
      world.start();
      await world.sink.is("needs-pairing");
      const id = await order(world, "pair-qr");
      const { text } = await shows(world, id);
      await settleOrder(world.rows, id, "cancelled", world.clock());
      await expect.poll(() => world.whatsapp.connections, patience).toBe(0);
      expect(() => world.bot.scans(text)).toThrow();
      expect((await accountRow(world.rows))?.paired ?? false).toBe(false);
    } finally {
      await world.close();
    }
  });
});

describe("the secret in a QR", () => {
  test("is put into the fourth field; base64 may hold slashes", () => {
    expect(withSecret("https://wa.me/settings/linked_devices#2@a/b,n/1=,i+2=,old/=,1", "new+/=")).toBe(
      "https://wa.me/settings/linked_devices#2@a/b,n/1=,i+2=,new+/=,1",
    );
    expect(withSecret("r,n,i,old", "new")).toBe("r,n,i,new");
    expect(withSecret("rahasia", "new")).toBe("rahasia");
  });
});
