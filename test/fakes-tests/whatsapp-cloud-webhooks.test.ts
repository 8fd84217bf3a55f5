import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeGraph, fakeGraph, type Person } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { webhookReceiver } from "./webhook-receiver.ts";

const phone = "628000000101";
let graph: FakeGraph;
let app: Awaited<ReturnType<typeof webhookReceiver>>;
let person: Person;

beforeEach(async () => {
  app = await webhookReceiver("app-secret", "verify-token");
  graph = await fakeGraph({ callback: app.url });
  graph.webhooks.firstRepeatMs = 5;
  person = graph.person({ name: "Warga Contoh", phone });
});
afterEach(async () => {
  await graph.close();
  await app.close();
});

const send = async (content: object): Promise<string> => {
  const response = await fetch(`${graph.url}/v23.0/${graph.phoneNumberId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${graph.token}`, "content-type": "application/json" },
    body: JSON.stringify({ messaging_product: "whatsapp", to: phone, ...content }),
  });
  return ((await response.json()) as { messages: [{ id: string }] }).messages[0].id;
};
const text = (body: string, more: object = {}) => send({ type: "text", text: { body }, ...more });
const value = (at: number) => app.received.at(at)?.body.entry[0].changes[0].value;
const states = () => app.statuses().map((it: { status: string }) => it.status);

describe("the envelope", () => {
  it("is signed over bytes that parsing and writing again would change", async () => {
    await person.says("Sélamat pagi 🙏 a/b").received;
    const [{ raw, signed, body }] = app.received as [(typeof app.received)[number]];
    expect(signed).toBe(true);
    expect(raw.toString("latin1")).toContain(String.raw`S\u00e9lamat pagi \ud83d\ude4f a\/b`);
    expect(raw.every((byte) => byte < 128)).toBe(true);
    const rewritten = createHmac("sha256", "app-secret").update(JSON.stringify(body)).digest();
    expect(rewritten).not.toEqual(createHmac("sha256", "app-secret").update(raw).digest());
    expect(app.messages()[0].text.body).toBe("Sélamat pagi 🙏 a/b");
  });

  it("names the account, the number and the person", async () => {
    await person.says("halo").received;
    expect(app.received[0]?.body).toMatchObject({ object: "whatsapp_business_account", entry: [{ id: expect.any(String), changes: [{ field: "messages" }] }] });
    expect(value(0)).toMatchObject({
      messaging_product: "whatsapp",
      metadata: { display_phone_number: "6280000000001", phone_number_id: graph.phoneNumberId },
      contacts: [{ profile: { name: "Warga Contoh" }, wa_id: phone, user_id: person.userId }],
      messages: [
        { from: phone, from_user_id: person.userId, id: expect.stringMatching(/^wamid\./), timestamp: expect.stringMatching(/^\d{10}$/), type: "text" },
      ],
    });
  });

  it("shows only the user id of a person who hides the number", async () => {
    const hidden = graph.person({ name: "Nama Samaran", userId: "ID.777", username: "samaran" });
    await hidden.says("halo").received;
    expect(value(0).contacts).toEqual([{ profile: { name: "Nama Samaran", username: "samaran" }, user_id: "ID.777" }]);
    expect(value(0).messages[0]).not.toHaveProperty("from");
    expect(value(0).messages[0].from_user_id).toBe("ID.777");
    await send({ to: undefined, recipient: "ID.777", type: "text", text: { body: "halo" } });
    await graph.settled();
    expect(app.statuses()[0]).toMatchObject({ recipient_user_id: "ID.777" });
    expect(app.statuses()[0]).not.toHaveProperty("recipient_id");
  });

  it("verifies a callback", async () => {
    expect(await graph.verifies()).toMatchObject({ ok: true, status: 200 });
    expect(await graph.verifies({ token: "wrong" })).toMatchObject({ ok: false, status: 403 });
  });
});

