import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Account, type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal, noTrouble } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { PlainClient } from "./plain-client.ts";

muteLibsignal();

let whatsapp: FakeWhatsAppWeb;
let bot: Account;
let client: PlainClient;

beforeEach(async () => {
  whatsapp = await fakeWhatsAppWeb();
  bot = whatsapp.account();
  client = new PlainClient(whatsapp, bot.linkedDevice());
  await bot.online();
});
afterEach(async () => {
  await client.close();
  await whatsapp.stop();
});

/** What a run with nothing wrong leaves behind. */
function nothingWrong(): void {
  expect({ complaints: whatsapp.complaints, unknown: whatsapp.unknownQueries, trouble: bot.trouble }).toEqual({
    complaints: [],
    unknown: [],
    trouble: noTrouble,
  });
}

describe("a talk", () => {
  it("goes to and fro with somebody who is addressed by LID", async () => {
    const person = whatsapp.person({ name: "Orang Contoh", phone: "6281200000011", lid: "77000011" });
    await person.says("halo").delivered();
    await client.texts(1);
    expect(client.got[0]).toMatchObject({
      how: "notify",
      pushName: "Orang Contoh",
      key: { remoteJid: "77000011@lid", remoteJidAlt: "6281200000011@s.whatsapp.net", fromMe: false, addressingMode: "lid" },
    });
    await client.socket.sendMessage(person.lid, { text: "selamat pagi" }, { messageId: "3EB0000000000000000001" });
    const heard = await person.hears("pagi");
    expect(heard).toMatchObject({ id: "3EB0000000000000000001", kind: "text", text: "selamat pagi", expiration: 0, sealed: "msg", to: person.lid });
    await client.until(() => client.acks.length === 1);
    expect(client.acks).toEqual([{ id: heard.id, error: undefined }]);
    expect(await client.socket.signalRepository.lidMapping.getPNForLID(person.lid)).toBe("6281200000011:0@s.whatsapp.net");
    nothingWrong();
  });

  it("goes to and fro with somebody who is addressed by phone number, and over to LID", async () => {
    const person = whatsapp.person({ addressing: "pn" });
    person.says("satu");
    expect(await client.texts(1)).toEqual(["satu"]);
    expect(client.got[0]?.key).toMatchObject({ remoteJid: person.pn, remoteJidAlt: person.lid, addressingMode: "pn" });
    await client.socket.sendMessage(person.pn, { text: "jawaban satu" });
    await person.hears("jawaban satu");
    person.addressing = "lid";
    person.says("dua");
    expect(await client.texts(2)).toEqual(["satu", "dua"]);
    await client.socket.sendMessage(person.lid, { text: "jawaban dua" });
    await person.hears("jawaban dua");
    nothingWrong();
  });

  it("tells nothing of those who hide", async () => {
    const byLid = whatsapp.person({ hidesOther: true });
    const byPhone = whatsapp.person({ phone: "6281200000002", addressing: "pn", hidesOther: true });
    byLid.says("tanpa nomor");
    byPhone.says("tanpa LID");
    await client.texts(2);
    expect(client.got.map((it) => it.key.remoteJidAlt)).toEqual([undefined, undefined]);
    expect(await client.socket.signalRepository.lidMapping.getPNForLID(byLid.lid)).toBeNull();
    await client.socket.sendMessage(byLid.lid, { text: "ke LID" });
    await client.socket.sendMessage(byPhone.pn, { text: "ke nomor" });
    await byLid.hears("ke LID");
    await byPhone.hears("ke nomor");
    expect(await client.socket.signalRepository.lidMapping.getLIDForPN(byPhone.pn)).toBeNull();
    nothingWrong();
  });

  it("keeps its order, one person's and many people's", async () => {
    const people = whatsapp.people(5);
    for (let at = 0; at < 8; at++) for (const person of people) person.says(`${person.name} ${at}`);
    await client.texts(40);
    for (const person of people) {
      const own = client.got.filter((it) => it.key.remoteJid === person.lid).map((it) => it.message?.conversation);
      expect(own).toEqual(Array.from({ length: 8 }, (_, at) => `${person.name} ${at}`));
    }
    await bot.drained();
    nothingWrong();
  });

  it("shows quotes, and how long a message lives", async () => {
    const person = whatsapp.person();
    const first = person.says("berapa JP?");
    await client.texts(1);
    const asked = client.got[0];
    if (!asked) throw new Error("nothing came");
    await client.socket.sendMessage(person.lid, { text: "20 JP" }, { quoted: asked, ephemeralExpiration: 86_400 });
    const answer = await person.hears("20 JP");
    expect(answer).toMatchObject({ about: first.id, expiration: 86_400 });
    person.letsDisappear(604_800);
    person.says("terima kasih", { quotes: answer });
    await client.texts(3);
    expect(client.got[1]?.message?.protocolMessage?.ephemeralExpiration).toBe(604_800);
    expect(client.got[2]?.message?.extendedTextMessage).toMatchObject({
      text: "terima kasih",
      contextInfo: { expiration: 604_800, stanzaId: answer.id, participant: bot.lid },
    });
    nothingWrong();
  });

  it("carries reactions, edits, deletions, cards, places, typing and calls", async () => {
    const person = whatsapp.person({ name: "Orang Contoh" });
    const calls: string[] = [];
    const seen: string[] = [];
    client.socket.ev.on("call", (all) => calls.push(...all.map((it) => it.status)));
    client.socket.ev.on("presence.update", ({ id }) => seen.push(id));
    const said = person.says("salah tulis");
    person.edits(said, "benar");
    person.deletes(said);
    person.sharesContact();
    person.sharesLocation({ degreesLatitude: -3.99, degreesLongitude: 122.51 });
    person.types();
    person.calls();
    await client.texts(5);
    await client.socket.sendMessage(person.lid, { text: "jawaban" });
    person.reacts(await person.hears("jawaban"), "👍");
    await client.texts(6);
    const kinds = client.got.map(({ message }) => Object.keys(message ?? {}).find((key) => key !== "messageContextInfo"));
    expect(kinds).toEqual(["conversation", "editedMessage", "protocolMessage", "contactMessage", "locationMessage", "reactionMessage"]);
    expect(client.got[3]?.message?.contactMessage?.vcard).toContain("waid=6281200000001:+6281200000001");
    expect({ calls, seen }).toEqual({ calls: ["offer"], seen: [person.lid] });
    await client.socket.sendPresenceUpdate("composing", person.lid);
    await whatsapp.until(() => person.typing === 1);
    await bot.drained();
    nothingWrong();
  });

  it("keeps numbers on one server apart", async () => {
    const second = whatsapp.account({ phone: "6281100000002", name: "Nomor Kedua" });
    const other = new PlainClient(whatsapp, second.linkedDevice());
    await second.online();
    const person = whatsapp.person();
    person.says("ke pertama");
    person.says("ke kedua", { to: second });
    expect(await client.texts(1)).toEqual(["ke pertama"]);
    expect(await other.texts(1)).toEqual(["ke kedua"]);
    await other.socket.sendMessage(person.lid, { text: "dari kedua" });
    expect((await person.hears("dari kedua")).from).toBe(second);
    expect([bot.sent.length, second.sent.length]).toEqual([0, 1]);
    await other.close();
    nothingWrong();
  });
});

