import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { giveOrder, orderById } from "../../src/channels/whatsapp-web/orders.ts";
import { accountRow } from "../../src/channels/whatsapp-web/store.ts";
import { sql } from "../../src/db/database.ts";
import type { Ending } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { type TestDatabase, testDatabases } from "../world.ts";
import { recordingLog } from "./telegram-world.ts";
import { endpointOf, held, openWebWorld, type WebWorld, webChannel } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 60_000, interval: 20 };

function scene(name: string, run: (world: WebWorld) => Promise<void>, more: Parameters<typeof openWebWorld>[1] = {}): void {
  test(name, async () => {
    const world = await openWebWorld(embedded, more);
    try {
      world.start();
      await world.bot.online(slowly);
      await run(world);
    } finally {
      await world.close();
    }
    expect(world.whatsapp.complaints).toEqual([]);
  });
}

const isUp = (world: WebWorld, logins: number) =>
  world.sink.until(() => world.bot.logins >= logins && world.bot.connected && world.sink.told.at(-1)?.state === "up", `login ${logins}`);
const keysLeft = ({ db }: WebWorld) => db.one(z.object({ keys: z.coerce.number() }), sql`select count(*) as keys from wa_key`).then((it) => it.keys);
/** Long enough for a first attempt to connect again, were there one. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 1_500));

describe("a connection that ends", () => {
  for (const how of ["break", 428, 408, 503, 500, 515] as Ending[]) {
    scene(`${how}: it is there again, with what was said meanwhile, in order`, async (world) => {
      const person = world.whatsapp.person({});
      await person.says("rahasia 1").delivered();
      world.bot.ends(how);
      const said = ["rahasia 2", "rahasia 3"].map((text) => person.says(text));
      for (const it of said) await it.delivered(slowly);
      await isUp(world, 2);
      expect([world.sink.texts(), world.bot.registrations, world.bot.trouble.clientAskedAgain]).toEqual([["rahasia 1", "rahasia 2", "rahasia 3"], 0, 0]);
      if (how !== 515) expect((await accountRow(world.rows))?.lostWhy).toMatch(/connection lost|ended by WhatsApp/);
    });
  }

  scene("what is written while the backlog is still being taken comes behind it", async (world) => {
    const person = world.whatsapp.person({});
    await person.says("rahasia 1").delivered();
    await world.stop();
    const waited = ["rahasia 2", "rahasia 3", "rahasia 4"].map((text) => person.says(text));
    for (const it of waited) await it.sent();
    const hold = world.sink.hold();
    world.start();
    await hold.reached;
    const live = person.says("rahasia 5");
    await live.sent();
    await new Promise((resolve) => setTimeout(resolve, 300)); // for it to come in
    hold.release();
    for (const it of [...waited, live]) await it.delivered(slowly);
    expect(world.sink.texts()).toEqual([1, 2, 3, 4, 5].map((it) => `rahasia ${it}`));
  });

  scene(
    "hangs half open: noticed and left",
    async (world) => {
      world.bot.ends("hang");
      const said = world.whatsapp.person({}).says("rahasia");
      await said.delivered({ timeout: 60_000 });
      expect(world.sink.texts()).toEqual(["rahasia"]);
    },
    { keepAliveMs: 200 },
  );

  scene("440, somebody else has the session: it stands back and does not fight", async (world) => {
    world.bot.ends(440);
    await world.sink.is("connecting");
    await aMoment();
    expect([world.bot.logins, (await accountRow(world.rows))?.lostCode]).toEqual([1, 440]);
    expect((await accountRow(world.rows))?.paired).toBe(true);
  });

  scene("401, unlinked on the phone: the session is forgotten, nothing is tried, somebody is told", async (world) => {
    await world.whatsapp.person({}).says("rahasia").delivered();
    world.bot.unlinks();
    const told = await world.sink.is("needs-pairing");
    expect(told.detail).toMatch(/the phone has removed this device .*kawan channels pair/);
    await aMoment();
    expect([world.bot.logins, await keysLeft(world), (await accountRow(world.rows))?.paired]).toEqual([1, 0, false]);
  });

  for (const how of [402, 403, 406, 411] as const) {
    scene(`${how}: stops, also after a restart, until an operator says otherwise`, async (world) => {
      world.bot.ends(how);
      const told = await world.sink.is("down");
      expect(told.detail).toMatch(new RegExp(`\\(${how}\\): it does not connect by itself any more; kawan channels reconnect`));
      await world.stop();
      world.start();
      await world.sink.until(() => world.sink.told.filter((it) => it.state === "down").length > 1, "down again");
      await aMoment();
      expect([world.bot.logins, (await accountRow(world.rows))?.paired]).toEqual([1, true]);
      const { id } = await giveOrder(world.rows, "reconnect", false, world.clock());
      await isUp(world, 2);
      expect((await orderById(world.rows, id))?.outcome).toBe("it tries again");
      await world.whatsapp.person({}).says("rahasia").delivered();
    });
  }

  scene("405, the protocol version: three refusals, then another one has to be set, and is tried at once", async (world) => {
    world.bot.fault("login", { kind: "refused", code: 405, times: 3 });
    world.bot.ends("break");
    const told = await world.sink.is("down");
    expect(told.detail).toMatch(/WHATSAPP_WEB_VERSION/);
    expect(world.bot.logins).toBe(1);
    await world.stop();
    world.bot.faults.clear();
    world.start();
    await world.sink.until(() => world.sink.told.filter((it) => it.state === "down").length > 1, "down again");
    await world.stop();
    const { db } = world;
    const { log } = recordingLog();
    const newer = webChannel({ account: world.bot.phone, db, log, clock: world.clock, testing: endpointOf(world.whatsapp), version: "2.3000.1099999999" });
    const stopping = new AbortController();
    const run = held(newer, { db, log }).start(world.sink, stopping.signal);
    await world.bot.online(slowly);
    stopping.abort();
    await run;
  });
});

describe("what is between us and WhatsApp", () => {
  test.each([401, 403, 405])("an HTTP %i of a proxy is a broken line: the session stays, and is used when the way is free", async (status) => {
    const proxy: Server = createServer((_request, response) => response.writeHead(status).end());
    let refused = 0;
    proxy.on("upgrade", (_request, socket) => {
      refused += 1;
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    });
    await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
    const url = `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}/ws/chat`;
    const world = await openWebWorld(embedded, { testing: { url } });
    try {
      world.start();
      await expect.poll(() => refused, slowly).toBeGreaterThan(1);
      expect([world.sink.told.at(-1)?.state, (await accountRow(world.rows))?.paired]).toEqual(["connecting", true]);
    } finally {
      await world.close();
      proxy.closeAllConnections();
      await new Promise((done) => proxy.close(done));
    }
  });

  scene("a server whose clock is hours ahead or behind: messages arrive, and none lies in the future", async (world) => {
    for (const [hours, late] of [
      [7, false],
      [-14, true],
    ] as const) {
      world.whatsapp.clock.advance(hours);
      const person = world.whatsapp.person({ phone: `62812777${hours + 20}00` });
      await person.says("rahasia").delivered();
      const message = [...world.sink.stored.values()].find((it) => it.to.chat === person.lid);
      expect(message?.late).toBe(late);
      expect(Temporal.Instant.compare(message?.at ?? "", world.clock()) <= 0).toBe(true);
    }
  });
});

describe("two that hold the same number", () => {
  scene("the later one takes it over, the former leaves, and no session is harmed", async (world) => {
    const person = world.whatsapp.person({});
    await person.says("rahasia 1").delivered();
    // The lease runs out while the former is not looking: as after a partition.
    await world.db.run(sql`update channel_account set lease_until = '2020-01-01T00:00:00Z'`);
    const { log } = recordingLog();
    const other = webChannel({ account: world.bot.phone, db: world.db, log, clock: world.clock, testing: endpointOf(world.whatsapp) });
    const stopping = new AbortController();
    const run = held(other, { db: world.db, log }).start(world.sink, stopping.signal);
    await expect.poll(() => world.bot.logins, slowly).toBeGreaterThan(1);
    await person.says("rahasia 2").delivered(slowly);
    await person.says("rahasia 3").delivered(slowly);
    expect([world.sink.texts(), world.bot.trouble.clientAskedAgain, world.bot.registrations]).toEqual([["rahasia 1", "rahasia 2", "rahasia 3"], 0, 0]);
    stopping.abort();
    await run;
  });
});
