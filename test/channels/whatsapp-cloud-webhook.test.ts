import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultOf, refusalOf } from "../../src/channels/whatsapp-cloud/errors.ts";
import { type Found, parseWebhook, readWebhook } from "../../src/channels/whatsapp-cloud/webhook.ts";
import type { InboundBody } from "../../src/core/channel.ts";

const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const account = "106540352242922";
const stamp = String(now.epochMilliseconds / 1000);
const phone = "6281200000001";
const userId = "ID.13491208655302741918";

const bodyWith = (value: object) => ({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "messages", value }] }] });
const valueWith = (more: object) => ({ messaging_product: "whatsapp", metadata: { phone_number_id: account }, ...more });
const message = (more: object) => ({ from: phone, from_user_id: userId, id: "wamid.A", timestamp: stamp, type: "text", text: { body: "Halo" }, ...more });
const read = (...messages: object[]): Found[] => readWebhook(bodyWith(valueWith({ messages })), now);
const inboundOf = (one: object, contacts: object[] = []) => {
  const [found] = readWebhook(bodyWith(valueWith({ messages: [one], contacts })), now);
  return found && "inbound" in found ? found.inbound : undefined;
};
const statusOf = (more: object) => {
  const [found] = readWebhook(bodyWith(valueWith({ statuses: [{ id: "wamid.B", status: "sent", timestamp: stamp, ...more }] })), now);
  return found && "receipt" in found ? found.receipt : undefined;
};

describe("a message in a webhook", () => {
  test("becomes plain data with the network's own id", () => {
    expect(inboundOf(message({}))).toEqual({
      dedupe: "wamid.A",
      at: "2026-11-22T02:00:00Z",
      late: false,
      from: { id: userId, phone: { e164: `+${phone}`, proof: "channel" } },
      to: { channel: "wa-cloud", account, chat: phone },
      body: { type: "text", text: "Halo" },
    });
  });

  const file = { id: "1000007", mime_type: "application/pdf", sha256: "x" };
  const bodies: [string, object, InboundBody][] = [
    [
      "a button",
      { type: "interactive", interactive: { type: "button_reply", button_reply: { id: "1|re:7", title: "Tidak" } } },
      { type: "choice", menu: "re:7", choice: 1, label: "Tidak" },
    ],
    [
      "a row of a list",
      { type: "interactive", interactive: { type: "list_reply", list_reply: { id: "9|#abc|d", title: "Kendari", description: "Kota" } } },
      { type: "choice", menu: "#abc|d", choice: 9, label: "Kendari" },
    ],
    [
      "a button that is not ours",
      { type: "interactive", interactive: { type: "button_reply", button_reply: { id: "lama", title: "Ya" } } },
      { type: "text", text: "Ya" },
    ],
    ["a form", { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: {} } }, { type: "unsupported", what: "interactive" }],
    ["a quick reply of a template", { type: "button", button: { payload: "x", text: "Daftar" } }, { type: "text", text: "Daftar" }],
    [
      "a photo",
      { type: "image", image: { id: "1000007", mime_type: "image/jpeg", caption: "SK" } },
      { type: "media", media: { kind: "image", ref: "1000007", mime: "image/jpeg" }, caption: "SK" },
    ],
    [
      "a document",
      { type: "document", document: { ...file, filename: "sk.pdf" } },
      { type: "media", media: { kind: "document", ref: "1000007", mime: "application/pdf", name: "sk.pdf" }, caption: "" },
    ],
    ["a voice message", { type: "audio", audio: { id: "1000007", voice: true } }, { type: "media", media: { kind: "voice", ref: "1000007" }, caption: "" }],
    ["music", { type: "audio", audio: { id: "1000007", voice: false } }, { type: "media", media: { kind: "audio", ref: "1000007" }, caption: "" }],
    ["a film", { type: "video", video: { id: "1000007" } }, { type: "media", media: { kind: "video", ref: "1000007" }, caption: "" }],
    ["a contact card", { type: "contacts", contacts: [{ phones: [{ phone: `+${phone}`, wa_id: phone }] }] }, { type: "contact", own: false }],
    [
      "the answer to a contact request",
      { type: "contacts", origin: "contact_request", contacts: [{ origin: "contact_request", phones: [{ wa_id: phone }] }] },
      { type: "contact", own: false },
    ],
    ["a place", { type: "location", location: { latitude: -3.9, longitude: 122.5 } }, { type: "unsupported", what: "location" }],
    ["a sticker", { type: "sticker", sticker: { id: "1" } }, { type: "unsupported", what: "sticker" }],
    ["an order", { type: "order", order: {} }, { type: "unsupported", what: "order" }],
    ["a poll", { type: "unsupported", errors: [{ code: 131051 }] }, { type: "unsupported", what: "unsupported" }],
    ["a kind not known yet", { type: "hologram\n<b>" }, { type: "unsupported", what: "unknown" }],
    ["a text without a text", { type: "text", text: undefined }, { type: "unsupported", what: "text" }],
    ["a photo without an id", { type: "image", image: { caption: "SK" } }, { type: "unsupported", what: "image" }],
    ["a kind that is a word of JavaScript", { type: "constructor" }, { type: "unsupported", what: "constructor" }],
  ];
  test.each(bodies)("%s is understood", (_name, more, body) => {
    expect(inboundOf(message(more))?.body).toEqual(body);
  });

  test("is marked late after five minutes", () => {
    const lateAfter = (seconds: number) => inboundOf(message({ timestamp: String(Number(stamp) - seconds) }))?.late;
    expect([lateAfter(300), lateAfter(301)]).toEqual([false, true]);
  });

  test("has its text made storable", () => {
    const [found] = readWebhook(parseWebhook(JSON.stringify(bodyWith(valueWith({ messages: [message({ text: { body: "a\u0000b\ud800c" } })] })))), now);
    expect(found).toMatchObject({ inbound: { body: { text: "ab\ufffdc" } } });
  });

  const left: [string, object][] = [
    ["a reaction", { type: "reaction", reaction: { message_id: "wamid.B", emoji: "👍" } }],
    ["a system message of another kind", { type: "system", system: { type: "customer_identity_changed", wa_id: "6281200000002" } }],
    ["a message in a group", { group_id: "120363" }],
    ["a message without an id", { id: undefined }],
    ["a message from nobody", { from: undefined, from_user_id: undefined }],
  ];
  test.each(left)("%s is not handed over, and its neighbour is", (_name, more) => {
    const found = read(message(more), message({ id: "wamid.C" }));
    expect(found.map((it) => ("inbound" in it ? it.inbound.dedupe : "note" in it && "left"))).toEqual(["left", "wamid.C"]);
  });
});

