import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { clearSent } from "../../src/channels/web/upload.ts";
import { keepBlob } from "../../src/core/blob.ts";
import { sql } from "../../src/db/database.ts";
import { png } from "../features/completion/pictures.ts";
import { recording } from "../recording.ts";
import { silentLog, testDatabases } from "../world.ts";
import { type LinkedWeb, openLinkedWeb } from "./linked-web-world.ts";
import { Browser, Talk } from "./web-world.ts";

const Page = Talk.extend({ who: z.string().nullable() });

describe.each(testDatabases())("somebody's page on $name", (database) => {
  let world: LinkedWeb;
  beforeAll(async () => {
    world = await openLinkedWeb(database);
  });
  afterAll(() => world.close());

  const page = async (browser: Browser) => Page.parse(await (await browser.get("/pesan")).json());
  /** Types a code, says yes, and waits until the page is theirs. */
  async function link(browser: Browser, name: string): Promise<void> {
    await browser.says(await world.code(await world.person(name)));
    await browser.until(2);
    await browser.says("ya");
    await browser.until(4);
  }
  /** What somebody sees who noted the cookie earlier. */
  const observer = (browser: Browser): Browser => Object.assign(new Browser(browser.url, browser.address), { cookie: browser.cookie });

  test("a code that is refused takes the chosen city along to the new id", async () => {
    const browser = await world.visit();
    await browser.post("/pesan", { id: crypto.randomUUID(), start: "kendari" });
    await browser.until(1);
    // The greeting is there before the city has been taken up; what is answered next comes after that.
    await browser.says("/bantuan");
    await browser.until(3);
    const before = browser.cookie;
    await browser.says("KODE 00000-EEEEE");
    await browser.until(2);
    expect(browser.cookie).not.toBe(before);
    await browser.says("/profil");
    const last = (await browser.until(4)).at(-1);
    expect(last?.text).toContain("Tautkan dulu");
    expect(last?.text).not.toContain("di kota mana");
  });

  test("gets a new id with the code, so that whoever saw the old one has nothing", async () => {
    const browser = await world.visit();
    await browser.says("Pertanyaan tamu");
    await browser.until(2);
    const thief = observer(browser);
    const before = browser.cookie;
    await link(browser, "Umar Contoh");
    expect(browser.cookie).not.toBe(before);
    expect(await page(browser)).toMatchObject({ who: "U••• C•••" });
    expect((await page(browser)).messages.map((it) => it.text)).toEqual([
      "[kode]",
      expect.stringContaining("U••• C•••"),
      "ya",
      expect.stringContaining("Umar Contoh"),
    ]);
    const seen = await page(thief);
    expect([seen.who, seen.messages.length]).toEqual([null, 2]);
    expect(JSON.stringify(seen)).not.toContain("Umar");
    await thief.says("/dataku");
    expect((await thief.until(4)).at(-1)?.text).toContain("Tautkan dulu");
  });

  test.each(["/tautkan KODE", "/TAUTKAN kode: KODE", "/tautkan@kawan_bot KODE."])("gets a new id however the code is typed: %s", async (typed) => {
    const browser = await world.visit();
    await browser.says("Pertanyaan tamu");
    await browser.until(2);
    const thief = observer(browser);
    for (const written of [(it: string) => it, (it: string) => it.replace("-", " ")]) {
      const before = browser.cookie;
      await browser.says(typed.replace("KODE", written(await world.code(await world.person("Xaverius Contoh")))));
      expect((await browser.until(2)).at(-1)?.text).toContain("X••• C•••");
      expect(browser.cookie).not.toBe(before);
      expect((await page(browser)).messages[0]?.text).toContain("[kode]");
    }
    await browser.says("ya");
    await browser.until(4);
    expect((await page(browser)).who).toBe("X••• C•••");
    expect(JSON.stringify(await page(thief))).not.toContain("X•••");
  });

  test("keeps its id while it is somebody's, and its city", async () => {
    const browser = await world.visit();
    await browser.post("/pesan", { id: crypto.randomUUID(), start: "kendari" });
    await browser.until(1);
    await link(browser, "Vera Contoh");
    expect((await page(browser)).city).toBe("kendari");
    const before = browser.cookie;
    await browser.says(await world.code(await world.person("Lain Contoh")));
    expect((await browser.until(6)).at(-1)?.text).toContain("sudah tertaut dengan *Vera Contoh*");
    expect(browser.cookie).toBe(before);
  });

  test("is left by Keluar and by Mulai baru: nothing of it is shown again, not even to who has its cookie", async () => {
    for (const path of ["/keluar", "/percakapan"]) {
      const browser = await world.visit();
      await link(browser, "Wati Contoh");
      await browser.says("/dataku");
      const file = (await browser.until(6)).at(-1)?.files?.[0];
      expect((await browser.get(`/berkas/${file?.blob}`)).status).toBe(200);
      const stale = observer(browser);
      expect((await browser.post(path, {}, { origin: "https://jahat.example" })).status).toBe(403);
      expect((await page(browser)).who).toBe("W••• C•••");
      expect((await browser.post(path, {})).status).toBe(204);
      expect(await page(browser)).toMatchObject({ who: null, messages: [] });
      expect(await page(stale)).toMatchObject({ talk: null, who: null, messages: [] });
      expect((await stale.get(`/berkas/${file?.blob}`)).status).toBe(404);
      expect((await stale.get("/aliran")).status).toBe(204);
    }
    const done = await world.db.many(z.object({ outcome: z.string() }), sql`select outcome from audit where capability = 'unlink_chat'`);
    expect(done).toEqual([{ outcome: "left" }, { outcome: "left" }]);
  });

  test("ends after thirty minutes without a message, however often it is read; the next page says why", async () => {
    const browser = await world.visit();
    await link(browser, "Yuni Contoh");
    const quiet = observer(browser);
    for (let at = 0; at < 2; at += 1) {
      world.clock.pass({ minutes: 14 });
      expect((await page(browser)).who).toBe("Y••• C•••");
    }
    await browser.says("Masih di sini");
    await browser.until(6);
    world.clock.pass({ minutes: 28 });
    expect((await page(browser)).who).toBe("Y••• C•••");
    world.clock.pass({ minutes: 3 });
    expect(await page(browser)).toMatchObject({ talk: null, who: null, messages: [] });
    await browser.get("/kendari");
    const after = await page(browser);
    expect(after.messages.map((it) => it.text)).toEqual([expect.stringContaining("ditutup karena 30 menit tidak dipakai")]);
    // A page that was open all the while and now says something begins anew as well.
    await quiet.says("Halo lagi");
    const [closed, said, answer] = await quiet.until(3);
    expect([closed?.text, said?.text]).toEqual([expect.stringContaining("30 menit"), "Halo lagi"]);
    expect(answer?.text).not.toContain("Yuni");
  });

  test("is told of its owner, and of its end, while it is open", async () => {
    const browser = await world.visit();
    await link(browser, "Zaki Contoh");
    const stream = await browser.get("/aliran?setelah=0");
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    const until = async (words: RegExp) => {
      while (!words.test(heard)) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`the stream ended: ${heard}`);
        heard += value;
      }
    };
    await until(/event: siapa\ndata: Z••• C•••/);
    await browser.says("/lepas");
    await until(/Lepaskan percakapan ini/);
    await browser.says("ya");
    await until(/event: hidup\ndata: ?\n/);
    await reader?.cancel();
    await browser.get("/kendari");
    expect((await page(browser)).messages[0]?.text).toContain("sudah dilepas");
  });

  test("slows down who tries codes, be it with a fresh cookie each time", async () => {
    const patient = await world.visit("10.9.0.1");
    for (let at = 0; at < 5; at += 1) {
      const before = (await page(patient)).messages.length;
      await patient.says(`KODE 0000${at}-CCCCC`);
      expect(before).toBeLessThanOrEqual(2);
      expect((await patient.until(2)).at(-1)?.text).toContain("tidak berlaku");
    }
    await patient.says("KODE 00007-CCCCC");
    expect((await patient.until(2)).at(-1)?.text).toContain("Terlalu banyak kode");
    let refused = 0;
    for (let at = 0; at < 70; at += 1) {
      const answer = await (await world.visit("10.9.0.2")).says(`KODE 000${String(at).padStart(2, "0")}-DDDDD`);
      if (answer.status === 429) refused += 1;
    }
    expect(refused).toBe(10);
    expect((await (await world.visit("10.9.0.3")).says("KODE 00001-DDDDD")).status).toBe(202);
  });

  test("sends files that are what they say, from its own page alone, and nothing of them stays behind", async () => {
    const [browser, guest] = [await world.visit(), await world.visit()];
    const who = await world.person("Wahid Contoh");
    const send = (from: Browser, bytes: Uint8Array, headers: Record<string, string> = {}, id: string = crypto.randomUUID()) => {
      const form = new FormData();
      form.set("id", id);
      form.set("berkas", new File([new Uint8Array(bytes)], "198501012010011001 sertifikat.pdf", { type: "application/pdf" }));
      return fetch(`${from.url}/berkas`, {
        method: "POST",
        body: form,
        headers: { "x-forwarded-for": from.address, cookie: from.cookie, origin: from.url, "sec-fetch-site": "same-origin", ...headers },
      });
    };
    const picture = png("tempat foto");
    expect((await send(guest, picture)).status).toBe(403);
    await browser.says(await world.code(who));
    await browser.until(2);
    await browser.says("ya");
    await browser.until(4);
    expect((await send(browser, picture, { origin: "https://lain.contoh" })).status).toBe(403);
    expect((await send(browser, picture, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await send(browser, Buffer.from("MZ bukan gambar"))).status).toBe(415);
    expect((await send(browser, Buffer.alloc(10 * 1024 * 1024 + 1, "%PDF-"))).status).toBe(413);
    expect((await send(browser, Buffer.alloc(11 * 1024 * 1024))).status).toBe(413);
    expect((await send(browser, picture, {}, "bukan-id")).status).toBe(400);
    expect((await page(browser)).messages).toHaveLength(4);
    const id = crypto.randomUUID();
    for (const status of [202, 202]) expect((await send(browser, picture, {}, id)).status).toBe(status);
    const messages = await browser.until(6);
    expect(messages.slice(4).map((it) => it.text)).toEqual([
      "Berkas: [NIP] sertifikat.pdf",
      "Berkas diterima. Apa nama pelatihannya, seperti tertulis pada sertifikat?",
    ]);
    for (const said of ["Diklat Arsip", "LAN", "B-1/2026", "7/10/2026", "16 JP"]) {
      const before = (await browser.messages()).length;
      await browser.says(said);
      await browser.until(before + 2);
    }
    const last = (await browser.messages()).at(-1);
    expect(last?.text).toBe("Bentuknya apa?");
    await browser.post("/pesan", { id: crypto.randomUUID(), menu: last?.menu, choice: 2, label: "Bimtek" });
    await expect.poll(async () => (await browser.messages()).at(-1)?.text, { timeout: 20_000 }).toContain("Serahkan sertifikat ini");
    await browser.says("ya");
    await expect.poll(async () => (await browser.messages()).at(-1)?.text, { timeout: 20_000 }).toContain("✅ Diserahkan");
    const Held = z.object({ mime: z.string(), bytes: z.instanceof(Uint8Array) });
    const held = await world.db.one(Held, sql`select mime, bytes from record_file where person_id = ${who.personId}`);
    expect([held.mime, Buffer.from(held.bytes).includes("tempat foto")]).toEqual(["image/png", false]);
    const left = () => world.db.many(z.object({ name: z.string() }), sql`select name from blob where conversation = ${`web|web|${browser.talk()}`}`);
    // Not even of the repetition, and none comes back with another one.
    expect(await left()).toEqual([]);
    expect((await send(browser, picture, {}, id)).status).toBe(202);
    expect(await left()).toEqual([]);
    // A recording goes the same way; nobody listens here.
    expect((await send(browser, recording())).status).toBe(202);
    await expect.poll(async () => (await browser.messages()).at(-1)?.text, { timeout: 20_000 }).toContain("belum dapat mendengarkan rekaman");
    expect(await left()).toEqual([]);
    // What the service never came to read goes by itself.
    const conversation = `web|web|${browser.talk()}`;
    await keepBlob(world.db, 1, { conversation, name: "kiriman-web", mime: "image/png", bytes: picture }, world.clock.now());
    const desk = { db: world.db, cell: 1, clock: () => world.clock.now().add({ minutes: 61 }), log: silentLog };
    await clearSent(desk, AbortSignal.timeout(50));
    expect(await left()).toEqual([]);
  });
});
