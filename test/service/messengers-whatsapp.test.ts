import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { type FakeGraph, fakeGraph, type Heard, type Person } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { databases, graphCallback, graphSettings, inTurn, leaks, openStage, patience, type Running, type Stage, slowly, stopped } from "./messengers-world.ts";

const question = "min brp JP setaun?";
const cited = /paling sedikit 20 JP[\s\S]*Sumber: PP 11\/2017 Pasal 203 ayat \(4\) \(berlaku, diubah PP 17\/2020\)/;
const labels = (heard: Heard) => heard.options.map((it) => it.label);

const Sent = z.object({ status: z.string(), error: z.string().nullable(), price: z.record(z.string(), z.unknown()).nullable() });

describe.each(databases)("people on WhatsApp, on $name", { timeout: 120_000, concurrent: true }, ({ name }) => {
  let graph: FakeGraph;
  let stage: Stage;
  let service: Running;

  beforeAll(async () => {
    graph = await fakeGraph({ token: "EAAuji-graph-token", appSecret: "rahasia-aplikasi-uji", verifyToken: "kata-verifikasi-uji" });
    stage = await openStage(name, graphSettings(graph));
    service = await stage.start();
    graph.callback = graphCallback(service);
  });
  afterAll(async () => {
    await stage.close();
    await graph.close();
  });

  const asks = async (person: Person, text: string, wanted: string | RegExp = /./): Promise<Heard> => {
    person.says(text);
    return person.hears(wanted, patience);
  };
  const picks = async (person: Person, from: Heard, label: string, wanted: string | RegExp): Promise<Heard> => {
    person.picks(from, label);
    return person.hears(wanted, patience);
  };
  /** Letters to a person whose talk has this chat. */
  const lettersTo = (chat: string) =>
    stage.base((db) => db.many(Sent, sql`select status, error, price from outbox where address->>'chat' = ${chat} order by id`));

  it("says which number is on, and shakes hands with Meta only", inTurn, async () => {
    expect(service.out()).toMatch(/^ {2}WhatsApp +106540352242922 \(all cities, webhook\): (up|not known yet)/m);
    expect(await graph.verifies()).toMatchObject({ ok: true, status: 200 });
    expect(await graph.verifies({ token: "kata-lain-uji" })).toMatchObject({ ok: false, status: 403, body: "" });
    expect(await graph.verifies({ mode: "unsubscribe" })).toMatchObject({ ok: false, status: 403, body: "" });
  });

  it("answers with the source, asks for the city in a list, and takes buttons, rows and numbers", inTurn, async () => {
    const person = graph.person({ name: "Warga Contoh", phone: "628000000101" });
    const first = await asks(person, question, cited);
    expect(first.kind).toBe("list"); // two related questions, the sources and four cities
    expect(labels(first)).toEqual(expect.arrayContaining(["Kendari", "Lihat bunyi sumber"]));
    expect(first.text).toContain("Anda bekerja di kota mana?");
    await picks(person, first, "Kendari", "keterangan Kota *Kendari*");
    const second = await asks(person, question, cited);
    expect([second.kind, second.options.length]).toEqual(["buttons", 3]);
    await picks(person, second, labels(second)[0] ?? "", /^Setiap PNS mengikuti/);
    await asks(person, question, cited);
    await asks(person, "dua", /^Pengembangan kompetensi bagi PPPK paling lama 24/);
    await picks(person, second, "Lihat bunyi sumber", "Sumber dari jawaban terakhir yang punya sumber:");
    await asks(person, "/kota", /Anda bekerja di kota mana/);
    await asks(person, "4", "keterangan Kota *Pontianak*");
  });

  it("answers somebody who shows no number, by user id", inTurn, async () => {
    const person = graph.person({ name: "Warga Contoh", userId: "ID.4711000000000001" });
    await asks(person, question, cited);
    const sent = graph.calls("messages").filter((it) => (it.body as { recipient?: string }).recipient === "ID.4711000000000001");
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).not.toHaveProperty("to");
  });

  it("answers what comes twice, together or later, once", inTurn, async () => {
    const person = graph.person({ name: "Warga Contoh", phone: "628000000102" });
    for (const duplicates of ["after", "together"] as const) {
      graph.webhooks.duplicates = duplicates;
      graph.webhooks.duplicateNext(1);
      await asks(person, question, cited);
    }
    graph.webhooks.duplicateNext(0);
    await asks(person, "/bantuan", "Yang bisa dilakukan");
    await graph.settled();
    expect(person.received.filter((it) => cited.test(it.plain))).toHaveLength(2);
    expect(person.received.filter((it) => it.plain.includes("Yang bisa dilakukan"))).toHaveLength(1);
  });

  it("says what it cannot read, and stays silent at a thumb", inTurn, async () => {
    const person = graph.person({ name: "Warga Contoh", phone: "628000000103" });
    const bytes = Buffer.from("ffd8ffe0", "hex");
    person.sends("voice", { bytes });
    const told = await person.hears("belum dapat mendengarkan pesan suara", patience);
    person.reacts(told, "👍");
    person.sends("image", { bytes, caption: question });
    await person.hears(cited, patience);
    person.sharesContact({ name: "Kenalan Contoh", phone: "628000000199" });
    await person.hears("kartu kontak tidak diperlukan", patience);
    person.sendsUnsupported();
    await person.hears("hanya dapat membaca pesan teks", patience);
    await asks(person, `\u202e${"kata ".repeat(20_000)}\u0007`, "Pertanyaan terlalu panjang.");
    expect(person.received).toHaveLength(5);
  });

  it("turns away who cannot sign, with an empty 401", inTurn, async () => {
    const before = graph.calls("messages").length;
    const body = { object: "whatsapp_business_account", entry: [] };
    expect(await graph.posts(body, "wrong")).toBe(401);
    expect(await graph.posts(body, "none")).toBe(401);
    expect(await graph.posts(body)).toBe(200);
    const stranger = await fetch(graph.callback, { method: "POST", headers: { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }, body: "{}" });
    expect([stranger.status, await stranger.text()]).toEqual([401, ""]);
    expect(graph.calls("messages")).toHaveLength(before);
  });

  it("follows its letters to the reader, keeps the price, and gives up a reply whose window is closed", inTurn, async () => {
    const reader = graph.person({ name: "Warga Contoh", phone: "628000000104" });
    await asks(reader, question, cited);
    await reader.reads();
    graph.advance(-25); // Meta repeats for a week what it could not deliver
    const late = graph.person({ name: "Warga Contoh", phone: "628000000105" });
    late.says(question);
    graph.advance(25);
    await expect.poll(async () => (await stage.channels()).get(`wa-cloud ${graph.phoneNumberId}`)?.failed, slowly).toBe(1);
    await graph.settled();
    const { code, out } = await stage.kawan("channels");
    expect([code, out]).toEqual([0, expect.stringMatching(/^wa-cloud 106540352242922, all cities\n {2}state +up since .*quality GREEN, CONNECTED/m)]);
    expect(out).toMatch(/^ {2}24 hours +1 letters failed \(the last: window\), 0 with unknown outcome$/m);
    expect(out).toMatch(/^ {2}waiting +0 messages, 0 replies, 0 notices$/m);
    await stopped(service);

    expect(late.received).toEqual([]);
    expect(await lettersTo("628000000104")).toEqual([{ status: "read", error: null, price: expect.objectContaining({ category: "service" }) }]);
    expect(await lettersTo("628000000105")).toEqual([{ status: "failed", error: "window", price: null }]);
  });

  it("has made no call that Meta would not take, and kept numbers, words and secrets to itself", inTurn, () => {
    expect(graph.violations).toEqual([]);
    expect(graph.accepted("dropped")).toEqual([]);
    const own = [graph.token, graph.appSecret, graph.verifyToken];
    expect(leaks(stage.log(), [...own, "62800000010", "62800000019", "ID.4711", question, "JP setaun", "Warga Contoh", "Kenalan"])).toEqual([]);
  });
});
