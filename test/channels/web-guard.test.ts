import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromOwnPage } from "../../src/channels/web/origin.ts";
import { Limit } from "../../src/core/limit.ts";
import { testDatabases } from "../world.ts";
import { Browser, openWebWorld, type WebWorld } from "./web-world.ts";

describe.each(testDatabases())("guarding the web chat on $name", (database) => {
  let world: WebWorld;
  let now = Temporal.Instant.from("2026-11-22T02:00:00Z");
  beforeAll(async () => {
    world = await openWebWorld(database, { clock: () => now, limits: { perChat: 5, perVisitor: 12, readsPerVisitor: 40 } });
  });
  afterAll(() => world.close());

  const visit = async (address: string): Promise<Browser> => {
    const browser = new Browser(world.url, address);
    await browser.get("/kendari");
    return browser;
  };

  describe("a post that is not from our page", () => {
    const cases: [string, Record<string, string>][] = [
      ["another site's origin", { origin: "https://jahat.example" }],
      ["an opaque origin", { origin: "null" }],
      ["no origin", { origin: "" }],
      ["our origin on another port", { origin: "http://127.0.0.1:1" }],
      ["a cross-site fetch", { "sec-fetch-site": "cross-site" }],
      ["a same-site fetch of a sister host", { "sec-fetch-site": "same-site" }],
    ];
    test.each(cases)("is refused: %s", async (_name, headers) => {
      const browser = await visit("10.1.0.1");
      const before = world.received.length;
      const answer = await browser.post("/pesan", { id: crypto.randomUUID(), text: "Halo" }, headers);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toEqual({
        error: "Permintaan itu tidak berasal dari halaman ini. Buka halaman percakapan, lalu kirim dari sana.",
      });
      expect(world.received).toHaveLength(before);
    });

    test("our own page is known by the host it was sent to, or by the address that people use", () => {
      const own = (headers: Record<string, string>, publicUrl?: string) => fromOwnPage((name) => headers[name], publicUrl);
      expect(own({ host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" })).toBe(true);
      expect(own({ host: "127.0.0.1:3000", origin: "https://asn.kota.go.id" }, "https://asn.kota.go.id/")).toBe(true);
      expect(own({ host: "127.0.0.1:3000", origin: "https://asn.kota.go.id" })).toBe(false);
      expect(own({ host: "127.0.0.1:3000" }, "https://asn.kota.go.id")).toBe(false);
      expect(own({ origin: "http://127.0.0.1:3000" })).toBe(false);
    });
  });

  describe("what cannot be taken is said in one sentence", () => {
    const unreadable = "Pesan itu tidak dapat dibaca. Muat ulang halaman ini, lalu kirim lagi.";
    const id = "0b9f7f6e-3b0a-4d7e-9f55-2f6f0b1a7c11";
    const cases: [string, unknown, number, string][] = [
      [
        "too long a text",
        { id, text: "a".repeat(2_001) },
        400,
        "Pesan terlalu panjang (2.001 huruf). Mohon diringkas menjadi paling banyak 2.000 huruf, lalu kirim ulang.",
      ],
      ["an empty text", { id, text: " \n " }, 400, "Pesan masih kosong. Tulis pertanyaan Anda, lalu kirim."],
      ["broken JSON", "{", 400, unreadable],
      ["no id", { text: "Halo" }, 400, unreadable],
      ["an id that is no uuid", { id: "1", text: "Halo" }, 400, unreadable],
      ["two kinds at once", { id, text: "Halo", start: "kendari" }, 400, unreadable],
      ["a tap far outside a list", { id, menu: "re:1", choice: 1e9, label: "X" }, 400, unreadable],
      ["too large a body", { id, text: "a".repeat(20_000) }, 413, "Pesan terlalu besar. Mohon diringkas, lalu kirim ulang."],
    ];
    test.each(cases)("%s", async (name, body, status, error) => {
      const browser = await visit(`10.2.0.${name.length}`);
      const before = world.received.length;
      const answer = await browser.post("/pesan", body);
      expect(answer.status).toBe(status);
      expect(await answer.json()).toEqual({ error });
      expect(world.received).toHaveLength(before);
    });

    test("2,000 characters of any kind are taken", async () => {
      const browser = await visit("10.2.1.1");
      expect((await browser.says("漢".repeat(2_000))).status).toBe(202);
      expect((await browser.says("\u{1F600}".repeat(1_000))).status).toBe(202);
    });
  });

  describe("limits", () => {
    test("a talk that is too quick is asked to wait, and goes on afterwards", async () => {
      const browser = await visit("10.3.0.1");
      for (let at = 0; at < 5; at += 1) expect((await browser.says(`Pesan ${at}`)).status).toBe(202);
      const answer = await browser.says("Terlalu banyak");
      expect(answer.status).toBe(429);
      expect(answer.headers.get("retry-after")).toBe("60");
      expect(await answer.json()).toEqual({ error: "Pesan terlalu cepat. Mohon tunggu 60 detik, lalu kirim ulang." });
      now = now.add({ seconds: 61 });
      expect((await browser.says("Sekarang boleh")).status).toBe(202);
    });

    test("an address has a limit of its own, over all its talks; another address is not touched", async () => {
      for (let at = 0; at < 12; at += 1) expect((await (await visit("10.3.0.2")).says("Halo")).status).toBe(202);
      expect((await (await visit("10.3.0.2")).says("Halo")).status).toBe(429);
      expect((await (await visit("10.3.0.3")).says("Halo")).status).toBe(202);
    });

    test("reading has a limit too", async () => {
      const browser = await visit("10.3.0.4");
      for (let at = 0; at < 40; at += 1) expect((await browser.get("/pesan")).status).toBe(200);
      expect((await browser.get("/pesan")).status).toBe(429);
      expect((await browser.get("/aliran")).status).toBe(429);
    });

    test("holds no more keys than it may", () => {
      const limit = new Limit(1, 60_000, 3);
      for (const key of ["a", "b", "c", "d"]) expect(limit.take(key, now)).toBe(0);
      expect(limit.take("d", now)).toBe(60);
      expect(limit.take("a", now)).toBe(0); // the oldest had to go
    });
  });
});