describe("who goes to another number", () => {
  const gone = { from: { id: userId }, to: { channel: "wa-cloud", account: expect.any(String) }, body: { type: "left" } };

  test("has left the old one, which proves nothing by that", () => {
    for (const type of ["user_changed_number", "user_changed_user_id"]) {
      const inbound = inboundOf(message({ type: "system", system: { type, wa_id: "6281200000002" } }));
      expect(inbound).toMatchObject({ ...gone, to: { ...gone.to, chat: phone } });
      expect(inbound?.from.phone).toBeUndefined();
    }
  });

  test("has left it by the news of another user id, too", () => {
    const change = (user_id_update: unknown[]) => {
      const [entry] = bodyWith(valueWith({})).entry;
      const value = { ...entry?.changes[0]?.value, user_id_update };
      return readWebhook({ entry: [{ changes: [{ field: "user_id_update", value }] }] }, now);
    };
    const item = { wa_id: "6281200000002", user_id: { previous: userId, current: "ID.2" }, timestamp: stamp };
    expect(change([item, { user_id: { previous: "6281200000001" } }, "x"])).toMatchObject([
      { inbound: { ...gone, to: { ...gone.to, chat: `bsuid:${userId}` } } },
      { note: "user_id_update without a former id" },
      { note: "user_id_update without a former id" },
    ]);
  });
});

describe("who wrote", () => {
  test("is the same sender with and without a visible phone, each reached where WhatsApp reaches them", () => {
    const [open, hidden] = [inboundOf(message({})), inboundOf(message({ from: undefined }))];
    expect([open?.from.id, hidden?.from.id]).toEqual([userId, userId]);
    expect([open?.to.chat, hidden?.to.chat]).toEqual([phone, `bsuid:${userId}`]);
    expect([open?.from.phone?.e164, hidden?.from.phone]).toEqual([`+${phone}`, undefined]);
  });

  test("is the phone where no user id is known", () => {
    expect(inboundOf(message({ from_user_id: undefined }))?.from).toEqual({ id: phone, phone: { e164: `+${phone}`, proof: "channel" } });
  });

  test("takes the user id from the contact with the same phone, never from another's", () => {
    const own = { wa_id: phone, user_id: userId };
    const other = { wa_id: "6281299999999", user_id: "ID.999" };
    expect(inboundOf(message({ from_user_id: undefined }), [other, own])?.from.id).toBe(userId);
    expect(inboundOf(message({ from_user_id: undefined }), [other])?.from.id).toBe(phone);
    expect(inboundOf(message({ from: undefined, from_user_id: undefined }), [{ user_id: userId }])?.from).toEqual({ id: userId });
    expect(inboundOf(message({ from: undefined, from_user_id: undefined }), [{ user_id: userId }, other])).toBeUndefined();
  });

  test("has no phone in the digits of a user id, wherever it stands", () => {
    for (const from of [userId, "ID.628120000000", "ID.ENT.628120000000"]) {
      const inbound = inboundOf(message({ from, from_user_id: undefined }));
      expect(inbound).toMatchObject({ from: { id: from }, to: { chat: `bsuid:${from}` } });
      expect(inbound?.from.phone).toBeUndefined();
    }
    expect(inboundOf(message({ from: "8120", from_user_id: undefined }))).toBeUndefined();
  });
});

