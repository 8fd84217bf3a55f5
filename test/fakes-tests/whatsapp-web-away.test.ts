import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BufferJSON } from "@whiskeysockets/baileys";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Account, type FakeWhatsAppWeb, fakeWhatsAppWeb, muteLibsignal, noTrouble, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { memoryKeys, PlainClient } from "./plain-client.ts";

muteLibsignal();

let whatsapp: FakeWhatsAppWeb;
let bot: Account;
let person: Person;

beforeEach(async () => {
  whatsapp = await fakeWhatsAppWeb();
  bot = whatsapp.account();
  person = whatsapp.person();
});
afterEach(() => whatsapp.stop());

describe("while the client is away", () => {
  let client: PlainClient;
  beforeEach(async () => {
    client = new PlainClient(whatsapp, bot.linkedDevice());
    await bot.online();
  });
  afterEach(() => client.close());

  it("messages wait, and come in order, late and marked so", async () => {
    await person.says("sebelum").delivered();
    await client.close();
    await bot.offline();
    const another = whatsapp.person({ phone: "6281200000002", addressing: "pn" });
    const waiting = [person.says("satu"), person.says("dua"), another.says("orang lain"), person.says("tiga")];
    await Promise.all(waiting.map((it) => it.sent()));
    expect(waiting.map((it) => it.state)).toEqual(["sent", "sent", "sent", "sent"]);
    client.connect();
    expect((await client.texts(5)).filter((it) => it !== "orang lain")).toEqual(["sebelum", "satu", "dua", "tiga"]);
    expect(client.got.map((it) => it.how)).toEqual(["notify", "append", "append", "append", "append"]);
    await Promise.all(waiting.map((it) => it.delivered()));
    await bot.drained();
    expect({ complaints: whatsapp.complaints, thrownBack: bot.trouble.thrownBack }).toEqual({ complaints: [], thrownBack: [] });
  });

  it("ticks wait too", async () => {
    await person.says("halo").delivered();
    await client.socket.sendMessage(person.lid, { text: "jawaban" });
    await person.hears("jawaban");
    await client.close();
    await bot.offline();
    person.reads();
    client.connect();
    await client.until(() => client.statuses.some((it) => it.status === 4));
    await bot.drained();
  });

  it("a message whose receipt got lost is handed over again; who has kept the old keys can read it", async () => {
    await person.says("sebelum").delivered();
    const keys = new Map((client.keys as ReturnType<typeof memoryKeys>).kept);
    client.socket.ws.prependListener("CB:message", () => bot.ends("break"));
    const said = person.says("nyaris hilang");
    await bot.offline();
    expect(said.state).toBe("sent");
    const rolledBack = memoryKeys();
    for (const [name, value] of keys) rolledBack.kept.set(name, value);
    const again = new PlainClient(whatsapp, client.creds, {}, rolledBack);
    expect(await again.texts(1)).toEqual(["nyaris hilang"]);
    await said.delivered();
    expect(bot.trouble).toEqual(noTrouble);
    await again.close();
  });

  it("a client that has moved its keys on throws it back as read before: without a journal it is lost", async () => {
    await person.says("sebelum").delivered();
    client.socket.ws.prependListener("CB:message", () => bot.ends("break"));
    const said = person.says("hilang");
    await client.endings(1);
    client.connect();
    await whatsapp.until(() => said.state === "thrown back");
    expect(bot.trouble).toMatchObject({ clientAskedAgain: 0, thrownBack: [{ code: "487", id: said.id, from: person.lid }] });
  });

  it("copies of a message are known by their bytes, not if they are sealed anew", async () => {
    const said = person.says("sekali");
    await said.delivered();
    person.repeats(said);
    await whatsapp.until(() => bot.trouble.thrownBack.length === 1);
    expect(await client.texts(1)).toEqual(["sekali"]);
    person.repeats(said, "sealed anew");
    expect(await client.texts(2)).toEqual(["sekali", "sekali"]);
    expect(new Set(client.got.map((it) => it.key.id)).size).toBe(1);
  });
});

describe("a client in another process", () => {
  let home: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "fake-wa-"));
    await writeFile(join(home, "creds.json"), JSON.stringify(bot.linkedDevice(), BufferJSON.replacer));
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await rm(home, { recursive: true, force: true });
  });

  it("is killed, comes back, and answers what waited", async () => {
    const start = () => {
      child = spawn(process.execPath, [join(import.meta.dirname, "echoing-client.ts"), whatsapp.url, home], { stdio: "ignore" });
      return child;
    };
    start();
    await bot.online({ timeout: 60_000 });
    person.says("satu");
    await person.hears("jawaban: satu");
    await whatsapp.until(() => person.typing === 1);
    const dead = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await dead;
    await bot.offline();
    person.says("dua");
    start();
    await person.hears("jawaban: dua", { timeout: 60_000 });
    await bot.drained();
    expect({ logins: bot.logins, complaints: whatsapp.complaints, trouble: bot.trouble }).toEqual({
      logins: 2,
      complaints: [],
      trouble: noTrouble,
    });
  });
});
