import { Curve } from "@whiskeysockets/baileys";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Account, type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal, noTrouble, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { signatureIsGood } from "../fakes/whatsapp-web/xeddsa.ts";
import { memoryKeys, PlainClient } from "./plain-client.ts";

muteLibsignal();

/** What the client sends when it is asked again. */
const getMessage = async ({ id }: { id?: string | null }) => ({ conversation: `dari kotak keluar: ${id}` });

let whatsapp: FakeWhatsAppWeb;
let bot: Account;
let client: PlainClient;
let person: Person;

beforeEach(async () => {
  whatsapp = await fakeWhatsAppWeb();
  bot = whatsapp.account();
  person = whatsapp.person();
  client = new PlainClient(whatsapp, bot.linkedDevice(), { getMessage, enableRecentMessageCache: false });
  await bot.online();
});
afterEach(async () => {
  await client.close();
  await whatsapp.stop();
});

const answer = (text: string, messageId?: string) => client.socket.sendMessage(person.lid, { text }, messageId ? { messageId } : {});

describe("sessions", () => {
  it("begin with one-time keys, and go on without", async () => {
    await person.says("satu").delivered();
    await whatsapp.until(() => bot.device.keys.oneTime.length === 811);
    await answer("jawaban");
    await person.hears("jawaban");
    const types: (string | undefined)[] = [];
    client.socket.ws.on("CB:message", ({ content }: { content: { attrs: Record<string, string> }[] }) => types.push(content[0]?.attrs.type));
    await person.says("dua").delivered();
    expect({ types, left: bot.device.keys.oneTime.length }).toEqual({ types: ["msg"], left: 811 });
  });

  it("begin without one-time keys when there are none left, and the client is asked for more", async () => {
    bot.device.keys.oneTime.splice(5);
    const people = whatsapp.people(7);
    await Promise.all(people.map((it) => it.says(it.name).delivered()));
    await whatsapp.until(() => bot.device.keys.oneTime.length > 0);
    await client.texts(7);
    expect({ complaints: whatsapp.complaints, trouble: bot.trouble.thrownBack }).toEqual({ complaints: [], trouble: [] });
  });

  it("that the client has lost are begun anew: it asks again, and the message arrives", async () => {
    await person.says("satu").delivered();
    const { kept } = client.keys as ReturnType<typeof memoryKeys>;
    await answer("jawaban");
    await person.hears("jawaban");
    for (const name of kept.keys()) if (name.startsWith("session ")) kept.delete(name);
    const said = person.says("dua");
    await said.delivered();
    expect((await client.texts(2)).filter(Boolean)).toEqual(["satu", "dua"]);
    expect({ asked: bot.trouble.clientAskedAgain, resends: said.resends }).toEqual({ asked: 2, resends: 2 });
    expect(bot.trouble.clientCouldNotRead).toEqual([said.id, said.id]);
  });

  it("are not to blame where a message comes again that was opened before", async () => {
    await person.says("satu").delivered();
    await answer("jawaban");
    await person.hears("jawaban");
    client.socket.ws.prependListener("CB:message", () => bot.ends("break"));
    const said = person.says("dua");
    await client.endings(1);
    client.connect();
    await said.delivered();
    expect(bot.trouble).toMatchObject({ clientAskedAgain: 1, clientCouldNotRead: [] });
  });

  it("that the person has lost are begun anew: the client is asked, and sends the same id again", async () => {
    await person.says("satu").delivered();
    await answer("pertama");
    await person.hears("pertama");
    person.losesSession();
    await answer("tidak terbaca", "3EB0AAAAAAAAAAAAAAAAAA");
    expect(await person.hears("kotak keluar")).toMatchObject({
      id: "3EB0AAAAAAAAAAAAAAAAAA",
      text: "dari kotak keluar: 3EB0AAAAAAAAAAAAAAAAAA",
      sealed: "pkmsg",
    });
    expect(bot.trouble.peopleCouldNotRead).toEqual(["3EB0AAAAAAAAAAAAAAAAAA"]);
    expect(person.received.map((it) => it.id)).toHaveLength(2);
  });

  it("that are in order may still be asked about", async () => {
    await person.says("satu").delivered();
    person.asksAgain(2);
    await answer("x", "3EB0BBBBBBBBBBBBBBBBBB");
    await person.hears("kotak keluar");
    expect({ unread: bot.trouble.peopleCouldNotRead, repeats: bot.repeats, refused: bot.refused }).toEqual({ unread: [], repeats: [], refused: [] });
  });

  it("are torn by a client that dies between sending and storing its keys: Baileys sends first", async () => {
    await person.says("satu").delivered();
    await answer("sebelum");
    await person.hears("sebelum");
    const keys = client.keys as ReturnType<typeof memoryKeys>;
    let asked = 0;
    keys.set = () => {
      asked += 1;
      return new Promise(() => {}); // the disk never answers
    };
    void answer("terkirim, belum tersimpan");
    await person.hears("terkirim");
    await client.until(() => asked > 0);
    const survived = memoryKeys();
    for (const [name, value] of keys.kept) survived.kept.set(name, value);
    await client.close();
    client = new PlainClient(whatsapp, client.creds, { getMessage, enableRecentMessageCache: false }, survived);
    await bot.online();
    await answer("kunci yang sama lagi", "3EB0CCCCCCCCCCCCCCCCCC");
    expect((await person.hears("kotak keluar")).id).toBe("3EB0CCCCCCCCCCCCCCCCCC");
    expect(bot.trouble).toEqual({ ...noTrouble, peopleCouldNotRead: ["3EB0CCCCCCCCCCCCCCCCCC"], ownPhoneCouldNotRead: ["3EB0CCCCCCCCCCCCCCCCCC"] });
    await bot.drained();
    await answer("sudah sembuh");
    await person.hears("sudah sembuh");
    await whatsapp.until(() => bot.repeats.length > 0);
    expect(bot.trouble.ownPhoneCouldNotRead).toHaveLength(1);
  });

  it("survive a new phone", async () => {
    await person.says("satu").delivered();
    await answer("lama");
    await person.hears("lama");
    person.reinstalls();
    await bot.drained();
    await answer("baru");
    expect((await person.hears("baru")).sealed).toBe("pkmsg");
    await person.says("dua").delivered();
    expect(await client.texts(2)).toEqual(["satu", "dua"]);
    expect(bot.trouble.thrownBack).toEqual([]);
  });

  it("are one for each device of a person", async () => {
    person.links(3);
    await person.says("dari komputer", { device: 3 }).delivered();
    await client.texts(1);
    expect(client.got[0]?.key.remoteJid).toBe(person.lid);
    await answer("ke keduanya");
    await person.hears("ke keduanya");
    await person.handset.idle;
    await person.says("dari ponsel").delivered();
    expect({ complaints: whatsapp.complaints, trouble: bot.trouble.peopleCouldNotRead }).toEqual({ complaints: [], trouble: [] });
  });
});

describe("signatures", () => {
  it("are checked here, although Baileys' own check takes anything", () => {
    const { public: publicKey, private: secret } = Curve.generateKeyPair();
    const message = Buffer.from("pesan");
    const signature = Curve.sign(secret, message);
    const verdicts = [
      [message, signature],
      [Buffer.from("lain"), signature],
      [message, new Uint8Array(64)],
    ].map(([what = message, by = signature]) => signatureIsGood(publicKey, what, by));
    expect(verdicts).toEqual([true, false, false]);
    expect(Curve.verify(publicKey, Buffer.from("lain"), signature)).toBe(true);
  });
});
