import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Letter, Sent } from "../../src/core/channel.ts";
import { Fault } from "../../src/core/fault.ts";
import type { Person } from "../fakes/telegram/fake-telegram.ts";
import { letterTo, recordingLog, type TelegramWorld, telegramWorld } from "./telegram-world.ts";

const png = Buffer.from("89504e470d0a1a0a0000", "hex");

describe("sending on Telegram", () => {
  let world: TelegramWorld;
  let ani: Person;
  let logged: ReturnType<typeof recordingLog>;

  beforeEach(async () => {
    logged = recordingLog();
    world = await telegramWorld({ log: logged.log });
    ani = world.fake.person();
    ani.starts();
  });
  afterEach(async () => {
    await world.close();
    expect(logged.lines.join("")).not.toContain("UJI-token");
  });

  const fault = (code: number, description: string) => world.fake.fault("sendMessage", { kind: "error", code, description });
  const send = async (reply: Letter["reply"] = { text: "Halo" }): Promise<Sent | undefined> => (await world.sends(letterTo(ani, reply))).at(-1);

  it("shows bold words, buttons and no preview, and returns Telegram's id", async () => {
    const call = { capability: "help", input: {} };
    const sent = await send({ text: "*20 JP* <setahun> https://contoh.example", buttons: [{ label: "Ya", call }] });
    const heard = await ani.hears("20 JP <setahun>");
    expect(sent).toEqual({ ok: true, native: String(heard.id) });
    expect([heard.entities, heard.buttons.flat()]).toEqual([
      [{ type: "bold", offset: 0, length: 5 }],
      [{ text: "Ya", callback_data: "0|re:telegram:100001:1" }],
    ]);
    expect(world.fake.calls("sendMessage")[0]?.payload.link_preview_options).toEqual({ is_disabled: true });
    expect(world.fake.violations).toEqual([]);
  });

  it("sends a long text whole, in order", async () => {
    const text = Array.from({ length: 900 }, (_, at) => `Baris ${at + 1} & seterusnya.`).join("\n");
    await send({ text });
    const shown = ani.received.map((it) => it.text);
    expect([shown.length > 1, shown.every((it) => it.length <= 4_096), shown.join("\n")]).toEqual([true, true, text]);
    expect(world.fake.violations).toEqual([]);
  });

  it("asks for the person's own number with a keyboard", async () => {
    await send({ text: "Mohon nomor Anda.", askContact: "Kirim nomor saya" });
    expect([ani.keyboard, world.fake.violations]).toEqual([[["Kirim nomor saya"]], []]);
  });

  it("sends documents and pictures with their captions", async () => {
    const open = async (blob: string) => (blob === "p" ? png : Buffer.from("nama;jp\n"));
    const files = [
      { kind: "document" as const, blob: "d", name: "rekap jp.csv", mime: "text/csv", caption: "Rekap *JP*" },
      { kind: "image" as const, blob: "p", name: "qr.png", mime: "image/png" },
    ];
    const sent = await world.sends(letterTo(ani, { text: "", files }), { open });
    expect(sent.map((it) => it.ok)).toEqual([true, true]);
    expect(ani.received.map((it) => [it.kind, it.text, it.file?.name, it.file?.bytes.toString()])).toEqual([
      ["document", "Rekap JP", "rekap jp.csv", "nama;jp\n"],
      ["photo", "", "qr.png", png.toString()],
    ]);
    expect(world.fake.violations).toEqual([]);
  });

  it("does not give up a file that could not be opened, but one that nobody could send", async () => {
    const letter = letterTo(ani, { text: "", files: [{ kind: "document", blob: "d", name: "a.csv", mime: "text/csv" }] });
    expect(await world.sends(letter)).toEqual([{ ok: false, fault: { kind: "retry", code: "file_not_opened" } }]);
    expect(await world.sends(letter, { open: async () => new Uint8Array() })).toEqual([{ ok: false, fault: { kind: "bad-request", code: "file_size" } }]);
    expect(await world.sends(letter, { open: async () => new Uint8Array(51 * 1024 * 1024) })).toEqual([
      { ok: false, fault: { kind: "bad-request", code: "file_size" } },
    ]);
    expect(world.fake.calls("sendDocument")).toEqual([]);
  });

  it.each([
    [403, "Forbidden: bot was blocked by the user", { kind: "blocked", code: "403" }],
    [403, "Forbidden: user is deactivated", { kind: "unreachable", code: "403" }],
    [400, "Bad Request: chat not found", { kind: "unreachable", code: "400" }],
    [400, "Bad Request: PEER_ID_INVALID", { kind: "unreachable", code: "400" }],
    [400, "Bad Request: BUTTON_DATA_INVALID", { kind: "bad-request", code: "400" }],
    [413, "Request Entity Too Large", { kind: "bad-request", code: "413" }],
    [401, "Unauthorized", { kind: "auth", code: "401" }],
    [404, "Not Found", { kind: "auth", code: "404" }],
    [409, "Conflict", { kind: "retry", code: "409" }],
  ])("%i %s has its policy", async (code, description, wanted) => {
    fault(code, description);
    expect(await send()).toEqual({ ok: false, fault: wanted });
    expect(ani.received).toEqual([]);
  });

  it("slows down as long as it is told", async () => {
    world.fake.fault("sendMessage", { kind: "429", retryAfter: 7 });
    expect(await send()).toEqual({ ok: false, fault: { kind: "slow-down", code: "429", afterMs: 7_000 } });
  });

  it.each(["500", "garbage", "dropConnection", "dropAfterAccept"] as const)("does not know what became of it: %s", async (kind) => {
    world.fake.fault("sendMessage", { kind });
    expect(await send()).toEqual({ ok: "unknown" });
    expect(world.fake.calls("sendMessage")).toHaveLength(1);
  });

  it("does not know what became of it when it was stopped in the middle, and knows when it had not begun", async () => {
    world.fake.fault("sendMessage", { kind: "timeoutAfterAccept" });
    const stopping = new AbortController();
    const sent = world.sends(letterTo(ani, { text: "Halo" }), { signal: stopping.signal });
    await ani.hears("Halo");
    stopping.abort();
    expect(await sent).toEqual([{ ok: "unknown" }]);
    expect(await world.sends(letterTo(ani, { text: "Halo" }), { signal: stopping.signal })).toEqual([
      { ok: false, fault: { kind: "retry", code: "stopping" } },
    ]);
    expect(world.fake.calls("sendMessage")).toHaveLength(1);
  });

  it("has one time for all its calls: no second one begins after it", async () => {
    const hasty = await telegramWorld({ fake: world.fake, sendWithinMs: 300, log: logged.log });
    world.fake.fault("sendMessage", { kind: "timeoutAfterAccept" });
    expect(await hasty.sends(letterTo(ani, { text: "Halo" }))).toEqual([{ ok: "unknown" }]);
    const stopping = new AbortController();
    const letter = letterTo(ani, { text: "", files: [{ kind: "document", blob: "d", name: "a.csv", mime: "text/csv" }] });
    const open = async () => {
      stopping.abort();
      return png;
    };
    expect(await world.sends(letter, { open, signal: stopping.signal })).toEqual([{ ok: false, fault: { kind: "retry", code: "too_late" } }]);
    expect(world.fake.calls("sendDocument")).toEqual([]);
  });

  it("lets a letter wait when nothing could leave at all", async () => {
    const apiRoot = await closedAddress();
    const away = await telegramWorld({ fake: world.fake, apiRoot });
    expect(await away.sends(letterTo(ani, { text: "Halo" }))).toEqual([{ ok: false, fault: { kind: "hold", code: "ECONNREFUSED", afterMs: 5_000 } }]);
  });

  it("writes to nobody who never wrote, or who blocked it", async () => {
    expect(await world.sends(letterTo(world.fake.person(), { text: "Halo" }))).toEqual([{ ok: false, fault: { kind: "unreachable", code: "400" } }]);
    ani.blocks();
    expect(await send()).toEqual({ ok: false, fault: { kind: "blocked", code: "403" } });
  });

  it("sends the bare words when Telegram cannot read the markup, once, and logs none of them", async () => {
    fault(400, "Bad Request: can't parse entities: Unsupported start tag");
    expect(await send({ text: "*20* < 24 rahasia" })).toMatchObject({ ok: true });
    const heard = await ani.hears("20 < 24 rahasia");
    expect(heard.entities).toEqual([]);
    expect(logged.lines.join("")).toMatch(/could not read our HTML/);
    expect(logged.lines.join("")).not.toMatch(/rahasia/);
    world.fake.fault("sendMessage", { kind: "error", code: 400, description: "Bad Request: can't parse entities", times: 2 });
    expect(await send()).toMatchObject({ ok: false, fault: { kind: "bad-request" } });
  });

  it("refuses parts that are not its own without a call", async () => {
    const { to } = letterTo(ani, { text: "" });
    for (const native of [null, {}, { kind: "text" }, { text: "x" }]) {
      expect(await world.sendPart(to, { key: "k", native })).toEqual({ ok: false, fault: { kind: "bad-request", code: "not_a_telegram_part" } });
    }
    const part = { key: "k", native: { kind: "text", html: "x" } };
    expect(await world.sendPart({ ...to, chat: "@kanal" }, part)).toMatchObject({ ok: false, fault: { kind: "bad-request" } });
    expect(world.fake.calls()).toEqual([]);
  });

  describe("a file that a person sent", () => {
    const media = async () => {
      ani.sendsDocument({ name: "sk.pdf", bytes: Buffer.from("%PDF-1.7"), mime: "application/pdf" });
      world.start();
      const it = (await world.sink.has(2)).find((one) => one.body.type === "media");
      if (it?.body.type !== "media") throw new Error("no file came");
      return it.body.media;
    };
    const fetched = async (it: Awaited<ReturnType<typeof media>>) => world.channel.fetch?.(it, new AbortController().signal);
    const sentenceOf = async (work: Promise<unknown>) => {
      const error: unknown = await work.then(
        () => null,
        (reason: unknown) => reason,
      );
      if (!(error instanceof Fault)) throw new Error(`not a refusal: ${error}`);
      const all = [error.message, error.stack, JSON.stringify(error.detail), String(error.cause)].join();
      expect(all).not.toContain("UJI-token");
      return error.say;
    };

    it("comes as it is", async () => {
      expect(Buffer.from((await fetched(await media())) ?? []).toString()).toBe("%PDF-1.7");
    });

    it("is refused with a sentence when too large, gone, or out of reach", async () => {
      const it = await media();
      expect(await sentenceOf(fetched({ ...it, bytes: 21 * 1024 * 1024 }))).toMatch(/terlalu besar.*20 MB/);
      expect(world.fake.calls("getFile")).toEqual([]);
      world.fake.fault("getFile", { kind: "error", code: 400, description: "Bad Request: file is too big" });
      expect(await sentenceOf(fetched(it))).toMatch(/terlalu besar/);
      expect(await sentenceOf(fetched({ ...it, ref: "x" }))).toMatch(/tidak dapat diambil/);
      for (const kind of ["500", "dropConnection"] as const) {
        world.fake.fault("getFile", { kind });
        expect(await sentenceOf(fetched(it))).toMatch(/gangguan jaringan/);
        world.fake.fault("file", { kind });
        expect(await sentenceOf(fetched(it))).toMatch(/gangguan jaringan/);
      }
      world.fake.fault("file", { kind: "error", code: 404, description: "Not Found" });
      expect(await sentenceOf(fetched(it))).toMatch(/tidak dapat diambil/);
    });

    it("is cut off when it turns out larger than it said", async () => {
      const server = createServer((request, response) => {
        if (request.url?.startsWith("/bot")) response.end(JSON.stringify({ ok: true, result: { file_id: "F", file_path: "documents/f.pdf" } }));
        else response.end(Buffer.alloc(20 * 1024 * 1024 + 1));
      });
      const other = await telegramWorld({ fake: world.fake, apiRoot: await listening(server) });
      expect(await sentenceOf(other.channel.fetch?.(await media(), new AbortController().signal) ?? Promise.resolve())).toMatch(/terlalu besar/);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
  });

  it("never lets the token out: not in what it throws, not in what it says of its health, not in the log", async () => {
    const apiRoot = await closedAddress();
    const broken = await telegramWorld({
      fake: world.fake,
      apiRoot,
      log: logged.log,
    });
    const stop = broken.start();
    await broken.pauses.begun();
    await stop();
    world.fake.fault("getMe", { kind: "error", code: 400, description: `Bad Request: ${world.fake.token}` });
    world.start();
    await world.pauses.begun();
    world.fake.fault("sendMessage", { kind: "error", code: 400, description: `Bad Request: ${world.fake.token}` });
    const said = [await send(), broken.sink.told, world.sink.told];
    expect(JSON.stringify(said)).toMatch(/\[token\]/);
    expect(JSON.stringify(said)).not.toContain("UJI-token");
    expect(logged.lines.join("")).toMatch(/intake interrupted/);
    await expect(telegramWorld({ fake: world.fake, token: "UJI-token without digits" })).rejects.toThrow(/^(?!.*UJI-token).*$/);
  });
});

/** An address at which nobody listens. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((done) => server.close(done));
  return address;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
