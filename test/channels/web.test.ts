import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { messagesAfter, storeMessage, webRetention } from "../../src/channels/web/store.ts";
import { sql } from "../../src/db/database.ts";
import { testDatabases } from "../world.ts";
import { Browser, cell, openWebWorld, Talk, type WebWorld } from "./web-world.ts";

describe.each(testDatabases())("web chat on $name", (database) => {
  let world: WebWorld;
  beforeAll(async () => {
    world = await openWebWorld(database);
  });
  afterAll(() => world.close());

  const visit = async (path = "/kendari", address?: string): Promise<Browser> => {
    const browser = new Browser(world.url, address);
    expect((await browser.get(path)).status).toBe(200);
    return browser;
  };
  const count = (text: string) => world.received.filter((it) => it.body.type === "text" && it.body.text === text).length;

  describe("a talk", () => {
    test("begins with a greeting for the page's city, and a question gets its answer with sources", async () => {
      world.answerWith((question) => ({
        text: `Soal ${question}`,
        sources: [{ label: "PP 11/2017 Pasal 203", status: "berlaku", text: "Setiap PNS memiliki hak." }],
      }));
      const browser = await visit();
      expect((await browser.post("/pesan", { id: crypto.randomUUID(), start: "kendari" })).status).toBe(202);
      const [greeting] = await browser.until(1);
      expect(greeting).toMatchObject({ author: "assistant", text: expect.stringContaining("*Kawan ASN* Kota Kendari") });

      const id = crypto.randomUUID();
      expect((await browser.says("Hak pengembangan?", id)).status).toBe(202);
      const [, question, answer] = await browser.until(3);
      expect(question).toMatchObject({ author: "person", text: "Hak pengembangan?", own: id });
      expect(answer).toMatchObject({
        author: "assistant",
        text: "Soal Hak pengembangan?",
        sources: [{ label: "PP 11/2017 Pasal 203", status: "berlaku", text: "Setiap PNS memiliki hak." }],
      });
    });

    test("keeps no number of a person: the page shows its kind after a reload", async () => {
      const browser = await visit();
      await browser.says("NIP saya 198503212010011004, berapa JP saya?", crypto.randomUUID());
      const messages = await browser.until(2);
      expect(messages.find((it) => it.author === "person")?.text).toBe("NIP saya [NIP], berapa JP saya?");
    });

    test("is greeted once per city, however often the page is opened", async () => {
      const browser = await visit();
      for (let at = 0; at < 3; at += 1) await browser.post("/pesan", { id: crypto.randomUUID(), start: "kendari" });
      await browser.until(1);
      await browser.post("/pesan", { id: crypto.randomUUID(), start: "kendari" });
      await browser.post("/pesan", { id: crypto.randomUUID(), start: "" });
      await browser.post("/pesan", { id: crypto.randomUUID(), start: "pontianak" });
      const messages = await browser.until(2);
      expect(messages.map((it) => /Kota \w+/.exec(it.text)?.[0])).toEqual(["Kota Kendari", "Kota Pontianak"]);
    });

    test("takes a tap on a button of an earlier answer", async () => {
      const browser = await visit("/");
      await browser.post("/pesan", { id: crypto.randomUUID(), start: "" });
      const [greeting] = await browser.until(1);
      expect(greeting?.buttons.map((it) => it.label)).toEqual(["Tanjungpinang", "Kendari", "Lhokseumawe", "Pontianak"]);
      await browser.post("/pesan", { id: crypto.randomUUID(), menu: greeting?.menu, choice: 1, label: "Kendari" });
      const [, tapped, answer] = await browser.until(3);
      expect(tapped).toMatchObject({ author: "person", text: "Kendari" });
      expect(answer?.text).toBe("Baik. Mulai sekarang jawaban memakai aturan nasional dan keterangan Kota *Kendari*.");
    });

    test("changes nothing when a message is posted again under its id", async () => {
      const browser = await visit();
      const id = crypto.randomUUID();
      for (let at = 0; at < 3; at += 1) expect((await browser.says("Sekali saja", id)).status).toBe(202);
      await browser.until(2);
      await browser.says("Sesudahnya");
      expect((await browser.until(4)).filter((it) => it.text === "Sekali saja")).toHaveLength(1);
      expect(count("Sekali saja")).toBe(1);
    });

    test("is not acknowledged before it is durable, and the page's next attempt brings it in", async () => {
      const browser = await visit();
      const id = crypto.randomUUID();
      world.broken.sink = true;
      const refused = await browser.says("Jangan hilang", id);
      world.broken.sink = false;
      expect(refused.status).toBe(500);
      expect(await refused.json()).toEqual({ error: "Maaf, sistem sedang terganggu. Silakan coba lagi sebentar lagi." });
      expect((await browser.says("Jangan hilang", id)).status).toBe(202);
      expect((await browser.until(2)).filter((it) => it.text === "Jangan hilang")).toHaveLength(1);
      expect(count("Jangan hilang")).toBe(1);
    });

    test("takes what a database cannot hold: NUL and half characters", async () => {
      const browser = await visit();
      expect((await browser.says("apa\u0000kah \ud83d ini")).status).toBe(202);
      const [question] = await browser.until(2);
      expect(question?.text).toBe("apakah \ufffd ini");
    });
  });

  describe("another browser", () => {
    test("reads nothing of the talk, nor does a forged, unsigned or changed cookie", async () => {
      const owner = await visit();
      await owner.says("Rahasia saya");
      await owner.until(2);
      const [name = "", value = ""] = owner.cookie.split("=");
      const [talk = "", signature = ""] = decodeURIComponent(value).split(".");
      expect(talk).toMatch(/^[\w-]{32}$/);
      const other = `${talk.startsWith("A") ? "B" : "A"}${talk.slice(1)}`;
      const forged = ["", talk, `${talk}.`, `${other}.${signature}`, `${talk}.${"A".repeat(43)}=`].map((it) => `${name}=${encodeURIComponent(it)}`);
      for (const cookie of ["", ...forged]) {
        const stranger = new Browser(world.url);
        stranger.cookie = cookie;
        expect(Talk.parse(await (await stranger.get("/pesan")).json())).toEqual({ talk: null, city: null, messages: [] });
        expect((await stranger.get("/aliran")).status).toBe(204);
        expect((await stranger.says("Halo")).status).toBe(202);
        expect(stranger.cookie.startsWith(`${name}=`)).toBe(true);
        expect(stranger.cookie).not.toContain(talk);
        expect((await stranger.messages()).some((it) => it.text === "Rahasia saya")).toBe(false);
      }
      expect(await owner.messages()).toHaveLength(2);
    });

    test("never learns the talk's id from what the page is given", async () => {
      const owner = await visit();
      await owner.says("Apa saja");
      await owner.until(2);
      const talk = owner.talk();
      expect(talk).toHaveLength(32);
      expect(await (await owner.get("/pesan")).text()).not.toContain(talk);
      expect(await (await owner.get("/kendari")).text()).not.toContain(talk);
    });

    test("a new talk leaves the old one behind", async () => {
      const browser = await visit();
      await browser.says("Yang lama");
      await browser.until(2);
      expect((await browser.post("/percakapan", {})).status).toBe(204);
      expect(await browser.messages()).toEqual([]);
      expect((await browser.post("/percakapan", {}, { origin: "https://jahat.example" })).status).toBe(403);
    });
  });

  describe("the cookie", () => {
    test("is signed, unreadable for scripts, and stays over a reload", async () => {
      const page = await fetch(`${world.url}/kendari`);
      const set = page.headers.getSetCookie()[0] ?? "";
      expect(set).toMatch(/^kawan=[\w-]{32}\.[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
      const browser = await visit();
      const before = browser.cookie;
      await browser.get("/kendari");
      expect(browser.cookie).toBe(before);
    });

    test("is for https and this host only where the page is served over https", async () => {
      const secure = await openWebWorld(database, { secureCookie: true, publicUrl: "https://asn.kota.go.id" });
      const set = (await fetch(secure.url)).headers.getSetCookie()[0];
      const browser = new Browser(secure.url);
      await browser.get("/");
      const posted = await browser.post("/pesan", { id: crypto.randomUUID(), text: "Halo" }, { origin: "https://asn.kota.go.id" });
      await browser.until(2);
      await secure.close();
      expect(set).toMatch(/^__Host-kawan=.+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
      expect(posted.status).toBe(202);
    });
  });

  describe("the store", () => {
    test("gives ids in the order of commits, so that a reader never passes over a late one", async () => {
      const place = { db: world.db, cell };
      const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
      const message = (key: string) => ({ chat: "urutan", key, author: "person" as const, body: { text: key } });
      let commit = () => {};
      let begun = () => {};
      const hasBegun = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const first = world.db.transaction(async (tx) => {
        const id = await storeMessage({ db: tx, cell }, message("dahulu"), now);
        const asked = new Promise<void>((resolve) => {
          commit = resolve;
        });
        begun();
        await asked;
        return id;
      });
      await hasBegun;
      let secondDone = false;
      const second = storeMessage(place, message("kemudian"), now).finally(() => {
        secondDone = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(secondDone).toBe(false);
      commit();
      expect(await second).toBeGreaterThan((await first) ?? Number.POSITIVE_INFINITY);
      expect((await messagesAfter(place, "urutan", 0, 10)).map((it) => it.key)).toEqual(["dahulu", "kemudian"]);
    });
  });

  describe("retention", () => {
    test("deletes what is older than its day and nothing else", async () => {
      const browser = await visit();
      await browser.says("Masih berlaku");
      await browser.until(2);
      const old = "2020-01-01T00:00:00Z";
      await world.db.run(sql`insert into web_chat (cell, chat, city, started_at, seen_at) values (${cell}, 'lama', null, ${old}, ${old})`);
      await world.db.run(sql`
        insert into web_message (cell, chat, key, author, body, at) values (${cell}, 'lama', 'a', 'person', '{"text":"lama"}', ${old})`);
      expect(await webRetention(world.db, cell, Temporal.Instant.from("2021-01-01T00:00:00Z"))).toBe(2);
      const left = await world.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from web_chat where chat = 'lama'`);
      expect(left.n).toBe(0);
      expect(await browser.messages()).toHaveLength(2);
    });
  });
});
