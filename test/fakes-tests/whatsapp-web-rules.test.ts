import { type BinaryNode, Curve, NOISE_WA_HEADER, proto } from "@whiskeysockets/baileys";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Account, type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
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
  client = new PlainClient(whatsapp, bot.linkedDevice(), { defaultQueryTimeoutMs: 500 });
  await bot.online();
});
afterEach(async () => {
  await client.close();
  await whatsapp.stop();
});

const to = "@s.whatsapp.net";
const enc = (type: string): BinaryNode => ({ tag: "enc", attrs: { v: "2", type }, content: Buffer.alloc(64) });
const copy = (jid: string, type: string): BinaryNode => ({ tag: "participants", attrs: {}, content: [{ tag: "to", attrs: { jid }, content: [enc(type)] }] });
const message = (content: BinaryNode[], attrs = {}): BinaryNode => ({
  tag: "message",
  attrs: { id: "3EB01", to: person.lid, type: "text", ...attrs },
  content,
});

/** Sends stanzas no client of ours would send, and waits for what is said about them. */
async function complaintsAbout(...stanzas: BinaryNode[]): Promise<string[]> {
  for (const it of stanzas) await client.socket.sendNode(it);
  await whatsapp.until(() => whatsapp.complaints.length >= stanzas.length);
  return whatsapp.complaints.map((it) => it.problem);
}

describe("complaints", () => {
  it("are about messages that are not in order", async () => {
    const complaints = await complaintsAbout(
      message([copy(person.lid, "pkmsg")]),
      message([copy("99@lid", "msg")]),
      message([copy("99@lid", "msg")], { to: "99@lid" }),
      message([copy(person.lid, "msg")], { type: "" }),
      message([copy(`${person.lid.replace("@", ":9@")}`, "msg")]),
    );
    expect(complaints).toEqual([
      "opens a session without showing its device identity",
      "a message without a copy for its addressee",
      "writes to somebody who is not on WhatsApp",
      "a message without id, addressee or type",
      `writes to ${person.lid.replace("@", ":9@")}, a device that does not exist`,
    ]);
    await client.until(() => client.acks.length === 5);
    expect(client.acks.map((it) => it.error)).toEqual(["479", "479", "404", "479", undefined]);
  });

  it("are about garbled copies, which the person asks for again", async () => {
    await client.socket.sendNode(message([copy(person.lid, "msg")]));
    await whatsapp.until(() => bot.trouble.peopleCouldNotRead.length > 0);
    expect({ unread: bot.trouble.peopleCouldNotRead[0], received: person.received }).toEqual({ unread: "3EB01", received: [] });
  });

  it("are about receipts, typing and stanzas out of nowhere", async () => {
    const complaints = await complaintsAbout(
      { tag: "receipt", attrs: { id: "3A", to: person.lid } },
      { tag: "chatstate", attrs: { to: "99@lid" }, content: [{ tag: "composing", attrs: {} }] },
      { tag: "gossip", attrs: {} },
      { tag: "ib", attrs: {}, content: [{ tag: "gossip", attrs: {} }] },
    );
    expect(complaints).toEqual([
      "acknowledges a message that nobody sent",
      "types to somebody who does not exist",
      "sends a <gossip>",
      "says something the server does not know",
    ]);
  });

  it("are about keys that are not the device's own", async () => {
    const wrong = Curve.generateKeyPair();
    const skey: BinaryNode = {
      tag: "skey",
      attrs: {},
      content: [
        { tag: "id", attrs: {}, content: Buffer.from([0, 0, 9]) },
        { tag: "value", attrs: {}, content: wrong.public },
        { tag: "signature", attrs: {}, content: Buffer.alloc(64) },
      ],
    };
    await client.socket.query({ tag: "iq", attrs: { to, type: "set", xmlns: "encrypt" }, content: [{ tag: "rotate", attrs: {}, content: [skey] }] });
    await client.socket.rotateSignedPreKey();
    await expect(client.socket.assertSessions(["99@lid"], true)).rejects.toThrow();
    expect(whatsapp.complaints.map((it) => it.problem)).toEqual([
      "the signed pre-key is not signed by the identity",
      "asks for the keys of 99@lid, who does not exist",
    ]);
    expect(bot.device.keys.signed.keyId).toBe(2);
    await person.says("halo").delivered();
  });

  it("are not about queries the fake does not know: those are noted", async () => {
    await client.socket.query({ tag: "iq", attrs: { to, type: "get", xmlns: "w:gossip" }, content: [{ tag: "news", attrs: {} }] });
    await client.socket.getBusinessProfile(person.pn);
    expect({ unknown: whatsapp.unknownQueries, complaints: whatsapp.complaints }).toEqual({
      unknown: ["w:gossip get news", "w:biz get business_profile"],
      complaints: [],
    });
  });

  it("are about lines that speak something else", async () => {
    const stranger = new WebSocket(whatsapp.url);
    await new Promise((resolve) => stranger.once("open", resolve));
    const closed = new Promise((resolve) => stranger.once("close", resolve));
    stranger.send("GET / HTTP/1.1");
    await closed;
    expect(whatsapp.complaints[0]?.problem).toContain("not WhatsApp's header");
  });

  it("are about a handshake that does not fit", async () => {
    const stranger = new WebSocket(whatsapp.url);
    await new Promise((resolve) => stranger.once("open", resolve));
    const hello = proto.HandshakeMessage.encode({ clientHello: { ephemeral: Curve.generateKeyPair().public } }).finish();
    const frame = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, bytes.length >> 8, bytes.length & 255]), bytes]);
    const answered = new Promise((resolve) => stranger.once("message", resolve));
    stranger.send(Buffer.concat([Buffer.from(NOISE_WA_HEADER), frame(hello)]));
    await answered;
    const closed = new Promise((resolve) => stranger.once("close", resolve));
    stranger.send(frame(proto.HandshakeMessage.encode({ clientFinish: { static: Buffer.alloc(48), payload: Buffer.alloc(32) } }).finish()));
    await closed;
    expect(whatsapp.complaints[0]?.problem).toContain("cannot be understood");
  });
});

describe("the server's certificate", () => {
  it("is forged if wanted; Baileys 7.0.0-rc14 does not notice", async () => {
    const forger = await fakeWhatsAppWeb({ certificate: "forged" });
    const victim = forger.account();
    const fooled = new PlainClient(forger, victim.linkedDevice());
    await victim.online();
    expect(forger.rootPublicKey).toHaveLength(32);
    await fooled.close();
    await forger.stop();
  });
});

describe("names", () => {
  it("are taken once", () => {
    expect(() => whatsapp.person({ phone: person.phone })).toThrow("is taken");
    expect([whatsapp.person(), ...whatsapp.people(2)].map((it) => it.phone)).toEqual(["6281200000003", "6281200000004", "6281200000005"]);
    expect(() => whatsapp.account({ phone: person.phone })).toThrow("is taken");
    expect(() => person.says("halo", { device: 4 })).toThrow("has not linked a device 4");
  });
});
