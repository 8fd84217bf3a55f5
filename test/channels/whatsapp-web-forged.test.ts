import { expect, test } from "vitest";
import { AskingAgain } from "../fakes/whatsapp-web/asking-again.ts";
import type { Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { type TestDatabase, testDatabases } from "../world.ts";
import { openWebWorld } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 60_000, interval: 20 };

test("a message is given again to whom it was for, and to nobody else who knows its id", async () => {
  const world = await openWebWorld(embedded);
  try {
    world.start();
    await world.sink.is("up");
    const [mallory, addressee] = world.whatsapp.people(2) as [Person, Person];
    for (const it of [mallory, addressee]) await it.says("rahasia").delivered(slowly);
    const [sent] = await world.sends(world.addressOf(addressee), { text: "Jawaban untuk seorang" });
    await addressee.hears("Jawaban untuk seorang");
    if (sent?.ok !== true) throw new Error("not sent");
    // A new connection: the library's own memory of what it sent, which does look at the name, is gone.
    world.bot.ends("break");
    await world.sink.until(() => world.bot.logins === 2 && world.sink.told.at(-1)?.state === "up", "another connection");
    const asks = async (who: Person) => {
      const end = who.endOf(0);
      const request = end && new AskingAgain().request(end, sent.native, who.lid, world.whatsapp.clock.stamp());
      if (!request) throw new Error("nobody asks");
      for (const device of world.bot.devices.values()) await new Promise((resolve) => device.deliver(request, resolve));
    };
    await asks(mallory);
    await asks(addressee);
    await expect.poll(() => world.bot.repeats, slowly).toEqual([sent.native]);
    await world.sends(world.addressOf(mallory), { text: "Jawaban untuk yang lain" });
    await mallory.hears("Jawaban untuk yang lain");
    expect(mallory.received.map((it) => it.text)).toEqual(["Jawaban untuk yang lain"]);
  } finally {
    await world.close();
  }
});