describe("a status in a webhook", () => {
  test("becomes a receipt with our key and its price", () => {
    const pricing = { billable: true, pricing_model: "PMP", category: "service", type: "regular" };
    expect(statusOf({ biz_opaque_callback_data: "re:7#0", pricing, recipient_id: phone })).toEqual({
      channel: "wa-cloud",
      account,
      native: "wamid.B",
      key: "re:7#0",
      at: "2026-11-22T02:00:00Z",
      state: "sent",
      price: pricing,
    });
  });

  test("says why it failed", () => {
    expect(statusOf({ status: "failed", errors: [{ code: 131047, title: "Re-engagement message" }] })).toMatchObject({
      state: "failed",
      fault: { kind: "window-closed", code: "131047" },
    });
    expect(statusOf({ status: "failed" })).toMatchObject({ state: "failed", fault: { kind: "bad-request", code: "none_given" } });
  });

  test("has no key where only a digest of it could be carried, and no state that is not known", () => {
    expect(statusOf({ biz_opaque_callback_data: `#${"a".repeat(32)}` })?.key).toBeUndefined();
    expect(statusOf({ status: "played" })?.state).toBe("read");
    expect(statusOf({ status: "warning" })).toBeUndefined();
  });
});

describe("any webhook at all", () => {
  test("is read without throwing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        for (const body of [
          a,
          { entry: a },
          { entry: [{ changes: [a, { field: "messages", value: b }] }] },
          bodyWith(valueWith({ messages: [a, b], statuses: [b, c], contacts: c })),
        ]) {
          expect(Array.isArray(readWebhook(parseWebhook(JSON.stringify(body)), now))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("gives every message and status of every entry and change, with anything between them", () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constant({ id: "wamid.x" }),
      fc.constant({ type: "text" }),
      fc.constant(message({ id: "wamid.r", type: "reaction" })),
    );
    const item = fc.oneof({ weight: 3, arbitrary: fc.constant("good" as const) }, { weight: 1, arbitrary: junk });
    const items = fc.array(item, { maxLength: 5 });
    const changes = fc.array(fc.record({ messages: items, statuses: items }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 4 }), (entries) => {
        const expected: string[] = [];
        const counted = (it: unknown, good: (id: string) => object) => {
          if (it !== "good") return it;
          expected.push(`wamid.${expected.length}`);
          return good(expected.at(-1) as string);
        };
        const body = {
          entry: entries.map((some) => ({
            changes: some.map((it) => ({
              field: "messages",
              value: valueWith({
                messages: it.messages.map((one) => counted(one, (id) => message({ id }))),
                statuses: it.statuses.map((one) => counted(one, (id) => ({ id, status: "read", timestamp: stamp }))),
              }),
            })),
          })),
        };
        const found = readWebhook(parseWebhook(JSON.stringify(body)), now).flatMap((it) =>
          "inbound" in it ? it.inbound.dedupe : "receipt" in it ? it.receipt.native : [],
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe("Meta's codes", () => {
  const table: [number[], string][] = [
    [[131000, 131016, 131056, 1, 2], "retry"],
    [[130429, 80007, 4], "slow-down"],
    [[131047], "window-closed"],
    // 130497 is about the person's country: were it the account's fault, one stranger from abroad would stop the answers to all.
    [[131026, 131021, 130497], "unreachable"],
    [[131042, 131048, 368, 131031, 133010], "restricted"],
    [[190, 0, 10, 200, 299], "auth"],
    [[130472, 131049, 131050], "bad-request"],
    [[131051, 131052, 131053, 132000, 132001, 132999, 100, 123456], "bad-request"],
  ];
  test.each(table)("%j are %s", (codes, kind) => {
    expect(codes.map((it) => faultOf(it))).toEqual(codes.map((it) => expect.objectContaining({ kind, code: String(it) })));
  });

  test("the pair limit says how long to wait", () => expect(faultOf(131056).afterMs).toBe(16_000));

  test("an answer without a code goes by its status, and a server's failure leaves open what happened", () => {
    const statuses = [302, 401, 403, 404, 429];
    const kinds = ["retry", "auth", "auth", "retry", "slow-down"];
    expect(statuses.map((it) => refusalOf(it, undefined)?.fault.kind)).toEqual(kinds);
    expect(refusalOf(404, { error: "not Meta's" })?.fault).toEqual({ kind: "retry", code: "http_404" });
    expect(refusalOf(502, undefined)).toBeNull();
    expect(refusalOf(500, { error: { code: 987_654 } })).toBeNull();
    expect(refusalOf(500, { error: { code: 100 } })).toBeNull();
    expect([1, 131000].map((code) => refusalOf(500, { error: { code } })?.fault.kind)).toEqual(["retry", "retry"]);
  });
});