describe("ticks", () => {
  it("tell the client what became of its message", async () => {
    const person = whatsapp.person();
    await person.says("halo").delivered();
    const { key } = (await client.socket.sendMessage(person.lid, { text: "jawaban" })) ?? {};
    await person.hears("jawaban");
    await client.until(() => client.statuses.length === 1);
    person.reads();
    await client.until(() => client.statuses.length === 2);
    expect(client.statuses).toEqual([
      { id: key?.id, status: 3 },
      { id: key?.id, status: 4 },
    ]);
    person.receipts = "none";
    await client.socket.sendMessage(person.lid, { text: "diam" });
    await person.hears("diam");
    person.reads();
    await bot.drained();
    expect(client.statuses).toHaveLength(2);
    nothingWrong();
  });

  it("tell the person that the client has read", async () => {
    const person = whatsapp.person();
    const [first, second] = [person.says("satu"), person.says("dua")];
    await second.delivered();
    expect(bot.receipts).toEqual([
      { id: first.id, to: person.lid, type: "inactive" },
      { id: second.id, to: person.lid, type: "inactive" },
    ]);
    await client.texts(2);
    await client.socket.readMessages(client.got.map((it) => it.key));
    await second.read();
    await first.read();
    nothingWrong();
  });
});

describe("what is not for the assistant", () => {
  it("comes from groups, status and channels, and is thrown back by a client that ignores them", async () => {
    const person = whatsapp.person();
    person.saysInGroup("120363000000000000@g.us", "di grup");
    person.postsStatus("di status");
    whatsapp.newsletterPosts("di saluran");
    await person.says("sendiri").delivered();
    await bot.drained();
    expect(await client.texts(1)).toEqual(["sendiri"]);
    expect(bot.trouble.thrownBack.map((it) => [it.code, it.from]).sort()).toEqual([
      ["500", "120363000000000000@g.us"],
      ["500", "120363000000000001@newsletter"],
      ["500", "status@broadcast"],
    ]);
  });

  it("would be read by a client that does not ignore them", async () => {
    await client.close();
    const open = new PlainClient(whatsapp, client.creds, { shouldIgnoreJid: () => false }, client.keys as never);
    await bot.online();
    const person = whatsapp.person();
    person.saysInGroup("120363000000000000@g.us", "di grup");
    person.postsStatus("di status");
    whatsapp.newsletterPosts("di saluran");
    const texts = await open.texts(3);
    expect(texts.sort()).toEqual(["di grup", "di saluran", "di status"]);
    await open.close();
    nothingWrong();
  });

  it("is what the owner types on the phone", async () => {
    const person = whatsapp.person();
    const seen: (string | null | undefined)[] = [];
    client.socket.ev.on("messages.upsert", ({ messages }) => seen.push(...messages.filter((it) => it.key.fromMe).map((it) => it.message?.conversation)));
    bot.writesByHand(person, "saya jawab sendiri");
    await bot.drained();
    await client.until(() => seen.length > 0, { timeout: 2_000 }).catch(() => {});
    expect({ seen, got: client.got }).toEqual({ seen: ["saya jawab sendiri"], got: [] });
    nothingWrong();
  });
});
