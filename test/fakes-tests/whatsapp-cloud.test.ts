import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeGraph, fakeGraph, fault, type Person } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { webhookReceiver } from "./webhook-receiver.ts";

const phone = "628000000101";
let graph: FakeGraph;
let app: Awaited<ReturnType<typeof webhookReceiver>>;
let person: Person;

beforeEach(async () => {
  app = await webhookReceiver("app-secret", "verify-token");
  graph = await fakeGraph({ callback: app.url });
  person = graph.person({ name: "Warga Contoh", phone });
});
afterEach(async () => {
  await graph.close();
  await app.close();
});

/** One request, as an app would make it. */
async function call(method: string, path: string, body?: string | FormData | object, token = graph.token) {
  const json = body !== undefined && !(body instanceof FormData) && typeof body !== "string";
  const response = await fetch(path.startsWith("http") ? path : `${graph.url}/v23.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(json ? { "content-type": "application/json" } : {}) },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as NonNullable<RequestInit["body"]>) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  // biome-ignore lint/suspicious/noExplicitAny: answers have many shapes.
  return { status: response.status, bytes, body: (isJson ? JSON.parse(bytes.toString()) : undefined) as any };
}
const post = (body: object) => call("POST", `${graph.phoneNumberId}/messages`, { messaging_product: "whatsapp", ...body });
const text = (body: string, more: object = {}) => post({ to: phone, type: "text", text: { body }, ...more });
const interactive = (it: object) => post({ to: phone, type: "interactive", interactive: it });
const file = (mime: string, name: string, bytes = "isi", type = mime) => {
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", type);
  form.set("file", new File([bytes], name, { type: mime }));
  return form;
};
const upload = async (mime: string, name: string) => (await call("POST", `${graph.phoneNumberId}/media`, file(mime, name))).body.id as string;
const failures = () => app.statuses().filter((it: { status: string }) => it.status === "failed");

const buttons = (...titles: string[]) => titles.map((title, at) => ({ type: "reply", reply: { id: `b${at}`, title } }));
const rows = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `r${at}`, title: `Pilihan ${at}`, description: "keterangan" }));
const list = (sections: object[], more: object = {}) => ({ type: "list", body: { text: "Pilih" }, action: { button: "Buka", sections }, ...more });

describe("messages that arrive", () => {
  beforeEach(async () => {
    await person.says("halo").received;
  });
  afterEach(() => expect(graph.violations).toEqual([]));

  it("text, with its quote and callback data", async () => {
    const answer = await text("Selamat pagi", {
      recipient_type: "individual",
      context: { message_id: app.messages()[0].id },
      biz_opaque_callback_data: "kunci-1",
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { messaging_product: "whatsapp", contacts: [{ input: phone, wa_id: phone }], messages: [{ id: expect.stringMatching(/^wamid\./) }] },
    });
    const heard = await person.hears("Selamat");
    expect(heard).toMatchObject({
      kind: "text",
      plain: "Selamat pagi",
      replyTo: app.messages()[0].id,
      callbackData: "kunci-1",
      id: answer.body.messages[0].id,
    });
  });

  it("reply buttons, a list and a contact request", async () => {
    const header = { type: "text", text: "Kota" };
    await interactive({ type: "button", header, body: { text: "Kota mana?" }, footer: { text: "BKPSDM" }, action: { buttons: buttons("Kendari", "Ambon") } });
    expect((await person.hears("Kota mana?")).plain).toBe("Kota\nKota mana?\nBKPSDM\n[Kendari]\n[Ambon]");
    await interactive(
      list(
        [
          { title: "Satu", rows: rows(4) },
          { title: "Dua", rows: rows(6).map((it) => ({ ...it, id: `${it.id}x` })) },
        ],
        { body: { text: "x".repeat(4096) } },
      ),
    );
    expect((await person.hears((it) => it.kind === "list")).options).toHaveLength(10);
    await interactive({ type: "request_contact_info", body: { text: "Bagikan nomor Anda" }, action: { name: "request_contact_info" } });
    expect((await person.hears("Bagikan")).kind).toBe("contact request");
  });

  it("a document by id and an image by link", async () => {
    const id = await upload("application/pdf", "surat tugas.pdf");
    await post({ to: `+${phone}`, type: "document", document: { id, filename: "Surat.pdf", caption: "Ini suratnya" } });
    const heard = await person.hears("Ini suratnya");
    expect(heard.plain).toBe("Ini suratnya\n<Surat.pdf>");
    expect(heard.file?.bytes?.toString()).toBe("isi");
    await post({ to: phone, type: "image", image: { link: "https://example.test/a.png" } });
    expect((await person.hears((it) => it.kind === "image")).file?.link).toBe("https://example.test/a.png");
  });

  it("a read receipt with typing", async () => {
    const read = { status: "read", message_id: app.messages()[0].id, typing_indicator: { type: "text" } };
    expect(await post(read)).toMatchObject({ status: 200, body: { success: true } });
    expect(graph.calls("read")).toHaveLength(1);
    expect(graph.calls("messages")).toHaveLength(0);
  });

  it("a template with its holes filled, whose button can be tapped", async () => {
    graph.template({ name: "pengingat", body: "Bapak/Ibu {{1}}, pelatihan dimulai {{2}}.", buttons: ["Hadir"] });
    const parameters = ["Contoh", "besok"].map((it) => ({ type: "text", text: it }));
    const button = { type: "button", sub_type: "quick_reply", index: "0", parameters: [{ type: "payload", payload: "hadir:7" }] };
    const sent = await post({
      to: phone,
      type: "template",
      template: { name: "pengingat", language: { code: "id" }, components: [{ type: "body", parameters }, button] },
    });
    expect(sent.body.messages[0].message_status).toBe("accepted");
    const heard = await person.hears("pelatihan dimulai");
    expect(heard.plain).toBe("Bapak/Ibu Contoh, pelatihan dimulai besok.\n[Hadir]");
    await person.picks(heard, "Hadir").received;
    expect(app.messages().at(-1)).toMatchObject({ type: "button", button: { payload: "hadir:7", text: "Hadir" }, context: { id: heard.id } });
  });
});

describe("requests that are refused", () => {
  const long = (count: number) => "x".repeat(count);
  const button = (more: object) => interactive({ type: "button", body: { text: "?" }, action: { buttons: buttons("Ya") }, ...more });
  const reply = (id: string, title: string) => ({ type: "reply", reply: { id, title } });

  it.each<[string, () => Promise<{ status: number }>]>([
    ["an unknown field", () => text("a", { priority: "high" })],
    ["an unknown type", () => post({ to: phone, type: "poll", poll: {} })],
    ["no type", () => post({ to: phone, text: { body: "a" } })],
    ["another product", () => post({ messaging_product: "sms", to: phone, type: "text", text: { body: "a" } })],
    ["nobody to send to", () => post({ type: "text", text: { body: "a" } })],
    ["a group", () => text("a", { recipient_type: "group" })],
    ["something that is no number", () => text("a", { to: "Warga" })],
    ["a phone in recipient", () => post({ recipient: phone, type: "text", text: { body: "a" } })],
    ["an empty text", () => text("")],
    ["a blank text", () => text(" \n")],
    ["a text too long", () => text(long(4097))],
    ["callback data too long", () => text("a", { biz_opaque_callback_data: long(513) })],
    ["a quote of an unknown message", () => text("a", { context: { message_id: "wamid.unknown" } })],
    ["four buttons", () => button({ action: { buttons: buttons("a", "b", "c", "d") } })],
    ["no buttons", () => button({ action: { buttons: [] } })],
    ["a button title too long", () => button({ action: { buttons: buttons(long(21)) } })],
    ["a button id too long", () => button({ action: { buttons: [reply(long(257), "a")] } })],
    ["two buttons of one title", () => button({ action: { buttons: buttons("a", "a") } })],
    ["two buttons of one id", () => button({ action: { buttons: [reply("1", "a"), reply("1", "b")] } })],
    ["a button body too long", () => button({ body: { text: long(1025) } })],
    ["a header too long", () => button({ header: { type: "text", text: long(61) } })],
    ["a footer too long", () => button({ footer: { text: long(61) } })],
    ["eleven rows", () => interactive(list([{ rows: rows(11) }]))],
    [
      "eleven rows in two sections",
      () =>
        interactive(
          list([
            { title: "a", rows: rows(6) },
            { title: "b", rows: rows(5).map((it) => ({ ...it, id: `${it.id}x` })) },
          ]),
        ),
    ],
    ["eleven sections", () => interactive(list(rows(11).map((it) => ({ title: it.title, rows: [it] }))))],
    ["sections without titles", () => interactive(list(rows(2).map((it) => ({ rows: [it] }))))],
    ["a row title too long", () => interactive(list([{ rows: [{ id: "1", title: long(25) }] }]))],
    ["a row description too long", () => interactive(list([{ rows: [{ id: "1", title: "a", description: long(73) }] }]))],
    ["a row id too long", () => interactive(list([{ rows: [{ id: long(201), title: "a" }] }]))],
    ["rows of one id", () => interactive(list([{ rows: [rows(1)[0], { ...rows(1)[0], title: "b" }] as object[] }]))],
    ["a list button too long", () => interactive(list([{ rows: rows(1) }], { action: { button: long(21), sections: [{ rows: rows(1) }] } }))],
    ["a list with an image header", () => interactive(list([{ rows: rows(1) }], { header: { type: "image", image: { link: "https://example.test/a.png" } } }))],
    ["contact_request as a type", () => interactive({ type: "contact_request", body: { text: "a" }, action: { name: "request_contact_info" } })],
    ["a document without a source", () => post({ to: phone, type: "document", document: { filename: "a.pdf" } })],
    ["a document with two sources", () => post({ to: phone, type: "document", document: { id: "1", link: "https://example.test/a.pdf" } })],
    ["a caption too long", () => post({ to: phone, type: "document", document: { link: "https://example.test/a.pdf", caption: long(1025) } })],
    ["an unknown media id", () => post({ to: phone, type: "image", image: { id: "123" } })],
    ["a receipt for an unknown message", () => post({ status: "read", message_id: "wamid.unknown" })],
    [
      "a line break in a template's hole",
      () =>
        post({
          to: phone,
          type: "template",
          template: { name: "a", language: { code: "id" }, components: [{ type: "body", parameters: [{ type: "text", text: "a\nb" }] }] },
        }),
    ],
    ["an upload of a strange type", () => call("POST", `${graph.phoneNumberId}/media`, file("application/zip", "a.zip"))],
    ["an upload whose type is not its own", () => call("POST", `${graph.phoneNumberId}/media`, file("image/png", "a.png", "isi", "application/pdf"))],
    ["an empty upload", () => call("POST", `${graph.phoneNumberId}/media`, file("image/png", "a.png", ""))],
    ["an image over 5 MB", () => call("POST", `${graph.phoneNumberId}/media`, file("image/png", "a.png", long(5 * 1024 * 1024 + 1)))],
    ["a body that is not JSON", () => call("POST", `${graph.phoneNumberId}/messages`, "{")],
    ["another number's path", () => call("POST", "999/messages", {})],
    ["an unknown path", () => call("GET", `${graph.phoneNumberId}/templates`)],
    ["an unknown field of the number", () => call("GET", `${graph.phoneNumberId}?fields=colour`)],
  ])("%s", async (_name, request) => {
    await person.says("halo").received;
    const answer = (await request()) as Awaited<ReturnType<typeof call>>;
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      message: expect.any(String),
      type: expect.any(String),
      code: expect.toBeOneOf([100, 131053]),
      fbtrace_id: expect.any(String),
    });
    expect(graph.violations).toHaveLength(1);
    expect(person.received).toEqual([]);
  });

  it("says what is wrong in Meta's shape", async () => {
    const { body } = await text("a", { priority: "high" });
    expect(body.error).toMatchObject({
      message: "(#100) Invalid parameter",
      type: "OAuthException",
      code: 100,
      error_data: { messaging_product: "whatsapp", details: expect.stringContaining("priority") },
    });
  });

  it("templates that are not approved or wrongly filled", async () => {
    graph.template({ name: "salam", body: "Halo {{1}}" });
    const send = (name: string, code: string, count: number) =>
      post({
        to: phone,
        type: "template",
        template: {
          name,
          language: { code },
          ...(count ? { components: [{ type: "body", parameters: Array(count).fill({ type: "text", text: "a" }) }] } : {}),
        },
      });
    expect(await send("lain", "id", 1)).toMatchObject({ status: 404, body: { error: { code: 132001 } } });
    expect(await send("salam", "en", 1)).toMatchObject({ status: 404, body: { error: { code: 132001 } } });
    expect(await send("salam", "id", 2)).toMatchObject({ status: 400, body: { error: { code: 132000 } } });
    expect(await send("salam", "id", 0)).toMatchObject({ status: 400, body: { error: { code: 132000 } } });
  });

  it("a wrong or revoked token", async () => {
    const refused = { status: 401, body: { error: { code: 190, type: "OAuthException" } } };
    expect(await call("POST", `${graph.phoneNumberId}/messages`, {}, "wrong")).toMatchObject(refused);
    const { token } = graph;
    graph.revokeToken();
    expect(await call("GET", graph.phoneNumberId, undefined, token)).toMatchObject(refused);
    expect(await call("GET", graph.phoneNumberId)).toMatchObject({ status: 200 });
  });
});

describe("who is reached, and when", () => {
  it("closes the window 24 hours after the person's last message, except for templates", async () => {
    graph.template({ name: "salam", body: "Halo" });
    await person.says("halo").received;
    graph.advance(23.9);
    await text("masih");
    await person.hears("masih");
    graph.advance(0.2);
    expect((await text("terlambat")).status).toBe(200);
    await app.until(() => failures().length === 1);
    expect(failures()[0]).toMatchObject({
      recipient_id: phone,
      errors: [{ code: 131047, title: "Re-engagement message", error_data: { details: expect.any(String) } }],
    });
    await post({ to: phone, type: "template", template: { name: "salam", language: { code: "id" } } });
    await person.hears("Halo");
    await person.says("saya di sini").received;
    await text("lagi");
    await person.hears("lagi");
    expect(person.received.map((it) => it.text)).toEqual(["masih", "Halo", "lagi"]);
  });

  it("keeps a window for each number of the business", async () => {
    graph.addNumber({ id: "5550001", display: "+62 800 0000 0002" });
    await person.says("halo").received;
    await call("POST", "5550001/messages", { messaging_product: "whatsapp", to: phone, type: "text", text: { body: "dari nomor lain" } });
    await app.until(() => failures().length === 1);
    expect(failures()[0].errors[0].code).toBe(131047);
    const other = graph.person({ name: "Warga Lain", phone: "628000000102", writesTo: "5550001" });
    await other.says("halo").received;
    expect(app.received.at(-1)?.body.entry[0].changes[0].value.metadata).toEqual({ display_phone_number: "6280000000002", phone_number_id: "5550001" });
  });

  it("fails for a number that is not on WhatsApp", async () => {
    expect((await text("halo", { to: "+62 800-0000-0999" })).status).toBe(200);
    await app.until(() => failures().length === 1);
    expect(failures()[0]).toMatchObject({ recipient_id: "6280000000999", errors: [{ code: 131026 }] });
  });

  it("drops a message with a user id in `to` without a word, and delivers it in `recipient`", async () => {
    const hidden = graph.person({ name: "Tanpa Nomor", userId: "ID.13491208655302741918" });
    await hidden.says("halo").received;
    expect((await text("hilang", { to: hidden.userId })).status).toBe(200);
    const answer = await post({ recipient: hidden.userId, type: "text", text: { body: "sampai" } });
    expect(answer.body.contacts).toEqual([{ input: hidden.userId, user_id: hidden.userId }]);
    await hidden.hears("sampai");
    await graph.settled();
    expect(hidden.received).toHaveLength(1);
    expect(graph.accepted("dropped").map((it) => it.to)).toEqual([hidden.userId]);
    expect(app.statuses().map((it: { id: string }) => it.id)).toEqual([answer.body.messages[0].id, answer.body.messages[0].id]);
  });

  it("limits pairs and throughput only when asked to", async () => {
    await person.says("halo").received;
    graph.freeze();
    graph.limits.pair = true;
    const codes: number[] = [];
    for (let at = 0; at < 46; at++) codes.push((await text(`${at}`)).body.error?.code ?? 200);
    expect(codes).toEqual([...Array(45).fill(200), 131056]);
    graph.advance(6 / 3600);
    expect((await text("lagi")).status).toBe(200);
    graph.limits.pair = false;
    graph.limits.throughput = 1;
    expect((await text("pertama")).status).toBe(200);
    expect(await text("kedua")).toMatchObject({ status: 429, body: { error: { code: 130429 } } });
    graph.advance(1 / 3600);
    expect((await text("ketiga")).status).toBe(200);
  });

  it("an image that is no image fails later", async () => {
    await person.says("halo").received;
    await post({ to: phone, type: "image", image: { id: await upload("application/pdf", "a.pdf") } });
    await app.until(() => failures().length === 1);
    expect(failures()[0].errors[0].code).toBe(131053);
  });
});

describe("media and the number", () => {
  it("gives a link that works with the token for five minutes", async () => {
    const sent = person.sends("document", { bytes: Buffer.from([0, 255, 13, 10]), name: "SK.pdf", caption: "SK saya" });
    await sent.received;
    const { document } = app.messages()[0];
    expect(document).toMatchObject({ filename: "SK.pdf", caption: "SK saya", mime_type: "application/pdf", sha256: expect.any(String) });
    const media = await call("GET", `${document.id}?phone_number_id=${graph.phoneNumberId}`);
    expect(media.body).toMatchObject({ messaging_product: "whatsapp", mime_type: "application/pdf", file_size: 4, id: document.id });
    expect((await call("GET", media.body.url)).bytes).toEqual(Buffer.from([0, 255, 13, 10]));
    expect((await call("GET", media.body.url, undefined, "wrong")).status).toBe(401);
    graph.advance(0.1);
    expect((await call("GET", media.body.url)).status).toBe(404);
    graph.advance(7 * 24);
    expect(await call("GET", document.id)).toMatchObject({ status: 400, body: { error: { code: 100, error_subcode: 33 } } });
  });

  it("keeps and deletes what is uploaded", async () => {
    const id = await upload("image/png", "a.png");
    expect((await call("GET", id)).body.mime_type).toBe("image/png");
    expect((await call("DELETE", id)).body).toEqual({ success: true });
    expect((await call("GET", id)).status).toBe(400);
    expect(graph.calls("upload")[0]?.body).toEqual({ type: "image/png", name: "a.png", size: 3 });
  });

  it("describes the number", async () => {
    expect((await call("GET", graph.phoneNumberId)).body).toMatchObject({ display_phone_number: "+62 800 0000 0001", quality_rating: "GREEN" });
    graph.quality = "YELLOW";
    expect((await call("GET", `${graph.phoneNumberId}?fields=quality_rating`)).body).toEqual({ id: graph.phoneNumberId, quality_rating: "YELLOW" });
  });
});

describe("scripted faults", () => {
  beforeEach(async () => {
    await person.says("halo").received;
  });

  it.each([
    ["throughput", fault.throughput, 429, 130429],
    ["the pair limit", fault.pairLimit, 400, 131056],
    ["Meta being down", fault.down, 500, 131000],
    ["any other code", fault.error(131031), 403, 131031],
  ])("%s once, and nothing is accepted", async (_name, it, status, code) => {
    graph.faults.next("messages", it);
    expect(await text("a")).toMatchObject({ status, body: { error: { code } } });
    expect((await text("b")).status).toBe(200);
    await person.hears("b");
    expect(person.received).toHaveLength(1);
    expect(graph.calls("messages").map((it) => [it.status, it.fault])).toEqual([
      [status, "error"],
      [200, undefined],
    ]);
  });

  it("a page of a gateway", async () => {
    graph.faults.next("messages", fault.gateway);
    const answer = await text("a");
    expect([answer.status, answer.bytes.toString()]).toEqual([502, expect.stringContaining("<html>")]);
  });

  it("a connection dropped before, and one dropped after acceptance", async () => {
    graph.faults.next("messages", fault.droppedBefore, fault.droppedAfter);
    await expect(text("tidak")).rejects.toThrow("fetch failed");
    await expect(text("ya")).rejects.toThrow("fetch failed");
    await person.hears("ya");
    expect(person.received.map((it) => it.text)).toEqual(["ya"]);
  });

  it("an answer that never comes, though the message did", async () => {
    graph.faults.next("messages", fault.silentAfter);
    const given = new AbortController();
    const body = JSON.stringify({ messaging_product: "whatsapp", to: phone, type: "text", text: { body: "diam" } });
    const silent = fetch(`${graph.url}/v23.0/${graph.phoneNumberId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${graph.token}` },
      body,
      signal: given.signal,
    });
    await person.hears("diam");
    await app.until(() => app.statuses().length === 2);
    given.abort();
    await expect(silent).rejects.toThrow(/abort/i);
  });

  it("a failure reported later, and every second call", async () => {
    graph.faults.every(2, "messages", fault.failsLater(131049));
    await text("satu");
    await text("dua");
    await app.until(() => failures().length === 1);
    graph.faults.clear();
    await text("tiga");
    await text("empat");
    await person.hears("empat");
    expect(person.received.map((it) => it.text)).toEqual(["satu", "tiga", "empat"]);
    expect(failures()[0].errors[0].code).toBe(131049);
  });

  it("one on a download", async () => {
    await person.sends("voice", { bytes: Buffer.from("suara") }).received;
    const { url } = (await call("GET", app.messages().at(-1).audio.id)).body;
    graph.faults.next("download", fault.error(131000));
    expect((await call("GET", url)).status).toBe(500);
    expect((await call("GET", url)).bytes.toString()).toBe("suara");
  });
});
