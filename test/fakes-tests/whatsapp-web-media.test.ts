import { createHash, randomBytes } from "node:crypto";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { decryptPollVote, downloadMediaMessage, type WAMessage } from "@whiskeysockets/baileys";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Account, type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { fileIn } from "../fakes/whatsapp-web/file-content.ts";
import { silent } from "../fakes/whatsapp-web/silent.ts";
import { PlainClient } from "./plain-client.ts";

muteLibsignal();

let whatsapp: FakeWhatsAppWeb;
let bot: Account;
let client: PlainClient;
let person: Person;
const usual = getCACertificates();
const bytes = randomBytes(5_000);
/** A real one-pixel PNG, for the thumbnail Baileys makes. */
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

beforeAll(async () => {
  whatsapp = await fakeWhatsAppWeb();
  setDefaultCACertificates([...usual, whatsapp.media.certificate.cert]);
});
afterAll(async () => {
  setDefaultCACertificates(usual);
  await whatsapp.stop();
});

let numbers = 0;
beforeEach(async () => {
  numbers += 1;
  bot = whatsapp.account({ phone: `62811000001${numbers.toString().padStart(2, "0")}` });
  person = whatsapp.person({ phone: `62812000001${numbers.toString().padStart(2, "0")}` });
  client = new PlainClient(whatsapp, bot.linkedDevice());
  await bot.online();
});
afterEach(() => client.close());

const download = async (message: WAMessage): Promise<Buffer> => downloadMediaMessage(message, "buffer", {}) as Promise<Buffer>;
const newest = async (count: number): Promise<WAMessage> => {
  await client.texts(count);
  return client.got[count - 1] as WAMessage;
};

describe("files from people", () => {
  it.each(["image", "document", "voice", "audio", "video", "sticker"] as const)("%s", async (kind) => {
    await person.sends({ kind, bytes, caption: "untuk Anda", name: "SK.pdf" }, { to: bot }).delivered();
    const message = await newest(1);
    expect(await download(message)).toEqual(bytes);
    const content = fileIn(message.message ?? {})?.content;
    expect(Buffer.from(content?.fileSha256 ?? [])).toEqual(createHash("sha256").update(bytes).digest());
    expect(Number(content?.fileLength)).toBe(5_000);
  });

  it("tell their kind, name and caption", async () => {
    person.sends({ kind: "document", bytes, caption: "mohon dicek", name: "SK.pdf" }, { to: bot });
    person.sends({ kind: "voice", bytes, seconds: 7 }, { to: bot });
    await client.texts(2);
    expect(client.got[0]?.message?.documentWithCaptionMessage?.message?.documentMessage).toMatchObject({
      fileName: "SK.pdf",
      caption: "mohon dicek",
      mimetype: "application/pdf",
    });
    expect(client.got[1]?.message?.audioMessage).toMatchObject({ ptt: true, seconds: 7, mimetype: "audio/ogg; codecs=opus" });
  });

  it("come damaged, swapped, or behind a link that has run out", async () => {
    person.sends({ kind: "image", bytes, flaw: "damaged" }, { to: bot });
    person.sends({ kind: "image", bytes, flaw: "swapped" }, { to: bot });
    person.sends({ kind: "image", bytes, flaw: "expired" }, { to: bot });
    person.sends({ kind: "image", bytes, host: "127.0.0.1:1", claimedBytes: 1 }, { to: bot });
    await client.texts(4);
    const [damaged, swapped, expired, elsewhere] = client.got as unknown as [WAMessage, WAMessage, WAMessage, WAMessage];
    // Baileys checks neither MAC nor hash: what comes out is simply another file.
    expect(await download(damaged)).not.toEqual(bytes);
    expect(await download(swapped)).toEqual(Buffer.concat([bytes, Buffer.from("lain")]));
    let asked = 0;
    const reuploadRequest = async (message: WAMessage) => {
      asked += 1;
      return message;
    };
    await expect(downloadMediaMessage(expired, "buffer", {}, { logger: silent, reuploadRequest })).rejects.toMatchObject({ output: { statusCode: 410 } });
    expect(asked).toBe(0); // it should have been: Baileys looks for the status where its errors have none
    // And it goes wherever the sender's link points.
    await expect(download(elsewhere)).rejects.toThrow("fetch failed");
    expect(Number(elsewhere.message?.imageMessage?.fileLength)).toBe(1);
  });

  it("are uploaded again when the client asks, as long as the phone has them", async () => {
    await person.sends({ kind: "image", bytes, flaw: "expired" }, { to: bot }).delivered();
    const message = await newest(1);
    await client.socket.refreshMediaConn(); // else it would look on WhatsApp's own host
    const fresh = await client.socket.updateMediaMessage(message);
    expect(await download(fresh)).toEqual(bytes);
    person.keepsFiles = false;
    await expect(client.socket.updateMediaMessage(message)).rejects.toMatchObject({ output: { statusCode: 404 } });
    await bot.drained();
    expect(whatsapp.complaints).toEqual([]);
  });

  it("cannot be had while the host is down", async () => {
    await person.sends({ kind: "document", bytes }, { to: bot }).delivered();
    whatsapp.media.fault("download", { kind: "refused", code: 503 });
    const message = await newest(1);
    await expect(download(message)).rejects.toMatchObject({ output: { statusCode: 503 } });
    expect(await download(message)).toEqual(bytes);
  });
});