describe("what people do", () => {
  it("tap buttons and rows, with the message they answer", async () => {
    await person.says("halo").received;
    const reply = (id: string, title: string) => ({ type: "reply", reply: { id, title } });
    await send({
      type: "interactive",
      interactive: { type: "button", body: { text: "Yakin?" }, action: { buttons: [reply("y", "Ya"), reply("n", "Tidak")] } },
    });
    const asked = await person.hears("Yakin?");
    await person.picks(asked, "Ya").received;
    expect(app.messages().at(-1)).toMatchObject({
      type: "interactive",
      interactive: { type: "button_reply", button_reply: { id: "y", title: "Ya" } },
      context: { from: "6280000000001", id: asked.id },
    });
    await send({
      type: "interactive",
      interactive: {
        type: "list",
        body: { text: "Pilih" },
        action: { button: "Buka", sections: [{ rows: [{ id: "r1", title: "Kendari", description: "Sulawesi" }] }] },
      },
    });
    await person.picks(await person.hears("Pilih"), "r1").received;
    expect(app.messages().at(-1).interactive).toEqual({ type: "list_reply", list_reply: { id: "r1", title: "Kendari", description: "Sulawesi" } });
    expect(() => person.picks(asked, "Mungkin")).toThrow("Mungkin is not among");
  });

  it("share contacts, of their own on request and of others by hand", async () => {
    await person.says("halo").received;
    await send({ type: "interactive", interactive: { type: "request_contact_info", body: { text: "Nomor Anda?" }, action: { name: "request_contact_info" } } });
    await person.sharesContact({ request: await person.hears("Nomor") }).received;
    expect(app.messages().at(-1)).toMatchObject({
      type: "contacts",
      from_user_id: person.userId,
      contacts: [{ origin: "contact_request", phones: [{ phone: `+${phone}`, wa_id: phone }] }],
    });
    await person.sharesContact({ request: person.last, originIn: "message" }).received;
    expect([app.messages().at(-1).origin, app.messages().at(-1).contacts[0].origin]).toEqual(["contact_request", undefined]);
    await person.sharesContact({ name: "Orang Lain", phone: "+628000000999" }).received;
    expect(app.messages().at(-1).contacts[0]).toMatchObject({ origin: "other", name: { formatted_name: "Orang Lain" }, phones: [{ wa_id: "628000000999" }] });
  });

  it("send files, voice, places, reactions, stickers and what cannot be carried", async () => {
    const bytes = Buffer.from("isi");
    const said = person.says("halo");
    const all = [
      person.sends("image", { bytes, caption: "foto" }),
      person.sends("voice", { bytes }),
      person.sends("audio", { bytes }),
      person.sends("sticker", { bytes }),
      person.sharesLocation({ latitude: -3.99, longitude: 122.5 }),
      person.reacts(said.id, "👍"),
      person.sendsUnsupported("poll_creation"),
      person.sendsRaw("order", { catalog_id: "1" }, { errors: [{ code: 131000, title: "x" }] }),
      person.says("menjawab", said.id),
    ];
    await Promise.all(all.map((it) => it.received));
    const [, image, voice, audio, sticker, location, reaction, unsupported, order, answer] = app.messages();
    expect(image.image).toMatchObject({ caption: "foto", mime_type: "image/jpeg", id: expect.any(String) });
    expect([voice.type, voice.audio.voice, voice.audio.mime_type]).toEqual(["audio", true, "audio/ogg; codecs=opus"]);
    expect(audio.audio.voice).toBe(false);
    expect(sticker.sticker.animated).toBe(false);
    expect(location.location).toEqual({ latitude: -3.99, longitude: 122.5 });
    expect(reaction.reaction).toEqual({ message_id: said.id, emoji: "👍" });
    expect(unsupported).toMatchObject({ errors: [{ code: 131051 }], unsupported: { type: "poll_creation" } });
    expect(order).toMatchObject({ type: "order", errors: [{ code: 131000 }] });
    expect(answer.context).toEqual({ from: "6280000000001", id: said.id });
  });

  it("change their number, and with it their user id", async () => {
    const before = person.userId;
    await person.changesNumber("+62 800 0000 0202").received;
    expect(person.userId).not.toBe(before);
    expect(value(-1)).not.toHaveProperty("contacts");
    expect(value(-1).messages[0]).toMatchObject({
      from: phone,
      type: "system",
      system: { type: "user_changed_number", wa_id: "6280000000202", user_id: person.userId, previous_user_id: before },
    });
    const hidden = graph.person({ name: "Tanpa Nomor", userId: "ID.777" });
    await hidden.changesNumber("6280000000303").received;
    await hidden.changesNumber("6280000000304", "user_id_update").received;
    const [system, update] = app.received.slice(-2).map((it) => it.body.entry[0].changes[0]);
    expect(system.value.messages[0].system).toMatchObject({ type: "user_changed_user_id", previous_user_id: "ID.777" });
    expect([update.field, update.value.user_id_update[0].user_id.current]).toEqual(["user_id_update", hidden.userId]);
  });

  it("hear in order, once, and not what never came", async () => {
    await person.says("halo").received;
    for (const it of ["satu", "dua", "dua"]) await text(it);
    expect((await person.hears(/dua/)).id).not.toBe((await person.hears("dua")).id);
    await expect(person.hears("satu", { timeout: 20 })).rejects.toThrow(/did not hear satu; heard: \[\]/);
  });
});

