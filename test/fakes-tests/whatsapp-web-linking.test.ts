import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Account, type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { PlainClient } from "./plain-client.ts";

muteLibsignal();

let whatsapp: FakeWhatsAppWeb;
let bot: Account;
let client: PlainClient;

beforeEach(async () => {
  whatsapp = await fakeWhatsAppWeb();
  bot = whatsapp.account();
  client = new PlainClient(whatsapp);
});
afterEach(async () => {
  await client.close();
  await whatsapp.stop();
});

/** Restarts as the server asked, and waits for the login. */
async function restarted(account = bot): Promise<void> {
  expect(await client.endings(1)).toEqual([515]);
  client.connect();
  await account.online();
}

describe("by QR", () => {
  it("links, restarts, logs in, and people can write", async () => {
    bot.scans(await client.qr());
    await restarted();
    expect(client.creds.me).toEqual({ id: `${bot.phone}:1@s.whatsapp.net`, lid: `${bot.lidUser}:1@lid`, name: "Nomor Uji" });
    expect({ registrations: bot.registrations, logins: bot.logins, unpaired: whatsapp.unpaired }).toEqual({ registrations: 1, logins: 1, unpaired: 0 });
    const person = whatsapp.person();
    await person.says("halo").delivered();
    await client.socket.sendMessage(person.lid, { text: "selamat pagi" });
    await person.hears("selamat pagi");
    expect({ complaints: whatsapp.complaints, trouble: bot.trouble.peopleCouldNotRead }).toEqual({ complaints: [], trouble: [] });
  });

  it("takes the old form of the code, and each of the codes a client shows", async () => {
    await client.close();
    client = new PlainClient(whatsapp, undefined, { qrTimeout: 500 });
    const newest = await client.qr(2);
    bot.scans(newest.split("#")[1] ?? "");
    await restarted();
    expect(bot.registrations).toBe(1);
  });

  it("takes no code twice, no strange one, and none of a client that is gone", async () => {
    const qr = await client.qr();
    expect(() => bot.scans("https://wa.me/settings/linked_devices#2@tidak,ada,kode,ini,1")).toThrow("not valid any more");
    const [ref, noise, , secret] = (qr.split("#")[1] ?? "").split(",");
    expect(() => bot.scans([ref, noise, randomBytes(32).toString("base64"), secret].join())).toThrow("garbled");
    await client.close();
    await whatsapp.until(() => whatsapp.connections === 0);
    expect(() => bot.scans(qr)).toThrow("not valid any more");
    expect(bot.registrations).toBe(0);
  });

  it("ends with 408 when nobody scans", async () => {
    await client.close();
    const few = await fakeWhatsAppWeb({ refs: 3 });
    const waiting = new PlainClient(few, undefined, { qrTimeout: 20 });
    expect(await waiting.endings(1)).toEqual([408]);
    expect(waiting.qrs).toHaveLength(3);
    await few.stop();
  });

  it("is refused when the secret is another than the one shown", async () => {
    const [ref, noise, identity] = ((await client.qr()).split("#")[1] ?? "").split(",");
    bot.scans([ref, noise, identity, randomBytes(32).toString("base64")].join());
    await client.endings(1);
    expect({ registrations: bot.registrations, me: client.creds.me }).toEqual({ registrations: 0, me: undefined });
  });

  it("stalls when the server wants another secret, until the client makes one", async () => {
    const qr = await client.qr();
    const told = new Promise<void>((resolve) => client.socket.ws.on("CB:notification,type:companion_reg_refresh,companion_reg_refresh", () => resolve()));
    whatsapp.retires(qr);
    await told;
    expect(() => bot.scans(qr)).toThrow("try again later");
    // What channels.md A.4 describes: a new secret, in the code that is shown now.
    client.creds.advSecretKey = randomBytes(32).toString("base64");
    const fields = (qr.split("#")[1] ?? "").split(",");
    fields[3] = client.creds.advSecretKey;
    bot.scans(fields.join());
    await restarted();
    expect({ registrations: bot.registrations, complaints: whatsapp.complaints }).toEqual({ registrations: 1, complaints: [] });
  });
});

describe("by code", () => {
  it("links the number the code was asked for", async () => {
    await client.qr();
    const code = await client.socket.requestPairingCode(bot.phone);
    await whatsapp.until(() => bot.awaitsCode);
    await bot.entersCode(`${code.slice(0, 4)}-${code.slice(4)}`);
    await restarted();
    expect(client.creds).toMatchObject({ registered: true, me: { id: `${bot.phone}:1@s.whatsapp.net` } });
    await whatsapp.person().says("halo").delivered();
    expect({ registrations: bot.registrations, complaints: whatsapp.complaints }).toEqual({ registrations: 1, complaints: [] });
  });

  it("does not link with a wrong code, nor another number", async () => {
    const other = whatsapp.account({ phone: "6281100000002" });
    await client.qr();
    await client.socket.requestPairingCode(bot.phone, "ABCDEFGH");
    await whatsapp.until(() => bot.awaitsCode);
    await expect(other.entersCode("ABCDEFGH")).rejects.toThrow("no device is waiting");
    await expect(bot.entersCode("ABCDEFGX")).rejects.toThrow("incorrect code");
    expect({ registrations: bot.registrations, other: other.registrations }).toEqual({ registrations: 0, other: 0 });
  });
});

describe("a linked device", () => {
  it("of another number than expected can log itself out", async () => {
    const other = whatsapp.account({ phone: "6281100000002" });
    other.scans(await client.qr());
    await restarted(other);
    expect(client.creds.me?.id).toBe(`${other.phone}:1@s.whatsapp.net`);
    await client.socket.logout();
    await whatsapp.until(() => other.loggedOutByClient === 1);
    expect({ devices: other.devices.size, registrations: bot.registrations }).toEqual({ devices: 0, registrations: 0 });
    client.connect();
    expect(await client.endings(3)).toEqual([515, 401, 401]);
  });

  it("is removed on the phone", async () => {
    bot.scans(await client.qr());
    await restarted();
    bot.unlinks();
    expect(await client.endings(2)).toEqual([515, 401]);
    client.connect();
    expect(await client.endings(3)).toEqual([515, 401, 401]);
    expect(bot.logins).toBe(1);
  });

  it("is known by its keys: nobody else logs in under its name", async () => {
    const creds = bot.linkedDevice();
    const thief = new PlainClient(whatsapp, { ...creds, noiseKey: client.creds.noiseKey });
    expect(await thief.endings(1)).toEqual([401]);
    expect(bot.logins).toBe(0);
  });

  it("hears of the history at once when the phone syncs, and not only after 20 s", async () => {
    bot.scans(await client.qr());
    await restarted();
    const person = whatsapp.person();
    bot.syncs([person]);
    person.says("halo");
    expect(await client.texts(1)).toEqual(["halo"]);
    await client.until(() => client.creds.accountSyncCounter === 1);
    expect(await client.socket.signalRepository.lidMapping.getLIDForPN(person.pn)).toBe(person.lid);
    await bot.drained();
    expect({ complaints: whatsapp.complaints, unknown: whatsapp.unknownQueries }).toEqual({ complaints: [], unknown: [] });
  });
});