describe("files for people", () => {
  it("arrive whole, with name and caption", async () => {
    await client.socket.sendMessage(person.lid, { document: bytes, mimetype: "application/pdf", fileName: "surat.pdf", caption: "terlampir" });
    expect(await person.hears("terlampir")).toMatchObject({ kind: "document", file: { name: "surat.pdf", mime: "application/pdf", bytes } });
    await client.socket.sendMessage(person.lid, { image: png, caption: "grafik" });
    expect(await person.hears("grafik")).toMatchObject({ kind: "image", file: { mime: "image/jpeg", bytes: png } });
    expect({ uploads: whatsapp.media.uploads.length, complaints: whatsapp.complaints }).toEqual({ uploads: 2, complaints: [] });
  });

  it("are complained about when they are not what the message says", async () => {
    const sent = await client.socket.sendMessage(person.lid, { document: bytes, mimetype: "application/pdf", fileName: "a.pdf" });
    await person.hears();
    const documentMessage = { ...sent?.message?.documentMessage, fileSha256: randomBytes(32) };
    await client.socket.relayMessage(person.lid, { documentMessage }, {});
    expect((await person.hears()).file?.bytes).toBeUndefined();
    expect(whatsapp.complaints.map((it) => it.problem)).toEqual(["fileSha256 is not that of the file"]);
  });

  it("are tried again by Baileys when an upload fails", async () => {
    whatsapp.media.fault("upload", { kind: "refused", code: 500 });
    const document = { document: bytes, mimetype: "application/pdf", fileName: "b.pdf" };
    await expect(client.socket.sendMessage(person.lid, document)).rejects.toThrow("Media upload failed on all hosts");
    await client.socket.sendMessage(person.lid, document);
    expect((await person.hears()).file?.bytes).toEqual(bytes);
  });
});

describe("polls", () => {
  it.each([
    { creator: "lid", voter: "lid" },
    { creator: "lid", voter: "pn" },
    { creator: "pn", voter: "pn" },
  ] as const)("are voted on as creator by $creator, voter by $voter", async (by) => {
    await client.socket.sendMessage(person.lid, { poll: { name: "Pilih jadwal", values: ["Senin", "Selasa"], selectableCount: 1 } });
    const poll = await person.hears("Pilih jadwal");
    expect(poll).toMatchObject({ kind: "poll", options: ["Senin", "Selasa"] });
    expect(() => person.votes(poll, "Rabu")).toThrow("Rabu is not among");
    person.votes(poll, "Selasa", by);
    const update = (await newest(1)).message?.pollUpdateMessage;
    const secret = poll.message.messageContextInfo?.messageSecret;
    if (!update?.vote || !secret) throw new Error("no vote came");
    const context = { pollCreatorJid: bot[by.creator], pollMsgId: poll.id, pollEncKey: secret, voterJid: person[by.voter] };
    const { selectedOptions } = decryptPollVote(update.vote, context);
    expect(selectedOptions.map((it) => Buffer.from(it))).toEqual([createHash("sha256").update("Selasa").digest()]);
    expect(update.pollCreationMessageKey).toMatchObject({ id: poll.id, fromMe: true });
  });
});