describe("statuses", () => {
  beforeEach(async () => {
    await person.says("halo").received;
  });

  it("go from sent to read, with price and callback data", async () => {
    const id = await text("isi", { biz_opaque_callback_data: "kunci" });
    await person.hears("isi");
    await person.reads();
    await graph.settled();
    expect(states()).toEqual(["sent", "delivered", "read"]);
    expect(app.statuses()[0]).toMatchObject({
      id,
      recipient_id: phone,
      recipient_user_id: person.userId,
      biz_opaque_callback_data: "kunci",
      conversation: { id: expect.any(String), expiration_timestamp: expect.any(String), origin: { type: "service" } },
      pricing: { billable: false, pricing_model: "PMP", category: "service", type: "free_customer_service" },
    });
    graph.statuses.freeReplies = 1;
    graph.template({ name: "salam", body: "Halo", category: "utility" });
    await text("dua");
    await send({ type: "template", template: { name: "salam", language: { code: "id" } } });
    await graph.settled();
    expect(
      app
        .statuses()
        .filter((it: { status: string }) => it.status === "sent")
        .map((it: { pricing: object }) => it.pricing),
    ).toMatchObject([{ billable: false }, { billable: true, category: "service", type: "regular" }, { billable: true, category: "utility" }]);
  });

  it("come backwards, by hand, or not at all", async () => {
    graph.statuses.mode = "backwards";
    await text("isi");
    await person.hears("isi");
    await person.reads();
    expect(states()).toEqual(["read", "delivered", "sent"]);
    graph.statuses.mode = "silent";
    const id = await text("diam");
    await person.hears("diam");
    expect(states()).toHaveLength(3);
    for (const it of ["delivered", "delivered", "failed", "sent"] as const) await graph.status(id, it, 131026);
    expect(states().slice(3)).toEqual(["delivered", "delivered", "failed", "sent"]);
  });

  it("wait for a phone that is off", async () => {
    person.goesOffline();
    await text("nanti");
    await graph.settled();
    expect([states(), person.received]).toEqual([["sent"], []]);
    person.comesOnline();
    await person.hears("nanti");
    await graph.settled();
    expect(states()).toEqual(["sent", "delivered"]);
  });

  it("may arrive before the answer they belong to", async () => {
    graph.statuses.beforeAnswer = true;
    await text("isi");
    expect(states()).toEqual(["sent", "delivered"]);
  });
});

