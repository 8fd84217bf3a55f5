import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Account, type Ending, type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { PlainClient } from "./plain-client.ts";

muteLibsignal();

let whatsapp: FakeWhatsAppWeb;
let bot: Account;
let client: PlainClient;
let person: Person;

beforeEach(async () => {
  whatsapp = await fakeWhatsAppWeb();
  bot = whatsapp.account();
  person = whatsapp.person();
  client = new PlainClient(whatsapp, bot.linkedDevice(), { defaultQueryTimeoutMs: 300 });
  await bot.online();
});
afterEach(async () => {
  await client.close();
  await whatsapp.stop();
});

const answer = (text: string, messageId: string) => client.socket.sendMessage(person.lid, { text }, { messageId });
const acksOf = (id: string) => client.acks.filter((it) => it.id === id);

describe("sending", () => {
  beforeEach(() => person.says("halo").delivered());

  it("is refused with an error, and nothing arrives", async () => {
    bot.fault("message", { kind: "refused", code: 463 });
    bot.fault("message", { kind: "refused", code: 479 });
    await answer("ditolak", "3EB01");
    await answer("juga", "3EB02");
    await answer("sampai", "3EB03");
    await person.hears("sampai");
    await client.until(() => client.acks.length === 3);
    expect(client.acks).toEqual([
      { id: "3EB01", error: "463" },
      { id: "3EB02", error: "479" },
      { id: "3EB03", error: undefined },
    ]);
    expect({ refused: bot.refused, received: person.received.map((it) => it.text) }).toEqual({
      refused: [
        { id: "3EB01", code: 463 },
        { id: "3EB02", code: 479 },
      ],
      received: ["sampai"],
    });
  });

  it("arrives although it is never acknowledged; a repeat under the same id is shown once", async () => {
    bot.fault("message", { kind: "unanswered" });
    await answer("sampai", "3EB01");
    await person.hears("sampai");
    expect(acksOf("3EB01")).toEqual([]);
    await answer("sampai", "3EB01");
    await client.until(() => acksOf("3EB01").length === 1);
    await whatsapp.until(() => bot.repeats.length === 1);
    expect({ repeats: bot.repeats, received: person.received.length, sent: bot.sent.length }).toEqual({ repeats: ["3EB01"], received: 1, sent: 1 });
  });

  it("is lost on the way, or acknowledged when the scenario says so", async () => {
    bot.fault("message", { kind: "lost" });
    await answer("hilang", "3EB01");
    const held = Promise.withResolvers<void>();
    bot.fault("message", { kind: "late", after: held.promise });
    await answer("terlambat", "3EB02");
    await person.hears("terlambat");
    expect(client.acks).toEqual([]);
    held.resolve();
    await client.until(() => client.acks.length === 1);
    expect({ acks: client.acks, received: person.received.map((it) => it.text) }).toEqual({
      acks: [{ id: "3EB02", error: undefined }],
      received: ["terlambat"],
    });
  });

  it("breaks the line before or after it was taken", async () => {
    bot.fault("message", { kind: "droppedBefore" });
    await answer("tidak sampai", "3EB01");
    expect(await client.endings(1)).toEqual([428]);
    client.connect();
    await bot.online();
    bot.fault("message", { kind: "droppedAfter" });
    await answer("sampai", "3EB02");
    expect(await client.endings(2)).toEqual([428, 428]);
    await person.hears("sampai");
    expect({ received: person.received.length, acks: client.acks }).toEqual({ received: 1, acks: [] });
  });

  it("meets only what the scenario names", async () => {
    bot.fault("message", { kind: "refused", code: 500, times: 2, when: (it) => it.attrs.id?.endsWith("X") ?? false });
    for (const id of ["A", "BX", "C", "DX", "EX"]) await answer(id, id);
    await client.until(() => client.acks.length === 5);
    expect(client.acks.filter((it) => it.error).map((it) => it.id)).toEqual(["BX", "DX"]);
  });
});

describe("a restricted account", () => {
  it("reaches whoever has written, and nobody else", async () => {
    const stranger = whatsapp.person({ phone: "6281200000099" });
    const known = whatsapp.person({ phone: "6281200000098" });
    await known.says("halo").delivered();
    await bot.drained();
    const told = client.until(() => client.updates.find((it) => it.reachoutTimeLock?.isActive));
    const until = new Date(Date.UTC(2026, 10, 25, 3));
    bot.restrict(until);
    expect((await told).reachoutTimeLock?.timeEnforcementEnds).toEqual(until);
    await client.socket.sendMessage(stranger.pn, { text: "perkenalkan" }, { messageId: "3EB01" });
    await client.socket.sendMessage(known.lid, { text: "jawaban" }, { messageId: "3EB02" });
    await known.hears("jawaban");
    await client.until(() => client.acks.length === 2);
    expect(client.acks).toEqual([
      { id: "3EB01", error: "463" },
      { id: "3EB02", error: undefined },
    ]);
    expect([...bot.approached]).toEqual([stranger.pn]);
    expect(await client.socket.fetchAccountReachoutTimelock()).toMatchObject({ isActive: true, timeEnforcementEnds: until });
    bot.unrestrict();
    await client.until(() => client.updates.at(-1)?.reachoutTimeLock?.isActive === false);
    await client.socket.sendMessage(stranger.pn, { text: "lagi" }, { messageId: "3EB03" });
    await stranger.hears("lagi");
    expect(whatsapp.unknownQueries).toEqual([]);
  });
});

