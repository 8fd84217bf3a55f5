import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tapData } from "../../src/channels/telegram/tap-data.ts";
import { readUpdate } from "../../src/channels/telegram/update.ts";
import { menuName } from "../../src/core/menu-name.ts";

const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const seconds = now.epochMilliseconds / 1000;
const budi = { id: 700, is_bot: false, first_name: "Orang Contoh" };
const home = { id: 700, type: "private", first_name: "Orang Contoh" };
const read = (raw: unknown, cityOfStart = "") => readUpdate(raw, { account: "100001", cityOfStart, now });
const message = (content: object, rest: object = {}) => ({
  update_id: 7,
  message: { message_id: 1, date: seconds, chat: home, from: budi, ...content, ...rest },
});
const bodyOf = (content: object, cityOfStart = "") => read(message(content), cityOfStart)?.inbound?.body;

describe("a Telegram update", () => {
  it("becomes a message with the network's own id, time and address", () => {
    expect(read(message({ text: "Berapa JP setahun?" }))).toEqual({
      id: 7,
      inbound: {
        dedupe: "100001:7",
        at: "2026-11-22T02:00:00Z",
        late: false,
        from: { id: "700" },
        to: { channel: "telegram", account: "100001", chat: "700" },
        body: { type: "text", text: "Berapa JP setahun?" },
      },
    });
  });

  it("is late after more than five minutes", () => {
    const late = (age: number) => read(message({ text: "x" }, { date: seconds - age }))?.inbound?.late;
    expect([late(300), late(301)]).toEqual([false, true]);
  });

  it.each([
    ["/start", "", ""],
    ["/start kendari", "", "kendari"],
    ["/start@kawan_uji_bot kendari", "", "kendari"],
    ["/START", "kendari", "kendari"],
    ["/start padang", "kendari", "padang"],
  ])("%s opens a talk", (text, usual, start) => {
    expect(bodyOf({ text }, usual)).toEqual({ type: "start", start });
  });

  it("loses the bot's name behind a command, and nothing else of the text", () => {
    expect(bodyOf({ text: "/kota@kawan_uji_bot Kendari" })).toEqual({ type: "text", text: "/kota Kendari" });
    expect(bodyOf({ text: "/startup apa itu?" })).toEqual({ type: "text", text: "/startup apa itu?" });
    expect(bodyOf({ text: "tulis ke nama@contoh" })).toEqual({ type: "text", text: "tulis ke nama@contoh" });
  });

  it("has no control characters, no half characters and no more than Telegram allows", () => {
    expect(bodyOf({ text: "a\0b\u0007c\r\nd\te\ud83d" })).toEqual({ type: "text", text: "abc\nd\te\ufffd" });
    const long = bodyOf({ text: "😀".repeat(3_000) });
    expect(long?.type === "text" && long.text.length).toBe(4_096);
  });

  it("takes forwarded words as words", () => {
    expect(bodyOf({ text: "Kata orang", forward_origin: { type: "hidden_user", sender_user_name: "x", date: 1 } })).toEqual({
      type: "text",
      text: "Kata orang",
    });
  });

  it("proves a number only by the sender's own card that was not passed on", () => {
    const card = (contact: object, rest: object = {}) => read(message({ contact }, rest))?.inbound;
    const own = card({ phone_number: "62 812-0000-0001", first_name: "x", user_id: 700 });
    expect([own?.body, own?.from]).toEqual([
      { type: "contact", own: true },
      { id: "700", phone: { e164: "+6281200000001", proof: "shared-contact" } },
    ]);
    const others = [
      card({ phone_number: "6281200000001", user_id: 701 }),
      card({ phone_number: "6281200000001" }),
      card({ phone_number: "6281200000001", user_id: 700 }, { forward_origin: { type: "user" } }),
      card({ phone_number: "6281200000001", user_id: 700 }, { forward_date: 1 }),
      card({ phone_number: "12", user_id: 700 }),
      card({ phone_number: "081200000001", user_id: 700 }),
    ];
    for (const it of others) expect([it?.body, it?.from]).toEqual([{ type: "contact", own: false }, { id: "700" }]);
  });

  it("names the file of each kind of medium, of a photo the largest", () => {
    const file = { file_id: "F", file_unique_id: "u" };
    expect(
      bodyOf({
        photo: [
          { ...file, file_id: "S", file_size: 10 },
          { ...file, file_size: 90 },
        ],
        caption: "SK saya",
      }),
    ).toEqual({
      type: "media",
      media: { kind: "image", ref: "F", mime: "image/jpeg", bytes: 90 },
      caption: "SK saya",
    });
    expect(bodyOf({ document: { ...file, file_name: "sertifikat\n1.pdf", mime_type: "application/pdf", file_size: 5 } })).toEqual({
      type: "media",
      media: { kind: "document", ref: "F", mime: "application/pdf", bytes: 5, name: "sertifikat 1.pdf" },
      caption: "",
    });
    expect(bodyOf({ voice: { ...file, duration: 3 } })).toMatchObject({ media: { kind: "voice", mime: "audio/ogg", seconds: 3 } });
    expect(bodyOf({ audio: { ...file, duration: 3 } })).toMatchObject({ media: { kind: "audio" } });
    expect(bodyOf({ video: { ...file, duration: 3 } })).toMatchObject({ media: { kind: "video" } });
    expect(bodyOf({ video_note: { ...file, length: 1, duration: 3 } })).toMatchObject({ media: { kind: "video" } });
  });

  it("names what cannot be read, and is silent about what nobody said", () => {
    expect(bodyOf({ sticker: {} })).toEqual({ type: "unsupported", what: "sticker" });
    expect(bodyOf({ location: {} })).toEqual({ type: "unsupported", what: "location" });
    expect(bodyOf({ animation: {}, document: { file_id: "F" } })).toEqual({ type: "unsupported", what: "animation" });
    expect(bodyOf({ something_of_next_year: {} })).toEqual({ type: "unsupported", what: "other" });
    expect(bodyOf({ photo: "broken" })).toEqual({ type: "unsupported", what: "other" });
    expect(read(message({ pinned_message: {} }))).toEqual({ id: 7 });
  });

  it.each([
    ["a group", message({ text: "x" }, { chat: { id: -5, type: "supergroup", title: "Grup" } })],
    ["a channel", { update_id: 7, channel_post: { message_id: 1, date: 1, chat: { id: -5, type: "channel" }, text: "x" } }],
    ["another bot", message({ text: "x" }, { from: { id: 9, is_bot: true } })],
    ["nobody", message({ text: "x" }, { from: undefined })],
    ["an edit", { update_id: 7, edited_message: { message_id: 1, date: 1, chat: home, from: budi, text: "x" } }],
    ["a change of membership", { update_id: 7, my_chat_member: { chat: home, from: budi } }],
  ])("of %s is ignored", (_what, raw) => {
    expect(read(raw)).toEqual({ id: 7 });
  });

  it("of a tap names the letter, the place and the label", () => {
    const keyboard = {
      inline_keyboard: [[{ text: "Ya", callback_data: "0|re:telegram:100001:6" }], [{ text: "Tidak", callback_data: "1|re:telegram:100001:6" }]],
    };
    const tap = (data: string | undefined, chat: object = home, date = 5) => ({
      update_id: 8,
      callback_query: { id: "Q", from: budi, chat_instance: "c", data, message: { message_id: 3, date, chat, reply_markup: keyboard } },
    });
    expect(read(tap("1|re:telegram:100001:6"))).toEqual({
      id: 8,
      tap: { query: "Q", message: { chat: 700, id: 3 } },
      inbound: {
        dedupe: "100001:8",
        at: now.toString(),
        late: false,
        from: { id: "700" },
        to: { channel: "telegram", account: "100001", chat: "700" },
        body: { type: "choice", menu: "re:telegram:100001:6", choice: 1, label: "Tidak" },
      },
    });
    // Foreign data: answered as an old button. A forgotten message: nothing to take away. A group: only the wheel is stopped.
    expect(read(tap("like:1"))?.inbound?.body).toEqual({ type: "choice", menu: "", choice: 0, label: "" });
    expect(read(tap(undefined))?.inbound?.body).toEqual({ type: "choice", menu: "", choice: 0, label: "" });
    expect(read(tap("0|x", home, 0))?.tap).toEqual({ query: "Q" });
    expect(read(tap("0|x", { id: -5, type: "group" }))).toEqual({ id: 8, tap: { query: "Q", message: { chat: -5, id: 3 } } });
  });

  it("never throws, and is either ignored, marked as unknown, or whole", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const keys = fc.constantFrom("message", "callback_query", "edited_message", "my_chat_member", "poll");
    const near = fc.record(
      {
        message_id: json,
        date: fc.oneof(fc.integer(), json),
        chat: fc.oneof(fc.constant(home), json),
        from: fc.oneof(fc.constant(budi), json),
        text: fc.oneof(fc.string({ unit: "binary" }), json),
        photo: json,
        contact: json,
        document: json,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          json,
          fc.tuple(fc.oneof(fc.nat(), json), keys, fc.oneof(json, near)).map(([id, key, value]) => ({ update_id: id, [key]: value })),
        ),
        (raw) => {
          const it = read(raw);
          if (it === null) return;
          expect(Number.isInteger(it.id)).toBe(true);
          if (it.inbound) expect(JSON.parse(JSON.stringify(it.inbound))).toEqual(it.inbound);
          if (it.inbound?.body.type === "text")
            expect(it.inbound.body.text).toSatisfy((text: string) => text.isWellFormed() && !text.includes("\0") && text.length <= 4_096);
        },
      ),
      { numRuns: 700 },
    );
  });

  it("brings back every place of every letter, by its key or by the key's name", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.stringMatching(/^[\w:|.-]{1,200}$/), (place, key) => {
        const data = tapData(place, key);
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
        const body = read({ update_id: 1, callback_query: { id: "Q", from: budi, data, message: { message_id: 3, date: 5, chat: home } } })?.inbound?.body;
        expect(body).toMatchObject({ type: "choice", choice: place });
        expect([key, menuName(key)]).toContain(body?.type === "choice" && body.menu);
      }),
    );
  });
});