describe("delivery", () => {
  it("repeats the same bytes until 200, and keeps order per person", async () => {
    app.answers.push(500, "hang up", 201);
    await Promise.all(["satu", "dua"].map((it) => person.says(it).received));
    expect(app.messages().map((it: { text: { body: string } }) => it.text.body)).toEqual(["satu", "satu", "satu", "satu", "dua"]);
    expect(new Set(app.received.slice(0, 4).map((it) => it.raw.toString())).size).toBe(1);
    expect(graph.webhooks.deliveries.map((it) => [it.attempt, it.status])).toEqual([
      [1, 500],
      [2, "no connection"],
      [3, 201],
      [4, 200],
      [1, 200],
    ]);
  });

  it("waits for an app that is not there yet", async () => {
    const { port } = new URL(app.url);
    await app.close();
    const said = person.says("halo");
    while (graph.webhooks.deliveries.length < 2) await new Promise(setImmediate);
    app = await webhookReceiver("app-secret", "verify-token", Number(port));
    await said.received;
    expect(app.messages()).toHaveLength(1);
  });

  it("does not let one person wait for another", async () => {
    graph.webhooks.firstRepeatMs = 60_000;
    app.answers.push(500);
    person.says("macet");
    const other = graph.person({ name: "Warga Lain", phone: "628000000102" });
    await app.until(() => app.received.length === 1);
    await other.says("lancar").received;
    expect(app.messages().map((it: { text: { body: string } }) => it.text.body)).toEqual(["macet", "lancar"]);
  });

  it("may let a later message overtake an earlier one", async () => {
    graph.webhooks.ordered = false;
    app.answers.push(500);
    const first = person.says("satu").received;
    await app.until(() => app.received.length === 1);
    await Promise.all([first, person.says("dua").received]);
    expect(app.messages().filter((it: { text: { body: string } }) => it.text.body === "dua")).toHaveLength(1);
  });

  it.each(["after", "together"] as const)("sends duplicates %s the first", async (way) => {
    graph.webhooks.duplicates = way;
    graph.webhooks.duplicateNext(1);
    graph.webhooks.duplicateEvery = 3;
    for (const it of ["satu", "dua", "tiga"]) person.says(it);
    await graph.settled();
    expect(app.messages().map((it: { text: { body: string } }) => it.text.body)).toEqual(["satu", "satu", "dua", "tiga", "tiga"]);
  });

  it("puts several people's messages and statuses in one body, in several entries, changes and lists", async () => {
    const others = [2, 3, 4].map((at) => graph.person({ name: `Warga ${at}`, phone: `62800000010${at}` }));
    await person.says("buka").received;
    const before = app.received.length;
    await graph.webhooks.batch(async () => {
      for (const it of [person, ...others]) it.says("satu");
      await text("balasan");
      await person.hears("balasan");
      others[0]?.says("dua");
    });
    expect(app.received.length - before).toBe(1);
    const { entry } = app.received.at(-1)?.body ?? {};
    const shape = entry.map((it: { changes: { value: { messages?: []; statuses?: []; contacts: [] } }[] }) =>
      it.changes.map(({ value }) => [value.messages?.length ?? 0, value.statuses?.length ?? 0, value.contacts.length]),
    );
    expect(shape).toEqual([
      [
        [2, 0, 2],
        [2, 0, 2],
      ],
      [
        [0, 2, 1],
        [1, 0, 1],
      ],
    ]);
  });

  it("merges what is waiting when told to", async () => {
    graph.webhooks.together = 10;
    const people = Array.from({ length: 7 }, (_, at) => graph.person({ name: `Warga ${at}`, phone: `6280000010${at}` }));
    await Promise.all(people.map((it) => it.says("halo").received));
    expect([app.received.length, app.messages().length]).toEqual([1, 7]);
  });

  it("spoils a signature once", async () => {
    graph.webhooks.spoilSignatures(1);
    await person.says("halo").received;
    expect(app.received.map((it) => it.signed)).toEqual([false, true]);
    expect(graph.webhooks.deliveries.map((it) => it.status)).toEqual([401, 200]);
  });

  it("posts anything, and errors that belong to no message", async () => {
    const body = { object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "account_update", value: {} }] }] };
    expect(await graph.posts(body)).toBe(200);
    expect(await graph.posts(body, "wrong")).toBe(401);
    expect(await graph.posts(body, "none")).toBe(401);
    await graph.reports(130429);
    expect(value(-1).errors).toMatchObject([{ code: 130429, title: "Rate limit hit" }]);
  });
});