describe("the line", () => {
  const codes: Ending[] = [401, 402, 403, 405, 406, 408, 411, 428, 440, 500, 503, 515];

  it.each(codes)("ends with %i", async (code) => {
    bot.ends(code);
    expect(await client.endings(1)).toEqual([code]);
    client.connect();
    await bot.online();
    expect(bot.logins).toBe(2);
  });

  it("breaks", async () => {
    bot.ends("break");
    expect(await client.endings(1)).toEqual([428]);
  });

  it("hangs half open: nothing comes through, and nothing is lost", async () => {
    bot.ends("hang");
    const said = person.says("di udara");
    await said.sent();
    expect(await client.socket.query({ tag: "iq", attrs: { to: "@s.whatsapp.net", type: "get", xmlns: "w:p" } }).catch(() => undefined)).toBeUndefined();
    expect({ state: said.state, connected: bot.connected }).toEqual({ state: "sent", connected: true });
    await client.close();
    client.connect();
    expect(await client.texts(1)).toEqual(["di udara"]);
    await said.delivered();
  });

  it("is taken over by a second login of the same device", async () => {
    const second = new PlainClient(whatsapp, client.creds, {}, client.keys as never);
    expect(await client.endings(1)).toEqual([440]);
    await bot.online();
    expect({ logins: bot.logins, registrations: bot.registrations, lines: whatsapp.connections }).toEqual({ logins: 2, registrations: 0, lines: 1 });
    await person.says("halo").delivered();
    expect(await second.texts(1)).toEqual(["halo"]);
    await second.close();
  });
});

describe("logging in", () => {
  beforeEach(async () => {
    await client.close();
    await bot.offline();
  });

  it("is refused as often as the scenario says", async () => {
    bot.fault("login", { kind: "refused", code: 405, times: 2 });
    client.connect();
    await client.endings(2);
    client.connect();
    expect((await client.endings(3)).slice(1)).toEqual([405, 405]);
    client.connect();
    await bot.online();
    expect(bot.logins).toBe(2);
  });

  it("waits until the server shakes hands, or greets", async () => {
    const [hand, greeting] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    whatsapp.delaysHandshake(hand.promise);
    bot.fault("login", { kind: "late", after: greeting.promise });
    client.connect();
    await whatsapp.until(() => whatsapp.connections === 1);
    expect(bot.logins).toBe(1);
    hand.resolve();
    await whatsapp.until(() => bot.logins === 2);
    expect(bot.connected).toBe(false);
    greeting.resolve();
    await bot.online();
  });

  it("goes wrong at a broken line, or at one that hangs", async () => {
    bot.fault("login", { kind: "droppedBefore" });
    client.connect();
    expect((await client.endings(2)).at(-1)).toBe(428);
    bot.fault("login", { kind: "unanswered" });
    client.connect();
    await whatsapp.until(() => whatsapp.connections === 1);
    expect({ connected: bot.connected, logins: bot.logins }).toEqual({ connected: false, logins: 1 });
  });
});

describe("the rest", () => {
  it("queries fail, go unanswered, or come late", async () => {
    bot.fault("iq blocklist", { kind: "refused", code: 429 });
    await expect(client.socket.fetchBlocklist()).rejects.toThrow();
    bot.fault("iq blocklist", { kind: "late", after: 20 });
    expect(await client.socket.fetchBlocklist()).toEqual([]);
    bot.fault("iq", { kind: "unanswered", when: (it) => it.attrs.xmlns === "usync" });
    expect(await client.socket.onWhatsApp(person.phone)).toBeUndefined();
    expect(await client.socket.onWhatsApp(person.phone, "6280000000000")).toEqual([{ jid: person.pn, exists: true }]);
    expect(bot.lookedUp).toEqual([person.pn, person.pn, "6280000000000@s.whatsapp.net"]);
  });

  it("the server's clock goes ahead or behind", async () => {
    whatsapp.clock.freeze();
    whatsapp.clock.advance(-48);
    await person.says("kemarin dulu").delivered();
    await client.texts(1);
    expect(Number(client.got[0]?.messageTimestamp)).toBe(Number(whatsapp.clock.stamp()));
    expect(Date.now() / 1000 - Number(client.got[0]?.messageTimestamp)).toBeGreaterThan(47 * 3600);
    await person.says("dulu", { at: new Date(Date.UTC(2026, 0, 1)) }).delivered();
    await client.texts(2);
    expect(Number(client.got[1]?.messageTimestamp)).toBe(Date.UTC(2026, 0, 1) / 1000);
  });
});
