import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readContent } from "../../src/channels/whatsapp-web/child/content.ts";
import { openText, sealingWith, sealText } from "../../src/channels/whatsapp-web/sealing.ts";
import type { Media } from "../../src/core/channel.ts";
import { Fault } from "../../src/core/fault.ts";
import type { SentFile } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { type TestDatabase, testDatabases } from "../world.ts";
import { openWebWorld, secret, type WebWorld } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 60_000 };
const bytes = (length: number) => randomBytes(length);

function scene(name: string, run: (world: WebWorld) => Promise<void>): void {
  test(name, async () => {
    const world = await openWebWorld(embedded);
    try {
      world.start();
      await world.sink.is("up");
      await run(world);
    } finally {
      await world.close();
    }
    expect(world.whatsapp.complaints).toEqual([]);
  });
}

/** Sends a file and gives what came of it. */
async function arrives(world: WebWorld, file: SentFile): Promise<Media> {
  await world.whatsapp
    .person({ phone: `62812${Math.random().toString().slice(2, 10)}` })
    .sends(file)
    .delivered(slowly);
  const body = [...world.sink.stored.values()].at(-1)?.body;
  if (body?.type !== "media") throw new Error(`not a file: ${body?.type}`);
  return body.media;
}

const fetching = (world: WebWorld, media: Media) => {
  if (!world.channel.fetch) throw new Error("it fetches nothing");
  return world.channel.fetch(media, AbortSignal.timeout(20_000));
};
/** What the person is told, and the kind of refusal. */
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "fetched",
    (error: unknown) => (error instanceof Fault ? [error.code, error.detail.why ?? ""] : String(error)),
  );

describe("files that people send", () => {
  scene("are fetched when they are wanted, by any process, and not before", async (world) => {
    const content = bytes(70_001);
    const media = await arrives(world, { kind: "voice", bytes: content, seconds: 7 });
    expect([media.kind, media.seconds, media.bytes, world.whatsapp.media.downloads]).toEqual(["voice", 7, 70_001, []]);
    expect(Buffer.from(await fetching(world, media)).equals(content)).toBe(true);
    await world.stop(); // no connection, no process: as on another replica
    expect(Buffer.from(await fetching(world, media)).equals(content)).toBe(true);
  });

  scene("that were damaged or exchanged on the way are refused", async (world) => {
    expect(await refusal(fetching(world, await arrives(world, { kind: "document", bytes: bytes(500), flaw: "damaged" })))).toEqual(["unavailable", "seal"]);
    // Under the same key, so that the seal fits: only the hash tells.
    expect(await refusal(fetching(world, await arrives(world, { kind: "image", bytes: bytes(500), flaw: "swapped" })))).toEqual([
      "unavailable",
      expect.stringMatching(/seal|hash/),
    ]);
  });

  scene("are checked against each of the hashes and keys that came with the message", async (world) => {
    const content = bytes(2_000);
    const media = await arrives(world, { kind: "image", bytes: content });
    const sealing = sealingWith(secret, world.bot.phone);
    const told = JSON.parse(openText(sealing, "media", media.ref)) as Record<string, string>;
    const changed = (more: Record<string, string>) => fetching(world, { kind: "image", ref: sealText(sealing, "media", JSON.stringify({ ...told, ...more })) });
    expect(Buffer.from(await changed({})).equals(content)).toBe(true);
    const other = bytes(32).toString("base64");
    for (const [name, why] of [
      ["sha256", "hash"],
      ["encSha256", "seal"],
      ["key", "seal"],
    ] as const) {
      expect([name, await refusal(changed({ [name]: other }))]).toEqual([name, ["unavailable", why]]);
    }
    expect(await refusal(changed({ info: "Document" }))).toEqual(["unavailable", "seal"]);
  });

  scene("that WhatsApp has forgotten are uploaded once more by the sender's phone, while there is a connection", async (world) => {
    const content = bytes(900);
    const media = await arrives(world, { kind: "document", bytes: content, flaw: "expired" });
    expect(Buffer.from(await fetching(world, media)).equals(content)).toBe(true);
    await world.stop();
    expect(await refusal(fetching(world, media))).toEqual(["not_found", ""]);
  });

  scene("are never fetched from where the sender says, only from WhatsApp's own host", async (world) => {
    const content = bytes(300);
    const media = await arrives(world, { kind: "image", bytes: content, host: "evil.example" });
    expect(Buffer.from(await fetching(world, media)).equals(content)).toBe(true);
    const sealing = sealingWith(secret, world.bot.phone);
    for (const path of ["https://evil.example/x", "//evil.example/x", "http://127.0.0.1:1/x", "\\\\evil.example\\x"]) {
      const ref = sealText(sealing, "media", JSON.stringify({ path, key: "", sha256: "", encSha256: "", info: "Image", id: "x", from: "x" }));
      expect([path, await refusal(fetching(world, { kind: "image", ref }))]).toEqual([path, ["not_found", ""]]);
    }
  });

  scene("that are too large are refused by what is said of them and by what comes", async (world) => {
    const announced = await arrives(world, { kind: "document", bytes: bytes(100), claimedBytes: 21 * 1024 * 1024 });
    expect(await refusal(fetching(world, announced))).toEqual(["bad_input", ""]);
    const silent = await arrives(world, { kind: "document", bytes: Buffer.alloc(21 * 1024 * 1024, 7), claimedBytes: 10 });
    expect(await refusal(fetching(world, silent))).toEqual(["bad_input", ""]);
  });

  scene("have no name but one that only we can read", async (world) => {
    const media = await arrives(world, { kind: "document", bytes: bytes(100), name: "rahasia.pdf" });
    expect([media.ref.includes("/"), Buffer.from(media.ref, "base64url").includes("t62.7118")]).toEqual([false, false]);
    for (const ref of ["", "x", `${media.ref.slice(0, -4)}AAAA`, "../../etc/passwd"])
      expect(await refusal(fetching(world, { kind: "document", ref }))).toEqual(["not_found", ""]);
  });
});

