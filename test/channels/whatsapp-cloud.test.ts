import { createHmac } from "node:crypto";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWhatsAppCloud } from "../../src/channels/whatsapp-cloud/whatsapp-cloud.ts";
import type { Button } from "../../src/core/reply.ts";
import { fault } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { silentLog } from "../world.ts";
import { type CloudWorld, openCloudWorld, secondNumber } from "./whatsapp-cloud-world.ts";

const phone = "6281234567890";
const pick = (label: string, full?: string): Button => ({ label, ...(full && { full }), call: { capability: "x", input: {} } });

describe("the WhatsApp Cloud channel", () => {
  let world: CloudWorld;
  beforeEach(async () => {
    world = await openCloudWorld();
  });
  afterEach(async () => {
    expect(world.graph.violations).toEqual([]);
    await world.close();
  });
  const siti = () => world.graph.person({ name: "Siti Contoh", phone, username: "siti.contoh" });

  describe("sending", () => {
    test("a person who wrote gets the answer, and its statuses come back with our key and the price", async () => {
      const person = siti();
      await person.says("Halo").received;
      const sent = await world.sends(phone, { text: "Selamat pagi, *Siti*." });
      expect((await person.hears("Selamat pagi")).kind).toBe("text");
      await world.graph.settled();
      const native = person.last.id;
      expect(sent).toEqual([{ ok: true, native }]);
      expect(world.receipts.map(({ native, key, state }) => ({ native, key, state }))).toEqual([
        { native, key: "re:1#0", state: "sent" },
        { native, key: "re:1#0", state: "delivered" },
      ]);
      expect(world.receipts[0]?.price).toEqual({ billable: false, pricing_model: "PMP", category: "service", type: "free_customer_service" });
    });

    test("whoever waits sees that an answer is being written", async () => {
      const person = siti();
      await person.says("Halo").received;
      const [message] = world.inbound;
      if (message) world.channel.typing?.show(message);
      await expect
        .poll(() => world.graph.calls("read").map((it) => it.body))
        .toEqual([{ messaging_product: "whatsapp", status: "read", message_id: message?.dedupe, typing_indicator: { type: "text" } }]);
    });

    test("buttons and rows come back as the choice that was tapped", async () => {
      const person = siti();
      await person.says("Halo").received;
      await world.sends(phone, { text: "Daftarkan?", buttons: [pick("Ya"), pick("Tidak")] });
      await person.picks(await person.hears("Daftarkan?"), "Tidak").received;
      const rows = ["Kendari", "Gorontalo", "Palu", "Ambon"].map((it) => pick(it, `Kota ${it}`));
      await world.sends(phone, { text: "Kota mana?", buttons: rows });
      const list = await person.hears("Kota mana?");
      expect(list.options.map((it) => it.hint)).toEqual(["Kota Kendari", "Kota Gorontalo", "Kota Palu", "Kota Ambon"]);
      await person.picks(list, "Palu").received;
      expect(world.inbound.slice(1).map((it) => it.body)).toEqual([
        { type: "choice", menu: "re:1", choice: 1, label: "Tidak" },
        { type: "choice", menu: "re:2", choice: 2, label: "Palu" },
      ]);
    });

    test("a closed window is seen before anything is sent", async () => {
      const person = siti();
      await person.says("Halo").received;
      const heardAt = world.clock();
      world.advance(24);
      const closed = [{ ok: false, fault: { kind: "window-closed", code: "window" } }];
      expect(await world.sends(phone, { text: "Terlambat" }, { heardAt })).toEqual(closed);
      expect(await world.sends(phone, { text: "Belum pernah" }, { heardAt: null })).toEqual(closed);
      expect(world.graph.calls("messages")).toEqual([]);
    });

    test("five minutes before its end the window counts as closed", async () => {
      const person = siti();
      await person.says("Halo").received;
      const heardAt = (minutes: number) => world.clock().subtract({ hours: 24 }).add({ minutes });
      expect(await world.sends(phone, { text: "Cepat" }, { heardAt: heardAt(6) })).toMatchObject([{ ok: true }]);
      expect(await world.sends(phone, { text: "Terlambat" }, { heardAt: heardAt(4) })).toMatchObject([{ ok: false }]);
    });

    test("the approved text goes where the window is closed, the letter itself where it is open", async () => {
      world.graph.template({ name: "pengingat", body: "Pengingat: {{1}} mulai {{2}}." });
      const template = { name: "pengingat", language: "id", values: ["SPBE\nDasar", "1 Desember 2026"] };
      const person = siti();
      const reply = { text: "Besok: pelatihan SPBE Dasar." };
      expect(await world.sends(phone, reply, { template, intent: "notice", heardAt: null })).toMatchObject([{ ok: true }]);
      expect(await person.hears("Pengingat")).toMatchObject({ kind: "template", text: "Pengingat: SPBE Dasar mulai 1 Desember 2026." });
      await person.says("Terima kasih").received;
      await world.sends(phone, reply, { template, intent: "notice" });
      expect(await person.hears("Besok")).toMatchObject({ kind: "text" });
    });

    test("who hides the phone is answered by user id", async () => {
      const person = world.graph.person({ name: "Tanpa Nomor", phone: "6281200000077", hidesPhone: true });
      await person.says("Halo").received;
      const [inbound] = world.inbound;
      expect(inbound).toMatchObject({ from: { id: person.userId }, to: { chat: `bsuid:${person.userId}` } });
      expect(inbound?.from.phone).toBeUndefined();
      const asked = await world.sends(inbound?.to.chat ?? "", { text: "Mohon bagikan nomor Anda.", askContact: "Bagikan" });
      expect(asked).toMatchObject([{ ok: true }]);
      const request = await person.hears("Mohon bagikan");
      expect(request).toMatchObject({ kind: "contact request", raw: { recipient: person.userId } });
      await person.sharesContact({ request }).received;
      expect(world.inbound.at(-1)?.body).toEqual({ type: "contact", own: false });
    });

    test("files go up first and then out, with the text under the first", async () => {
      world.blobs.set("b1", new TextEncoder().encode("%PDF-1.7 contoh"));
      const person = siti();
      await person.says("Halo").received;
      const file = { kind: "document", blob: "b1", name: "jadwal.pdf", mime: "application/pdf" } as const;
      await world.sends(phone, { text: "Jadwal Anda:", files: [file] });
      const heard = await person.hears("Jadwal Anda:");
      expect(heard).toMatchObject({ kind: "document", file: { name: "jadwal.pdf", mime: "application/pdf" } });
      expect(heard.file?.bytes?.toString()).toBe("%PDF-1.7 contoh");
    });

    test("what goes wrong with a file before it is sent may be tried again", async () => {
      const file = { kind: "document", blob: "b1", name: "a.pdf", mime: "application/pdf" } as const;
      expect(await world.sends(phone, { text: "", files: [file] })).toEqual([{ ok: false, fault: { kind: "retry", code: "file" } }]);
      world.blobs.set("b1", new Uint8Array([1]));
      world.graph.faults.next("upload", fault.gateway, fault.droppedBefore);
      for (const _ of ["gateway", "dropped"]) {
        expect(await world.sends(phone, { text: "", files: [file] })).toEqual([{ ok: false, fault: { kind: "retry", code: "no_answer" } }]);
      }
      expect(world.graph.calls("messages")).toEqual([]);
    });

    const refusals: [number, object][] = [
      [130429, { kind: "slow-down", code: "130429" }],
      [80007, { kind: "slow-down", code: "80007" }],
      [4, { kind: "slow-down", code: "4" }],
      [131056, { kind: "retry", code: "131056", afterMs: 16_000 }],
      [131000, { kind: "retry", code: "131000" }],
      [131016, { kind: "retry", code: "131016" }],
      [131047, { kind: "window-closed", code: "131047" }],
      [131026, { kind: "unreachable", code: "131026" }],
      [131048, { kind: "restricted", code: "131048" }],
      [131031, { kind: "restricted", code: "131031" }],
      [368, { kind: "restricted", code: "368" }],
      [133010, { kind: "restricted", code: "133010" }],
      [131042, { kind: "restricted", code: "131042" }],
      [130472, { kind: "bad-request", code: "130472" }],
      [131049, { kind: "bad-request", code: "131049" }],
      [131050, { kind: "bad-request", code: "131050" }],
      [131053, { kind: "bad-request", code: "131053" }],
      [132001, { kind: "bad-request", code: "132001" }],
      [100, { kind: "bad-request", code: "100" }],
      [10, { kind: "auth", code: "10" }],
    ];
    test.each(refusals)("code %i is understood in the answer and in a later status", async (code, expected) => {
      const person = siti();
      await person.says("Halo").received;
      world.graph.faults.next("messages", fault.error(code), fault.failsLater(code));
      expect(await world.sends(phone, { text: "Satu" })).toEqual([{ ok: false, fault: expected }]);
      expect(await world.sends(phone, { text: "Dua" })).toMatchObject([{ ok: true }]);
      await world.graph.settled();
      expect(world.receipts.at(-1)).toMatchObject({ key: "re:2#0", state: "failed", fault: expected });
    });

    test("a page that is not Meta's is no reason to give a letter up", async () => {
      world.graph.faults.next("messages", { kind: "html", status: 404 }, { kind: "html", status: 302 }, fault.error(1, 500), fault.error(100, 500));
      const sent = [];
      for (const text of ["404", "302", "1", "100"]) sent.push(...(await world.sends(phone, { text })));
      const later = (code: string) => ({ ok: false, fault: { kind: "retry", code } });
      expect(sent).toEqual([later("http_404"), later("http_302"), later("1"), { ok: "unknown" }]);
    });

    test("a revoked token is a fault of the account", async () => {
      world.graph.revokeToken();
      expect(await world.sends(phone, { text: "Halo" })).toEqual([{ ok: false, fault: { kind: "auth", code: "190" } }]);
    });

    test("what may have arrived is unknown", async () => {
      const person = siti();
      await person.says("Halo").received;
      world.graph.faults.next("messages", fault.gateway, fault.droppedBefore, fault.droppedAfter);
      for (const text of ["gateway", "before", "after"]) expect(await world.sends(phone, { text })).toEqual([{ ok: "unknown" }]);
      expect((await person.hears("after")).callbackData).toBe("re:3#0");
      await world.graph.settled();
      expect(world.receipts.at(-1)).toMatchObject({ key: "re:3#0", state: "delivered" });
    });

    test("what never left waits", async () => {
      const port = await closedPort();
      const options = { numbers: [{ phoneNumberId: "1" }], token: "t", appSecret: "s", verifyToken: "v", log: silentLog, clock: world.clock };
      const { channels } = createWhatsAppCloud({ ...options, apiUrl: `http://127.0.0.1:${port}/v23.0` });
      const part = { key: "re:1#0", native: { message: { type: "text", text: { body: "Halo" } } } };
      // A port that has just been closed refuses, or cuts the connection while it is being made.
      const fault = { kind: "hold", code: expect.stringMatching(/^ECONN(REFUSED|RESET)$/), afterMs: 5_000 };
      expect(await channels[0]?.send(world.addressOf(phone), part, world.occasion())).toEqual({ ok: false, fault });
    });

    test("a part or an address of another channel is our mistake", async () => {
      const occasion = world.occasion();
      const part = { key: "re:1#0", native: { message: { type: "text", text: { body: "Halo" } } } };
      const send = (chat: string, native: unknown) => world.channel.send(world.addressOf(chat), { ...part, native }, occasion);
      expect(await send(phone, { chat_id: 7 })).toEqual({ ok: false, fault: { kind: "bad-request", code: "not_a_whatsapp_part" } });
      for (const chat of ["ID.123", "bsuid:628", "0812", ""]) {
        expect(await send(chat, part.native)).toEqual({ ok: false, fault: { kind: "bad-request", code: "not_a_whatsapp_address" } });
      }
      expect(world.graph.calls("messages")).toEqual([]);
    });
  });

  describe("the webhook", () => {
    test("is set up with the right token only", async () => {
      expect(await world.graph.verifies()).toMatchObject({ ok: true, status: 200 });
      expect(await world.graph.verifies({ token: "salah" })).toEqual({ ok: false, status: 403, body: "" });
      expect(await world.graph.verifies({ mode: "unsubscribe" })).toEqual({ ok: false, status: 403, body: "" });
    });

    test("takes what Meta signed over the very bytes, escapes and all", async () => {
      await siti().says("Apa itu Pasal 203? – “é” 漢 🙏 a/b").received;
      expect(world.inbound.map((it) => it.body)).toEqual([{ type: "text", text: "Apa itu Pasal 203? – “é” 漢 🙏 a/b" }]);
    });

    test("refuses everything else with nothing in the answer", async () => {
      const body = JSON.stringify({ entry: [] });
      const right = createHmac("sha256", world.graph.appSecret).update(body).digest("hex");
      const post = (signature?: string, sent: string = body) =>
        fetch(world.graph.callback, { method: "POST", body: sent, ...(signature && { headers: { "X-Hub-Signature-256": signature } }) });
      for (const signature of [undefined, "", right, `sha1=${right}`, `sha256=${right.slice(1)}`, `sha256=${"0".repeat(64)}`, `sha256=${right}00`]) {
        const answer = await post(signature);
        expect([answer.status, await answer.text()]).toEqual([401, ""]);
      }
      expect((await post(`sha256=${right}`, JSON.stringify({ entry: [{}] }))).status).toBe(401);
      expect((await post(`sha256=${right}`)).status).toBe(200);
    });

    test("refuses a stranger without reading the body, and a body that is too large", async () => {
      let pulled = 0;
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            pulled += 1;
            controller.enqueue(new Uint8Array(64 * 1024));
          },
        });
      const routes = createWhatsAppCloud({ numbers: [], token: "t", appSecret: "s", verifyToken: "v", log: silentLog, clock: world.clock }).routes;
      const request = (headers: Record<string, string>) =>
        routes.request("/webhook/whatsapp", { method: "POST", body: endless(), headers, duplex: "half" } as RequestInit);
      expect((await request({})).status).toBe(401);
      expect(pulled).toBeLessThanOrEqual(1);
      expect((await request({ "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` })).status).toBe(413);
    });

    test("reads thirty large ones at once and no more, until their signatures are seen; small ones always", async () => {
      const finish: (() => void)[] = [];
      const slow = () =>
        new ReadableStream<Uint8Array>({
          start(controller) {
            finish.push(() => controller.close());
          },
        });
      const options = { numbers: [], token: "t", appSecret: "s", verifyToken: "v", log: silentLog, clock: world.clock };
      const { routes } = createWhatsAppCloud(options);
      const headers = { "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` };
      const post = (body: string | ReadableStream, more = {}) =>
        routes.request("/webhook/whatsapp", { method: "POST", body, headers: { ...headers, ...more }, duplex: "half" } as RequestInit);
      const held = Array.from({ length: 30 }, () => post(slow()));
      const refused = await post(slow());
      expect([refused.status, await refused.text(), refused.headers.get("retry-after")]).toEqual([503, "", "5"]);
      expect((await post("{}", { "content-length": "2" })).status).toBe(401);
      for (const it of finish) it();
      expect((await Promise.all(held)).map((it) => it.status)).toEqual(held.map(() => 401));
      expect((await post("{}")).status).toBe(401);
    });

    test("one that is broken off is said quietly", async () => {
      const { port } = world.server.address() as AddressInfo;
      const socket = connect(port, "127.0.0.1");
      const head = ["POST /webhook/whatsapp HTTP/1.1", "Host: x", `X-Hub-Signature-256: sha256=${"0".repeat(64)}`, "Content-Length: 100"];
      const asked = new Promise((resolve) => world.server.once("request", resolve));
      socket.write(`${head.join("\r\n")}\r\n\r\n{`);
      await asked;
      socket.destroy();
      await expect.poll(() => world.logged.filter((it) => it.includes("broken off")).map((it) => JSON.parse(it))).toMatchObject([{ level: 20 }]);
      expect(world.logged.join("")).not.toMatch(/stack|\.ts:/);
    });

    test("takes a body of two megabytes", async () => {
      const text = "a".repeat(100_000);
      const messages = Array.from({ length: 20 }, (_, at) => ({ id: `wamid.${at}`, from: phone, timestamp: "1", type: "text", text: { body: text } }));
      const value = { metadata: { phone_number_id: world.graph.phoneNumberId }, messages };
      expect(await world.graph.posts({ entry: [{ changes: [{ field: "messages", value }] }] })).toBe(200);
      expect(world.inbound).toHaveLength(20);
    });

    test("acknowledges what Meta signed and is no JSON, and says so in the log", async () => {
      expect(await world.graph.posts(new TextEncoder().encode('{"entry": ['))).toBe(200);
      expect(world.logged.join("")).toContain("not JSON");
    });

    test("is repeated until it is stored, and a repeat has the same id", async () => {
      const person = siti();
      let refusals = 2;
      world.state.refuse = () => refusals-- > 0;
      await person.says("Halo").received;
      expect(world.graph.webhooks.deliveries.map((it) => it.status)).toEqual([500, 500, 200]);
      expect(world.inbound).toHaveLength(1);
      world.graph.webhooks.duplicateNext(1);
      await person.says("Apa kabar").received;
      await world.graph.settled();
      expect(world.inbound.slice(1).map((it) => it.dedupe)).toEqual([world.inbound[1]?.dedupe, world.inbound[1]?.dedupe]);
    });

    test("finds every message of a batch, and keeps the order of each talk", async () => {
      const people = ["81", "82", "83"].map((it) => world.graph.person({ name: it, phone: `62${it}1111111` }));
      let waits = 20;
      // The earlier one takes longer to store.
      world.state.before = async () => {
        for (let turn = waits--; turn > 0; turn--) await new Promise(setImmediate);
      };
      await world.graph.webhooks.batch(() => {
        for (const round of [1, 2, 3, 4]) for (const it of people) it.says(`${it.name} ${round}`);
      });
      for (const it of people) {
        const said = world.inbound.filter((one) => one.to.chat === it.phone).map((one) => (one.body.type === "text" ? one.body.text : ""));
        expect(said).toEqual([1, 2, 3, 4].map((round) => `${it.name} ${round}`));
      }
      expect(world.graph.webhooks.deliveries).toHaveLength(1);
    });

    test("hands over nothing of a talk after what could not be stored", async () => {
      const person = siti();
      let refusals = 1;
      world.state.refuse = () => refusals-- > 0;
      await world.graph.webhooks.batch(() => {
        person.says("pertama");
        person.says("kedua");
      });
      expect(world.inbound.map((it) => it.body)).toMatchObject([{ text: "pertama" }, { text: "kedua" }]);
    });

    test("hands statuses on as they come", async () => {
      world.graph.statuses.mode = "backwards";
      const person = siti();
      await person.says("Halo").received;
      await world.sends(phone, { text: "Halo juga" });
      await person.hears("Halo juga");
      await person.reads();
      await world.graph.settled();
      expect(world.receipts.map((it) => it.state)).toEqual(["read", "delivered", "sent"]);
    });

    test("a reaction and news of other kinds are no messages, a changed number is news of the old one", async () => {
      const person = siti();
      await person.reacts("wamid.x", "👍").received;
      await person.changesNumber("6281200000078").received;
      await person.changesNumber("6281200000079", "user_id_update").received;
      await world.graph.reports(131048);
      expect(world.inbound).toMatchObject([
        { to: { chat: phone }, body: { type: "left" } },
        { to: { chat: /^bsuid:/ }, body: { type: "left" } },
      ]);
      expect(world.logged.join("")).toMatch(/error 131048/);
    });

    test("is for the number it names; one that is not ours is warned of once", async () => {
      await world.graph.person({ name: "Kedua", phone, writesTo: secondNumber.id }).says("Halo").received;
      expect(world.inbound.map((it) => it.to.account)).toEqual([secondNumber.id]);
      world.graph.addNumber({ id: "999", display: "+62 800 0000 0009" });
      const stray = world.graph.person({ name: "Tersesat", phone: "6281200000080", writesTo: "999" });
      await stray.says("Halo").received;
      await stray.says("Halo lagi").received;
      expect(world.inbound).toHaveLength(1);
      expect(world.logged.filter((it) => it.includes("not configured here"))).toHaveLength(1);
    });

    test("waits for the service: nothing is taken before the start or after the stop", async () => {
      await world.stop();
      expect(await world.graph.posts({ entry: [] })).toBe(503);
      expect(await world.graph.posts({ entry: [] }, "wrong")).toBe(401);
    });

    test("what is in hand is stored before the stop is done", async () => {
      let go = () => {};
      let reached = () => {};
      const inside = new Promise<void>((resolve) => {
        reached = resolve;
      });
      world.state.before = () => {
        reached();
        return new Promise((resolve) => {
          go = resolve;
        });
      };
      const said = siti().says("Halo").received;
      await inside;
      let stopped = false;
      const stop = world.stop().then(() => {
        stopped = true;
      });
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect(stopped).toBe(false);
      go();
      await Promise.all([stop, said]);
      expect(world.inbound).toHaveLength(1);
    });
  });

  describe("what a person sends along", () => {
    const sent = async (bytes: Uint8Array) => {
      await siti().sends("document", { bytes, name: "sk.pdf" }).received;
      const body = world.inbound.at(-1)?.body;
      if (body?.type !== "media") throw new Error("no media came");
      return body.media;
    };
    const get = (media: Parameters<NonNullable<CloudWorld["channel"]["fetch"]>>[0]) => world.channel.fetch?.(media, AbortSignal.any([]));

    test("is fetched by its id", async () => {
      const bytes = new TextEncoder().encode("%PDF-1.7 isi");
      expect(await get(await sent(bytes))).toEqual(bytes);
    });

    test("is refused in a sentence when it is gone, too large, or cannot be had now", async () => {
      const media = await sent(new Uint8Array(20 * 1024 * 1024 + 1));
      await expect(get(media)).rejects.toMatchObject({ code: "bad_input", say: "Berkas itu terlalu besar. Mohon kirim berkas yang paling besar 20 MB." });
      expect(world.graph.calls("download")).toEqual([]);
      for (const ref of ["123", "../me", ""]) await expect(get({ ...media, ref })).rejects.toMatchObject({ code: "not_found" });
      world.graph.faults.next("media", fault.gateway);
      await expect(get(media)).rejects.toMatchObject({ code: "unavailable" });
      const small = await sent(new Uint8Array([1, 2, 3]));
      world.graph.faults.next("download", fault.gateway);
      await expect(get(small)).rejects.toMatchObject({ code: "unavailable" });
    });
  });

  describe("health", () => {
    test("tells number and quality", async () => {
      while (world.health.filter((it) => it.state === "up").length < 2) await world.nextHealth();
      expect(world.health.map((it) => it.state).slice(0, 2)).toEqual(["connecting", "connecting"]);
      expect(world.health.at(-1)).toEqual({
        state: "up",
        detail: expect.stringMatching(/^\+62 800 0000 000[12], quality GREEN, CONNECTED; no webhook received yet since the start$/),
        link: expect.stringMatching(/^https:\/\/wa\.me\/628000000000[12]$/),
      });
    });

    test("says when the last webhook came, at once when it is the first", async () => {
      while (world.health.filter((it) => it.state === "up").length < 2) await world.nextHealth();
      const told = world.health.length;
      await siti().says("Halo").received;
      expect(world.health.slice(told)).toEqual([
        { state: "up", detail: expect.stringMatching(/0001, quality GREEN, CONNECTED; last webhook \d{4}-.*:\d\dZ$/), link: "https://wa.me/6280000000001" },
      ]);
      await siti().says("Halo lagi").received;
      expect(world.health).toHaveLength(told + 1);
    });
  });

  test("the log never holds a token, a phone or a word of the talk", async () => {
    const person = siti();
    await person.says("rahasia pribadi").received;
    const kinds = [fault.error(100), fault.gateway, fault.droppedAfter, fault.error(131026), fault.error(190, 401)];
    world.graph.faults.next("messages", ...kinds);
    for (const _ of kinds) await world.sends(phone, { text: "jawaban rahasia" });
    let refusals = 1;
    world.state.refuse = () => refusals-- > 0;
    await person.says("rahasia kedua").received;
    await person.changesNumber("6281200000078").received;
    await world.graph.posts({
      entry: [
        { changes: [{ field: "messages", value: { metadata: { phone_number_id: world.graph.phoneNumberId }, messages: [{ from: phone, text: "rahasia" }] } }] },
      ],
    });
    await world.graph.settled();
    expect(world.logged.length).toBeGreaterThan(4);
    for (const secret of [world.graph.token, world.graph.appSecret, world.graph.verifyToken, phone, "6281200000078", person.userId, "rahasia", "Siti"]) {
      expect(world.logged.join("\n")).not.toContain(secret);
    }
  });
});

test("an answer that never comes leaves open whether the message arrived", async () => {
  const world = await openCloudWorld({ timeoutMs: 1_000 });
  const person = world.graph.person({ name: "Siti Contoh", phone });
  await person.says("Halo").received;
  world.graph.faults.next("messages", fault.silentAfter);
  expect(await world.sends(phone, { text: "Halo juga" })).toEqual([{ ok: "unknown" }]);
  await person.hears("Halo juga");
  await world.close();
});

test("upload and message share one time, and what did not begin in time has surely not happened", async () => {
  const world = await openCloudWorld({ sendWithinMs: 300 });
  world.blobs.set("b1", new Uint8Array([1]));
  const file = { kind: "document", blob: "b1", name: "a.pdf", mime: "application/pdf" } as const;
  const person = world.graph.person({ name: "Siti Contoh", phone });
  await person.says("Halo").received;
  world.graph.faults.next("upload", fault.slow(5_000));
  expect(await world.sends(phone, { text: "", files: [file] })).toEqual([{ ok: false, fault: { kind: "retry", code: "no_answer" } }]);
  expect(world.graph.calls("messages")).toEqual([]);
  world.graph.faults.next("messages", fault.silentAfter);
  expect(await world.sends(phone, { text: "Halo juga" })).toEqual([{ ok: "unknown" }]);
  await world.close();
});

test("health follows the token and the network", async () => {
  const world = await openCloudWorld({ checkEveryMs: 5 });
  const until = async (state: string, detail: RegExp) => {
    while (world.health.at(-1)?.state !== state || !detail.test(world.health.at(-1)?.detail ?? "")) await world.nextHealth();
  };
  await until("up", /quality GREEN/);
  world.graph.quality = "RED";
  await until("up", /quality RED/);
  world.graph.faults.every(1, "number", fault.gateway);
  await until("connecting", /not reached/);
  world.graph.faults.clear();
  world.graph.faults.every(1, "number", fault.error(368));
  await until("restricted", /restricted the account \(368\)/);
  world.graph.faults.clear();
  world.graph.revokeToken();
  await until("down", /token refused \(190\)/);
  await world.close();
});

test("an empty secret is refused at the start", () => {
  const options = { numbers: [], token: "t", appSecret: "", verifyToken: "v", log: silentLog, clock: () => Temporal.Now.instant() };
  expect(() => createWhatsAppCloud(options)).toThrow("appSecret is empty");
});

/** A port that nobody listens on: taken, and given back at once. */
async function closedPort(): Promise<number> {
  const world = await openCloudWorld();
  const port = Number(new URL(world.graph.url).port);
  await world.close();
  return port;
}
