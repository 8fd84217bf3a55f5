import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commands, letterTo, type TelegramWorld, telegramWorld } from "./telegram-world.ts";

describe("Telegram by long polling", () => {
  let world: TelegramWorld;

  beforeEach(async () => {
    world = await telegramWorld();
  });
  afterEach(async () => {
    await world.close();
    expect(world.fake.violations).toEqual([]);
  });

  const refused = (code: number, description: string, times = 1) => world.fake.fault("getUpdates", { kind: "error", code, description, times });
  const texts = () => world.sink.bodies.map((it) => it.type === "text" && it.text);

  it("introduces itself, sets its menu once, and is up", async () => {
    const stop = world.start();
    await world.sink.is("up");
    await stop();
    expect(world.sink.told).toEqual([{ state: "connecting" }, { state: "up", link: "https://t.me/kawan_uji_bot" }]);
    expect(world.fake.person({ language: "id" }).menu).toEqual(commands.map((it) => ({ command: it.command, description: it.about })));
    expect(world.fake.person({ language: "en" }).menu).toHaveLength(2);
    expect(world.fake.calls("setMyCommands")).toHaveLength(2);
    world.start();
    await world.fake.called("getUpdates", (call) => (call.payload.timeout ?? 0) > 0 && world.fake.calls("getMe").length === 2);
    expect(world.fake.calls("setMyCommands")).toHaveLength(2);
    expect(world.channel.exclusiveIntake).toBe(true);
  });

  it("works without a menu when that cannot be set", async () => {
    world.fake.fault("getMyCommands", { kind: "429", retryAfter: 3_000 });
    world.start();
    world.fake.person().says("Halo");
    await world.sink.has(1);
  });

  it("stores what was said before it confirms it", async () => {
    const ani = world.fake.person();
    let release = () => {};
    world.sink.before = () => new Promise<void>((resolve) => (release = resolve));
    ani.says("Berapa JP setahun?");
    world.start();
    await world.sink.until(() => world.sink.offered.length === 1, "an offer");
    expect([world.fake.pendingUpdates, world.fake.calls("getUpdates").length]).toEqual([1, 1]);
    release();
    await world.fake.drained();
    expect(texts()).toEqual(["Berapa JP setahun?"]);
  });

  it("asks only for what it can use", async () => {
    world.start();
    const { payload } = await world.fake.called("getUpdates", (call) => call.payload.timeout === 25);
    expect(payload).toEqual({ offset: 0, timeout: 25, limit: 100, allowed_updates: ["message", "callback_query", "my_chat_member"] });
  });

  it("keeps the order of one talk while talks go beside each other", async () => {
    const [ani, budi] = [world.fake.person(), world.fake.person()];
    const letGo: (() => void)[] = [];
    world.sink.before = (message) => (message.to.chat === String(ani.id) ? new Promise<void>((resolve) => void letGo.push(resolve)) : undefined);
    for (const text of ["a1", "a2"]) ani.says(text);
    for (const text of ["b1", "b2"]) budi.says(text);
    world.start();
    await world.sink.has(2);
    expect(texts()).toEqual(["b1", "b2"]); // Ani's first still waits, and her second behind it
    expect(world.sink.offered.map((it) => it.body)).not.toContainEqual({ type: "text", text: "a2" });
    letGo[0]?.();
    await world.sink.until(() => letGo.length === 2, "the second of Ani");
    letGo[1]?.();
    await world.fake.drained();
    expect(texts()).toEqual(["b1", "b2", "a1", "a2"]);
  });

  it("fetches again what could not be stored, and confirms only what lies before it", async () => {
    const [ani, budi] = [world.fake.person(), world.fake.person()];
    budi.says("satu");
    ani.says("dua");
    ani.says("tiga");
    let left = 1;
    world.sink.before = (message) => {
      if (message.to.chat === String(ani.id) && left-- > 0) throw new Error("the base is away");
    };
    world.start();
    const waited = await world.pauses.begun();
    expect([waited >= 500 && waited <= 1_000, world.fake.pendingUpdates, texts()]).toEqual([true, 3, ["satu"]]);
    world.pauses.end();
    await world.fake.drained();
    expect(texts()).toEqual(["satu", "dua", "tiga"]);
    expect(world.fake.calls("getUpdates")[1]?.payload.offset).toBe(Number([...world.sink.stored.keys()][1]?.split(":")[1]));
    expect(world.sink.told.map((it) => it.state)).toEqual(["connecting", "up"]);
  });

  it("gets again what a dead process had not confirmed, under the same id", async () => {
    const ani = world.fake.person();
    world.sink.before = () => {
      throw new Error("killed here");
    };
    ani.says("Halo");
    const stop = world.start();
    await world.pauses.begun();
    await stop();
    world.sink.before = () => {};
    world.start();
    await world.fake.drained();
    expect([texts(), new Set(world.sink.offered.map((it) => it.dedupe)).size]).toEqual([["Halo"], 1]);
  });

  it("goes on when Telegram has begun to number anew after a quiet week", async () => {
    const ani = world.fake.person();
    ani.says("sebelum libur");
    world.start();
    await world.fake.drained();
    world.fake.renumbersUpdates(1_000);
    ani.says("sesudah libur");
    await world.sink.has(2);
    await world.pauses.begun(); // it cannot tell this from a repetition
    world.pauses.end();
    await world.fake.drained();
    ani.says("lagi");
    await world.fake.drained();
    expect(texts()).toEqual(["sebelum libur", "sesudah libur", "lagi"]);
    expect(world.pauses.all).toHaveLength(1);
  });

  it("never goes back when Telegram repeats itself", async () => {
    world.fake.repeatsUpdates();
    world.fake.person().says("Halo");
    world.start();
    await world.sink.until(() => world.sink.offered.length === 2, "the repetition");
    await world.pauses.begun(); // nothing new in a batch: it does not ask again at once
    world.pauses.end();
    await world.fake.called("getUpdates", (call) => call.payload.timeout === 25 && world.fake.calls("getUpdates").length >= 3);
    const offsets = world.fake.calls("getUpdates").map((it) => it.payload.offset ?? 0);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(world.sink.stored.size).toBe(1);
  });

  it("tells again that it is up, since a refused send writes over it, but not at every look", async () => {
    const ani = world.fake.person();
    world.start();
    await world.fake.called("getUpdates", (call) => call.payload.timeout === 25);
    const polls = () => world.fake.calls("getUpdates").length;
    for (const seconds of [0, 29, 1, 29]) {
      world.clock.pass({ seconds });
      const before = polls();
      ani.says("Halo");
      await world.fake.called("getUpdates", () => polls() > before);
    }
    expect(world.sink.told.map((it) => it.state)).toEqual(["connecting", "up", "up"]);
  });

  it("is down while another process polls, and up again after", async () => {
    refused(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
    world.start();
    expect((await world.sink.is("down")).detail).toMatch(/another process.*terminated by other getUpdates/);
    await world.pauses.begun();
    world.pauses.end();
    await world.sink.is("up");
  });

  it("removes a webhook that stands in the way, and loses nothing that waits there", async () => {
    const ani = world.fake.person();
    world.fake.routes("https://kawan.example", "http://127.0.0.1:9");
    await fetch(`${world.fake.url}/bot${world.fake.token}/setWebhook?url=https://kawan.example/lama`);
    ani.says("Halo");
    world.start();
    await world.sink.has(1);
    expect(world.fake.calls("deleteWebhook")[0]?.payload).toEqual({ drop_pending_updates: false });
    expect(world.fake.webhookUrl).toBe("");
  });

  it.each([401, 404])("waits a minute when the token is refused (%i)", async (code) => {
    world.fake.fault("getMe", { kind: "error", code, description: "Unauthorized" });
    world.start();
    expect(await world.pauses.begun()).toBe(60_000);
    expect(world.sink.told.at(-1)).toEqual({ state: "down", detail: `token refused (${code})` });
    world.pauses.end();
    await world.sink.is("up");
  });

  it("waits as long as it is told", async () => {
    world.fake.fault("getUpdates", { kind: "429", retryAfter: 17 });
    world.start();
    expect(await world.pauses.begun()).toBe(17_000);
  });

  it("waits longer and longer while the network is away", async () => {
    world.fake.fault("getUpdates", { kind: "dropConnection", times: 9 });
    world.start();
    for (let round = 0; round < 9; round++) {
      const waited = await world.pauses.begun();
      const most = Math.min(60_000, 1_000 * 2 ** round);
      expect(waited).toSatisfy((ms: number) => ms >= most / 2 && ms <= most);
      if (round === 0) expect(world.sink.told.at(-1)).toMatchObject({ state: "connecting", detail: "ECONNRESET" });
      world.pauses.end();
    }
    await world.sink.is("up");
  });

  it.each([{ kind: "garbage" }, { kind: "500" }] as const)("outlives nonsense: $kind", async (fault) => {
    world.fake.fault("getUpdates", fault);
    world.start();
    await world.pauses.begun();
    world.pauses.end();
    await world.sink.is("up");
  });

  it("ends at once in the middle of a long poll", async () => {
    const stop = world.start();
    await world.fake.called("getUpdates", (call) => call.payload.timeout === 25);
    await stop();
    expect(world.sink.told.map((it) => it.state)).toEqual(["connecting", "up"]);
  });

  it("ends only when what is in hand is stored", async () => {
    let release = () => {};
    world.sink.before = () => new Promise<void>((resolve) => (release = resolve));
    world.fake.person().says("Halo");
    const stop = world.start();
    await world.sink.until(() => world.sink.offered.length === 1, "an offer");
    let ended = false;
    const stopped = stop().then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    release();
    await stopped;
    expect(world.sink.stored.size).toBe(1);
  });

  it("hears nothing of groups, and of edits nothing again", async () => {
    const ani = world.fake.person();
    ani.saysIn(world.fake.group(), "Halo semua");
    ani.sendsRaw({ edited_message: { ...ani.says("Halo"), edit_date: 1, text: "Halo!" } });
    ani.blocks();
    world.start();
    await world.fake.drained();
    expect(texts()).toEqual(["Halo"]);
  });

  it("believes a number only from its owner", async () => {
    const ani = world.fake.person({ id: 700_000_005 });
    ani.sharesContact({ phone: "+62 812 0000 0001" });
    ani.sharesContact({ phone: "6281200000002", own: false, userId: 700_000_009 });
    ani.sharesContact({ phone: "6281200000003", own: false });
    world.start();
    const stored = await world.sink.has(3);
    expect(stored.map((it) => [it.body, it.from.phone])).toEqual([
      [
        { type: "contact", own: true },
        { e164: "+6281200000001", proof: "shared-contact" },
      ],
      [{ type: "contact", own: false }, undefined],
      [{ type: "contact", own: false }, undefined],
    ]);
  });

  describe("a tap", () => {
    const shown = async () => {
      const ani = world.fake.person();
      ani.starts("kendari");
      const buttons = ["Ya", "Tidak"].map((label) => ({ label, call: { capability: "help", input: {} } }));
      await world.sends(letterTo(ani, { text: "Daftar?", buttons }, "re:telegram:100001:5"));
      return ani;
    };

    it("is stored, answered, and its keyboard disappears", async () => {
      const ani = await shown();
      const tap = ani.taps("Tidak");
      world.start();
      const [start, choice] = await world.sink.has(2);
      expect(start?.body).toEqual({ type: "start", start: "kendari" });
      expect(choice?.body).toEqual({ type: "choice", menu: "re:telegram:100001:5", choice: 1, label: "Tidak" });
      await tap.whenAnswered();
      await ani.sees(() => tap.message.buttons.length === 0);
    });

    it("is answered only after it is stored", async () => {
      const ani = await shown();
      const tap = ani.taps("Ya");
      let left = 1;
      world.sink.before = ({ body }) => {
        if (body.type === "choice" && left-- > 0) throw new Error("the base is away");
      };
      world.start();
      await world.pauses.begun();
      expect([tap.answered, world.fake.calls("answerCallbackQuery").length]).toEqual([false, 0]);
      world.pauses.end();
      await tap.whenAnswered();
    });

    it("that is too old to be answered, or made twice, disturbs nobody", async () => {
      const ani = await shown();
      const tap = ani.taps("Ya");
      ani.tapsAgain(tap);
      world.fake.expireCallbacks();
      const stop = world.start();
      await world.sink.has(3);
      ani.says("Halo");
      await world.sink.has(4);
      await stop();
      expect(world.fake.calls("answerCallbackQuery").map((it) => it.status)).toEqual([400, 400]);
      expect(world.pauses.all).toEqual([]);
    });

    it("with data that is not ours is answered, and told like that of an old button", async () => {
      const ani = world.fake.person();
      const from = { id: ani.id, is_bot: false, first_name: "x" };
      world.start();
      await world.sink.is("up");
      ani.sendsRaw({ callback_query: { id: "17", from, chat_instance: "c", data: "like:1", message: { chat: ani.facts(), message_id: 1, date: 0 } } });
      const [it] = await world.sink.has(1);
      expect(it?.body).toEqual({ type: "choice", menu: "", choice: 0, label: "" });
      await world.fake.called("answerCallbackQuery", (call) => call.payload.callback_query_id === "17");
      expect(world.fake.calls("editMessageReplyMarkup")).toEqual([]);
    });
  });
});