describe("files that we send", () => {
  scene("arrive byte for byte with their words; a failed upload is tried again, a missing file waits", async (world) => {
    const person = world.whatsapp.person({});
    await person.says("rahasia").delivered(slowly);
    const to = world.addressOf(person);
    const content = bytes(40_000);
    const open = { open: async () => content };
    const file = { kind: "document" as const, blob: "b", name: "../rekap\u0000 2026.pdf", mime: "application/pdf", caption: "Rekap" };
    world.whatsapp.media.fault("upload", { kind: "refused", code: 500 });
    expect(await world.sends(to, { text: "Ini berkasnya:", files: [file] }, { key: "re:f" }, open)).toMatchObject([{ ok: false, fault: { kind: "retry" } }]);
    expect(await world.sends(to, { text: "Ini berkasnya:", files: [file] }, { key: "re:f" }, open)).toMatchObject([{ ok: true }]);
    const heard = await person.hears();
    expect([heard.kind, heard.text, heard.file?.name, heard.file?.bytes?.equals(content)]).toEqual([
      "document",
      "Ini berkasnya:\n\nRekap",
      "..-rekap 2026.pdf",
      true,
    ]);
    // Sent again under its id, nothing is uploaded twice.
    const uploads = world.whatsapp.media.uploads.length;
    await world.sends(to, { text: "Ini berkasnya:", files: [file] }, { key: "re:f" }, open);
    expect(world.whatsapp.media.uploads.length).toBe(uploads);
    const gone = async () => {
      throw new Error("the file is gone");
    };
    expect(await world.sends(to, { text: "", files: [file] }, {}, { open: gone })).toEqual([{ ok: false, fault: { kind: "retry", code: "file_not_opened" } }]);
  });
});

describe("what a message says", () => {
  const read = (message: Parameters<typeof readContent>[0]) => readContent(message, () => "ref");
  const file = { directPath: "/v/x", mediaKey: bytes(32), fileSha256: bytes(32), fileEncSha256: bytes(32), fileLength: 12, mimetype: "audio/ogg; codecs=opus" };

  test.each([
    [{ conversation: "Halo" }, { type: "text", text: "Halo" }],
    [{ extendedTextMessage: { text: "Halo\r\n\u0000dunia\u001b" } }, { type: "text", text: "Halo\ndunia" }],
    [{ extendedTextMessage: { text: " " } }, { type: "unsupported", what: "empty" }],
    [{ buttonsResponseMessage: { selectedDisplayText: "Ya" } }, { type: "text", text: "Ya" }],
    [{ listResponseMessage: { title: "Kendari" } }, { type: "text", text: "Kendari" }],
    [{ contactMessage: { displayName: "x", vcard: "TEL:+62" } }, { type: "contact" }],
    [{ contactsArrayMessage: { contacts: [] } }, { type: "contact" }],
    [{ liveLocationMessage: {} }, { type: "unsupported", what: "live_location" }],
    [{ stickerMessage: {} }, { type: "unsupported", what: "sticker" }],
    [
      { audioMessage: { ...file, ptt: true, seconds: 4 } },
      { type: "media", media: { kind: "voice", ref: "ref", mime: "audio/ogg; codecs=opus", bytes: 12, seconds: 4 }, caption: "" },
    ],
    [
      { documentMessage: { ...file, fileName: "a\nb.pdf", caption: "Ini" } },
      { type: "media", media: { kind: "document", ref: "ref", mime: "audio/ogg; codecs=opus", bytes: 12, name: "a b.pdf" }, caption: "Ini" },
    ],
    [{ imageMessage: { mimetype: "image/jpeg" } }, { type: "unsupported", what: "image" }],
    [{ reactionMessage: { text: "👍" } }, null],
    [{ protocolMessage: { type: 0 } }, null],
    [{ senderKeyDistributionMessage: {} }, null],
    [{ pollUpdateMessage: {} }, null],
    [{ messageContextInfo: {} }, null],
    [{}, null],
  ])("%j", (message, said) => expect(read(message as Parameters<typeof read>[0]).said).toEqual(said));

  test("carries the timer of its talk: its own, none, or a new one; other news say nothing of it", () => {
    expect(read({ extendedTextMessage: { text: "x", contextInfo: { expiration: 604_800 } } }).ephemeral).toBe(604_800);
    expect(read({ conversation: "x" }).ephemeral).toBe(0);
    expect(read({ protocolMessage: { type: 3, ephemeralExpiration: 86_400 } })).toEqual({ said: null, ephemeral: 86_400 });
    expect(read({ protocolMessage: { type: 3 } }).ephemeral).toBe(0);
    expect(read({ reactionMessage: { text: "👍" } }).ephemeral).toBe(null);
  });
});
